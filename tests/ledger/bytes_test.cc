// Commands that come as messages, as their bytes, and as bytes that nobody writes so: one outcome.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>

#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "log/event_bytes.h"
#include "tests/ledger/bytes_fixture.h"
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
  std::vector<std::string> refused;
  std::vector<std::string> receipts;

  bool operator==(const Told&) const = default;
};

std::vector<std::string> Refusals(const RefusedCommands& refused) {
  std::vector<std::string> told = {absl::StrCat(refused.count)};
  for (const RefusedCommands::Command& each : refused.shown)
    told.push_back(absl::StrCat(each.index, " ", each.why.ToString(absl::StatusToStringMode::kWithEverything)));
  return told;
}

std::string Receive(bool is_known, absl::Time recorded_at, const v1::Event& event) {
  return absl::StrCat(is_known ? "known " : "new ", absl::FormatTime(recorded_at), " ", event.SerializeAsString());
}

Told TellOf(const absl::StatusOr<std::vector<Receipt>>& receipts, const RefusedCommands& refused) {
  Told told = {receipts.status(), Refusals(refused), {}};
  if (!receipts.ok()) return told;
  for (const Receipt& receipt : *receipts) {
    EXPECT_EQ(receipt.sequence, receipt.event.sequence());
    EXPECT_EQ(receipt.event_id, receipt.event.event_id());
    told.receipts.push_back(Receive(receipt.already_recorded, receipt.recorded_at, receipt.event));
  }
  return told;
}

Told TellOf(const absl::StatusOr<BatchReceipt>& receipt, const RefusedCommands& refused) {
  Told told = {receipt.status(), Refusals(refused), {}};
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
    RefusedCommands refused[3];
    const bool are_apart = options.refused != nullptr;
    const auto asked = [&](int i) {
      AppendOptions own = options;
      own.refused = are_apart ? &refused[i] : nullptr;
      return own;
    };
    const Told by_messages = TellOf(messages_->Append(commands, asked(0)), refused[0]);
    const Told by_bytes = TellOf(bytes_->AppendBytes(BytesOf(commands), asked(1)), refused[1]);
    const Told by_odd_bytes = TellOf(odd_->AppendBytes(OddBytesOf(commands), asked(2)), refused[2]);
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
    EXPECT_EQ(told.refused, wanted.refused) << door;
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

  AppendOptions Options(Sequence head, RefusedCommands* refused) {
    AppendOptions options;
    options.dry_run = Chance(10);
    if (Chance(20)) options.expected_head = head - Pick(2);
    if (Chance(10)) options.key_maker = KeyMaker::kRowOfFile;
    static const char* const kActors[] = {"nobody", "", "an", "an", "binh", "binh"};
    if (Chance(30)) options.within_grants_of = kActors[Pick(6)];
    if (Chance(30)) options.refused = refused;
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

TEST(BytesTest, MessagesAndBytesHaveOneOutcomeWhateverTheyAsk) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  for (uint64_t round = 0; round < 6; ++round) {
    SCOPED_TRACE(absl::StrCat("seed ", seed + round));
    ThreeLedgers ledgers;
    ledgers.Append(ActorsWithGrants(), AppendOptions());
    Workload workload(seed + round);
    OddCommands odd(seed + round);
    RefusedCommands refused;
    for (int batch = 0; batch < 400 && !::testing::Test::HasFailure(); ++batch) {
      std::vector<v1::Event> commands = workload.NextBatch(ledgers.head());
      const bool is_plain = batch % 3 != 0;
      for (v1::Event& command : commands) {
        if (!is_plain) odd.Change(&command);
      }
      ledgers.Append(commands, is_plain ? AppendOptions() : odd.Options(ledgers.head(), &refused));
    }
    ledgers.ExpectTheSameLedgers();
    EXPECT_GT(ledgers.accepted(), 60);
    EXPECT_GT(ledgers.refused(), 40);
    EXPECT_GT(ledgers.decided_as_bytes(), 60u);
  }
}

}  // namespace
}  // namespace tranche
