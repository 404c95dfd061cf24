// A ledger in a directory of its own with a made-up history, for the benchmarks:
// one nation, 60 provinces, one source; the same bytes for the same arguments.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/clock.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"

namespace tranche {

class SyntheticLedger {
 public:
  SyntheticLedger();
  ~SyntheticLedger();

  Ledger& ledger() { return *ledger_; }

  // The next `count` commands: a plan for each province in turn, and payments reported as done.
  std::vector<v1::Event> NextCommands(size_t count);

 private:
  SystemClock clock_;
  std::string directory_;
  std::unique_ptr<Ledger> ledger_;
  uint64_t next_ = 0;
};

}  // namespace tranche
