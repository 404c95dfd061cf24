#include "projections/index/balance_index.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/refusal.h"
#include "projections/index/row_chain.h"
#include "projections/index/scope_collectors.h"
#include "storage/encoding/key_codec.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::PackedReader;
using Entry = ScopeTable::Entry;

bool IsIn(const Scope& scope, const ScopeFilter& part) {
  return (!part.fiscal_year || *part.fiscal_year == scope.fiscal_year) && (!part.unit || *part.unit == scope.unit) &&
         (!part.source || *part.source == scope.source);
}

// True if one of the postings that are summed is effective on `day`.
bool HasDay(const DaySums& days, int32_t day) {
  const size_t after = days.FirstAfter(day);
  return after > 0 && days.DayAt(after - 1) == day;
}

}  // namespace

// What a question about one scope has to read, besides the tail.
struct BalanceIndex::Reading {
  absl::InlinedVector<RowSource, kChainInlined> covered;  // everything they cover counts
  std::optional<RowSource> cut;                           // only its postings up to known_at count

  // The rows are far apart in memory, so all are prefetched up front.
  void ExpectLine(absl::string_view line) const {
    for (const RowSource& source : covered) source.kept->ExpectLine(line);
    if (cut) cut->kept->ExpectLine(line);
  }
};

BalanceIndex::BalanceIndex(const storage::Database* database, storage::Family family, uint32_t epoch_events)
    : database_(*database), family_(family), epoch_events_(epoch_events), keys_(database, family, epoch_events) {
  TRANCHE_CHECK(epoch_events >= 1 && epoch_events <= kEpochEvents, "an epoch of ", epoch_events, " events");
}

absl::Status BalanceIndex::Load(Sequence head) {
  const WriterLock lock(mutex_);
  const auto scan = database_.ScanAll(family_, TablePrefix(RowTable::kEpoch));
  for (; scan->Valid(); scan->Next()) {
    if (scan->key() != absl::string_view(EpochRowKey(epochs_)))
      return Adding(Refuse(absl::StatusCode::kDataLoss, "index.epoch-missing", "index: epoch {epoch} is missing",
                           {NumberField("epoch", epochs_)}),
                    "run `tranche rebuild`");
    if (absl::Status loaded = LoadEpoch(epochs_, scan->value()); !loaded.ok()) return loaded;
    ++epochs_;
  }
  last_ = Sequence{epochs_} * epoch_events_;
  keys_.MarkWritten(epochs_);
  return scan->status().ok() ? LoadTail(head) : scan->status();
}

absl::Status BalanceIndex::LoadEpoch(uint32_t epoch, absl::string_view value) {
  PackedReader reader(value);
  uint64_t new_scopes = 0;
  Scope scope;
  bool read = reader.ReadVarint(&new_scopes);
  for (uint64_t i = 0; i < new_scopes && read; ++i) {
    read = ReadScope(&reader, &scope);
    if (read) scopes_.GiveId(&scopes_.At(scope));
  }
  uint64_t touched = 0;
  read = read && reader.ReadVarint(&touched);
  uint64_t id = 0;
  for (uint64_t i = 0; i < touched && read; ++i) {
    uint64_t step = 0;
    read = reader.ReadVarint(&step);
    id += step;
    Entry* entry = scopes_.WithId(id);
    read = read && entry != nullptr;
    if (read) entry->epochs.push_back(epoch);
  }
  return read && reader.AtEnd() ? absl::OkStatus() : DamagedRow(EpochRowKey(epoch));
}

Sequence BalanceIndex::indexed() const {
  const ReaderLock lock(mutex_);
  return Sequence{epochs_} * epoch_events_;
}

size_t BalanceIndex::scopes_in_memory() const {
  const ReaderLock lock(mutex_);
  return scopes_.entries().size();
}

size_t BalanceIndex::tail_accounts() const {
  const ReaderLock lock(mutex_);
  size_t count = 0;
  for (const auto& [scope, entry] : scopes_.entries()) count += entry->accounts.size();
  return count;
}

