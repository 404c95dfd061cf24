// What was changed, left out or added in a proof is noticed.
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/measure_fields.h"
#include "proof/balance_map.h"
#include "proof/check_proof.h"
#include "proof/claimed_lines.h"
#include "proof/prove.h"
#include "proof/proven_event.h"
#include "tests/proof/proven_history.h"
#include "tests/replay/small_history.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  EXPECT_THAT(CheckProof(proof, trust_), StatusIs(kDoesNotHold, HasSubstr("balance lines come to other amounts")));
  claim.clear_balance_root();
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
  claim.clear_balance_root();
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

}  // namespace
}  // namespace tranche
