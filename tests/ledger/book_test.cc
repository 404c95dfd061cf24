#include "ledger/book.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/postings_of.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

class BookTest : public ::testing::Test {
 protected:
  BookTest()
      : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)),
        book_(database_.get()) {}

  void Stage(Sequence sequence, v1::Event event, const v1::Event* reversed = nullptr) {
    event.set_sequence(sequence);
    storage::Batch batch = database_->NewBatch();
    Book::Stage(event, *PostingsOf(event, reversed), &batch);
    ASSERT_THAT(database_->Write(batch), IsOk());
  }
  std::vector<Sequence> Sequences(const BookScope& scope) {
    std::vector<Sequence> sequences;
    EXPECT_THAT(book_.Visit(scope, [&](const BookedPosting& booked) { sequences.push_back(booked.sequence); }), IsOk());
    return sequences;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  Book book_;
};

TEST_F(BookTest, AnEmptyBookKnowsNothing) {
  EXPECT_THAT(book_.Watermark(), IsOkAndHolds(0));
  EXPECT_THAT(book_.FindKey("k"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(Sequences({}), ElementsAre());
}

TEST_F(BookTest, FindsTheEventOfAKeyAndNotOfItsBeginning) {
  Stage(1, EventBuilder::Plan("P1", "national", 2024, 5).Key("key"));
  EXPECT_THAT(book_.FindKey("key"), IsOkAndHolds(Optional(1)));
  EXPECT_THAT(book_.FindKey("ke"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(book_.FindKey("keys"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(book_.Watermark(), IsOkAndHolds(1));
}

TEST_F(BookTest, VisitsAPartOfTheBookInTheOrderOfLinesMeasuresAndSequences) {
  Stage(1, EventBuilder::Plan("P2", "national", 2024, 5));
  Stage(2, EventBuilder::Execution("P1", "national", 2024, 5));
  Stage(3, EventBuilder::Plan("P1", "national", 2025, 5));
  Stage(4, EventBuilder::Plan("P1", "national", 2024, 5));
  Stage(5, EventBuilder::Plan("P1", "local", 2024, 5));
  Stage(6, EventBuilder::Plan("P10", "national", 2024, 5));
  EXPECT_THAT(Sequences({}), ElementsAre(5, 4, 2, 3, 6, 1));
  EXPECT_THAT(Sequences({"P1"}), ElementsAre(5, 4, 2, 3));
  EXPECT_THAT(Sequences({"P1", "national"}), ElementsAre(4, 2, 3));
  EXPECT_THAT(Sequences({"P1", "national", 2024}), ElementsAre(4, 2));
  EXPECT_THAT(Sequences({"P"}), ElementsAre()) << "a unit's name is whole";
}

TEST_F(BookTest, APostingComesBackAsItWasWithTheCoordinatesOfItsEvent) {
  const v1::Event event =
      EventBuilder::Tranche(3, "P1", "national", 2024, 7).Share("P2", 9).LimitedTo({"fairs"}).On("2024-05-16");
  Stage(8, event);
  std::vector<BookedPosting> found;
  ASSERT_THAT(book_.Visit({"P2"}, [&](const BookedPosting& booked) { found.push_back(booked); }), IsOk());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].posting, (*PostingsOf(event, nullptr))[1]);
  EXPECT_EQ(found[0].effective_date, Day("2024-05-16"));
  EXPECT_EQ(found[0].sequence, 8u);
  EXPECT_EQ(found[0].ordinal, 1);
}

TEST_F(BookTest, NegativeAmountsComeBackNegative) {
  Stage(1, EventBuilder::PlanAdjustment("P1", "national", 2024, -7));
  int64_t amount = 0;
  ASSERT_THAT(book_.Visit({}, [&](const BookedPosting& booked) { amount = booked.posting.amount; }), IsOk());
  EXPECT_EQ(amount, -7);
}

TEST_F(BookTest, ListsCatalogueEventsStatementsAndReversals) {
  const v1::Event plan = EventBuilder::Plan("P1", "national", 2024, 5);
  Stage(1, EventBuilder::Source("national"));
  Stage(2, plan);
  Stage(3, EventBuilder::Estimate("P1", 2024, "executed", 5));
  Stage(4, EventBuilder::Figure("F1", "P1", 2024, "5", 5));
  Stage(5, EventBuilder::Reversal(2, "why").On("2024-01-01"), &plan);
  EXPECT_THAT(book_.CatalogueEvents(), IsOkAndHolds(ElementsAre(1)));
  EXPECT_THAT(book_.Statements(), IsOkAndHolds(ElementsAre(3, 4)));
  EXPECT_THAT(book_.ReversalOf(2), IsOkAndHolds(Optional(5)));
  EXPECT_THAT(book_.ReversalOf(5), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(BookTest, ADamagedRowStopsTheVisitAndIsNamed) {
  Stage(1, EventBuilder::Plan("P1", "national", 2024, 5));
  storage::Batch batch = database_->NewBatch();
  batch.Put(storage::Family::kIndex, std::string("\x02P2\x00rubbish", 11), "x");
  ASSERT_THAT(database_->Write(batch), IsOk());
  int visited = 0;
  EXPECT_THAT(book_.Visit({}, [&](const BookedPosting&) { ++visited; }),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("index: key 02503200"), HasSubstr("rebuild"))));
  EXPECT_EQ(visited, 1);
  EXPECT_THAT(book_.Visit({"P1"}, [](const BookedPosting&) {}), IsOk());
}

TEST_F(BookTest, ReadsTheIndexAsideWhenItIsToldTo) {
  ASSERT_THAT(database_->CreateIndexAside(), IsOk());
  v1::Event event = EventBuilder::Plan("P1", "national", 2024, 5).Key("k");
  event.set_sequence(1);
  storage::Batch batch = database_->NewBatch();
  Book::Stage(event, *PostingsOf(event, nullptr), &batch, storage::Family::kIndexAside);
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(book_.FindKey("k"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(Book(database_.get(), storage::Family::kIndexAside).FindKey("k"), IsOkAndHolds(Optional(1)));
}

TEST_F(BookTest, DescribesRowsInWords) {
  EXPECT_EQ(Book::DescribeRow(std::string(1, '\0')), "the watermark");
  EXPECT_EQ(Book::DescribeRow("\x01key"), "idempotency key \"key\"");
  EXPECT_EQ(Book::DescribeRow("\x02x"), "a posting with a damaged key");
  EXPECT_EQ(Book::DescribeRow("\x63"), "a row of no known kind");
  EXPECT_EQ(Book::DescribeRow(""), "a row of no known kind");
}

}  // namespace
}  // namespace tranche
