// Rows of a shared log in files, where they go when their partition leaves the database. A file has the rows of a
// partition, as they were there: messages of proto/cluster.proto (ArchivedRow), each after its length.
//
// Thread safety: one thread.
#pragma once

#include <google/protobuf/io/zero_copy_stream_impl.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/row_stream.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

// Writes the file of events `first` to `last` in `directory`, which is made if it is not there: the rows that `next`
// gives, until it gives none. On OK it is durable; one that was there is replaced. Errors: those of `next`, and of
// writing.
absl::Status WriteArchiveFile(const std::string& directory, uint64_t first, uint64_t last,
                              const std::function<absl::StatusOr<std::optional<storage::SharedLogRow>>()>& next);

// The rows of all files of a directory, in their order.
class ArchivedRows {
 public:
  // Errors: NOT_FOUND  there is no such directory, or no such file in it.
  static absl::StatusOr<ArchivedRows> Open(const std::string& directory);

  // The next row; nothing after the last. Errors: DATA_LOSS  a file is damaged; the message names it. UNAVAILABLE  it
  // cannot be read.
  absl::StatusOr<std::optional<storage::SharedLogRow>> Next();

 private:
  explicit ArchivedRows(std::vector<std::string> paths) : paths_(std::move(paths)) {}
  absl::Status OpenNext();
  absl::Status Damaged(const absl::Status& found) const;

  std::vector<std::string> paths_;  // by their first events
  size_t next_path_ = 0;
  std::unique_ptr<std::ifstream> file_;  // null: none is read
  std::unique_ptr<google::protobuf::io::IstreamInputStream> bytes_;
};

// The rows of `archived`, which must outlive it.
RowReader ReaderOf(ArchivedRows* archived);

// Those of the files of `archive`, then those of `log`, which must outlive it; those of the log alone where it is
// empty. Errors: those of ArchivedRows::Open.
absl::StatusOr<RowReader> ReaderOf(storage::SharedLog* log, const std::string& archive);

}  // namespace tranche::cluster
