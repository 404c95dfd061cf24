// What the index lists by purpose: events of the catalogue, statements, proposals.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/catalogue_events.h"
#include "tests/projections/index/balance_index_fixture.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;
using ::testing::Pair;

// A log that has one event alone.
class OneEvent final : public EventReader {
 public:
  explicit OneEvent(v1::Event event) : event_(std::move(event)) {}
  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    if (sequence != event_.sequence()) return absl::OutOfRangeError("another one was read");
    return event_;
  }

 private:
  v1::Event event_;
};

class IndexListsTest : public BalanceIndexTest {
 protected:
  std::vector<Sequence> Catalogue(SequenceSpan span, const EventReader& log = NoEvents()) const {
    std::vector<Sequence> sequences;
    EXPECT_THAT(VisitCatalogueEvents(*index_, log, span,
                                     [&](const v1::Event& event) {
                                       sequences.push_back(event.sequence());
                                       return absl::OkStatus();
                                     }),
                IsOk());
    return sequences;
  }
};

TEST_F(IndexListsTest, ListsStatementsAndReversals) {
  const v1::Event plan = EventBuilder::Plan("P1", "national", 2024, 5);
  Add(EventBuilder::Source("national"));
  Add(plan);
  Add(EventBuilder::Estimate("P1", 2024, "executed", 5));
  Add(EventBuilder::Figure("F1", "P1", 2024, "5", 5));
  Add(EventBuilder::Reversal(2, "why").On("2024-01-01"), &plan);
  EXPECT_THAT(Catalogue({0, 5}), ElementsAre(1));
  EXPECT_THAT(index_->Statements(), IsOkAndHolds(ElementsAre(3, 4)));
  EXPECT_THAT(index_->ReversalOf(2), IsOkAndHolds(Optional(5)));
  EXPECT_THAT(index_->ReversalOf(5), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(IndexListsTest, EventsOfTheCatalogueAreReadWithoutTheLog) {
  const v1::Event source = EventBuilder::Source("national");
  Add(EventBuilder::Plan("P1", "national", 2024, 5));
  Add(source);
  std::string bytes;
  EXPECT_THAT(index_->VisitCatalogue({0, 2},
                                     [&](Sequence sequence, absl::string_view stored) {
                                       EXPECT_EQ(sequence, 2u);
                                       EventLog::Serialize(events_[1], &bytes);
                                       EXPECT_EQ(stored, bytes);
                                       return absl::OkStatus();
                                     }),
              IsOk());
  EXPECT_FALSE(bytes.empty());
}

// The stop of a project can be reversed, and what reverses it may come after other events of the catalogue.
TEST_F(IndexListsTest, WhatReversesAnEventOfTheCatalogueIsListedInItsPlace) {
  const v1::Event stop = EventBuilder::ProjectStop("A", "12/QD");
  Add(stop);
  Add(EventBuilder::Source("national"));
  Add(EventBuilder::Reversal(1, "why").On("2024-01-01"), &stop);
  const OneEvent log(events_[2]);
  EXPECT_THAT(Catalogue({0, 3}, log), ElementsAre(1, 2, 3));
  Add(EventBuilder::Source("local"));
  EXPECT_THAT(Catalogue({0, 4}, log), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Catalogue({1, 3}, log), ElementsAre(2, 3));
  EXPECT_THAT(Catalogue({0, 2}), ElementsAre(1, 2));
  EXPECT_THAT(Catalogue({3, 4}), ElementsAre(4));
}

TEST_F(IndexListsTest, ARowOfTheCatalogueThatIsNoEventIsReported) {
  Add(EventBuilder::Source("national"));
  storage::Batch batch = database_->NewBatch();
  batch.Put(storage::Family::kIndex, SequenceRowKey(RowTable::kCatalogue, 1), "no event");
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(index_->VisitCatalogue({0, 1}, [](Sequence, absl::string_view) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kDataLoss, ::testing::HasSubstr("catalogue event 1")));
}

v1::Event Proposal(int32_t expires_on) {
  v1::Event proposal = EventBuilder::Source("national");
  proposal.mutable_change_proposed()->set_expires_on(expires_on);
  proposal.mutable_change_proposed()->set_part(1);
  return proposal;
}

// A decision sees what was decided before it, durable or not.
TEST_F(IndexListsTest, ProposalsAreVisitedOnceWhetherTheirRowsAreWrittenOrNot) {
  const auto visited = [&](Sequence known_at) {
    std::vector<std::pair<Sequence, int32_t>> proposals;
    EXPECT_THAT(index_->VisitProposals(known_at,
                                       [&](Sequence sequence, int32_t expires_on) {
                                         proposals.emplace_back(sequence, expires_on);
                                         return absl::OkStatus();
                                       }),
                IsOk());
    return proposals;
  };
  Add(Proposal(20260131));
  Add(EventBuilder::Source("local"));
  v1::Event proposal = Proposal(20260228);
  proposal.set_sequence(3);
  AddToTail(proposal, {});
  EXPECT_THAT(visited(3), ElementsAre(Pair(1, 20260131), Pair(3, 20260228)));
  EXPECT_THAT(visited(2), ElementsAre(Pair(1, 20260131)));
  storage::Batch batch = database_->NewBatch();
  StageRows(proposal, &batch);
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(visited(3), ElementsAre(Pair(1, 20260131), Pair(3, 20260228))) << "once, though it is in both places";
  index_->MarkWritten(3);
  EXPECT_THAT(visited(3), ElementsAre(Pair(1, 20260131), Pair(3, 20260228)));
}

}  // namespace
}  // namespace tranche