std::vector<Scope> BalanceIndex::Scopes(const ScopeFilter& part) const {
  const ReaderLock lock(mutex_);
  std::vector<Scope> scopes;
  const auto& entries = scopes_.entries();
  auto entry = part.unit ? entries.lower_bound({*part.unit, "", std::numeric_limits<int32_t>::min()}) : entries.begin();
  for (; entry != entries.end() && (!part.unit || entry->first.unit == *part.unit); ++entry) {
    if (!IsIn(entry->first, part)) continue;
    const bool has_posting =
        !entry->second->epochs.empty() || entry->second->part != nullptr || !entry->second->tail.empty();
    if (has_posting) scopes.push_back(entry->first);
  }
  return scopes;
}

absl::StatusOr<std::set<int32_t>> BalanceIndex::YearsKnownAt(Sequence known_at) const {
  const uint64_t whole_epochs = known_at / epoch_events_;
  std::set<int32_t> years;
  std::vector<std::pair<int32_t, RowSource>> begun;  // in the epoch of known_at
  {
    const ReaderLock lock(mutex_);
    for (const auto& [scope, entry] : scopes_.entries()) {
      if (years.count(scope.fiscal_year) > 0) continue;
      const bool is_in_tail = entry->epochs.empty();
      if (is_in_tail ? !UpTo(entry->tail, known_at).empty() : entry->epochs.front() < whole_epochs) {
        years.insert(scope.fiscal_year);
      } else if (is_in_tail && entry->part != nullptr) {
        begun.emplace_back(scope.fiscal_year, SourceOf(*entry));
      } else if (!is_in_tail && entry->epochs.front() == whole_epochs) {
        begun.emplace_back(scope.fiscal_year, SourceOf(*entry, 1));
      }
    }
  }
  for (auto& [year, source] : begun) {
    if (years.count(year) > 0) continue;
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    if (source.row().first_posting() <= known_at) years.insert(year);
  }
  return years;
}

// The `number`-th row of the scope, from 1.
BalanceIndex::RowSource BalanceIndex::SourceOf(const Entry& entry, uint32_t number) const {
  RowSource source;
  source.scope_id = *entry.id;
  source.epoch = entry.epochs[number - 1];
  const auto rows = unwritten_.find(source.epoch);
  if (rows == unwritten_.end()) return source;
  const auto row = rows->second.find(source.scope_id);
  if (row != rows->second.end()) source.kept = row->second;
  return source;
}

// The row of the scope in the tail that was loaded, which there is.
BalanceIndex::RowSource BalanceIndex::SourceOf(const Entry& entry) const {
  RowSource source;
  source.epoch = epochs_;
  source.part = entry.part;
  return source;
}

absl::Status BalanceIndex::ReadRow(RowSource* source) const {
  if (source->part != nullptr) {
    source->kept = source->part->Row();
    return source->kept != nullptr ? absl::OkStatus() : DamagedRow(source->key());
  }
  if (source->kept == nullptr) source->kept = rows_.Find(source->scope_id, source->epoch);
  if (source->kept != nullptr) return absl::OkStatus();
  absl::StatusOr<std::optional<std::string>> stored = database_.Get(family_, source->key());
  if (!stored.ok()) return stored.status();
  if (!stored->has_value())
    return Adding(Refuse(absl::StatusCode::kDataLoss, "index.row-missing", "index: {row} is missing",
                         {RowField("row", source->key())}),
                  "run `tranche rebuild`");
  source->kept = CachedRow::Parse(**std::move(stored), FirstOf(source->epoch));
  if (source->kept == nullptr) return DamagedRow(source->key());
  rows_.Keep(source->scope_id, source->epoch, source->kept);
  return absl::OkStatus();
}

