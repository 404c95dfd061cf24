// The public face of tranche: read this header first. A ledger is one directory
// on disk that records the events of public money and answers from them. One
// process at a time writes to it; any number may read beside it.
//
// What is derived from the events is written in the same atomic batch as they are, or,
// since the last complete epoch of the index, read from them again at the open: what can
// be read is always the whole of what was recorded.
//
// Thread safety: all members may be called by several threads. Decisions are made one
// after the other; what is decided together is written together.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/clock.h"
#include "events/sequence.h"
#include "ledger/rules/decisions.h"
#include "ledger/rules/scope_states.h"
#include "log/commit_queue.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/catalogue_versions.h"
#include "projections/index/balance_index.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"
#include "storage/database.h"
#include "storage/head_file.h"

namespace tranche {

// A batch holds at most this many events: it is built in memory (about 1 KiB an event).
inline constexpr size_t kBatchEventsMax = 100'000;

// What became of one command.
struct Receipt {
  Sequence sequence = 0;
  std::string event_id;
  absl::Time recorded_at;
  // The key was used before with the same content: this is the first receipt, nothing was written.
  bool already_recorded = false;
  // The event as it stands, or would stand, in the log.
  v1::Event event;
};

struct AppendOptions {
  // The head that the caller decided on; a log that has moved refuses the batch.
  std::optional<Sequence> expected_head;
  // Decide, but write nothing.
  bool dry_run = false;
  // Where to put the index, from 0, of the command that is refused; the message then does
  // not name it. Left alone when what fails is not one command. May be null.
  size_t* failed_index = nullptr;
};

class Ledger {
 public:
  enum class Access { kReadOnly, kWrite };

  // Makes a new ledger in `directory`, with `terms` as its first event.
  //
  // terms       name, id, currency, locale, UTC offset; kept as given.
  // known_from  recorded_at of the first event. History recorded before this instant
  //             cannot be imported, so a ledger that is to hold history begins early.
  // clock       where later recorded_at come from; must outlive the ledger.
  // epoch_events  how many events the index packs together, 1 to kEpochEvents; kept for
  //             ever. Tests take a small number to see packed rows early.
  //
  // On OK the ledger is on disk, empty but for that event, and open for writing.
  //
  // Errors: those of storage::MakeDirectory and Database::Open, and
  //   INVALID_ARGUMENT  the terms are malformed.
  static absl::StatusOr<std::unique_ptr<Ledger>> Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                        absl::Time known_from, Clock* clock,
                                                        uint32_t epoch_events = kEpochEvents);

  // Opens the ledger in `directory`. Cost: the catalogue events and those since the last
  // complete epoch of the index (at most kEpochEvents) are read, no others.
  //
  // kReadOnly  sees what was recorded up to now; writes nothing to the directory.
  //
  // Errors: those of storage::CheckDirectory and Database::Open, and
  //   DATA_LOSS  the log ends before the head that was acknowledged, the index does not
  //              end where the log does, or the catalogue cannot be read.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& directory, Access access, Clock* clock);

  // Records `commands`, all or none, in their order; each is decided on the state that
  // the one before it left.
  //
  // commands  1 to kBatchEventsMax; moved in, they become the events without a copy. Each has an idempotency key
  // (event_id), an effective
  //           date, an actor and a provenance; sequence is unset, and so is recorded_at
  //           unless the event is imported. A transfer, payment, refund or adjustment may
  //           leave its tranche 0: the ledger chooses, and the receipt says which.
  //
  // On OK all events are fsynced and visible to readers; one receipt for each command. A
  // command whose key was used before with the same content gets its first receipt and
  // is not written again.
  //
  // Errors (nothing was written, but for UNAVAILABLE):
  //   INVALID_ARGUMENT     a command is malformed; the message names its index and field.
  //   FAILED_PRECONDITION  a rule says no; the message names the index and the rule. Also
  //                        when the ledger was opened read-only.
  //   ALREADY_EXISTS       a key was used before with other content; the message names the field.
  //   ABORTED              the head is not `expected_head`, and a command is new; read again and retry.
  //   DATA_LOSS            what was recorded before cannot be read.
  //   UNAVAILABLE          the write failed, the outcome is unknown: open the ledger again
  //                        and retry with the same keys. Every later call fails likewise.
  //
  // Cost: callers on several threads share a sync.
  absl::StatusOr<std::vector<Receipt>> Append(std::vector<v1::Event> commands, const AppendOptions& options = {});

