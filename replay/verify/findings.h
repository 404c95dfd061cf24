// What verify has found so far. A damaged ledger may be wrong in every row, so only
// the first findings of each check are kept; the rest are counted.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "proto/view.pb.h"

namespace tranche {

// All that were found, also those that `report` only counts.
uint64_t CountOf(const v1::VerifyReport& report);

class Findings {
 public:
  // How many findings of each check are kept in full.
  static constexpr uint64_t kKeptOfEachCheck = 100;

  // check     as in v1::Finding.
  // sequence  the first event that it concerns; 0 when it concerns none.
  // found     what was found, what was wanted and what to do, as a refusal (events/refusal.h), which is kept as data;
  //           of another status only the message is.
  void Add(absl::string_view check, Sequence sequence, const absl::Status& found);

  bool empty() const { return count_of_check_.empty(); }

  // Moves the findings to `report`: by sequence, those without one last; for each
  // check with too many, one more says how many were omitted.
  void MoveTo(v1::VerifyReport* report);

 private:
  std::vector<v1::Finding> kept_;
  std::map<std::string, uint64_t> count_of_check_;
};

}  // namespace tranche
