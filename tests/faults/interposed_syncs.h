// Decides what the syncs of a process do, for the tests of power cuts: fsync, fdatasync and sync_file_range, by
// whatever library.
#pragma once

#include <cstdint>
#include <functional>

namespace tranche {

// For the rest of this process they do nothing and say that it was done, as a disk that lies. A test of power cuts that
// finds nothing then does not test anything.
void IgnoreSyncs();

// Calls `action` before the `number`-th fsync or fdatasync of this process from now on, from 1.
void BeforeSync(uint64_t number, std::function<void()> action);

// How many times this process has called fsync and fdatasync.
uint64_t SyncsSoFar();

}  // namespace tranche
