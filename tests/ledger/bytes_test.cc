// Commands that come as messages, as their bytes, and as bytes that nobody writes so: one outcome.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/append_stream.h"
#include "ledger/ledger.h"
#include "log/event_bytes.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

EventBytes BytesOf(const std::vector<v1::Event>& commands) {
  EventBytes bytes;
  for (const v1::Event& command : commands) bytes.Add(command);
  return bytes;
}

google::protobuf::UnknownFieldSet* UnknownFieldsOf(Message* message) {
  return message->GetReflection()->MutableUnknownFields(message);
}

// The same commands with their last field, the kind, first: no program writes them so, but protobuf reads them.
EventBytes OddBytesOf(const std::vector<v1::Event>& commands) {
  EventBytes bytes;
  for (const v1::Event& command : commands) {
    v1::Event rest = command;
    v1::Event kind = command;
    const FieldDescriptor* const last =
        command.GetReflection()->GetOneofFieldDescriptor(command, v1::Event::descriptor()->FindOneofByName("kind"));
    std::vector<const FieldDescriptor*> fields;
    command.GetReflection()->ListFields(command, &fields);
    for (const FieldDescriptor* field : fields)
      (field == last ? rest : kind).GetReflection()->ClearField(field == last ? &rest : &kind, field);
    UnknownFieldsOf(&kind)->Clear();
    bytes.Add(kind.SerializeAsString() + rest.SerializeAsString());
  }
  return bytes;
}

// The outcome of one call, in words that differ when the outcomes do.
struct Told {
  absl::Status status;
  size_t failed_index = 0;
  std::vector<std::string> receipts;

  bool operator==(const Told&) const = default;
};

std::string Receive(bool is_known, absl::Time recorded_at, const v1::Event& event) {
  return absl::StrCat(is_known ? "known " : "new ", absl::FormatTime(recorded_at), " ", event.SerializeAsString());
}

Told TellOf(const absl::StatusOr<std::vector<Receipt>>& receipts, size_t failed_index) {
  Told told = {receipts.status(), failed_index, {}};
  if (!receipts.ok()) return told;
  for (const Receipt& receipt : *receipts) {
    EXPECT_EQ(receipt.sequence, receipt.event.sequence());
    EXPECT_EQ(receipt.event_id, receipt.event.event_id());
    told.receipts.push_back(Receive(receipt.already_recorded, receipt.recorded_at, receipt.event));
  }
  return told;
}

Told TellOf(const absl::StatusOr<BatchReceipt>& receipt, size_t failed_index) {
  Told told = {receipt.status(), failed_index, {}};
  if (!receipt.ok()) return told;
  const EventBatch& recorded = *receipt->recorded;
  auto known = receipt->known.begin();
  for (size_t i = 0; i < recorded.events.size() + receipt->known.size(); ++i) {
    if (known != receipt->known.end() && known->index == i) {
      told.receipts.push_back(Receive(true, known->first.recorded_at, known->first.event));
      ++known;
      continue;
    }
    const size_t place = i - static_cast<size_t>(known - receipt->known.begin());
    v1::Event event;
    EXPECT_THAT(EventLog::Parse(recorded.events[place], recorded.first + place, &event), IsOk());
    told.receipts.push_back(Receive(false, receipt->RecordedAt(place), event));
  }
  return told;
}

std::map<std::string, std::string> RowsOf(const Ledger& ledger) {
  std::map<std::string, std::string> rows;
  for (const storage::Family family : {storage::Family::kEvents, storage::Family::kIndex}) {
    const auto scan = ledger.database().ScanAll(family, "");
    for (; scan->Valid(); scan->Next())
      rows[absl::StrCat(static_cast<int>(family), "/", scan->key())] = std::string(scan->value());
  }
  return rows;
}

// Three ledgers that are told the same: in messages, in bytes, and in odd bytes, which are only understood as messages.
class ThreeLedgers {
 public:
  void Append(const std::vector<v1::Event>& commands, AppendOptions options) {
    constexpr size_t kNone = 1000;
    size_t failed[3] = {kNone, kNone, kNone};
    const bool names_index = options.failed_index != nullptr;
    const auto asked = [&](int i) {
      AppendOptions own = options;
      own.failed_index = names_index ? &failed[i] : nullptr;
      return own;
    };
    const Told by_messages = TellOf(messages_->Append(commands, asked(0)), failed[0]);
    const Told by_bytes = TellOf(bytes_->AppendBytes(BytesOf(commands), asked(1)), failed[1]);
    const Told by_odd_bytes = TellOf(odd_->AppendBytes(OddBytesOf(commands), asked(2)), failed[2]);
    Expect(by_messages, by_odd_bytes, "messages");
    Expect(by_bytes, by_odd_bytes, "bytes");
    by_odd_bytes.status.ok() ? ++accepted_ : ++refused_;
  }

