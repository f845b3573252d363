#include "tools/lockstep/cli.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  using namespace lockstep;
  try {
    commands::session with{std::cout,
                           std::cerr,
                           secrets::process_environment(),
                           secrets::process_variables(),
                           "lockstep.toml",
                           argc > 0 ? argv[0] : "lockstep",
                           {}};
    return commands::run({argv + 1, argv + argc}, with);
  } catch (const std::exception& error) {
    std::cerr << "lockstep: unexpected: " << error.what() << '\n';
    return commands::cannot;
  }
}
