#include "model/decimal.hpp"
#include "tools/paper_exchange/wire/faults.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace lockstep::paper {

namespace {

struct preset {
  std::string_view name;
  fault_kind kind;
  bool executed = false;
  std::string_view text = {};
};

constexpr std::array presets{
  preset{"latency", fault_kind::latency},
  preset{"lost-reply", fault_kind::close, true},
  preset{"drop", fault_kind::close},
  preset{"hang", fault_kind::hang},
  preset{"hang-executed", fault_kind::hang, true},
  preset{"bad-gateway", fault_kind::bad_gateway},
  preset{"bad-gateway-executed", fault_kind::bad_gateway, true},
  preset{"garbage", fault_kind::garbage, true},
  preset{"truncated", fault_kind::cut, true},
  preset{"unavailable", fault_kind::error, false, "EService:Unavailable"},
  preset{"unavailable-executed", fault_kind::error, true,
         "EService:Unavailable"},
  preset{"busy", fault_kind::error, false, "EService:Busy"},
  preset{"busy-executed", fault_kind::error, true, "EService:Busy"},
  preset{"timeout", fault_kind::error, false, "EService:Timeout"},
  preset{"timeout-executed", fault_kind::error, true, "EService:Timeout"},
  preset{"internal-error", fault_kind::error, false, "EGeneral:Internal error"},
  preset{"internal-error-executed", fault_kind::error, true,
         "EGeneral:Internal error"},
  // The time until when is put in when it strikes.
  preset{"throttled", fault_kind::error, false, "EService: Throttled: "},
  preset{"rate-limit", fault_kind::error, false, "EAPI:Rate limit exceeded"},
  preset{"lockout", fault_kind::error, false, "EGeneral:Temporary lockout"},
  preset{"error", fault_kind::error},
  preset{"error-executed", fault_kind::error, true},
  preset{"view-lag", fault_kind::view_lag},
  preset{"ws-duplicate", fault_kind::ws_duplicate},
  preset{"ws-gap", fault_kind::ws_gap},
  preset{"ws-disconnect", fault_kind::ws_disconnect},
};

result<uint64_t> whole(std::string_view name, std::string_view text) {
  uint64_t x = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, x);
  if (text.empty() || error != std::errc{} || stop != end)
    return fail("the fault's {} is '{}', not a whole number", name, text);
  return x;
}

// `50ms`, `2s`, or a number of milliseconds.
result<duration> span(std::string_view name, std::string_view text) {
  using namespace std::chrono;
  auto unit = duration{milliseconds{1}};
  if (text.ends_with("ms")) {
    text.remove_suffix(2);
  } else if (text.ends_with("s")) {
    text.remove_suffix(1);
    unit = seconds{1};
  }
  const auto count = whole(name, text);
  if (!count)
    return tl::unexpected{count.error()};
  if (*count > 1'000'000'000)
    return fail("the fault's {} is too long", name);
  return static_cast<int64_t>(*count) * unit;
}

// `5%` or `0.05`, in millionths.
result<uint32_t> chance(std::string_view text) {
  const auto percent = text.ends_with('%');
  if (percent)
    text.remove_suffix(1);
  const auto share = decimal::parse(text);
  if (!share || share->is_negative() || *share > decimal{percent ? 100 : 1})
    return fail("the fault's chance is '{}', not a share such as 5% or 0.05",
                text);
  const auto ppm = multiply(*share, decimal{percent ? 10'000 : 1'000'000},
                            rounding::half_up);
  return static_cast<uint32_t>(ppm.units() / decimal{1}.units());
}

template <class T, class U>
result<void> assign(U& into, result<T> value) {
  if (!value)
    return tl::unexpected{std::move(value.error())};
  into = *value;
  return {};
}

result<void> set(fault_rule& rule, const std::string& name, const json& value) {
  const auto& text = value.text();
  if (name == "account")
    rule.account = text;
  else if (name == "key")
    rule.key = text;
  else if (name == "endpoint")
    rule.endpoint = text;
  else if (name == "text")
    rule.text = text;
  else if (name == "reused")
    rule.reused = value.truthy();
  else if (name == "next")
    return assign(rule.next, whole(name, text));
  else if (name == "delay")
    return assign(rule.delay, span(name, text));
  else if (name == "jitter")
    return assign(rule.jitter, span(name, text));
  else if (name == "chance")
    return assign(rule.chance_ppm, chance(text));
  else if (name != "fault")
    return fail("a fault has no '{}'; it has account, key, endpoint, next, "
                "chance, delay, jitter, text, reused",
                name);
  return {};
}

} // namespace

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (const auto& one : presets)
    names.emplace_back(one.name);
  return names;
}

result<fault_rule> parse_fault(const json& object) {
  const auto* name = object.find("fault");
  if (name == nullptr)
    return fail("a fault needs its name in 'fault'");
  const auto* found
    = std::find_if(presets.begin(), presets.end(),
                   [&](const preset& one) { return one.name == name->text(); });
  if (found == presets.end())
    return fail("there is no fault '{}'; there are {}", name->text(),
                fmt::join(fault_names(), ", "));
  fault_rule rule;
  rule.name = found->name;
  rule.kind = found->kind;
  rule.executed = found->executed;
  rule.text = found->text;
  for (const auto& [key, value] : object.members())
    if (auto done = set(rule, key, value); !done)
      return tl::unexpected{std::move(done.error())};
  if (rule.kind == fault_kind::error && rule.text.empty())
    return fail("the fault {} needs the error's text", rule.name);
  return rule;
}

result<fault_rule> parse_fault(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  auto object = json::object();
  object.set("fault", json::string(std::string{text.substr(0, colon)}));
  if (colon < text.size())
    for (const auto& part :
         list_of(json::string(std::string{text.substr(colon + 1)}))) {
      const auto equal = part.find('=');
      if (equal == std::string::npos)
        return fail("the fault's part '{}' is not NAME=VALUE", part);
      object.set(part.substr(0, equal), json::string(part.substr(equal + 1)));
    }
  return parse_fault(object);
}

} // namespace lockstep::paper
