#include "adapters/kraken/stream.hpp"

#include "adapters/kraken/codec_market.hpp"
#include "adapters/kraken/codec_stream.hpp"

#include <optional>
#include <stdexcept>

namespace lockstep::kraken {

namespace {

/// The top level of a frame, after all of it was walked over once.
struct outline {
  std::string channel;
  std::string type;
  std::string method;
  std::string error;
  std::string confirmed; ///< the channel that an acknowledgement is about
  std::optional<uint64_t> request; ///< the number of ours that it answers
  std::optional<uint64_t> sequence;
  std::optional<bool> success;
  bool has_data = false;
};

checked read_confirmed(json value, std::string& out) {
  using simdjson::ondemand::json_type;
  json_type type{};
  if (auto error = value.type().get(type))
    return detail::broken(error);
  if (type != json_type::object)
    return {};
  return each_field(value, [&](std::string_view key, json field) -> checked {
    return key == "channel" ? read(field, out) : checked{};
  });
}

checked read_outline(simdjson::ondemand::document& text, outline& out) {
  simdjson::ondemand::object top;
  if (auto error = text.get_object().get(top))
    return detail::broken(error);
  auto done = each_field(top, [&](std::string_view key, json field) -> checked {
    if (key == "channel")
      return read(field, out.channel);
    if (key == "type")
      return read(field, out.type);
    if (key == "method")
      return read(field, out.method);
    if (key == "error" || key == "Error")
      return read(field, out.error);
    if (key == "result")
      return read_confirmed(field, out.confirmed);
    if (key == "req_id")
      return read(field, out.request.emplace());
    if (key == "sequence")
      return read(field, out.sequence.emplace());
    if (key == "success")
      return read(field, out.success.emplace());
    if (key == "data")
      out.has_data = true;
    return {};
  });
  if (done && !at_end(text))
    return fail("there is something behind the end");
  return done;
}

/// The channel that an answer is about. Refusals do not always name it.
std::string channel_of(const outline& top) {
  if (!top.channel.empty())
    return top.channel;
  if (!top.confirmed.empty())
    return top.confirmed;
  return top.request == balances_request ? "balances" : "";
}

class reader final : public stream_reader {
public:
  result<std::vector<stream_event>> read(std::string_view frame) override {
    events_.clear();
    auto done = read_frame(frame);
    if (!done)
      return fail("a frame of the stream can not be read: {}",
                  done.error().text);
    return std::move(events_);
  }

private:
  checked read_frame(std::string_view frame) {
    text_.reserve(frame.size() + simdjson::SIMDJSON_PADDING);
    text_ = frame;
    simdjson::ondemand::document document;
    if (auto error = parser_
                       .iterate(text_.data(), text_.size(), text_.capacity())
                       .get(document))
      return detail::broken(error);
    outline top;
    if (auto done = read_outline(document, top); !done)
      return done;
    if (!top.error.empty() || top.success == false)
      return refuse(top);
    if (!top.method.empty())
      return acknowledge(top);
    return top.has_data ? read_channel(document, top) : checked{};
  }

  checked refuse(const outline& top) {
    events_.emplace_back(
      stream_refused{channel_of(top), top.error,
                     top.error.starts_with("ESession:Invalid session")});
    return {};
  }

  checked acknowledge(const outline& top) {
    if (top.method == "subscribe")
      events_.emplace_back(
        stream_subscribed{top.confirmed.empty() ? top.channel : top.confirmed});
    return {};
  }

  checked read_channel(simdjson::ondemand::document& document,
                       const outline& top) {
    const bool orders = top.channel == "executions";
    const bool balances = top.channel == "balances";
    const bool wanted = orders || balances || top.channel == "ticker"
                        || top.channel == "ohlc" || top.channel == "status";
    if (!wanted)
      return {};
    if (orders || balances)
      follow_sequence(top, orders ? last_execution_ : last_movement_);
    if (balances && top.type == "snapshot")
      return {};
    document.rewind();
    json data;
    if (auto error = document.find_field_unordered("data").get(data))
      return detail::broken(error);
    try {
      auto done = each_element(data, [&](json entry) -> checked {
        if (orders)
          return orders_.read(entry, events_);
        if (balances)
          return read_stream_movement(entry, events_);
        if (top.channel == "ticker")
          return read_stream_ticker(entry, events_);
        if (top.channel == "ohlc")
          return read_stream_candle(entry, events_);
        return read_stream_status(entry, events_);
      });
      if (done && orders && top.type == "snapshot")
        events_.emplace_back(stream_snapshot{top.channel});
      return done;
    } catch (const std::overflow_error& error) {
      return fail("{}", error.what());
    }
  }

  /// A snapshot may start the numbers anew.
  void follow_sequence(const outline& top, std::optional<uint64_t>& last) {
    if (!top.sequence)
      return;
    const bool anew = top.type == "snapshot" && *top.sequence <= 1;
    if (last && !anew && *top.sequence != *last + 1)
      events_.emplace_back(stream_gap{});
    last = top.sequence;
  }

  simdjson::ondemand::parser parser_;
  std::string text_; ///< the frame, with room behind it for the parser
  std::vector<stream_event> events_;
  order_memory orders_;
  std::optional<uint64_t> last_execution_; ///< each channel counts for itself
  std::optional<uint64_t> last_movement_;
};

} // namespace

std::unique_ptr<stream_reader> make_stream_reader() {
  return std::make_unique<reader>();
}

} // namespace lockstep::kraken
