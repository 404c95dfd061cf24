#include "projections/index/balance_index.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/index/balance_index_fixture.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

TEST_F(BalanceIndexTest, AnEmptyBookKnowsNothing) {
  EXPECT_EQ(index_->indexed(), 0u);
  EXPECT_THAT(index_->Scopes({}), IsEmpty());
  EXPECT_THAT(Sequences({}), IsEmpty());
  EXPECT_THAT(index_->Measures({"P1", "national", 2024}, {kEver, 9}), IsOkAndHolds(Eq(MeasureSums())));
}

TEST_F(BalanceIndexTest, VisitsAPartOfTheBookByScopeAndSequence) {
  Add(EventBuilder::Plan("P2", "national", 2024, 5));
  Add(EventBuilder::Execution("P1", "national", 2024, 5));
  Add(EventBuilder::Plan("P1", "national", 2025, 5));
  Add(EventBuilder::Plan("P1", "national", 2024, 5));
  Add(EventBuilder::Plan("P1", "local", 2024, 5));
  Add(EventBuilder::Plan("P10", "national", 2024, 5));
  Add(EventBuilder::Plan("P1", "national", 2024, 5));
  EXPECT_THAT(Sequences({}), ElementsAre(5, 2, 4, 7, 3, 6, 1));
  EXPECT_THAT(Sequences({"P1"}), ElementsAre(5, 2, 4, 7, 3));
  EXPECT_THAT(Sequences({"P1", "national"}), ElementsAre(2, 4, 7, 3));
  EXPECT_THAT(Sequences({"P1", "national", 2024}), ElementsAre(2, 4, 7));
  EXPECT_THAT(Sequences({"P1", "national", 2024}, 4), ElementsAre(2, 4));
  EXPECT_THAT(Sequences({std::nullopt, std::nullopt, 2025}), ElementsAre(3));
  EXPECT_THAT(Sequences({"P"}), IsEmpty()) << "a unit's name is whole";
  EXPECT_EQ(index_->Scopes({"P1", std::nullopt, 2024}).size(), 2u);
}

TEST_F(BalanceIndexTest, APostingComesBackAsItWasWithTheCoordinatesOfItsEvent) {
  const v1::Event event =
      EventBuilder::Tranche(3, "P1", "national", 2024, 7).Share("P2", -9).LimitedTo({"fairs"}).On("2024-05-16");
  for (int i = 0; i < 2; ++i) Add(EventBuilder::Plan("P3", "national", 2024, 5));
  for (const bool is_packed : {true, false}) {
    Add(event);
    std::vector<IndexedPosting> found;
    ASSERT_THAT(index_->Visit({"P2"}, 1000, [&](const IndexedPosting& booked) { found.push_back(booked); }), IsOk());
    ASSERT_FALSE(found.empty()) << is_packed;
    EXPECT_EQ(found.back().posting, (*PostingsOf(event, nullptr))[1]);
    EXPECT_EQ(found.back().effective_date, Day("2024-05-16"));
    EXPECT_EQ(found.back().sequence, events_.size());
    EXPECT_EQ(found.back().ordinal, 1);
  }
}

