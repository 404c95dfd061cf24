// check-proof accepts what prove produces, and nothing else.
#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/damage.h"
#include "projections/balances.h"
#include "projections/measure_fields.h"
#include "proof/balance_map.h"
#include "proof/check_proof.h"
#include "proof/claimed_lines.h"
#include "proof/gzip.h"
#include "proof/prove.h"
#include "proof/proven_event.h"
#include "proof/publish_checkpoint.h"
#include "tests/replay/small_history.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kDoesNotHold = absl::StatusCode::kFailedPrecondition;

class ProofTest : public ::testing::Test {
 protected:
  ProofTest() : history_(&ledger_) {
    early_ = Publish();
    ledger_.Record(EventBuilder::Plan("P1", "national", 2025, 900).On("2025-01-01"));
    late_ = Publish();
    trust_.log_key = key_.PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms()));
  }

  PublishedCheckpoint Publish() {
    auto published = PublishCheckpoint(key_, "operator", Day("2026-01-01"), &*ledger_);
    EXPECT_THAT(published, IsOk());
    return *std::move(published);
  }
  std::vector<PublishedCheckpoint> All() { return ListCheckpoints(ledger_->database()).value(); }
  v1::Proof Balance(const Question& question) {
    auto proof = ProveBalance(ledger_->View(), ledger_->database(), All(), question);
    EXPECT_THAT(proof, IsOk());
    return *std::move(proof);
  }
  v1::Proof Sums(const Question& question) {
    auto proof = ProveBalance(ledger_->View(), ledger_->database(), All(), question, BalanceForm::kSumsOnly);
    EXPECT_THAT(proof, IsOk());
    return *std::move(proof);
  }
  // Checks the claim against every posting of the ledger.
  bool IsTrue(const v1::BalanceClaim& claim) {
    MeasureSums sum;
    const auto visited = ledger_->index().Visit({}, claim.known_at(), [&](const IndexedPosting& booked) {
      if (booked.effective_date.ToString() <= claim.as_of() && CountsIn(booked.posting.line, claim))
        sum.Add(booked.posting.measure, booked.posting.amount);
    });
    EXPECT_THAT(visited, IsOk());
    return HasMeasures(claim, sum);
  }
  // Gives the balance, whose events were changed, the hashes that they share now.
  void Share(v1::Proof* proof) {
    const uint64_t size = Checkpoint::Parse(SignedNote::Parse(proof->checkpoint())->text)->size;
    ASSERT_THAT(ShareHashes(ledger_->tree(), size, proof->mutable_balance()), IsOk());
  }
  v1::Proof MoneyOfP1() { return Balance(MoneyOf("P1", "2024-12-31", early_.checkpoint.size)); }

  TestLedger ledger_;
  SmallHistory history_;
  SigningKey key_ = SigningKey::Generate();
  PublishedCheckpoint early_;
  PublishedCheckpoint late_;
  Trust trust_;
};

TEST_F(ProofTest, EveryEventIsProvedAgainstTheNewestCheckpoint) {
  for (Sequence sequence = 1; sequence <= ledger_->head(); ++sequence) {
    const auto proof = ProveEvent(ledger_->View(), All(), sequence);
    ASSERT_THAT(proof, IsOk());
    const auto report = CheckProof(*proof, trust_);
    ASSERT_THAT(report, IsOk()) << sequence;
    EXPECT_EQ(report->event().SerializeAsString(), *ledger_->log().ReadBytes(sequence));
    EXPECT_EQ(report->size(), late_.checkpoint.size);
    EXPECT_EQ(report->signed_by(), trust_.log_key->name());
  }
}

