// Copies of a shared log: who may write to them, and what they hold.
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "log/shared_rows.h"
#include "storage/format_file.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_shared_log.h"
#include "tests/support/shared_node.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class CopyFormatTest : public ::testing::Test {
 protected:
  absl::Status Open(storage::SharedLog* log) {
    OpenOptions options;
    options.shared_log = log;
    return Ledger::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock(), options).status();
  }
  void MakeItACopy() {
    std::ofstream(storage::FormatPath(ledger_.directory())) << storage::FormatText({storage::kFormatVersion, true});
  }

  TestLedger ledger_;
};

TEST_F(CopyFormatTest, NothingIsWrittenToACopyAlone) {
  const Sequence head = ledger_->head();
  ledger_.Close();
  MakeItACopy();
  EXPECT_THAT(Open(nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("is the copy of a shared log"), HasSubstr("tranche cluster move-out"))));
  const auto reader = Ledger::Open(ledger_.directory(), Ledger::Access::kReadOnly, &ledger_.clock());
  ASSERT_THAT(reader, IsOk()) << "it answers";
  EXPECT_EQ((*reader)->head(), head);
}

TEST_F(CopyFormatTest, ALedgerOfItsOwnIsNotTakenForACopy) {
  MemorySharedLog log;
  ledger_.Close();
  EXPECT_THAT(Open(&log), StatusIs(absl::StatusCode::kFailedPrecondition,
                                   AllOf(HasSubstr("is a ledger of its own"), HasSubstr("tranche cluster move-in"))));
  EXPECT_THAT(Open(nullptr), IsOk());
}

v1::Event Plan(const std::string& key, int64_t amount = 1) {
  return EventBuilder::Plan("P1", "national", 2024, amount).Key(key);
}

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : "";
}

absl::Time Soon() { return absl::Now() + absl::Seconds(5); }

// Two nodes that share a log of a ledger with a catalogue.
class CopyTest : public ::testing::Test {
 protected:
  using Outcome = MemorySharedLog::Outcome;

  CopyTest() {
    EXPECT_THAT(MoveInto(&log_, *made_), IsOk());
    made_.Close();
    EXPECT_THAT(hanoi_.Open(), IsOk());
    EXPECT_THAT(hue_.Open(), IsOk());
  }

  void ExpectSame() {
    ASSERT_THAT(hue_.CatchUp(), IsOk());
    EXPECT_EQ(hanoi_->head(), hue_->head());
    EXPECT_EQ(*hanoi_->tree().Root(hanoi_->head()), *hue_->tree().Root(hue_->head()));
  }

  TemporaryDirectory directory_;
  TestLedger made_;
  MemorySharedLog log_{TestTerms().ledger_id()};
  SharedNode hanoi_{&log_, "hanoi", directory_.File("hanoi"), &made_.clock()};
  SharedNode hue_{&log_, "hue", directory_.File("hue"), &made_.clock()};
};

TEST_F(CopyTest, TheDeciderRecordsAndTheFollowerHasIt) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  const Sequence before = hanoi_->head();
  const auto receipts = hanoi_->Append({Plan("one", 7), Plan("two", 8)});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_EQ(hanoi_->head(), before + 2);
  EXPECT_EQ(log_.rows().back().first, before + 1);
  EXPECT_EQ(log_.rows().back().last, before + 2);
  EXPECT_EQ(hue_->head(), before) << "until it has caught up";
  ExpectSame();
  EXPECT_EQ(*hue_->log().ReadBytes(before + 1), *hanoi_->log().ReadBytes(before + 1));
  ASSERT_THAT(hue_.Open(), IsOk()) << "what it applied it has";
  EXPECT_EQ(hue_->head(), before + 2);
  EXPECT_EQ(hue_->terms().ledger_id(), TestTerms().ledger_id());
}

