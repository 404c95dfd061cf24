#include "projections/index/scope_row.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "events/check.h"
#include "projections/index/index_rows.h"

namespace tranche {
namespace {

using storage::PackedColumn;
using storage::PackedReader;

// An amount on one day of an account, which is an index into a list of accounts.
struct Entry {
  uint32_t account = 0;
  DayAmount amount;
};

bool IsEarlier(const Entry& a, const Entry& b) {
  return std::tie(a.account, a.amount.day) < std::tie(b.account, b.amount.day);
}

// The bytes of an account end with its measure and its tranche.
constexpr size_t kMeasureAndTrancheBytes = 5;
constexpr uint64_t kMeasureNumberMax = 255;
absl::string_view LineOf(absl::string_view account) {
  return account.substr(0, account.size() - kMeasureAndTrancheBytes);
}
uint8_t MeasureNumberOf(absl::string_view account) {
  return static_cast<uint8_t>(account[account.size() - kMeasureAndTrancheBytes]);
}
Measure MeasureOf(absl::string_view account) { return static_cast<Measure>(MeasureNumberOf(account)); }

bool IsAccount(absl::string_view bytes) {
  constexpr size_t kBytesMin = 7;  // two empty texts, a measure and a tranche
  return bytes.size() >= kBytesMin && IsMeasure(MeasureNumberOf(bytes));
}

// Collects everything to be summed into a row, then sorts it. Its inputs must outlive it.
class Summary {
 public:
  bool Cover(const ScopeRow& row) {
    return row.VisitEntries(row.accounts(), [&](absl::string_view account, const DaySums& sums) {
      const uint32_t place = PlaceOf(account);
      for (size_t i = 0; i < sums.size(); ++i) entries_.push_back({place, {sums.DayAt(i), sums.AmountAt(i)}});
    });
  }

  void Add(absl::string_view account, const ScopePosting& posting) {
    entries_.push_back({PlaceOf(account), {posting.day, posting.amount}});
  }

  // Sorts accounts and entries.
  void Sort() {
    sorted_ = accounts_;
    std::sort(sorted_.begin(), sorted_.end());
    for (uint32_t rank = 0; rank < sorted_.size(); ++rank) places_[sorted_[rank]] = rank;
    std::vector<uint32_t> ranks;
    for (const absl::string_view account : accounts_) ranks.push_back(places_[account]);
    for (Entry& entry : entries_) entry.account = ranks[entry.account];
    std::sort(entries_.begin(), entries_.end(), IsEarlier);
  }

  // After Sort: the index of an account in the row.
  uint32_t RankOf(absl::string_view account) const { return places_.at(account); }

  // After Sort: sums by measure, then sums by account.
  void Append(std::string* value) const {
    AppendMeasures(value);
    std::vector<absl::int128> offsets;
    std::string packed;
    size_t next = 0;
    for (uint32_t rank = 0; rank < sorted_.size(); ++rank) {
      offsets.push_back(packed.size());
      storage::AppendBytes(sorted_[rank], &packed);
      const size_t begin = next;
      while (next < entries_.size() && entries_[next].account == rank) ++next;
      AppendDaySums(ByDay(absl::MakeConstSpan(entries_).subspan(begin, next - begin)), &packed);
    }
    storage::AppendVarint(offsets.size(), value);
    storage::AppendColumn(offsets, value);
    storage::AppendBytes(packed, value);
  }

 private:
  uint32_t PlaceOf(absl::string_view account) {
    const auto [found, is_new] = places_.try_emplace(account, static_cast<uint32_t>(accounts_.size()));
    if (is_new) accounts_.push_back(account);
    return found->second;
  }

  // One amount a day, of entries in order of their days.
  static std::vector<DayAmount> ByDay(absl::Span<const Entry> entries) {
    std::vector<DayAmount> days;
    for (const Entry& entry : entries) {
      if (days.empty() || days.back().day != entry.amount.day) days.push_back({entry.amount.day, 0});
      days.back().amount += entry.amount.amount;
    }
    return days;
  }

