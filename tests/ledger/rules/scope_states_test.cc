#include "ledger/rules/scope_states.h"

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

std::string Described(const ScopeState& state) { return EnglishPrinter().print(PoolsField("pools", state.pools())); }

class ScopeStatesTest : public ::testing::Test {
 protected:
  ScopeStatesTest() { ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 1000)); }
  Receipt Allocate(uint32_t number, const std::string& day, const std::vector<std::string>& areas = {}) {
    return ledger_.Record(EventBuilder::Tranche(number, "P1", "national", 2024, 100).LimitedTo(areas).On(day));
  }
  std::string Pools(const std::string& unit = "P1") {
    ScopeStates states(&ledger_->index());
    const auto state = states.Of({unit, "national", 2024});
    EXPECT_THAT(state, IsOk());
    return Described(**state);
  }
  TestLedger ledger_;
};

TEST_F(ScopeStatesTest, PoolsAreTheOldestFirstByDateThenBySequence) {
  EXPECT_EQ(Pools(), "");
  Allocate(1, "2024-03-01");
  Allocate(4, "2024-02-01", {"fairs", "conferences"});
  Allocate(2, "2024-02-01");
  EXPECT_EQ(Pools(), "4 (conferences|fairs), 2, 1");
}

TEST_F(ScopeStatesTest, APoolThatWasReversedIsGoneAndMayComeAgain) {
  const Receipt first = Allocate(1, "2024-02-01", {"fairs"});
  ledger_.Record(EventBuilder::Reversal(first.sequence, "wrong area"));
  EXPECT_EQ(Pools(), "");
  Allocate(1, "2024-03-01", {"conferences"});
  EXPECT_EQ(Pools(), "1 (conferences)");
}

TEST_F(ScopeStatesTest, PoolsComeWithATransferAndStayWhereAllWasTransferredAway) {
  Allocate(1, "2024-02-01", {"fairs"});
  ledger_.Record(EventBuilder::Transfer("P1", "P2", "national", 2024, 100).ToTranche(9).On("2024-03-01"));
  EXPECT_EQ(Pools("P2"), "9 (fairs)");
  EXPECT_EQ(Pools("P1"), "1 (fairs)");
}

TEST_F(ScopeStatesTest, APoolIsAsOldAsTheOldestMoneyInItThatWasNotReversed) {
  const Receipt first = Allocate(1, "2024-02-01");
  Allocate(2, "2024-03-01");
  const Receipt more =
      ledger_.Record(EventBuilder::AllocationAdjustment("P1", "national", 2024, 10).FromTranche(1).On("2024-04-01"));
  const Receipt early =
      ledger_.Record(EventBuilder::AllocationAdjustment("P1", "national", 2024, 10).FromTranche(1).On("2024-01-15"));
  EXPECT_EQ(Pools(), "1, 2");
  ledger_.Record(EventBuilder::Reversal(first.sequence, "void"));
  EXPECT_EQ(Pools(), "1, 2");
  ledger_.Record(EventBuilder::Reversal(early.sequence, "void"));
  EXPECT_EQ(Pools(), "2, 1");
  ledger_.Record(EventBuilder::Reversal(more.sequence, "void"));
  EXPECT_EQ(Pools(), "2");
}

TEST(ScopeStateTest, ManyTranchesAndTheirReversalsAreKeptInOrder) {
  ScopeState state;
  constexpr uint32_t kTranches = 50'000;  // quadratic time would take minutes
  for (uint32_t number = 1; number <= kTranches; ++number)
    state.Add(Allocation{number, static_cast<int32_t>(kTranches - number), number, "", 0});
  EXPECT_EQ(state.pools().begin()->number, kTranches);
  EXPECT_EQ(state.FindPool(7)->sequence, 7u);
  for (uint32_t number = 1; number < kTranches; ++number) state.Add(Allocation{kTranches + number, 0, 0, "", number});
  EXPECT_EQ(state.FindPool(7), nullptr);
  EXPECT_EQ(Described(state), "50000");
}

TEST(ScopeStateTest, ManyPoolsAreDescribedInPart) {
  ScopeState state;
  for (uint32_t number = 1; number <= 13; ++number) state.Add(Allocation{number, 0, number, "fairs", 0});
  EXPECT_THAT(Described(state),
              ::testing::AllOf(::testing::StartsWith("1 (fairs), 2 (fairs)"), ::testing::EndsWith(", ... (+3)")));
}

TEST_F(ScopeStatesTest, PoolsAreOfOneSourceAndYear) {
  Allocate(1, "2024-02-01");
  ScopeStates states(&ledger_->index());
  EXPECT_THAT((*states.Of({"P1", "local", 2024}))->pools(), ::testing::IsEmpty());
  EXPECT_THAT((*states.Of({"P1", "national", 2025}))->pools(), ::testing::IsEmpty());
}

void ExpectSame(const RunningBalance& balance, const RunningBalance& wanted) {
  EXPECT_EQ(balance.days(), wanted.days());
  for (int32_t day = DayOf(Day("2023-12-01")); day <= DayOf(Day("2024-04-30")); ++day) {
    ASSERT_EQ(balance.At(day), wanted.At(day)) << day;
    const auto below = balance.FirstBelow(day, 50);
    const auto wanted_below = wanted.FirstBelow(day, 50);
    ASSERT_EQ(below ? below->day : 0, wanted_below ? wanted_below->day : 0) << day;
  }
}