TEST_F(ProofTest, WhatNoCheckpointCoversCannotBeProvedYet) {
  const Sequence after = ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1)).sequence;
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), after),
              StatusIs(kDoesNotHold, AllOf(HasSubstr(absl::StrCat("event ", after)), HasSubstr("tranche checkpoint"))));
  EXPECT_THAT(ProveBalance(ledger_->View(), ledger_->database(), All(), MoneyOf("P1", "2024-12-31", after)),
              StatusIs(kDoesNotHold));
  EXPECT_THAT(ProveEvent(ledger_->View(), {}, 1), StatusIs(kDoesNotHold, HasSubstr("none was published")));
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), after + 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), 0), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(ProofTest, TheLogHasOnlyGrownSinceAnySize) {
  for (Sequence from = 1; from <= late_.checkpoint.size; ++from) {
    const auto proof = ProveConsistency(ledger_->View(), All(), from, late_.checkpoint.size);
    ASSERT_THAT(proof, IsOk());
    EXPECT_THAT(CheckProof(*proof, trust_), IsOk()) << from;
  }
  EXPECT_THAT(ProveConsistency(ledger_->View(), All(), 3, 4), StatusIs(kDoesNotHold, HasSubstr("--list")));
  EXPECT_THAT(ProveConsistency(ledger_->View(), All(), 5, 4), StatusIs(absl::StatusCode::kInvalidArgument));
}

// With two commitments under one checkpoint there could be two "complete" answers.
TEST_F(ProofTest, OnlyTheCommitmentThatTheCheckpointEndsWithShowsCompleteness) {
  const Question question = MoneyOf("P1", "2024-12-31", early_.checkpoint.size);
  auto proof = ProveBalance(ledger_->View(), ledger_->database(), {late_}, question);
  ASSERT_THAT(proof, IsOk());
  EXPECT_FALSE(proof->balance().has_commitment());
  const auto earlier = ProveEvent(ledger_->View(), {late_}, early_.checkpoint.size);
  ASSERT_THAT(earlier, IsOk());
  *proof->mutable_balance()->mutable_commitment() = earlier->event();
  proof->mutable_balance()->mutable_commitment()->clear_path();
  *proof->mutable_balance()->mutable_lines() = Balance(question).balance().lines();
  Share(&*proof);
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(kDoesNotHold, HasSubstr("wanted the last one")));
}

TEST_F(ProofTest, AnOlderCheckpointIsTrustedAndTheNewOneFollowsFromIt) {
  const auto proof = ProveConsistency(ledger_->View(), All(), early_.checkpoint.size, late_.checkpoint.size);
  ASSERT_THAT(proof, IsOk());
  trust_.checkpoint = early_.note;
  const auto report = CheckProof(*proof, trust_);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->is_trusted_checkpoint());
  trust_.checkpoint = late_.note;
  EXPECT_THAT(CheckProof(*proof, trust_), IsOk());
}

TEST_F(ProofTest, AProofAgainstAnotherCheckpointThanTheTrustedOneIsRefused) {
  const auto proof = ProveEvent(ledger_->View(), All(), 1);
  ASSERT_THAT(proof, IsOk());
  trust_.checkpoint = early_.note;
  const std::string early = absl::Base64Escape(ToBytes(early_.checkpoint.root)).substr(0, 10);
  const std::string late = absl::Base64Escape(ToBytes(late_.checkpoint.root)).substr(0, 10);
  EXPECT_THAT(CheckProof(*proof, trust_),
              StatusIs(kDoesNotHold,
                       AllOf(HasSubstr(absl::StrCat("it covers ", early_.checkpoint.size, " events (root ", early)),
                             HasSubstr(absl::StrCat("the proof names ", late_.checkpoint.size, " (root ", late)),
                             HasSubstr("the claim was not checked"), Not(HasSubstr("nothing was checked")),
                             HasSubstr(absl::StrCat("give the checkpoint of ", late_.checkpoint.size, " events")),
                             HasSubstr("prove consistency"))));
  // A split view: one history for the auditor, another one for everyone else.
  Checkpoint other = late_.checkpoint;
  other.root[0] ^= 1;
  SignedNote forked{other.ToText(), {key_.Sign(other.origin, other.ToText())}};
  trust_.checkpoint = forked;
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(kDoesNotHold, HasSubstr("one history to you")));
}

TEST_F(ProofTest, TheKeyMustHaveSignedTheCheckpointAndBeThatOfTheLog) {
  const auto proof = ProveEvent(ledger_->View(), All(), 1);
  ASSERT_THAT(proof, IsOk());
  trust_.log_key = SigningKey::Generate().PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms()));
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(absl::StatusCode::kNotFound));
  v1::Proof other_log = *proof;
  Checkpoint renamed = late_.checkpoint;
  renamed.origin = "another/log";
  const SigningKey stranger = SigningKey::Generate();
  other_log.set_checkpoint(SignedNote{renamed.ToText(), {stranger.Sign("stranger", renamed.ToText())}}.ToString());
  trust_.log_key = stranger.PublicKey(NoteKeyType::kEd25519, "stranger");
  EXPECT_THAT(CheckProof(other_log, trust_), StatusIs(kDoesNotHold, HasSubstr("another/log")));
}