  void AppendMeasures(std::string* value) const {
    std::array<std::vector<Entry>, kMeasureCount> of_measure;
    for (const Entry& entry : entries_)
      of_measure[IndexOf(MeasureOf(sorted_[entry.account]))].push_back({0, entry.amount});
    const auto is_empty = [](const std::vector<Entry>& entries) { return entries.empty(); };
    const auto absent = std::count_if(of_measure.begin(), of_measure.end(), is_empty);
    storage::AppendVarint(kMeasureCount - static_cast<size_t>(absent), value);
    for (const Measure measure : kMeasures) {
      std::vector<Entry>& entries = of_measure[IndexOf(measure)];
      if (entries.empty()) continue;
      std::sort(entries.begin(), entries.end(), IsEarlier);
      storage::AppendVarint(static_cast<uint64_t>(measure), value);
      AppendDaySums(ByDay(entries), value);
    }
  }

  absl::flat_hash_map<absl::string_view, uint32_t> places_;
  std::vector<absl::string_view> accounts_;
  std::vector<absl::string_view> sorted_;
  std::vector<Entry> entries_;
};

void AppendAllocations(absl::Span<const Allocation> allocations, std::string* value) {
  std::string packed;
  storage::AppendVarint(allocations.size(), &packed);
  for (const Allocation& each : allocations) {
    storage::AppendVarint(each.sequence, &packed);
    storage::AppendVarint(each.reverses, &packed);
    if (each.reverses != 0) continue;
    storage::AppendSignedVarint(each.day, &packed);
    storage::AppendVarint(each.tranche_number, &packed);
    storage::AppendBytes(each.areas, &packed);
  }
  storage::AppendBytes(packed, value);
}

void AppendPostings(absl::Span<const ScopePosting> postings, Sequence first, absl::Span<const uint32_t> ranks,
                    std::string* value) {
  std::array<std::vector<absl::int128>, 5> columns;
  for (const ScopePosting& each : postings) {
    columns[0].push_back(absl::int128(each.sequence - first) - kPlaceZero);
    columns[1].push_back(each.ordinal);
    columns[2].push_back(each.day - postings.front().day);
    columns[3].push_back(ranks[each.account]);
    columns[4].push_back(each.amount);
  }
  std::string packed;
  storage::AppendVarint(postings.size(), &packed);
  storage::AppendSignedVarint(postings.front().day, &packed);
  for (const std::vector<absl::int128>& column : columns) storage::AppendColumn(column, &packed);
  storage::AppendBytes(packed, value);
}

}  // namespace

bool ScopeRow::Parse(absl::string_view value, Sequence first) {
  first_ = first;
  PackedReader reader(value);
  uint64_t accounts = 0;
  absl::string_view postings;
  return ReadMeasures(&reader) && reader.ReadVarint(&accounts) && reader.ReadColumn(accounts, &account_offsets_) &&
         account_offsets_.MayDiffer() && reader.ReadBytes(&accounts_) && reader.ReadBytes(&allocations_) &&
         reader.ReadBytes(&postings) && reader.AtEnd() && ReadPostings(postings);
}

// Requires strictly ascending measures with at least one day each: the encoding of a row
// is canonical.
bool ScopeRow::ReadMeasures(PackedReader* reader) {
  uint64_t count = 0;
  if (!reader->ReadVarint(&count)) return false;
  measures_ = {};
  uint64_t last = 0;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t number = 0;
    if (!reader->ReadVarint(&number) || number <= last || number > kMeasureNumberMax) return false;
    if (!IsMeasure(static_cast<uint8_t>(number))) return false;
    DaySums& sums = measures_[IndexOf(static_cast<Measure>(number))];
    if (!DaySums::Read(reader, &sums) || sums.size() == 0) return false;
    last = number;
  }
  return true;
}

bool ScopeRow::VisitPostings(Sequence last, const DayRange& days, MeasureVisitor visitor) const {
  const size_t count = CountUpTo(last);
  Measure measure{};
  for (size_t i = 0; i < count; ++i) {
    const int32_t day = DayAt(i);
    if (day < days.first || day > days.last) continue;
    if (!ReadMeasureAt(i, &measure)) return false;
    visitor(measure, {day, postings_.amounts.At(i)});
  }
  return true;
}

