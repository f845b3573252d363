#pragma once

#include "actors/messages.hpp"
#include "actors/recording/fields.hpp"
#include "adapters/journal/reader.hpp"
#include "adapters/journal/records.hpp"

/// As fields.hpp, for what is the engine's own: records of the journal, and
/// what actors say to each other. Of a record's header only number and time
/// are written; all else is the account's.
namespace lockstep::recording {

template <class V, like<journal::header> X>
void fields(V& v, X& x) {
  v.may("number", x.number);
  v("at", x.at);
}

template <class V, like<journal::note_record> X>
void fields(V& v, X& x) {
  fields(v, x.from);
  v("kind", x.kind)("key", x.key);
  v.may("why", x.why).may("words", x.words).embedded("payload", x.payload);
}

template <class V, like<journal::row_record> X>
void fields(V& v, X& x) {
  fields(v, x.from);
  v("signal", x.signal)("outcome", x.outcome);
  v.may("why", x.why).may("words", x.words).may("key", x.key);
  v("intended", x.intended)("ordered", x.ordered)("executed", x.executed);
  v("value", x.value)("fees", x.fees)("decided", x.decided);
  v.may("ended", x.ended);
}

template <class V, like<journal::intent_record> X>
void fields(V& v, X& x) {
  fields(v, x.from);
  v("signal", x.signal)("leg", x.leg)("order", x.order)("hold", x.payload);
}

template <class V, like<journal::event_record> X>
void fields(V& v, X& x) {
  fields(v, x.from);
  v("key", x.key)("state", x.state);
  v.may("order", x.order);
  v("executed", x.executed);
  v.may("cost", x.cost).may("why", x.why).may("words", x.words);
  v.may("ends", x.ends);
}

template <class V, like<journal::execution_record> X>
void fields(V& v, X& x) {
  fields(v, x.from);
  v("fill", x.fill);
}

template <class V, like<journal::known_intent> X>
void fields(V& v, X& x) {
  v("intent", x.intent);
  v.may("newest", x.newest);
}

template <class V, like<actors::placement> X>
void fields(V& v, X& x) {
  v("what", x.what);
  v.may("why", x.why).may("words", x.words);
}

template <class V, like<actors::order_update> X>
void fields(V& v, X& x) {
  v("key", x.key)("state", x.state);
  v.may("why", x.why).may("words", x.words).may("executions", x.executions);
  v.may("complete", x.complete);
}

template <class V, like<copytrade::row> X>
void fields(V& v, X& x) {
  v("signal", x.signal)("outcome", x.outcome);
  v.may("why", x.why).may("words", x.words).may("key", x.key);
  v("intended", x.intended)("ordered", x.ordered)("executed", x.executed);
  v("value", x.value)("fees", x.fees)("decided", x.decided);
  v.may("ended", x.ended);
}

template <class V, like<copytrade::note> X>
void fields(V& v, X& x) {
  v("order", x.order)("symbol", x.symbol)("side", x.side)("why", x.why);
  v("words", x.words)("time", x.time);
}

} // namespace lockstep::recording
