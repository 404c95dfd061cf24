// Walks the kinds of the schema: adding one fails here until every place that must know it does
// (docs/adding_a_kind.md).
#include "events/kinds/kinds.h"

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/kinds/filled_in.h"
#include "events/postings_of.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "reports/labels.h"
#include "tests/support/book_movements.h"
#include "tests/support/event_builder.h"
#include "tests/support/reference_ledger.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

std::vector<const FieldDescriptor*> KindsOfTheSchema() {
  std::vector<const FieldDescriptor*> kinds;
  const auto& oneof = *v1::Event::descriptor()->FindOneofByName("kind");
  for (int i = 0; i < oneof.field_count(); ++i) kinds.push_back(oneof.field(i));
  return kinds;
}

std::string ReadSource(const std::string& path) {
  std::ifstream in(absl::StrCat(TRANCHE_SOURCE_DIR, "/", path));
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<const EventKind*> MoneyKinds() {
  std::vector<const EventKind*> kinds;
  for (const EventKind* kind : AllKinds()) {
    if (kind->effect == Effect::kMoney) kinds.push_back(kind);
  }
  return kinds;
}

void Fill(Message* message);

void FillField(const FieldDescriptor& field, Message* message) {
  const auto& reflection = *message->GetReflection();
  const std::string text = absl::StrCat("text", field.number());
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.AddString(message, &field, text) : reflection.SetString(message, &field, text);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(message, &field, field.number());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(message, &field, field.number());
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, &field, field.number());
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(message, &field, field.number());
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, &field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(message, &field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(many ? reflection.AddMessage(message, &field) : reflection.MutableMessage(message, &field));
    default:
      FAIL() << field.full_name() << " has a type that the ledger does not use";
  }
}

void Fill(Message* message) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i)
    FillField(*message->GetDescriptor()->field(i), message);
}

// An event of the kind with every field set.
v1::Event Filled(const EventKind& kind) {
  v1::Event event;
  FillField(*v1::Event::descriptor()->FindFieldByNumber(kind.number), &event);
  return event;
}

std::string Describe(const LineView& line) {
  return absl::StrCat(line.unit, "/", line.source, "/", line.fiscal_year, "/", line.area, "/", line.project);
}

TEST(KindsTest, EveryKindOfTheSchemaIsInTheTable) {
  for (const FieldDescriptor* field : KindsOfTheSchema()) {
    const EventKind* kind = FindKind(static_cast<uint64_t>(field->number()));
    ASSERT_NE(kind, nullptr) << field->name() << " is missing from events/kinds/kinds.cc";
    EXPECT_EQ(kind->number, field->number()) << "events/kinds/" << field->name() << ".cc";
    EXPECT_EQ(kind->name, field->message_type()->name()) << "events/kinds/" << field->name() << ".cc";
    EXPECT_NE(ReadSource(absl::StrCat("events/kinds/", field->name(), ".cc")), "");
  }
  EXPECT_EQ(AllKinds().size(), KindsOfTheSchema().size());
}

TEST(KindsTest, EveryKindHasGoldenBytes) {
  const std::string golden = absl::StrCat("\n", ReadSource("tests/golden/events.txt"));
  for (const FieldDescriptor* field : KindsOfTheSchema())
    EXPECT_TRUE(absl::StrContains(golden, absl::StrCat("\n", field->message_type()->name(), " ")))
        << field->message_type()->name() << " is not in tests/golden/events.txt";
}

TEST(KindsTest, EveryKindHasALabelInBothLanguages) {
  for (const EventKind* kind : AllKinds()) {
    for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
      const std::string label = KindLabel(kind->name, locale);
      EXPECT_NE(label, kind->name) << "events/kinds/ has no word for it";
      EXPECT_NE(label, "") << kind->name;
    }
  }
}

// The cells of every table row of a document.
std::vector<std::vector<std::string>> TableRows(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  for (absl::string_view line : absl::StrSplit(ReadSource(path), '\n')) {
    std::vector<std::string> cells = absl::StrSplit(line, '|');
    for (std::string& cell : cells) absl::StripAsciiWhitespace(&cell);
    if (cells.size() > 2) rows.push_back(std::move(cells));
  }
  return rows;
}