// What it hears while it lacks events makes none of its answers newer.
TEST_F(CopyTest, ACopyIsAsOldAsWhatItHas) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  ASSERT_THAT(hue_.CatchUp(), IsOk());
  const absl::Time had_all = made_.clock().Now();
  const Sequence before = hue_->head();
  made_.clock().Advance(absl::Hours(24));
  for (const char* key : {"one", "two"}) ASSERT_THAT(hanoi_->Append({Plan(key)}), IsOk());
  const std::vector<storage::SharedLogRow> rows = log_.rows();
  const absl::Time heard = hue_->Now();
  hue_->Heard(heard, before + 2);
  made_.clock().Advance(absl::Seconds(5));
  ASSERT_THAT(hue_->Apply(rows[rows.size() - 2]), IsOk());
  EXPECT_EQ(hue_->contact()->at, had_all);
  EXPECT_EQ(hue_->contact()->log_head, before);
  EXPECT_EQ(hue_->contact()->known_head, before + 2);
  const auto reader = Ledger::Open(hue_.directory(), Ledger::Access::kReadOnly, &made_.clock());
  ASSERT_THAT(reader, IsOk());
  ASSERT_THAT(hue_->Apply(rows.back()), IsOk());
  EXPECT_EQ(hue_->contact()->at, heard) << "not when it has got it";
  EXPECT_EQ(hue_->contact()->log_head, before + 2);
  EXPECT_EQ((*reader)->contact()->at, had_all) << "it has what there was when it was opened";
}

TEST_F(CopyTest, AFollowerSaysWhoDecides) {
  EXPECT_EQ(CodeOf(hue_->Append({Plan("one")}).status()), "copy.follows-nobody");
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  EXPECT_THAT(hue_->Append({Plan("one")}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("node hanoi decides"), HasSubstr("record at hanoi:8080"))));
  EXPECT_THAT(hue_->Append({Plan("one")}, {.dry_run = true}), IsOk()) << "what would be said can be asked anywhere";
}

// The states, keys and catalogue that decisions need are those of the decider.
TEST_F(CopyTest, AFollowerDecidesAsTheDeciderBeforeItWouldHave) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  EXPECT_THAT(hanoi_->Append({EventBuilder::Area("training", "Training"), Plan("plan", 100)}), IsOk());
  EXPECT_THAT(hanoi_->Append({EventBuilder::Tranche(1, "P1", "national", 2024, 60).Key("tranche")}), IsOk());
  ASSERT_THAT(hue_.CatchUp(), IsOk());
  EXPECT_THAT(hanoi_->Append({EventBuilder::Reversal(hanoi_->head(), "mistaken").Key("back")}), IsOk());
  log_.Expire();
  ASSERT_THAT(hue_.Decide(), IsOk());
  const auto again = hue_->Append({Plan("plan", 100)});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
  EXPECT_FALSE(hue_->Append({EventBuilder::Tranche(2, "P1", "national", 2024, 101)}).ok()) << "over the plan";
  EXPECT_THAT(hue_->Append({EventBuilder::Tranche(2, "P1", "national", 2024, 100).LimitedTo({"training"})}), IsOk());
  EXPECT_FALSE(hue_->Append({EventBuilder::Area("training", "Training").Key("other")}).ok());
}

