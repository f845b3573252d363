#pragma once

#include "actors/engine.hpp"
#include "adapters/net/make_transport.hpp"
#include "adapters/secrets/environment.hpp"
#include "config/settings.hpp"

/// From settings to what engine and network are started with: the one place
/// where a setting begins to mean something.
namespace lockstep::commands {

[[nodiscard]] actors::engine_setup setup_of(const config::settings& all,
                                            const secrets::environment& env);

/// Whether these settings may be run at all; a sentence if not.
[[nodiscard]] result<void> check_mode(const config::settings& all, bool live);

[[nodiscard]] net::transport_options transport_of(const config::settings& all);

} // namespace lockstep::commands
