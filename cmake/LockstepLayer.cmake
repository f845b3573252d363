# Declares the library lockstep_NAME from all sources below this folder; a
# layer without any is its headers only.
#
#   lockstep_layer(NAME [DEPENDENCY…])
function(lockstep_layer name)
  set(target lockstep_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PUBLIC lockstep_settings ${ARGN})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE lockstep_settings ${ARGN})
  endif()
endfunction()
