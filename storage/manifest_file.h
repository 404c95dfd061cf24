// RocksDB's list of its own files. RocksDB takes a last record that runs past the end
// of the list for a write that was cut off, and drops it: one changed byte in the length
// of that record and a table file with acknowledged events is forgotten, and, when the
// database is open for writing, deleted. So the list is looked at before RocksDB does; a
// reader, which deletes nothing, can tell by HEAD whether anything is missing.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace tranche::storage {

// Checks that the records of the MANIFEST that `path`/CURRENT names end where the file
// does. What is in them has checksums, which RocksDB checks. May run beside a writer.
//
// A record that was really cut off, by a power cut while tables were being written, is
// refused too: from here the two cannot be told apart. See Ledger::Open.
//
// Errors:
//   DATA_LOSS  the last record runs past the end, or the list cannot be read; the message names the file.
absl::Status CheckManifest(const std::string& path);

// Tells one state of the list from another: the name and the length of the MANIFEST. A
// writer changes it before it deletes any file of the state before, so what was opened
// between two equal stamps is one state, and whole.
std::string ManifestStamp(const std::string& path);

}  // namespace tranche::storage
