// The bytes that live for decades: events with every field set, index rows, FORMAT, HEAD. A failure here means that an
// older ledger would become unreadable.
#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/instant.h"
#include "events/postings_of.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "ledger/proposals/proposal_digest.h"
#include "ledger/rules/rules_version.h"
#include "log/event_log.h"
#include "log/event_tree.h"
#include "log/log_row.h"
#include "projections/index/balance_index.h"
#include "proof/check_proof.h"
#include "proof/prove.h"
#include "proof/publish_checkpoint.h"
#include "proof/witness.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "replay/verify/verify.h"
#include "storage/database.h"
#include "storage/head_file.h"
#include "storage/unfinished_directory.h"
#include "tests/golden/golden_file.h"
#include "tests/replay/small_history.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Sets every field of `message` to a value derived from its number, so that no field is
// forgotten.
void Fill(Message* message);

void FillField(const FieldDescriptor& field, Message* message) {
  const auto& reflection = *message->GetReflection();
  const std::string text = absl::StrCat("text ", field.number());
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection.AddString(message, &field, text) : reflection.SetString(message, &field, text);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(message, &field, -100 - field.number());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(message, &field, 200 + field.number());
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, &field, 18'300'000'000 + field.number());
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(message, &field, 300 + field.number());
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, &field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(message, &field, 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Fill(many ? reflection.AddMessage(message, &field) : reflection.MutableMessage(message, &field));
    default:
      FAIL() << field.full_name() << " has a type that the ledger does not use: no floating point";
  }
}

void Fill(Message* message) {
  const Descriptor& descriptor = *message->GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    if (descriptor.field(i)->containing_oneof() == nullptr) FillField(*descriptor.field(i), message);
  }
}

// One event of each kind, with every field set, by the name of its kind. If the kind or the envelope got a field after
// its first bytes were frozen, the event with that field has the name of the field too.
std::map<std::string, v1::Event> Examples() {
  std::map<std::string, v1::Event> examples;
  const auto& kinds = *v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < kinds.field_count(); ++i) {
    v1::Event event;
    Fill(&event);
    event.set_effective_date(20240516);
    event.clear_approval();
    event.clear_late_reason();
    event.clear_late_for();
    event.clear_deviations();
    event.clear_questions();
    FillField(*kinds.field(i), &event);
    examples[KindName(event)] = event;
  }
  examples["RegionGroupingDefined.name_en"] = examples["RegionGroupingDefined"];
  examples["RegionGroupingDefined"].mutable_region_grouping_defined()->clear_name_en();
  examples["AllocationTransferred.carried"] = examples["AllocationTransferred"];
  examples["AllocationTransferred"].mutable_allocation_transferred()->clear_carried();
  examples["ProjectRegistered.total_cost"] = examples["ProjectRegistered"];
  examples["ProjectRegistered"].mutable_project_registered()->clear_total_cost();
  examples["ProjectAmended.total_cost"] = examples["ProjectAmended"];
  examples["ProjectAmended"].mutable_project_amended()->clear_total_cost();
  examples["PlanApproved.approval"] = examples["PlanApproved"];
  examples["PlanApproved.approval"].set_approval(310);
  examples["PlanApproved.late_for"] = examples["PlanApproved"];
  examples["PlanApproved.late_for"].set_late_reason("text 11");
  examples["PlanApproved.late_for"].set_late_for(312);
  examples["PlanApproved.questions"] = examples["PlanApproved"];
  examples["PlanApproved.questions"].add_deviations("text 13");
  examples["PlanApproved.questions"].add_questions("text 14");
  return examples;
}

TEST(GoldenTest, EventsAreWrittenWithTheBytesTheyAlwaysHad) {
  std::string found;
  for (const auto& [kind, event] : Examples())
    absl::StrAppend(&found, kind, " ", absl::BytesToHexString(event.SerializeAsString()), "\n");
  ExpectGolden("events.txt", found);
}

TEST(GoldenTest, TheBytesOfOldEventsStillMeanWhatTheyMeant) {
  const std::map<std::string, v1::Event> examples = Examples();
  size_t lines = 0;
  for (absl::string_view line : absl::StrSplit(ReadGolden("events.txt"), '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, ' ');
    ASSERT_EQ(parts.size(), 2u);
    ASSERT_TRUE(examples.contains(parts[0])) << parts[0] << " is no kind any more";
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(absl::HexStringToBytes(parts[1])));
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, examples.at(parts[0])))
        << parts[0] << " is read as " << event.ShortDebugString();
    ++lines;
  }
  EXPECT_EQ(lines, examples.size());
}

