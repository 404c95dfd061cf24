// Proofs of balances, with their events and as sums alone.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/balances.h"
#include "proof/check_proof.h"
#include "proof/prove.h"
#include "proof/proven_event.h"
#include "tests/proof/proven_history.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(ProofTest, ABalanceIsProvedCompleteAgainstItsCheckpoint) {
  const auto report = CheckProof(MoneyOfP1(), trust_);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->is_complete());
  EXPECT_EQ(report->balance().plan(), "100");
  EXPECT_EQ(report->balance().allocated(), "60");
  EXPECT_EQ(report->balance().disbursed(), "26");
  EXPECT_EQ(report->balance().executed(), "7");
  EXPECT_EQ(report->events(), 7u);
  EXPECT_EQ(report->size(), early_.checkpoint.size);
}

TEST_F(ProofTest, ABalanceKnownBetweenCheckpointsIsNotProvedComplete) {
  const v1::Proof proof = Balance(MoneyOf("P1", "2024-12-31", history_.late.sequence));
  EXPECT_FALSE(proof.balance().has_balance_root());
  const auto report = CheckProof(proof, trust_);
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->is_complete());
  EXPECT_EQ(report->balance().disbursed(), "25");
}

TEST_F(ProofTest, EveryQuestionOfARandomHistoryIsProvedWithTheAmountsOfTheReport) {
  const uint64_t seed = 20261123;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Workload workload(seed);
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 15; ++i) (void)ledger_.Append(workload.NextBatch(ledger_->head()));
    const Sequence size = Publish().checkpoint.size;
    for (const char* unit : {"", "N", "region:a", "P1", "P3", "Q1", "P6"}) {
      Question question = MoneyOf(unit, workload.Pick(2) == 0 ? "2024-06-30" : "2025-12-31", size - workload.Pick(2));
      if (workload.Pick(2) == 0) question.fiscal_year = 2024;
      if (workload.Pick(2) == 0) question.source = "national";
      if (workload.Pick(3) == 0) question.area = "fairs";
      const auto report = CheckProof(Balance(question), trust_);
      ASSERT_THAT(report, IsOk()) << unit;
      const auto wanted = tranche::Balance(ledger_->View(), question, {});
      ASSERT_THAT(wanted, IsOk());
      EXPECT_TRUE(report->is_complete());
      for (const Measure measure : kMeasures) {
        EXPECT_EQ(MeasureField(report->balance(), measure), MeasureField(wanted->total(), measure))
            << unit << " " << MeasureName(measure);
      }
    }
  }
}

// The year 2023 of P2, from its plan to a correction: what is left of a contract and of an advance on it goes on to
// 2024, and the rest lapses.
void RecordSettledYear(TestLedger* ledger) {
  const auto record = [ledger](EventBuilder builder, const std::string& day) {
    return ledger->Record(builder.On(day)).sequence;
  };
  record(EventBuilder::Plan("P2", "local", 2023, 1000), "2023-01-02");
  record(EventBuilder::Tranche(1, "P2", "local", 2023, 1000), "2023-01-02");
  const Sequence contract = record(EventBuilder::Commitment("P2", "local", 2023, "HD-1", 300), "2023-02-01");
  const Sequence advance = record(EventBuilder::Advance("P2", "local", 2023, 100).OfCommitment(contract), "2023-02-10");
  record(EventBuilder::AdvanceClearing(advance, 40), "2023-03-01");
  record(EventBuilder::AdvanceRecovery(advance, 10), "2023-03-05");
  record(EventBuilder::Disbursement("P2", "local", 2023, 150).OfCommitment(contract), "2023-06-01");
  record(EventBuilder::CarryOver("P2", "local", 2023, 50).OfCommitment(contract), "2024-01-31");
  record(EventBuilder::CarryOver("P2", "local", 2023, 50).OfAdvance(advance), "2024-01-31");
  record(EventBuilder::Lapse("P2", "local", 2023, 710), "2024-01-31");
  record(EventBuilder::Closing(2023, "2023-12-31").Of("P2").OfSource("local").AtYearEnd(), "2024-02-15");
  record(EventBuilder::Settlement("P2", "local", 2023, 190), "2024-03-31");
  record(EventBuilder::Correction("P2", "local", 2023, -5, "an audit"), "2024-05-10");
}

