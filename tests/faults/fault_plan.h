// One fault that is to happen to the files under a directory, and where it happened.
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
  kShortWrite,   // a part is written, which is no error by itself
  kFullDisk,     // a part is written, then ENOSPC for all that needs room, for the rest of the process
  kFailedSync,   // EIO, and the file is never durable again, whatever a later sync says
};

absl::string_view FaultName(Fault fault);

// By what a ledger uses its files for. RocksDB's LOCK is kOther, and is left alone.
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
  // Whose operations are counted; kOther for those of all files together.
  FileKind kind = FileKind::kOther;
  // The operation that meets the fault, from 1: a write or a sync by the fault, any change for a power cut.
  uint64_t number = 0;
  // What survives a power cut, and how much of a short write is written.
  uint64_t seed = 0;
  // A power cut: the length of a file may survive without its bytes, which are zero then.
  bool leaves_zeros = false;
};

// Lies in memory that the process that meets the fault shares with the one that looks on.
struct InjectedFault {
  std::atomic<bool> happened = false;  // set when the rest is
  char operation[16] = "";
  char file[232] = "";
  uint64_t number = 0;
  // Changes to durable state that a power cut took away, in whole or in part.
  uint64_t changes_lost = 0;

  std::string ToString() const;
};

}  // namespace tranche
