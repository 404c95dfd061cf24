// Compares random histories with the slow oracle. TRANCHE_SEED fixes the seed of the
// first round, TRANCHE_ROUNDS the number of rounds; a failure names the seed of its
// round.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "projections/balances.h"
#include "projections/measure_fields.h"
#include "projections/project_list.h"
#include "tests/support/book_movements.h"
#include "tests/support/event_builder.h"
#include "tests/support/reference_ledger.h"
#include "tests/support/reference_projects.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using Movement = ReferenceLedger::Movement;
using Kind = ReferenceLedger::Kind;

constexpr int kBatchesPerRound = 480;
constexpr int kBatchesPerCheck = 120;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

uint32_t TrancheOf(const v1::Event& event) {
  if (event.has_disbursement_made()) return event.disbursement_made().tranche_number();
  if (event.has_refund_received()) return event.refund_received().tranche_number();
  if (event.has_commitment_made()) return event.commitment_made().tranche_number();
  if (event.has_commitment_released()) return event.commitment_released().tranche_number();
  if (event.has_advance_paid()) return event.advance_paid().tranche_number();
  if (event.has_advance_cleared()) return event.advance_cleared().tranche_number();
  if (event.has_advance_recovered()) return event.advance_recovered().tranche_number();
  if (event.has_allocation_adjusted()) return event.allocation_adjusted().tranche_number();
  if (event.has_balance_lapsed()) return event.balance_lapsed().tranche_number();
  if (event.has_balance_carried_over()) return event.balance_carried_over().to_tranche_number();
  return event.allocation_transferred().from_tranche_number();
}

std::string ToText(__int128 sum) { return ToDigits(AmountSum(sum)); }

// The ledger and the oracle, given the same commands.
class Round {
 public:
  explicit Round(uint64_t seed) : ledger_(4, FirstRules(seed)), workload_(seed) {
    v1::Event created;
    created.set_event_id("ledger");
    created.mutable_ledger_created()->set_rules_version(FirstRules(seed));
    std::vector<v1::Event> first = CatalogueCommands();
    first.insert(first.begin(), created);
    EXPECT_TRUE(reference_.Append(first).has_value());
    EXPECT_EQ(reference_.head(), ledger_->head());
  }

  void Run() {
    for (int i = 0; i < kBatchesPerRound && !::testing::Test::HasFailure(); ++i) {
      Step();
      if (i % kBatchesPerCheck == kBatchesPerCheck - 1) Compare();
    }
    EXPECT_GT(accepted_, kBatchesPerRound / 5) << "the workload is too careless to test much";
    EXPECT_GT(refused_, kBatchesPerRound / 20) << "the workload is too careful to test much";
    ASSERT_THAT(ledger_.Reopen(), IsOk());
    Compare();
  }

  // How many events of each kind were recorded, by the kind's number.
  const std::map<int, uint64_t>& accepted_by_kind() const { return accepted_by_kind_; }
  // How many batches of one command were refused, by the code.
  const std::map<std::string, uint64_t>& refused_by_code() const { return refused_by_code_; }
  uint64_t late_entries() const { return late_entries_; }
  uint64_t questioned() const { return questioned_; }
  uint64_t deviations() const { return deviations_; }

 private:
  // Rounds begin with each version in turn; the workload adopts some of those that come after.
  static uint32_t FirstRules(uint64_t seed) { return 1 + static_cast<uint32_t>(seed % kNewestRules); }

