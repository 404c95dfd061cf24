#include "events/command_view.h"

#include <google/protobuf/stubs/common.h>

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

bool IsUsual(absl::string_view bytes) {
  CommandView command;
  LineView line;
  return ReadUsualCommand(bytes, &command) && ReadUsualLine(command.line, &line);
}

// Commands of every kind that can be usual: bare ones, and ones that say all they can.
std::vector<v1::Event> UsualCommands() {
  std::vector<v1::Event> commands;
  for (const EventKind* kind : AllKinds()) {
    if (kind->one_line.line == 0) continue;
    EventBuilder bare = EventBuilder::Money(kind->number, "P1", "national", 2024, 1'000'000);
    commands.push_back(bare);
    v1::Event full = bare.Area("fairs").Project("đề án 7").Reason("Chi hội chợ ở Hà Nội").On("2024-02-29");
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
  if (command.kind->one_line.tranche_number != 0) command.event.tranche_number = filled_in.number;
  if (command.kind->one_line.area_limits != 0) command.event.area_limits = {"conferences", "fairs"};
  std::string stored = "before";
  AppendUsualEvent(command, command.kind->one_line.tranche_chosen != 0 && filled_in.chosen, &stored);
  return stored.substr(6);
}

// What a yes promises of `bytes`.
void ExpectWhatWasPromised(absl::string_view bytes) {
  SCOPED_TRACE(absl::BytesToHexString(bytes));
  CommandView command;
  ASSERT_TRUE(ReadUsualCommand(bytes, &command) && ReadUsualLine(command.line, &command.event.line));
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
  EXPECT_EQ(command.event.amount, view.amount);
  EXPECT_EQ(command.event.tranche_number, view.tranche_number);
  EXPECT_EQ(command.is_imported, event.has_recorded_at());
  for (const bool chosen : {false, true}) {
    for (const char* instant : {"1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z"}) {
      FilledIn filled_in = {chosen ? 200u : 7u, chosen};
      filled_in.area_limits = "conferences|fairs";
      EXPECT_EQ(AppendedFor(command, filled_in, Instant(instant)),
                Recorded(event, filled_in, Instant(instant)).SerializeAsString());
    }
  }
}

TEST(CommandViewTest, CommandsOfEveryKindWithOneLineAreUsualWhateverTheySay) {
  for (const v1::Event& command : UsualCommands()) ExpectWhatWasPromised(command.SerializeAsString());
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
    std::string bytes = commands[random() % commands.size()];
    for (uint64_t changes = 1 + random() % 2; changes > 0 && !bytes.empty(); --changes) {
      const size_t place = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[place] = static_cast<char>(random());
          break;
        case 1:
          bytes[place] = static_cast<char>(bytes[place] + (random() % 2 == 0 ? 1 : -1));
          break;
        case 2:
          bytes.erase(place, 1 + random() % 3);
          break;
        default:
          bytes.insert(place, bytes.substr(random() % bytes.size(), random() % 4));
      }
    }
    if (!IsUsual(bytes)) continue;
    ++usual;
    ExpectWhatWasPromised(bytes);
  }
  EXPECT_GT(usual, 2'000);
}

}  // namespace
}  // namespace tranche
