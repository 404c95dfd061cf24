#include "cluster/node.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "cluster/hand_over.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/note_key.h"
#include "proof/published_checkpoints.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/shared_node.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche::cluster {
namespace {

using Outcome = MemorySharedLog::Outcome;

bool WaitUntil(const std::function<bool()>& is_so) {
  for (const absl::Time end = absl::Now() + absl::Seconds(20); absl::Now() < end; absl::SleepFor(absl::Milliseconds(2)))
    if (is_so()) return true;
  return false;
}

v1::Event Plan(const std::string& key) { return EventBuilder::Plan("P1", "national", 2024, 1).Key(key); }

// A machine whose copy is kept by a node.
class Machine {
 public:
  Machine(MemorySharedLog* log, const std::string& name, const std::string& directory, Clock* clock)
      : log_(*log), copy_(log, name, directory, clock) {}

  void Begin(bool may_decide = true, std::function<void(const absl::Status&)> clock_seen = nullptr) {
    node_ = nullptr;
    ASSERT_THAT(copy_.Open(), IsOk());
    NodeOptions options;
    options.name = {copy_.name(), copy_.name() + ":8080"};
    options.may_decide = may_decide;
    options.renew = absl::Milliseconds(5);
    options.pause = absl::Milliseconds(1);
    options.ended = [this] { has_ended_ = true; };
    options.clock_seen = std::move(clock_seen);
    node_ = std::make_unique<Node>(&*copy_, &log_, options);
  }
  void Stop() { node_->Stop(); }

  Ledger* operator->() const { return &*copy_; }
  Ledger& operator*() const { return *copy_; }
  bool decides() const { return copy_.decides(); }
  bool has_ended() const { return has_ended_; }
  absl::Status status() const { return node_->status(); }
  NodeView view() const { return node_->view(); }

 private:
  MemorySharedLog& log_;
  SharedNode copy_;
  std::atomic<bool> has_ended_ = false;
  std::unique_ptr<Node> node_;
};

class NodeTest : public ::testing::Test {
 protected:
  NodeTest() {
    EXPECT_THAT(MoveInto(&log_, *made_), IsOk());
    made_.Close();
  }

  TemporaryDirectory directory_;
  TestLedger made_;
  MemorySharedLog log_{TestTerms().ledger_id()};
  Machine hanoi_{&log_, "hanoi", directory_.File("hanoi"), &made_.clock()};
  Machine hue_{&log_, "hue", directory_.File("hue"), &made_.clock()};
};

TEST_F(NodeTest, OneDecidesAndTheOtherFollows) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  hue_.Begin();
  ASSERT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  EXPECT_TRUE(WaitUntil([&] { return hue_->head() == hanoi_->head(); }));
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_FALSE(hue_.decides());
  EXPECT_THAT(hue_->Append({Plan("two")}),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::HasSubstr("record at hanoi:8080")));
  EXPECT_FALSE(hanoi_.has_ended());
}

TEST_F(NodeTest, WhoIsStoppedGivesTheLeaseBackAndTheNextDecides) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  hue_.Begin();
  ASSERT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  hanoi_.Stop();
  ASSERT_TRUE(WaitUntil([&] { return hue_.decides(); }));
  EXPECT_EQ(hue_->head(), hanoi_->head());
  EXPECT_THAT(hue_->Append({Plan("two")}), IsOk());
  EXPECT_FALSE(hanoi_.has_ended()) << "it was told to";
}

TEST_F(NodeTest, WhoIsDeposedEndsAndFollowsWhenItIsStartedAgain) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  log_.Expire();
  ASSERT_THAT(log_.Take({"another", ""}, absl::InfiniteFuture()), IsOk());
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.has_ended(); }));
  EXPECT_THAT(hanoi_.status(), StatusIs(absl::StatusCode::kAborted));
  hanoi_.Begin();
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_FALSE(hanoi_.decides());
  log_.Expire();
  EXPECT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
}

TEST_F(NodeTest, WhoOnlyFollowsNeverDecides) {
  hue_.Begin(false);
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_FALSE(hue_.decides());
  EXPECT_EQ(log_.State(absl::InfiniteFuture())->term, 1) << "that of the move";
}

