#include "log/stored_postings.h"

#include "gtest/gtest.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(StoredPostingsTest, AReversalMakesTheExactNegativeOfWhatItReverses) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  std::vector<Posting> of_reversal;
  const absl::Status visited = VisitWithPostings(ledger->log(), history.paid.sequence, ledger->head(),
                                                 [&](const EventView& event, absl::Span<const PostingView> postings) {
                                                   if (event.sequence != history.reversal.sequence)
                                                     return absl::OkStatus();
                                                   for (const PostingView& posting : postings)
                                                     of_reversal.push_back(ToPosting(posting));
                                                   return absl::OkStatus();
                                                 });
  ASSERT_THAT(visited, IsOk());
  ASSERT_EQ(of_reversal.size(), 1u);
  EXPECT_EQ(of_reversal[0].amount, -20);
  EXPECT_EQ(of_reversal[0].tranche_number, 1u);
}

TEST(StoredPostingsTest, TheVisitorEndsTheVisit) {
  TestLedger ledger;
  int visited = 0;
  const absl::Status status =
      VisitWithPostings(ledger->log(), 1, ledger->head(), [&](const EventView&, absl::Span<const PostingView>) {
        return ++visited == 3 ? absl::CancelledError("enough") : absl::OkStatus();
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(visited, 3);
}

TEST(StoredPostingsTest, WhatNoLedgerAcceptsIsDataLoss) {
  TestLedger ledger;
  v1::Event event = EventBuilder::Reversal(9, "later than itself").On("2024-01-01");
  event.set_sequence(9);
  PostingList postings;
  EXPECT_THAT(StoredPostings(ViewOf(event), ledger->log(), &postings),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sequence 9")));
  v1::Event undated = EventBuilder::Plan("P1", "national", 2024, 1);
  undated.set_sequence(4);
  undated.set_effective_date(20240231);
  EXPECT_THAT(StoredPostings(ViewOf(undated), ledger->log(), &postings),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sequence 4")));
}

}  // namespace
}  // namespace tranche
