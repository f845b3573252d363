# What the program is made of besides its own code; `tools/setup` installs it.
# Imported targets are system headers: our warnings do not apply to them.

# -- the outside: network, storage, text ---------------------------------------

find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED) # before CAF
find_package(CURL 7.88 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(Boost 1.81.0 EXACT REQUIRED CONFIG)

# Asio and Beast, with what can be compiled once compiled once.
add_library(lockstep_boost STATIC ${CMAKE_CURRENT_LIST_DIR}/boost.cpp)
target_compile_definitions(lockstep_boost PUBLIC
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_BEAST_SEPARATE_COMPILATION)
if(LOCKSTEP_SANITIZE STREQUAL "thread")
  # It does not know fences; Asio's mutexes order the same accesses.
  target_compile_definitions(lockstep_boost
    PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
target_link_libraries(lockstep_boost
  PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)

# -- CAF, exactly the version that was measured --------------------------------

set(lockstep_caf_version 0.18.7)
if(DEFINED ENV{XDG_CACHE_HOME})
  set(lockstep_cache $ENV{XDG_CACHE_HOME}/lockstep)
else()
  set(lockstep_cache $ENV{HOME}/.cache/lockstep)
endif()
set(lockstep_caf_flavour caf-${lockstep_caf_version})
if(LOCKSTEP_SANITIZE STREQUAL "thread")
  string(APPEND lockstep_caf_flavour -tsan)
endif()
set(LOCKSTEP_CAF_PREFIX ${lockstep_cache}/${lockstep_caf_flavour}
    CACHE PATH "Where tools/setup has put CAF")

find_package(CAF ${lockstep_caf_version} EXACT CONFIG QUIET
  PATHS ${LOCKSTEP_CAF_PREFIX} NO_DEFAULT_PATH)
if(NOT CAF_FOUND AND NOT LOCKSTEP_SANITIZE STREQUAL "thread")
  find_package(CAF ${lockstep_caf_version} EXACT CONFIG QUIET)
endif()
if(NOT CAF_FOUND)
  message(FATAL_ERROR
    "CAF ${lockstep_caf_version} is neither in ${LOCKSTEP_CAF_PREFIX} nor "
    "installed: run tools/setup (for the tsan preset: tools/setup "
    "--thread-sanitizer).")
endif()
message(STATUS "CAF ${CAF_VERSION}: ${CAF_DIR}")
