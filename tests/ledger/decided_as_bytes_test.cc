// Which commands are decided on as their bytes, and that refusals, retries and rehearsals say what messages do.
#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/append_stream.h"
#include "ledger/ledger.h"
#include "log/event_bytes.h"
#include "tests/ledger/bytes_fixture.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBuilder Plan(int64_t amount) { return EventBuilder::Plan("P1", "national", 2024, amount); }
EventBuilder Paid(int64_t amount) { return EventBuilder::Disbursement("P1", "national", 2024, amount); }

// A ledger with a plan of 1000 and a tranche of 600, 100 of it paid.
class DecidedAsBytesTest : public ::testing::Test {
 protected:
  DecidedAsBytesTest() {
    Take({Plan(1000), EventBuilder::Tranche(1, "P1", "national", 2024, 600), Paid(100)});
    before_ = ledger_->decided_as_bytes();
  }

  absl::StatusOr<BatchReceipt> Append(const std::vector<v1::Event>& commands, const AppendOptions& options = {}) {
    return ledger_->AppendBytes(BytesOf(commands), options);
  }
  void Take(const std::vector<v1::Event>& commands) { ASSERT_THAT(Append(commands), IsOk()); }
  uint64_t DecidedAsBytes() { return ledger_->decided_as_bytes() - before_; }

  TestLedger ledger_;
  uint64_t before_ = 0;
};

TEST_F(DecidedAsBytesTest, EveryKindIsThatSaysWhichFieldsItHas) {
  uint64_t kinds = 0;
  for (const EventKind* kind : AllKinds()) {
    if (kind->effect != Effect::kMoney || kind->fields.empty()) continue;
    EventBuilder command = EventBuilder::Money(kind->number, "P1", "national", 2024, 5);
    if (kind->tranche == TrancheUse::kAdjusts) command.FromTranche(1);
    Take({command});
    EXPECT_EQ(DecidedAsBytes(), ++kinds) << kind->name;
  }
  EXPECT_EQ(kinds, 10u);
}

TEST_F(DecidedAsBytesTest, ATrancheOfSeveralLimitedToAreasIs) {
  Take({EventBuilder::Plan("P2", "national", 2024, 50),
        EventBuilder::Tranche(2, "P1", "national", 2024, 5).LimitedTo({"fairs", "conferences"}).Share("P2", 7)});
  EXPECT_EQ(DecidedAsBytes(), 2u);
  EXPECT_EQ(ledger_.Sum("P2", Measure::kAllocated), 7);
  const v1::TrancheAllocated unknown_area =
      EventBuilder::Tranche(3, "P1", "national", 2024, 5).LimitedTo({"nowhere"}).Build().tranche_allocated();
  v1::Event command = EventBuilder::Tranche(3, "P1", "national", 2024, 5);
  *command.mutable_tranche_allocated() = unknown_area;
  EXPECT_THAT(Append({command}), StatusIs(kInvalid, HasSubstr("unknown area")));
}

TEST_F(DecidedAsBytesTest, ATransferIsWithWhatTheLedgerFillsIn) {
  Take({EventBuilder::Tranche(2, "P1", "national", 2024, 50).LimitedTo({"fairs", "conferences"}),
        EventBuilder::Transfer("P1", "P2", "national", 2024, 20).FromTranche(2),
        EventBuilder::Transfer("P1", "P2", "national", 2024, 5).ToTranche(9).Area("fairs")});
  EXPECT_EQ(DecidedAsBytes(), 3u);
  const v1::AllocationTransferred limited = ledger_->log().Read(ledger_->head() - 1)->allocation_transferred();
  EXPECT_EQ(limited.to_tranche_number(), 2u);
  EXPECT_TRUE(limited.to_tranche_chosen());
  EXPECT_THAT(limited.to_area_limits(), ElementsAre("conferences", "fairs"));
  const v1::AllocationTransferred narrowed = ledger_->log().Read(ledger_->head())->allocation_transferred();
  EXPECT_EQ(narrowed.from_tranche_number(), 1u);
  EXPECT_TRUE(narrowed.tranche_chosen());
  EXPECT_FALSE(narrowed.to_tranche_chosen());
  EXPECT_THAT(narrowed.to_area_limits(), ElementsAre("fairs"));
}

TEST_F(DecidedAsBytesTest, AReversalIsAndTakesTheDateOfWhatItReverses) {
  v1::Event reversal = EventBuilder::Reversal(ledger_->head(), "entered twice");
  reversal.clear_effective_date();
  const int32_t date = ledger_->log().Read(ledger_->head())->effective_date();
  EXPECT_THAT(Append({reversal, Paid(501)}), IsOk()) << "what was paid is there again";
  EXPECT_EQ(DecidedAsBytes(), 2u);
  EXPECT_EQ(ledger_->log().Read(ledger_->head() - 1)->effective_date(), date);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 501);
  reversal.set_event_id("again");
  EXPECT_THAT(Append({reversal}), StatusIs(kRefused, HasSubstr("was reversed already")));
}