TEST_F(CopyTest, ADeposedDeciderAbortsWhatIsInFlight) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  auto first = hanoi_->Submit({Plan("first")});
  auto second = hanoi_->Submit({Plan("second")});
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  log_.Expire();
  ASSERT_THAT(hue_.Decide(), IsOk());
  EXPECT_THAT(hanoi_->Await(*std::move(first)), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(hanoi_->Await(*std::move(second)), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(hanoi_->Append({Plan("third")}), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(hue_->Append({Plan("first")}), IsOk());
  ASSERT_THAT(hanoi_.Open(), IsOk());
  ASSERT_THAT(hanoi_.CatchUp(), IsOk());
  EXPECT_EQ(hanoi_->head(), hue_->head());
}

TEST_F(CopyTest, AFullLogLeavesNothingAndAnUnansweredAppendIsSettled) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  const int64_t term = hanoi_->lease()->term;
  SharedNode patient(&log_, "hanoi", directory_.File("hanoi"), &made_.clock(), absl::Seconds(20));
  hanoi_.Close();
  ASSERT_THAT(patient.Open(), IsOk());
  log_.Script({Outcome::kUnanswered});
  ASSERT_THAT(patient.Decide(), StatusIs(absl::StatusCode::kUnavailable)) << "the taking was not answered";
  ASSERT_THAT(patient.Decide(), IsOk());
  log_.Script({Outcome::kUnanswered});
  EXPECT_THAT(patient->Append({Plan("settled")}), IsOk());
  EXPECT_GT(patient->lease()->term, term) << "it was taken again";
  const size_t rows = log_.rows().size();
  log_.Script({Outcome::kFull});
  EXPECT_THAT(patient->Append({Plan("full")}), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(log_.rows().size(), rows);
  EXPECT_THAT(patient->Append({Plan("later")}), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_THAT(patient.Open(), IsOk());
  ASSERT_THAT(patient.Decide(), IsOk());
  EXPECT_THAT(patient->Append({Plan("full")}), IsOk());
}

TEST_F(CopyTest, ACopyThatIsBehindDoesNotDecide) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  ASSERT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  log_.Expire();
  const auto lease = log_.Take({"hue", ""}, Soon());
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(CodeOf(hue_->Decide(*lease, {})), "copy.behind");
  ASSERT_THAT(hue_.CatchUp(), IsOk());
  EXPECT_THAT(hue_->Decide(*lease, {}), IsOk());
}

TEST_F(CopyTest, RowsComeInTheirOrderAndOnce) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  for (const char* key : {"one", "two", "three"}) ASSERT_THAT(hanoi_->Append({Plan(key)}), IsOk());
  const std::vector<storage::SharedLogRow> rows = log_.rows();
  EXPECT_EQ(CodeOf(hue_->Apply(rows.back())), "copy.gap");
  EXPECT_THAT(hue_->Apply(rows.front()), IsOk()) << "it has that one";
  ASSERT_THAT(hue_.CatchUp(), IsOk());
  EXPECT_EQ(hue_->head(), hanoi_->head());
}

TEST_F(CopyTest, ADamagedRowIsNotApplied) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  ASSERT_THAT(hanoi_->Append({Plan("one")}), IsOk());
  const Sequence head = hue_->head();
  storage::SharedLogRow short_row = log_.rows().back();
  short_row.events.pop_back();
  EXPECT_THAT(hue_->Apply(short_row), StatusIs(absl::StatusCode::kDataLoss));
  storage::SharedLogRow no_event = log_.rows().back();
  no_event.events[1] = '\x7f';
  EXPECT_THAT(hue_->Apply(no_event), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(hue_.CatchUp(), IsOk()) << "nothing of that remained";
  EXPECT_EQ(hue_->head(), head + 1);
}

// An event that is lawful, but is not the one that the decider recorded.
TEST_F(CopyTest, ARowThatDoesNotLeadToItsRootStopsTheFollower) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  ASSERT_THAT(hanoi_->Append({Plan("one", 5)}), IsOk());
  const Sequence head = hue_->head();
  storage::SharedLogRow altered = log_.rows().back();
  const size_t at = altered.events.find("one");
  ASSERT_NE(at, std::string::npos);
  altered.events[at] = 'O';
  EXPECT_EQ(CodeOf(hue_->Apply(altered)), "copy.fork");
  EXPECT_FALSE(hue_.CatchUp().ok()) << "it must be opened again";
  ASSERT_THAT(hue_.Open(), IsOk());
  EXPECT_EQ(hue_->head(), head);
  ASSERT_THAT(hue_.CatchUp(), IsOk());
}

