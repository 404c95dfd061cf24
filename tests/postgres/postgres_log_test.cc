#include "postgres/postgres_log.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/postgres/private_server.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

using storage::Lease;
using storage::SharedLogHead;
using storage::SharedLogRow;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr size_t kAnyBytes = 100 << 20;

class PostgresLogTest : public ::testing::Test {
 protected:
  absl::Time soon() const { return In(absl::Seconds(20)); }

  Lease Take(PostgresLog& log, const std::string& name = "hanoi") {
    const absl::StatusOr<Lease> lease = log.Take({name, name + ":8080"}, soon());
    EXPECT_THAT(lease, IsOk());
    return lease.value_or(Lease{});
  }

  // Appends a row after the head and returns it.
  SharedLogRow Append(const Lease& lease, uint64_t events = 1, const std::string& bytes = "bytes") {
    const SharedLogRow row = RowAfter(head_, events, bytes);
    EXPECT_THAT(log_->Append(lease, head_, row, soon()), IsOk());
    head_ = HeadOf(row);
    return row;
  }

  void Expire() const {
    server_.Run(absl::StrCat("UPDATE ledger_", id_, ".lease SET expires_at = clock_timestamp() - interval '1 second'"));
  }

  const PrivateServer& server_ = PrivateServer::Shared();
  const std::string id_ = server_.NewLedger();
  const std::unique_ptr<PostgresLog> log_ = server_.Log(id_);
  const std::unique_ptr<PostgresLog> other_ = server_.Log(id_);
  SharedLogHead head_;
};

TEST_F(PostgresLogTest, BeginsEmpty) {
  EXPECT_THAT(log_->Head(soon()), IsOkAndHolds(SharedLogHead{}));
  EXPECT_THAT(log_->Read(0, kAnyBytes, soon()), IsOkAndHolds(SizeIs(0)));
}

TEST_F(PostgresLogTest, SaysWhoseLogItIsAndWhoHoldsTheLease) {
  const absl::StatusOr<storage::SharedLogState> free = log_->State(soon());
  ASSERT_THAT(free, IsOk());
  EXPECT_EQ(free->ledger_id, id_);
  EXPECT_EQ(free->format, 5u);
  EXPECT_EQ(free->holder.name, "");
  EXPECT_FALSE(free->is_closed);
  const Lease lease = Take(*log_);
  const absl::StatusOr<storage::SharedLogState> held = other_->State(soon());
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->holder.name, "hanoi");
  EXPECT_EQ(held->holder.address, "hanoi:8080");
  EXPECT_EQ(held->term, lease.term);
}

TEST_F(PostgresLogTest, OnlyItsOwnerClosesItAndThenNothingIsAppended) {
  const Lease lease = Take(*log_);
  Append(lease);
  EXPECT_THAT(log_->Close(soon()), StatusIs(absl::StatusCode::kPermissionDenied));
  const auto owner = server_.Log(id_, [&](PostgresLogOptions* options) { options->url = server_.url("postgres"); });
  EXPECT_THAT(owner->Close(soon()), IsOk());
  EXPECT_THAT(owner->Close(soon()), IsOk());
  EXPECT_TRUE(other_->State(soon())->is_closed);
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_), soon()), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(log_->Take({"hanoi", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("closed")));
  EXPECT_THAT(other_->Head(soon()), IsOkAndHolds(head_)) << "what was appended can be read";
}