TEST_F(DecidedAsBytesTest, AReversalOfTheSameBatchThatIsRefusedLeavesNothing) {
  const Sequence head = ledger_->head();
  EXPECT_THAT(
      Append({Paid(300), EventBuilder::Reversal(head + 1, "wrong"), EventBuilder::Reversal(head, "wrong"), Plan(0)}),
      StatusIs(kInvalid, HasSubstr("event 4 of 4")));
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 100);
  Take({EventBuilder::Reversal(head, "wrong")});
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 0);
}

// Sets every field of `message` that is a text, a number or bytes.
void FillAll(Message* message) {
  const Reflection& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = message->GetDescriptor()->field(i);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(message, field, "một");
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(message, field, 20240102);
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(message, field, 2);
        break;
      default:
        ADD_FAILURE() << field->full_name() << ": the test has no value for it";
    }
  }
}

TEST_F(DecidedAsBytesTest, WhatHasEveryFieldOfTheEnvelopeIs) {
  v1::Event command = Paid(1).Reason("Chi cho hội chợ triển lãm ở Hà Nội").Area("fairs").Project("đề án 7");
  FillAll(command.mutable_document());
  FillAll(command.mutable_evidence());
  Take({command});
  EXPECT_EQ(DecidedAsBytes(), 1u) << "events/command_view.cc reads every field of documents and of evidence";
  const v1::Event stored = *ledger_->log().Read(ledger_->head());
  EXPECT_EQ(stored.document().SerializeAsString(), command.document().SerializeAsString());
  EXPECT_EQ(stored.evidence().SerializeAsString(), command.evidence().SerializeAsString());
  EXPECT_TRUE(stored.disbursement_made().tranche_chosen());
}

TEST_F(DecidedAsBytesTest, ImportedHistoryIs) {
  Take({Plan(7).RecordedAt(Instant("2026-01-01T00:00:00Z")), Plan(8)});
  EXPECT_EQ(DecidedAsBytes(), 2u);
}

TEST_F(DecidedAsBytesTest, WhatIsRefusedOrKnownOrRareIsNot) {
  const v1::Event command = Plan(1).Key("k");
  Take({command});
  EXPECT_TRUE(Append({command})->recorded->events.empty());
  EXPECT_THAT(Append({Paid(501)}), StatusIs(kRefused, HasSubstr("available 500 VND")));
  Take({EventBuilder::Estimate("P1", 2024, "executed", 1)});
  EXPECT_EQ(DecidedAsBytes(), 1u);
}

TEST_F(DecidedAsBytesTest, ABatchThatIsRefusedHalfWayLeavesNothing) {
  const Sequence head = ledger_->head();
  EXPECT_THAT(Append({Paid(300).Key("a"), Paid(200).Key("b"), Paid(1)}), StatusIs(kRefused, HasSubstr("event 3 of 3")));
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_EQ(ledger_.Sum("P1", Measure::kDisbursed), 100);
  const auto receipt = Append({Paid(500).Key("a")});
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->recorded->first, head + 1);
}

TEST_F(DecidedAsBytesTest, ADryRunTellsWhatWouldBeStoredAndLeavesNothing) {
  const Sequence head = ledger_->head();
  const auto receipt = Append({Paid(500)}, {.dry_run = true});
  ASSERT_THAT(receipt, IsOk());
  v1::Event event;
  ASSERT_THAT(EventLog::Parse(receipt->recorded->events[0], head + 1, &event), IsOk());
  EXPECT_EQ(event.disbursement_made().tranche_number(), 1u);
  EXPECT_EQ(ledger_->head(), head);
  EXPECT_THAT(Append({Paid(500)}), IsOk());
}

TEST_F(DecidedAsBytesTest, TheReceiptOfABatchTellsTheKnownFromTheNew) {
  const v1::Event known = Plan(1).Key("known");
  Take({known});
  const Sequence head = ledger_->head();
  const auto receipt = Append({Plan(2), known, Plan(3)});
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->recorded->first, head + 1);
  ASSERT_EQ(receipt->recorded->events.size(), 2u);
  EXPECT_EQ(receipt->RecordedAt(1), ledger_.clock().Now());
  ASSERT_EQ(receipt->known.size(), 1u);
  EXPECT_EQ(receipt->known[0].index, 1u);
  EXPECT_EQ(receipt->known[0].first.sequence, head);
}

