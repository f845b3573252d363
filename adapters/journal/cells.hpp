#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <string>

namespace lockstep::journal {

/// Takes the values of a record, one after the other.
class cell_sink {
public:
  virtual ~cell_sink() = default;
  virtual void text(const std::string& value) = 0;
  /// The same for a text that lives until the record was written.
  virtual void lasting_text(const std::string& value) { text(value); }
  virtual void number(int64_t value) = 0;
  virtual void nothing() = 0;
};

/// Gives the values of a record, one after the other. What is not there, or
/// of another kind, throws `unreadable`.
class cell_source {
public:
  virtual ~cell_source() = default;
  /// Whether the next value is `nothing`; stays before it.
  [[nodiscard]] virtual bool is_nothing() const = 0;
  virtual void skip() = 0;
  virtual std::string text() = 0;
  virtual int64_t number() = 0;
};

/// Binds values to a statement's places.
class statement_places final : public cell_sink {
public:
  explicit statement_places(SQLite::Statement& statement)
    : statement_{statement} {}

  void text(const std::string& value) override {
    statement_.bind(++at_, value);
  }
  void lasting_text(const std::string& value) override {
    statement_.bindNoCopy(++at_, value);
  }
  void number(int64_t value) override { statement_.bind(++at_, value); }
  void nothing() override { statement_.bind(++at_); }

private:
  SQLite::Statement& statement_;
  int at_ = 0;
};

/// Takes the values of a statement's current line.
class statement_line final : public cell_source {
public:
  explicit statement_line(const SQLite::Statement& statement)
    : statement_{statement} {}

  [[nodiscard]] bool is_nothing() const override {
    return statement_.getColumn(at_).isNull();
  }
  void skip() override { ++at_; }
  std::string text() override {
    return statement_.getColumn(at_++).getString();
  }
  int64_t number() override { return statement_.getColumn(at_++).getInt64(); }

private:
  const SQLite::Statement& statement_;
  int at_ = 0;
};

} // namespace lockstep::journal
