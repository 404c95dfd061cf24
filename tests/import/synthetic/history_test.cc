#include "import/synthetic/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/measure.h"
#include "events/postings_of.h"
#include "events/scope.h"
#include "ledger/carrying.h"
#include "ledger/ledger.h"
#include "projections/index/balance_index.h"
#include "replay/verify/verify.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAreArray;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::StartsWith;

SyntheticOptions Options(uint64_t events, uint64_t seed, int late_permille = 50, int late_days = 365) {
  SyntheticOptions options;
  options.events = events;
  options.seed = seed;
  options.late_permille = late_permille;
  options.late_days = late_days;
  return options;
}

// Each command with its instant, as bytes.
std::vector<std::string> AllCommands(const SyntheticOptions& options, size_t limit) {
  SyntheticHistory history(options);
  std::vector<std::string> commands;
  for (auto batch = history.Next(limit); !batch.empty(); batch = history.Next(limit)) {
    EXPECT_THAT(batch, SizeIs(Le(limit)));
    for (const v1::Event& command : batch)
      commands.push_back(std::to_string(absl::ToUnixSeconds(history.now())) + command.SerializeAsString());
  }
  return commands;
}

// The ledger recorded from a history.
class RecordedHistory {
 public:
  explicit RecordedHistory(const SyntheticOptions& options) : history_(options), clock_(history_.known_from()) {
    auto ledger = Ledger::Create(path(), history_.terms(), history_.known_from(), &clock_);
    EXPECT_TRUE(ledger.ok()) << ledger.status();
    ledger_ = *std::move(ledger);
    for (auto batch = history_.Next(1000); !batch.empty(); batch = history_.Next(1000)) {
      EXPECT_GE(history_.now(), clock_.Now());
      clock_.Set(history_.now());
      const auto receipts = ledger_->Append(batch);
      EXPECT_TRUE(receipts.ok()) << receipts.status();
      if (!receipts.ok()) return;
      for (const Receipt& receipt : *receipts) events_.push_back(receipt.event);
    }
  }