// Expects no observable difference from a freshly loaded state.
void ExpectSame(const ScopeState& state, const ScopeState& fresh) {
  ExpectSame(state.to_allocate(), fresh.to_allocate());
  for (uint32_t number = 0; number <= 4; ++number) {
    ExpectSame(state.tranche(number).free, fresh.tranche(number).free);
    ExpectSame(state.tranche(number).committed, fresh.tranche(number).committed);
    ExpectSame(state.tranche(number).advances, fresh.tranche(number).advances);
    ExpectSame(state.tranche(number).beyond_advances, fresh.tranche(number).beyond_advances);
    ExpectSame(state.tranche(number).disbursed, fresh.tranche(number).disbursed);
  }
  EXPECT_EQ(Described(state), Described(fresh));
  EXPECT_EQ(state.bytes(), fresh.bytes());
}

// Random histories with rollbacks; what was rolled back must be as if it had never been added.
class RandomStatesTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  RandomStatesTest()
      : random_(GetParam()),
        database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)),
        index_(database_.get(), storage::Family::kIndex, kEpochEvents),
        states_(&index_) {}

  uint64_t Pick(uint64_t below) { return random_() % below; }
  std::string Unit() { return absl::StrCat("P", 1 + Pick(2)); }

  v1::Event Next() {
    const auto amount = static_cast<int64_t>(1 + Pick(100));
    const auto number = static_cast<uint32_t>(1 + Pick(3));
    const auto fill = [&](EventBuilder event) {
      return event.On(Day("2024-01-01").PlusDays(static_cast<int>(Pick(90)))).Build();
    };
    switch (Pick(7)) {
      case 0:
        return fill(EventBuilder::Plan(Unit(), "national", 2024, amount));
      case 1:
        return fill(EventBuilder::Tranche(number, Unit(), "national", 2024, amount).Share(Unit(), amount));
      case 2:
        return fill(EventBuilder::Disbursement(Unit(), "national", 2024, amount).FromTranche(number));
      case 3:
        return fill(EventBuilder::Transfer("P1", "P2", "national", 2024, amount).FromTranche(number).ToTranche(4));
      case 4:
        return fill(EventBuilder::Commitment(Unit(), "national", 2024, "HD-1", amount).FromTranche(number));
      case 5:
        return fill(EventBuilder::Advance(Unit(), "national", 2024, amount).FromTranche(number));
      default:
        if (events_.empty()) return Next();
        return fill(EventBuilder::Reversal(1 + Pick(events_.size()), "why"));
    }
  }

  // False for a reversal of a reversal, or of an event already reversed: decisions accept no
  // such reversal.
  bool IsLawful(const v1::Event& event) {
    if (!event.has_event_reversed()) return true;
    const Sequence reversed = event.event_reversed().reversed_sequence();
    return !events_[reversed - 1].has_event_reversed() && !index_.ReversalOf(reversed)->has_value();
  }

  void Add() {
    v1::Event event = Next();
    while (!IsLawful(event)) event = Next();
    event.set_sequence(events_.size() + 1);
    events_.push_back(event);
    Change([&](const EventView& view, absl::Span<const PostingView> postings) {
      index_.Add(view, postings);
      states_.Add(view, postings);
    });
  }

  void Undo() {
    Change([&](const EventView& view, absl::Span<const PostingView> postings) {
      states_.Undo(view, postings);
      index_.Undo(view, postings);
    });
    events_.pop_back();
  }

  void Change(const std::function<void(const EventView&, absl::Span<const PostingView>)>& change) {
    const v1::Event& event = events_.back();
    const v1::Event* reversed =
        event.has_event_reversed() ? &events_[event.event_reversed().reversed_sequence() - 1] : nullptr;
    const auto postings = PostingsOf(event, reversed);
    ASSERT_THAT(postings, IsOk());
    change(ViewOf(event), std::vector<PostingView>(postings->begin(), postings->end()));
  }

  void Compare() {
    for (const char* unit : {"P1", "P2"}) {
      ScopeStates fresh(&index_);
      const Scope scope = {unit, "national", 2024};
      ExpectSame(**states_.Of(scope), **fresh.Of(scope));
      // Not every time, so that there is something to bring up to date.
      if (Pick(2) == 0) continue;
      const Account account = {"", "", Measure::kDisbursed, static_cast<uint32_t>(1 + Pick(3))};
      const auto paid = states_.PaidOn(scope, account);
      ASSERT_THAT(paid, IsOk());
      ExpectSame(**paid, **fresh.PaidOn(scope, account));
    }
  }

  std::mt19937_64 random_;
  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  BalanceIndex index_;
  ScopeStates states_;
  std::vector<v1::Event> events_;
};

TEST_P(RandomStatesTest, AfterTakingBackAStateIsAsOneThatIsReadAnew) {
  for (int round = 0; round < 60 && !HasFailure(); ++round) {
    Add();
    Compare();
    const uint64_t loads = states_.loads();
    const uint64_t rehearsed = Pick(8);
    for (uint64_t i = 0; i < rehearsed; ++i) Add();
    for (uint64_t i = 0; i < rehearsed; ++i) Undo();
    Compare();
    EXPECT_EQ(states_.loads(), loads) << "nothing was forgotten";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomStatesTest, ::testing::Range<uint64_t>(1, 9));

TEST(DescribeScopeTest, NamesUnitSourceAndYear) {
  EXPECT_EQ(DescribeScope(ScopeOf({"region:a", "national", 2024, "fairs", "x"})), "region:a, national, 2024");
}

}  // namespace
}  // namespace tranche
