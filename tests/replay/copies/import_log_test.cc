#include "replay/copies/import_log.h"

#include <filesystem>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "proof/publish_checkpoint.h"
#include "proof/published_checkpoints.h"
#include "replay/copies/export_log.h"
#include "storage/encoding/packed.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ImportLogTest : public ::testing::Test {
 protected:
  ImportLogTest() : history_(&ledger_) {}

  std::string Export(LogForm form) {
    std::string file;
    const ByteSink sink = [&file](absl::string_view bytes) {
      file.append(bytes.data(), bytes.size());
      return absl::OkStatus();
    };
    const auto report = ExportLog(ledger_->View(), form, sink, nullptr);
    EXPECT_THAT(report, IsOk());
    EXPECT_EQ(report.ok() ? report->bytes() : 0, file.size());
    return file;
  }

  absl::StatusOr<v1::ImportLogReport> Import(const std::string& file, const ImportLogOptions& options) {
    std::istringstream in(file);
    return ImportLog(&in, "the file", imported_, options, nullptr);
  }
  absl::StatusOr<v1::ImportLogReport> ImportJson(const std::string& file) {
    return Import(file, {LogForm::kJsonLines, std::nullopt, 4});
  }

  // The lines of the exported history, to be altered.
  std::vector<std::string> Lines() {
    std::vector<std::string> lines = absl::StrSplit(Export(LogForm::kJsonLines), '\n', absl::SkipEmpty());
    return lines;
  }

  // The history in JSON with `from` replaced by `to` on the line of an event.
  std::string WithLine(Sequence sequence, const std::string& from, const std::string& to) {
    std::vector<std::string> lines = Lines();
    std::string& line = lines[sequence - 1];
    const size_t at = line.find(from);
    EXPECT_NE(at, std::string::npos) << line;
    line.replace(at, from.size(), to);
    return absl::StrJoin(lines, "\n") + "\n";
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory scratch_;
  std::string imported_ = scratch_.File("imported");
};

TEST_F(ImportLogTest, BytesThatNoLedgerWritesAreRefusedWithTheirFieldAndOffset) {
  const v1::Event paid = ledger_->log().Read(history_.paid.sequence).value();
  for (const auto& [bytes, code] : TwoReadingsOf(paid)) {
    std::string file;
    for (Sequence sequence = 1; sequence <= ledger_->head(); ++sequence)
      storage::AppendBytes(sequence == paid.sequence() ? bytes : ledger_->log().ReadBytes(sequence).value(), &file);
    const auto refused = Import(file, {LogForm::kProtobuf, std::nullopt, 4});
    EXPECT_THAT(refused,
                StatusIs(absl::StatusCode::kDataLoss,
                         AllOf(HasSubstr("the file: byte "), HasSubstr("no ledger writes an event so: byte "))));
    EXPECT_EQ(RefusalOf(refused.status())->code(), code);
    EXPECT_FALSE(fs::exists(imported_));
  }
}

TEST_F(ImportLogTest, WhatWasRecordedInTheFutureIsRefused) {
  ImportLogOptions options = {LogForm::kJsonLines, std::nullopt, 4};
  options.now = history_.paid_again.recorded_at;
  ASSERT_THAT(Import(Export(LogForm::kJsonLines), options), IsOk());
  fs::remove_all(imported_);
  const std::string file = WithLine(ledger_->head(), "\"recordedAt\":\"2026", "\"recordedAt\":\"2100");
  EXPECT_THAT(Import(file, options),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("recorded_at: found 2100-"), HasSubstr("400 days after"))));
}

