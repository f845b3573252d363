#include "tools/paper_exchange/kraken/rest_service.hpp"

#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

constexpr std::string_view public_prefix = "/0/public/";
constexpr std::string_view private_prefix = "/0/private/";
constexpr std::string_view gateway_page
  = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare"
    "</center>\r\n</body>\r\n</html>\r\n";

std::string name_of(std::string_view path) {
  for (const auto prefix : {public_prefix, private_prefix})
    if (path.starts_with(prefix))
      return std::string{path.substr(prefix.size())};
  return {};
}

// What a fault makes of an answer (or of none, if it was not executed).
http_reply spoiled(const fault_rule& fault, http_reply reply, timestamp now) {
  switch (fault.kind) {
    case fault_kind::close:
      reply.ending = http_ending::close;
      return reply;
    case fault_kind::hang:
      reply.ending = http_ending::hang;
      return reply;
    case fault_kind::cut:
      reply.ending = http_ending::cut;
      return reply;
    case fault_kind::bad_gateway:
      return {502, "text/html", std::string{gateway_page}, {}};
    case fault_kind::garbage:
      reply.body = "\x01\x02 this is no JSON {\"error\":[";
      return reply;
    default:
      break;
  }
  auto text = fault.text;
  if (text.ends_with("Throttled: ")) {
    const auto wait = fault.delay > duration{} ? fault.delay
                                               : std::chrono::seconds{5};
    text += to_unix_seconds(now + wait, 0);
  }
  reply.body = envelope(fail("{}", text));
  return reply;
}

bool allowed(const api_key& key, const rest_endpoint& endpoint) {
  const auto& needed = endpoint.permissions;
  const auto has = [&](std::string_view one) {
    return key.permissions.contains(std::string{one});
  };
  if (endpoint.needs == demand::all)
    return std::all_of(needed.begin(), needed.end(), has);
  return needed.empty() || std::any_of(needed.begin(), needed.end(), has);
}

} // namespace

std::string envelope(const rest_answer& answer) {
  json_writer out;
  out.begin_object().begin_array("error");
  if (!answer)
    return out.string(answer.error().text).end_array().end_object().str();
  return out.end_array().raw("result", *answer).end_object().str();
}

fault_place rest_service::place_of(const http_request& request) const {
  fault_place place;
  place.endpoint = name_of(request.path);
  place.reused = request.reused;
  place.key = std::string{request.header("API-Key")};
  if (const auto* key = all_->core.accounts().find_key(place.key))
    place.account = key->owner.str();
  return place;
}

void rest_service::handle(http_request request, http_responder respond) {
  auto place = place_of(request);
  const auto delay = all_->faults.latency(place);
  if (delay == duration{})
    return run(request, place, delay, respond);
  all_->later.after(delay / 2, [this, request = std::move(request),
                                place = std::move(place), delay,
                                respond = std::move(respond)] {
    run(request, place, delay - delay / 2, respond);
  });
}

void rest_service::run(const http_request& request, const fault_place& place,
                       duration way_back, const http_responder& respond) {
  const auto fault = all_->faults.strike(place);
  http_reply reply;
  if (!fault || fault->executed)
    reply.body = envelope(answer(request));
  if (fault)
    reply = spoiled(*fault, std::move(reply), all_->time.now());
  if (way_back == duration{})
    return respond(std::move(reply));
  all_->later.after(way_back, [respond, reply = std::move(reply)]() mutable {
    respond(std::move(reply));
  });
}

rest_answer rest_service::answer(const http_request& request) {
  const auto name = name_of(request.path);
  try {
    if (request.path.starts_with(public_prefix))
      return answer_public(request, public_endpoint(name));
    if (request.path.starts_with(private_prefix))
      return answer_private(request, private_endpoint(name));
  } catch (const std::overflow_error&) {
    // A number in the request is larger than any amount can be.
    return fail("EGeneral:Invalid arguments");
  } catch (const std::exception&) {
    return fail("EGeneral:Internal error");
  }
  return fail("EGeneral:Unknown method");
}

rest_answer rest_service::answer_public(const http_request& request,
                                        const rest_endpoint* endpoint) {
  if (endpoint == nullptr)
    return fail("EGeneral:Unknown method");
  const auto now = all_->time.now();
  constexpr rest_tier per_second{5'000'000, 1'000'000};
  if (all_->options.public_limit
      && !all_->counter.charge(" all public", per_second, 1, now))
    return fail("EAPI:Rate limit exceeded");
  auto params = parse_form(request.query);
  // Some clients post what they ask.
  if (const auto body = parse_body(request.header("Content-Type"),
                                   request.body))
    for (const auto& [name, value] : body->members())
      params.set(name, value);
  all_->core.advance(now);
  return endpoint->run({all_->core, all_->tokens, nullptr, params, now, now});
}

rest_answer rest_service::answer_private(const http_request& request,
                                         const rest_endpoint* endpoint) {
  const auto now = all_->time.now();
  const auto params = parse_body(request.header("Content-Type"), request.body);
  if (!params)
    return fail("{}", all_->core.accounts().find_key(request.header("API-Key"))
                        ? "EAPI:Bad request"
                        : "EAPI:Invalid key");
  const auto& given = *params;
  const auto or_header = [&](const char* name, std::string_view header) {
    auto text = text_in(given, name);
    return text.empty() ? std::string{request.header(header)} : text;
  };
  const auto key
    = all_->gate.verify({std::string{request.header("API-Key")},
                         std::string{request.header("API-Sign")}, request.path,
                         or_header("nonce", "API-Nonce"), request.body,
                         or_header("otp", "API-OTP"), request.query},
                        now);
  if (!key)
    return tl::unexpected{key.error()};
  if (endpoint == nullptr)
    return fail("EGeneral:Unknown method");
  if (auto admitted = admit(**key, *endpoint, given, now); !admitted)
    return tl::unexpected{admitted.error()};
  auto seen = now;
  if (endpoint->order_view)
    if (const auto lag = all_->faults.strike(fault_kind::view_lag,
                                             place_of(request)))
      seen -= lag->delay;
  all_->core.advance(now);
  return endpoint->run({all_->core, all_->tokens, *key, given, now, seen});
}

result<void> rest_service::admit(const api_key& key,
                                 const rest_endpoint& endpoint,
                                 const json& params, timestamp now) {
  if (!allowed(key, endpoint))
    return fail("EGeneral:Permission denied");
  const auto tier = all_->core.accounts().find(key.owner)->tier();
  if (endpoint.cost > 0
      && !all_->counter.charge(key.key, rest_tier_of(tier), endpoint.cost, now))
    return fail("EAPI:Rate limit exceeded");
  if (all_->options.strict)
    for (const auto& [name, value] : params.members())
      if (name != "nonce" && name != "otp" && !endpoint.params.contains(name))
        return fail("EGeneral:Invalid arguments:{}", name);
  return {};
}

} // namespace lockstep::paper::kraken
