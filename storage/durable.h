// Makes what is at a path durable.
//
// Thread safety: a function of the files on disk.
#pragma once

#include <string>

namespace tranche::storage {

// Syncs the bytes of a file, or the names in a directory. Returns 0, or the errno of what failed.
int MakeDurable(const std::string& path);

}  // namespace tranche::storage
