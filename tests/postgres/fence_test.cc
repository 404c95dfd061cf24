// The fence: once a lease was taken, no row of an older term is written any more. Two nodes append without pause, each
// with the last lease that it had, while the lease is taken from one for the other again and again. The same is tried
// with two fences that look right and are not, which must be found: else this test would find nothing.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "events/check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/postgres/private_server.h"
#include "tests/support/status_matchers.h"

namespace tranche::postgres {
namespace {

using storage::Lease;
using storage::SharedLogHead;

constexpr int kTakeoversMin = 50;
constexpr char kLock[] = "FOR SHARE OF l";                             // of append()
constexpr char kTakingLock[] = "INTO STRICT l FROM lease FOR UPDATE";  // of take()

class Hammer {
 public:
  // With other locks in the places of those of the schema.
  explicit Hammer(const std::string& lock, const std::string& taking_lock = kTakingLock)
      : id_(server_.NewLedger([&](std::string* schema) {
          const int found = absl::StrReplaceAll({{kLock, lock}, {kTakingLock, taking_lock}}, schema);
          TRANCHE_CHECK(found == 2, "the schema has other locks");
        })) {}

  // Takes the lease from one for the other until `end`, and at least kTakeoversMin times, or until a row of a term that
  // was over has come in.
  void Run(absl::Time end) {
    std::vector<std::thread> writers;
    for (Node& node : nodes_) writers.emplace_back([this, &node] { AppendAll(node); });
    int takeovers = 0;
    while ((absl::Now() < end || takeovers < kTakeoversMin) && late_rows_ == 0) {
      TakeFor(nodes_[takeovers % 2]);
      ++takeovers;
    }
    is_over_ = true;
    for (std::thread& writer : writers) writer.join();
  }

  // Rows that came in after the lease of a later term was there, and all rows.
  int late_rows() const { return late_rows_; }
  int rows() const { return rows_; }

 private:
  struct Node {
    std::string name;
    std::unique_ptr<PostgresLog> log;
    std::atomic<int64_t> term{0};
  };

  absl::Time soon() const { return In(absl::Seconds(20)); }

  void AppendAll(Node& node) {
    const std::unique_ptr<PostgresLog> log = server_.Log(id_);
    while (!is_over_) {
      const absl::StatusOr<SharedLogHead> head = log->Head(soon());
      if (head.ok() && log->Append(Lease{node.term, 0}, *head, RowAfter(*head), soon()).ok()) ++rows_;
    }
  }

  void TakeFor(Node& node) {
    server_.Run(absl::StrCat("UPDATE ledger_", id_, ".lease SET expires_at = '-infinity'"));
    const absl::StatusOr<Lease> lease = node.log->Take({node.name, ""}, soon());
    TRANCHE_CHECK(lease.ok(), lease.status().ToString());
    const absl::StatusOr<SharedLogHead> head = node.log->Head(soon());
    TRANCHE_CHECK(head.ok(), head.status().ToString());
    absl::SleepFor(absl::Milliseconds(5));  // an append that is late comes now
    late_rows_ += std::stoi(server_.Run(absl::StrCat("SELECT count(*) FROM ledger_", id_, ".log WHERE first > ",
                                                     head->first, " AND term < ", lease->term)));
    node.term = lease->term;
  }

  const PrivateServer& server_ = PrivateServer::Shared();
  const std::string id_;
  Node nodes_[2] = {{"hanoi", server_.Log(id_)}, {"hue", server_.Log(id_)}};
  std::atomic<bool> is_over_{false};
  std::atomic<int> late_rows_{0};
  std::atomic<int> rows_{0};
};

TEST(FenceTest, NoRowOfATermThatIsOverComesIn) {
  Hammer hammer(kLock);
  hammer.Run(In(absl::Seconds(10)));
  EXPECT_EQ(hammer.late_rows(), 0);
  EXPECT_GT(hammer.rows(), 20);
}

// Until one is found; each run has found one within a second.
TEST(FenceTest, WithoutALockRowsOfATermThatIsOverComeIn) {
  Hammer hammer("");
  hammer.Run(In(absl::Seconds(60)));
  EXPECT_GT(hammer.late_rows(), 0);
}

// The lock of an UPDATE that changes no key does not wait for this one.
TEST(FenceTest, WithALockThatAnUpdateDoesNotWaitForRowsOfATermThatIsOverComeIn) {
  Hammer hammer("FOR KEY SHARE OF l", "INTO STRICT l FROM lease FOR NO KEY UPDATE");
  hammer.Run(In(absl::Seconds(60)));
  EXPECT_GT(hammer.late_rows(), 0);
}

TEST(FenceTest, ATakingThatLocksMoreThanAnUpdateWaitsForEvenThat) {
  Hammer hammer("FOR KEY SHARE OF l");
  hammer.Run(In(absl::Seconds(3)));
  EXPECT_EQ(hammer.late_rows(), 0);
}

}  // namespace
}  // namespace tranche::postgres
