#include "tests/faults/fault_plan.h"

#include <sys/mman.h>

#include <new>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"

namespace tranche {

absl::string_view FaultName(Fault fault) {
  static const char* const kNames[] = {"none", "power cut", "failed write", "short write", "full disk", "failed sync"};
  return kNames[static_cast<int>(fault)];
}

absl::string_view FileKindName(FileKind kind) {
  static const char* const kNames[kFileKinds] = {"write-ahead log", "table", "MANIFEST",  "temporary file", "HEAD",
                                                 "FORMAT",          "diary", "directory", "any file"};
  return kNames[static_cast<int>(kind)];
}

FileKind FileKindOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (absl::EndsWith(name, ".log")) return FileKind::kWriteAheadLog;
  if (absl::EndsWith(name, ".sst")) return FileKind::kTable;
  if (absl::StartsWith(name, "MANIFEST")) return FileKind::kManifest;
  if (absl::EndsWith(name, ".dbtmp")) return FileKind::kTemporary;
  if (absl::StartsWith(name, "HEAD")) return FileKind::kHead;
  if (name == "FORMAT") return FileKind::kFormat;
  if (absl::StartsWith(name, "LOG")) return FileKind::kDiary;
  if (name == "LOCK") return FileKind::kOther;
  return FileKind::kDirectory;
}

std::string InjectedFault::ToString() const {
  if (!happened) return absl::StrCat("no fault was met in ", number, " operations");
  return absl::StrCat(operation, " number ", number, " of ", file, ", ", changes_lost, " changes lost");
}

SharedFault::SharedFault() {
  void* memory = ::mmap(nullptr, sizeof(InjectedFault), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  TRANCHE_CHECK(memory != MAP_FAILED, "mmap");
  fault_ = new (memory) InjectedFault();
}

SharedFault::~SharedFault() { ::munmap(fault_, sizeof(InjectedFault)); }

}  // namespace tranche
