#include "adapters/journal/tables.hpp"

namespace lockstep::journal {

void write(column_writer& to, const header& from) {
  to << from.number << from.at << from.account << from.venue << from.mode
     << to_text(from.inputs);
}

void read(column_reader& from, header& to) {
  std::string inputs;
  from >> to.number >> to.at >> to.account >> to.venue >> to.mode >> inputs;
  to.inputs = column_reader::value(parse_numbers(inputs));
}

// -- signal -------------------------------------------------------------------

void table<signal_record>::write(column_writer& to, const signal_record& from) {
  to << from.id << from.order << from.batch << from.symbol << from.side
     << from.quantity << from.price << from.executed << from.payload;
}

void table<signal_record>::read(column_reader& from, signal_record& to) {
  from >> to.id >> to.order >> to.batch >> to.symbol >> to.side >> to.quantity
    >> to.price >> to.executed >> to.payload;
}

void table<signal_record>::identify(column_writer& to,
                                    const signal_record& by) {
  to << by.id;
}

// -- intent -------------------------------------------------------------------

void table<intent_record>::write(column_writer& to, const intent_record& from) {
  const auto& order = from.order;
  to << order.key << from.signal << from.leg << order.symbol << order.side
     << order.type << order.quantity << order.limit << order.trigger
     << order.lifetime << order.deadline << order.validate_only << from.payload;
}

void table<intent_record>::read(column_reader& from, intent_record& to) {
  auto& order = to.order;
  from >> order.key >> to.signal >> to.leg >> order.symbol >> order.side
    >> order.type >> order.quantity >> order.limit >> order.trigger
    >> order.lifetime >> order.deadline >> order.validate_only >> to.payload;
}

void table<intent_record>::identify(column_writer& to,
                                    const intent_record& by) {
  to << by.order.key;
}

// -- event --------------------------------------------------------------------

void table<event_record>::write(column_writer& to, const event_record& from) {
  to << from.key << from.state << from.order << from.executed << from.cost
     << from.why << from.words << from.ends;
}

void table<event_record>::read(column_reader& from, event_record& to) {
  from >> to.key >> to.state >> to.order >> to.executed >> to.cost >> to.why
    >> to.words >> to.ends;
}

void table<event_record>::identify(column_writer& to, const event_record& by) {
  to << by.key;
}

// -- execution ----------------------------------------------------------------

void table<execution_record>::write(column_writer& to,
                                    const execution_record& from) {
  const auto& fill = from.fill;
  to << fill.id << fill.order << fill.key << fill.symbol << fill.side
     << fill.type << fill.quantity << fill.price << fill.cost
     << to_text(fill.fees) << fill.time << fill.margin;
}

void table<execution_record>::read(column_reader& from, execution_record& to) {
  auto& fill = to.fill;
  std::string fees;
  from >> fill.id >> fill.order >> fill.key >> fill.symbol >> fill.side
    >> fill.type >> fill.quantity >> fill.price >> fill.cost >> fees
    >> fill.time >> fill.margin;
  fill.fees = column_reader::value(parse_fees(fees));
}

void table<execution_record>::identify(column_writer& to,
                                       const execution_record& by) {
  to << by.from.account << by.fill.id;
}

// -- row ----------------------------------------------------------------------

void table<row_record>::write(column_writer& to, const row_record& from) {
  to << from.signal << from.outcome << from.why << from.words << from.key
     << from.intended << from.ordered << from.executed << from.value
     << from.fees << from.decided << from.ended;
}

void table<row_record>::read(column_reader& from, row_record& to) {
  from >> to.signal >> to.outcome >> to.why >> to.words >> to.key >> to.intended
    >> to.ordered >> to.executed >> to.value >> to.fees >> to.decided
    >> to.ended;
}

void table<row_record>::identify(column_writer& to, const row_record& by) {
  to << by.signal << by.from.account;
}

// -- enrolment ----------------------------------------------------------------

void table<enrolment_record>::write(column_writer& to,
                                    const enrolment_record& from) {
  to << from.identity << from.since << to_text(from.positions);
}

void table<enrolment_record>::read(column_reader& from, enrolment_record& to) {
  std::string positions;
  from >> to.identity >> to.since >> positions;
  to.positions = column_reader::value(parse_positions(positions));
}

void table<enrolment_record>::identify(column_writer& to,
                                       const enrolment_record& by) {
  to << by.from.account;
}

// -- note ---------------------------------------------------------------------

void table<note_record>::write(column_writer& to, const note_record& from) {
  to << from.kind << from.key << from.why << from.words << from.payload;
}

void table<note_record>::read(column_reader& from, note_record& to) {
  from >> to.kind >> to.key >> to.why >> to.words >> to.payload;
}

void table<note_record>::identify(column_writer& to, const note_record& by) {
  to << by.from.account << by.kind << by.key;
}

// -- state --------------------------------------------------------------------

void table<state_record>::write(column_writer& to, const state_record& from) {
  to << from.slot << from.key << from.value;
}

void table<state_record>::read(column_reader& from, state_record& to) {
  from >> to.slot >> to.key >> to.value;
}

void table<state_record>::identify(column_writer& to, const state_record& by) {
  to << by.slot << by.key;
}

} // namespace lockstep::journal
