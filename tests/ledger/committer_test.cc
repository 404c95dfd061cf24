// Every step of an append against a log that fails, answers late, or leaves the outcome unknown.
#include "ledger/committer.h"

#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using Outcome = MemoryLog::Outcome;
using ::testing::HasSubstr;

v1::Event Plan(const std::string& key, int64_t amount = 1) {
  return EventBuilder::Plan("P1", "national", 2024, amount).Key(key);
}

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : "";
}

class CommitterTest : public ::testing::Test {
 protected:
  // What every caller and reader must see after a failed append.
  void ExpectNothingAcknowledged(Sequence head) {
    EXPECT_EQ(ledger_->head(), head);
    EXPECT_EQ(ledger_->View().head(), head);
    EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 0);
    const int appends = log_.appends();
    const absl::Status later = ledger_.Append({Plan("later")}).status();
    EXPECT_EQ(CodeOf(later), "append.after-failure") << later;
    EXPECT_THAT(later, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("open the ledger again")));
    EXPECT_FALSE(ledger_.Append({Plan("first")}).ok()) << "a retry must not be told that it is recorded";
    EXPECT_FALSE(ledger_.Append({Plan("later")}, {.dry_run = true}).ok());
    EXPECT_EQ(log_.appends(), appends) << "nothing is appended after a failure";
  }

  void ExpectARetryIsHarmless(bool was_there) {
    ASSERT_THAT(ledger_.Reopen(), IsOk());
    for (const bool is_known : {was_there, true}) {
      const auto again = ledger_.Append({Plan("first")});
      ASSERT_THAT(again, IsOk());
      EXPECT_EQ(again->front().already_recorded, is_known);
    }
    EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 1);
  }

  MemoryLog log_;
  TestLedger ledger_{4, log_.options()};
};

TEST_F(CommitterTest, AfterAFailureThatLeftNothingTheCallerIsToldSo) {
  const Sequence head = ledger_->head();
  log_.Script(Outcome::kNotWritten);
  const absl::Status failed = ledger_.Append({Plan("first")}).status();
  EXPECT_EQ(CodeOf(failed), "append.nothing-written");
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kResourceExhausted,
                               HasSubstr("nothing of this was recorded: the log is full; open")));
  EXPECT_EQ(RefusalOf(failed)->then(1).text(), "the log is full") << "the cause stays data";
  ExpectNothingAcknowledged(head);
  ExpectARetryIsHarmless(false);
}

class UnknownOutcomeTest : public CommitterTest, public ::testing::WithParamInterface<Outcome> {};

TEST_P(UnknownOutcomeTest, NothingIsAcknowledgedAndARetryTells) {
  const Sequence head = ledger_->head();
  log_.Script(GetParam());
  const absl::Status failed = ledger_.Append({Plan("first")}).status();
  EXPECT_EQ(CodeOf(failed), "append.outcome-unknown");
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("retry with the same keys")));
  ExpectNothingAcknowledged(head);
  ExpectARetryIsHarmless(GetParam() == Outcome::kUnknownThere);
}

INSTANTIATE_TEST_SUITE_P(Outcomes, UnknownOutcomeTest,
                         ::testing::Values(Outcome::kUnknownNotThere, Outcome::kUnknownThere));

// A slow log delays only the callers that wait for it.
TEST_F(CommitterTest, UntilALateAnswerNothingIsVisibleAndDecisionsGoOn) {
  const Sequence head = ledger_->head();
  log_.HoldNext();
  std::thread writer([&] { EXPECT_THAT(ledger_.Append({Plan("first", 100)}), IsOk()); });
  log_.WaitUntilHeld();
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 0);
  EXPECT_EQ((*ledger_->View().CatalogueAt(ledger_->head()))->FindArea("training"), nullptr);
  const v1::Event area = EventBuilder::Area("training", "Training");
  auto area_submitted = ledger_->Submit({area});
  auto on_top = ledger_->Submit({EventBuilder::Tranche(1, "P1", "national", 2024, 100).Key("on top")});
  auto again = ledger_->Submit({Plan("first", 100)});
  ASSERT_THAT(on_top, IsOk()) << "it is decided on the plan that is in flight";
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(ledger_.Append({EventBuilder::Tranche(2, "P1", "national", 2024, 1)}, {.dry_run = true}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_EQ((*ledger_->View().CatalogueAt(ledger_->head()))->FindArea("training"), nullptr);
  log_.Release();
  const auto known = ledger_->Await(*std::move(again));
  ASSERT_THAT(known, IsOk());
  EXPECT_TRUE(known->front().already_recorded);
  EXPECT_GE(ledger_->head(), known->front().sequence) << "a receipt is only given for what is durable";
  EXPECT_THAT(ledger_->Await(*std::move(on_top)), IsOk());
  EXPECT_THAT(ledger_->Await(*std::move(area_submitted)), IsOk());
  writer.join();
  EXPECT_EQ(ledger_->head(), head + 3);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 100);
  EXPECT_NE((*ledger_->View().CatalogueAt(ledger_->head()))->FindArea("training"), nullptr);
  EXPECT_EQ(log_.appends(), 4) << "init, the catalogue, the plan, and all that was in line behind it";
}