  // Carries what each budget year has left over to the next one, from the oldest to the newest; returns how many
  // carry-overs that are.
  size_t CarryOverEveryYear() {
    size_t carry_overs = 0;
    for (int32_t year = 2015; year < 2024; ++year) {
      ScopeFilter of_year;
      of_year.fiscal_year = year;
      const CivilDate day = *CivilDate::FromNumber((year + 1) * 10'000 + 131);
      std::vector<v1::Event> commands;
      for (const Scope& scope : ledger_->index().Scopes(of_year)) {
        if (scope.source == "targeted") continue;  // the history carries that over itself
        EXPECT_TRUE(AppendCarryOvers(ledger_->View(), scope, {scope.unit, year + 1, ""}, day, &commands).ok());
      }
      for (v1::Event& command : commands) {
        command.set_event_id("carry-over " + std::to_string(++carry_overs));
        command.set_actor("synthetic");
        command.set_provenance(v1::PROVENANCE_RECORDED);
        command.set_late_reason("the year is over");
      }
      const auto receipts = ledger_->Append(commands);
      EXPECT_TRUE(receipts.ok()) << receipts.status();
    }
    return carry_overs;
  }

  std::string path() const { return directory_.File("ledger"); }
  const Ledger& ledger() const { return *ledger_; }
  void Close() { ledger_.reset(); }
  // Those after the first one.
  const std::vector<v1::Event>& events() const { return events_; }

  int DaysLate(const v1::Event& event) const {
    const CivilDate effective = CivilDate::FromNumber(event.effective_date()).value();
    return static_cast<int>(ledger_->View().DateOf(RecordedAt(event)).DaysSinceEpoch() - effective.DaysSinceEpoch());
  }

 private:
  TemporaryDirectory directory_;
  SyntheticHistory history_;
  FakeClock clock_;
  std::unique_ptr<Ledger> ledger_;
  std::vector<v1::Event> events_;
};

// How many movements per thousand are late; checks that none is early, or later than allowed.
int LatePermille(const RecordedHistory& recorded, int late_days) {
  int movements = 0;
  int late = 0;
  for (const v1::Event& event : recorded.events()) {
    if (IsOfCatalogue(event.kind_case())) continue;
    const int days = recorded.DaysLate(event);
    EXPECT_THAT(days, AllOf(Ge(0), Le(late_days))) << event.ShortDebugString();
    ++movements;
    if (days > 0) ++late;
  }
  return late * 1000 / movements;
}

TEST(SyntheticHistoryTest, TheSameSeedGivesTheSameCommandsHoweverManyAreAskedFor) {
  const std::vector<std::string> commands = AllCommands(Options(20'000, 7), 1000);
  EXPECT_THAT(commands, SizeIs(19'999));
  EXPECT_THAT(AllCommands(Options(20'000, 7), 1000), ElementsAreArray(commands));
  EXPECT_THAT(AllCommands(Options(20'000, 7), 17), ElementsAreArray(commands));
}

TEST(SyntheticHistoryTest, AnotherSeedGivesOtherCommandsAndAnotherLedger) {
  EXPECT_NE(AllCommands(Options(500, 7), 100), AllCommands(Options(500, 8), 100));
  EXPECT_NE(SyntheticHistory(Options(500, 7)).terms().ledger_id(),
            SyntheticHistory(Options(500, 8)).terms().ledger_id());
}

TEST(SyntheticHistoryTest, TheBytesStayTheSameFromReleaseToRelease) {
  // Benchmarks are compared across releases. Changing this number changes their input.
  uint64_t digest = 0;
  for (const std::string& command : AllCommands(Options(3'000, 1), 1000))
    for (char byte : command) digest = SyntheticRandom::Mix(digest ^ static_cast<unsigned char>(byte));
  EXPECT_EQ(digest, 7'830'673'300'618'851'880u);
}

TEST(SyntheticHistoryTest, TheLedgerHoldsExactlyAsManyEventsAsWereAskedFor) {
  for (uint64_t events : {1, 2, 60, 80, 81, 89, 90, 100, 5'000})
    EXPECT_EQ(RecordedHistory(Options(events, 3)).ledger().head(), events);
}

TEST(SyntheticHistoryTest, SaysThatItIsSyntheticInBothLanguages) {
  const RecordedHistory recorded(Options(100, 3));
  EXPECT_THAT(recorded.ledger().terms().name(), StartsWith("SYNTHETIC "));
  const Catalogue catalogue = **recorded.ledger().View().CatalogueAt(100);
  EXPECT_EQ(catalogue.units().size(), 68u);
  const auto says_so = [](const std::string& name, const std::string& name_en) {
    EXPECT_THAT(name, HasSubstr("giả lập"));
    EXPECT_THAT(name_en, StartsWith("Synthetic "));
  };
  for (const auto& [id, unit] : catalogue.units()) says_so(unit.names.front().name, unit.name_en);
  for (const auto& [id, source] : catalogue.sources()) says_so(source.name, source.name_en);
  for (const auto& [id, area] : catalogue.areas()) says_so(area.name, area.name_en);
  const RegionGrouping* const grouping = catalogue.GroupingOn(Day("2020-01-01"));
  ASSERT_NE(grouping, nullptr);
  says_so(grouping->name, grouping->name_en);
  for (const v1::Event& event : recorded.events()) EXPECT_EQ(event.actor(), "synthetic");
}

TEST(SyntheticHistoryTest, EveryCommandIsAcceptedWhateverIsLate) {
  for (const SyntheticOptions& options :
       {Options(20'000, 5), Options(20'000, 5, 500), Options(20'000, 5, 500, 3650), Options(5'000, 5, 0),
        Options(5'000, 5, 1000, 3650), Options(5'000, 5, 1000, 1)}) {
    const RecordedHistory recorded(options);
    EXPECT_EQ(recorded.ledger().head(), options.events) << options.late_permille;
    const int wanted = options.late_permille;
    EXPECT_THAT(LatePermille(recorded, options.late_days), AllOf(Ge(wanted - wanted / 10), Le(wanted + wanted / 10)));
  }
}

TEST(SyntheticHistoryTest, EveryCommandIsAcceptedFromManySeeds) {
  for (uint64_t seed = 100; seed < 110; ++seed)
    EXPECT_EQ(RecordedHistory(Options(3'000, seed, 300, 2000)).ledger().head(), 3'000u) << seed;
}

// Nothing about a contract or a registered project, late for a closing, or judged by a spending rule. So that
// benchmarks of appends, which append such a history, measure that way for nearly all of it.
TEST(SyntheticHistoryTest, WhatNeitherNamesNorIsJudgedIsDecidedOnAsBytes) {
  const RecordedHistory recorded(Options(4000, 7));
  const auto is_usual = [](const v1::Event& event) {
    return !FindKind(event.kind_case())->fields.empty() && event.late_for() == 0 &&
           !absl::EndsWith(event.commitment_made().line().project_id(), "-registered") &&
           event.disbursement_made().commitment() == 0 && !event.has_advance_paid();
  };
  const auto usual = std::count_if(recorded.events().begin(), recorded.events().end(), is_usual);
  EXPECT_EQ(recorded.ledger().decided_as_bytes(), static_cast<size_t>(usual));
  EXPECT_GE(usual, 3'500);
}

TEST(SyntheticHistoryTest, EveryKindAndYearAndUnitOccurs) {
  const RecordedHistory recorded(Options(20'000, 11));
  std::map<std::string, int> kinds;
  std::set<int> years;
  std::set<std::string> units;
  int chosen = 0;
  int of_contracts = 0;
  int late_for_closings = 0;
  for (const v1::Event& event : recorded.events()) {
    if (event.late_for() != 0) ++late_for_closings;
    ++kinds[KindName(event)];
    const v1::DisbursementMade& paid = event.disbursement_made();
    if (!event.has_disbursement_made()) continue;
    years.insert(paid.line().fiscal_year());
    units.insert(paid.line().unit_id());
    if (paid.tranche_chosen()) ++chosen;
    if (paid.commitment() != 0) ++of_contracts;
  }
  for (const char* kind : {"PlanApproved", "PlanAdjusted", "TrancheAllocated", "AllocationAdjusted",
                           "AllocationTransferred", "RefundReceived", "EventReversed", "CommitmentMade", "AdvancePaid"})
    EXPECT_GE(kinds[kind], 150) << kind;
  for (const char* kind :
       {"CommitmentReleased", "AdvanceCleared", "AdvanceRecovered", "EstimateStated", "FigurePublished"})
    EXPECT_GE(kinds[kind], 20) << kind;
  EXPECT_EQ(kinds["PeriodClosed"], 12);
  EXPECT_EQ(kinds["PeriodReopened"], 3);
  for (const char* kind : {"ProjectRegistered", "ProjectAmended", "ProjectStopped", "OutputReported",
                           "BalanceCarriedOver", "BalanceLapsed", "SettlementApproved", "PriorPeriodCorrection"})
    EXPECT_GE(kinds[kind], 4) << kind;
  // What is about keys, proposals and the program itself is not of a history that anybody could sign for.
  const std::set<std::string> left_out = {"BalancesCommitted", "ChangeApproved", "ChangeProposed", "ChangeRejected",
                                          "FourEyesSet",       "LedgerCreated",  "RulesAdopted"};
  for (const EventKind* kind : AllKinds())
    EXPECT_EQ(kinds.contains(std::string(kind->name)), !left_out.contains(std::string(kind->name))) << kind->name;
  EXPECT_THAT(kinds["DisbursementMade"], AllOf(Ge(8'000), Le(13'000)));
  EXPECT_THAT(kinds["ExecutionReported"], AllOf(Ge(3'500), Le(7'000)));
  EXPECT_EQ(years.size(), 10u);
  EXPECT_EQ(units.size(), 63u);
  EXPECT_GE(chosen, 200);
  EXPECT_GE(of_contracts, 200);
  EXPECT_GE(late_for_closings, 100);
}

TEST(SyntheticHistoryTest, AnEventTakesAboutAsManyBytesAsARealOne) {
  const RecordedHistory recorded(Options(5'000, 2));
  size_t bytes = 0;
  for (const v1::Event& event : recorded.events()) bytes += event.ByteSizeLong();
  EXPECT_THAT(bytes / recorded.events().size(), AllOf(Ge(130u), Le(180u)));
}

// The money of a pool, or of a scope, day by day.
using ByDay = std::map<CivilDate, MeasureSums>;

struct Trial {
  std::map<std::pair<Scope, uint32_t>, ByDay> pools;
  std::map<Scope, MeasureSums> scopes;
  ByDay all;
};

Trial TrialOf(const Ledger& ledger) {
  Trial trial;
  const absl::Status visited = ledger.index().Visit({}, ledger.head(), [&](const IndexedPosting& booked) {
    const Posting& posting = booked.posting;
    const Scope scope = {posting.line.unit, posting.line.source, posting.line.fiscal_year};
    trial.all[booked.effective_date].Add(posting.measure, posting.amount);
    trial.scopes[scope].Add(posting.measure, posting.amount);
    if (posting.tranche_number != 0)
      trial.pools[{scope, posting.tranche_number}][booked.effective_date].Add(posting.measure, posting.amount);
  });
  EXPECT_TRUE(visited.ok()) << visited;
  return trial;
}

// Acceptance case 53, on the balances of a hundred thousand events and of the carry-overs of all that was left.
TEST(SyntheticHistoryTest, TheTrialBalanceOfALargeLedgerHolds) {
  RecordedHistory recorded(Options(100'000, 53));
  const size_t carried_over = recorded.CarryOverEveryYear();
  EXPECT_GE(carried_over, 1'000u);
  const Trial trial = TrialOf(recorded.ledger());
  AmountSum carried = 0;
  bool was_carried = false;
  for (const auto& [day, sums] : trial.all) {
    carried += sums[Measure::kCarried];
    was_carried |= sums.Has(Measure::kCarried);
    ASSERT_TRUE(carried == 0) << "over all lines on " << day.ToString();
  }
  EXPECT_TRUE(was_carried);
  std::map<Scope, MeasureSums> of_tranches;
  for (const auto& [pool, days] : trial.pools) {
    MeasureSums sums;
    for (const auto& [day, change] : days) {
      sums += change;
      ASSERT_TRUE(sums[Measure::kCommitted] + sums[Measure::kDisbursed] <= sums.Given())
          << pool.first.unit << " " << pool.first.fiscal_year << " " << pool.second << " on " << day.ToString();
    }
    of_tranches[pool.first] += sums;
  }
  for (const auto& [scope, sums] : trial.scopes) {
    const auto told = recorded.ledger().index().Amounts(scope, {CivilDate::Max(), recorded.ledger().head()});
    ASSERT_TRUE(told.ok()) << told.status();
    EXPECT_TRUE(told->sums == sums) << scope.unit << " " << scope.fiscal_year;
    for (const Measure measure : {Measure::kAllocated, Measure::kCommitted, Measure::kDisbursed, Measure::kAdvances,
                                  Measure::kCarried, Measure::kLapsed})
      EXPECT_TRUE(of_tranches[scope][measure] == sums[measure]) << scope.unit << " " << MeasureName(measure);
  }
}

TEST(SyntheticHistoryTest, VerifyFindsNothing) {
  RecordedHistory recorded(Options(3'000, 9, 200, 3650));
  recorded.Close();
  const auto report = Verify(recorded.path(), nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings(), IsEmpty()) << report->ShortDebugString();
  EXPECT_EQ(report->events(), 3'000u);
}

}  // namespace
}  // namespace tranche