  void ExpectTheSameLedgers() {
    for (TestLedger* each : {&messages_, &bytes_}) {
      EXPECT_EQ((*each)->head(), odd_->head());
      EXPECT_EQ(*(*each)->tree().Root((*each)->head()), *odd_->tree().Root(odd_->head()));
      EXPECT_TRUE(RowsOf(**each) == RowsOf(*odd_)) << "a row differs";
    }
    EXPECT_EQ(odd_->decided_as_bytes(), 0u);
    EXPECT_EQ(messages_->decided_as_bytes(), bytes_->decided_as_bytes());
  }

  Sequence head() { return odd_->head(); }
  uint64_t decided_as_bytes() { return bytes_->decided_as_bytes(); }
  int accepted() const { return accepted_; }
  int refused() const { return refused_; }

 private:
  static void Expect(const Told& told, const Told& wanted, const std::string& door) {
    EXPECT_EQ(told.status, wanted.status) << door;
    EXPECT_EQ(told.failed_index, wanted.failed_index) << door;
    EXPECT_EQ(told.receipts, wanted.receipts) << door;
  }

  TestLedger messages_;
  TestLedger bytes_;
  TestLedger odd_;
  int accepted_ = 0;
  int refused_ = 0;
};

// Commands that are unusual, wrong in one respect, or usual with much that is rare.
class OddCommands {
 public:
  explicit OddCommands(uint64_t seed) : random_(seed) {}

  AppendOptions Options(Sequence head, size_t* failed_index) {
    AppendOptions options;
    options.dry_run = Chance(10);
    if (Chance(20)) options.expected_head = head - Pick(2);
    if (Chance(10)) options.key_maker = KeyMaker::kRowOfFile;
    static const char* const kActors[] = {"nobody", "", "an", "an", "binh", "binh"};
    if (Chance(30)) options.within_grants_of = kActors[Pick(6)];
    if (Chance(30)) options.failed_index = failed_index;
    return options;
  }

  void Change(v1::Event* event) {
    if (Chance(60)) return;
    switch (Pick(20)) {
      case 0:
        return event->set_actor(Chance(50) ? " \u00a0" : "");
      case 1:
        return event->set_event_id(absl::StrCat(Chance(50) ? "row:" : "unit:", event->event_id()));
      case 2:
        return event->set_event_id(std::string(kEventIdBytesMax - 1 + Pick(3), 'k'));
      case 3:
        return event->set_reason(Chance(50) ? std::string(kEventBytesMax, 'x') : std::string("a\0b", 3));
      case 4:
        event->set_provenance(v1::PROVENANCE_IMPORTED);
        return SetRecordedAt(Instant("2026-01-01T00:00:00Z") + absl::Seconds(Pick(2)) - absl::Nanoseconds(Pick(2)),
                             event);
      case 5:
        return event->set_provenance(static_cast<v1::Provenance>(Pick(5)));
      case 6:
        return UnknownFieldsOf(event)->AddVarint(19, 7);
      case 7:
        return UnknownFieldsOf(event->mutable_document())->AddLengthDelimited(15, "later");
      case 8:
        event->mutable_document();
        return;
      case 9:
        return event->set_effective_date(static_cast<int32_t>(20240200 + Pick(40)));
      case 10:
        return event->mutable_recorded_at()->set_seconds(7);
      case 11:
        return event->clear_kind();
      case 12:
        event->set_provenance(v1::PROVENANCE_IMPORTED);
        return event->mutable_recorded_at()->set_nanos(7);
      default:
        return ChangeWhatItSays(event);
    }
  }

 private:
  uint64_t Pick(uint64_t below) { return random_() % below; }
  bool Chance(uint64_t percent) { return Pick(100) < percent; }

