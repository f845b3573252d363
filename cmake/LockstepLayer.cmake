# Declares the library lockstep_NAME from all sources below this folder; a
# layer without any is its headers only.
#
#   lockstep_layer(NAME [DEPENDENCY…])
function(lockstep_layer name)
  set(target lockstep_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    # Sources of one layer share the headers that cost most of the time.
    if(LOCKSTEP_UNITY)
      set_target_properties(${target} PROPERTIES
        UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
    target_link_libraries(${target} PUBLIC lockstep_settings ${ARGN})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE lockstep_settings ${ARGN})
  endif()
endfunction()
