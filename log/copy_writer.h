// Writes to the copy of a shared log. While its node follows, each group is a row that the log has, and is written only
// if it leads to the root that the log names. Once its node decides, groups go to the log first (log/shared_writer.h).
//
// Nothing is synced here: what is lost in a power cut is in the log.
//
// Thread safety: log and decider may be called by any thread; the others by one at a time.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "log/log_writer.h"
#include "log/shared_writer.h"
#include "storage/database.h"
#include "storage/shared_log.h"

namespace tranche {

class CopyWriter final : public LogWriter {
 public:
  // Both must outlive the writer.
  CopyWriter(storage::SharedLog* log, storage::Database* database) : log_(*log), database_(*database) {}

  storage::SharedLog& log() const { return log_; }

  // Says which row of the log the copy ends with, or will when the next group is written.
  void Expect(const storage::SharedLogHead& row) { row_ = row; }
  // Nothing before the first call of Expect.
  const std::optional<storage::SharedLogHead>& row() const { return row_; }

  // From now on, groups are appended to the log. As the constructor of SharedWriter.
  void Decide(const storage::Lease& lease, const storage::SharedLogHead& end, const SharedWriter::Options& options);

  // Null while the node follows.
  const SharedWriter* decider() const { return decides_ ? shared_.get() : nullptr; }

  // As LogWriter. While the node follows:
  //   DATA_LOSS    the group does not lead to the root that the log names; it was not written.
  //   UNAVAILABLE  the copy could not be written to.
  absl::Status Append(const LogGroup& group) override;

 private:
  storage::SharedLog& log_;
  storage::Database& database_;
  std::optional<storage::SharedLogHead> row_;
  std::unique_ptr<SharedWriter> shared_;
  std::atomic<bool> decides_ = false;  // set once shared_ is
};

}  // namespace tranche
