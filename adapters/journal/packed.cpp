#include "adapters/journal/packed.hpp"

#include "adapters/journal/bytes.hpp"
#include "adapters/journal/tables.hpp"

#include <utility>

namespace lockstep::journal {

namespace {

constexpr char text_mark = 'T';
constexpr char number_mark = 'I';
constexpr char nothing_mark = 'N';

void put_text(std::string& to, std::string_view value) {
  put_number(to, value.size());
  to += value;
}

/// Cells in a string: a mark, and what it announces.
class packed_sink final : public cell_sink {
public:
  explicit packed_sink(std::string& to) : to_{to} {}
  void text(const std::string& value) override {
    to_ += text_mark;
    put_text(to_, value);
  }
  void number(int64_t value) override {
    to_ += number_mark;
    put_number(to_, static_cast<uint64_t>(value));
  }
  void nothing() override { to_ += nothing_mark; }

private:
  std::string& to_;
};

/// Cuts pieces off the front of bytes.
class cutter {
public:
  explicit cutter(std::string_view bytes) : left_{bytes} {}

  [[nodiscard]] bool done() const { return left_.empty(); }
  [[nodiscard]] char next() const {
    if (left_.empty())
      throw unreadable{"the record ends too early"};
    return left_.front();
  }
  std::string_view take(uint64_t size) {
    if (size > left_.size())
      throw unreadable{"the record ends too early"};
    const auto head = left_.substr(0, size);
    left_.remove_prefix(size);
    return head;
  }
  uint64_t number() { return number_at(take(8), 0); }

private:
  std::string_view left_;
};

class packed_source final : public cell_source {
public:
  explicit packed_source(cutter& from) : from_{from} {}

  [[nodiscard]] bool is_nothing() const override {
    return from_.next() == nothing_mark;
  }
  void skip() override { expect(nothing_mark); }
  std::string text() override {
    expect(text_mark);
    const auto size = from_.number();
    return std::string{from_.take(size)};
  }
  int64_t number() override {
    expect(number_mark);
    return static_cast<int64_t>(from_.number());
  }

private:
  void expect(char mark) {
    if (from_.take(1).front() != mark)
      throw unreadable{"a value of another kind was expected"};
  }

  cutter& from_;
};

template <size_t I = 0>
any_record read_kind(size_t kind, column_reader& from) {
  if constexpr (I < std::variant_size_v<any_record>) {
    if (kind == I)
      return read_record<std::variant_alternative_t<I, any_record>>(from);
    return read_kind<I + 1>(kind, from);
  } else {
    throw unreadable{fmt::format("there is no kind {} of records", kind)};
  }
}

any_record unpack_one(cutter& bytes) {
  const auto kind = static_cast<unsigned char>(bytes.take(1).front());
  packed_source cells{bytes};
  column_reader from{cells};
  return read_kind(kind, from);
}

} // namespace

std::string pack(const any_record& record) {
  std::string bytes(1, static_cast<char>(record.index()));
  packed_sink cells{bytes};
  column_writer to{cells};
  std::visit(
    [&to]<class Record>(const Record& x) {
      write(to, x.from);
      table<Record>::write(to, x);
    },
    record);
  return bytes;
}

result<any_record> unpack(std::string_view bytes) {
  try {
    cutter from{bytes};
    auto record = unpack_one(from);
    if (!from.done())
      return fail("a record is followed by something else");
    return record;
  } catch (const unreadable& error) {
    return fail("{}", error.what());
  }
}

std::string pack_all(const std::vector<any_record>& records) {
  std::string bytes;
  for (const auto& record : records)
    put_text(bytes, pack(record));
  return bytes;
}

result<std::vector<any_record>> unpack_all(std::string_view bytes) {
  try {
    std::vector<any_record> records;
    for (cutter from{bytes}; !from.done();) {
      auto record = unpack(from.take(from.number()));
      if (!record)
        return tl::unexpected{record.error()};
      records.push_back(std::move(*record));
    }
    return records;
  } catch (const unreadable& error) {
    return fail("{}", error.what());
  }
}

} // namespace lockstep::journal
