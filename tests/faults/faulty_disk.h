// A disk with fault injection. Once attached, it intercepts every change that this process
// makes to the files under one directory, whether by the ledger, RocksDB or the C++
// library (interposed_calls.cc). It injects one fault, at one operation, and tracks what a
// power cut would lose (unsynced_changes.h).
//
// Thread safety: all members may be called by several threads; operations are serialized,
// so that a power cut happens at one point in time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "tests/faults/fault_plan.h"
#include "tests/faults/unsynced_changes.h"

namespace tranche {

// The exit code of a process whose power was cut.
inline constexpr int kPowerWasCut = 77;

class FaultyDisk {
 public:
  // Starts intercepting the files under `root` in this process, for the rest of its life.
  // Existing content is assumed to be durable. `graveyard` is an empty directory beside
  // `root`.
  static void Attach(const std::string& root, const std::string& graveyard, const FaultPlan& plan,
                     InjectedFault* injected);

  // The disk of this process, or null.
  static FaultyDisk* Attached();

  // Ends the process as a power cut does, now.
  [[noreturn]] void CutPower();

  // The functions of libc of the same names.
  int Open(const char* path, int flags, mode_t mode);
  int Close(int fd);
  ssize_t Write(int fd, const void* bytes, size_t count, std::optional<off_t> offset);
  int Sync(int fd);
  int Truncate(int fd, off_t size);
  int Allocate(int fd, int mode, off_t offset, off_t count);
  int Unlink(const char* path);
  int MakeDirectory(const char* path, mode_t mode);
  int Rename(const char* from, const char* to);
  int Link(const char* from, const char* to);

  // Whether `path` is `root` or below it, and whether `fd` was opened there.
  bool IsBelow(const char* path) const;
  bool IsWatched(int fd);

 private:
  FaultyDisk(const std::string& root, const std::string& graveyard, const FaultPlan& plan, InjectedFault* injected);
  bool IsPlanned(const std::string& path);
  bool Meets(Fault fault, const char* operation, const std::string& path);
  void MaybeCutPower(const char* operation, const std::string& path);
  [[noreturn]] void CutPowerNow();
  bool IsFull(const char* operation, const std::string& path);
  ssize_t WriteSome(int fd, const void* bytes, size_t count, std::optional<off_t> offset);
  size_t PartOf(size_t count) { return count < 2 ? 0 : 1 + random_() % (count - 1); }

  const std::string root_;
  const FaultPlan plan_;
  InjectedFault* const injected_;

  std::mutex mutex_;  // guards everything below
  std::mt19937_64 random_;
  UnsyncedChanges unsynced_;
  std::map<int, std::string> paths_;  // of the open files
  uint64_t counted_ = 0;
  bool is_full_ = false;
};

}  // namespace tranche
