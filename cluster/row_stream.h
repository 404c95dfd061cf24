// The events of a shared log as the bytes of an exported history (replay/copies/log_form.h: kProtobuf), read row by row
// as they are asked for.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

// The next rows after the one that begins with event `after_first`, 0 for the first ones; none if there are no more.
using RowReader = std::function<absl::StatusOr<std::vector<storage::SharedLogRow>>(uint64_t after_first)>;

// Of `log`, which must outlive it.
RowReader ReaderOf(storage::SharedLog* log);

class RowStream final : public std::streambuf {
 public:
  // Reads up to the end of the row `end`, or as far as there are rows.
  RowStream(RowReader read, const storage::SharedLogHead& end) : read_more_(std::move(read)), end_(end) {}

  // What ended the stream before the end of `end`; OK if nothing did:
  //   DATA_LOSS  a row is damaged, does not follow the one before it, or has an older term.
  //   others     those of the reader.
  const absl::Status& status() const { return status_; }

  // The rows that were read, in their order, without their events.
  const std::vector<storage::SharedLogHead>& rows() const { return rows_; }

 protected:
  int_type underflow() override;

 private:
  bool ReadRows();
  absl::Status CheckNext(const storage::SharedLogRow& row) const;

  const RowReader read_more_;
  const storage::SharedLogHead end_;
  std::vector<storage::SharedLogRow> read_;
  size_t next_ = 0;  // of read_
  std::vector<storage::SharedLogHead> rows_;
  int64_t term_ = 0;  // of the last of rows_
  std::string events_;
  absl::Status status_;
};

}  // namespace tranche::cluster
