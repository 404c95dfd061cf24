#include "log/log_readers.h"

#include <atomic>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/merkle_tree.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr int kEvents = 10000;  // several parts of the log

class LogReadersTest : public ::testing::Test {
 protected:
  LogReadersTest() : ledger_(kEpochEvents) {
    std::vector<v1::Event> batch;
    for (int i = 0; i < kEvents; ++i) batch.push_back(EventBuilder::Execution("P1", "national", 2024, 1 + i));
    TRANCHE_CHECK(ledger_.Append(batch).ok(), "the test's own events were refused");
  }
  TestLedger ledger_;
};

TEST_F(LogReadersTest, InOrderMeansOneAfterTheOther) {
  for (Sequence first : {Sequence{1}, Sequence{2}, Sequence{5000}, ledger_->head()}) {
    Sequence next = first;
    std::vector<Sequence> prepared(kSlots);
    EXPECT_THAT(VisitInOrder(
                    ledger_->log(), first, ledger_->head(),
                    [&](size_t slot, const EventView& event, absl::Span<const PostingView>) {
                      prepared.at(slot) = event.sequence;
                      return absl::OkStatus();
                    },
                    [&](size_t slot, const EventView& event, absl::Span<const PostingView> postings) {
                      EXPECT_EQ(event.sequence, next++);
                      EXPECT_EQ(prepared.at(slot), event.sequence);
                      EXPECT_EQ(postings.size(), event.kind == v1::Event::kExecutionReported ? 1u : 0u);
                      return absl::OkStatus();
                    }),
                IsOk());
    EXPECT_EQ(next, ledger_->head() + 1);
  }
  EXPECT_THAT(VisitInOrder(ledger_->log(), 2, 1, nullptr, nullptr), IsOk());
}

TEST_F(LogReadersTest, TheLeafHashOfAnEventIsThereWhenItIsVisited) {
  std::vector<Digest> leaves(kSlots);
  Sequence visited = 0;
  const auto visit = [&](size_t slot, const EventView& event, absl::Span<const PostingView>) {
    EXPECT_EQ(leaves[slot], LeafHash(event.stored_bytes)) << event.sequence;
    ++visited;
    return absl::OkStatus();
  };
  ASSERT_THAT(VisitInOrder(ledger_->log(), 3, ledger_->head(), nullptr, visit, &leaves), IsOk());
  EXPECT_EQ(visited, ledger_->head() - 2);
}

TEST_F(LogReadersTest, TheVisitorEndsAVisitInOrder) {
  int visited = 0;
  EXPECT_THAT(VisitInOrder(ledger_->log(), 1, ledger_->head(), nullptr,
                           [&](size_t, const EventView&, absl::Span<const PostingView>) {
                             return ++visited == 3000 ? absl::CancelledError("enough") : absl::OkStatus();
                           }),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(visited, 3000);
}

TEST_F(LogReadersTest, InAnyOrderVisitsEachOnce) {
  std::vector<std::vector<int>> seen(3, std::vector<int>(ledger_->head() + 1));
  std::vector<PostingsVisitor> visitors;
  for (auto& each : seen) {
    visitors.push_back([&each](const EventView& event, absl::Span<const PostingView>) {
      ++each[event.sequence];
      return absl::OkStatus();
    });
  }
  ASSERT_THAT(VisitInAnyOrder(ledger_->log(), 1, ledger_->head(), visitors), IsOk());
  for (Sequence sequence = 1; sequence <= ledger_->head(); ++sequence)
    ASSERT_EQ(seen[0][sequence] + seen[1][sequence] + seen[2][sequence], 1) << sequence;
}

TEST_F(LogReadersTest, ADamagedEventIsNamedAndAllBeforeItAreVisitedInOrder) {
  const Sequence bad = 4500;
  const TemporaryDirectory scratch;
  ledger_.Close();
  CopyDamaged(ledger_.directory(), scratch.File("copy"),
              ChangeEvent(bad, [](v1::Event* event) { event->mutable_recorded_at()->set_seconds(1); }));
  const auto database = storage::Database::Open(scratch.File("copy") + "/rocksdb", storage::Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  const EventLog log(database->get());
  Sequence last = 0;
  const auto count = [&](size_t, const EventView& event, absl::Span<const PostingView>) {
    last = event.sequence;
    return absl::OkStatus();
  };
  EXPECT_THAT(VisitInOrder(log, 1, kEvents, nullptr, count),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sequence 4500")));
  EXPECT_EQ(last, bad - 1);
  const std::vector<PostingsVisitor> ignoring(
      2, [](const EventView&, absl::Span<const PostingView>) { return absl::OkStatus(); });
  EXPECT_THAT(VisitInAnyOrder(log, 1, kEvents, ignoring),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sequence 4500")));
}

}  // namespace
}  // namespace tranche