TEST_F(ImportLogTest, ARootOfOtherBalancesIsRefusedWithItsPlace) {
  const SigningKey key = SigningKey::Generate();
  ASSERT_THAT(PublishCheckpoint(key, "operator", Day("2026-01-01"), &*ledger_), IsOk());
  const Sequence published_at = ledger_->head();
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  ASSERT_THAT(PublishCheckpoint(key, "operator", Day("2026-01-01"), &*ledger_), IsOk());
  ASSERT_THAT(ImportJson(Export(LogForm::kJsonLines)), IsOk());
  fs::remove_all(imported_);
  const v1::BalancesCommitted published = ledger_->log().Read(published_at).value().balances_committed();
  const std::string root = absl::Base64Escape(published.root());
  const std::string lines = absl::StrCat("\"lines\":\"", published.lines(), "\"");
  const auto refused =
      StatusIs(absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr(absl::StrCat("line ", published_at, ": events: sequence ", published_at)),
                     HasSubstr("nothing was imported")));
  EXPECT_THAT(ImportJson(WithLine(published_at, root, absl::Base64Escape(std::string(32, 'x')))), refused);
  EXPECT_THAT(ImportJson(WithLine(published_at, lines, "\"lines\":\"1\"")), refused);
  EXPECT_THAT(ImportJson(WithLine(published_at, lines, absl::StrCat(lines, ",\"knownAt\":\"", published_at - 2, "\""))),
              refused);
  std::vector<std::string> made_up = Lines();
  made_up.push_back(made_up[published_at - 1]);
  for (const auto& [from, to] :
       {std::pair("\"sequence\":\"" + absl::StrCat(published_at), "\"sequence\":\"" + absl::StrCat(made_up.size())),
        std::pair(std::string("\"eventId\":\"balances"), std::string("\"eventId\":\"lies"))}) {
    const size_t at = made_up.back().find(from);
    ASSERT_NE(at, std::string::npos) << made_up.back();
    made_up.back().replace(at, from.size(), to);
  }
  EXPECT_THAT(ImportJson(absl::StrJoin(made_up, "\n") + "\n"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(absl::StrCat("sequence ", made_up.size()))));
  EXPECT_FALSE(fs::exists(imported_));
}

// Written before keys were reserved, or by another program.
TEST_F(ImportLogTest, AHistoryKeepsKeysThatANewCommandCannotTake) {
  for (const char* key : {"figure:F001-01", "row:0123456789abcdef0123456789abcdef/1"}) {
    EXPECT_THAT(ledger_.Append({EventBuilder::Plan("P1", "national", 2024, 1).Key(key)}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("choose another prefix")));
    const std::string found = "\"eventId\":\"other plan\"";
    ASSERT_THAT(ImportJson(WithLine(history_.other_plan.sequence, found, absl::StrCat("\"eventId\":\"", key, "\""))),
                IsOk());
    EXPECT_EQ(FirstFindingIn(imported_), "");
    fs::remove_all(imported_);
  }
}

TEST_F(ImportLogTest, BothFormsGiveTheSameLedgerAgain) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());  // so that its index has a tail, as that of the imported one
  for (LogForm form : {LogForm::kProtobuf, LogForm::kJsonLines}) {
    const auto report = Import(Export(form), {form, std::nullopt, 4});
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(ContentOf(imported_), ContentOf(ledger_.directory()));
    EXPECT_EQ(IndexOf(imported_), IndexOf(ledger_.directory()));
    EXPECT_EQ(FirstFindingIn(imported_), "");
    EXPECT_THAT(NamesIn(imported_), ::testing::ElementsAre("FORMAT", "HEAD", "rocksdb"));
    EXPECT_EQ(report->root(), ToBytes(ledger_->tree().Root(ledger_->head()).value()));
    EXPECT_EQ(report->events(), ledger_->head());
    fs::remove_all(imported_);
  }
}

TEST_F(ImportLogTest, RulesThatWereAdoptedOnTheWayComeAlong) {
  TestLedger ledger(4, 1);
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 60));
  ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 20).FromTranche(1).Area("fairs"));
  ledger.Record(EventBuilder::Refund("P1", "national", 2024, 5).FromTranche(1).Area("conferences"));
  ledger.Record(EventBuilder::AdoptRules(2, "decision 17"));
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 1));
  std::string exported;
  const ByteSink sink = [&](absl::string_view bytes) {
    exported.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  };
  ASSERT_THAT(ExportLog(ledger->View(), LogForm::kProtobuf, sink, nullptr), IsOk());
  const auto report = Import(exported, {LogForm::kProtobuf, std::nullopt, 4});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->root(), ToBytes(ledger->tree().Root(ledger->head()).value()));
}

