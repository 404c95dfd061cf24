#include "events/posting_list.h"

#include <cstdint>
#include <optional>

#include "events/money.h"

namespace tranche {

bool PostingList::Negate() {
  for (PostingView& posting : postings_) {
    const std::optional<int64_t> negative = CheckedNegate(posting.amount);
    if (!negative) return false;
    posting.amount = *negative;
  }
  return true;
}

}  // namespace tranche
