// Seeded random commands as a busy and careless finance office would send them: late
// entries, corrections, retries, and payments without funds. Few units and small amounts, so
// that the limits of the rules are often hit.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "events/civil_date.h"
#include "proto/event.pb.h"

namespace tranche {

class Workload {
 public:
  // For the catalogue of tests/support/test_ledger.h. The same seed gives the same commands.
  explicit Workload(uint64_t seed);

  // One to five commands, most of which a ledger with head `head` could accept.
  std::vector<v1::Event> NextBatch(uint64_t head);

  // Tells of an event that was recorded, so that later commands can be about it. A history of which too little is
  // recorded gets commands that can hardly be refused, until enough is.
  void Recorded(const v1::Event& event, uint64_t sequence);

  // A number from 0 to `below` - 1.
  uint64_t Pick(uint64_t below) { return random_() % below; }

 private:
  v1::Event NextCommand(uint64_t head);
  v1::Event NewCommand(uint64_t head);
  bool IsRunningDry() const;
  v1::Event EasyCommand();
  v1::Event Repeated();
  v1::Event TrancheCommand(const std::string& unit, CivilDate day);
  v1::Event TransferCommand(const std::string& unit, CivilDate day);
  v1::Event ReversalCommand(uint64_t head);
  v1::Event CommitmentCommand(const std::string& unit, CivilDate day);
  v1::Event PaymentCommand(const std::string& unit, CivilDate day, uint64_t head);
  v1::Event NamingCommand(uint64_t head);
  v1::Event ClosingCommand();
  v1::Event ProjectCommand();
  v1::Event RuleCommand();
  // Lets a payment depart from rules now and then, sometimes without need or without a decision.
  void Depart(v1::Event* payment);
  v1::Event YearCommand(const std::string& unit, CivilDate day, uint64_t head);
  v1::Event CarryOverCommand(const std::string& unit, CivilDate day, uint64_t head);
  v1::Event SettlementCommand();
  v1::Event RefundCommand(const std::string& unit, CivilDate day);
  uint64_t PickNamed(const std::vector<uint64_t>& of, uint64_t head);
  // A day on which what `earlier` has recorded may be used up: mostly on its own day or after it.
  CivilDate PickDayAfter(uint64_t earlier);
  // A day on which a plan is approved: mostly early, so that what depends on it can be late.
  CivilDate PickPlanDay();
  CivilDate PickDay();
  std::string PickUnit(CivilDate day);
  std::string PickSource() { return Pick(8) == 0 ? "local" : "national"; }
  std::string PickArea();
  std::string PickProject();
  int PickYear() { return Pick(8) == 0 ? 2025 : 2024; }
  int64_t PickAmount(int64_t most) { return 1 + static_cast<int64_t>(Pick(most)); }
  bool Chance(int percent) { return Pick(100) < static_cast<uint64_t>(percent); }

  std::mt19937_64 random_;
  uint64_t seed_;
  uint64_t commands_ = 0;
  uint64_t batches_ = 0;
  uint64_t recorded_batches_ = 0;     // as far as is told
  uint64_t last_recorded_batch_ = 0;  // 0: none was told
  std::vector<std::string> old_units_;
  std::vector<std::string> new_units_;
  std::vector<v1::Event> sent_;
  std::vector<uint64_t> commitments_;
  std::vector<uint64_t> advances_;
  std::vector<uint64_t> payments_;
  std::vector<uint64_t> closings_;
  std::set<std::string> registered_projects_;
  std::vector<std::string> paid_projects_;  // with national money, since they were registered
  std::vector<v1::BudgetLine> closed_;      // at a year's end
  std::vector<v1::BudgetLine> settled_;     // finally
  bool has_closed_ = false;
  int rules_ = 0;
  // Of all of these, by sequence.
  struct Earlier {
    v1::BudgetLine line;
    CivilDate day;
  };
  std::map<uint64_t, Earlier> earlier_;
};

}  // namespace tranche