TEST_F(PostgresLogTest, GivesBackTheRowsAsTheyWereAppended) {
  const Lease lease = Take(*log_);
  const std::vector<SharedLogRow> rows = {Append(lease), Append(lease, 64, std::string(100'000, 'x')),
                                          Append(lease, 3, std::string("\0\xff'\\", 4)), Append(lease, 1, "")};
  EXPECT_THAT(other_->Head(soon()), IsOkAndHolds(head_));
  const absl::StatusOr<std::vector<SharedLogRow>> found = other_->Read(0, kAnyBytes, soon());
  ASSERT_THAT(found, IsOkAndHolds(SizeIs(rows.size())));
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ((*found)[i].first, rows[i].first);
    EXPECT_EQ((*found)[i].last, rows[i].last);
    EXPECT_EQ((*found)[i].term, lease.term);
    EXPECT_EQ((*found)[i].root, rows[i].root);
    EXPECT_EQ((*found)[i].recorded_at_us, rows[i].recorded_at_us);
    EXPECT_EQ((*found)[i].events, rows[i].events);
  }
  EXPECT_THAT(other_->Read(rows[1].first, kAnyBytes, soon()), IsOkAndHolds(SizeIs(2)));
  EXPECT_THAT(other_->Read(head_.first, kAnyBytes, soon()), IsOkAndHolds(SizeIs(0)));
}

TEST_F(PostgresLogTest, ReadsNoMoreThanFitsAndAtLeastOne) {
  const Lease lease = Take(*log_);
  for (int i = 0; i < 20; ++i) Append(lease, 1, absl::StrCat("0123456", 100 + i));  // stored as they are, 10 bytes each
  EXPECT_THAT(log_->Read(0, kAnyBytes, soon()), IsOkAndHolds(SizeIs(16)));
  EXPECT_THAT(log_->Read(0, 35, soon()), IsOkAndHolds(SizeIs(3)));
  EXPECT_THAT(log_->Read(0, 30, soon()), IsOkAndHolds(SizeIs(3)));
  EXPECT_THAT(log_->Read(0, 1, soon()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(log_->Read(16, kAnyBytes, soon()), IsOkAndHolds(SizeIs(4)));
}

TEST_F(PostgresLogTest, AppendsNothingThatDoesNotFollow) {
  const Lease lease = Take(*log_);
  const SharedLogRow first = RowAfter({});
  SharedLogHead wrong = {1, 1, first.root};
  EXPECT_THAT(log_->Append(lease, wrong, RowAfter(wrong), soon()), StatusIs(absl::StatusCode::kAborted)) << "a gap";
  Append(lease, 5);
  EXPECT_THAT(log_->Append(lease, {}, first, soon()), StatusIs(absl::StatusCode::kAborted)) << "there is one already";
  wrong = head_;
  wrong.root[31] ^= 1;
  EXPECT_THAT(log_->Append(lease, wrong, RowAfter(wrong), soon()),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("or the log does not end with event 5")));
  wrong = {head_.first, head_.last - 1, head_.root};
  EXPECT_THAT(log_->Append(lease, wrong, RowAfter(wrong), soon()), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(log_->Head(soon()), IsOkAndHolds(head_));
  Append(lease);
}

TEST_F(PostgresLogTest, TheLeaseIsOneNodesUntilItIsReleased) {
  const Lease lease = Take(*log_);
  const absl::Status held = other_->Take({"hue", "hue:8080"}, soon()).status();
  EXPECT_THAT(held, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("hanoi at hanoi:8080 holds the lease")));
  EXPECT_EQ(RefusalOf(held)->code(), storage::kLeaseHeld);
  EXPECT_THAT(log_->Release(lease, soon()), IsOk());
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_), soon()), StatusIs(absl::StatusCode::kAborted))
      << "given back";
  EXPECT_GT(Take(*other_, "hue").term, lease.term);
  EXPECT_THAT(log_->Release(lease, soon()), IsOk()) << "of a term that is over";
  EXPECT_THAT(log_->Take({"hanoi", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("hue")));
}

