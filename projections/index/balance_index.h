// The balance index: the totals of every scope on any day, as known at any sequence; which key belongs to which event;
// which event reverses which; which events define the catalogue. All of it is derived from the log and can be dropped
// and rebuilt.
//
// The log is divided into epochs of a fixed number of events (index_rows.h). A complete epoch is packed into immutable
// rows; the events after the last complete epoch, the tail, are indexed in memory. Now and then the tail is written as
// one row, which an open reads in place of its events; those after it are read from the log.
// So a question reads a few rows and the tail, an append writes almost nothing, and opening reads few events.
// docs/decisions/0006 has the numbers and the alternatives; docs/storage_format.md has each row.
//
// Invariants, checked by replay/verify/verify.h:
//   1. The rows are exactly those derived from the events.
//   2. The index holds every complete epoch of the log, and no other; it may have a tail of the one after them.
//
// Thread safety: Add and Undo belong to one thread at a time, the one that decides; StageEpochs and MarkWritten to one
// thread at a time, the one that writes. The two may run concurrently, with const members and those with each other.
// Questions see no event after their `known_at`; FindKey, ReversalOf and NamedBy, which serve decisions, see everything
// that was added.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/event_view.h"
#include "events/mutex.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/cached_row.h"
#include "projections/index/index_rows.h"
#include "projections/index/key_index.h"
#include "projections/index/row_cache.h"
#include "projections/index/scope_row.h"
#include "projections/index/scope_table.h"
#include "projections/index/tail_row.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

// A posting with the coordinates of its event.
struct IndexedPosting {
  Posting posting;
  CivilDate effective_date;
  Sequence sequence = 0;
  // Position among the postings of its event, from 0.
  uint16_t ordinal = 0;
};

// A part of the index; absent members do not restrict it.
struct ScopeFilter {
  std::optional<std::string> unit;
  std::optional<std::string> source;
  std::optional<int32_t> fiscal_year;
};

// The two coordinates of a question; both are inclusive.
struct AsOf {
  CivilDate as_of;
  Sequence known_at = 0;
};

// The minimum that a scope had left on a day and every later day, and so the most that a guard of the scope accepts.
// If nothing was left on the day itself, that is the minimum: guards let nothing fall below zero on any day.
struct ScopeLeft {
  AmountSum to_allocate = 0;  // plan less allocated
  AmountSum to_disburse = 0;  // allocated less disbursed
  AmountSum free = 0;         // that less committed

  ScopeLeft& operator+=(const ScopeLeft& other) {
    to_allocate += other.to_allocate;
    to_disburse += other.to_disburse;
    free += other.free;
    return *this;
  }
};

// The totals of a scope at the end of a day, and what it had left from that day on.
struct ScopeAmounts {
  MeasureSums sums;
  ScopeLeft left;
};

// What an account moved, by day; see BalanceIndex::DaysOf.
struct AccountDays {
  bool is_whole = false;           // by all events
  Sequence last = 0;               // what to ask with next: no later event of the scope was looked at
  std::vector<DayAmount> amounts;  // in no order; a day may be there several times
};

// The total of an account, or a part of it: the visitor sums the parts.
using AmountVisitor = std::function<void(const Account& account, AmountSum amount)>;
using PostingVisitor = std::function<void(const IndexedPosting& posting)>;

class BalanceIndex {
 public:
  // `database` must outlive the index. `family` is kIndex, or kIndexAside while rebuilding.
  // `epoch_events` is 1 to kEpochEvents; it never changes for one index.
  BalanceIndex(const storage::Database* database, storage::Family family, uint32_t epoch_events);

  // The number of events per epoch of the index in `database`.
  // Errors: DATA_LOSS  it is missing.
  static absl::StatusOr<uint32_t> ReadEpochEvents(const storage::Database& database);

  // Creates the empty index of a new database: stores `epoch_events` permanently, and the format of the rows.
  // Errors: those of Database::Write.
  static absl::Status Begin(uint32_t epoch_events, storage::Database* database);