// A posting falsified by one, in each measure in turn, is no longer what was proved.
void ExpectFalsifiedAmountsRefused(const v1::Proof& proof, const Trust& trust) {
  for (const Measure measure : kMeasures) {
    v1::Proof changed = proof;
    MeasureSums sums;
    for (const Measure each : kMeasures) {
      const std::string& told = MeasureField(proof.balance(), each);
      if (!told.empty()) sums.Add(each, std::stoll(told));
    }
    sums.Add(measure, 1);
    SetMeasures(sums, changed.mutable_balance());
    EXPECT_THAT(CheckProof(changed, trust), StatusIs(kDoesNotHold)) << MeasureName(measure);
  }
}

TEST_F(ProofTest, EveryMeasureOfAYearFromItsPlanToACorrectionIsProved) {
  RecordSettledYear(&ledger_);
  const Sequence size = Publish().checkpoint.size;
  const std::map<int, std::string> wanted = {
      {2023,
       "plan 1000, allocated 1000, committed 0, disbursed 190, executed 0, settled 190, advances 0, carried -100, "
       "lapsed 710, corrected -5, "},
      {2024, "plan 0, allocated 0, committed 50, disbursed 50, executed 0, advances 50, carried 100, "}};
  for (const auto& [year, amounts] : wanted) {
    Question question = MoneyOf("P2", "2024-12-31", size);
    question.source = "local";
    question.fiscal_year = year;
    for (const v1::Proof& proof : {Balance(question), Sums(question)}) {
      const auto report = CheckProof(proof, trust_);
      ASSERT_THAT(report, IsOk());
      std::string proven;
      for (const Measure measure : kMeasures) {
        const std::string& told = MeasureField(report->balance(), measure);
        if (!told.empty()) absl::StrAppend(&proven, MeasureName(measure), " ", told, ", ");
      }
      EXPECT_EQ(proven, amounts) << year;
      EXPECT_TRUE(IsTrue(proof.balance()));
      ExpectFalsifiedAmountsRefused(proof, trust_);
    }
  }
}

TEST_F(ProofTest, SumsAloneAreThoseOfTheEvents) {
  const uint64_t seed = 20261126;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Workload workload(seed);
  for (int i = 0; i < 40; ++i) (void)ledger_.Append(workload.NextBatch(ledger_->head()));
  const Sequence size = Publish().checkpoint.size;
  for (const char* unit : {"", "N", "region:a", "P1", "P3", "Q1", "P6", "zone"}) {
    for (const char* day : {"2024-06-30", "2025-12-31"}) {
      Question question = MoneyOf(unit, day, size);
      if (workload.Pick(2) == 0) question.fiscal_year = 2024;
      if (workload.Pick(2) == 0) question.source = "national";
      const v1::Proof sums = Sums(question);
      EXPECT_EQ(sums.balance().events_size() + sums.balance().reversed_events_size(), 0);
      const auto report = CheckProof(sums, trust_);
      ASSERT_THAT(report, IsOk()) << unit;
      EXPECT_EQ(report->claim(), "sums");
      EXPECT_TRUE(report->balance().sums_only());
      EXPECT_FALSE(report->is_complete()) << "which is said of events";
      const v1::BalanceClaim whole = Balance(question).balance();
      EXPECT_EQ(sums.balance().plan(), whole.plan()) << unit;
      EXPECT_EQ(sums.balance().allocated(), whole.allocated()) << unit;
      EXPECT_EQ(sums.balance().disbursed(), whole.disbursed()) << unit;
      EXPECT_EQ(sums.balance().executed(), whole.executed()) << unit;
    }
  }
}

