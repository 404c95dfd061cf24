// The events of a shared log as the bytes of an exported history (replay/copies/log_form.h: kProtobuf), read row by row
// as they are asked for.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <streambuf>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

class RowStream final : public std::streambuf {
 public:
  // Reads `log`, which must outlive this, up to the end of the row `end`.
  RowStream(storage::SharedLog* log, const storage::SharedLogHead& end) : log_(*log), end_(end) {}

  // What ended the stream before the end of `end`; OK if nothing did:
  //   DATA_LOSS  a row is damaged, does not follow the one before it, or has an older term.
  //   others     those of SharedLog::Read.
  const absl::Status& status() const { return status_; }

  // The rows that were read, in their order, without their events.
  const std::vector<storage::SharedLogHead>& rows() const { return rows_; }

 protected:
  int_type underflow() override;

 private:
  bool ReadRows();
  absl::Status CheckNext(const storage::SharedLogRow& row) const;

  storage::SharedLog& log_;
  const storage::SharedLogHead end_;
  std::vector<storage::SharedLogRow> read_;
  size_t next_ = 0;  // of read_
  std::vector<storage::SharedLogHead> rows_;
  int64_t term_ = 0;  // of the last of rows_
  std::string events_;
  absl::Status status_;
};

}  // namespace tranche::cluster