TEST_F(NodeTest, WhoseClockIsOffTakesNoLeaseAndSaysSo) {
  std::atomic<int> told = 0;
  std::atomic<int> right = 0;
  const auto clock_seen = [&](const absl::Status& clock) { ++(clock.ok() ? right : told); };
  log_.SetClock(absl::Milliseconds(2'500));
  hue_.Begin(true, clock_seen);
  ASSERT_TRUE(WaitUntil([&] { return told > 0; }));
  EXPECT_NEAR(absl::ToDoubleSeconds(hue_.view().clock_ahead), 2.5, 0.4);
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(log_.State(absl::InfiniteFuture())->term, 1) << "that of the move";
  EXPECT_EQ(told, 1) << "once";
  log_.SetClock(absl::Milliseconds(-1'500));
  EXPECT_TRUE(WaitUntil([&] { return hue_.decides(); })) << "off by less than two seconds";
  EXPECT_EQ(right, 1);
  EXPECT_TRUE(WaitUntil([&] { return hue_.view().decides; }));
  EXPECT_EQ(hue_.view().takeovers, 1);
}

TEST_F(NodeTest, WhoCannotAskWhatTimeItIsTakesNoLease) {
  hue_.Begin(false);
  hue_.Stop();
  log_.SetClock(absl::Seconds(3));
  std::atomic<int> told = 0;
  log_.LoseStates(2);  // of the opening, and of the first look
  hue_.Begin(true, [&](const absl::Status& clock) { told += clock.ok() ? 0 : 1; });
  ASSERT_TRUE(WaitUntil([&] { return told > 0; })) << "once it is answered";
  EXPECT_EQ(log_.State(absl::InfiniteFuture())->term, 1) << "that of the move";
  log_.SetClock(absl::ZeroDuration());
  EXPECT_TRUE(WaitUntil([&] { return hue_.decides(); }));
}

TEST_F(NodeTest, WhoseClockGoesWrongWhileItDecidesSaysSoAndGoesOn) {
  std::atomic<int> told = 0;
  std::atomic<int> right = 0;
  hanoi_.Begin(true, [&](const absl::Status& clock) { ++(clock.ok() ? right : told); });
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  log_.SetClock(absl::Seconds(-5));
  ASSERT_TRUE(WaitUntil([&] { return told > 0; }));
  EXPECT_NEAR(absl::ToDoubleSeconds(hanoi_.view().clock_ahead), -5, 0.4);
  EXPECT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  EXPECT_FALSE(hanoi_.has_ended());
  EXPECT_EQ(right, 0) << "that it was right from the beginning is nothing to tell";
  log_.SetClock(absl::ZeroDuration());
  EXPECT_TRUE(WaitUntil([&] { return right == 1; }));
  EXPECT_EQ(told, 1);
}

TEST_F(NodeTest, AClockIsOffByWhatACallCannotExplain) {
  const absl::Time noon = absl::FromUnixSeconds(1'700'000'000);
  const auto ahead = [&](double there, double after) {
    return ClockAhead(noon, noon + absl::Seconds(there), noon + absl::Seconds(after));
  };
  EXPECT_EQ(ahead(1, 2), absl::ZeroDuration());
  EXPECT_EQ(ahead(-3, 2), absl::Seconds(3));
  EXPECT_EQ(ahead(5, 2), absl::Seconds(-3));
}

TEST_F(NodeTest, BothSayWhenTheyLastHeardFromTheLog) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  hue_.Begin(false);
  ASSERT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  for (const Machine* machine : {&hanoi_, &hue_}) {
    const auto heard = [&] {
      const std::optional<LogContact> contact = (*machine)->contact();
      return contact.has_value() && contact->log_head == hanoi_->head();
    };
    EXPECT_TRUE(WaitUntil(heard));
  }
  made_.clock().Advance(absl::Hours(1));
  const absl::Time now = made_.clock().Now();
  EXPECT_TRUE(WaitUntil([&] { return hue_->contact()->at >= now; })) << "though nothing was recorded";
  EXPECT_TRUE(WaitUntil([&] { return hanoi_->contact()->at >= now; }));
  EXPECT_EQ(made_.clock().Now(), now);
}

TEST_F(NodeTest, AnAppendThatFailsEndsItAndOneThatIsSettledDoesNot) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  for (int i = 0; i < 50; ++i) {
    log_.Script({Outcome::kUnanswered});  // of a renewal or an append
    ASSERT_THAT(hanoi_->Append({Plan("settled " + std::to_string(i))}), IsOk());
  }
  EXPECT_FALSE(hanoi_.has_ended());
  const auto fill = [&] {
    log_.Script({Outcome::kFull});
    return !hanoi_->Append({Plan("full")}).ok();
  };
  ASSERT_TRUE(WaitUntil(fill));
  EXPECT_TRUE(WaitUntil([&] { return hanoi_.has_ended(); }));
  hanoi_.Begin();
  EXPECT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
}

TEST_F(NodeTest, GivesWayToANodeThatWasAskedForAndIsReady) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  ASSERT_THAT(log_.HandOver("hue", absl::Minutes(1), absl::InfiniteFuture()), IsOk());
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_FALSE(hanoi_.has_ended()) << "hue may be gone";
  hue_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.has_ended(); }));
  EXPECT_THAT(hanoi_.status(),
              StatusIs(absl::StatusCode::kAborted, ::testing::HasSubstr("node hue was asked to decide")));
  ASSERT_THAT(hanoi_->Append({Plan("in flight")}), IsOk());
  EXPECT_FALSE(hue_.decides());
  hanoi_.Stop();
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hue_.decides(); }));
  EXPECT_FALSE(hanoi_.decides());
  EXPECT_THAT(hue_->Append({Plan("one")}), IsOk());
  EXPECT_FALSE(hue_.has_ended());
}