TEST_F(PostgresLogTest, EachTakingIsANewTerm) {
  const Lease first = Take(*log_);
  const Lease second = Take(*log_);
  EXPECT_GT(second.term, first.term);
  EXPECT_THAT(log_->Append(first, head_, RowAfter(head_), soon()), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(log_->Renew(first, 0, soon()), StatusIs(absl::StatusCode::kAborted, HasSubstr("is over")));
  Append(second);
}

// A log that was set back must not give the number of a term again, so it is not counted.
TEST_F(PostgresLogTest, ATermIsTheTimeOfItsTaking) {
  const Lease lease = Take(*log_);
  EXPECT_NEAR(static_cast<double>(lease.term), static_cast<double>(absl::ToUnixMillis(absl::Now())), 60'000);
  EXPECT_EQ(lease.term, lease.taken_us / 1000);
}

TEST_F(PostgresLogTest, AnExpiredLeaseIsTaken) {
  const Lease lease = Take(*log_);
  Expire();
  Append(lease);  // nobody has taken it yet
  const Lease next = Take(*other_, "hue");
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_), soon()),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("another node has taken the lease")));
  EXPECT_THAT(log_->Renew(lease, 1, soon()), StatusIs(absl::StatusCode::kAborted));
  Append(next);
}

TEST_F(PostgresLogTest, ARenewedLeaseDoesNotExpire) {
  const Lease lease = Take(*log_);
  Expire();
  EXPECT_THAT(log_->Renew(lease, 0, soon()), IsOk());
  EXPECT_THAT(other_->Take({"hue", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition));
}

// A process that was killed does not hold the lease until it expires.
TEST_F(PostgresLogTest, TheLeaseOfASessionThatIsGoneIsTaken) {
  auto killed = server_.Log(id_, [](PostgresLogOptions* options) { options->ttl = absl::Hours(1); });
  Take(*killed);
  EXPECT_THAT(other_->Take({"hue", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition));
  killed.reset();
  const absl::Time until = soon();
  while (!other_->Take({"hue", ""}, soon()).ok()) {
    ASSERT_LT(absl::Now(), until);
    absl::SleepFor(absl::Milliseconds(10));
  }
}

TEST_F(PostgresLogTest, AClosedLogTakesNothing) {
  const Lease lease = Take(*log_);
  server_.Run(absl::StrCat("UPDATE ledger_", id_, ".lease SET closed_at = now()"));
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_), soon()), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(log_->Take({"hanoi", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("closed")));
}

TEST_F(PostgresLogTest, ADamagedRowIsReportedWithItsFirstEvent) {
  const Lease lease = Take(*log_);
  Append(lease, 7);
  const SharedLogRow damaged = Append(lease, 1, "0123456789");
  server_.Run(absl::StrCat("ALTER TABLE ledger_", id_, ".log_0000 DISABLE TRIGGER never; UPDATE ledger_", id_,
                           ".log_0000 SET payload = '0123456780' WHERE first = ", damaged.first));
  EXPECT_THAT(log_->Read(0, kAnyBytes, soon()), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("row of event 8")));
}

TEST_F(PostgresLogTest, WaitsForTheNextRow) {
  const Lease lease = Take(*log_);
  EXPECT_THAT(other_->WaitBeyond(0, In(absl::Seconds(1))), IsOkAndHolds(false));
  std::thread writer([&] {
    absl::SleepFor(absl::Milliseconds(200));
    Append(lease);
  });
  EXPECT_THAT(other_->WaitBeyond(0, soon()), IsOkAndHolds(true));
  writer.join();
  EXPECT_THAT(other_->WaitBeyond(1, In(absl::Seconds(1))), IsOkAndHolds(false));
}

// Rows of 2^26 events are made up: a partition is full after so many.
TEST_F(PostgresLogTest, GoesOnInThePartitionThatARenewalMade) {
  const Lease lease = Take(*log_);
  constexpr uint64_t kPartition = uint64_t{1} << 26;
  Append(lease, kPartition - 1);
  Append(lease, kPartition);  // in the second, which there was from the beginning
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_, kPartition), soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("partition")));
  EXPECT_THAT(log_->Renew(lease, head_.last, soon()), IsOk());
  Append(lease, kPartition);
  EXPECT_THAT(log_->Read(0, kAnyBytes, soon()), IsOkAndHolds(SizeIs(3)));
  EXPECT_THAT(log_->Head(soon()), IsOkAndHolds(head_));
}

