// Appends to a log that several machines share, and then to this machine's copy. It settles an append whose outcome is
// unknown: it waits until it is known, however often the log must be asked.
//
// Thread safety: as LogWriter.
#pragma once

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "log/log_writer.h"
#include "storage/database.h"
#include "storage/shared_log.h"

namespace tranche {

class SharedWriter final : public LogWriter {
 public:
  struct Options {
    storage::NodeName node;                          // who holds the lease
    absl::Duration append_max = absl::Seconds(3);    // how long one call of the log may last
    absl::Duration settle_max = absl::Seconds(60);   // how long an unknown outcome is asked for
    absl::Duration pause = absl::Milliseconds(100);  // between two tries
  };

  // log       the shared log; outlives this.
  // database  the copy, which has every event of the log and no other; outlives this.
  // lease     which `options.node` has taken.
  // end       the last row of the log.
  SharedWriter(storage::SharedLog* log, storage::Database* database, const storage::Lease& lease,
               const storage::SharedLogHead& end, Options options);

  // As LogWriter. OK: the group is durable in the shared log, and in the copy, where it is not synced: after a power
  // cut the copy ends earlier, and gets it from the log.
  //
  // Errors:
  //   ABORTED             another node has taken the lease; nothing was appended. Only a writer of that node goes on.
  //   RESOURCE_EXHAUSTED  the log has no room; nothing was appended.
  //   UNAVAILABLE         unknown after settle_max; or the group is in the log, and the copy could not be written to.
  //   others              those of storage::SharedLog; nothing was appended.
  absl::Status Append(const LogGroup& group) override;

  // The lease as it is now: to settle an append, it is taken again. For any thread.
  storage::Lease lease() const;

 private:
  absl::Status AppendRow(const storage::SharedLogRow& row);
  absl::Status Settle(const storage::SharedLogRow& row, absl::Time until);
  absl::StatusOr<bool> IsThere(const storage::SharedLogRow& row);

  storage::SharedLog& log_;
  storage::Database& database_;
  const Options options_;
  storage::SharedLogHead end_;
  mutable Mutex mutex_;
  storage::Lease lease_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