TEST_F(CommitterTest, WhatIsInLineBehindAFailureIsNeverAppended) {
  const Sequence head = ledger_->head();
  log_.HoldNext();
  log_.Script(Outcome::kUnknownThere);
  std::thread writer([&] { EXPECT_EQ(CodeOf(ledger_.Append({Plan("first")}).status()), "append.outcome-unknown"); });
  log_.WaitUntilHeld();
  auto second = ledger_->Submit({Plan("second")});
  auto known = ledger_->Submit({Plan("first")});
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(known, IsOk());
  log_.Release();
  writer.join();
  EXPECT_EQ(CodeOf(ledger_->Await(*std::move(second)).status()), "append.after-failure");
  EXPECT_FALSE(ledger_->Await(*std::move(known)).ok());
  EXPECT_EQ(ledger_->head(), head);
  ExpectNothingAcknowledged(head);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(ledger_->head(), head + 1);
  EXPECT_FALSE(ledger_.Append({Plan("second")})->front().already_recorded);
}

// The batch that ends an epoch carries its rows.
TEST_F(CommitterTest, AFailureAtTheEndOfAnEpochLeavesLogAndIndexTogether) {
  for (const Outcome outcome : {Outcome::kNotWritten, Outcome::kUnknownNotThere, Outcome::kUnknownThere}) {
    for (int i = 0; i < 9; ++i) {
      const std::string key = absl::StrCat(static_cast<int>(outcome), "/", i);
      log_.Script(outcome);
      EXPECT_FALSE(ledger_.Append({Plan(key)}).ok());
      ASSERT_THAT(ledger_.Reopen(), IsOk());
      ASSERT_THAT(ledger_.Append({Plan(key)}), IsOk());
    }
  }
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), 27);
  EXPECT_EQ((*ledger_->index().Measures({"P1", "national", 2024}, {CivilDate::Max(), ledger_->head()}))[Measure::kPlan],
            27);
}

TEST_F(CommitterTest, ABatchThatNobodyAwaitsIsWrittenWhenItIsDropped) {
  const Sequence head = ledger_->head();
  ASSERT_THAT(ledger_->Submit({Plan("dropped")}), IsOk());
  EXPECT_EQ(ledger_->head(), head + 1);
}

TEST_F(CommitterTest, WhateverTheLogDoesEveryKeyIsRecordedOnceInTheEnd) {
  const uint64_t seed = 20261125;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  int64_t wanted = 0;
  for (int i = 0; i < 60; ++i) {
    std::vector<v1::Event> batch;
    for (uint64_t n = 0; n <= random() % 6; ++n) batch.push_back(Plan(absl::StrCat(i, "/", n)));
    wanted += static_cast<int64_t>(batch.size());
    while (true) {
      if (random() % 3 == 0) log_.Script(static_cast<Outcome>(random() % 4));
      const Sequence before = ledger_->head();
      const auto receipts = ledger_.Append(batch);
      if (receipts.ok()) break;
      ASSERT_EQ(ledger_->head(), before);
      ASSERT_THAT(ledger_.Reopen(), IsOk());
      ASSERT_EQ(ledger_->head(), log_.last());
    }
  }
  EXPECT_EQ(ledger_.Sum("P1", Measure::kPlan), wanted);
  EXPECT_EQ(log_.last(), ledger_->head());
  EXPECT_THAT(ledger_->tree().Root(ledger_->head()), IsOk());
}

}  // namespace
}  // namespace tranche