TEST_F(BalanceIndexTest, FindsThePostingsOfADayThatAreAlikeWhereverTheyArePacked) {
  const Scope scope = {"P1", "national", 2024};
  const auto alike = [&](const std::string& day, int64_t amount, Sequence last = 1000) {
    return index_->FindAlike(scope, Day(day), Measure::kPlan, amount, last).value();
  };
  EXPECT_THAT(alike("2024-01-07", 5), IsEmpty());
  std::map<int64_t, std::vector<Sequence>> wanted;
  for (int i = 1; i <= 100; ++i) {
    const bool is_of_day = i % 17 == 0;
    const int64_t amount = i % 2 == 0 ? 5 : -5;
    if (is_of_day) wanted[amount].push_back(static_cast<Sequence>(i));
    // What a day adds to nothing is there too.
    Add(EventBuilder::PlanAdjustment("P1", "national", 2024, amount).On(is_of_day ? "2024-01-07" : "2024-01-08"));
    EXPECT_EQ(alike("2024-01-07", 5), wanted[5]) << i;
    EXPECT_EQ(alike("2024-01-07", -5), wanted[-5]) << i;
  }
  EXPECT_THAT(wanted[5], ElementsAre(34, 68));
  EXPECT_THAT(alike("2024-01-07", 5, 67), ElementsAre(34));
  EXPECT_THAT(alike("2024-01-07", 6), IsEmpty());
  EXPECT_THAT(alike("2024-01-06", 5), IsEmpty());
  EXPECT_THAT(index_->FindAlike(scope, Day("2024-01-07"), Measure::kExecuted, 5, 1000), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(index_->FindAlike({"P2", "national", 2024}, Day("2024-01-07"), Measure::kPlan, 5, 1000),
              IsOkAndHolds(IsEmpty()));
}

TEST_F(BalanceIndexTest, AYearIsKnownFromItsFirstPostingOn) {
  const auto known_at = [&](Sequence last) { return index_->YearsKnownAt(last).value(); };
  EXPECT_THAT(known_at(0), IsEmpty());
  std::vector<std::set<int32_t>> wanted = {{}};
  for (int i = 0; i < 60; ++i) {
    wanted.push_back(wanted.back());
    wanted.back().insert(2020 + i / 7);
    Add(EventBuilder::Plan(i % 3 == 0 ? "P1" : "P2", "national", 2020 + i / 7, 5));
    for (size_t last = 0; last < wanted.size(); ++last) EXPECT_EQ(known_at(last), wanted[last]) << i << " " << last;
  }
}

TEST_F(BalanceIndexTest, WhatWasTakenBackWasNeverThere) {
  Add(EventBuilder::Plan("P1", "national", 2024, 5));
  const v1::Event event = AddAndUndo(EventBuilder::Plan("P1", "national", 2024, 7).Key("k"));
  EXPECT_THAT(Sequences({}), ElementsAre(1));
  EXPECT_THAT(index_->Scopes({}), ElementsAre(Scope{"P1", "national", 2024}));
  EXPECT_THAT(index_->FindKey("k", NoEvents()), IsOkAndHolds(Eq(std::nullopt)));
  Add(EventBuilder::Plan("P2", "national", 2024, 9));
  EXPECT_THAT(Sequences({}), ElementsAre(1, 2));
}

TEST_F(BalanceIndexTest, TakingBackAReversalLeavesItsEventUnreversed) {
  const v1::Event plan = EventBuilder::Plan("P1", "national", 2024, 5);
  Add(plan);
  AddAndUndo(EventBuilder::Reversal(1, "why").On("2024-01-01"), &plan);
  EXPECT_THAT(index_->ReversalOf(1), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(BalanceIndexTest, TellsWhichEventsNameAnother) {
  Add(EventBuilder::Source("national"));
  Add(EventBuilder::Revocation(1, "why"));
  Add(EventBuilder::Revocation(2, "why"));
  Add(EventBuilder::Revocation(1, "why"));
  AddAndUndo(EventBuilder::Revocation(1, "why"));
  for (const bool is_loaded : {false, true}) {
    if (is_loaded) Reload();
    EXPECT_THAT(index_->NamedBy(1), IsOkAndHolds(ElementsAre(2, 4))) << is_loaded;
    EXPECT_THAT(index_->NamedBy(2), IsOkAndHolds(ElementsAre(3))) << is_loaded;
    EXPECT_THAT(index_->NamedBy(3), IsOkAndHolds(IsEmpty())) << is_loaded;
  }
}

// A dry run sees what it was added last, and nobody sees a row whose batch is being written before its event is added.
TEST_F(BalanceIndexTest, AnEventThatIsNotWrittenYetNamesAnotherAndOneThatIsNotAddedDoesNot) {
  Add(EventBuilder::Source("national"));
  v1::Event revocation = EventBuilder::Revocation(1, "why");
  revocation.set_sequence(2);
  storage::Batch batch = database_->NewBatch();
  StageRows(revocation, &batch);
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(index_->NamedBy(1), IsOkAndHolds(IsEmpty()));
  AddToTail(revocation, {});
  EXPECT_THAT(index_->NamedBy(1), IsOkAndHolds(ElementsAre(2))) << "once, though it is in both places";
}

// Memory: a form that previews entries for scopes that are never used must leave nothing
// behind.
TEST_F(BalanceIndexTest, TakenBackScopesAndAccountsAreForgotten) {
  Add(EventBuilder::Plan("P1", "national", 2024, 5));
  const v1::Event wide = EventBuilder::Tranche(3, "P2", "national", 2024, 7).Share("P3", 9).LimitedTo({"fairs"});
  for (int i = 0; i < 3; ++i) AddAndUndo(wide);
  AddAndUndo(EventBuilder::Plan("P1", "national", 2024, 7).Area("fairs"));
  EXPECT_THAT(index_->Scopes({}), ElementsAre(Scope{"P1", "national", 2024}));
  EXPECT_EQ(index_->scopes_in_memory(), 1u);
  EXPECT_EQ(index_->tail_accounts(), 1u);
}

TEST_F(BalanceIndexTest, RowsAreTheSameWhateverWasAddedAndTakenBackMeanwhile) {
  for (int i = 0; i < 2; ++i) {
    AddAndUndo(EventBuilder::Plan("P9", "national", 2024, 1).Area("fairs"));
    Add(EventBuilder::Plan("P1", "national", 2024, 5).Area(i == 0 ? "fairs" : "conferences"));
    AddAndUndo(EventBuilder::Plan("P1", "national", 2024, 1).Area("technology"));
  }
  Add(EventBuilder::Plan("P2", "national", 2024, 5));
  ExpectRowsOfAPlainIndex();
}

// As the deciding thread adds: what it knows of an account is older than rows that were made of it and what was taken
// back.
TEST_F(BalanceIndexTest, APostingAddedByItsPlaceGoesWhereOneThatIsLookedUpDoes) {
  std::mt19937 random(7);
  std::map<std::string, ScopeTable::Place> places;
  for (Sequence sequence = 1; sequence <= 120; ++sequence) {
    const std::string unit = absl::StrCat("P", random() % 3);
    const std::string area = absl::StrCat("area ", random() % 3);
    v1::Event event = EventBuilder::Plan(unit, "national", 2024, 5).Area(area);
    event.set_sequence(sequence);
    const std::vector<Posting> postings = *PostingsOf(event, nullptr);
    const std::vector<PostingView> views(postings.begin(), postings.end());
    ScopeTable::Place* const place = random() % 4 == 0 ? nullptr : &places[unit + area];
    index_->Add(ViewOf(event), FingerprintOf(event.event_id()), views, place);
    for (uint64_t more = random() % 3; more > 0; --more) {
      index_->Undo(ViewOf(event), views);
      index_->Add(ViewOf(event), FingerprintOf(event.event_id()), views, place);
    }
    events_.push_back(event);
    postings_.push_back(postings);
    if (random() % 2 == 0) continue;
    storage::Batch batch = database_->NewBatch();
    ASSERT_THAT(index_->StageEpochs(sequence, &batch), IsOk());
    ASSERT_THAT(database_->Write(batch), IsOk());
    index_->MarkWritten(sequence);
  }
  storage::Batch batch = database_->NewBatch();
  ASSERT_THAT(index_->StageEpochs(events_.size(), &batch), IsOk());
  ASSERT_THAT(database_->Write(batch), IsOk());
  ExpectRowsOfAPlainIndex();
}

TEST_F(BalanceIndexTest, AnEpochIsStagedOnlyUpToWhatIsWritten) {
  for (Sequence sequence = 1; sequence <= 7; ++sequence) {
    v1::Event event = EventBuilder::Plan("P1", "national", 2024, 1);
    event.set_sequence(sequence);
    AddToTail(event, *PostingsOf(event, nullptr));
  }
  storage::Batch batch = database_->NewBatch();
  ASSERT_THAT(index_->StageEpochs(2, &batch), IsOk());
  EXPECT_EQ(index_->indexed(), 0u);
  ASSERT_THAT(index_->StageEpochs(5, &batch), IsOk());
  EXPECT_EQ(index_->indexed(), 3u);
}

// Enough scopes in an epoch that its rows are built on several threads.
class WideBookTest : public BalanceIndexTest {
 protected:
  WideBookTest() : BalanceIndexTest(64) {}
};

TEST_F(WideBookTest, RowsThatAreMadeOnSeveralThreadsAreThoseOfTheirScopes) {
  constexpr Sequence kScopes = 40;
  constexpr Sequence kEvents = 200;
  for (Sequence i = 0; i < kEvents; ++i)
    Add(EventBuilder::Plan(absl::StrCat("P", i % kScopes), "national", 2024, static_cast<int64_t>(1 + i)));
  for (Sequence scope = 0; scope < kScopes; ++scope) {
    for (const Sequence known_at : {Sequence{64}, Sequence{100}, Sequence{192}, kEvents}) {
      Sequence sum = 0;
      for (Sequence i = scope; i < known_at; i += kScopes) sum += 1 + i;
      const auto sums = index_->Measures({absl::StrCat("P", scope), "national", 2024}, {kEver, known_at});
      ASSERT_THAT(sums, IsOk());
      EXPECT_EQ((*sums)[Measure::kPlan], sum) << scope << " as known at " << known_at;
    }
  }
}

TEST_F(BalanceIndexTest, RowsThatAreStagedAreReadBeforeTheyAreWritten) {
  storage::Batch batch = database_->NewBatch();
  for (Sequence sequence = 1; sequence <= 7; ++sequence) {
    v1::Event event = EventBuilder::Plan("P1", "national", 2024, 1);
    event.set_sequence(sequence);
    AddToTail(event, *PostingsOf(event, nullptr));
  }
  ASSERT_THAT(index_->StageEpochs(7, &batch), IsOk());
  EXPECT_EQ(index_->indexed(), 6u);
  for (Sequence known_at = 0; known_at <= 7; ++known_at) {
    const auto sums = index_->Measures({"P1", "national", 2024}, {kEver, known_at});
    ASSERT_THAT(sums, IsOk());
    EXPECT_EQ((*sums)[Measure::kPlan], known_at);
  }
}

// Decisions continue while the rows of an epoch are built, and questions see what was
// acknowledged.
TEST_F(WideBookTest, EpochsAreStagedWhileOthersAddUndoAndAsk) {
  constexpr Sequence kEvents = 3000;
  const auto unit = [](Sequence sequence) { return absl::StrCat("P", sequence % 20); };
  std::atomic<Sequence> added = 0;
  std::atomic<Sequence> acknowledged = 0;
  std::thread writer([&] {
    while (acknowledged < kEvents) {
      const Sequence last = added;
      storage::Batch batch = database_->NewBatch();
      EXPECT_THAT(index_->StageEpochs(last, &batch), IsOk());
      EXPECT_THAT(database_->WriteUnsynced(batch), IsOk());
      index_->MarkWritten(last);
      acknowledged = last;
    }
  });
  std::thread asking([&] {
    for (Sequence known_at = 0; known_at < kEvents; known_at = acknowledged) {
      const auto sums = index_->Measures({unit(7), "national", 2024}, {kEver, known_at});
      ASSERT_THAT(sums, IsOk());
      EXPECT_EQ((*sums)[Measure::kPlan], (known_at + 13) / 20) << known_at;
    }
  });
  for (Sequence sequence = 1; sequence <= kEvents; ++sequence) {
    if (sequence % 3 == 0) AddAndUndo(EventBuilder::Plan(unit(sequence + 1), "national", 2024, 5), sequence);
    v1::Event event = EventBuilder::Plan(unit(sequence), "national", 2024, 1);
    event.set_sequence(sequence);
    AddToTail(event, *PostingsOf(event, nullptr));
    added = sequence;
  }
  writer.join();
  asking.join();
}

TEST_F(BalanceIndexTest, ADamagedRowIsNamedAndAMissingOneToo) {
  for (int i = 0; i < 3; ++i) Add(EventBuilder::Plan("P1", "national", 2024, 5));
  storage::Batch batch = database_->NewBatch();
  batch.Put(Family::kIndex, ScopeRowKey(0, 0), "rubbish");
  ASSERT_THAT(database_->Write(batch), IsOk());
  Reload();
  EXPECT_THAT(index_->Measures({"P1", "national", 2024}, {kEver, 3}),
              StatusIs(absl::StatusCode::kDataLoss,
                       ::testing::AllOf(HasSubstr("balance row of scope 0, epoch 0"), HasSubstr("rebuild"))));
  storage::Batch epochs = database_->NewBatch();
  epochs.Put(Family::kIndex, EpochRowKey(2), std::string(2, '\0'));
  ASSERT_THAT(database_->Write(epochs), IsOk());
  BalanceIndex index(database_.get(), Family::kIndex, epoch_events_);
  EXPECT_THAT(index.Load(events_.size()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("epoch 1 is missing")));
}

TEST_F(BalanceIndexTest, TheEpochOfALedgerIsKept) {
  EXPECT_THAT(BalanceIndex::ReadEpochEvents(*database_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("found \"none\", wanted 1 to 65536")));
  ASSERT_THAT(BalanceIndex::Begin(7, database_.get()), IsOk());
  EXPECT_THAT(BalanceIndex::ReadEpochEvents(*database_), IsOkAndHolds(7u));
}

// Both time axes, against a fold over all postings.
class RandomBookTest : public BalanceIndexTest, public ::testing::WithParamInterface<uint32_t> {
 protected:
  RandomBookTest() : BalanceIndexTest(GetParam()), random_(GetParam()) {}

  // Later than the years that LeastBalance treats as near.
  static constexpr int kFarDays = 5000;

  uint64_t Pick(uint64_t below) { return random_() % below; }

  v1::Event Next() {
    static const char* const kAreas[] = {"", "fairs", "fairs-2", "conferences"};
    const std::string unit = absl::StrCat("P", Pick(3));
    const auto amount = static_cast<int64_t>(1 + Pick(1000));
    const uint64_t kind = Pick(6);
    EventBuilder event = kind == 0   ? EventBuilder::Plan(unit, "national", 2024, amount)
                         : kind == 1 ? EventBuilder::PlanAdjustment(unit, "national", 2024, -amount)
                         : kind == 2 ? EventBuilder::Disbursement(unit, "national", 2024, amount).FromTranche(1)
                         : kind == 3 ? EventBuilder::AllocationAdjustment(unit, "national", 2024, amount).FromTranche(1)
                                     : EventBuilder::Execution(unit, "local", 2024, amount);
    const int far = Pick(10) == 0 ? kFarDays : 0;
    event.Area(kAreas[Pick(4)]).On(Day("2024-01-01").PlusDays(far + static_cast<int>(Pick(40)) - 20));
    if (Pick(3) == 0) event.Project(absl::StrCat("p", Pick(3)));
    return event;
  }

  // A tail up to some event of the last epoch, which was partly loaded from such a row itself.
  void WriteTailAndReload() {
    WriteTail(events_.size() - Pick(events_.size() - index_->loaded() + 1));
    Reload();
  }

  AmountSum Fold(const std::function<bool(const Posting&)>& picks, const AsOf& at) {
    AmountSum sum = 0;
    for (size_t i = 0; i < std::min<size_t>(at.known_at, events_.size()); ++i) {
      for (const Posting& posting : postings_[i])
        sum += picks(posting) && events_[i].effective_date() <= at.as_of.number() ? posting.amount : 0;
    }
    return sum;
  }

  void Compare(const Scope& scope, const AsOf& at) {
    const auto sums = index_->Measures(scope, at);
    ASSERT_THAT(sums, IsOk());
    for (const Measure measure : kMeasures) {
      const auto picks = [&](const Posting& p) { return ScopeOf(p.line) == scope && p.measure == measure; };
      ASSERT_EQ((*sums)[measure], Fold(picks, at)) << at.known_at;
    }
    CompareLeft(scope, at);
    for (const std::string area : {"", "fairs"}) {
      CompareDays(scope, {area, "", Measure::kDisbursed, 1});
      CompareDays(scope, {area, "p1", Measure::kDisbursed, 1});
    }
    for (const std::string area : {"", "fairs", "conferences"}) {
      AmountSum sum = 0;
      const auto add = [&](const Account& account, AmountSum amount) {
        EXPECT_EQ(account.area, area);
        sum += amount;
      };
      ASSERT_THAT(index_->VisitAccounts(scope, AccountPrefix(area), at, add), IsOk());
      ASSERT_EQ(sum, Fold([&](const Posting& p) { return ScopeOf(p.line) == scope && p.line.area == area; }, at));
      for (const std::string project : {"", "p1"}) CompareLine(scope, area, project, at);
    }
  }

  AmountSum FoldMeasure(const Scope& scope, Measure measure, const AsOf& at) {
    return Fold([&](const Posting& p) { return ScopeOf(p.line) == scope && p.measure == measure; }, at);
  }

  void CompareLeft(const Scope& scope, const AsOf& at) {
    const auto left_on = [&](Measure from, Measure taken, int day) {
      const AsOf later = {at.as_of.PlusDays(day), at.known_at};
      return FoldMeasure(scope, from, later) - FoldMeasure(scope, taken, later);
    };
    const auto least = [&](Measure from, Measure taken) {
      AmountSum least = left_on(from, taken, 0);
      if (least <= 0) return least;
      for (const int after : {0, kFarDays - 50, kFarDays}) {
        for (int day = after; day < after + 50; ++day) least = std::min(least, left_on(from, taken, day));
      }
      return least;
    };
    const auto amounts = index_->Amounts(scope, at);
    ASSERT_THAT(amounts, IsOk());
    EXPECT_THAT(index_->Measures(scope, at), IsOkAndHolds(Eq(amounts->sums)));
    ASSERT_EQ(amounts->left.to_allocate, least(Measure::kPlan, Measure::kAllocated)) << at.known_at;
    ASSERT_EQ(amounts->left.to_disburse, least(Measure::kAllocated, Measure::kDisbursed)) << at.known_at;
  }

  // What one account moved on each day, by all events or by the latest.
  void CompareDays(const Scope& scope, const Account& account) {
    const Sequence after = Pick(events_.size() + 1);
    AccountDays days;
    ASSERT_THAT(index_->DaysOf(scope, account, after, &days), IsOk());
    EXPECT_GE(days.last, index_->loaded());
    EXPECT_LE(days.last, events_.size());
    EXPECT_EQ(days.is_whole, after < index_->loaded());
    std::map<int32_t, AmountSum> expected;
    for (size_t i = days.is_whole ? 0 : after; i < events_.size(); ++i) {
      for (const Posting& posting : postings_[i]) {
        if (ScopeOf(posting.line) == scope && ToAccount(AccountOf(posting)) == account)
          expected[DayOf(*CivilDate::FromNumber(events_[i].effective_date()))] += posting.amount;
      }
    }
    std::map<int32_t, AmountSum> found;
    for (const DayAmount& amount : days.amounts) found[amount.day] += amount.amount;
    ASSERT_EQ(found, expected);
  }

  void CompareLine(const Scope& scope, const std::string& area, const std::string& project, const AsOf& at) {
    const auto is_of_line = [&](const Posting& p) {
      return ScopeOf(p.line) == scope && p.line.area == area && p.line.project == project;
    };
    AmountSum sum = 0;
    const auto add = [&](const Account& account, AmountSum amount) {
      EXPECT_EQ(account.area, area);
      EXPECT_EQ(account.project, project);
      sum += amount;
    };
    ASSERT_THAT(index_->VisitAccounts(scope, AccountPrefix(area, project), at, add), IsOk());
    ASSERT_EQ(sum, Fold(is_of_line, at));
  }

  std::mt19937_64 random_;
};

TEST_P(RandomBookTest, AgreesWithAFoldOverAllPostingsOnBothAxesBeforeAndAfterReloading) {
  for (int i = 0; i < 400; ++i) {
    Add(Next());
    if (i % 97 == 0) Reload();
    if (i % 37 == 0) WriteTailAndReload();
    const AsOf at = {Day("2024-01-01").PlusDays(static_cast<int>(Pick(44)) - 22), Pick(events_.size() + 2)};
    Compare({absl::StrCat("P", Pick(3)), Pick(2) == 0 ? "national" : "local", 2024}, at);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Epochs, RandomBookTest, ::testing::Values(1, 2, 7, 64, 1000));

}  // namespace
}  // namespace tranche
