// One fault to inject into the files under a directory, and where it happened.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

enum class Fault {
  kNone,
  kPowerCut,     // the process ends, and what was not synced is lost in part or whole
  kFailedWrite,  // EIO, nothing written
  kShortWrite,   // a part is written, which is not an error in itself
  kFullDisk,     // a part is written, then ENOSPC for everything that needs space, for the rest of the process
  kFailedSync,   // EIO, and the file is never durable again, whatever a later sync says
};

// What an InjectedFault calls the end of all power, of which a process is not asked first (loop_disk.h).
inline constexpr absl::string_view kPowerOff = "power off";

absl::string_view FaultName(Fault fault);

// Files by their purpose in a ledger. RocksDB's LOCK is kOther, and is left alone.
enum class FileKind {
  kWriteAheadLog,
  kTable,
  kManifest,
  kTemporary,  // what is renamed to CURRENT, OPTIONS or IDENTITY
  kHead,
  kFormat,
  kDiary,  // RocksDB's LOG
  kDirectory,
  kOther,
};
inline constexpr int kFileKinds = static_cast<int>(FileKind::kOther) + 1;

absl::string_view FileKindName(FileKind kind);
FileKind FileKindOf(const std::string& path);

struct FaultPlan {
  Fault fault = Fault::kNone;
  // The kind of file whose operations are counted; kOther: all files together.
  FileKind kind = FileKind::kOther;
  // The operation that fails, from 1: a write or a sync, depending on the fault; any change, for a power cut.
  uint64_t number = 0;
  // What survives a power cut, and how much of a short write is written.
  uint64_t seed = 0;
  // A power cut: the length of a file may survive without its bytes, which are zero then.
  bool leaves_zeros = false;
};

// In memory shared by the process that hits the fault and the observing process.
struct InjectedFault {
  std::atomic<bool> happened = false;  // set after all other members
  char operation[16] = "";
  char file[232] = "";
  uint64_t number = 0;
  // Changes to durable state that a power cut took away, in whole or in part.
  uint64_t changes_lost = 0;

  std::string ToString() const;
};

// An InjectedFault in memory that the children of this process share with it.
class SharedFault {
 public:
  SharedFault();
  ~SharedFault();
  SharedFault(const SharedFault&) = delete;
  SharedFault& operator=(const SharedFault&) = delete;
  InjectedFault* get() { return fault_; }

 private:
  InjectedFault* fault_;
};

}  // namespace tranche
