// The postings of a scope one by one: from complete epochs, from a loaded tail and from memory.
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/projections/index/balance_index_fixture.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using EventDays = std::vector<std::pair<Sequence, int32_t>>;

const Scope& Ours() {
  static const Scope* const scope = new Scope{"P1", "national", 2024};
  return *scope;
}

// Epochs of three events.
class ScopePostingsTest : public BalanceIndexTest {
 protected:
  void AddSome() {
    for (int i = 0; i < 7; ++i) {
      Add(EventBuilder::Plan("P1", "national", 2024, 5).On(CivilDate::FromDaysSinceEpoch(20'000 - i)));
      Add(EventBuilder::Estimate("P2", 2024, "executed", 5));
    }
  }

  EventDays Visited(SequenceSpan span, const BalanceIndex::AccountFilter& counts = nullptr) {
    EventDays days;
    EXPECT_THAT(index_->VisitEventDays(Ours(), span, counts,
                                       [&](Sequence sequence, int32_t day) { days.emplace_back(sequence, day); }),
                IsOk());
    return days;
  }

  // The same, of whole postings.
  EventDays OfPostings(SequenceSpan span, const BalanceIndex::AccountFilter& counts = nullptr) {
    EventDays days;
    EXPECT_THAT(
        index_->VisitScope(
            Ours(), span,
            [&](const IndexedPosting& booked) {
              const BudgetLine& line = booked.posting.line;
              const Account account = {line.area, line.project, booked.posting.measure, booked.posting.tranche_number};
              if (!counts || counts(account)) days.emplace_back(booked.sequence, DayOf(booked.effective_date));
            }),
        IsOk());
    return days;
  }
};

TEST_F(ScopePostingsTest, EventDaysAreThoseOfThePostingsInAnySpan) {
  AddSome();
  EXPECT_THAT(Visited({2, 7}), ElementsAre(std::pair(3, 19'999), std::pair(5, 19'998), std::pair(7, 19'997)));
  for (const bool is_tail_loaded : {false, true}) {
    if (is_tail_loaded) {
      WriteTail(events_.size());
      Reload();
      Add(EventBuilder::Plan("P1", "national", 2024, 5).On("2024-01-01"));
    }
    for (Sequence after = 0; after <= events_.size(); ++after) {
      for (Sequence last = after; last <= events_.size(); ++last)
        EXPECT_EQ(Visited({after, last}), OfPostings({after, last})) << after << " to " << last;
    }
  }
}

TEST_F(ScopePostingsTest, EventDaysAreOfTheAccountsThatCount) {
  for (int i = 0; i < 4; ++i) {
    Add(EventBuilder::Plan("P1", "national", 2024, 5).On("2024-01-01").Area("fairs"));
    Add(EventBuilder::Plan("P1", "national", 2024, 5).On("2024-01-02"));
  }
  const auto fairs = [](const Account& account) { return account.area == "fairs"; };
  EXPECT_THAT(Visited({0, 8}, fairs),
              ElementsAre(std::pair(1, 19'723), std::pair(3, 19'723), std::pair(5, 19'723), std::pair(7, 19'723)));
  EXPECT_EQ(Visited({1, 6}, fairs), OfPostings({1, 6}, fairs));
  EXPECT_THAT(Visited({0, 8}, [](const Account&) { return false; }), IsEmpty());
}

TEST_F(ScopePostingsTest, NoPostingIsOutsideTheSpanOfItsScope) {
  Add(EventBuilder::Source("national"));
  EXPECT_EQ(index_->SpanOf(Ours()).last, 0U);
  for (int i = 0; i < 3; ++i) Add(EventBuilder::Estimate("P2", 2024, "executed", 5));
  AddSome();
  SequenceSpan span = index_->SpanOf(Ours());
  EXPECT_EQ(span.after, 3U) << "its first row is of the second epoch";
  EXPECT_EQ(Visited(span), Visited({0, events_.size()}));
  WriteTail(events_.size());
  Reload();
  span = index_->SpanOf(Ours());
  EXPECT_EQ(Visited(span), Visited({0, events_.size()}));
}

TEST_F(ScopePostingsTest, ReversalsAreThoseOfTheEventsInTheSpan) {
  const v1::Event plan = EventBuilder::Plan("P1", "national", 2024, 5);
  for (int i = 0; i < 4; ++i) Add(plan);
  Add(EventBuilder::Reversal(4, "why").On("2024-01-01"), &plan);
  Add(EventBuilder::Reversal(2, "why").On("2024-01-01"), &plan);
  EXPECT_THAT(index_->ReversalsIn({0, 6}), IsOkAndHolds(ElementsAre(5, 6)));
  EXPECT_THAT(index_->ReversalsIn({2, 6}), IsOkAndHolds(ElementsAre(5)));
  EXPECT_THAT(index_->ReversalsIn({0, 5}), IsOkAndHolds(ElementsAre(5))) << "6 is not known yet";
  EXPECT_THAT(index_->ReversalsIn({4, 6}), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace tranche