TEST(GoldenTest, ALedgerThatWasCreatedBeforeRulesHadVersionsNamesNone) {
  const std::vector<std::string> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(ReadGolden("events_before_rules.txt")), ' ');
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(absl::HexStringToBytes(parts.at(1))));
  v1::Event wanted = Examples().at(parts[0]);
  wanted.mutable_ledger_created()->clear_rules_version();
  wanted.mutable_ledger_created()->clear_rules_known_since();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, wanted)) << event.ShortDebugString();
}

std::vector<v1::Event> StoredEvents() {
  const v1::Event tranche = EventBuilder::Tranche(1, "P1", "national", 2024, 18'300'000'000)
                                .Share("P2", 5)
                                .LimitedTo({"fairs", "conferences"})
                                .On("2024-05-16")
                                .Key("tranche-1");
  std::vector<v1::Event> events = {
      EventBuilder::Source("national").Key("source"),
      EventBuilder::Plan("P1", "national", 2024, 71'500'000'000).Project("bridge").Key("plan"),
      tranche,
      EventBuilder::Disbursement("P1", "national", 2024, 7).FromTranche(1).Area("fairs").On("2024-06-30").Key("paid"),
      EventBuilder::Refund("P1", "national", 2024, 7).FromTranche(1).Area("fairs").On("2024-07-01").Key("refund"),
      EventBuilder::Execution("P1", "national", 2024, 9).Key("executed"),
      EventBuilder::Reversal(3, "why").On("2024-05-16").Key("reversal"),
      EventBuilder::Estimate("P1", 2024, "executed", 5).Key("estimate")};
  for (size_t i = 0; i < events.size(); ++i) {
    events[i].set_sequence(i + 1);
    SetRecordedAt(Instant("2024-12-31T17:00:00.000001Z"), &events[i]);
  }
  return events;
}

std::string RowsOf(const storage::Database& database, storage::Family family) {
  std::string rows;
  for (auto scan = database.ScanAll(family, ""); scan->Valid(); scan->Next())
    absl::StrAppend(&rows, std::string(storage::FamilyName(family)), " ", absl::BytesToHexString(scan->key()), " ",
                    absl::BytesToHexString(scan->value()), "\n");
  return rows;
}

TEST(GoldenTest, RowsOfTheLogAndTheIndexAreWrittenAsTheyAlwaysWere) {
  TemporaryDirectory directory;
  const auto database = storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  ASSERT_THAT(BalanceIndex::Begin(4, database->get()), IsOk());
  storage::Batch batch = (*database)->NewBatch();
  BalanceIndex index(database->get(), storage::Family::kIndex, 4);
  EventTree tree(database->get(), storage::Family::kIndex);
  RowPacker rows(RowForm::kPlain);
  std::string bytes;
  const std::vector<v1::Event> events = StoredEvents();
  for (const v1::Event& event : events) {
    const v1::Event* reversed = event.has_event_reversed() ? &events[2] : nullptr;
    const auto postings = PostingsOf(event, reversed);
    ASSERT_THAT(postings, IsOk());
    EventLog::Serialize(event, &bytes);
    rows.Add(event.sequence(), bytes, &batch);
    EventView stored;
    ASSERT_TRUE(ParseEventView(bytes, &stored));
    BalanceIndex::StageRows(stored, &batch);
    tree.Add(LeafHash(bytes));
    index.Add(ViewOf(event), std::vector<PostingView>(postings->begin(), postings->end()));
    ASSERT_THAT(index.StageEpochs(event.sequence(), &batch), IsOk());
  }
  rows.Finish(&batch);
  tree.Stage(&batch);
  ASSERT_THAT((*database)->Write(batch), IsOk());
  ExpectGolden("rows.txt", RowsOf(**database, storage::Family::kEvents) + RowsOf(**database, storage::Family::kIndex));
}

TEST(GoldenTest, RowsOfAProposalAreWrittenAsTheyAlwaysWere) {
  TemporaryDirectory directory;
  const auto database = storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  v1::Event proposed;
  proposed.set_sequence(9);
  proposed.mutable_change_proposed()->set_expires_on(20240930);
  proposed.mutable_change_proposed()->set_part(1);
  v1::Event second_part = proposed;
  second_part.set_sequence(10);
  second_part.mutable_change_proposed()->set_part(2);
  v1::Event approved;
  approved.set_sequence(11);
  approved.mutable_change_approved()->set_proposal(9);
  storage::Batch batch = (*database)->NewBatch();
  for (const v1::Event& event : {proposed, second_part, approved}) {
    const std::string bytes = event.SerializeAsString();
    EventView view;
    ASSERT_TRUE(ParseEventView(bytes, &view));
    BalanceIndex::StageRows(view, &batch);
  }
  ASSERT_THAT((*database)->Write(batch), IsOk());
  ExpectGolden("proposal_rows.txt", RowsOf(**database, storage::Family::kIndex));
}

// SHA-256 over each command after its length, as 8 bytes, big-endian.
TEST(GoldenTest, TheDigestOfAProposalIsWhatItAlwaysWas) {
  ProposalDigest digest;
  digest.Add("a");
  digest.Add("bc");
  EXPECT_EQ(absl::BytesToHexString(digest.Finish()),
            "3fafa1cf2f19a7c1129beb20cf0983f73a489a221fc0dd2f16d1be292d089205");
}

TEST(GoldenTest, APackedRowIsWrittenAsItAlwaysWas) {
  TemporaryDirectory directory;
  const auto database = storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  storage::Batch batch = (*database)->NewBatch();
  RowPacker rows(RowForm::kPacked);
  std::string bytes;
  for (const v1::Event& event : StoredEvents()) {
    EventLog::Serialize(event, &bytes);
    rows.Add(event.sequence(), bytes, &batch);
  }
  rows.Finish(&batch);
  ASSERT_THAT((*database)->Write(batch), IsOk());
  ExpectGolden("packed_row.txt", RowsOf(**database, storage::Family::kEvents));
}

TEST(GoldenTest, APackedRowOfLongAgoHasTheSameEventsAsPlainRows) {
  const std::vector<std::string> parts = absl::StrSplit(absl::StripAsciiWhitespace(ReadGolden("packed_row.txt")), ' ');
  const std::string stored = absl::HexStringToBytes(parts.at(2));
  LogRow row;
  ASSERT_THAT(row.Split(8, stored), IsOk());
  ASSERT_EQ(row.first(), 1u);
  const std::string plain = ReadGolden("rows.txt");
  for (Sequence sequence = 1; sequence <= 8; ++sequence)
    EXPECT_THAT(plain, ::testing::HasSubstr(absl::StrCat("events 000000000000000", sequence, " ",
                                                         absl::BytesToHexString(row.At(sequence)), "\n")));
}

TEST(GoldenTest, TheTailOfAnEpochIsWrittenAsItAlwaysWas) {
  TemporaryDirectory directory;
  const auto database = storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  BalanceIndex index(database->get(), storage::Family::kIndex, 4);
  storage::Batch of_epochs = (*database)->NewBatch();
  const std::vector<v1::Event> events = StoredEvents();
  constexpr Sequence kLast = 6;
  for (Sequence sequence = 1; sequence <= kLast; ++sequence) {
    const v1::Event& event = events[sequence - 1];
    const auto postings = PostingsOf(event, nullptr);
    ASSERT_THAT(postings, IsOk());
    index.Add(ViewOf(event), std::vector<PostingView>(postings->begin(), postings->end()));
    ASSERT_THAT(index.StageEpochs(sequence, &of_epochs), IsOk());
  }
  storage::Batch batch = (*database)->NewBatch();
  ASSERT_THAT(index.StageTail(kLast, &batch), IsOk());
  ASSERT_THAT((*database)->Write(batch), IsOk());
  ExpectGolden("tail.txt", RowsOf(**database, storage::Family::kIndex));
}

TEST(GoldenTest, TilesOfTheTreeAreWrittenAsTheyAlwaysWere) {
  TemporaryDirectory directory;
  const auto database = storage::Database::Open(directory.File("db"), storage::Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  EventTree tree(database->get(), storage::Family::kIndex);
  for (int i = 1; i <= 256; ++i) tree.Add(LeafHash(absl::StrCat("event ", i)));
  storage::Batch batch = (*database)->NewBatch();
  tree.Stage(&batch);
  ASSERT_THAT((*database)->Write(batch), IsOk());
  ExpectGolden("tree.txt", RowsOf(**database, storage::Family::kIndex));
}

// A history that only rules before version 3 allow: a reversal that takes effect before the event.
std::string LogOfRules2() {
  TestLedger ledger(4, 2);
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100).Key("plan"));
  const Sequence lowered =
      ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -40).On("2024-06-01").Key("lowered")).sequence;
  ledger.Record(EventBuilder::Reversal(lowered, "a mistake").On("2024-01-31").Key("reversal"));
  std::string log;
  const ByteSink sink = [&log](absl::string_view bytes) {
    log.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  };
  EXPECT_THAT(ExportLog(ledger->View(), LogForm::kJsonLines, sink, nullptr), IsOk());
  return log;
}

