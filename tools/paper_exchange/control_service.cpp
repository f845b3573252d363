#include "tools/paper_exchange/control_service.hpp"

#include "tools/paper_exchange/control_actions.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lockstep::paper {

namespace {

http_reply refused(int status, const std::string& sentence) {
  return {
    status,
    "application/json",
    json_writer{}.begin_object().string("error", sentence).end_object().str(),
    {}};
}

http_reply answered(std::string body) {
  return {200, "application/json", std::move(body), {}};
}

std::string help() {
  std::string text = "The control port of Lockstep's paper exchange.\n\n"
                     "GET  /health\n"
                     "GET  /records?account=NAME   (not given: all)\n"
                     "GET  /faults\n\n"
                     "POST, with a JSON object (? may be left out):\n";
  for (const auto& one : control_actions())
    text += fmt::format("  {:<20} {}\n", one.path, one.takes);
  text += "\nFaults:";
  for (const auto& name : fault_names())
    text += " " + name;
  return text + "\n";
}

std::string fault_list(const fault_plan& faults) {
  json_writer out;
  out.begin_array();
  for (const auto& rule : faults.rules()) {
    out.begin_object()
      .string("fault", rule.name)
      .string("account", rule.account)
      .string("key", rule.key)
      .string("endpoint", rule.endpoint);
    if (rule.next)
      out.integer("next", static_cast<int64_t>(*rule.next));
    out.end_object();
  }
  return out.end_array().str();
}

http_reply look_up(const controls& all, const http_request& request) {
  if (request.path == "/")
    return {200, "text/plain", help(), {}};
  if (request.path == "/health")
    return answered(R"({"status":"running"})");
  if (request.path == "/faults")
    return answered(fault_list(all.faults));
  if (request.path != "/records")
    return refused(404, "there is nothing at " + request.path);
  const auto query = parse_form(request.query);
  const auto* who = query.find("account");
  const account_id name{who == nullptr ? "" : who->text()};
  if (!name.empty() && all.core.accounts().find(name) == nullptr)
    return refused(404, fmt::format("there is no account '{}'", name));
  all.core.advance(all.now());
  return answered(records(all.core, name));
}

http_reply act(controls& all, const http_request& request) {
  const auto& actions = control_actions();
  const auto at
    = std::find_if(actions.begin(), actions.end(),
                   [&](const auto& one) { return one.path == request.path; });
  if (at == actions.end())
    return refused(404, "there is nothing at " + request.path);
  const auto body = parse_body("application/json", request.body);
  if (!body)
    return refused(400, body.error().text);
  const auto done = at->run(all, *body);
  return done ? answered(*done) : refused(400, done.error().text);
}

} // namespace

void control_service::handle(http_request request, http_responder respond) {
  try {
    respond(request.method == "POST" ? act(all_, request)
                                     : look_up(all_, request));
  } catch (const std::overflow_error&) {
    respond(refused(400, "a number is larger than any amount can be"));
  } catch (const std::exception& problem) {
    respond(refused(500, problem.what()));
  }
}

} // namespace lockstep::paper