bool ScopeRow::FindAlike(Measure measure, const DayAmount& of_day, Sequence last,
                         std::vector<Sequence>* sequences) const {
  const size_t count = CountUpTo(last);
  Measure found{};
  for (size_t i = 0; i < count; ++i) {
    if (DayAt(i) != of_day.day || postings_.amounts.At(i) != of_day.amount) continue;
    if (!ReadMeasureAt(i, &found)) return false;
    if (found == measure) sequences->push_back(SequenceAt(i));
  }
  return true;
}

int32_t ScopeRow::DayAt(size_t index) const {
  return static_cast<int32_t>(postings_.first_day + postings_.days.At(index));
}

// Of the posting with the index.
bool ScopeRow::ReadMeasureAt(size_t index, Measure* measure) const {
  const auto place = static_cast<size_t>(postings_.accounts.At(index));
  absl::string_view account;
  PackedReader ignored("");
  if (place >= account_offsets_.size() || !EntryAt(place, &account, &ignored) || !IsAccount(account)) return false;
  *measure = MeasureOf(account);
  return true;
}

bool ScopeRow::EntryAt(size_t index, absl::string_view* account, PackedReader* sums) const {
  const absl::int128 offset = account_offsets_.At(index);
  if (offset < 0 || offset > accounts_.size()) return false;
  *sums = PackedReader(accounts_.substr(static_cast<size_t>(offset)));
  return sums->ReadBytes(account);
}

bool ScopeRow::FindAccounts(absl::string_view prefix, AccountPlaces* places) const {
  *places = accounts();
  if (prefix.empty()) return true;
  absl::string_view account;
  PackedReader ignored("");
  uint32_t low = 0;
  uint32_t high = accounts().end;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (!EntryAt(middle, &account, &ignored)) return false;
    if (account < prefix) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  *places = {low, low};
  for (; places->end < accounts().end; ++places->end) {
    if (!EntryAt(places->end, &account, &ignored)) return false;
    if (!absl::StartsWith(account, prefix)) break;
  }
  return true;
}

bool ScopeRow::ListLines(LinePlaces* lines) const {
  absl::string_view account;
  PackedReader ignored("");
  for (uint32_t place = 0; place < accounts().end; ++place) {
    if (!EntryAt(place, &account, &ignored) || !IsAccount(account)) return false;
    AccountPlaces& places = lines->try_emplace(LineOf(account), AccountPlaces{place, place}).first->second;
    if (places.end++ != place) return false;
  }
  return true;
}

bool ScopeRow::VisitAccounts(AccountPlaces places, const AccountVisitor& visitor) const {
  Account account;
  bool decoded = true;
  const bool read = VisitEntries(places, [&](absl::string_view bytes, const DaySums& sums) {
    decoded = decoded && DecodeAccount(bytes, &account);
    if (decoded) visitor(account, sums);
  });
  return read && decoded;
}

bool ScopeRow::VisitEntries(AccountPlaces places, const EntryVisitor& visitor) const {
  DaySums sums;
  absl::string_view bytes;
  PackedReader reader("");
  for (uint32_t place = places.begin; place < places.end; ++place) {
    if (!EntryAt(place, &bytes, &reader) || !IsAccount(bytes) || !DaySums::Read(&reader, &sums)) return false;
    visitor(bytes, sums);
  }
  return true;
}

bool ScopeRow::ReadPostings(absl::string_view packed) {
  PackedReader reader(packed);
  uint64_t count = 0;
  if (!reader.ReadVarint(&count) || !reader.ReadSignedVarint(&postings_.first_day)) return false;
  for (PackedColumn* column :
       {&postings_.places, &postings_.ordinals, &postings_.days, &postings_.accounts, &postings_.amounts}) {
    if (!reader.ReadColumn(count, column)) return false;
  }
  postings_.size = count;
  return (postings_.places.MayDiffer() || postings_.ordinals.MayDiffer()) && reader.AtEnd();
}

Sequence ScopeRow::SequenceAt(size_t index) const {
  return first_ + static_cast<Sequence>(postings_.places.At(index) + kPlaceZero);
}