TEST_F(ProofTest, WithoutAKeyTheReportSaysThatNobodySigned) {
  const auto report = CheckProof(*ProveEvent(ledger_->View(), All(), 1), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->signed_by(), "");
}

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
  EXPECT_FALSE(proof.balance().has_commitment());
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
      EXPECT_EQ(report->balance().plan(), wanted->total().plan()) << unit;
      EXPECT_EQ(report->balance().allocated(), wanted->total().allocated()) << unit;
      EXPECT_EQ(report->balance().disbursed(), wanted->total().disbursed()) << unit;
      EXPECT_EQ(report->balance().executed(), wanted->total().executed()) << unit;
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
  v1::Proof uncommitted = Sums(question);
  uncommitted.mutable_balance()->clear_commitment();
  Share(&uncommitted);
  EXPECT_THAT(CheckProof(uncommitted, trust_), StatusIs(kDoesNotHold, HasSubstr("no commitment")));
}

TEST_F(ProofTest, SumsAloneAreThoseOfTheCommittedLines) {
  v1::Proof other_amount = Sums(MoneyOf("P1", "2024-12-31", early_.checkpoint.size));
  other_amount.mutable_balance()->set_disbursed("27");
  EXPECT_THAT(CheckProof(other_amount, trust_),
              StatusIs(kDoesNotHold, HasSubstr("committed lines come to other amounts")));
  v1::Proof fewer_units = Sums(MoneyOf("region:a", "2024-12-31", early_.checkpoint.size));
  fewer_units.mutable_balance()->mutable_unit_ids()->DeleteSubrange(1, 1);
  EXPECT_THAT(CheckProof(fewer_units, trust_), StatusIs(kDoesNotHold));
}

