#include "actors/runtime/guard.hpp"

#include "actors/runtime/watched.hpp"

#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <caf/skip.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <bit>

namespace lockstep::actors {

std::string words_of(const std::exception_ptr& e) {
  try {
    std::rethrow_exception(e);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

void report_fault(directory_entry& entry, std::string_view id,
                  std::string sentence) {
  const auto count = entry.fault(sentence);
  if (std::has_single_bit(count))
    spdlog::error("{}: {} {} (fault {})", id, entry.name(), sentence, count);
}

directory_entry& entry_of(const caf::abstract_actor& self) {
  return dynamic_cast<const watched_base&>(self).entry();
}

namespace detail {

void note_handler_fault(caf::scheduled_actor* self, const std::string& words) {
  report_fault(entry_of(*self), "handler-failed",
               "failed in a handler and goes on: " + words);
}

} // namespace detail

// The captures are plain pointers, so that no handler needs memory of its own.
void install_guards(caf::scheduled_actor* self, directory_entry& entry) {
  const auto line = &entry;
  self->set_exception_handler([line](std::exception_ptr& e) -> caf::error {
    auto words = words_of(e);
    report_fault(*line, "actor-failed", "ends: " + words);
    return caf::make_error(errc::handler_failed, std::move(words));
  });
  self->set_error_handler([line](caf::error& e) {
    report_fault(*line, "stray-error",
                 "got an error it did not ask for: " + describe(e));
  });
  self->set_down_handler([line](caf::down_msg& m) {
    report_fault(*line, "stray-down",
                 fmt::format("is told that actor {} ended: {}", m.source.id(),
                             describe(m.reason)));
  });
  self->set_exit_handler([line](caf::scheduled_actor* me, caf::exit_msg& m) {
    if (m.reason && m.reason != caf::exit_reason::user_shutdown)
      report_fault(*line, "told-to-end",
                   "ends, told so: " + describe(m.reason));
    me->quit(std::move(m.reason));
  });
  self->set_default_handler([line](caf::message& m) -> caf::skippable_result {
    report_fault(*line, "strange-message",
                 "does not understand " + to_string(m.types()));
    return caf::make_error(caf::sec::unexpected_message);
  });
}

void install_guards(caf::scheduled_actor* self) {
  install_guards(self, entry_of(*self));
}

} // namespace lockstep::actors