  // Reads which scopes and epochs the index holds: one small row for each epoch, and the row of the tail. Called once,
  // before any other member. `head` is the last event of the log: a tail beyond it is not used.
  //
  // Errors: DATA_LOSS  a row is damaged, or an epoch is missing.
  absl::Status Load(Sequence head);

  // The last sequence of the last epoch that the index holds.
  Sequence indexed() const;

  // The last event that Load has read, of an epoch or of the tail; those after it are added with Add when the ledger is
  // opened.
  Sequence loaded() const;

  // Up to which event the row of the tail in `database` is, of a log that ends at `head`; 0 if there is none, or it is
  // not of such events or cannot be read.
  static Sequence StoredTail(const storage::Database& database, storage::Family family, uint32_t epoch_events,
                             Sequence head);
  uint32_t epoch_events() const { return epoch_events_; }

  // The scopes of `part` that have a posting, ascending.
  std::vector<Scope> Scopes(const ScopeFilter& part) const;

  // The fiscal years of which a posting was known at `known_at` (inclusive), ascending.
  // Cost: a step for each scope, and a row for a year that began in the epoch of `known_at`. Errors: as Measures.
  absl::StatusOr<std::set<int32_t>> YearsKnownAt(Sequence known_at) const;

  // The totals of the measures of `scope`.
  // Cost: one row for each digit (row_chain.h), from the cache if used recently, and the postings of one epoch of the
  // scope.
  // Errors: DATA_LOSS  a row is damaged; the message names it.
  absl::StatusOr<MeasureSums> Measures(const Scope& scope, const AsOf& at) const;

  // The same totals, and what was left from `at.as_of` on, as known at `at.known_at`. Guards additionally check each
  // tranche.
  // Cost: as Measures, plus a step for each day after `at.as_of` with a posting, for each row. Errors: as Measures.
  absl::StatusOr<ScopeAmounts> Amounts(const Scope& scope, const AsOf& at) const;

  // Visits the totals of those accounts of `scope` whose bytes begin with `prefix` (scope.h; empty for all of them). An
  // account is visited once for each row that contains it.
  // Cost and errors: as Measures.
  absl::Status VisitAccounts(const Scope& scope, absl::string_view prefix, const AsOf& at,
                             const AmountVisitor& visitor) const;

  // Visits the postings of `part` known at `known_at` (inclusive), by scope, then by sequence.
  // Cost: a step for each posting that the scopes ever had.
  //
  // Errors:
  //   DATA_LOSS  a row is damaged; those before it have been visited.
  absl::Status Visit(const ScopeFilter& part, Sequence known_at, const PostingVisitor& visitor) const;

  // Visits the postings of `scope` that were recorded in `span`, by sequence.
  // Cost: a step for each posting of the scope in the epochs that the span touches. Errors: as Visit.
  absl::Status VisitScope(const Scope& scope, SequenceSpan span, const PostingVisitor& visitor) const;

  // Visits the event and the effective day, in days since 1970-01-01, of each of the same postings, by sequence; of
  // those accounts only that `counts` says yes to, or of all if it is null. An event is visited once for each of its
  // postings. Cost: a step for each posting that is visited, several times cheaper than VisitScope. Errors: as Visit.
  using AccountFilter = std::function<bool(const Account& account)>;
  using EventDayVisitor = ScopeRow::EventDayVisitor;
  absl::Status VisitEventDays(const Scope& scope, SequenceSpan span, const AccountFilter& counts,
                              EventDayVisitor visitor) const;

  // Events outside this span have no posting of `scope`; an empty one if no event has. Cost: a look-up.
  SequenceSpan SpanOf(const Scope& scope) const;

  // The events up to `last` (inclusive) with a posting of `scope` of this measure and amount that is effective on
  // `day`, ascending, each once for each such posting.
  // Cost: a step for each posting of the tail of the scope; its rows that are read for its sums and, of those that have
  // the day, the rows that they are made of, with a step for each posting of the epochs of these. Errors: as Visit.
  absl::StatusOr<std::vector<Sequence>> FindAlike(const Scope& scope, CivilDate day, Measure measure, int64_t amount,
                                                  Sequence last) const;

