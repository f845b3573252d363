// Writes the logs of all stories into a folder:
// `record_stories test/replay/logs`.

#include "test/stories/stories.hpp"

#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <iostream>

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: record_stories FOLDER\n";
    return 64;
  }
  spdlog::set_level(spdlog::level::off);
  for (const auto& each : lockstep::simulated::stories()) {
    const auto log = record(each);
    std::ofstream{std::filesystem::path{words[1]} / (each.name + ".jsonl"),
                  std::ios::binary}
      << log;
    std::cout << each.name << ": " << log.size() << " bytes\n";
  }
  return 0;
}
