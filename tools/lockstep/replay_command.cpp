#include "actors/recording/replay.hpp"
#include "tools/lockstep/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <simdjson.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <thread>

namespace lockstep::commands {

namespace {

struct replay_wishes {
  std::filesystem::path log;
  size_t threads = 0;
};

std::string either(const std::string& line) {
  return line.empty() ? "(nothing more)" : line;
}

void print_difference(std::ostream& out, const std::string& file,
                      const recording::log_difference& x) {
  out << fmt::format("{}:{}: {} decides otherwise\n  recorded  {}\n"
                     "  decided   {}\n",
                     file, x.line, x.who, either(x.recorded),
                     either(x.decided));
}

void print_what_is_missing(std::ostream& out,
                           const recording::replay_report& told) {
  if (told.before_begin > 0)
    out << fmt::format("{} messages are of actors whose begin the log lacks; "
                       "they were not replayed\n",
                       told.before_begin);
  if (told.after_gap > 0)
    out << fmt::format("{} messages come after one that the log lacks; they "
                       "were not replayed\n",
                       told.after_gap);
}

exit_code replay_log(const session& with, const replay_wishes& asked) {
  const auto file = asked.log.string();
  simdjson::padded_string text;
  if (simdjson::padded_string::load(file).get(text) != simdjson::SUCCESS)
    return refuse(with, fmt::format("{} can not be read", file));
  recording::replay_options how;
  how.threads = asked.threads > 0
                  ? asked.threads
                  : std::max(1U, std::thread::hardware_concurrency());
  const auto begin = std::chrono::steady_clock::now();
  const auto told = recording::replay(std::string_view{text}, how);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now()
                                             - begin;
  if (!told)
    return refuse(with, fmt::format("{}:{}: {}", file, told.error().line,
                                    told.error().words));
  if (told->first)
    print_difference(with.out, file, *told->first);
  print_what_is_missing(with.out, *told);
  with.out << fmt::format(
    "{} messages, {} decisions, {} requests: {}; {:.0f} messages a second\n",
    told->messages, told->decisions, told->requests,
    told->first ? "not all are as they were" : "all are as they were",
    static_cast<double>(told->messages) / took.count());
  return told->first || told->after_gap > 0 ? findings : fine;
}

} // namespace

void add_replay(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "replay", "For developers: decide once more what a log of messages tells, "
              "and compare");
  const auto asked = std::make_shared<replay_wishes>();
  command
    ->add_option("LOG", asked->log,
                 "JSON lines, as 'lockstep journal export' writes them")
    ->required();
  command->add_option("--threads", asked->threads, "0: one for each core")
    ->check(CLI::Range(size_t{0}, size_t{256}))
    ->capture_default_str();
  command->footer("Example: lockstep journal export -o log.jsonl && lockstep "
                  "replay log.jsonl\nThe first difference is shown with both "
                  "sides, exit code 1.");
  command->callback([asked, &with] {
    with.action = [asked, &with] { return replay_log(with, *asked); };
  });
}

} // namespace lockstep::commands
