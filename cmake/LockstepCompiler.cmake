# How everything of ours is compiled: `lockstep_settings` carries it.

add_library(lockstep_settings INTERFACE)
target_include_directories(lockstep_settings INTERFACE ${PROJECT_SOURCE_DIR})
if(NOT LOCKSTEP_UNITY) # there, names of files that never met would clash
  set(shadow -Wshadow)
endif()
target_compile_options(lockstep_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion ${shadow} -Wnon-virtual-dtor
  -Wold-style-cast -Werror)

if(LOCKSTEP_SANITIZE)
  add_compile_options(-fsanitize=${LOCKSTEP_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LOCKSTEP_SANITIZE})
endif()

# ccache, told that all build folders of one checkout compile the same.
find_program(LOCKSTEP_CCACHE ccache)
mark_as_advanced(LOCKSTEP_CCACHE)
if(LOCKSTEP_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${LOCKSTEP_CCACHE})
endif()