  void Step() {
    ledger_.clock().Advance(absl::Seconds(static_cast<int>(workload_.Pick(100)) - 30));
    const std::vector<v1::Event> batch = workload_.NextBatch(reference_.head());
    const uint64_t before = reference_.head();
    const auto rehearsed = ledger_.Append(batch, {.dry_run = true});
    const auto receipts = ledger_.Append(batch);
    ASSERT_EQ(rehearsed.status(), receipts.status());
    const auto wanted = reference_.Append(batch);
    ++(wanted ? accepted_ : refused_);
    ASSERT_EQ(receipts.ok(), wanted.has_value()) << receipts.status() << "\n" << Describe(batch);
    ASSERT_EQ(ledger_->head(), reference_.head());
    if (const auto refusal = RefusalOf(receipts.status())) ++refused_by_code_[refusal->code()];
    if (!receipts.ok()) return;
    for (size_t i = 0; i < batch.size(); ++i) {
      const Receipt& receipt = (*receipts)[i];
      ASSERT_EQ(receipt.sequence, (*wanted)[i]);
      ASSERT_TRUE(receipt.already_recorded || receipt.sequence > before);
      const v1::Event& expected = reference_.at(receipt.sequence).event;
      ASSERT_EQ(TrancheOf(receipt.event), TrancheOf(expected)) << receipt.event.DebugString();
      ASSERT_EQ(receipt.event.effective_date(), expected.effective_date());
      ASSERT_EQ(receipt.event.late_for(), expected.late_for()) << receipt.event.DebugString();
      ASSERT_THAT(receipt.event.questions(), ::testing::ElementsAreArray(expected.questions()))
          << receipt.event.DebugString();
      ASSERT_GE(receipt.recorded_at,
                last_recorded_at_ - (receipt.already_recorded ? absl::InfiniteDuration() : absl::ZeroDuration()));
      last_recorded_at_ = std::max(last_recorded_at_, receipt.recorded_at);
      last_at_.emplace(receipt.sequence, receipt.recorded_at);
      if (receipt.already_recorded) continue;
      workload_.Recorded(receipt.event, receipt.sequence);
      ++accepted_by_kind_[receipt.event.kind_case()];
      if (receipt.event.late_for() != 0) ++late_entries_;
      if (!receipt.event.questions().empty()) ++questioned_;
      if (!receipt.event.deviations().empty()) ++deviations_;
    }
  }

  std::string Describe(const std::vector<v1::Event>& batch) const {
    std::string text;
    for (const v1::Event& command : batch) {
      absl::StrAppend(&text, command.ShortDebugString(), "\n");
      const uint64_t reversed = command.event_reversed().reversed_sequence();
      if (reversed == 0 || reversed > reference_.head()) continue;
      absl::StrAppend(&text, "  reverses ", reference_.at(reversed).event.ShortDebugString(), "\n");
    }
    return text;
  }

  void Compare() {
    ComparePostings();
    CompareSums();
    CompareLeft();
    CompareKnownAt();
    CompareBalances();
    CompareProjects();
    CompareOutputs();
  }

  void ComparePostings() {
    std::vector<Movement> found;
    ASSERT_THAT(ledger_->index().Visit({}, ledger_->head(),
                                       [&](const IndexedPosting& booked) { found.push_back(ToMovement(booked)); }),
                IsOk());
    std::vector<Movement> wanted = reference_.Movements();
    std::sort(found.begin(), found.end());
    std::sort(wanted.begin(), wanted.end());
    ASSERT_TRUE(found == wanted) << "the index and the oracle hold other postings: " << found.size() << " and "
                                 << wanted.size();
  }

  // The day before, the day itself and the day after of some days on which money moved.
  std::vector<int32_t> Days() {
    const std::vector<Movement> all = reference_.Movements();
    std::set<int32_t> days = {CivilDate::Max().number(), 19000101};
    for (int i = 0; i < 5 && !all.empty(); ++i) {
      const CivilDate day = CivilDate::FromNumber(all[workload_.Pick(all.size())].date).value();
      for (int offset : {-1, 0, 1}) days.insert(day.PlusDays(offset).number());
    }
    return {days.begin(), days.end()};
  }

  std::vector<uint64_t> KnownAts() {
    const uint64_t head = reference_.head();
    return {0, 1 + workload_.Pick(head), 1 + workload_.Pick(head), head};
  }

  void CompareSums() {
    const std::vector<int32_t> days = Days();
    const std::vector<uint64_t> known_ats = KnownAts();
    for (const char* unit : {"P1", "P2", "P3", "P5", "P6", "Q1", "Q3", "N", "region:a"}) {
      std::vector<Movement> rows;
      ASSERT_THAT(ledger_->index().Visit({unit}, ledger_->head(),
                                         [&](const IndexedPosting& row) { rows.push_back(ToMovement(row)); }),
                  IsOk());
      for (int32_t day : days) {
        for (uint64_t known_at : known_ats) CompareSum(unit, rows, day, known_at);
      }
    }
  }