TEST_F(NodeTest, IsHandedOverByACommandThatSaysWhatBecameOfIt) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  EXPECT_EQ(HandOver(&log_, "hanoi", absl::Minutes(1))->decider_address(), "hanoi:8080") << "it decides already";
  EXPECT_THAT(
      HandOver(&log_, "hue", absl::Milliseconds(200)),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               ::testing::HasSubstr("node hue has not taken the lease in time, and node hanoi decides; see that")));
  EXPECT_FALSE(hanoi_.has_ended());
  hue_.Begin();
  std::thread stops([&] {
    EXPECT_TRUE(WaitUntil([&] { return hanoi_.has_ended(); }));
    hanoi_.Stop();
  });
  EXPECT_EQ(HandOver(&log_, "hue", absl::Minutes(1))->decider(), "hue");
  stops.join();
}

TEST_F(NodeTest, SharesTheCheckpointsOfItsCopyAsTheyAreSigned) {
  const SigningKey key = SigningKey::Generate();
  const auto publish = [&](uint64_t size, int signatures) {
    PublishedCheckpoint published;
    published.checkpoint = {OriginOf(hanoi_->terms()), size, *hanoi_->tree().Root(size)};
    published.note.text = published.checkpoint.ToText();
    for (int i = 0; i < signatures; ++i)
      published.note.signatures.push_back(key.Sign("signer" + std::to_string(i), published.note.text));
    EXPECT_THAT(KeepCheckpoint(published, Settles::kNo, &*hanoi_), IsOk());
    return published.note.ToString();
  };
  const auto shared = [&] { return *log_.Checkpoints(absl::InfiniteFuture()); };
  hanoi_.Begin(false);
  hanoi_.Stop();
  const std::string first = publish(2, 1);
  const std::string second = publish(5, 1);
  hanoi_.Begin(false);
  EXPECT_TRUE(WaitUntil([&] { return shared() == std::vector<std::string>{first, second}; }));
  const std::string cosigned = publish(5, 2);
  EXPECT_TRUE(WaitUntil([&] { return shared() == std::vector<std::string>{first, second, cosigned}; }));
  const std::string third = publish(7, 1);
  EXPECT_TRUE(WaitUntil([&] { return shared() == std::vector<std::string>{first, second, cosigned, third}; }));
  EXPECT_FALSE(hanoi_.has_ended());
}

// Another node has gone on from a log that lacks what this one has.
TEST_F(NodeTest, AForkEndsIt) {
  hanoi_.Begin();
  ASSERT_TRUE(WaitUntil([&] { return hanoi_.decides(); }));
  hue_.Begin(false);
  ASSERT_THAT(hanoi_->Append({Plan("lost")}), IsOk());
  ASSERT_TRUE(WaitUntil([&] { return hue_->head() == hanoi_->head(); }));
  const Sequence head = hue_->head();
  hanoi_.Stop();
  log_.SetBack(head - 1);
  SharedNode other(&log_, "other", directory_.File("other"), &made_.clock());
  ASSERT_THAT(other.Open(), IsOk());
  ASSERT_THAT(other.Decide(), IsOk());
  ASSERT_THAT(other->Append({Plan("other"), Plan("and more")}), IsOk());
  ASSERT_TRUE(WaitUntil([&] { return hue_.has_ended(); }));
  EXPECT_THAT(hue_.status(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(hue_->head(), head) << "the evidence";
}

}  // namespace
}  // namespace tranche::cluster