  // Everything that guards and tranches need to know of `scope`, whatever was added:
  // visits what each account moved on each day, and collects the allocations by sequence.
  // Cost and errors: as Measures.
  using DayVisitor = std::function<void(const Account& account, const DayAmount& amount)>;
  absl::Status VisitDays(const Scope& scope, const DayVisitor& visitor, std::vector<Allocation>* allocations) const;

  // What one account of `scope` moved on each day, whatever was added: by the events after `after` only, if the tail
  // has all of them; otherwise by all events. So who asks again reads only what is new. Cost: a step for each posting
  // of the scope after `after`; or as Measures, and a step for each day of the account. What `*days` held before is
  // lost, its memory is used again. Errors: as Measures; then `*days` is unspecified.
  absl::Status DaysOf(const Scope& scope, const AccountView& account, Sequence after, AccountDays* days) const;

  // The event with this idempotency key, or nothing; see KeyIndex::Find. `fingerprint` is FingerprintOf(event_id), for
  // those who have it.
  absl::StatusOr<std::optional<Sequence>> FindKey(absl::string_view event_id, const EventReader& events) const {
    return keys_.Find(event_id, FingerprintOf(event_id), events);
  }
  absl::StatusOr<std::optional<Sequence>> FindKey(absl::string_view event_id, uint64_t fingerprint,
                                                  const EventReader& events) const {
    return keys_.Find(event_id, fingerprint, events);
  }

  // Prefetches what FindKey will read of a new key; see KeyIndex.
  void PrefetchKey(uint64_t fingerprint) const { keys_.Prefetch(fingerprint); }

  // The event that reverses `sequence`, or nothing; one that was not added yet is none, even if its row is stored.
  // Errors: DATA_LOSS  the row is damaged.
  absl::StatusOr<std::optional<Sequence>> ReversalOf(Sequence sequence) const;

  // The events up to `span.last` (inclusive) that reverse another one of `span`, ascending.
  // Cost: a step for each event of the span that was ever reversed. Errors: DATA_LOSS  a row is damaged.
  absl::StatusOr<std::vector<Sequence>> ReversalsIn(SequenceSpan span) const;

  // The events that name `sequence` (EventView::named_sequence, AddNaming), ascending; those that were not added yet
  // are left out, even if their rows are stored. Cost: a step for each of them. Errors: DATA_LOSS  a row is damaged.
  absl::StatusOr<std::vector<Sequence>> NamedBy(Sequence sequence) const;

  // The contracts of `scope` that may have `number`, ascending: their numbers have its fingerprint. Likewise of those
  // that were added. Cost and errors: as NamedBy.
  absl::StatusOr<std::vector<Sequence>> MayHaveNumber(const ScopeView& scope, absl::string_view number) const;

  // Visits the proposals among the events up to `known_at` (inclusive), ascending, each with the last day on which it
  // can be approved, YYYYMMDD. A status that is not OK ends it.
  // Cost: a step for each proposal. Errors: the visitor's, and DATA_LOSS  a row is damaged.
  using ProposalVisitor = absl::FunctionRef<absl::Status(Sequence proposal, int32_t expires_on)>;
  absl::Status VisitProposals(Sequence known_at, ProposalVisitor visitor) const;

  // Visits the events of `span` that are of the catalogue, and the reversals of such, ascending. `stored`, valid during
  // the visit, is the event in the bytes of the log; empty for a reversal, which is there alone. A status that is not
  // OK ends it. Cost: a step for each up to the end of the span, those before it too; for those that can be reversed
  // ReversalOf. Errors: the visitor's, and DATA_LOSS  a row is damaged.
  using CatalogueVisitor = absl::FunctionRef<absl::Status(Sequence sequence, absl::string_view stored)>;
  absl::Status VisitCatalogue(SequenceSpan span, CatalogueVisitor visitor) const;