// Looks in the first column of a table, where several names may share a row. A kind that posts has its number there,
// by which checkers of proofs know it, and one that is recorded by a word has that in the second column.
TEST(KindsTest, EveryKindIsInTheCatalogueOfEvents) {
  std::map<std::string, std::string> described;
  for (const std::vector<std::string>& cells : TableRows("docs/event_catalogue.md")) {
    for (absl::string_view name : absl::StrSplit(cells[1], ", ")) described[std::string(name)] = cells[2];
  }
  for (const EventKind* kind : AllKinds()) {
    const bool posts = kind->effect == Effect::kMoney || kind->effect == Effect::kReversal;
    const std::string name = posts ? absl::StrCat(kind->name, " (", kind->number, ")") : std::string(kind->name);
    const auto row = described.find(name);
    ASSERT_NE(row, described.end()) << name << " is not in docs/event_catalogue.md";
    if (kind->effect != Effect::kMoney) continue;
    EXPECT_EQ(row->second, absl::StrCat("`", kind->word, "`")) << name;
  }
}

// Looks in the list of kinds, and again where its postings are derived.
TEST(KindsTest, TheSecondCheckerKnowsEveryKindAndWhatItPosts) {
  const std::string checker = ReadSource("proof/check_proof.py");
  for (const EventKind* kind : AllKinds()) {
    const std::string name = absl::StrCat("\"", kind->name, "\"");
    EXPECT_TRUE(absl::StrContains(checker, absl::StrCat(kind->number, ": ", name)))
        << "KINDS of proof/check_proof.py does not have " << kind->name;
    if (IsOfCatalogue(kind->number) || kind->effect == Effect::kStatement) continue;
    if (kind->effect == Effect::kProposal) continue;
    const std::vector<std::string> parts = absl::StrSplit(checker, name);
    EXPECT_GT(parts.size(), 2u) << "proof/check_proof.py does not say what " << kind->name << " posts";
  }
}

TEST(KindsTest, WordsNameOneKindEach) {
  std::set<std::string> words;
  for (const EventKind* kind : AllKinds()) {
    EXPECT_TRUE(words.insert(absl::AsciiStrToLower(kind->name)).second) << kind->name;
    EXPECT_EQ(FindKindByName(kind->name), kind);
    EXPECT_EQ(FindKindByName(absl::AsciiStrToUpper(kind->name)), kind);
    if (kind->word.empty()) continue;
    EXPECT_TRUE(words.insert(std::string(kind->word)).second) << kind->word;
    EXPECT_EQ(FindKindByName(kind->word), kind);
  }
  EXPECT_EQ(FindKindByName(""), nullptr);
  EXPECT_EQ(FindKindByName("gift"), nullptr);
}

TEST(KindsTest, AnEventWithEveryFieldIsReadFromItsBytesAsFromItsMessage) {
  for (const EventKind* kind : MoneyKinds()) {
    const v1::Event event = Filled(*kind);
    const std::string bytes = event.SerializeAsString();
    EventView view;
    ASSERT_TRUE(ParseEventView(bytes, &view));
    PostingList read;
    PostingList seen;
    ASSERT_THAT(PostingsOf(view, nullptr, &read), IsOk());
    ASSERT_THAT(PostingsOf(ViewOf(event), nullptr, &seen), IsOk());
    EXPECT_EQ(read.view(), seen.view()) << kind->name;
    EXPECT_FALSE(read.view().empty()) << kind->name << " moves money, but posts nothing";
  }
}

TEST(KindsTest, AMessageIsMadeAgainFromItsView) {
  for (const EventKind* kind : MoneyKinds()) {
    v1::Event event = Filled(*kind);
    SetFilledIn(AsNamed(FilledInOf(event)), &event);
    v1::Event made;
    kind->make(ViewOf(event), &made);
    EXPECT_TRUE(MessageDifferencer::Equals(made, event)) << made.DebugString() << event.DebugString();
  }
}

// By reflection, in the order of the fields.
void CollectLines(const Message& message, std::vector<std::string>* lines) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                  : reflection.GetMessage(message, field);
      if (const auto* line = dynamic_cast<const v1::BudgetLine*>(&inner)) {
        const LineView view(line->unit_id(), line->source_id(), line->fiscal_year(), line->area_id(),
                            line->project_id());
        lines->push_back(Describe(view));
      } else {
        CollectLines(inner, lines);
      }
    }
  }
}