TEST_F(ProofTest, SumsToWhichNoCheckpointCommitsAreRefusedWithTheWayOut) {
  const absl::Status between = ProveBalance(ledger_->View(), ledger_->database(), All(),
                                            MoneyOf("P1", "2024-12-31", history_.late.sequence), BalanceForm::kSumsOnly)
                                   .status();
  EXPECT_EQ(RefusalOf(between)->code(), "checkpoint.none-commits");
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

TEST_F(ProofTest, AProofIsReadBackFromItsFile) {
  const v1::Proof proof = MoneyOfP1();
  const auto read = ParseProof(ProofToJson(proof));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->SerializeAsString(), proof.SerializeAsString());
  const auto inflated = ParseProof(Gzip(ProofToJson(proof)));
  ASSERT_THAT(inflated, IsOk());
  EXPECT_EQ(inflated->SerializeAsString(), proof.SerializeAsString());
  EXPECT_THAT(ParseProof(Gzip(ProofToJson(proof)) + "\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("something follows")));
  EXPECT_THAT(ParseProof("{"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no proof")));
  EXPECT_THAT(ParseProof("{\"unknown\": 1}"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(CheckProof(v1::Proof(), trust_), StatusIs(absl::StatusCode::kInvalidArgument));
}

// Changes each value of a message a little, one at a time, and calls `visit` with each result.
class Tamperer {
 public:
  using Visitor = std::function<void(const std::string& where)>;

  Tamperer(Message* message, Visitor visit) : visit_(std::move(visit)) { Walk(message, ""); }

 private:
  void Walk(Message* message, const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    message->GetReflection()->ListFields(*message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string where = absl::StrCat(path, "/", std::string(field->name()));
      if (!field->is_repeated()) {
        Change(message, *field, where);
        continue;
      }
      const int count = message->GetReflection()->FieldSize(*message, field);
      for (int i = 0; i < count; ++i) ChangeOne(message, *field, i, absl::StrCat(where, "[", i, "]"));
      DropLast(message, *field, where);
    }
  }

  void Change(Message* message, const FieldDescriptor& field, const std::string& where) {
    const auto& reflection = *message->GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = reflection.GetString(*message, &field);
        for (const size_t at : {size_t{0}, value.size() / 2, value.size() - 1}) {
          std::string changed = value;
          changed[at] ^= 1;
          reflection.SetString(message, &field, changed);
          visit_(absl::StrCat(where, " at ", at));
        }
        return reflection.SetString(message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_UINT64: {
        const uint64_t value = reflection.GetUInt64(*message, &field);
        for (const uint64_t changed : {value + 1, value - 1}) {
          reflection.SetUInt64(message, &field, changed);
          visit_(absl::StrCat(where, " = ", changed));
        }
        return reflection.SetUInt64(message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_INT32: {
        const int32_t value = reflection.GetInt32(*message, &field);
        reflection.SetInt32(message, &field, value + 1);
        visit_(where);
        return reflection.SetInt32(message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        const bool value = reflection.GetBool(*message, &field);
        reflection.SetBool(message, &field, !value);
        visit_(where);
        return reflection.SetBool(message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Walk(reflection.MutableMessage(message, &field), where);
      default:
        FAIL() << where << " has a type that is not changed here";
    }
  }

  void ChangeOne(Message* message, const FieldDescriptor& field, int i, const std::string& where) {
    const auto& reflection = *message->GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
      return Walk(reflection.MutableRepeatedMessage(message, &field, i), where);
    const std::string value = reflection.GetRepeatedString(*message, &field, i);
    std::string changed = value;
    changed[changed.size() / 2] ^= 1;
    reflection.SetRepeatedString(message, &field, i, changed);
    visit_(where);
    reflection.SetRepeatedString(message, &field, i, value);
  }

  // Drops the last element, and duplicates it.
  void DropLast(Message* message, const FieldDescriptor& field, const std::string& where) {
    const auto& reflection = *message->GetReflection();
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    reflection.RemoveLast(message, &field);
    visit_(absl::StrCat(where, " without the last"));
    message->CopyFrom(*before);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return;
    const int last = reflection.FieldSize(*message, &field) - 1;
    reflection.AddMessage(message, &field)->CopyFrom(reflection.GetRepeatedMessage(*before, &field, last));
    visit_(absl::StrCat(where, " with the last twice"));
    message->CopyFrom(*before);
  }

  Visitor visit_;
};

// A question may be changed into another one with the same answer: whatever passes must be
// true.
TEST_F(ProofTest, NoPartOfAProofCanBeChangedIntoSomethingUntrue) {
  Question of_p1 = MoneyOf("P1", "2024-12-31", early_.checkpoint.size);
  of_p1.fiscal_year = 2024;
  of_p1.source = "national";
  Question paid = MoneyOf("region:a", "2024-03-01", early_.checkpoint.size);
  paid.area = "fairs";
  std::vector<v1::Proof> proofs = {
      Balance(of_p1),
      Balance(paid),
      Balance(MoneyOf("", "2024-12-31", late_.checkpoint.size)),
      Sums(of_p1),
      Sums(paid),
      ProveEvent(ledger_->View(), All(), history_.paid.sequence).value(),
      ProveConsistency(ledger_->View(), All(), early_.checkpoint.size, late_.checkpoint.size).value()};
  size_t changes = 0;
  std::vector<std::string> unnoticed;
  for (v1::Proof& proof : proofs) {
    ASSERT_THAT(CheckProof(proof, trust_), IsOk());
    Tamperer(&proof, [&](const std::string& where) {
      ++changes;
      if (CheckProof(proof, trust_).ok() && !IsTrue(proof.balance())) unnoticed.push_back(where);
    });
  }
  EXPECT_THAT(unnoticed, IsEmpty());
  EXPECT_GT(changes, 400u);
}

TEST_F(ProofTest, AnEventCannotBeLeftOutOfACompleteBalance) {
  v1::Proof proof = MoneyOfP1();
  v1::BalanceClaim& claim = *proof.mutable_balance();
  // Without the late voucher of 5, and with the amount that is then left.
  ASSERT_EQ(claim.events(4).sequence(), history_.late.sequence);
  claim.mutable_events()->DeleteSubrange(4, 1);
  claim.set_disbursed("21");
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("hashes that its events share are too few")));
  Share(&proof);
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("committed lines come to other amounts")));
  claim.clear_commitment();
  claim.clear_lines();
  claim.clear_boundary_events();
  Share(&proof);
  const auto report = CheckProof(proof, trust_);
  ASSERT_THAT(report, IsOk()) << "each event of it is there, so that it holds for what it says";
  EXPECT_FALSE(report->is_complete());
}

TEST_F(ProofTest, EventsThatCancelOutCannotBeLeftOutEither) {
  v1::Proof proof = MoneyOfP1();
  v1::BalanceClaim& claim = *proof.mutable_balance();
  // The payment of 20 and its reversal.
  ASSERT_EQ(claim.events(5).sequence(), history_.reversal.sequence);
  ASSERT_EQ(claim.events(2).sequence(), history_.paid.sequence);
  claim.mutable_events()->DeleteSubrange(5, 1);
  claim.mutable_events()->DeleteSubrange(2, 1);
  Share(&proof);
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("some that cancel out are left out")));
}

TEST_F(ProofTest, TheUnitThatWasAskedForCounts) {
  v1::Proof other = Balance(MoneyOf("P3", "2024-12-31", early_.checkpoint.size));
  other.mutable_balance()->set_unit_id("P1");
  EXPECT_THAT(CheckProof(other, trust_), StatusIs(kDoesNotHold, HasSubstr("not among those that count")));
  v1::Proof everything = Balance(MoneyOf("", "2024-12-31", early_.checkpoint.size));
  everything.mutable_balance()->set_unit_id("P1");
  EXPECT_THAT(CheckProof(everything, trust_), StatusIs(kDoesNotHold, HasSubstr("not among those that count")));
}

// Whoever handles a proof needs no key to leave a province out: neither the events nor the lines say which units count.
TEST_F(ProofTest, AUnitCannotBeLeftOutOfARegion) {
  v1::Proof proof = Balance(MoneyOf("region:a", "2024-12-31", early_.checkpoint.size));
  v1::BalanceClaim& claim = *proof.mutable_balance();
  ASSERT_THAT(claim.unit_ids(), ::testing::ElementsAre("P1", "P2", "P5", "Q1", "region:a"));
  claim.mutable_unit_ids()->DeleteSubrange(0, 1);
  claim.clear_events();  // all of them are about P1
  SetMeasures(MeasureSums(), &claim);
  claim.clear_lines();
  const auto map = BalanceMap::Make(ledger_->View(), early_.checkpoint.size - 1);
  ASSERT_THAT(map, IsOk());
  map->Prove(PrefixesOf(claim), claim.mutable_lines());
  Share(&proof);
  EXPECT_THAT(CheckProof(proof, trust_),
              StatusIs(kDoesNotHold,
                       HasSubstr("the units of region:a are P1, P2, P5, Q1, region:a, the proof has P2, P5, Q1")));
  claim.clear_commitment();
  claim.clear_lines();
  claim.clear_boundary_events();
  Share(&proof);
  const auto report = CheckProof(proof, trust_);
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->is_complete()) << "nothing shows which units count";
}

TEST_F(ProofTest, EventsOnUnitsCannotBeLeftOutOrAdded) {
  for (const char* unit : {"region:a", "N", "Q1", "P6"}) {
    for (const char* day : {"2024-12-31", "2025-12-31"}) {
      Question question = MoneyOf(unit, "2025-12-31", late_.checkpoint.size);
      question.boundaries = Day(day);
      v1::Proof proof = Balance(question);
      ASSERT_THAT(CheckProof(proof, trust_), IsOk()) << unit;
      const v1::BalanceClaim whole = proof.balance();
      ASSERT_EQ(whole.boundary_events_size(), 17);
      for (int i = 0; i < whole.boundary_events_size(); ++i) {
        proof.mutable_balance()->mutable_boundary_events()->DeleteSubrange(i, 1);
        Share(&proof);
        EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("other than the 17")));
        *proof.mutable_balance() = whole;
      }
      const auto other = ProveEvent(ledger_->View(), {late_}, history_.plan.sequence);
      ASSERT_THAT(other, IsOk());
      *proof.mutable_balance()->add_boundary_events() = other->event();
      proof.mutable_balance()->mutable_boundary_events()->rbegin()->clear_path();
      Share(&proof);
      EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("other than the 17")));
      *proof.mutable_balance() = whole;
      proof.mutable_balance()->add_unit_ids("zone");
      EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold));
    }
  }
}