TEST_F(ProofTest, SumsAloneCannotPassForAProofWithEventsNorTheOtherWayRound) {
  const Question question = MoneyOf("P1", "2024-12-31", early_.checkpoint.size);
  v1::Proof sums = Sums(question);
  sums.mutable_balance()->set_sums_only(false);
  EXPECT_THAT(CheckProof(sums, trust_), StatusIs(kDoesNotHold, HasSubstr("its events add up to other amounts")));
  v1::Proof whole = Balance(question);
  whole.mutable_balance()->set_sums_only(true);
  EXPECT_THAT(CheckProof(whole, trust_), StatusIs(kDoesNotHold, HasSubstr("has sums only, and has events")));
  whole.mutable_balance()->clear_events();
  *whole.mutable_balance()->add_reversed_events() = Balance(question).balance().events(0);
  Share(&whole);
  EXPECT_THAT(CheckProof(whole, trust_), StatusIs(kDoesNotHold, HasSubstr("has sums only, and has events")));
  v1::Proof rootless = Sums(question);
  rootless.mutable_balance()->clear_balance_root();
  Share(&rootless);
  EXPECT_THAT(CheckProof(rootless, trust_), StatusIs(kDoesNotHold, HasSubstr("no balance root")));
}

TEST_F(ProofTest, SumsAloneAreThoseOfTheBalanceLines) {
  v1::Proof other_amount = Sums(MoneyOf("P1", "2024-12-31", early_.checkpoint.size));
  other_amount.mutable_balance()->set_disbursed("27");
  EXPECT_THAT(CheckProof(other_amount, trust_),
              StatusIs(kDoesNotHold, HasSubstr("balance lines come to other amounts")));
  v1::Proof fewer_units = Sums(MoneyOf("region:a", "2024-12-31", early_.checkpoint.size));
  fewer_units.mutable_balance()->mutable_unit_ids()->DeleteSubrange(1, 1);
  EXPECT_THAT(CheckProof(fewer_units, trust_), StatusIs(kDoesNotHold));
}

TEST_F(ProofTest, SumsUnderNoBalanceRootAreRefusedWithTheWayOut) {
  const absl::Status between = ProveBalance(ledger_->View(), ledger_->database(), All(),
                                            MoneyOf("P1", "2024-12-31", history_.late.sequence), BalanceForm::kSumsOnly)
                                   .status();
  EXPECT_EQ(RefusalOf(between)->code(), "checkpoint.no-balance-root");
  EXPECT_THAT(between, StatusIs(kDoesNotHold, AllOf(HasSubstr("`tranche checkpoint`"), HasSubstr("with its events"))));
  EXPECT_THAT(
      ProveBalance(ledger_->View(), ledger_->database(), {}, MoneyOf("P1", "2024-12-31", 5), BalanceForm::kSumsOnly),
      StatusIs(kDoesNotHold, HasSubstr("none was published")));
}

TEST_F(ProofTest, TheEventsOfABalanceShareTheirHashes) {
  v1::Proof proof = MoneyOfP1();
  v1::BalanceClaim& claim = *proof.mutable_balance();
  size_t alone = 0;
  for (const v1::ProvenEvent& event : claim.events()) {
    EXPECT_TRUE(event.path().empty());
    alone += ledger_->tree().ProveInclusion(event.sequence(), early_.checkpoint.size)->size();
  }
  EXPECT_LT(claim.hashes_size() * 4, alone);
  claim.mutable_hashes()->SwapElements(0, 1);
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("another root")));
  claim.mutable_hashes()->SwapElements(0, 1);
  *claim.add_hashes() = claim.hashes(0);
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("too many")));
}

TEST_F(ProofTest, AnEventOfABalanceHasNoPathAndOneText) {
  const v1::Proof proof = MoneyOfP1();
  v1::Proof with_path = proof;
  const auto alone = ProveEvent(ledger_->View(), {early_}, proof.balance().events(0).sequence());
  ASSERT_THAT(alone, IsOk());
  *with_path.mutable_balance()->mutable_events(0) = alone->event();
  EXPECT_THAT(CheckProof(with_path, trust_), StatusIs(kDoesNotHold, HasSubstr("a path of its own")));
  v1::Proof again = proof;
  *again.mutable_balance()->add_reversed_events() = proof.balance().events(0);
  EXPECT_THAT(CheckProof(again, trust_), IsOk()) << "it may be listed as one that another reverses, too";
  again.mutable_balance()->mutable_reversed_events(0)->mutable_stored_bytes()->append("\xa0\x38\x01");
  EXPECT_THAT(CheckProof(again, trust_), StatusIs(kDoesNotHold, HasSubstr("different bytes")));
}

}  // namespace
}  // namespace tranche
