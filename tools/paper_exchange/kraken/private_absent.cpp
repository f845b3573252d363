#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

namespace lockstep::paper::kraken {

rest_answer withdraw_cancel(const rest_call&) {
  // Nothing was ever withdrawn through the interface.
  return fail("EFunding:Unknown reference id");
}

rest_answer credit_lines(const rest_call&) {
  return "null";
}

rest_answer earn_strategies(const rest_call&) {
  return json_writer{}
    .begin_object()
    .begin_array("items")
    .end_array()
    .null("next_cursor")
    .end_object()
    .str();
}

rest_answer earn_allocations(const rest_call& call) {
  const auto& asset = call.text("converted_asset");
  return json_writer{}
    .begin_object()
    .string("converted_asset", asset.empty() ? "USD" : asset)
    .string("total_allocated", "0.0000")
    .string("total_rewarded", "0.0000")
    .begin_array("items")
    .end_array()
    .null("next_cursor")
    .end_object()
    .str();
}

rest_answer earn_change(const rest_call&) {
  return fail("EGeneral:Invalid arguments:Invalid strategy ID");
}

rest_answer earn_pending(const rest_call&) {
  return json_writer{}
    .begin_object()
    .boolean("pending", false)
    .end_object()
    .str();
}

rest_answer not_for_this_account(const rest_call&) {
  // Institutions only, or a wallet that nobody has.
  return fail("EGeneral:Permission denied");
}

} // namespace lockstep::paper::kraken