TEST_F(ProofTest, UnitsOfOtherBoundariesAreRefused) {
  v1::Proof proof = Balance(MoneyOf("region:a", "2024-12-31", early_.checkpoint.size));
  proof.mutable_balance()->set_boundaries("2025-12-31");
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("on 2025-12-31 the units of region:a are")));
}

TEST_F(ProofTest, AUnitThatIsMergedLaterCountsAsBeforeInOlderProofs) {
  const v1::Proof before = MoneyOfP1();
  ledger_.Record(EventBuilder::Unit("Q9", v1::UNIT_TYPE_PROVINCE, "Q9").On("2026-01-01"));
  ledger_.Record(EventBuilder::Merge({"Q1", "Q2"}, "Q9").On("2026-01-01"));
  const Sequence size = Publish().checkpoint.size;
  EXPECT_THAT(CheckProof(before, trust_), IsOk());
  const v1::Proof after = Balance(MoneyOf("Q9", "2026-06-30", size));
  EXPECT_THAT(after.balance().unit_ids(), ::testing::ElementsAre("P1", "P2", "P3", "P4", "Q1", "Q2", "Q9"));
  EXPECT_THAT(CheckProof(after, trust_), IsOk());
}

TEST_F(ProofTest, AnEventWhoseBytesCouldBeReadInTwoWaysIsRefused) {
  v1::Event paid = EventBuilder::Disbursement("P1", "national", 2024, 5).Key("paid");
  paid.set_sequence(1);
  SetRecordedAt(absl::FromUnixSeconds(1), &paid);
  std::vector<std::pair<std::string, std::string>> cases = TwoReadingsOf(paid);
  paid.clear_kind();
  cases.emplace_back(paid.SerializeAsString(), "proof.unknown-kind");
  for (const auto& [bytes, code] : cases) {
    Checkpoint alone = {OriginOf(ledger_->terms()), 1, LeafHash(bytes)};
    v1::Proof proof;
    proof.set_checkpoint(SignedNote{alone.ToText(), {key_.Sign(alone.origin, alone.ToText())}}.ToString());
    proof.mutable_event()->set_sequence(1);
    proof.mutable_event()->set_stored_bytes(bytes);
    const auto refused = CheckProof(proof, trust_);
    EXPECT_THAT(refused, StatusIs(kDoesNotHold));
    EXPECT_EQ(RefusalOf(refused.status())->code(), code);
  }
}