  void CompareSum(const std::string& unit, const std::vector<Movement>& rows, int32_t day, uint64_t known_at) {
    for (const Kind kind : kMeasures) {
      __int128 sum = 0;
      for (const Movement& row : rows)
        sum += row.kind == kind && row.date <= day && row.sequence <= known_at ? row.amount : 0;
      const auto of_unit = [&](const Movement& movement) { return movement.unit == unit; };
      ASSERT_EQ(ToText(sum), ToText(reference_.Balance(of_unit, kind, day, known_at)))
          << unit << " as of " << day << ", known at " << known_at;
    }
  }

  // What a scope has left is the minimum over a day and all later ones, looked for on every day with a movement.
  void CompareLeft() {
    std::map<Scope, std::vector<Movement>> scopes;
    for (Movement& each : reference_.Movements())
      scopes[{each.unit, each.source, each.year}].push_back(std::move(each));
    const std::vector<int32_t> days = Days();
    for (const auto& [scope, movements] : scopes) {
      for (const uint64_t known_at : KnownAts()) {
        const int32_t day = days[workload_.Pick(days.size())];
        const auto amounts = ledger_->index().Amounts(scope, {CivilDate::FromNumber(day).value(), known_at});
        ASSERT_THAT(amounts, IsOk());
        EXPECT_EQ(ToDigits(amounts->left.to_allocate),
                  ToText(Least(movements, {Kind::kPlan}, {Kind::kAllocated}, day, known_at)));
        const Kinds given = {Kind::kAllocated, Kind::kCarried};
        EXPECT_EQ(ToDigits(amounts->left.to_disburse),
                  ToText(Least(movements, given, {Kind::kDisbursed, Kind::kLapsed}, day, known_at)));
        EXPECT_EQ(ToDigits(amounts->left.free),
                  ToText(Least(movements, given, {Kind::kDisbursed, Kind::kLapsed, Kind::kCommitted}, day, known_at)));
      }
    }
  }

  using Kinds = std::set<Kind>;
  static __int128 Least(const std::vector<Movement>& movements, const Kinds& from, const Kinds& taken, int32_t day,
                        uint64_t known_at) {
    const auto left_on = [&](int32_t date) {
      __int128 left = 0;
      for (const Movement& each : movements) {
        if (each.date > date || each.sequence > known_at) continue;
        left += from.contains(each.kind) ? each.amount : taken.contains(each.kind) ? -each.amount : 0;
      }
      return left;
    };
    __int128 least = left_on(day);
    for (const Movement& each : movements) {
      if (each.date > day) least = std::min(least, left_on(each.date));
    }
    return least;
  }

  void CompareKnownAt() {
    for (const auto& recorded : last_at_) {
      const absl::Time instant = recorded.second;
      const auto later =
          std::find_if(last_at_.begin(), last_at_.end(), [&](const auto& other) { return other.second > instant; });
      const uint64_t last = later == last_at_.end() ? reference_.head() : later->first - 1;
      ASSERT_THAT(ledger_->View().KnownAt(instant), IsOkAndHolds(last));
    }
    ASSERT_THAT(ledger_->View().KnownAt(absl::UnixEpoch() - absl::Microseconds(1)), IsOkAndHolds(0));
  }

  // The region whose total holds the money of `unit`, by the groupings of test_ledger.h.
  std::string RegionOf(const std::string& unit, int32_t boundaries) const {
    static const std::map<std::string, std::string> kOld = {
        {"P1", "region:a"}, {"P2", "region:a"}, {"P5", "region:a"}, {"P3", "region:b"}, {"P4", "region:b"},
        {"P6", "region:b"}, {"Q1", "region:a"}, {"Q2", "region:b"}, {"Q3", ""},         {"N", ""}};
    static const std::map<std::string, std::string> kNew = {
        {"Q1", "region:a"}, {"Q2", "region:b"}, {"Q3", "region:a"}, {"N", ""}};
    if (unit.rfind("region:", 0) == 0) return unit;
    return boundaries < 20250701 ? kOld.at(unit) : kNew.at(reference_.UnitOn(unit, boundaries));
  }

  bool CountsIn(const std::string& unit, const std::string& total, int32_t boundaries) const {
    if (total.empty() || total == "N" || total == unit) return true;
    return reference_.UnitOn(unit, boundaries) == total || RegionOf(unit, boundaries) == total;
  }

