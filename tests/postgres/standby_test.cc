// A primary and a standby: what is read from where, and what becomes of an append that the standby does not confirm.
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
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

class StandbyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    primary_ = new PrivateServer;
    standby_ = new PrivateServer(primary_);
  }
  static void TearDownTestSuite() {
    delete standby_;
    delete primary_;
  }

  // A commit then waits for a server that is not there, while the standby gets everything.
  static void WaitForNobody() { SetStandbys("nobody"); }
  static void WaitForNoStandby() { SetStandbys(""); }

  ~StandbyTest() override { WaitForNoStandby(); }

  // Each test begins when the standby has the log that the constructor made.
  void SetUp() override {
    const std::string end = primary_->Run("SELECT pg_current_wal_flush_lsn()");
    WaitUntil([&] { return standby_->Run(absl::StrCat("SELECT pg_last_wal_replay_lsn() >= '", end, "'")) == "t"; });
  }

  absl::Time soon() const { return In(absl::Seconds(20)); }

  // True when a session of a node waits for a standby.
  static bool IsWaiting() { return CountWaiting() == "1"; }
  static std::string CountWaiting() {
    return primary_->Run("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  }

  template <typename Condition>
  static void WaitUntil(Condition condition) {
    const absl::Time until = In(absl::Seconds(20));
    while (!condition()) {
      ASSERT_LT(absl::Now(), until);
      absl::SleepFor(absl::Milliseconds(10));
    }
  }

  // How many rows the standby has, acknowledged or not.
  std::string RowsOfStandby() const { return standby_->Run(absl::StrCat("SELECT count(*) FROM ledger_", id_, ".log")); }

  std::unique_ptr<PostgresLog> LogOf(const std::string& hosts, bool reads_replicas) const {
    return primary_->Log(id_, [&](PostgresLogOptions* options) {
      options->url = absl::StrCat("host='", hosts, "' dbname=postgres user=node");
      options->reads_replicas = reads_replicas;
    });
  }

  static PrivateServer* primary_;
  static PrivateServer* standby_;

  const std::string id_ = primary_->NewLedger();
  const std::unique_ptr<PostgresLog> log_ = primary_->Log(id_);
  const std::string primary_host_ = primary_->directory() + "/postgres";
  const std::string standby_host_ = standby_->directory() + "/postgres";

 private:
  static void SetStandbys(const std::string& names) {
    primary_->Run(absl::StrCat("ALTER SYSTEM SET synchronous_standby_names = '", names, "'"));
    primary_->Run("SELECT pg_reload_conf()");
    WaitUntil([&] { return primary_->Run("SHOW synchronous_standby_names") == names; });
  }
};

PrivateServer* StandbyTest::primary_ = nullptr;
PrivateServer* StandbyTest::standby_ = nullptr;

TEST_F(StandbyTest, AReplicaShowsNoRowThatIsNotAcknowledged) {
  const auto replica = LogOf(standby_host_, true);
  const Lease lease = *log_->Take({"hanoi", ""}, soon());
  const SharedLogRow first = RowAfter({});
  ASSERT_THAT(log_->Append(lease, {}, first, soon()), IsOk());
  const SharedLogRow second = RowAfter(HeadOf(first));
  WaitForNobody();
  std::thread writer([&] { EXPECT_THAT(log_->Append(lease, HeadOf(first), second, soon()), IsOk()); });
  WaitUntil([&] { return RowsOfStandby() == "2"; });
  EXPECT_THAT(replica->Head(soon()), IsOkAndHolds(HeadOf(first))) << "a later row is there";
  EXPECT_THAT(replica->Read(0, 1000, soon()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(replica->WaitBeyond(1, In(absl::Seconds(1))), IsOkAndHolds(false));
  WaitForNoStandby();
  writer.join();
  EXPECT_THAT(replica->Head(soon()), IsOkAndHolds(HeadOf(first))) << "acknowledged, and nobody has said so yet";
  EXPECT_THAT(log_->Renew(lease, second.last, soon()), IsOk());
  EXPECT_THAT(replica->WaitBeyond(1, soon()), IsOkAndHolds(true));
  EXPECT_THAT(replica->Head(soon()), IsOkAndHolds(HeadOf(second)));
  EXPECT_THAT(replica->Read(0, 1000, soon()), IsOkAndHolds(SizeIs(2)));
}

TEST_F(StandbyTest, AnAppendThatNoStandbyConfirmsEndsByItsDeadline) {
  const Lease lease = *log_->Take({"hanoi", ""}, soon());
  const SharedLogRow first = RowAfter({});
  ASSERT_THAT(log_->Append(lease, {}, first, soon()), IsOk());  // its session is there then
  const SharedLogRow second = RowAfter(HeadOf(first));
  WaitForNobody();
  EXPECT_THAT(log_->Append(lease, HeadOf(first), second, In(absl::Seconds(2))),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no answer in time")));
  // To take the lease is to wait for that append, so nothing is known before the standby is there.
  EXPECT_THAT(log_->Take({"hanoi", ""}, In(absl::Milliseconds(500))), StatusIs(absl::StatusCode::kUnavailable));
  WaitForNoStandby();
  absl::StatusOr<Lease> next = log_->Take({"hanoi", ""}, soon());
  ASSERT_THAT(next, IsOk());
  EXPECT_GT(next->term, lease.term);
  EXPECT_THAT(log_->Head(soon()), IsOkAndHolds(HeadOf(second))) << "it was there in the end";
}

// "canceling wait for synchronous replication": the server says that it is done, and it is not.
TEST_F(StandbyTest, AnAppendWhoseWaitIsCancelledIsNotAcknowledged) {
  const Lease lease = *log_->Take({"hanoi", ""}, soon());
  WaitForNobody();
  std::thread writer([&] {
    EXPECT_THAT(log_->Append(lease, {}, RowAfter({}), soon()),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("canceling wait for synchronous replication")));
  });
  WaitUntil(IsWaiting);
  primary_->Run("SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  writer.join();
}

TEST_F(StandbyTest, AReaderOfThePrimaryWaitsUntilTheStandbyHasWhatItSees) {
  const Lease lease = *log_->Take({"hanoi", ""}, soon());
  ASSERT_THAT(log_->Append(lease, {}, RowAfter({}), soon()), IsOk());
  WaitForNobody();
  const auto reader = LogOf(primary_host_, false);
  EXPECT_THAT(reader->Head(In(absl::Milliseconds(500))), StatusIs(absl::StatusCode::kUnavailable));
  WaitForNoStandby();
  EXPECT_THAT(reader->Head(soon()), IsOkAndHolds(HeadOf(RowAfter({}))));
}

TEST_F(StandbyTest, WritesGoToThePrimaryWhereverItIs) {
  const auto both = LogOf(standby_host_ + "," + primary_host_, false);
  const absl::StatusOr<Lease> lease = both->Take({"hanoi", ""}, soon());
  ASSERT_THAT(lease, IsOk());
  EXPECT_THAT(both->Append(*lease, {}, RowAfter({}), soon()), IsOk());
  EXPECT_THAT(both->Head(soon()), IsOkAndHolds(HeadOf(RowAfter({}))));
  const auto alone = LogOf(standby_host_, false);
  EXPECT_THAT(
      alone->Take({"hue", ""}, In(absl::Milliseconds(300))),
      StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no server of the shared log takes what is recorded")));
  EXPECT_THAT(alone->Head(In(absl::Milliseconds(300))), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace tranche::postgres