TEST_F(ProofTest, ACheckpointWithLinesThatThisLogDoesNotWriteIsRefused) {
  v1::Proof proof = ProveEvent(ledger_->View(), All(), 1).value();
  const std::string text = late_.note.text + "more\n";
  proof.set_checkpoint(SignedNote{text, {key_.Sign(late_.checkpoint.origin, text)}}.ToString());
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("lines")));
}

TEST_F(ProofTest, AnEventThatDoesNotCountIsRefused) {
  v1::Proof proof = MoneyOfP1();
  const auto other =
      ProveBalance(ledger_->View(), ledger_->database(), All(), MoneyOf("P3", "2024-12-31", early_.checkpoint.size));
  ASSERT_THAT(other, IsOk());
  *proof.mutable_balance()->add_events() = other->balance().events(0);
  std::sort(proof.mutable_balance()->mutable_events()->begin(), proof.mutable_balance()->mutable_events()->end(),
            [](const v1::ProvenEvent& a, const v1::ProvenEvent& b) { return a.sequence() < b.sequence(); });
  Share(&proof);
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("no posting to the claimed lines")));
}

TEST_F(ProofTest, ALedgerThatWasAlteredSinceCannotProveAnything) {
  std::vector<PublishedCheckpoint> published = All();
  published.back().checkpoint.root[5] ^= 1;
  const absl::Status altered = ProveEvent(ledger_->View(), published, 1).status();
  EXPECT_THAT(altered, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("was altered")));
  EXPECT_EQ(AdvisingOnDamage(altered), altered) << "advice of its own is enough";
}

}  // namespace
}  // namespace tranche