TEST(GoldenTest, ALedgerOfAnOlderVersionOfTheRulesStillVerifiesAndRecords) {
  ExpectGolden("log_of_rules_2.jsonl", LogOfRules2());
  TemporaryDirectory directory;
  std::istringstream in(ReadGolden("log_of_rules_2.jsonl"));
  ASSERT_THAT(ImportLog(&in, "golden", directory.File("l"), {LogForm::kJsonLines, std::nullopt, 4}, nullptr), IsOk());
  const auto report = Verify(directory.File("l"), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings_size(), 0) << report->DebugString();
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  const auto ledger = Ledger::Open(directory.File("l"), Ledger::Access::kWrite, &clock);
  ASSERT_THAT(ledger, IsOk());
  EXPECT_EQ((*ledger)->terms().rules_version(), 2u);
  EXPECT_THAT((*ledger)->Append({EventBuilder::AdoptRules(3, "decision 18")}), IsOk());
}

// RFC 8032, section 7.1, test 1, as PKCS#8.
constexpr char kKey[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

constexpr char kWitnessKey[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIK/hfkBWEbPfhh0xpqJFAJdBqdIRromswnCCfWzXQ+gW\n"
    "-----END PRIVATE KEY-----\n";

v1::Proof ProofOfSmallHistory(const SigningKey& key) {
  TestLedger ledger(4, 1);  // as ledgers were before rules had versions
  const SmallHistory history(&ledger);
  const auto published = PublishCheckpoint(key, "operator", Day("2026-01-01"), &*ledger);
  EXPECT_THAT(published, IsOk());
  const auto proof = ProveBalance(ledger->View(), ledger->database(), {*published},
                                  MoneyOf("P1", "2024-12-31", published->checkpoint.size));
  EXPECT_THAT(proof, IsOk());
  return *proof;
}

TEST(GoldenTest, AProofThatWasMadeLongAgoStillHolds) {
  const SigningKey key = SigningKey::ParsePem(kKey).value();
  ExpectGolden("proof.json", ProofToJson(ProofOfSmallHistory(key)));
  Trust trust;
  trust.log_key = VerifierKey::Parse(
                      "test/00112233445566778899aabbccddeeff+eae0ed2a+"
                      "AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
                      .value();
  const auto proof = ParseProof(ReadGolden("proof.json"));
  ASSERT_THAT(proof, IsOk());
  const auto report = CheckProof(*proof, trust);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->is_complete());
  EXPECT_EQ(report->balance().disbursed(), "26");
}

TEST(GoldenTest, WhatACheckpointLeavesBesideTheLogIsWrittenAsItAlwaysWas) {
  TestLedger ledger(4, kRulesOfReversalDates);
  const SmallHistory history(&ledger);
  ASSERT_THAT(PublishCheckpoint(SigningKey::ParsePem(kKey).value(), "operator", Day("2026-01-01"), &*ledger), IsOk());
  ExpectGolden("meta.txt", RowsOf(ledger->database(), storage::Family::kMeta));
}

// Ed25519 signs the same bytes in the same way.
TEST(GoldenTest, AWitnessRemembersAsItAlwaysDid) {
  const SigningKey log = SigningKey::ParsePem(kKey).value();
  const SigningKey key = SigningKey::ParsePem(kWitnessKey).value();
  Witness witness(key.PublicKey(NoteKeyType::kCosignature, "witness.example/w1"));
  for (const char* origin : {"log.example/b", "log.example/a"})
    ASSERT_THAT(witness.Watch(log.PublicKey(NoteKeyType::kEd25519, origin)), IsOk());
  SignedNote note;
  note.text = Checkpoint{"log.example/a", 104, Sha256("events")}.ToText();
  note.signatures = {log.Sign("log.example/a", note.text)};
  ASSERT_THAT(witness.Cosign(note, std::nullopt, key, Instant("2026-01-01T00:00:00Z")), IsOk());
  ExpectGolden("witness.txt", witness.ToString());
  const auto read = Witness::Parse(ReadGolden("witness.txt"));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->logs().at(0).size(), 104u);
}

TEST(GoldenTest, TheFilesOfADirectoryAreWrittenAsTheyAlwaysWere) {
  TemporaryDirectory directory;
  auto made = storage::UnfinishedDirectory::Create(directory.File("ledger"), absl::ZeroDuration());
  ASSERT_THAT(made, IsOk());
  auto head = storage::HeadFile::OpenToWrite(made->path());
  ASSERT_THAT(head, IsOk());
  ASSERT_THAT(head->Write(1043), IsOk());
  ASSERT_THAT(made->Finish(), IsOk());
  auto copy = storage::UnfinishedDirectory::Create(directory.File("copy"), absl::ZeroDuration(),
                                                   {storage::kFormatVersion, true});
  ASSERT_THAT(copy, IsOk());
  ASSERT_THAT(copy->Finish(), IsOk());
  std::string found;
  for (const char* name : {"ledger/FORMAT", "ledger/HEAD", "copy/FORMAT"}) {
    std::ifstream in(directory.File(name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    absl::StrAppend(&found, name, " ", absl::BytesToHexString(bytes), "\n");
  }
  ExpectGolden("files.txt", found);
}

}  // namespace
}  // namespace tranche
