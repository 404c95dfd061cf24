// The current instant of a synthetic history, as the clock of the ledger in which it is recorded.
#pragma once

#include "absl/time/time.h"
#include "events/clock.h"
#include "import/synthetic/history.h"

namespace tranche {

class SyntheticClock final : public Clock {
 public:
  // `history` must outlive the clock.
  explicit SyntheticClock(const SyntheticHistory* history) : history_(*history) {}
  absl::Time Now() override { return history_.now(); }

 private:
  const SyntheticHistory& history_;
};

}  // namespace tranche
