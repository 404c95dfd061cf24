// Whether a file system is shared by several machines: then the locks of this one say nothing of the others.
//
// Thread safety: a pure function of the open file.
#pragma once

#include "absl/strings/string_view.h"

namespace tranche::storage {

// "NFS", "SMB" ... when the file or directory `fd` is on such a file system; empty when it is not, or cannot be asked.
// The names are those that people know; FUSE stands for whatever a program serves, on this machine or another.
absl::string_view NetworkFileSystemOf(int fd);

}  // namespace tranche::storage