TEST_F(ImportLogTest, EachEventIsJudgedByTheRulesInForceBeforeIt) {
  TestLedger ledger(4, 2);
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  const Sequence lowered =
      ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -40).On("2024-06-01")).sequence;
  const Sequence early = ledger.Record(EventBuilder::Reversal(lowered, "a mistake").On("2024-01-31")).sequence;
  ledger.Record(EventBuilder::AdoptRules(3, "decision 18"));
  std::string exported;
  const ByteSink sink = [&](absl::string_view bytes) {
    exported.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  };
  ASSERT_THAT(ExportLog(ledger->View(), LogForm::kJsonLines, sink, nullptr), IsOk());
  const auto report = ImportJson(exported);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->root(), ToBytes(ledger->tree().Root(ledger->head()).value()));
  EXPECT_EQ(FirstFindingIn(imported_), "");
  fs::remove_all(imported_);
  const std::string named = "\"rulesVersion\":2";
  exported.replace(exported.find(named), named.size(), "\"rulesVersion\":3");
  EXPECT_THAT(ImportJson(exported), StatusIs(absl::StatusCode::kFailedPrecondition,
                                             AllOf(HasSubstr(absl::StrCat("line ", early)),
                                                   HasSubstr("its reversal cannot take effect before that"))));
}

TEST_F(ImportLogTest, TheTwoFormsTellTheSame) {
  ASSERT_THAT(ImportJson(Export(LogForm::kJsonLines)), IsOk());
  ASSERT_THAT(ledger_.Reopen(Ledger::Access::kReadOnly), IsOk());
  const std::string before = Export(LogForm::kProtobuf);
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  const auto ledger = Ledger::Open(imported_, Ledger::Access::kReadOnly, &clock);
  ASSERT_THAT(ledger, IsOk());
  std::string after;
  const ByteSink sink = [&after](absl::string_view bytes) {
    after.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  };
  ASSERT_THAT(ExportLog((*ledger)->View(), LogForm::kProtobuf, sink, nullptr), IsOk());
  EXPECT_EQ(after, before);
}

TEST_F(ImportLogTest, AnImportedLedgerGoesOnAndKnowsItsKeysAndReversals) {
  ASSERT_THAT(ImportJson(Export(LogForm::kJsonLines)), IsOk());
  FakeClock clock(Instant("2026-02-01T00:00:00Z"));
  const auto ledger = Ledger::Open(imported_, Ledger::Access::kWrite, &clock);
  ASSERT_THAT(ledger, IsOk());
  const auto again = (*ledger)->Append({SmallHistory::Payment("late", 5).On("2024-02-15")});
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
  EXPECT_EQ(again->front().recorded_at, history_.late.recorded_at);
  EXPECT_THAT((*ledger)->Append({EventBuilder::Reversal(history_.paid.sequence, "twice")}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT((*ledger)->Append({SmallHistory::Payment("new", 1).On("2024-05-01")}), IsOk());
}

TEST_F(ImportLogTest, AnUnlawfulEventIsRefusedByItsLineAndSequence) {
  const auto refused = ImportJson(WithLine(history_.paid.sequence, "\"amount\":\"20\"", "\"amount\":\"2000\""));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition,
                                AllOf(HasSubstr(absl::StrCat("the file: line ", history_.paid.sequence)),
                                      HasSubstr(absl::StrCat("sequence ", history_.paid.sequence)),
                                      HasSubstr("available 60 VND, asked 2,000 VND"), Not(HasSubstr("backup")))));
  EXPECT_THAT(NamesIn(scratch_.path()), IsEmpty());
}

