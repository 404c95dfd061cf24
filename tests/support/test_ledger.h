// A ledger in a temporary directory, with a country small enough to compute by hand:
//
//   nation N; regions region:a and region:b
//   from 2008-08-01   P1, P2, P5 in region:a; P3, P4, P6 in region:b
//   from 2025-07-01   Q1 = P1 + P2 in region:a; Q2 = P3 + P4 in region:b;
//                     Q3 = P5 + P6, of two regions, so marked mixed, in region:a
//   sources national, local; areas fairs, conferences, technology
//
// All of that is history imported at 1970-01-01, so later history can follow it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "events/money.h"
#include "events/posting.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {

// The terms of a test ledger: VND, Vietnamese notation, seven hours east of UTC.
v1::LedgerCreated TestTerms();

// The events above, without LedgerCreated; each call gives the same keys.
std::vector<v1::Event> CatalogueCommands();

class TestLedger {
 public:
  // The clock is fixed at 2026-01-01T00:00:00Z. Epochs of the index are short, so that
  // most questions read packed rows, the tail, and what lies in between.
  explicit TestLedger(uint32_t epoch_events = 4, OpenOptions options = {}, uint32_t rules_version = 0);
  // A ledger that starts with this version of the rules; 0: the newest.
  TestLedger(uint32_t epoch_events, uint32_t rules_version) : TestLedger(epoch_events, OpenOptions(), rules_version) {}

  Ledger& operator*() { return *ledger_; }
  Ledger* operator->() { return ledger_.get(); }
  FakeClock& clock() { return clock_; }
  const std::string& directory() const { return path_; }

  // Closes the ledger and opens it again.
  absl::Status Reopen(Ledger::Access access = Ledger::Access::kWrite);
  void Close() { ledger_.reset(); }

  // Appends, and returns the outcome.
  absl::StatusOr<std::vector<Receipt>> Append(const std::vector<v1::Event>& commands,
                                              const AppendOptions& options = {}) {
    return ledger_->Append(commands, options);
  }

  // Appends one command that must be accepted; returns its receipt.
  Receipt Record(const v1::Event& command);

  // The sum of the postings of `measure` to `unit`, over all lines, as of `as_of`.
  AmountSum Sum(const std::string& unit, Measure measure, CivilDate as_of = CivilDate::Max());

 private:
  TemporaryDirectory directory_;
  std::string path_;
  FakeClock clock_;
  OpenOptions options_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace tranche
