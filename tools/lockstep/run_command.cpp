#include "actors/engine.hpp"
#include "adapters/clock.hpp"
#include "adapters/net/make_transport.hpp"
#include "config/load.hpp"
#include "tools/lockstep/command.hpp"
#include "tools/lockstep/engine_setup.hpp"
#include "tools/lockstep/interrupt.hpp"
#include "tools/lockstep/tables.hpp"
#include "tools/lockstep/version.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

void start_log() {
  spdlog::set_default_logger(spdlog::stdout_color_mt("lockstep"));
  spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %^%L%$ %v");
  spdlog::flush_on(spdlog::level::info);
}

exit_code say_what_is_left(const actors::engine_stop& left,
                           const session& with) {
  with.out << "\nStopped. The accounts:\n" << table_of(left.accounts);
  const auto open = open_work(left.accounts);
  with.out << (open.empty()
                 ? "Nothing remains open.\n"
                 : "What remains open, and goes on at the next start:\n"
                     + open);
  for (const auto& sentence : left.troubles)
    with.out << "Needs attention: " << sentence << '\n';
  for (const auto& name : left.late)
    with.out << "Did not stop in time: " << name << '\n';
  with.out.flush();
  return left.late.empty() && left.troubles.empty() ? fine : findings;
}

exit_code run_engine(bool live, const session& with) {
  interrupt stop;
  const auto loaded = config::load(with.config, with.environment,
                                   with.variables);
  if (!loaded) {
    for (const auto& problem : loaded.error())
      with.err << "lockstep: " << problem.text << '\n';
    return cannot;
  }
  const auto& all = loaded->values;
  if (auto ok = check_mode(all, live); !ok)
    return refuse(with, ok.error().text);
  start_log();
  for (const auto& remark : loaded->remarks)
    spdlog::warn("config-remark: {}", remark);
  spdlog::info("start: lockstep {}, mode {}, {} followers", version(),
               to_string(all.mode), all.followers.size());
  auto transport = net::make_transport(transport_of(all));
  if (!transport)
    return refuse(with, transport.error().text);
  const wall_clock clock;
  auto engine = actors::engine::start(setup_of(all, with.environment), clock,
                                      **transport);
  if (!engine)
    return refuse(with, engine.error().text);
  stop.wait();
  spdlog::info("stop: finishing what is under way");
  return say_what_is_left((*engine)->stop(), with);
}

} // namespace

void add_run(CLI::App& program, session& with) {
  auto* command = program.add_subcommand("run",
                                         "Copy, until Ctrl-C or SIGTERM");
  auto live = std::make_shared<bool>(false);
  command->add_flag("--live", *live,
                    "Trade with real money; the configuration must say so too");
  command->callback([live, &with] {
    with.action = [live, &with] { return run_engine(*live, with); };
  });
}

} // namespace lockstep::commands