  // The sequences of the statements, ascending. Cost: a step for each. Errors: DATA_LOSS  a row is damaged.
  absl::StatusOr<std::vector<Sequence>> Statements() const;

  // Makes `naming`, which was added last, one that names the earlier event `named`, though its own bytes do not say so:
  // money that counts for a registered project names the registration. UndoNaming goes before Undo of the same event.
  // Cost: log2 of the number of events that are not written yet.
  void AddNaming(Sequence named, Sequence naming);
  void UndoNaming(Sequence named, Sequence naming);

  // Appends the next event, whose postings are `postings`, to the tail. `fingerprint` is that of its key, for those who
  // have it.
  void Add(const EventView& event, absl::Span<const PostingView> postings) {
    Add(event, FingerprintOf(event.event_id), postings);
  }
  // `place`, if it is not null, is of the account of the only posting, or knows nothing.
  void Add(const EventView& event, uint64_t fingerprint, absl::Span<const PostingView> postings,
           ScopeTable::Place* place = nullptr);

  // Undoes the last Add, which was of `event` and `postings`; its epoch must not have been staged. Afterwards the index
  // is as if it had never been added. Cost: as Add.
  void Undo(const EventView& event, absl::Span<const PostingView> postings);

  // Adds to `batch` the rows of every epoch that the events up to `last` (inclusive; all of them added) complete and
  // that was not staged before. Questions read them at once; the batch must be written before any later one.
  // Cost: building the rows of each epoch, on all processors; the lock is only held briefly.
  // Errors: DATA_LOSS  a row that a new one is built from is damaged.
  absl::Status StageEpochs(Sequence last, storage::Batch* batch);

  // True if so much came after the row of the tail, up to `last`, that an open is slow for it.
  bool IsTailDue(Sequence last) const;

  // Adds to `batch` the row of the tail up to `last` (inclusive), in place of the one that there is; none if `last`
  // completes an epoch. Every epoch before it is staged, and everything up to it is added. The row goes with the epoch.
  // Cost: a step for each posting of the tail. Errors: as StageEpochs.
  absl::Status StageTail(Sequence last, storage::Batch* batch);

  // How much of the index is in memory: the number of scopes, and of accounts in the tail.
  size_t scopes_in_memory() const;
  size_t tail_accounts() const;

  // Adds to `batch` the row of a naming that AddNaming has made.
  static void StageNaming(Sequence named, Sequence naming, storage::Batch* batch,
                          storage::Family family = storage::Family::kIndex);

  // Adds to `batch` the rows of an event, made from its stored bytes, that do not wait for its epoch to be complete.
  static void StageRows(const EventView& event, storage::Batch* batch,
                        storage::Family family = storage::Family::kIndex);

  // Tells the index that every batch with an event up to `last` (inclusive) has been written.
  void MarkWritten(Sequence last);

 private:
  using Pairs = std::set<std::pair<uint64_t, Sequence>>;
  struct Reading;
  // Adds up what was known of `scope`: a collector takes rows as a whole, else posting by posting.
  template <typename Collector>
  absl::StatusOr<typename Collector::Result> Collect(const Scope& scope, const AsOf& at) const;
  // A row to read; holds it once it is loaded or found in the cache.
  struct RowSource {
    uint32_t scope_id = 0;
    uint32_t epoch = 0;
    std::shared_ptr<const TailPart> part;  // not null: of the tail, and scope_id does not count
    SharedRow kept;

    const ScopeRow& row() const { return kept->row(); }
    bool FindAccounts(absl::string_view prefix, bool is_line, AccountPlaces* places) const {
      return is_line ? kept->FindLine(prefix, places) : kept->row().FindAccounts(prefix, places);
    }
    std::string key() const { return part != nullptr ? TailRowKey(epoch) : ScopeRowKey(scope_id, epoch); }
  };
  // The part of an epoch that concerns one scope: the first `postings` of its tail, and the row built from them. The
  // entry cannot be removed meanwhile, because those postings are in its tail until the row is published.
  struct EpochPart {
    ScopeTable::Entry* entry = nullptr;
    uint32_t scope_id = 0;
    size_t postings = 0;
    SharedRow row;
  };
  // The input for a row. Copied, because the deciding thread keeps appending to the tails.
  struct Material {
    Scope scope;
    std::vector<RowSource> sources;
    std::shared_ptr<const TailPart> part;
    std::vector<Account> accounts;
    std::vector<std::string> account_bytes;
    std::vector<ScopePosting> postings;