TEST_F(CopyTest, ALogThatWasSetBackIsHealedFromTheCopyThatIsAhead) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  for (const char* key : {"one", "two", "three"}) ASSERT_THAT(hanoi_->Append({Plan(key)}), IsOk());
  ASSERT_THAT(hue_.CatchUp(), IsOk());
  ASSERT_THAT(hanoi_->Append({Plan("four")}), IsOk());
  const Sequence head = hanoi_->head();
  const std::vector<storage::SharedLogRow> before = log_.rows();
  log_.SetBack(head - 2);
  log_.Expire();
  std::vector<Sequence> noticed;
  OpenOptions options;
  options.set_back_notice = [&](Sequence copy, Sequence log) { noticed = {copy, log}; };
  ASSERT_THAT(hanoi_.Open(options), IsOk());
  EXPECT_THAT(noticed, ::testing::ElementsAre(head, head - 2));
  EXPECT_EQ(hanoi_->head(), head) << "what was acknowledged is not given up";
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  EXPECT_EQ(log_.rows().back().last, head);
  EXPECT_EQ(log_.rows().back().root, before.back().root);
  EXPECT_EQ(log_.rows().back().events, before[before.size() - 2].events + before.back().events) << "byte for byte";
  ASSERT_THAT(hanoi_->Append({Plan("five")}), IsOk());
  ExpectSame();
}

TEST_F(CopyTest, AForkStopsAndKeepsWhatThereIs) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  ASSERT_THAT(hanoi_->Append({Plan("lost")}), IsOk());
  const Sequence head = hanoi_->head();
  log_.SetBack(head - 1);
  log_.Expire();
  ASSERT_THAT(hue_.Decide(), IsOk()) << "it cannot know of the lost one";
  ASSERT_THAT(hue_->Append({Plan("other")}), IsOk());
  const absl::Status forked = hanoi_.Open();
  EXPECT_EQ(CodeOf(forked), "copy.fork") << forked;
  EXPECT_THAT(forked, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("compare them with published checkpoints")));
  const auto reader = Ledger::Open(hanoi_.directory(), Ledger::Access::kReadOnly, &made_.clock());
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ((*reader)->head(), head) << "the evidence";
}

TEST_F(CopyTest, RefusesTheLogOfAnotherLedgerAndOneOfANewerFormat) {
  hanoi_.Close();
  MemorySharedLog other("ffff");
  EXPECT_EQ(CodeOf(SharedNode(&other, "hanoi", hanoi_.directory(), &made_.clock()).Open()), "copy.other-ledger");
  MemorySharedLog newer(TestTerms().ledger_id(), storage::kFormatVersion + 1);
  EXPECT_EQ(CodeOf(SharedNode(&newer, "hanoi", hanoi_.directory(), &made_.clock()).Open()), "copy.newer");
}

// A copy that ends inside a row, as when it was seeded from a ledger whose groups were others.
TEST_F(CopyTest, TakesTheRestOfARowThatItHasInPart) {
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  for (const char* key : {"one", "two", "three"}) ASSERT_THAT(hanoi_->Append({Plan(key)}), IsOk());
  ASSERT_THAT(hue_->Apply(log_.rows()[1]), IsOk());
  ASSERT_THAT(hue_->Apply(log_.rows()[2]), IsOk());
  MemorySharedLog merged(TestTerms().ledger_id());  // all in one row
  ASSERT_THAT(MoveInto(&merged, *hanoi_), IsOk());
  ASSERT_EQ(merged.rows().size(), 1u);
  hue_.Close();
  SharedNode hue(&merged, "hue", hue_.directory(), &made_.clock());
  ASSERT_THAT(hue.Open(), IsOk());
  ASSERT_THAT(hue.CatchUp(), IsOk());
  EXPECT_EQ(hue->head(), hanoi_->head());
}

TEST_F(CopyTest, ManyCallersShareRowsAndNoneIsLost) {
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  ASSERT_THAT(hanoi_.Decide(), IsOk());
  const Sequence before = hanoi_->head();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) EXPECT_THAT(hanoi_->Append({Plan(absl::StrCat(thread, " ", i))}), IsOk());
    });
  for (int i = 0; i < 100; ++i) ASSERT_THAT(hue_.CatchUp(), IsOk());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(hanoi_->head(), before + kThreads * kEach);
  ExpectSame();
}

}  // namespace
}  // namespace tranche
