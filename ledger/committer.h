// Takes what was decided to the log, in order, and makes it visible once the log has it. What is on its way can be read
// here before it can be read there. After the first append that failed nothing more is appended or acknowledged.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "log/commit_queue.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/log_writer.h"
#include "projections/catalogue/catalogue_versions.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

class Committer final : public EventReader {
 public:
  // What is written to, and what is raised when it was; all must outlive the committer.
  struct Targets {
    const storage::Database* database = nullptr;
    const EventLog* log = nullptr;
    LogWriter* writer = nullptr;  // null when nothing is ever enqueued
    BalanceIndex* index = nullptr;
    EventTree* tree = nullptr;
    CatalogueVersions* catalogues = nullptr;
  };

  // `head` is the last sequence of the log.
  Committer(const Targets& targets, Sequence head);

  // A batch in line.
  using Ticket = std::shared_ptr<CommitQueue::Entry>;

  // Puts a batch in line; the order of the calls is that of the log. Null when there is nothing to wait for: the batch
  // has no events, and what was decided before it is acknowledged. Every ticket must be awaited.
  Ticket Enqueue(const DecidedBatch& batch);

  // Returns when the batch is durable and visible. Whoever comes first writes for all in line, with the rows of the
  // epochs that they complete.
  //
  // Errors:
  //   UNAVAILABLE  the outcome of the append is unknown, or an append before it failed.
  //   others       those that LogWriter::Append knows to have left nothing, and
  //   DATA_LOSS    a row of the index that a new one is made of cannot be read; nothing was written.
  absl::Status Await(const Ticket& ticket);

  // An event that was enqueued, durable or not.
  absl::StatusOr<v1::Event> Read(Sequence sequence) const override;

  // The last sequence that is durable and visible.
  Sequence head() const;

  // OK until an append failed; then what every later one gets.
  absl::Status CheckMayAppend() const;

 private:
  // A catalogue that is not acknowledged yet, with its events beyond those of the one before it.
  struct NextCatalogue {
    std::vector<Sequence> sequences;
    std::shared_ptr<const Catalogue> catalogue;
  };
  // What was decided and is not acknowledged yet, by its first sequence.
  using InFlight = std::map<Sequence, std::shared_ptr<const CommitQueue::Events>>;

  absl::Status Write(const CommitQueue::Group& group);
  absl::StatusOr<LogGroup> Make(const CommitQueue::Group& group, Sequence first, Sequence last);
  absl::Status Fail(const absl::Status& status);
  void Acknowledge(Sequence last);

  const Targets targets_;

  mutable Mutex mutex_;
  Sequence head_ ABSL_GUARDED_BY(mutex_);
  // Of what is in flight, by the last of its events.
  std::map<Sequence, NextCatalogue> next_catalogues_ ABSL_GUARDED_BY(mutex_);
  InFlight in_flight_ ABSL_GUARDED_BY(mutex_);
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);  // what every append gets after the first that failed

  CommitQueue queue_;
};

}  // namespace tranche
