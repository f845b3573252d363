#pragma once

#include <cstddef>
#include <functional>

namespace lockstep::actors {

/// Does a piece of work for each number below `count`, each in an actor of its
/// own on as many threads, and waits for all. What they throw is thrown here;
/// of several, any one.
void in_parallel(size_t count, const std::function<void(size_t)>& work);

} // namespace lockstep::actors
