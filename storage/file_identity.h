// Which file or directory a path leads to, whatever it is called: names can be given to another one at any moment.
//
// Thread safety: values.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace tranche::storage {

struct FileIdentity {
  // That of the open file or directory `fd`; nothing when it cannot be asked. As long as `fd` is open, no other one
  // has it.
  static std::optional<FileIdentity> Of(int fd);

  // That of what `path` leads to, through symbolic links; nothing when that is nothing, or cannot be reached. Sets
  // `*changed`, when given, to when it last changed by the clock of its file system, whose ticks may be as long as two
  // seconds: a directory changes when a name in it is made, removed or led elsewhere (POSIX, st_ctim), and nobody can
  // set that time. Cost: a system call.
  static std::optional<FileIdentity> At(const std::string& path, absl::Time* changed = nullptr);

  dev_t device = 0;
  ino_t number = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

}  // namespace tranche::storage
