// The instant that a made-up history has come to: the clock of the ledger that it is recorded in.
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
