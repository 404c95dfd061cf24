#include "projections/index/day_sums.h"

#include <vector>

namespace tranche {

namespace {

// More than 2^50 amounts of 64 bits add up to; the difference and the sum of two such numbers fit into 128 bits.
constexpr size_t kSumBytesMax = 15;

}  // namespace

void AppendDaySums(absl::Span<const DayAmount> amounts, std::string* out) {
  storage::AppendVarint(amounts.size(), out);
  if (amounts.empty()) return;
  const int32_t first_day = amounts.front().day;
  std::vector<absl::int128> days;
  std::vector<absl::int128> sums;
  AmountSum sum = 0;
  for (const DayAmount& each : amounts) {
    days.push_back(each.day - first_day);
    sums.push_back(sum += each.amount);
  }
  storage::AppendSignedVarint(first_day, out);
  storage::AppendColumn(days, out);
  storage::AppendColumn(sums, out);
}

bool DaySums::Read(storage::PackedReader* reader, DaySums* sums) {
  const absl::string_view from = reader->rest();
  uint64_t count = 0;
  *sums = DaySums();
  if (!reader->ReadVarint(&count)) return false;
  const bool is_read = count == 0 || (reader->ReadSignedVarint(&sums->first_day_) &&
                                      reader->ReadColumn(count, &sums->days_) && sums->days_.MayDiffer() &&
                                      reader->ReadColumn(count, &sums->sums_) && sums->sums_.width() <= kSumBytesMax);
  sums->stored_ = from.substr(0, from.size() - reader->rest().size());
  return is_read;
}

AmountSum DaySums::AmountAt(size_t index) const {
  return index == 0 ? sums_.At(0) : sums_.At(index) - sums_.At(index - 1);
}

size_t DaySums::FirstAfter(int32_t day) const {
  const absl::int128 offset = absl::int128(day) - first_day_;
  size_t low = 0;
  size_t high = size();
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (days_.At(middle) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::optional<AmountSum> DaySums::At(int32_t day) const {
  const size_t after = FirstAfter(day);
  if (after == 0) return std::nullopt;
  return sums_.At(after - 1);
}

}  // namespace tranche