size_t ScopeRow::CountUpTo(Sequence last) const {
  size_t low = 0;
  size_t high = postings_.size;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (SequenceAt(middle) <= last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool ScopeRow::VisitSumsUpTo(Sequence last, AccountPlaces places, int32_t day, const SumVisitor& visitor) const {
  std::vector<std::optional<AmountSum>> sums(places.end - places.begin);
  const size_t count = sums.empty() ? 0 : CountUpTo(last);
  for (size_t i = 0; i < count; ++i) {
    const auto place = static_cast<uint64_t>(postings_.accounts.At(i));
    if (place < places.begin || place >= places.end || postings_.first_day + postings_.days.At(i) > day) continue;
    std::optional<AmountSum>& sum = sums[place - places.begin];
    sum = sum.value_or(0) + postings_.amounts.At(i);
  }
  Account account;
  absl::string_view bytes;
  PackedReader ignored("");
  for (size_t i = 0; i < sums.size(); ++i) {
    if (!sums[i]) continue;
    if (!EntryAt(places.begin + i, &bytes, &ignored) || !DecodeAccount(bytes, &account)) return false;
    visitor(account, *sums[i]);
  }
  return true;
}

bool ScopeRow::AppendPostings(std::vector<ScopePosting>* postings) const {
  for (size_t i = 0; i < postings_.size; ++i) {
    ScopePosting posting;
    posting.sequence = SequenceAt(i);
    posting.ordinal = static_cast<uint16_t>(postings_.ordinals.At(i));
    posting.day = static_cast<int32_t>(postings_.first_day + postings_.days.At(i));
    posting.account = static_cast<uint32_t>(postings_.accounts.At(i));
    posting.amount = static_cast<int64_t>(postings_.amounts.At(i));
    if (posting.account >= account_offsets_.size()) return false;
    postings->push_back(posting);
  }
  return true;
}

bool ScopeRow::AppendAllocations(std::vector<Allocation>* allocations) const {
  PackedReader reader(allocations_);
  uint64_t count = 0;
  if (!reader.ReadVarint(&count)) return false;
  for (uint64_t i = 0; i < count; ++i) {
    Allocation each;
    uint64_t number = 0;
    int64_t day = 0;
    absl::string_view areas;
    if (!reader.ReadVarint(&each.sequence) || !reader.ReadVarint(&each.reverses)) return false;
    if (each.reverses == 0 &&
        !(reader.ReadSignedVarint(&day) && reader.ReadVarint(&number) && reader.ReadBytes(&areas)))
      return false;
    each.day = static_cast<int32_t>(day);
    each.tranche_number = static_cast<uint32_t>(number);
    each.areas = std::string(areas);
    allocations->push_back(std::move(each));
  }
  return reader.AtEnd();
}

bool BuildScopeRow(absl::Span<const ScopeRow> covered, absl::Span<const Account> accounts,
                   absl::Span<const std::string> account_bytes, absl::Span<const ScopePosting> postings, Sequence first,
                   std::string* value) {
  TRANCHE_CHECK(!postings.empty(), "a row of the balance index without postings");
  Summary summary;
  std::vector<Allocation> allocations;
  for (const ScopeRow& row : covered) {
    if (!summary.Cover(row) || !row.AppendAllocations(&allocations)) return false;
  }
  for (const ScopePosting& posting : postings) summary.Add(account_bytes[posting.account], posting);
  summary.Sort();
  summary.Append(value);
  AppendAllocations(accounts, postings, &allocations);
  AppendAllocations(allocations, value);
  std::vector<uint32_t> ranks(accounts.size());
  for (const ScopePosting& posting : postings) ranks[posting.account] = summary.RankOf(account_bytes[posting.account]);
  AppendPostings(postings, first, ranks, value);
  return true;
}

void AppendAllocations(absl::Span<const Account> accounts, absl::Span<const ScopePosting> postings,
                       std::vector<Allocation>* allocations) {
  for (const ScopePosting& posting : postings) {
    const Account& account = accounts[posting.account];
    if (account.measure != Measure::kAllocated) continue;
    if (posting.reverses != 0) {
      allocations->push_back({posting.sequence, 0, 0, "", posting.reverses});
    } else if (posting.amount > 0) {
      allocations->push_back({posting.sequence, posting.day, account.tranche_number, account.area, 0});
    }
  }
}

}  // namespace tranche