TEST_F(PostgresLogTest, FindsAnotherServerAmongSeveral) {
  const auto log = server_.Log(id_, [&](PostgresLogOptions* options) {
    options->url = absl::StrCat("host=/nowhere,", server_.directory(), "/postgres dbname=postgres user=node");
  });
  Append(Take(*log));
  EXPECT_THAT(log->Head(soon()), IsOkAndHolds(head_));
}

TEST_F(PostgresLogTest, AsksAgainAfterItsSessionsEnded) {
  const Lease lease = Take(*log_);
  Append(lease);
  EXPECT_THAT(log_->Head(soon()), IsOk());
  server_.Run("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'node'");
  EXPECT_THAT(log_->Append(lease, head_, RowAfter(head_), soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log_->Head(soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log_->Head(soon()), IsOkAndHolds(head_)) << "it was not written";
  Append(lease);
}

TEST_F(PostgresLogTest, SaysThatNoServerIsThere) {
  const auto log = server_.Log(id_, [](PostgresLogOptions* options) { options->url = "host=/nowhere"; });
  const absl::Time begin = absl::Now();
  EXPECT_THAT(log->Head(In(absl::Milliseconds(300))), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/nowhere")));
  EXPECT_THAT(log->Take({"hanoi", ""}, In(absl::Milliseconds(300))), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(10));
}

TEST_F(PostgresLogTest, HandsOverToANodeThatIsReadyAndToNobodyElse) {
  const Lease lease = Take(*log_);
  ASSERT_THAT(log_->HandOver("hue", absl::Minutes(1), soon()), IsOk());
  EXPECT_EQ(log_->State(soon())->next, "") << "nobody knows whether hue is there";
  EXPECT_THAT(other_->Take({"hue", "hue:8080"}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(log_->State(soon())->next, "hue");
  const Lease settled = Take(*log_);
  EXPECT_GT(settled.term, lease.term) << "whoever decides may still find out what became of an append";
  EXPECT_THAT(log_->Release(settled, soon()), IsOk());
  for (const char* name : {"hanoi", "vinh"})
    EXPECT_THAT(log_->Take({name, ""}, soon()),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("hue at  holds the lease")));
  const Lease next = Take(*other_, "hue");
  EXPECT_EQ(log_->State(soon())->next, "") << "it is done";
  EXPECT_THAT(other_->Release(next, soon()), IsOk());
  Take(*log_, "vinh");
}

TEST_F(PostgresLogTest, ForgetsToHandOverAfterAWhile) {
  const Lease lease = Take(*log_);
  ASSERT_THAT(log_->HandOver("hue", absl::Milliseconds(300), soon()), IsOk());
  EXPECT_THAT(other_->Take({"hue", ""}, soon()), StatusIs(absl::StatusCode::kFailedPrecondition));
  absl::SleepFor(absl::Milliseconds(350));
  EXPECT_EQ(log_->State(soon())->next, "");
  EXPECT_THAT(log_->Release(lease, soon()), IsOk());
  Take(*log_, "vinh");
  ASSERT_THAT(log_->HandOver("hue", absl::Minutes(1), soon()), IsOk());
  Expire();
  Take(*log_, "hanoi");  // hue has not asked for it, so it may be gone
}

TEST_F(PostgresLogTest, KeepsCheckpointsOnceAndAsTheyWereCosigned) {
  const std::string bytes("note\0 \xff", 7);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(log_->KeepCheckpoint(20, "later", soon()), IsOk());
    EXPECT_THAT(log_->KeepCheckpoint(7, bytes, soon()), IsOk());
    EXPECT_THAT(other_->KeepCheckpoint(7, "cosigned", soon()), IsOk());
  }
  EXPECT_THAT(log_->Checkpoints(soon()), IsOkAndHolds(::testing::ElementsAre(bytes, "cosigned", "later")));
}

}  // namespace
}  // namespace tranche::postgres
