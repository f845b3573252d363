#include "actors/recording/decisions.hpp"

#include "actors/recording/line_writer.hpp"
#include "actors/recording/record_fields.hpp"

#include <stdexcept>

namespace lockstep::recording {

namespace {

using namespace lockstep::journal;

/// The part of an address that is the same at every host.
std::string_view path_of(std::string_view url) {
  const auto host = url.find("://");
  const auto path = url.find('/', host == url.npos ? 0 : host + 3);
  return path == url.npos ? std::string_view{} : url.substr(path);
}

class decision_lines {
public:
  decision_lines(std::string& out, int64_t number)
    : out_{out}, line_{out}, number_{number} {}

  template <class Members>
  void add(const Members& members) {
    line_.open();
    line_("of", number_);
    members(line_);
    line_.close();
    out_ += '\n';
  }
  template <class T>
  void add(std::string_view name, const T& x) {
    add([&](line_writer& to) { to(name, x); });
  }

  void operator()(const note_record& x) { add("note", x); }
  void operator()(const row_record& x) { add("row", x); }
  void operator()(const intent_record& x) { add("intent", x); }
  void operator()(const event_record& x) { add("event", x); }
  void operator()(const execution_record& x) { add("execution", x); }
  template <class Other>
  void operator()(const Other&) {
    throw std::logic_error{"no core writes such a record"};
  }

  void add(const actors::place_order& x, const venue* where) {
    add([&](line_writer& to) {
      to("order", x.order)("cash", x.cash)("priority", x.priority);
    });
    if (where == nullptr)
      return;
    const auto sent = where->unsigned_request(where->place(x.order).request);
    add([&](line_writer& to) {
      to.key("request");
      to.open();
      to("method", sent.method)("path", path_of(sent.url))("body", sent.body);
      to.close();
    });
  }

  void add(const copytrade::netted& x) {
    add([&](line_writer& to) {
      to("netted", x.what.id)("quantity", x.what.quantity);
      if (x.skipped)
        to("why", x.skipped->why)("words", x.skipped->words());
    });
  }

private:
  std::string& out_;
  line_writer line_;
  int64_t number_;
};

} // namespace

void put_decisions(std::string& out, int64_t number,
                   const std::vector<actors::journal_record>& records,
                   const outcome& what, const actors::market_view_ptr& market) {
  decision_lines lines{out, number};
  if (what.threw)
    return lines.add("threw", *what.threw);
  if (what.taken)
    lines.add("taken", *what.taken);
  for (const auto& each : what.netted)
    lines.add(each);
  for (const auto& each : records)
    std::visit(lines, each);
  for (const auto& each : what.told)
    lines.add("told", each);
  for (const auto& each : what.orders)
    lines.add(each, market ? market->venue.get() : nullptr);
  for (const auto& each : what.unfinished)
    lines.add("unfinished", each);
  if (what.made)
    lines.add("signal", *what.made);
  for (const auto& each : what.notes)
    lines.add("not_copied", each);
  for (const auto& each : what.uncopied)
    lines.add("uncopied", each);
}

} // namespace lockstep::recording