  // The two halves of Append, for a caller that decides on the next batch while the one
  // before it is written (append_stream.h). Submit returns when the batch was decided, in
  // the order of the calls; nothing is durable or visible before Await returns OK. Every
  // submitted batch must be awaited.
  class Submitted;
  absl::StatusOr<std::unique_ptr<Submitted>> Submit(std::vector<v1::Event> commands, const AppendOptions& options = {});
  absl::StatusOr<std::vector<Receipt>> Await(std::unique_ptr<Submitted> submitted);

  // The last sequence; at least 1.
  Sequence head() const;

  // What is acknowledged at this moment: questions are asked of it.
  ReadView View() const;

  // The terms of the first event.
  const v1::LedgerCreated& terms() const { return terms_; }

  // The events and what is derived from them.
  const EventLog& log() const { return log_; }
  const BalanceIndex& index() const { return index_; }
  // Of the events up to the head; it may have grown beyond, by what is not durable yet.
  const EventTree& tree() const { return tree_; }

  // For replay/rebuild.h and replay/verify/verify.h only.
  storage::Database& database() const { return *database_; }
  const std::string& directory() const { return directory_; }
  std::optional<Sequence> acknowledged_head() const { return acknowledged_head_; }

 private:
  struct Draft;
  class DraftReader;
  // A command of a batch whose key was used before.
  struct Known {
    size_t index = 0;  // in the batch
    Receipt first;
  };
  // A catalogue that is not acknowledged yet, with its events beyond those of the one before it.
  struct NextCatalogue {
    std::vector<Sequence> sequences;
    std::shared_ptr<const Catalogue> catalogue;
  };
  // What was decided and is not written yet, by its first sequence.
  using InFlight = std::map<Sequence, std::shared_ptr<const std::vector<v1::Event>>>;

  Ledger(std::string directory, std::unique_ptr<storage::Database> database, uint32_t epoch_events, Clock* clock);
  absl::Status Load();
  absl::Status LoadTail();
  absl::Status CheckHeads() const;
  absl::Status CheckMayAppend(size_t commands, const AppendOptions& options) const;
  absl::Status CheckExpectedHead(std::optional<Sequence> expected, Sequence found) const;
  absl::Status DecideAll(std::vector<v1::Event> commands, const AppendOptions& options, Draft* draft);
  absl::Status Take(v1::Event* command, Draft* draft);
  absl::StatusOr<bool> TakeKnown(const v1::Event& command, Draft* draft);
  absl::Status Stamp(v1::Event* event, const Draft& draft) const;
  absl::Status Keep(v1::Event* event, Draft* draft);
  absl::StatusOr<std::shared_ptr<CommitQueue::Entry>> Accept(Draft* draft);
  void Drop(Sequence first);
  absl::Status Write(const std::vector<v1::Event>& events, bool sync, storage::Batch* rows);
  absl::Status Acknowledge(Sequence last);
  absl::StatusOr<v1::Event> ReadInFlight(Sequence sequence) const;

  std::string directory_;
  std::unique_ptr<storage::Database> database_;
  Clock* clock_;
  EventLog log_;
  BalanceIndex index_;
  EventTree tree_;
  CatalogueVersions catalogues_;
  v1::LedgerCreated terms_;
  bool writable_ = false;
  std::optional<Sequence> acknowledged_head_;
  storage::HeadFile head_file_;  // only the thread that writes

  std::mutex decide_mutex_;  // held from the first decision on a batch to its place in the queue; guards:
  ScopeStates states_;
  Sequence decided_head_ = 0;
  absl::Time last_recorded_at_ = absl::InfinitePast();
  std::shared_ptr<const Catalogue> decided_catalogue_;

  mutable std::mutex state_mutex_;  // guards:
  Sequence head_ = 0;
  std::map<Sequence, NextCatalogue> next_catalogues_;  // of what is in flight, by the last of its events
  InFlight in_flight_;
  absl::Status failed_;  // the write after which nothing is acknowledged

  CommitQueue queue_;
};

// A batch that was decided and is on its way to the disk.
class Ledger::Submitted {
 private:
  friend class Ledger;
  std::vector<Known> known_;
  std::shared_ptr<std::vector<v1::Event>> events_;  // the new ones
  std::shared_ptr<CommitQueue::Entry> entry_;       // null when there is nothing to wait for
};

}  // namespace tranche