    bool TakePart();
  };

  Sequence FirstOf(uint32_t epoch) const { return Sequence{epoch} * epoch_events_ + 1; }
  absl::Status LoadEpoch(uint32_t epoch, absl::string_view value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status LoadTail(Sequence head) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  RowSource SourceOf(const ScopeTable::Entry& entry, uint32_t number) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  RowSource SourceOf(const ScopeTable::Entry& entry) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::Status ReadRow(RowSource* source) const;
  // The rows with the postings of `scope` in `span`, by epoch. `tail` is called with its entry, with the lock held, if
  // its postings in memory begin before the span ends.
  std::vector<RowSource> RowsIn(const Scope& scope, SequenceSpan span,
                                absl::FunctionRef<void(const ScopeTable::Entry& entry)> tail) const;
  using TailVisitor = std::function<void(const ScopeTable::Entry& entry, absl::Span<const ScopePosting> postings)>;
  absl::StatusOr<Reading> Read(const Scope& scope, Sequence known_at, const TailVisitor& tail) const;
  absl::Status StageEpoch(uint32_t epoch, storage::Batch* batch);
  std::vector<EpochPart> PartsOf(uint32_t epoch, std::string* epoch_row);
  Material MaterialOf(const EpochPart& part) const;
  absl::StatusOr<SharedRow> BuildRow(uint32_t epoch, Material* material) const;
  absl::StatusOr<SharedRow> MakeRow(uint32_t epoch, const EpochPart& part) const;
  absl::Status MakeRows(uint32_t epoch, absl::Span<EpochPart> parts) const;
  void Publish(uint32_t epoch, absl::Span<const EpochPart> parts);
  bool IsTailStored() const;
  std::vector<EpochPart> PartsOfTail(Sequence last) const;
  absl::StatusOr<std::vector<Sequence>> FindPairs(RowTable table, uint64_t first, Pairs BalanceIndex::*recent) const;

  const storage::Database& database_;
  storage::Family family_;
  uint32_t epoch_events_;
  mutable KeyIndex keys_;
  mutable RowCache rows_;

  mutable SharedMutex mutex_;
  ScopeTable scopes_ ABSL_GUARDED_BY(mutex_);
  uint32_t epochs_ ABSL_GUARDED_BY(mutex_) = 0;  // complete and staged
  Sequence last_ ABSL_GUARDED_BY(mutex_) = 0;
  // The last event of the tail that was loaded, whose postings are in parts of its row; 0 if none was, or its epoch is
  // staged.
  Sequence kept_ ABSL_GUARDED_BY(mutex_) = 0;
  // The row of the tail as it was staged last or loaded: whether there is one, and the last event that it is good for.
  bool is_tail_stored_ ABSL_GUARDED_BY(mutex_) = false;
  Sequence stored_tail_ ABSL_GUARDED_BY(mutex_) = 0;
  // Rows staged and not known to be written, by epoch, then by scope.
  std::map<uint32_t, absl::flat_hash_map<uint32_t, SharedRow>> unwritten_ ABSL_GUARDED_BY(mutex_);
  std::map<Sequence, Sequence> recent_reversals_ ABSL_GUARDED_BY(mutex_);  // not known to be written
  // Likewise: an event, and one that names it; the fingerprint of a number, and the event that has it.
  Pairs recent_namings_ ABSL_GUARDED_BY(mutex_);
  Pairs recent_numbers_ ABSL_GUARDED_BY(mutex_);
  std::map<Sequence, int32_t> recent_proposals_ ABSL_GUARDED_BY(mutex_);  // with the last day of each
};

}  // namespace tranche