  // The money of every project, as its row tells it.
  void CompareProjects() {
    const std::vector<int32_t> days = Days();
    const std::shared_ptr<const Catalogue> catalogue = *ledger_->View().CatalogueAt(ledger_->head());
    for (const auto& [id, project] : catalogue->projects().all()) {
      ASSERT_EQ(project.registration, ReferenceRegistration(reference_.entries(), id));
      Question question;
      question.known_at = project.registration + workload_.Pick(reference_.head() + 1 - project.registration);
      question.as_of = CivilDate::FromNumber(days[workload_.Pick(days.size())]).value();
      const absl::StatusOr<v1::ProjectRow> row = MakeProjectRow(ledger_->View(), question, project);
      ASSERT_THAT(row, IsOk());
      for (const v1::ProjectMoney& money : row->money()) {
        const auto sum = [&](Measure measure) {
          return ToText(ReferenceUse(reference_.entries(), id, money.source_id(), measure, question.as_of.number(),
                                     question.known_at));
        };
        EXPECT_EQ(money.committed(), sum(Measure::kCommitted)) << id << " as of " << question.as_of.ToString();
        EXPECT_EQ(money.disbursed(), sum(Measure::kDisbursed)) << id << " as of " << question.as_of.ToString();
      }
    }
  }

  void CompareOutputs() {
    const std::vector<int32_t> days = Days();
    Question question;
    question.known_at = 1 + workload_.Pick(reference_.head());
    question.as_of = CivilDate::FromNumber(days[workload_.Pick(days.size())]).value();
    question.boundaries = question.as_of;
    const std::shared_ptr<const Catalogue> catalogue = *ledger_->View().CatalogueAt(question.known_at);
    const Geography geography(*catalogue, question.boundaries);
    v1::OutputList list;
    OutputRange range = {std::nullopt, 1 + static_cast<uint32_t>(workload_.Pick(3))};
    for (bool has_more = true; has_more;) {
      const auto page = ListOutputs(ledger_->View(), *catalogue, geography, question, "", range, &has_more);
      ASSERT_THAT(page, IsOk());
      list.MergeFrom(*page);
      if (page->outputs().empty()) break;
      const v1::OutputRow& last = *page->outputs().rbegin();
      range.after = OutputKey(last.unit_id(), last.fiscal_year(), last.indicator_id());
    }
    for (const std::string unit : {"P1", "P2", "P3", "P5", "P6", "Q1", "Q3", "N", "region:a"}) {
      for (const int year : {2024, 2025}) {
        for (const std::string indicator : {"enterprises", "trained"}) {
          std::string found = "0";
          for (const v1::OutputRow& row : list.outputs()) {
            if (row.unit_id() == unit && row.fiscal_year() == year && row.indicator_id() == indicator)
              found = row.quantity();
          }
          EXPECT_EQ(found, ToText(ReferenceOutput(reference_.entries(), unit, year, indicator, question.as_of.number(),
                                                  question.known_at)));
        }
      }
    }
  }

  void CompareBalances() {
    for (const char* boundaries : {"2024-12-31", "2025-07-01"}) {
      const int32_t day = Day(boundaries).number();
      for (const std::string unit : {"", "N", "region:a", "region:b", "P1", "P2", "P3", "P5", "P6", "Q1", "Q2", "Q3"}) {
        Question question;
        question.unit = unit;
        question.boundaries = Day(boundaries);
        question.known_at = 1 + workload_.Pick(reference_.head());
        const std::vector<int32_t> days = Days();
        question.as_of = CivilDate::FromNumber(days[workload_.Pick(days.size())]).value();
        if (workload_.Pick(3) == 0) question.source = "national";
        if (workload_.Pick(3) == 0) question.fiscal_year = 2024;
        CompareBalance(question, day);
      }
    }
  }

