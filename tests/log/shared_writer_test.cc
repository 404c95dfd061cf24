#include "log/shared_writer.h"

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/sha256.h"
#include "proto/event.pb.h"
#include "storage/encoding/packed.h"
#include "tests/support/environment_number.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using storage::SharedLogHead;
using storage::SharedLogRow;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Outcome = MemorySharedLog::Outcome;

// Events of a group, which refers to them.
struct Events {
  std::vector<std::string> bytes;
  std::string row;  // as the shared log has them
};

Events EventsAfter(Sequence last, size_t count, const std::string& note) {
  Events events;
  for (size_t i = 1; i <= count; ++i) {
    v1::Event event;
    event.set_sequence(last + i);
    event.mutable_recorded_at()->set_seconds(1'700'000'000);
    event.mutable_recorded_at()->set_nanos(static_cast<int32_t>(last + i) * 1000);
    event.set_event_id(note);
    events.bytes.push_back(event.SerializeAsString());
    storage::AppendBytes(events.bytes.back(), &events.row);
  }
  return events;
}

// One node: its writer, from the taking of the lease until an append fails.
class Node {
 public:
  Node(MemorySharedLog* log, storage::Database* database, const std::string& name, absl::Duration settle_max)
      : log_(*log), database_(*database), name_(name), settle_max_(settle_max) {}

  // Takes the lease and goes on at the end of the log. False if another node holds it, or there is no answer.
  bool Begin() {
    const absl::StatusOr<storage::Lease> lease = log_.Take({name_, ""}, absl::InfiniteFuture());
    if (!lease.ok()) return false;
    end_ = *log_.Head(absl::InfiniteFuture());
    writer_ = std::make_unique<SharedWriter>(
        &log_, &database_, *lease, end_,
        SharedWriter::Options{{name_, ""}, absl::Seconds(3), settle_max_, absl::ZeroDuration()});
    return true;
  }
  bool has_begun() const { return writer_ != nullptr; }

  absl::Status Append(const Events& events) {
    LogGroup group{end_.last + 1, end_.last + events.bytes.size(), Sha256(events.row), database_.NewBatch()};
    group.rows.Put(storage::Family::kMeta, absl::StrCat(group.last), events.row);
    group.stored_bytes.assign(events.bytes.begin(), events.bytes.end());
    const absl::Status appended = writer_->Append(group);
    end_ = {group.first, group.last, group.root};
    if (!appended.ok()) writer_ = nullptr;
    return appended;
  }

  Sequence last() const { return end_.last; }

 private:
  MemorySharedLog& log_;
  storage::Database& database_;
  const std::string name_;
  const absl::Duration settle_max_;
  std::unique_ptr<SharedWriter> writer_;
  SharedLogHead end_;
};

class SharedWriterTest : public ::testing::Test {
 protected:
  Node NewNode(const std::string& name, absl::Duration settle_max = absl::Seconds(60)) {
    return Node(&log_, database_.get(), name, settle_max);
  }

  // Of a fresh node, with the calls of the log ending like this.
  absl::Status AppendWith(std::vector<Outcome> outcomes) {
    Node node = NewNode("hanoi");
    EXPECT_TRUE(node.Begin());
    log_.Script(std::move(outcomes));
    events_ = EventsAfter(node.last(), 2, "a");
    return node.Append(events_);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_ =
      *storage::Database::Open(directory_.File("database"), storage::Database::Mode::kTemporary);
  MemorySharedLog log_;
  Events events_;
};

TEST_F(SharedWriterTest, WritesTheEventsIntoTheLogAndTheRowsIntoTheCopy) {
  Node node = NewNode("hanoi");
  ASSERT_TRUE(node.Begin());
  const Events first = EventsAfter(0, 3, "a");
  const Events second = EventsAfter(3, 1, std::string(300, 'b'));
  EXPECT_THAT(node.Append(first), IsOk());
  EXPECT_THAT(node.Append(second), IsOk());
  const std::vector<SharedLogRow> rows = log_.rows();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].events, first.row);
  EXPECT_EQ(rows[0].root, Sha256(first.row));
  EXPECT_EQ(rows[0].recorded_at_us, 1'700'000'000'000'003);
  EXPECT_EQ(rows[1].first, 4u);
  EXPECT_EQ(rows[1].events, second.row);
  EXPECT_THAT(database_->Get(storage::Family::kMeta, "4"), IsOkAndHolds(second.row));
}

TEST_F(SharedWriterTest, FindsARowThatIsThereAlthoughNobodyAnswered) {
  EXPECT_THAT(AppendWith({Outcome::kUnanswered}), IsOk());
  EXPECT_THAT(log_.rows(), SizeIs(1));
}

TEST_F(SharedWriterTest, FindsARowThatCameLate) {
  EXPECT_THAT(AppendWith({Outcome::kLate}), IsOk());
  EXPECT_THAT(log_.rows(), SizeIs(1));
}

TEST_F(SharedWriterTest, AppendsAgainWhatIsNotThere) {
  EXPECT_THAT(AppendWith({Outcome::kLost}), IsOk());
  ASSERT_THAT(log_.rows(), SizeIs(1));
  EXPECT_EQ(log_.rows()[0].events, events_.row);
  EXPECT_EQ(log_.rows()[0].term, 2);
}

TEST_F(SharedWriterTest, AsksUntilItKnows) {
  EXPECT_THAT(AppendWith({Outcome::kLost, Outcome::kLost, Outcome::kUnanswered, Outcome::kAnswered, Outcome::kLate,
                          Outcome::kLost, Outcome::kUnanswered}),
              IsOk());
  EXPECT_THAT(log_.rows(), SizeIs(1));
}

TEST_F(SharedWriterTest, SaysThatTheLogIsFullAndLeavesNothing) {
  EXPECT_THAT(AppendWith({Outcome::kFull}), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(log_.rows(), SizeIs(0));
}

TEST_F(SharedWriterTest, DoesNotKnowInTheEndWhatNobodyAnswers) {
  Node node = NewNode("hanoi", absl::Milliseconds(20));
  ASSERT_TRUE(node.Begin());
  log_.Script(std::vector<Outcome>(10'000'000, Outcome::kLost));
  EXPECT_THAT(node.Append(EventsAfter(0, 1, "a")), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(SharedWriterTest, IsDeposedWhenAnotherNodeHasTakenTheLease) {
  Node old = NewNode("hanoi");
  Node next = NewNode("hue");
  ASSERT_TRUE(old.Begin());
  ASSERT_FALSE(next.Begin());
  log_.Expire();
  ASSERT_TRUE(next.Begin());
  EXPECT_THAT(old.Append(EventsAfter(0, 1, "old")), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(next.Append(EventsAfter(0, 1, "next")), IsOk());
  EXPECT_THAT(log_.rows(), SizeIs(1));
}

// The other one has waited for that append, so the log says what became of it.
TEST_F(SharedWriterTest, KnowsFromTheLeaseOfAnotherWhatBecameOfItsAppend) {
  for (const bool was_done : {true, false}) {
    Node old = NewNode("hanoi");
    Node next = NewNode("hue");
    log_.Expire();
    ASSERT_TRUE(old.Begin());
    const size_t rows = log_.rows().size();
    log_.Script({was_done ? Outcome::kUnanswered : Outcome::kLost});
    log_.BeforeNextTake([&] {
      log_.Expire();
      EXPECT_TRUE(next.Begin());
    });
    const absl::Status appended = old.Append(EventsAfter(old.last(), 1, "old"));
    EXPECT_THAT(appended, StatusIs(was_done ? absl::StatusCode::kOk : absl::StatusCode::kAborted));
    EXPECT_THAT(log_.rows(), SizeIs(rows + (was_done ? 1 : 0)));
  }
}

TEST_F(SharedWriterTest, KnowsFromTheRowOfAnotherThatItsOwnIsNotThere) {
  Node old = NewNode("hanoi");
  Node next = NewNode("hue");
  ASSERT_TRUE(old.Begin());
  log_.Script({Outcome::kLost});
  log_.BeforeNextTake([&] {
    log_.Expire();
    EXPECT_TRUE(next.Begin());
    EXPECT_THAT(next.Append(EventsAfter(0, 1, "next")), IsOk());
    log_.Expire();
  });
  EXPECT_THAT(old.Append(EventsAfter(0, 1, "old")),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("another node has appended event 1")));
  EXPECT_THAT(log_.rows(), SizeIs(1));
}

// Two nodes under random outcomes: what was acknowledged is there once, what was refused is nowhere, what is unknown is
// there once or not at all; the log has no gap, and its terms never fall.
TEST_F(SharedWriterTest, RandomOutcomesLoseNothingThatWasAcknowledged) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 1);
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 2000);
  std::mt19937_64 random(seed);
  SCOPED_TRACE(absl::StrCat("TRANCHE_SEED=", seed));
  std::set<std::string> acknowledged, refused, unknown;
  size_t acknowledged_in_all = 0, refused_in_all = 0, unknown_in_all = 0;
  for (uint64_t round = 0; round < rounds; ++round) {
    MemorySharedLog log;
    Node nodes[] = {Node(&log, database_.get(), "hanoi", absl::ZeroDuration()),
                    Node(&log, database_.get(), "hue", absl::Seconds(60))};
    acknowledged.clear(), refused.clear(), unknown.clear();
    for (int step = 0; step < 12; ++step) {
      Node& node = nodes[random() % 2];
      if (random() % 6 == 0) log.Expire();
      if (!node.has_begun() && !node.Begin()) continue;
      std::vector<Outcome> script;
      while (script.size() < 4 && random() % 2 == 0) script.push_back(static_cast<Outcome>(random() % 5));
      log.Script(script);
      const Events events = EventsAfter(node.last(), 1 + random() % 3, absl::StrCat(round, ":", step));
      const absl::Status appended = node.Append(events);
      (appended.ok() ? acknowledged : absl::IsUnavailable(appended) ? unknown : refused).insert(events.row);
    }
    acknowledged_in_all += acknowledged.size();
    refused_in_all += refused.size();
    unknown_in_all += unknown.size();
    std::multiset<std::string> found;
    SharedLogRow before;
    for (const SharedLogRow& row : log.rows()) {
      ASSERT_EQ(row.first, before.last + 1);
      ASSERT_GE(row.term, before.term);
      found.insert(row.events);
      before = row;
    }
    for (const std::string& row : acknowledged) ASSERT_EQ(found.count(row), 1u) << round;
    for (const std::string& row : refused) ASSERT_EQ(found.count(row), 0u) << round;
    for (const std::string& row : unknown) ASSERT_LE(found.count(row), 1u) << round;
  }
  EXPECT_GT(acknowledged_in_all, rounds);
  EXPECT_GT(refused_in_all, rounds / 10);
  EXPECT_GT(unknown_in_all, rounds / 10);
}

}  // namespace
}  // namespace tranche
