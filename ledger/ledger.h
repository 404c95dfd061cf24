// The public face of tranche: read this header first. A ledger is one directory
// on disk that records the events of public money and answers from them. One
// process at a time writes to it; any number may read beside it.
//
// Everything that is derived from the events is written in the same atomic batch
// as they are, so what can be read is always the whole of what was recorded.
//
// Thread safety: Append serialises itself; const members may run concurrently
// with it and with each other. ReplaceIndex must run alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "ledger/book.h"
#include "ledger/catalogue.h"
#include "ledger/civil_date.h"
#include "ledger/clock.h"
#include "ledger/event_log.h"
#include "ledger/sequence.h"
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
  //
  // On OK the ledger is on disk, empty but for that event, and open for writing.
  //
  // Errors: those of storage::MakeDirectory and Database::Open, and
  //   INVALID_ARGUMENT  the terms are malformed.
  static absl::StatusOr<std::unique_ptr<Ledger>> Create(const std::string& directory, const v1::LedgerCreated& terms,
                                                        absl::Time known_from, Clock* clock);

  // Opens the ledger in `directory`. Cost: the catalogue events are read, no others.
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
  // commands  1 to kBatchEventsMax. Each has an idempotency key (event_id), an effective
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
  //   RESOURCE_EXHAUSTED   the disk is full.
  //   DATA_LOSS            what was recorded before cannot be read.
  //   UNAVAILABLE          the write failed, the outcome is unknown: open the ledger again
  //                        and retry with the same keys. Every later call fails likewise.
  absl::StatusOr<std::vector<Receipt>> Append(absl::Span<const v1::Event> commands, const AppendOptions& options = {});

  // The last sequence; at least 1.
  Sequence head() const;

  // The last event recorded at or before `instant`; 0 when nothing was known then.
  // Errors: DATA_LOSS.
  absl::StatusOr<Sequence> KnownAt(absl::Time instant) const;

  // The catalogue of the events up to `known_at` (inclusive; at most the head).
  // Errors: DATA_LOSS.
  absl::StatusOr<Catalogue> CatalogueAt(Sequence known_at) const;

  // The terms of the first event.
  const v1::LedgerCreated& terms() const { return terms_; }

  // The events and what is derived from them.
  const EventLog& log() const { return log_; }
  const Book& book() const { return book_; }

  // For replay/rebuild.h and replay/verify.h only.
  storage::Database& database() const { return *database_; }
  const std::string& directory() const { return directory_; }
  std::optional<Sequence> acknowledged_head() const { return acknowledged_head_; }

  // The civil date of `instant`, and the last instant of a civil date, by the ledger's UTC offset.
  CivilDate DateOf(absl::Time instant) const;
  absl::Time EndOfDay(CivilDate date) const;

 private:
  struct PendingBatch;

  Ledger(std::string directory, std::unique_ptr<storage::Database> database, Clock* clock);
  absl::Status Load();
  absl::Status CheckHeads() const;
  absl::Status Take(const v1::Event& command, PendingBatch* pending) const;
  absl::StatusOr<bool> TakeKnown(const v1::Event& command, PendingBatch* pending) const;
  absl::Status Stamp(v1::Event* event, const PendingBatch& pending) const;
  absl::Status Write(PendingBatch* pending);
  absl::Status CheckExpectedHead(std::optional<Sequence> expected) const;
  absl::Status CheckMayAppend(absl::Span<const v1::Event> commands, const AppendOptions& options) const;

  std::string directory_;
  std::unique_ptr<storage::Database> database_;
  Clock* clock_;
  EventLog log_;
  Book book_;
  v1::LedgerCreated terms_;
  bool writable_ = false;
  std::optional<Sequence> acknowledged_head_;

  std::mutex append_mutex_;  // held by Append from the first decision to the acknowledgement
  mutable std::mutex state_mutex_;
  Sequence head_ = 0;                                   // guarded by state_mutex_
  Catalogue catalogue_;                                 // guarded by state_mutex_
  Sequence catalogue_sequence_ = 0;                     // the last event in catalogue_; guarded by state_mutex_
  absl::Time last_recorded_at_ = absl::InfinitePast();  // only Append
  storage::HeadFile head_file_;                         // only Append
  absl::Status failed_;                                 // only Append: the write after which nothing is acknowledged
};

}  // namespace tranche
