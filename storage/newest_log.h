// The write-ahead log that RocksDB writes to.
//
// Thread safety: a pure function of the files on disk.
#pragma once

#include <string>

namespace tranche::storage {

// The name, without its directory, of the newest log of the database in `path`; empty if it has none, or if the
// directory cannot be listed. Cost: a listing.
std::string NewestLog(const std::string& path);

}  // namespace tranche::storage