// `tail` is called with the postings of the tail that count, if any, with the lock held.
absl::StatusOr<BalanceIndex::Reading> BalanceIndex::Read(const Scope& scope, Sequence known_at,
                                                         const TailVisitor& tail) const {
  Reading reading;
  {
    const ReaderLock lock(mutex_);
    const Entry* entry = scopes_.Find(scope);
    if (entry == nullptr) return reading;
    const uint64_t whole_epochs = known_at / epoch_events_;
    const auto& epochs = entry->epochs;
    const auto end = std::lower_bound(epochs.begin(), epochs.end(), whole_epochs);
    const auto whole = static_cast<uint32_t>(end - epochs.begin());
    for (const uint32_t number : ChainTo(whole)) reading.covered.push_back(SourceOf(*entry, number));
    const bool is_cut = end != epochs.end() && *end == whole_epochs && known_at % epoch_events_ != 0;
    if (is_cut) reading.cut = SourceOf(*entry, whole + 1);
    if (entry->part != nullptr && known_at >= kept_) {
      reading.covered.push_back(SourceOf(*entry));
    } else if (entry->part != nullptr && known_at >= FirstOf(epochs_)) {
      reading.cut = SourceOf(*entry);
    }
    const absl::Span<const ScopePosting> postings = UpTo(entry->tail, known_at);
    if (!postings.empty()) tail(*entry, postings);
  }
  for (RowSource& source : reading.covered) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
  }
  if (!reading.cut) return reading;
  if (absl::Status read = ReadRow(&*reading.cut); !read.ok()) return read;
  return reading;
}

template <typename Collector>
absl::StatusOr<typename Collector::Result> BalanceIndex::Collect(const Scope& scope, const AsOf& at) const {
  Collector collector(DayOf(at.as_of));
  const absl::StatusOr<Reading> reading =
      Read(scope, at.known_at, [&](const Entry& entry, absl::Span<const ScopePosting> tail) {
        for (const ScopePosting& posting : tail)
          collector.Add(entry.accounts[posting.account].measure, {posting.day, posting.amount});
      });
  if (!reading.ok()) return reading.status();
  for (const RowSource& source : reading->covered) collector.AddRow(source.row());
  if (reading->cut && !collector.AddPostings(reading->cut->row(), at.known_at)) return DamagedRow(reading->cut->key());
  const auto result = collector.Finish();
  if (!result) return DamagedRow(reading->cut->key());
  return *result;
}

absl::StatusOr<MeasureSums> BalanceIndex::Measures(const Scope& scope, const AsOf& at) const {
  return Collect<SumCollector>(scope, at);
}

absl::StatusOr<ScopeAmounts> BalanceIndex::Amounts(const Scope& scope, const AsOf& at) const {
  return Collect<AmountCollector>(scope, at);
}