TEST(KindsTest, EveryLineOfAMessageIsShownToTheRules) {
  for (const EventKind* kind : AllKinds()) {
    const v1::Event event = Filled(*kind);
    std::vector<std::string> wanted;
    CollectLines(event, &wanted);
    if (wanted.empty()) continue;
    std::vector<std::string> found;
    for (const EventLine& line : kind->lines(event)) found.push_back(Describe(line.line));
    EXPECT_EQ(found, wanted) << kind->name;
  }
}

TEST(KindsTest, WhatTheLedgerFillsInIsEveryFieldThatSaysSo) {
  for (const EventKind* kind : AllKinds()) {
    const bool draws = kind->tranche != TrancheUse::kNone && kind->tranche != TrancheUse::kOpens;
    v1::Event event = Filled(*kind);
    const v1::Event before = event;
    SetFilledIn(FilledInOf(event), &event);
    EXPECT_TRUE(MessageDifferencer::Equals(event, before)) << kind->name << " does not read back what it filled in";
    SetFilledIn(AsAsked(FilledInOf(event)), &event);
    EXPECT_EQ(MessageDifferencer::Equals(event, before), !draws) << kind->name;
    EXPECT_FALSE(absl::StrContains(event.ShortDebugString(), "chosen")) << event.ShortDebugString();
    EXPECT_EQ(FilledInOf(event).number, 0u) << kind->name;
  }
}

// The oracle of the property tests must know what a kind moves, otherwise they do not test it.
TEST(KindsTest, TheReferenceLedgerMovesWhatTheLedgerMoves) {
  for (const EventKind* kind : MoneyKinds()) {
    TestLedger ledger;
    ReferenceLedger reference;
    v1::Event created;
    created.set_event_id("ledger");
    created.mutable_ledger_created();
    std::vector<v1::Event> first = CatalogueCommands();
    first.insert(first.begin(), created);
    ASSERT_TRUE(reference.Append(first).has_value());
    for (const v1::Event& event : {EventBuilder::Plan("P1", "national", 2024, 1000).Build(),
                                   EventBuilder::Plan("P2", "national", 2024, 1000).Build(),
                                   EventBuilder::Tranche(1, "P1", "national", 2024, 500).Build(),
                                   EventBuilder::Disbursement("P1", "national", 2024, 50).Build(),
                                   EventBuilder::Commitment("P1", "national", 2024, "HD-0", 50).Build(),
                                   EventBuilder::Advance("P1", "national", 2024, 50).Build()}) {
      ledger.Record(event);
      ASSERT_TRUE(reference.Append({event}).has_value());
    }
    const uint64_t named = ledger->head() - (kind->uses_up == v1::Event::kCommitmentMade ? 1 : 0);
    const bool corrects = kind->number == v1::Event::kPriorPeriodCorrection;
    for (const v1::Event& event : {EventBuilder::Closing(2023, "2023-12-31").AtYearEnd().Build(),
                                   EventBuilder::Settlement("P1", "national", 2023, 0).Build()}) {
      if (!corrects) continue;
      ledger.Record(event);
      ASSERT_TRUE(reference.Append({event}).has_value());
    }
    v1::Event command = EventBuilder::Money(kind->number, "P1", "national", corrects ? 2023 : 2024, 7, named);
    command.set_reason("found later");
    EXPECT_TRUE(reference.Append({command}).has_value()) << "tests/support/reference_ledger.cc refuses " << kind->name;
    const Receipt receipt = ledger.Record(command);
    const auto postings = PostingsOf(receipt.event, nullptr);
    ASSERT_THAT(postings, IsOk());
    std::vector<std::string> moved;
    for (const auto& movement : reference.at(reference.head()).movements)
      moved.push_back(absl::StrCat(movement.unit, " ", static_cast<int>(movement.kind), " ", movement.tranche, " ",
                                   movement.amount));
    std::vector<std::string> posted;
    for (const Posting& posting : *postings)
      posted.push_back(absl::StrCat(posting.line.unit, " ", static_cast<int>(posting.measure), " ",
                                    posting.tranche_number, " ", posting.amount));
    EXPECT_EQ(moved, posted) << kind->name;
    EXPECT_FALSE(posted.empty()) << kind->name;
  }
}

}  // namespace
}  // namespace tranche
