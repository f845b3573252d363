#include "adapters/request_queue.hpp"

#include "test/support/properties.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace lockstep {

namespace {

using namespace std::chrono_literals;

const timestamp start{1'780'000'000s};

/// Holds requests of some names back until a time.
class by_name final : public limiter {
public:
  timestamp at(const private_request& r, timestamp now) const override {
    const auto found = until.find(r.name);
    return found == until.end() ? now : std::max(now, found->second);
  }
  void used(const private_request&, timestamp) override {}
  void refused(const private_request&, const venue_error&, timestamp) override {
  }

  std::map<std::string, timestamp> until;
};

request_queue::entry entry(const std::string& name, priority how) {
  request_queue::entry e;
  e.request.name = name;
  e.request.priority = how;
  return e;
}

std::string popped(request_queue& queue, timestamp now, const limiter& limits) {
  auto next = queue.pop(now, limits);
  return next ? next->request.name : "";
}

} // namespace

TEST_CASE("exits go first, then cancels, then entries, then reads") {
  request_queue queue;
  const by_name limits;
  queue.push(entry("read", priority::read));
  queue.push(entry("entry", priority::entry));
  queue.push(entry("exit", priority::exit));
  queue.push(entry("cancel", priority::cancel));
  for (const auto* name : {"exit", "cancel", "entry", "read", ""})
    CHECK(popped(queue, start, limits) == name);
}

TEST_CASE(
  "what arrived first goes first, and a second attempt keeps its place") {
  request_queue queue;
  const by_name limits;
  for (const auto* name : {"a", "b", "c"})
    queue.push(entry(name, priority::entry));
  auto first = queue.pop(start, limits);
  REQUIRE(first);
  CHECK(first->request.name == "a");
  queue.push(std::move(*first));
  for (const auto* name : {"a", "b", "c"})
    CHECK(popped(queue, start, limits) == name);
}

TEST_CASE("what a limit holds back lets others pass") {
  request_queue queue;
  by_name limits;
  limits.until["exit"] = start + 5s;
  queue.push(entry("exit", priority::exit));
  queue.push(entry("read", priority::read));
  CHECK(popped(queue, start, limits) == "read");
  CHECK(popped(queue, start, limits).empty());
  CHECK(queue.next(start, limits) == start + 5s);
  CHECK(popped(queue, start + 5s, limits) == "exit");
  CHECK_FALSE(queue.next(start, limits));
}

TEST_CASE("an entry is not given out before its time") {
  request_queue queue;
  const by_name limits;
  auto later = entry("later", priority::exit);
  later.not_before = start + 2s;
  queue.push(std::move(later));
  CHECK(popped(queue, start + 1s, limits).empty());
  CHECK(queue.next(start, limits) == start + 2s);
  CHECK(popped(queue, start + 2s, limits) == "later");
}

TEST_CASE("what is too late is taken out, in order, and wakes the owner") {
  request_queue queue;
  by_name limits;
  limits.until["x"] = limits.until["y"] = start + 1h;
  for (const auto* name : {"x", "y", "z"}) {
    auto e = entry(name, priority::entry);
    if (e.request.name != "z")
      e.not_after = start + 10s;
    queue.push(std::move(e));
  }
  CHECK(queue.take_expired(start + 9s).empty());
  CHECK(popped(queue, start, limits) == "z");
  CHECK(queue.next(start, limits) == start + 10s);
  const auto late = queue.take_expired(start + 10s);
  REQUIRE(late.size() == 2);
  CHECK(late[0].request.name == "x");
  CHECK(late[1].request.name == "y");
  CHECK(queue.empty());
}

TEST_CASE("everything that was put in comes out once, by rank and arrival") {
  test::holds("a queue is a stable sort", [] {
    request_queue queue;
    const by_name limits;
    const auto ranks
      = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
    std::vector<std::pair<int, std::string>> wanted;
    for (size_t i = 0; i < ranks.size(); ++i) {
      wanted.emplace_back(ranks[i], std::to_string(i));
      queue.push(entry(wanted.back().second,
                       static_cast<priority>(wanted.back().first)));
    }
    std::ranges::stable_sort(wanted, {}, &std::pair<int, std::string>::first);
    for (const auto& [rank, name] : wanted)
      RC_ASSERT(popped(queue, start, limits) == name);
    RC_ASSERT(queue.empty());
  });
}

} // namespace lockstep