TEST_F(ImportLogTest, AnUnlawfulEventInProtobufIsRefusedByItsByte) {
  const std::string damaged = scratch_.File("damaged");
  ledger_.Close();
  CopyDamaged(ledger_.directory(), damaged,
              ChangeEvent(history_.late.sequence, [](v1::Event* event) { event->set_event_id("paid"); }));
  std::string file;
  size_t offset = 0;
  const auto database = storage::Database::Open(damaged + "/rocksdb", storage::Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  for (Sequence sequence = 1; sequence <= history_.paid_again.sequence; ++sequence) {
    if (sequence == history_.late.sequence) offset = file.size();
    const std::string bytes = EventLog(database->get()).ReadBytes(sequence).value();
    ASSERT_THAT(AppendEvent(LogForm::kProtobuf, {}, bytes, &file), IsOk());
  }
  EXPECT_THAT(Import(file, {LogForm::kProtobuf, std::nullopt, 4}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr(absl::StrCat("the file: byte ", offset, ": ")), HasSubstr("is the key of"))));
}

TEST_F(ImportLogTest, EventsOutOfOrderOrMissingAreRefused) {
  std::vector<std::string> lines = Lines();
  std::swap(lines[10], lines[11]);
  EXPECT_THAT(ImportJson(absl::StrJoin(lines, "\n")),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("line 11: found sequence 12, wanted 11")));
  lines = Lines();
  lines.erase(lines.begin() + 4);
  EXPECT_THAT(ImportJson(absl::StrJoin(lines, "\n")),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("line 5: found sequence 6, wanted 5")));
  EXPECT_THAT(ImportJson(""), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("no event")));
  EXPECT_THAT(NamesIn(scratch_.path()), IsEmpty());
}

TEST_F(ImportLogTest, InstantsThatGoBackAreRefused) {
  const std::string file = WithLine(history_.late.sequence, "\"recordedAt\":\"2026", "\"recordedAt\":\"2025");
  EXPECT_THAT(ImportJson(file), StatusIs(absl::StatusCode::kFailedPrecondition,
                                         AllOf(HasSubstr(absl::StrCat("line ", history_.late.sequence)),
                                               HasSubstr("recorded_at is before"))));
}

TEST_F(ImportLogTest, ALawfulAlterationIsToldByTheRoot) {
  const std::string file = WithLine(history_.paid.sequence, "\"amount\":\"20\"", "\"amount\":\"19\"");
  const Digest root = ledger_->tree().Root(ledger_->head()).value();
  const auto refused = Import(file, {LogForm::kJsonLines, root, 4});
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition,
                                HasSubstr(absl::StrCat("wanted ", absl::Base64Escape(ToBytes(root))))));
  EXPECT_THAT(NamesIn(scratch_.path()), IsEmpty());
  EXPECT_THAT(Import(Export(LogForm::kJsonLines), {LogForm::kJsonLines, root, 4}), IsOk());
}

TEST_F(ImportLogTest, AFileThatEndsBetweenTwoEventsIsToldByTheRoot) {
  std::vector<std::string> lines = Lines();
  lines.pop_back();
  const Digest root = ledger_->tree().Root(ledger_->head()).value();
  EXPECT_THAT(Import(absl::StrJoin(lines, "\n"), {LogForm::kJsonLines, root, 4}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("cut off between two events")));
}

TEST_F(ImportLogTest, NothingIsImportedOverALedger) {
  imported_ = ledger_.directory();
  EXPECT_THAT(ImportJson(Export(LogForm::kJsonLines)), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(ImportLogTest, FieldsOfANewerProgramSurviveInProtobufOnly) {
  v1::Event event = EventBuilder::Plan("P2", "local", 2024, 9);
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(1000, 1);
  ledger_.Record(event);
  ASSERT_THAT(Import(Export(LogForm::kProtobuf), {LogForm::kProtobuf, std::nullopt, 4}), IsOk());
  EXPECT_EQ(ContentOf(imported_), ContentOf(ledger_.directory()));
  const ByteSink nowhere = [](absl::string_view) { return absl::OkStatus(); };
  EXPECT_THAT(ExportLog(ledger_->View(), LogForm::kJsonLines, nowhere, nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(absl::StrCat("event ", ledger_->head()))));
}

TEST_F(ImportLogTest, AnExportStopsWhenItsSinkDoes) {
  const ByteSink full = [](absl::string_view) { return absl::ResourceExhaustedError("full"); };
  EXPECT_THAT(ExportLog(ledger_->View(), LogForm::kProtobuf, full, nullptr),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace tranche