absl::Status BalanceIndex::VisitAccounts(const Scope& scope, absl::string_view prefix, const AsOf& at,
                                         const AmountVisitor& visitor) const {
  const int32_t day = DayOf(at.as_of);
  std::vector<std::pair<Account, AmountSum>> of_tail;  // visited without the lock
  const absl::StatusOr<Reading> reading =
      Read(scope, at.known_at, [&](const Entry& entry, absl::Span<const ScopePosting> tail) {
        std::vector<std::optional<AmountSum>> sums(entry.accounts.size());
        for (const ScopePosting& posting : tail) {
          if (posting.day <= day) sums[posting.account] = sums[posting.account].value_or(0) + posting.amount;
        }
        for (size_t i = 0; i < sums.size(); ++i) {
          if (sums[i] && absl::StartsWith(entry.account_bytes[i], prefix))
            of_tail.emplace_back(entry.accounts[i], *sums[i]);
        }
      });
  if (!reading.ok()) return reading.status();
  const bool is_line = IsLinePrefix(prefix);
  AccountPlaces places;
  if (is_line) reading->ExpectLine(prefix);
  for (const RowSource& source : reading->covered) {
    const bool read = source.FindAccounts(prefix, is_line, &places) &&
                      source.row().VisitAccounts(places, [&](const Account& account, const DaySums& sums) {
                        if (const auto sum = sums.At(day)) visitor(account, *sum);
                      });
    if (!read) return DamagedRow(source.key());
  }
  if (const auto& cut = reading->cut) {
    const bool read =
        cut->FindAccounts(prefix, is_line, &places) && cut->row().VisitSumsUpTo(at.known_at, places, day, visitor);
    if (!read) return DamagedRow(cut->key());
  }
  for (const auto& [account, sum] : of_tail) visitor(account, sum);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::FindAlike(const Scope& scope, CivilDate date, Measure measure,
                                                              int64_t amount, Sequence last) const {
  const DayAmount of_day = {DayOf(date), amount};
  std::vector<Sequence> found;
  std::vector<RowSource> rows;
  std::optional<RowSource> part;
  {
    const ReaderLock lock(mutex_);
    const Entry* entry = scopes_.Find(scope);
    if (entry == nullptr) return found;
    for (uint32_t number = 1; number <= entry->epochs.size(); ++number) rows.push_back(SourceOf(*entry, number));
    if (entry->part != nullptr) part = SourceOf(*entry);
    for (const ScopePosting& posting : UpTo(entry->tail, last)) {
      if (posting.day == of_day.day && posting.amount == amount && entry->accounts[posting.account].measure == measure)
        found.push_back(posting.sequence);
    }
  }
  const auto chain = ChainTo(static_cast<uint32_t>(rows.size()));
  std::vector<uint32_t> wanted(chain.begin(), chain.end());
  while (!wanted.empty()) {
    const uint32_t number = wanted.back();
    wanted.pop_back();
    RowSource& row = rows[number - 1];
    if (absl::Status read = ReadRow(&row); !read.ok()) return read;
    if (!HasDay(row.row().DaysOf(measure), of_day.day)) continue;
    const std::vector<uint32_t> parts = MadeOf(number);
    wanted.insert(wanted.end(), parts.begin(), parts.end());
    if (!row.row().FindAlike(measure, of_day, last, &found)) return DamagedRow(row.key());
  }
  if (part) {
    if (absl::Status read = ReadRow(&*part); !read.ok()) return read;
    if (!part->row().FindAlike(measure, of_day, last, &found)) return DamagedRow(part->key());
  }
  std::sort(found.begin(), found.end());
  return found;
}

absl::Status BalanceIndex::Visit(const ScopeFilter& part, Sequence known_at, const PostingVisitor& visitor) const {
  for (const Scope& scope : Scopes(part)) {
    if (absl::Status visited = VisitScope(scope, {0, known_at}, visitor); !visited.ok()) return visited;
  }
  return absl::OkStatus();
}

absl::Status BalanceIndex::VisitDays(const Scope& scope, const DayVisitor& visitor,
                                     std::vector<Allocation>* allocations) const {
  std::vector<ScopePosting> tail;
  std::vector<Account> accounts;
  const absl::StatusOr<Reading> reading = Read(scope, std::numeric_limits<Sequence>::max(),
                                               [&](const Entry& entry, absl::Span<const ScopePosting> postings) {
                                                 tail.assign(postings.begin(), postings.end());
                                                 accounts = entry.accounts;
                                               });
  if (!reading.ok()) return reading.status();
  for (const RowSource& source : reading->covered) {
    const bool read =
        source.row().VisitAccounts(source.row().accounts(), [&](const Account& account, const DaySums& sums) {
          for (size_t i = 0; i < sums.size(); ++i) visitor(account, {sums.DayAt(i), sums.AmountAt(i)});
        });
    if (!read || !source.row().AppendAllocations(allocations)) return DamagedRow(source.key());
  }
  for (const ScopePosting& posting : tail) visitor(accounts[posting.account], {posting.day, posting.amount});
  AppendAllocations(accounts, tail, allocations);
  return absl::OkStatus();
}

absl::Status BalanceIndex::DaysOf(const Scope& scope, const AccountView& account, Sequence after,
                                  AccountDays* days) const {
  days->amounts.clear();
  absl::InlinedVector<RowSource, kChainInlined> rows;
  {
    const ReaderLock lock(mutex_);
    days->last = std::max(Sequence{epochs_} * epoch_events_, kept_);
    days->is_whole = after < days->last;
    const Entry* entry = scopes_.Find(scope);
    if (entry == nullptr) return absl::OkStatus();
    if (!entry->tail.empty()) days->last = entry->tail.back().sequence;
    if (days->is_whole) {
      for (const uint32_t number : ChainTo(static_cast<uint32_t>(entry->epochs.size())))
        rows.push_back(SourceOf(*entry, number));
      if (entry->part != nullptr) rows.push_back(SourceOf(*entry));
    }
    const size_t seen = days->is_whole ? 0 : UpTo(entry->tail, after).size();
    const auto place = entry->places.find(account);
    for (size_t i = place == entry->places.end() ? entry->tail.size() : seen; i < entry->tail.size(); ++i) {
      const ScopePosting& posting = entry->tail[i];
      if (posting.account == place->second) days->amounts.push_back({posting.day, posting.amount});
    }
  }
  const std::string bytes = EncodeAccount(account);
  for (RowSource& source : rows) {
    if (absl::Status read = ReadRow(&source); !read.ok()) return read;
    AccountPlaces places;
    const bool read = source.row().FindAccounts(bytes, &places) &&
                      source.row().VisitEntries(places, [&](absl::string_view, const DaySums& sums) {
                        for (size_t i = 0; i < sums.size(); ++i)
                          days->amounts.push_back({sums.DayAt(i), sums.AmountAt(i)});
                      });
    if (!read) return DamagedRow(source.key());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Sequence>> BalanceIndex::ReversalOf(Sequence sequence) const {
  Sequence last = 0;
  {
    const ReaderLock lock(mutex_);
    const auto recent = recent_reversals_.find(sequence);
    if (recent != recent_reversals_.end()) return std::optional<Sequence>(recent->second);
    last = last_;
  }
  const std::string key = SequenceRowKey(RowTable::kReversal, sequence);
  const auto value = database_.Get(family_, key);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::optional<Sequence>();
  Sequence reversal = 0;
  storage::KeyReader reader(**value);
  if (!reader.ReadU64(&reversal) || !reader.AtEnd()) return DamagedRow(key);
  return reversal <= last ? std::optional<Sequence>(reversal) : std::nullopt;
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::ReversalsIn(SequenceSpan span) const {
  std::vector<Sequence> reversals;
  {
    const ReaderLock lock(mutex_);
    for (auto recent = recent_reversals_.upper_bound(span.after);
         recent != recent_reversals_.end() && recent->first <= span.last; ++recent)
      reversals.push_back(recent->second);
  }
  const auto scan = database_.ScanFrom(family_, TablePrefix(RowTable::kReversal),
                                       SequenceRowKey(RowTable::kReversal, span.after + 1));
  const std::string end = SequenceRowKey(RowTable::kReversal, span.last);
  for (; scan->Valid() && scan->key() <= end; scan->Next()) {
    Sequence reversal = 0;
    storage::KeyReader reader(scan->value());
    if (!reader.ReadU64(&reversal) || !reader.AtEnd()) return DamagedRow(scan->key());
    reversals.push_back(reversal);
  }
  if (!scan->status().ok()) return scan->status();
  // One that is being written may be in both.
  std::sort(reversals.begin(), reversals.end());
  reversals.erase(std::unique(reversals.begin(), reversals.end()), reversals.end());
  reversals.erase(std::upper_bound(reversals.begin(), reversals.end(), span.last), reversals.end());
  return reversals;
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::FindPairs(RowTable table, uint64_t first,
                                                              Pairs BalanceIndex::*recent) const {
  std::vector<Sequence> found;
  Sequence last = 0;
  {
    const ReaderLock lock(mutex_);
    const Pairs& pairs = this->*recent;
    for (auto pair = pairs.lower_bound({first, 0}); pair != pairs.end() && pair->first == first; ++pair)
      found.push_back(pair->second);
    last = last_;
  }
  const auto scan = database_.ScanAll(family_, SequenceRowKey(table, first));
  for (; scan->Valid(); scan->Next()) {
    uint64_t of = 0;
    Sequence sequence = 0;
    if (!ReadPairOfRow(table, scan->key(), &of, &sequence)) return DamagedRow(scan->key());
    if (sequence <= last) found.push_back(sequence);
  }
  if (!scan->status().ok()) return scan->status();
  // One that is being written may be in both.
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::NamedBy(Sequence sequence) const {
  return FindPairs(RowTable::kNaming, sequence, &BalanceIndex::recent_namings_);
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::MayHaveNumber(const ScopeView& scope,
                                                                  absl::string_view number) const {
  return FindPairs(RowTable::kNumber, FingerprintOfNumber(scope, number), &BalanceIndex::recent_numbers_);
}

}  // namespace tranche