  void CompareBalance(const Question& question, int32_t boundaries) {
    SCOPED_TRACE(absl::StrCat("balance of \"", question.unit, "\" as of ", question.as_of.ToString(), ", known at ",
                              question.known_at, ", boundaries ", boundaries));
    const auto sum = [&](Kind kind) {
      const auto counts = [&](const Movement& movement) {
        return CountsIn(movement.unit, question.unit, boundaries) &&
               (!question.source || movement.source == *question.source) &&
               (!question.fiscal_year || movement.year == *question.fiscal_year);
      };
      return ToText(reference_.Balance(counts, kind, question.as_of.number(), question.known_at));
    };
    using By = std::vector<Dimension>;
    for (const By& by : {By{}, By{Dimension::kUnit}, By{Dimension::kRegion}, By{Dimension::kYear, Dimension::kArea}}) {
      const auto report = Balance(ledger_->View(), question, by);
      ASSERT_THAT(report, IsOk());
      EXPECT_EQ(report->total().plan(), sum(Kind::kPlan));
      EXPECT_EQ(report->total().allocated(), sum(Kind::kAllocated));
      EXPECT_EQ(report->total().disbursed(), sum(Kind::kDisbursed));
      EXPECT_EQ(report->total().executed(), sum(Kind::kExecuted));
      for (const Kind kind : {Kind::kCommitted, Kind::kAdvances, Kind::kSettled, Kind::kCarried, Kind::kLapsed}) {
        const std::string& told = MeasureField(report->total(), kind);
        EXPECT_EQ(told.empty() ? "0" : told, sum(kind)) << MeasureName(kind);
      }
      ExpectRowsAddUp(*report);
    }
  }

  static void ExpectRowsAddUp(const v1::BalanceReport& report) {
    int64_t plan = 0;
    int64_t disbursed = 0;
    for (const v1::BalanceRow& row : report.rows()) {
      plan += std::stoll(row.plan());
      disbursed += std::stoll(row.disbursed());
    }
    EXPECT_EQ(std::to_string(plan), report.total().plan());
    EXPECT_EQ(std::to_string(disbursed), report.total().disbursed());
  }

  TestLedger ledger_;
  ReferenceLedger reference_;
  Workload workload_;
  absl::Time last_recorded_at_ = absl::InfinitePast();
  std::map<uint64_t, absl::Time> last_at_;
  std::map<int, uint64_t> accepted_by_kind_;
  std::map<std::string, uint64_t> refused_by_code_;
  uint64_t late_entries_ = 0;
  uint64_t questioned_ = 0;
  uint64_t deviations_ = 0;
  int accepted_ = 0;
  int refused_ = 0;
};

TEST(RandomHistoryTest, TheLedgerAgreesWithTheSlowOracleAtEveryPointOfBothAxes) {
  const uint64_t first_seed = FromEnvironment("TRANCHE_SEED", 20240516);
  const uint64_t rounds = FromEnvironment("TRANCHE_ROUNDS", 18);
  std::map<int, uint64_t> accepted;
  std::map<std::string, uint64_t> refused;
  uint64_t late_entries = 0;
  uint64_t questioned = 0;
  uint64_t deviations = 0;
  for (uint64_t i = 0; i < rounds && !HasFailure(); ++i) {
    SCOPED_TRACE(absl::StrCat("run again with TRANCHE_SEED=", first_seed + i, " TRANCHE_ROUNDS=1"));
    Round round(first_seed + i);
    round.Run();
    for (const auto& [kind, number] : round.accepted_by_kind()) accepted[kind] += number;
    for (const auto& [code, number] : round.refused_by_code()) refused[code] += number;
    late_entries += round.late_entries();
    questioned += round.questioned();
    deviations += round.deviations();
  }
  if (rounds < 18 || HasFailure()) return;
  for (const EventKind* kind : AllKinds()) {
    if (kind->effect != Effect::kMoney && kind->effect != Effect::kReversal) continue;
    EXPECT_GT(accepted[kind->number], 8u) << "the workload hardly ever records a " << kind->name;
  }
  EXPECT_GT(accepted[v1::Event::kPeriodClosed], 8u);
  EXPECT_GT(accepted[v1::Event::kPeriodReopened], 2u);
  EXPECT_GT(accepted[v1::Event::kProjectRegistered], 20u);
  EXPECT_GT(accepted[v1::Event::kProjectAmended], 20u);
  EXPECT_GT(accepted[v1::Event::kProjectStopped], 2u);
  EXPECT_GT(refused["guard.project-support"], 4u) << "the workload hardly ever uses a support up";
  EXPECT_GT(refused["guard.support-below-used"], 1u);
  EXPECT_GT(refused["project.stopped"], 1u);
  EXPECT_GT(accepted[v1::Event::kOutputReported], 20u);
  EXPECT_GT(late_entries, 30u) << "the workload hardly ever records anything late";
  EXPECT_GT(questioned, 8u) << "no rule ever questions anything";
  EXPECT_GT(deviations, 0u) << "nothing ever departs from a rule";
}

}  // namespace
}  // namespace tranche
