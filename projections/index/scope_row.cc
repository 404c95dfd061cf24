#include "projections/index/scope_row.h"

#include <utility>

#include "absl/strings/match.h"
#include "projections/index/index_rows.h"

namespace tranche {
namespace {

using storage::PackedColumn;
using storage::PackedReader;

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

bool ScopeRow::VisitEventDays(SequenceSpan span, const std::vector<bool>& counts, EventDayVisitor visitor) const {
  const size_t end = CountUpTo(span.last);
  for (size_t i = CountUpTo(span.after); i < end; ++i) {
    if (!counts.empty()) {
      const auto place = static_cast<uint64_t>(postings_.accounts.At(i));
      if (place >= counts.size()) return false;
      if (!counts[place]) continue;
    }
    visitor(SequenceAt(i), DayAt(i));
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
    each.is_carried = (number & kCarriedMark) != 0;
    each.areas = std::string(areas);
    allocations->push_back(std::move(each));
  }
  return reader.AtEnd();
}

}  // namespace tranche
