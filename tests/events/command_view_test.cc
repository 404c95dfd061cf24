#include "events/command_view.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/common.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/canonical_form.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

bool HasRole(const EventKind& kind, FieldRole role) {
  return std::any_of(kind.fields.begin(), kind.fields.end(),
                     [&](const KindField& field) { return field.role == role; });
}

// Reads the lines of a command, of a kind that has them.
bool ReadLines(CommandView* command) {
  EventView& event = command->event;
  event.line = event.to = LineView();
  if (HasRole(*command->kind, FieldRole::kLine) && !ReadUsualLine(command->line, &event.line)) return false;
  if (HasRole(*command->kind, FieldRole::kTo) && !ReadUsualLine(command->to, &event.to)) return false;
  for (size_t i = 0; i < event.shares.size(); ++i) {
    if (!ReadUsualLine(command->share_lines[i], &event.shares[i].line)) return false;
  }
  return true;
}

bool ReadWhole(absl::string_view bytes, absl::string_view actor, CommandView* command) {
  return ReadUsualCommand(bytes, actor, command) && ReadLines(command);
}

bool IsUsual(absl::string_view bytes) {
  CommandView command;
  return ReadWhole(bytes, "", &command);
}

std::vector<EventBuilder> BareCommands() {
  std::vector<EventBuilder> commands = {
      EventBuilder::Reversal(300, "entered twice"), EventBuilder::Reversal(7, "wrong amount").On("2024-01-02"),
      EventBuilder::Tranche(3, "P1", "national", 2024, 5).LimitedTo({"fairs", "conferences"}).Share("P2", 1'000),
      EventBuilder::Transfer("P1", "P2", "national", 2024, 5).FromTranche(300).ToTranche(2).WithoutPlan()};
  for (const EventKind* kind : AllKinds()) {
    if (kind->effect != Effect::kMoney || kind->fields.empty()) continue;
    commands.push_back(EventBuilder::Money(kind->number, "P1", "national", 2024, 1'000'000));
    commands.push_back(commands.back());
    commands.back().Area("fairs").Project("đề án 7");
  }
  return commands;
}

// Commands of every kind that can be usual: bare ones, and ones that say all they can.
std::vector<v1::Event> UsualCommands() {
  std::vector<v1::Event> commands;
  for (EventBuilder& bare : BareCommands()) {
    commands.push_back(bare);
    v1::Event full = bare.Reason("Chi hội chợ ở Hà Nội").On("2024-02-29");
    full.mutable_document()->set_number("1881/QĐ-BCT");
    full.mutable_document()->set_sha256(std::string(32, '\xff'));
    full.mutable_evidence()->set_qualifier(v1::QUALIFIER_ABOUT);
    commands.push_back(full);
    FilledIn named;
    named.number = 300;
    SetFilledIn(named, &full);
    full.set_provenance(v1::PROVENANCE_IMPORTED);
    SetRecordedAt(Instant("2024-05-16T08:00:00.000001Z"), &full);
    commands.push_back(full);
  }
  return commands;
}

// Sets in a command what the ledger would.
v1::Event Recorded(v1::Event event, const FilledIn& filled_in, absl::Time recorded_at) {
  event.set_sequence(1'000'000);
  if (event.provenance() != v1::PROVENANCE_IMPORTED) SetRecordedAt(recorded_at, &event);
  SetFilledIn(filled_in, &event);
  return event;
}

// What it becomes as bytes.
std::string AppendedFor(CommandView command, const FilledIn& filled_in, absl::Time recorded_at) {
  command.event.sequence = 1'000'000;
  if (!command.is_imported) command.event.recorded_at = recorded_at;
  if (DrawsOnTranche(*command.kind)) {
    command.event.tranche_number = filled_in.number;
    command.event.to_tranche_number = filled_in.to_number;
  }
  if (HasRole(*command.kind, FieldRole::kOfTranche)) command.event.area_limits = {"conferences", "fairs"};
  if (HasRole(*command.kind, FieldRole::kToLimits)) command.event.to_area_limits = {"fairs"};
  std::string stored = "before";
  AppendUsualEvent(command, &stored);
  return stored.substr(6);
}

// A change or two of a byte or a few.
std::string ChangedAtRandom(std::string bytes, std::mt19937_64* random) {
  for (uint64_t changes = 1 + (*random)() % 2; changes > 0 && !bytes.empty(); --changes) {
    const size_t place = (*random)() % bytes.size();
    switch ((*random)() % 4) {
      case 0:
        bytes[place] = static_cast<char>((*random)());
        break;
      case 1:
        bytes[place] = static_cast<char>(bytes[place] + ((*random)() % 2 == 0 ? 1 : -1));
        break;
      case 2:
        bytes.erase(place, 1 + (*random)() % 3);
        break;
      default:
        bytes.insert(place, bytes.substr((*random)() % bytes.size(), (*random)() % 4));
    }
  }
  return bytes;
}

// What a yes promises of `bytes`.
void ExpectWhatWasPromised(absl::string_view bytes) {
  SCOPED_TRACE(absl::BytesToHexString(bytes));
  CommandView command;
  ASSERT_TRUE(ReadWhole(bytes, "", &command));
  EXPECT_THAT(CheckCanonical(bytes), IsOk());
  v1::Event event;
  ASSERT_TRUE(event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  EXPECT_THAT(CheckEnvelope(event), IsOk());
  EXPECT_EQ(event.SerializeAsString(), bytes);
  const EventView view = ViewOf(event);
  EXPECT_EQ(command.kind->number, view.kind);
  EXPECT_EQ(command.event.event_id, view.event_id);
  EXPECT_EQ(KeyOfCommand(bytes), view.event_id);
  EXPECT_EQ(command.event.effective_date, view.effective_date);
  EXPECT_EQ(command.event.line, view.line);
  EXPECT_EQ(command.event.to, view.to);
  EXPECT_EQ(command.event.amount, view.amount);
  EXPECT_EQ(command.event.tranche_number, view.tranche_number);
  EXPECT_EQ(command.event.to_tranche_number, view.to_tranche_number);
  EXPECT_EQ(command.event.without_plan, view.without_plan);
  EXPECT_EQ(command.event.reversed_sequence, view.reversed_sequence);
  EXPECT_EQ(command.event.area_limits, view.area_limits);
  ASSERT_EQ(command.event.shares.size(), view.shares.size());
  for (size_t i = 0; i < view.shares.size(); ++i) {
    EXPECT_EQ(command.event.shares[i].line, view.shares[i].line);
    EXPECT_EQ(command.event.shares[i].amount, view.shares[i].amount);
  }
  EXPECT_EQ(command.reason, event.reason());
  EXPECT_EQ(command.is_imported, event.has_recorded_at());
  const FilledIn asked = FilledInOf(event);
  for (const uint32_t number : {7u, 200u}) {
    for (const char* instant : {"1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z"}) {
      const FilledIn filled_in = {number, asked.number == 0, "conferences|fairs", 7, asked.to_number == 0, "fairs"};
      EXPECT_EQ(AppendedFor(command, filled_in, Instant(instant)),
                Recorded(event, filled_in, Instant(instant)).SerializeAsString());
    }
  }
}

// Its line may be memory that is gone.
TEST(CommandViewTest, ForgetsTheLinesOfTheCommandBefore) {
  const std::string payment =
      v1::Event(EventBuilder::Money(v1::Event::kDisbursementMade, "P1", "national", 2024, 5)).SerializeAsString();
  const std::string tranche = v1::Event(EventBuilder::Tranche(3, "P1", "national", 2024, 5)).SerializeAsString();
  const std::string reversal = v1::Event(EventBuilder::Reversal(300, "entered twice")).SerializeAsString();
  CommandView command;
  for (const std::string& next : {tranche, reversal}) {
    ASSERT_TRUE(ReadWhole(payment, "", &command));
    ASSERT_TRUE(ReadUsualCommand(next, "", &command));
    EXPECT_EQ(command.event.line, LineView());
    EXPECT_EQ(command.event.to, LineView());
  }
}

TEST(CommandViewTest, CommandsOfEveryKindThatMovesMoneyAreUsualWhateverTheySay) {
  for (const v1::Event& command : UsualCommands()) ExpectWhatWasPromised(command.SerializeAsString());
}

TEST(CommandViewTest, AKindSaysEachFieldOfItsMessageOnceInTheirOrder) {
  for (const EventKind* kind : AllKinds()) {
    if (kind->fields.empty()) continue;
    const auto& message = *v1::Event::descriptor()->FindFieldByNumber(kind->number)->message_type();
    std::vector<uint32_t> wanted;
    for (int i = 0; i < message.field_count(); ++i) wanted.push_back(static_cast<uint32_t>(message.field(i)->number()));
    std::sort(wanted.begin(), wanted.end());
    std::vector<uint32_t> said;
    for (const KindField& field : kind->fields) said.push_back(field.number);
    EXPECT_EQ(said, wanted) << kind->name;
    EXPECT_TRUE(kind->effect == Effect::kMoney || kind->effect == Effect::kReversal) << kind->name;
  }
}

TEST(CommandViewTest, AnotherActorTakesThePlaceOfWhomTheCommandNames) {
  for (v1::Event event :
       {v1::Event(EventBuilder::Plan("P1", "national", 2024, 1)), v1::Event(EventBuilder::Reversal(7, "why"))}) {
    for (const char* named : {"", "somebody", "an"}) {
      event.set_actor(named);
      CommandView command;
      ASSERT_TRUE(ReadWhole(event.SerializeAsString(), "an", &command)) << named;
    }
    const std::string bytes = event.SerializeAsString();
    CommandView command;
    ASSERT_TRUE(ReadWhole(bytes, "Nguyễn Thị An", &command));
    event.set_actor("Nguyễn Thị An");
    EXPECT_EQ(AppendedFor(command, FilledIn(), Instant("2026-01-01T00:00:00Z")),
              Recorded(event, FilledIn(), Instant("2026-01-01T00:00:00Z")).SerializeAsString());
    EXPECT_FALSE(ReadWhole(bytes, " ", &command));
  }
}

// The event that a command read back from `stored` becomes, if it gets the same tranches again; empty if it cannot be
// read back.
std::string RecordedAgain(const std::string& stored) {
  CommandView command;
  EventView event;
  if (!ReadStoredEvent(stored, &command) || !ReadLines(&command) || !ParseEventView(stored, &event)) return "";
  if (DrawsOnTranche(*command.kind)) {
    command.event.tranche_number = event.tranche_number;
    command.event.to_tranche_number = event.to_tranche_number;
  }
  if (HasRole(*command.kind, FieldRole::kOfTranche)) command.event.area_limits = event.area_limits;
  if (HasRole(*command.kind, FieldRole::kToLimits)) command.event.to_area_limits = event.to_area_limits;
  std::string again;
  AppendUsualEvent(command, &again);
  return again;
}

// Events of every kind that can be usual, with what the ledger fills in: chosen or named.
std::vector<std::string> StoredEvents() {
  std::vector<std::string> events;
  for (const v1::Event& command : UsualCommands()) {
    const FilledIn asked = FilledInOf(command);
    const FilledIn filled_in = {asked.number == 0 ? 7 : asked.number,       asked.number == 0,    "conferences|fairs",
                                asked.to_number == 0 ? 8 : asked.to_number, asked.to_number == 0, "fairs"};
    v1::Event event = Recorded(command, filled_in, Instant("2026-01-01T00:00:00.000001Z"));
    if (event.effective_date() == 0) event.set_effective_date(20240516);
    events.push_back(event.SerializeAsString());
  }
  return events;
}

TEST(CommandViewTest, AStoredEventIsReadBackAsTheCommandThatItWas) {
  for (const std::string& stored : StoredEvents()) {
    SCOPED_TRACE(absl::BytesToHexString(stored));
    CommandView command;
    ASSERT_TRUE(ReadStoredEvent(stored, &command));
    EXPECT_EQ(command.event.sequence, 1'000'000u);
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(stored));
    EXPECT_EQ(command.event.recorded_at, FromTimestamp(event.recorded_at()));
    if (DrawsOnTranche(*command.kind)) {
      const FilledIn filled_in = FilledInOf(event);
      EXPECT_EQ(command.event.tranche_number, filled_in.chosen ? 0 : filled_in.number);
      EXPECT_EQ(command.event.to_tranche_number, filled_in.to_chosen ? 0 : filled_in.to_number);
      EXPECT_TRUE(command.event.area_limits.empty());
    }
    EXPECT_EQ(RecordedAgain(stored), stored);
    EXPECT_FALSE(IsUsual(stored));
    CommandView none;
    EXPECT_FALSE(ReadStoredEvent(stored.substr(stored.find('\x12')), &none)) << "without its sequence";
  }
}

// What verify relies on: bytes that come out again are those of a lawful envelope, in canonical form.
TEST(CommandViewTest, StoredBytesChangedAtRandomComeOutAgainOnlyIfTheyAreCanonical) {
  google::protobuf::SetLogHandler(nullptr);  // it prints each text that is not UTF-8
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  const std::vector<std::string> events = StoredEvents();
  int came_out = 0;
  for (int i = 0; i < 60'000 && !HasFailure(); ++i) {
    const std::string bytes = ChangedAtRandom(events[random() % events.size()], &random);
    if (bytes.empty() || RecordedAgain(bytes) != bytes) continue;
    ++came_out;
    SCOPED_TRACE(absl::BytesToHexString(bytes));
    EXPECT_THAT(CheckCanonical(bytes), IsOk());
    v1::Event command;
    ASSERT_TRUE(command.ParseFromString(bytes));
    SetFilledIn(AsNamed(FilledInOf(command)), &command);
    command.clear_sequence();
    if (command.provenance() != v1::PROVENANCE_IMPORTED) command.clear_recorded_at();
    EXPECT_THAT(CheckEnvelope(command), IsOk());
  }
  EXPECT_GT(came_out, 2'000);
}

TEST(CommandViewTest, AKeyOfAnyLengthIsFound) {
  for (const int size : {1, 127, kEventIdBytesMax})
    ExpectWhatWasPromised(EventBuilder::Plan("P1", "national", 2024, 1)
                              .Key(std::string(static_cast<size_t>(size), 'k'))
                              .Build()
                              .SerializeAsString());
}

TEST(CommandViewTest, WhatIsNotInCanonicalFormIsNotUsual) {
  v1::Event command = EventBuilder::Disbursement("P1", "national", 2024, 1);
  EXPECT_TRUE(IsUsual(command.SerializeAsString()));
  command.set_sequence(1);
  EXPECT_FALSE(IsUsual(command.SerializeAsString()));
  command.clear_sequence();
  EXPECT_FALSE(IsUsual(""));
  EXPECT_FALSE(IsUsual(command.SerializeAsString() + std::string(1, '\0')));
  for (const auto& [bytes, code] : TwoReadingsOf(command)) EXPECT_FALSE(IsUsual(bytes)) << code;
}

TEST(CommandViewTest, WhatTheLedgerFillsInIsNotUsual) {
  v1::Event command = EventBuilder::AllocationAdjustment("P1", "national", 2024, 1);
  EXPECT_TRUE(IsUsual(command.SerializeAsString()));
  v1::Event chosen = command;
  chosen.mutable_allocation_adjusted()->set_tranche_chosen(true);
  EXPECT_FALSE(IsUsual(chosen.SerializeAsString()));
  command.mutable_allocation_adjusted()->add_area_limits("fairs");
  EXPECT_FALSE(IsUsual(command.SerializeAsString()));
}

TEST(CommandViewTest, AYesHoldsForBytesChangedAtRandom) {
  google::protobuf::SetLogHandler(nullptr);  // it prints each text that is not UTF-8
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937_64 random(seed);
  std::vector<std::string> commands;
  for (const v1::Event& command : UsualCommands()) commands.push_back(command.SerializeAsString());
  int usual = 0;
  for (int i = 0; i < 60'000 && !HasFailure(); ++i) {
    const std::string bytes = ChangedAtRandom(commands[random() % commands.size()], &random);
    if (!IsUsual(bytes)) continue;
    ++usual;
    ExpectWhatWasPromised(bytes);
  }
  EXPECT_GT(usual, 2'000);
}

}  // namespace
}  // namespace tranche