TEST_F(DecidedAsBytesTest, WhatAGrantAllowsIsInTheNameOfItsActor) {
  const std::vector<v1::Event> actors = ActorsWithGrants();
  Take(actors);
  AppendOptions options;
  options.within_grants_of = "an";
  const Sequence head = ledger_->head();
  ASSERT_THAT(Append({Plan(50), EventBuilder::Reversal(head - actors.size(), "wrong"), Paid(1)}, options),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("event 2 of 3")));
  ASSERT_THAT(Append({Plan(50), Paid(10)}, options), IsOk());
  EXPECT_EQ(DecidedAsBytes(), 4u) << "the first batch had two, before and after the refused one";
  EXPECT_EQ(ledger_->log().Read(ledger_->head())->actor(), "an");
  ASSERT_THAT(Append({EventBuilder::Reversal(ledger_->head(), "wrong")}, options), IsOk());
  EXPECT_EQ(DecidedAsBytes(), 5u);
  EXPECT_THAT(Append({Plan(30), Plan(31)}, options), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(Append({EventBuilder::Plan("P2", "national", 2024, 1)}, options),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("P2")));
}

// Lines that were checked are not checked again until the catalogue changes.
TEST_F(DecidedAsBytesTest, AUnitThatEndsTakesNoMoneyAfterwards) {
  const auto plan = [] { return EventBuilder::Plan("P9", "national", 2025, 5).On("2025-10-01"); };
  const v1::Event unit = EventBuilder::Unit("P9", v1::UNIT_TYPE_PROVINCE, "Nine").Key("unit:P9").On("2025-07-01");
  const v1::Event merge = EventBuilder::Merge({"P9"}, "Q1").Key("merge:Q1:2025-09-01").On("2025-09-01");
  Take({unit, plan()});
  EXPECT_EQ(DecidedAsBytes(), 1u);
  EXPECT_THAT(Append({merge}, {.dry_run = true}), IsOk());
  Take({plan()});
  EXPECT_THAT(Append({plan(), merge, plan()}), StatusIs(kRefused, HasSubstr("event 3 of 3")));
  Take({plan()});
  EXPECT_THAT(Append({merge, plan().On("2025-08-31"), plan()}), StatusIs(kRefused, HasSubstr("event 3 of 3")));
  Take({plan(), merge, plan().On("2025-08-31")});
  EXPECT_THAT(Append({plan()}), StatusIs(kRefused, HasSubstr("unit P9 does not exist on 2025-10-01")));
}

TEST_F(DecidedAsBytesTest, AnAreaThatARehearsalDefinedIsUnknownAfterwards) {
  const v1::Event area = EventBuilder::Area("training", "Training").Key("area:training");
  EXPECT_THAT(Append({area, Paid(1).Area("training")}, {.dry_run = true}), IsOk());
  EXPECT_THAT(Append({Paid(1).Area("training")}), StatusIs(kInvalid, HasSubstr("unknown area")));
  Take({area, Paid(1).Area("training")});
  EXPECT_EQ(DecidedAsBytes(), 2u);
}

TEST_F(DecidedAsBytesTest, AnAdjustmentTakesTheAreasOfItsTrancheAlong) {
  Take({EventBuilder::Tranche(2, "P1", "national", 2024, 50).LimitedTo({"fairs", "conferences"})});
  Take({EventBuilder::AllocationAdjustment("P1", "national", 2024, 7).FromTranche(2)});
  EXPECT_EQ(DecidedAsBytes(), 2u);
  EXPECT_THAT(ledger_->log().Read(ledger_->head())->allocation_adjusted().area_limits(),
              ElementsAre("conferences", "fairs"));
}

TEST_F(DecidedAsBytesTest, BytesThatAreNoCommandAreRefusedByPlaceAndReason) {
  v1::Event bad_text = Plan(1);
  bad_text.set_reason("\xff");
  EventBytes bytes = BytesOf({Plan(1)});
  bytes.Add("\x12\x05k");
  RefusedCommands refused;
  const Sequence head = ledger_->head();
  EXPECT_THAT(ledger_->AppendBytes(bytes), StatusIs(kInvalid, HasSubstr("event 2 of 2: the bytes are no event")));
  EXPECT_THAT(ledger_->AppendBytes(bytes, {.refused = &refused}), StatusIs(kInvalid));
  ASSERT_EQ(refused.shown.size(), 1u);
  EXPECT_EQ(refused.shown[0].index, 1u);
  EXPECT_THAT(Append({bad_text}), StatusIs(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(ledger_.Append({bad_text}), StatusIs(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(ledger_->AppendBytes(EventBytes()), StatusIs(kInvalid));
  EXPECT_EQ(ledger_->head(), head);
}

TEST_F(DecidedAsBytesTest, AStreamOfBytesIsWrittenInItsOrder) {
  const Sequence first = ledger_->head() + 1;
  AppendStream stream(&*ledger_);
  for (int i = 0; i < 20; i += 2)
    ASSERT_THAT(stream.AppendBytes(BytesOf({Plan(i + 1).Key(absl::StrCat(i)), Plan(i + 2).Key(absl::StrCat(i + 1))})),
                IsOk());
  EXPECT_THAT(stream.AppendBytes(BytesOf({Paid(501)})), StatusIs(kRefused));
  ASSERT_THAT(stream.Finish(), IsOk());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ledger_->log().Read(first + i)->event_id(), absl::StrCat(i));
}

}  // namespace
}  // namespace tranche