  void ChangeWhatItSays(v1::Event* event) {
    event->set_reason("Quyết định số 1881/QĐ-BCT của Bộ trưởng Bộ Công Thương");
    event->mutable_document()->set_type("quyết định");
    event->mutable_document()->set_date(Chance(50) ? 20240101 : -1);
    event->mutable_document()->set_sha256(std::string(32, '\xff'));
    event->mutable_evidence()->set_qualifier(v1::QUALIFIER_ABOUT);
    if (event->has_disbursement_made()) {
      event->mutable_disbursement_made()->set_tranche_chosen(Chance(50));
      event->mutable_disbursement_made()->mutable_line()->set_project_id(Chance(50) ? "p1" : std::string(70, 'p'));
      if (Chance(20)) event->mutable_disbursement_made()->clear_line();
    }
    if (event->has_allocation_adjusted() && Chance(50)) event->mutable_allocation_adjusted()->add_area_limits("fairs");
    if (event->has_plan_approved()) {
      event->mutable_plan_approved()->mutable_line()->set_fiscal_year(Chance(50) ? 2024 : -5);
      event->mutable_plan_approved()->set_amount(Chance(50) ? 0 : std::numeric_limits<int64_t>::min());
    }
    if (event->has_refund_received()) event->mutable_refund_received()->mutable_line()->set_unit_id("P9");
  }

  std::mt19937_64 random_;
};

// An may move a little in P1 and anything in Q3, by one grant each; Binh everything, but little at a time.
std::vector<v1::Event> ActorsWithGrants() {
  constexpr char kToday[] = "2026-01-01";
  const auto granted = [&](const char* actor, const char* unit, int64_t most) {
    v1::Event grant = EventBuilder::Grant(actor, v1::ROLE_OFFICER).On(kToday);
    if (unit != nullptr) grant.mutable_role_granted()->add_unit_ids(unit);
    grant.mutable_role_granted()->set_amount_max(most);
    return grant;
  };
  return {EventBuilder::Actor("an").On(kToday), EventBuilder::Actor("binh").On(kToday), granted("an", "P1", 60),
          granted("an", "Q3", 0), granted("binh", nullptr, 90)};
}

TEST(BytesTest, MessagesAndBytesHaveOneOutcomeWhateverTheyAsk) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  for (uint64_t round = 0; round < 6; ++round) {
    SCOPED_TRACE(absl::StrCat("seed ", seed + round));
    ThreeLedgers ledgers;
    ledgers.Append(ActorsWithGrants(), AppendOptions());
    Workload workload(seed + round);
    OddCommands odd(seed + round);
    size_t failed_index = 0;
    for (int batch = 0; batch < 250 && !::testing::Test::HasFailure(); ++batch) {
      std::vector<v1::Event> commands = workload.NextBatch(ledgers.head());
      const bool is_plain = batch % 3 != 0;
      for (v1::Event& command : commands) {
        if (!is_plain) odd.Change(&command);
      }
      ledgers.Append(commands, is_plain ? AppendOptions() : odd.Options(ledgers.head(), &failed_index));
    }
    ledgers.ExpectTheSameLedgers();
    EXPECT_GT(ledgers.accepted(), 30);
    EXPECT_GT(ledgers.refused(), 30);
    EXPECT_GT(ledgers.decided_as_bytes(), 30u);
  }
}

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

TEST_F(DecidedAsBytesTest, EveryKindThatMovesMoneyIs) {
  uint64_t kinds = 0;
  for (const EventKind* kind : AllKinds()) {
    if (kind->effect != Effect::kMoney) continue;
    EventBuilder command = EventBuilder::Money(kind->number, "P1", "national", 2024, 5);
    if (kind->tranche == TrancheUse::kAdjusts) command.FromTranche(1);
    Take({command});
    EXPECT_EQ(DecidedAsBytes(), ++kinds) << kind->name;
  }
  EXPECT_EQ(kinds, 8u);
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
  EXPECT_EQ(DecidedAsBytes(), 3u) << "the first batch began with one";
  EXPECT_EQ(ledger_->log().Read(ledger_->head())->actor(), "an");
  ASSERT_THAT(Append({EventBuilder::Reversal(ledger_->head(), "wrong")}, options), IsOk());
  EXPECT_EQ(DecidedAsBytes(), 4u);
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
  size_t failed_index = 7;
  const Sequence head = ledger_->head();
  EXPECT_THAT(ledger_->AppendBytes(bytes), StatusIs(kInvalid, HasSubstr("event 2 of 2: the bytes are no event")));
  EXPECT_THAT(ledger_->AppendBytes(bytes, {.failed_index = &failed_index}), StatusIs(kInvalid));
  EXPECT_EQ(failed_index, 1u);
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
