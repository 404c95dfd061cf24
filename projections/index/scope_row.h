// One row of the balance index: one epoch of one scope. It holds
//   - the postings of the epoch, one by one, for questions that end inside it;
//   - sums by day over the epochs that the row covers, for each account and for each
//     measure, for questions that end after it;
//   - the allocations over the epochs that it covers, from which tranches are derived.
// row_chain.h defines which epochs a row covers.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/measure.h"
#include "events/money.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/index/day_sums.h"
#include "storage/encoding/packed.h"

namespace tranche {

// A posting of a scope as rows and the tail store it. `account` is an index into a list of accounts.
struct ScopePosting {
  Sequence sequence = 0;
  uint16_t ordinal = 0;
  int32_t day = 0;  // effective date, in days since 1970-01-01
  uint32_t account = 0;
  int64_t amount = 0;
  Sequence reverses = 0;  // the event that its event reverses; 0 for none
};

// Added to the number of a tranche of carried-over money in the list of allocations of a row.
inline constexpr uint64_t kCarriedMark = uint64_t{1} << 32;

// The encoding of a date in postings and rows.
inline int32_t DayOf(CivilDate date) { return static_cast<int32_t>(date.DaysSinceEpoch()); }

// True for what is posted when a tranche gets money: an allocation, or money carried over.
inline bool BringsTranche(Measure measure) { return measure == Measure::kAllocated || measure == Measure::kCarried; }

// A posting that brings a tranche to a scope or takes it away: an allocation, a carry-over, or its reversal.
struct Allocation {
  Sequence sequence = 0;
  int32_t day = 0;
  uint32_t tranche_number = 0;
  std::string areas;
  Sequence reverses = 0;
  bool is_carried = false;  // of carried-over money; not of a reversal
};

// A half-open range [begin, end) of indexes into a row's accounts.
struct AccountPlaces {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// The accounts of each line of a row, by their common prefix (AccountPrefix).
using LinePlaces = absl::flat_hash_map<absl::string_view, AccountPlaces>;

class ScopeRow {
 public:
  // `value` must outlive the row. `first` is the first sequence of the row's epoch.
  // False when the value is malformed.
  bool Parse(absl::string_view value, Sequence first);

  // The accounts are in the order of their bytes (scope.h).
  AccountPlaces accounts() const { return {0, static_cast<uint32_t>(account_offsets_.size())}; }

  // Finds the accounts whose bytes begin with `prefix`; cost: log2 of the number of accounts, and a step for each one
  // found. Or those of every line; the bytes live as long as the value. Returns false if one that was read is
  // malformed.
  bool FindAccounts(absl::string_view prefix, AccountPlaces* places) const;
  bool ListLines(LinePlaces* lines) const;

  // Visits accounts, ascending, with their sums by day; either as their bytes, which live as long as the value, or
  // decoded. `places` lie within accounts(). Returns false if one is malformed.
  using EntryVisitor = std::function<void(absl::string_view account, const DaySums& sums)>;
  bool VisitEntries(AccountPlaces places, const EntryVisitor& visitor) const;
  using AccountVisitor = std::function<void(const Account& account, const DaySums& sums)>;
  bool VisitAccounts(AccountPlaces places, const AccountVisitor& visitor) const;

  // The totals of a measure over the covered epochs.
  const DaySums& DaysOf(Measure measure) const { return measures_[IndexOf(measure)]; }

  // Visits those of the epoch's own postings up to `last` (inclusive) that are effective on a day of `days`, by
  // sequence: the measure of each, and what it adds on its day. Cost: a step for each posting up to `last`. Returns
  // false if one that is visited is malformed.
  struct DayRange {
    int32_t first = 0;
    int32_t last = 0;  // inclusive
  };
  using MeasureVisitor = absl::FunctionRef<void(Measure measure, const DayAmount& amount)>;
  bool VisitPostings(Sequence last, const DayRange& days, MeasureVisitor visitor) const;

  // Visits the event and the day of each of the epoch's own postings in `span`, by sequence; of those accounts only
  // that `counts` says, by their place, or of all if it is empty. Cost: a step for each posting in the span. Returns
  // false if one that is read is malformed.
  using EventDayVisitor = absl::FunctionRef<void(Sequence sequence, int32_t day)>;
  bool VisitEventDays(SequenceSpan span, const std::vector<bool>& counts, EventDayVisitor visitor) const;

  // Appends the events of those of the epoch's own postings up to `last` (inclusive) that have this measure, day and
  // amount, ascending. Cost: a step for each posting up to `last`. Returns false if one that is read is malformed.
  bool FindAlike(Measure measure, const DayAmount& of_day, Sequence last, std::vector<Sequence>* sequences) const;

  // The event of the first of the epoch's own postings.
  Sequence first_posting() const { return SequenceAt(0); }

  // Visits the totals at the end of `day` of the same postings as VisitPostings, for the accounts at `places`, each
  // once. Cost: a step for each of these postings. Returns false if one is malformed.
  using SumVisitor = std::function<void(const Account& account, AmountSum sum)>;
  bool VisitSumsUpTo(Sequence last, AccountPlaces places, int32_t day, const SumVisitor& visitor) const;

  // Appends the postings of the epoch itself; their `account` is its index in this row. Returns false if one is
  // malformed.
  bool AppendPostings(std::vector<ScopePosting>* postings) const;

  // Appends the allocations of the covered epochs, by sequence. Returns false if one is malformed.
  bool AppendAllocations(std::vector<Allocation>* allocations) const;

 private:
  // The postings as they are stored, column by column.
  struct Columns {
    size_t size = 0;
    int64_t first_day = 0;
    storage::PackedColumn places;
    storage::PackedColumn ordinals;
    storage::PackedColumn days;
    storage::PackedColumn accounts;
    storage::PackedColumn amounts;
  };

  bool ReadMeasures(storage::PackedReader* reader);
  bool ReadPostings(absl::string_view packed);
  size_t CountUpTo(Sequence last) const;
  Sequence SequenceAt(size_t index) const;
  int32_t DayAt(size_t index) const;
  bool ReadMeasureAt(size_t index, Measure* measure) const;
  bool EntryAt(size_t index, absl::string_view* account, storage::PackedReader* sums) const;

  Sequence first_ = 0;
  std::array<DaySums, kMeasureCount> measures_;  // empty for those without a posting
  storage::PackedColumn account_offsets_;
  absl::string_view accounts_;
  absl::string_view allocations_;
  Columns postings_;
};

// Builds the value of a row from the `covered` rows and from `postings`, those of the row's own epoch, in order; their
// accounts are indexes into `accounts`, whose bytes are `account_bytes`.
//
// Returns false if a covered row is malformed.
bool BuildScopeRow(absl::Span<const ScopeRow> covered, absl::Span<const Account> accounts,
                   absl::Span<const std::string> account_bytes, absl::Span<const ScopePosting> postings, Sequence first,
                   std::string* value);

// The allocations among `postings`, by sequence.
void AppendAllocations(absl::Span<const Account> accounts, absl::Span<const ScopePosting> postings,
                       std::vector<Allocation>* allocations);

}  // namespace tranche
