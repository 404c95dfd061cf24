#include "tests/faults/interposed_syncs.h"

#include <atomic>
#include <utility>

#include "tests/faults/system_calls.h"

namespace tranche {
namespace {

std::atomic<bool> are_ignored{false};
std::atomic<uint64_t> so_far{0};
std::atomic<uint64_t> awaited{0};
std::function<void()>& Awaited() {
  static std::function<void()> action;
  return action;
}

// Whether the sync is to be made.
bool Meet() {
  if (++so_far == awaited) Awaited()();
  return !are_ignored;
}

}  // namespace

void IgnoreSyncs() { are_ignored = true; }

void BeforeSync(uint64_t number, std::function<void()> action) {
  Awaited() = std::move(action);
  awaited = so_far + number;
}

uint64_t SyncsSoFar() { return so_far; }

}  // namespace tranche

// Symbols of the executable take precedence over those of shared libraries.
extern "C" {

int fsync(int fd) { return tranche::Meet() ? tranche::system_calls::Fsync(fd) : 0; }
int fdatasync(int fd) { return tranche::Meet() ? tranche::system_calls::Fdatasync(fd) : 0; }
int sync_file_range(int fd, off_t offset, off_t count, unsigned flags) {
  return tranche::are_ignored ? 0 : tranche::system_calls::SyncFileRange(fd, offset, count, flags);
}

}  // extern "C"
