// The running totals of an account at the end of each day on which it has postings, packed with
// random access: the total on any day is found without decoding the others.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/money.h"
#include "storage/encoding/packed.h"

namespace tranche {

// What a day adds. Days are days since 1970-01-01.
struct DayAmount {
  int32_t day = 0;
  AmountSum amount = 0;
};

// Appends the packed form of `amounts`, which are in strictly ascending order of their days.
void AppendDaySums(absl::Span<const DayAmount> amounts, std::string* out);

// The packed form inside a value, which must outlive it.
class DaySums {
 public:
  // Reads it from `reader`. Returns false if it is malformed.
  static bool Read(storage::PackedReader* reader, DaySums* sums);

  // The bytes that were read.
  absl::string_view stored() const { return stored_; }

  size_t size() const { return sums_.size(); }
  int32_t DayAt(size_t index) const {
    return static_cast<int32_t>(absl::Int128Low64(days_.At(index)) + static_cast<uint64_t>(first_day_));
  }
  // The sum at the end of the day at `index`.
  AmountSum SumAt(size_t index) const { return sums_.At(index); }
  // What the day at `index` itself adds.
  AmountSum AmountAt(size_t index) const;

  // Upper bound: the first index whose day is after `day`; size() if there is none.
  // Cost: log2 of the number of days.
  size_t FirstAfter(int32_t day) const;

  // The sum at the end of `day`; nothing if there is no posting on or before it.
  // Cost: log2 of the number of days.
  std::optional<AmountSum> At(int32_t day) const;

 private:
  absl::string_view stored_;
  int64_t first_day_ = 0;
  storage::PackedColumn days_;
  storage::PackedColumn sums_;
};

}  // namespace tranche
