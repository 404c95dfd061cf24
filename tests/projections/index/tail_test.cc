#include <map>
#include <string>
#include <vector>

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

// Three events of the third epoch, one of which reverses one of the first.
class TailTest : public BalanceIndexTest {
 protected:
  TailTest() : BalanceIndexTest(4) {
    Add(EventBuilder::Tranche(1, "P1", "national", 2024, 7)
            .Share("P2", 9)
            .LimitedTo({"fairs"})
            .On("2024-05-16")
            .Key("first"));
    const v1::Event tranche = events_.front();
    for (int i = 2; i <= 8; ++i) Add(EventBuilder::Plan("P1", "national", 2024, i).Key(absl::StrCat(i)));
    Add(EventBuilder::Reversal(1, "why").On("2024-05-16").Key("ninth"), &tranche);
    Add(EventBuilder::Plan("P3", "local", 2025, 10).Key("tenth"));
    Add(EventBuilder::Plan("P1", "national", 2024, 11).Key("last"));
  }

  // All rows of the index.
  std::map<std::string, std::string> Rows() {
    std::map<std::string, std::string> rows;
    for (auto scan = database_->ScanAll(Family::kIndex, ""); scan->Valid(); scan->Next())
      rows[std::string(scan->key())] = std::string(scan->value());
    return rows;
  }
};

// The same, beside another one.
class NeverWritten final : public TailTest {
 public:
  using TailTest::Add;
  using TailTest::Rows;

 private:
  void TestBody() override {}
};

TEST_F(TailTest, ATailThatWasWrittenIsLoadedInPlaceOfItsEvents) {
  EXPECT_EQ(index_->loaded(), 8u);
  WriteTail(10);
  Reload();
  EXPECT_EQ(index_->loaded(), 10u);
  EXPECT_EQ(index_->indexed(), 8u);
  EXPECT_EQ(index_->Scopes({}).size(), 3u);
  EXPECT_THAT(index_->YearsKnownAt(10), IsOkAndHolds(ElementsAre(2024, 2025)));
  EXPECT_THAT(index_->YearsKnownAt(9), IsOkAndHolds(ElementsAre(2024)));
  EXPECT_THAT(Sequences({"P1"}), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 11));
  EXPECT_THAT(Sequences({}, 9), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 9));
  EXPECT_THAT(index_->FindAlike({"P3", "local", 2025}, kEver, Measure::kPlan, 10, 100), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(index_->FindAlike({"P3", "local", 2025}, Day("2024-01-01"), Measure::kPlan, 10, 100),
              IsOkAndHolds(ElementsAre(10)));
}

TEST_F(TailTest, AKeyOfAWrittenTailIsFound) {
  WriteTail(11);
  Reload();
  class TenthEvent final : public EventReader {
   public:
    absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
      return sequence == 10 ? v1::Event(EventBuilder::Plan("P3", "local", 2025, 10).Key("tenth")) : v1::Event();
    }
  };
  EXPECT_THAT(index_->FindKey("tenth", TenthEvent()), IsOkAndHolds(Optional(10)));
  EXPECT_THAT(index_->FindKey("eleventh", NoEvents()), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(TailTest, TheRowsOfAnEpochAreTheSameWhetherItsTailWasWrittenOrNot) {
  const v1::Event last = EventBuilder::Plan("P1", "national", 2024, 12).Project("bridge").Key("twelfth");
  WriteTail(9);
  Reload();
  WriteTail(11);
  Reload();
  Add(last);
  EXPECT_EQ(StoredTail(2), "none") << "it goes with its epoch";
  const std::map<std::string, std::string> rows = Rows();
  NeverWritten other;
  other.Add(last);
  EXPECT_EQ(rows, other.Rows());
}

TEST_F(TailTest, ARowOfTheTailDependsOnItsEventsAlone) {
  WriteTail(11);
  const std::string row = StoredTail(2);
  WriteTail(9);
  EXPECT_NE(StoredTail(2), row);
  Reload();
  WriteTail(11);
  EXPECT_EQ(StoredTail(2), row);
  Reload();
  WriteTail(11);
  EXPECT_EQ(StoredTail(2), row);
}

TEST_F(TailTest, WhatIsAddedAndTakenBackAfterAWrittenTailWasNeverThere) {
  WriteTail(11);
  Reload();
  AddAndUndo(EventBuilder::Plan("P3", "local", 2025, 5));
  AddAndUndo(EventBuilder::Plan("P9", "local", 2025, 5));
  EXPECT_EQ(index_->Scopes({}).size(), 3u);
  EXPECT_EQ((*index_->Measures({"P3", "local", 2025}, {kEver, 100}))[Measure::kPlan], 10);
}

TEST_F(TailTest, ATailBeyondTheEndOfTheLogIsNotUsed) {
  WriteTail(11);
  events_.pop_back();
  postings_.pop_back();
  Reload();
  EXPECT_EQ(index_->loaded(), 8u);
  EXPECT_THAT(Sequences({"P1"}), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
  EXPECT_EQ(BalanceIndex::StoredTail(*database_, Family::kIndex, 4, 10), 0u);
  EXPECT_EQ(BalanceIndex::StoredTail(*database_, Family::kIndex, 4, 11), 11u);
}

TEST_F(TailTest, ATailIsDueWhenAnOpenWouldReadManyEvents) {
  EXPECT_TRUE(index_->IsTailDue(9));
  EXPECT_FALSE(index_->IsTailDue(8)) << "a complete epoch has no tail";
  WriteTail(10);
  EXPECT_FALSE(index_->IsTailDue(10));
  EXPECT_TRUE(index_->IsTailDue(11));
  const BalanceIndex large(database_.get(), Family::kIndexAside, kEpochEvents);
  EXPECT_FALSE(large.IsTailDue(255));
  EXPECT_TRUE(large.IsTailDue(256));
  EXPECT_FALSE(large.IsTailDue(kEpochEvents));
}

// Whatever byte is changed, the row is refused, or one of its parts is when it is asked for, or what it says differs.
TEST_F(TailTest, ADamagedTailIsNamed) {
  WriteTail(11);
  const std::string row = StoredTail(2);
  const auto load = [&](const std::string& value) {
    storage::Batch batch = database_->NewBatch();
    batch.Put(Family::kIndex, TailRowKey(2), value);
    EXPECT_THAT(database_->Write(batch), IsOk());
    BalanceIndex index(database_.get(), Family::kIndex, 4);
    return index.Load(11);
  };
  for (size_t size = 0; size < row.size(); ++size)
    EXPECT_THAT(load(row.substr(0, size)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("tail of epoch 2")));
  EXPECT_THAT(load(row + "x"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("tail of epoch 2")));
  std::string of_scope = row;
  of_scope.back() ^= 1;                // the last amount
  of_scope[of_scope.size() - 2] = 99;  // its width
  EXPECT_THAT(load(of_scope), IsOk());
  Reload();
  for (const auto& answer : {index_->Measures({"P3", "local", 2025}, {kEver, 100}).status(),
                             index_->Visit({"P3"}, 100, [](const IndexedPosting&) {})})
    EXPECT_THAT(answer, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("tail of epoch 2")));
}

}  // namespace
}  // namespace tranche
