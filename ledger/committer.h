// Appends decided batches to the log, in order, and makes them visible once they are durable. Events in flight can be
// read here before they can be read from the log. After the first failed append nothing more is appended or
// acknowledged.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "ledger/batch.h"
#include "log/commit_queue.h"
#include "log/event_bytes.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/log_row.h"
#include "log/log_writer.h"
#include "projections/catalogue/catalogue_versions.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

class Committer final : public EventReader {
 public:
  // What is written to, and what is notified afterwards; all must outlive the committer.
  struct Targets {
    const storage::Database* database = nullptr;
    const EventLog* log = nullptr;
    LogWriter* writer = nullptr;  // null if nothing is ever enqueued
    BalanceIndex* index = nullptr;
    EventTree* tree = nullptr;
    CatalogueVersions* catalogues = nullptr;
    RowForm row_form = RowForm::kPacked;
    CommitQueue::GroupMax group_max = {};
  };

  // `head` is the last sequence of the log.
  Committer(const Targets& targets, Sequence head);

  // A queued batch.
  using Ticket = std::shared_ptr<CommitQueue::Entry>;

  // Enqueues a batch; the order of the calls is that of the log. Returns null if there is nothing to wait for: the
  // batch has no events, and everything decided before it is acknowledged. Every ticket must be awaited.
  Ticket Enqueue(const DecidedBatch& batch);

  // Returns when the batch is durable and visible. The first thread to wait writes for the whole queue, with the rows
  // of the epochs that it completes.
  //
  // Errors:
  //   UNAVAILABLE  the outcome of the append is unknown, or an append before it failed.
  //   ABORTED      another node has the lease of the log; nothing was written, of this and of what was queued after it.
  //   others       those after which LogWriter::Append guarantees that nothing was appended, and
  //   DATA_LOSS    a row of the index that a new one is built from cannot be read; nothing was written.
  absl::Status Await(const Ticket& ticket);

  // An event that was enqueued, durable or not. Cost: parsing it; and a point read, if it is durable.
  absl::StatusOr<v1::Event> Read(Sequence sequence) const override;
  absl::StatusOr<std::string> ReadBytes(Sequence sequence) const override;

  // The last sequence that is durable and visible.
  Sequence head() const;

  // OK until an append fails; then the error that every later one gets.
  absl::Status CheckMayAppend() const;

 private:
  // A catalogue not acknowledged yet, with its events beyond those of the previous one.
  struct NextCatalogue {
    std::vector<Sequence> sequences;
    std::shared_ptr<const Catalogue> catalogue;
  };
  // The batches decided and not acknowledged yet, by first sequence.
  using InFlight = std::map<Sequence, std::shared_ptr<const EventBatch>>;

  std::shared_ptr<const EventBatch> FindInFlight(Sequence sequence) const;
  absl::Status Write(const CommitQueue::Group& group);
  absl::StatusOr<LogGroup> Make(const CommitQueue::Group& group, Sequence first, Sequence last);
  absl::Status Fail(const absl::Status& status);
  void Acknowledge(Sequence last);

  const Targets targets_;

  mutable Mutex mutex_;
  Sequence head_ ABSL_GUARDED_BY(mutex_);
  // The catalogues in flight, by the sequence of their last event.
  std::map<Sequence, NextCatalogue> next_catalogues_ ABSL_GUARDED_BY(mutex_);
  InFlight in_flight_ ABSL_GUARDED_BY(mutex_);
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);  // what every append after the first failed one returns

  CommitQueue queue_;
};

}  // namespace tranche
