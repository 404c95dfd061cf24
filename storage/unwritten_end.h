// The end of RocksDB's write-ahead log after a power cut. A file system may keep the length of the last write but not
// its bytes, which are zero then: ext4 does, in its default mode, when its journal commits between the two. RocksDB
// ignores a record that the end of the file cuts off, and takes one that ends in such zeros for damage.
//
// Thread safety: pure functions of the files on disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace tranche::storage {

struct UnwrittenEnd {
  std::string file;    // the newest log, without its directory
  uint64_t begin = 0;  // the offset of the record that was being written
};

// The last record of the newest log of the database in `path`, if all from somewhere within it to the end of the file
// is zero. A complete record whose own last bytes are zero looks the same: so this is asked only when RocksDB has found
// damage, and what is recorded as acknowledged is compared afterwards (storage/head_file.h).
//
// Cost: the log is read, a block of 32 KiB at a time.
std::optional<UnwrittenEnd> FindUnwrittenEnd(const std::string& path);

}  // namespace tranche::storage
