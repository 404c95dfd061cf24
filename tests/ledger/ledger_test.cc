#include "ledger/ledger.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/encoding/key_codec.h"
#include "storage/head_file.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

EventBuilder Plan(int64_t amount) { return EventBuilder::Plan("P1", "national", 2024, amount); }
EventBuilder Tranche(int64_t amount) { return EventBuilder::Tranche(1, "P1", "national", 2024, amount); }
EventBuilder Paid(int64_t amount) { return EventBuilder::Disbursement("P1", "national", 2024, amount); }

TEST(LedgerTest, OnlyThePublisherOfCheckpointsPublishesABalanceRoot) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  v1::Event made_up = EventBuilder::Source("made up");
  made_up.mutable_balances_committed()->set_root(std::string(32, 'x'));
  for (const bool dry_run : {true, false}) {
    AppendOptions options;
    options.dry_run = dry_run;
    const absl::Status refused = ledger.Append({made_up}, options).status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("tranche checkpoint")));
    EXPECT_EQ(RefusalOf(refused)->code(), "balance-root.not-by-checkpoint");
  }
  EXPECT_EQ(ledger->head(), head);
}

TEST(LedgerTest, BeginsWithItsTermsAndIsThereAfterOpeningAgain) {
  TestLedger ledger;
  EXPECT_EQ(ledger->terms().currency_code(), "VND");
  const Sequence head = ledger->head();
  ASSERT_THAT(ledger.Reopen(), IsOk());
  EXPECT_EQ(ledger->head(), head);
  EXPECT_EQ(ledger->terms().ledger_id(), TestTerms().ledger_id());
  EXPECT_EQ((*ledger->View().CatalogueAt(head))->units().size(), 12u);
}

TEST(LedgerTest, AppendGivesDenseSequencesInTheOrderOfTheBatch) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  const auto receipts = ledger.Append({Plan(100), Tranche(60), Paid(10)});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_THAT(*receipts, ElementsAre(Field(&Receipt::sequence, head + 1), Field(&Receipt::sequence, head + 2),
                                     Field(&Receipt::sequence, head + 3)));
  EXPECT_EQ(ledger->log().Read(head + 3)->disbursement_made().amount(), 10);
}

TEST(LedgerTest, ABatchIsAllOrNothing) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  EXPECT_THAT(ledger.Append({Plan(100), Tranche(60), Paid(61)}),
              StatusIs(kRefused, AllOf(HasSubstr("event 3 of 3"), HasSubstr("available 60 VND, asked 61 VND"))));
  EXPECT_EQ(ledger->head(), head);
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), 0);
  EXPECT_THAT(ledger.Append({}), StatusIs(kInvalid));
}

TEST(LedgerTest, EachEventOfABatchIsDecidedOnTheStateLeftByTheOneBefore) {
  TestLedger ledger;
  EXPECT_THAT(ledger.Append({Tranche(60), Plan(100)}), StatusIs(kRefused, HasSubstr("event 1 of 2")));
  EXPECT_THAT(ledger.Append({Plan(100), Tranche(60)}), IsOk());
  const Sequence head = ledger->head();
  EXPECT_THAT(ledger.Append({Paid(10), EventBuilder::Reversal(head + 1, "mistyped"), Paid(60)}), IsOk());
  EXPECT_EQ(ledger.Sum("P1", Measure::kDisbursed), 60);
}

TEST(LedgerTest, ACatalogueEventIsKnownToTheRestOfItsBatch) {
  TestLedger ledger;
  const v1::Event area = EventBuilder::Area("training", "Training");
  EXPECT_THAT(ledger.Append({area, Plan(100).Area("training")}), IsOk());
  EXPECT_THAT(ledger.Append({EventBuilder::Area("training", "Again")}), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST(LedgerTest, TheSameKeyAndContentReturnsTheFirstReceiptAndWritesNothing) {
  TestLedger ledger;
  const v1::Event command = Plan(100).Key("k");
  const Receipt first = ledger.Record(command);
  ledger.clock().Advance(absl::Hours(1));
  for (bool reopened : {false, true}) {
    if (reopened) {
      ASSERT_THAT(ledger.Reopen(), IsOk());
    }
    const auto again = ledger.Append({command});
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(again->front().already_recorded);
    EXPECT_EQ(again->front().sequence, first.sequence);
    EXPECT_EQ(again->front().recorded_at, first.recorded_at);
    EXPECT_EQ(ledger->head(), first.sequence);
  }
}

TEST(LedgerTest, TheSameKeyTwiceInOneBatchIsRecordedOnce) {
  TestLedger ledger;
  const v1::Event command = Plan(100).Key("k");
  const auto receipts = ledger.Append({command, command});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_FALSE((*receipts)[0].already_recorded);
  EXPECT_TRUE((*receipts)[1].already_recorded);
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), 100);
}

TEST(LedgerTest, TheSameKeyWithOtherContentIsRefusedAndTheFieldIsNamed) {
  TestLedger ledger;
  const Receipt first = ledger.Record(Plan(100).Key("k"));
  EXPECT_THAT(ledger.Append({Plan(101).Key("k")}),
              StatusIs(absl::StatusCode::kAlreadyExists,
                       AllOf(HasSubstr("\"k\""), HasSubstr("plan_approved.amount"), HasSubstr("100 -> 101"))));
  EXPECT_THAT(ledger.Append({Plan(100).Key("k").On("2024-01-02")}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("effective_date")));
  EXPECT_EQ(ledger->head(), first.sequence);
}

TEST(LedgerTest, ARetryOfACommandWhoseTrancheWasChosenIsTheSameCommand) {
  TestLedger ledger;
  ASSERT_THAT(ledger.Append({Plan(100), Tranche(60)}), IsOk());
  const v1::Event command = Paid(10).Key("k");
  EXPECT_EQ(ledger.Record(command).event.disbursement_made().tranche_number(), 1u);
  EXPECT_TRUE(ledger.Record(command).already_recorded);
  EXPECT_THAT(ledger.Append({Paid(10).Key("k").FromTranche(1)}), StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST(LedgerTest, AnExpectedHeadThatHasMovedIsRefused) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  EXPECT_THAT(ledger.Append({Plan(100)}, {.expected_head = head}), IsOk());
  EXPECT_THAT(ledger.Append({Plan(100)}, {.expected_head = head}),
              StatusIs(absl::StatusCode::kAborted, AllOf(HasSubstr("head is"), HasSubstr("retry"))));
  EXPECT_EQ(ledger->head(), head + 1);
}

TEST(LedgerTest, ARetryGetsItsFirstReceiptThoughTheHeadHasMoved) {
  TestLedger ledger;
  const AppendOptions options = {.expected_head = ledger->head()};
  const v1::Event command = Plan(100).Key("k");
  ASSERT_THAT(ledger.Append({command}, options), IsOk());
  const auto again = ledger.Append({command}, options);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->front().already_recorded);
}

TEST(LedgerTest, ADryRunDecidesAndWritesNothing) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  const auto receipts = ledger.Append({Plan(100), Tranche(60)}, {.dry_run = true});
  ASSERT_THAT(receipts, IsOk());
  EXPECT_EQ(receipts->back().sequence, head + 2);
  EXPECT_EQ(ledger->head(), head);
  EXPECT_THAT(ledger.Append({Tranche(60)}, {.dry_run = true}), StatusIs(kRefused));
}

TEST(LedgerTest, GuardsHoldAtEarlierAndLaterDays) {
  TestLedger ledger;
  ASSERT_THAT(ledger.Append({Plan(100), Tranche(60).On("2024-02-01"), Paid(50).On("2024-06-01")}), IsOk());
  EXPECT_THAT(ledger.Append({Paid(20).On("2024-03-01")}),
              StatusIs(kRefused, AllOf(HasSubstr("2024-06-01"), HasSubstr("available 10 VND, asked 20 VND"))));
  EXPECT_THAT(ledger.Append({Paid(1).On("2024-01-31")}), StatusIs(kRefused, HasSubstr("2024-01-31")));
  EXPECT_THAT(ledger.Append({Paid(10).On("2024-03-01")}), IsOk());
}

TEST(LedgerTest, RecordedAtNeverDecreasesEvenWhenTheClockDoes) {
  TestLedger ledger;
  const Receipt first = ledger.Record(Plan(1));
  ledger.clock().Advance(-absl::Hours(5));
  EXPECT_EQ(ledger.Record(Plan(1)).recorded_at, first.recorded_at);
  ASSERT_THAT(ledger.Reopen(), IsOk());
  EXPECT_EQ(ledger.Record(Plan(1)).recorded_at, first.recorded_at);
  ledger.clock().Advance(absl::Hours(6));
  EXPECT_EQ(ledger.Record(Plan(1)).recorded_at, first.recorded_at + absl::Hours(1));
}

TEST(LedgerTest, HistoryIsImportedInOrderWithItsOwnInstants) {
  TestLedger ledger;
  const Receipt imported = ledger.Record(Plan(1).RecordedAt(Instant("2024-05-16T08:00:00Z")));
  EXPECT_EQ(imported.recorded_at, Instant("2024-05-16T08:00:00Z"));
  EXPECT_EQ(imported.event.provenance(), v1::PROVENANCE_IMPORTED);
  EXPECT_THAT(ledger.Append({Plan(1).RecordedAt(Instant("2024-05-16T07:59:59Z"))}),
              StatusIs(kRefused, AllOf(HasSubstr("recorded_at"), HasSubstr("in order"))));
  EXPECT_THAT(ledger.Append({Plan(1).RecordedAt(Instant("2026-01-01T00:00:01Z"))}),
              StatusIs(kRefused, HasSubstr("in the future")));
  EXPECT_THAT(ledger.Append({Plan(1).RecordedAt(Instant("2024-05-16T08:00:00Z"))}), IsOk()) << "the same instant";
}

TEST(LedgerTest, HistoryCannotBeImportedAfterSomethingWasRecorded) {
  TestLedger ledger;
  ledger.Record(Plan(1));
  EXPECT_THAT(ledger.Append({Plan(1).RecordedAt(Instant("2024-05-16T08:00:00Z"))}), StatusIs(kRefused));
}

TEST(LedgerTest, KnownAtIsTheLastEventRecordedByThen) {
  TestLedger ledger;
  EXPECT_THAT(ledger->View().KnownAt(absl::UnixEpoch() - absl::Microseconds(1)), IsOkAndHolds(0));
  const Receipt first = ledger.Record(Plan(1));
  ledger.clock().Advance(absl::Seconds(10));
  const Receipt second = ledger.Record(Plan(1));
  EXPECT_THAT(ledger->View().KnownAt(first.recorded_at - absl::Microseconds(1)), IsOkAndHolds(first.sequence - 1));
  EXPECT_THAT(ledger->View().KnownAt(first.recorded_at), IsOkAndHolds(first.sequence));
  EXPECT_THAT(ledger->View().KnownAt(second.recorded_at - absl::Microseconds(1)), IsOkAndHolds(first.sequence));
  EXPECT_THAT(ledger->View().KnownAt(absl::InfiniteFuture()), IsOkAndHolds(second.sequence));
}

TEST(LedgerTest, DaysAreThoseOfTheLedgersOffset) {
  TestLedger ledger;
  EXPECT_EQ(ledger->View().DateOf(Instant("2024-06-30T16:59:59Z")), Day("2024-06-30"));
  EXPECT_EQ(ledger->View().DateOf(Instant("2024-06-30T17:00:00Z")), Day("2024-07-01"));
  EXPECT_EQ(ledger->View().DateOf(Instant("1969-12-31T16:00:00Z")), Day("1969-12-31"));
  EXPECT_EQ(ledger->View().EndOfDay(Day("2024-06-30")), Instant("2024-06-30T17:00:00Z") - absl::Microseconds(1));
}

TEST(LedgerTest, TheCatalogueOfTheTimeIsThatOfTheEventsKnownThen) {
  TestLedger ledger;
  const Sequence before = ledger->head();
  ledger.Record(EventBuilder::Area("training", "Training"));
  EXPECT_EQ((*ledger->View().CatalogueAt(before))->FindArea("training"), nullptr);
  EXPECT_NE((*ledger->View().CatalogueAt(ledger->head()))->FindArea("training"), nullptr);
}

TEST(LedgerTest, ALedgerOpenedToReadRefusesToAppendButDecidesDryRuns) {
  TestLedger ledger;
  ASSERT_THAT(ledger.Reopen(Ledger::Access::kReadOnly), IsOk());
  EXPECT_THAT(ledger.Append({Plan(1)}), StatusIs(kRefused, HasSubstr("read-only")));
  EXPECT_THAT(ledger.Append({Plan(1)}, {.dry_run = true}), IsOk());
}

TEST(LedgerTest, OnlyOneProcessWritesAndOthersReadBeside) {
  TestLedger ledger;
  EXPECT_THAT(Ledger::Open(ledger.directory(), Ledger::Access::kWrite, &ledger.clock()),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("open for writing"), HasSubstr(absl::StrCat("process ", ::getpid())))));
  const auto reader = Ledger::Open(ledger.directory(), Ledger::Access::kReadOnly, &ledger.clock());
  ASSERT_THAT(reader, IsOk());
  const Sequence head = ledger->head();
  ledger.Record(Plan(1));
  EXPECT_EQ((*reader)->head(), head);
}

TEST(LedgerTest, ASecondWriterWaitsForTheFirstToEnd) {
  TestLedger ledger;
  ledger.Record(Plan(1));
  const Sequence head = ledger->head();
  std::thread first([&] {
    absl::SleepFor(absl::Milliseconds(60));
    ledger.Close();
  });
  const auto second =
      Ledger::Open(ledger.directory(), Ledger::Access::kWrite, &ledger.clock(), {.wait_for_writer = absl::Minutes(1)});
  first.join();
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ((*second)->head(), head);
}

// After a crash RocksDB's lock file looks stale, and someone removes it.
TEST(LedgerTest, RemovingTheLockFileOfRocksDbLetsNobodyIn) {
  TestLedger ledger;
  std::filesystem::remove(ledger.directory() + "/rocksdb/LOCK");
  std::filesystem::remove(ledger.directory() + "/WRITER");
  EXPECT_THAT(Ledger::Open(ledger.directory(), Ledger::Access::kWrite, &ledger.clock()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("by another process")));
}

TEST(LedgerTest, ALogThatEndsBeforeTheAcknowledgedHeadHasLostSomething) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  ledger.Close();
  {
    auto file = storage::HeadFile::OpenToWrite(ledger.directory());
    ASSERT_THAT(file->Write(head + 2), IsOk());
  }
  EXPECT_THAT(ledger.Reopen(), StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("HEAD"), HasSubstr("restore"))));
}

class CutListOfFilesTest : public ::testing::Test {
 protected:
  // Closed, reopened and closed, so that RocksDB's MANIFEST has records of its
  // tables.
  CutListOfFilesTest() {
    EXPECT_THAT(ledger_.Append({EventBuilder::Plan("P1", "national", 2024, 100)}), IsOk());
    EXPECT_THAT(ledger_.Reopen(), IsOk());
    head_ = ledger_->head();
    ledger_.Close();
  }

  std::string Manifest() {
    std::string name;
    std::ifstream(ledger_.directory() + "/rocksdb/CURRENT") >> name;
    return ledger_.directory() + "/rocksdb/" + name;
  }

  TestLedger ledger_;
  Sequence head_ = 0;
};

// As left by a power cut: of 100 bytes only 3 are there.
TEST_F(CutListOfFilesTest, IsNoDamageWhenNothingThatWasAcknowledgedIsMissing) {
  std::ofstream(Manifest(), std::ios::binary | std::ios::app) << std::string("crc?\x64\x00\x01xyz", 10);
  ASSERT_THAT(ledger_.Reopen(Ledger::Access::kReadOnly), IsOk());
  EXPECT_EQ(ledger_->head(), head_);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(ledger_->head(), head_);
  EXPECT_THAT(ledger_.Append({EventBuilder::Plan("P2", "national", 2024, 100)}), IsOk());
  EXPECT_THAT(ledger_.Reopen(), IsOk());
}

TEST_F(CutListOfFilesTest, IsDamageWhenHeadIsMissingToTell) {
  std::ofstream(Manifest(), std::ios::binary | std::ios::app) << std::string("crc?\x64\x00\x01xyz", 10);
  std::filesystem::remove(ledger_.directory() + "/HEAD");
  EXPECT_THAT(ledger_.Reopen(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("MANIFEST")));
}

TEST_F(CutListOfFilesTest, IsDamageWhenEventsAreForgottenAndNoFileIsDeletedThen) {
  const std::string manifest = Manifest();
  const auto size = std::filesystem::file_size(manifest);
  const std::string copy = ledger_.directory() + "/manifest";
  std::filesystem::copy_file(manifest, copy);
  std::filesystem::resize_file(manifest, size - 1);
  EXPECT_THAT(ledger_.Reopen(Ledger::Access::kReadOnly), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ledger_.Reopen(), StatusIs(absl::StatusCode::kDataLoss));
  std::filesystem::copy_file(copy, manifest, std::filesystem::copy_options::overwrite_existing);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_EQ(ledger_->head(), head_);
}

TEST(LedgerTest, ALostHeadFileIsWrittenAnew) {
  TestLedger ledger;
  const Sequence head = ledger->head();
  ledger.Close();
  std::filesystem::remove(ledger.directory() + "/HEAD");
  ASSERT_THAT(ledger.Reopen(), IsOk());
  ASSERT_THAT(ledger.Reopen(), IsOk()) << "without an append between";
  EXPECT_EQ(ledger->acknowledged_head(), head);
}

// Writes one event's bytes bypassing the ledger.
void Smuggle(TestLedger& ledger, Sequence sequence, const std::string& bytes) {
  std::string key;
  storage::AppendU64(sequence, &key);
  storage::Batch batch = ledger->database().NewBatch();
  batch.Put(storage::Family::kEvents, key, bytes);
  ASSERT_THAT(ledger->database().Write(batch), IsOk());
}

TEST(LedgerTest, AnEventOfAnUnknownKindStopsTheReader) {
  TestLedger ledger(kEpochEvents);
  const Sequence next = ledger->head() + 1;
  v1::Event event = Plan(1);
  event.clear_kind();
  event.set_sequence(next);
  Smuggle(ledger, next, event.SerializeAsString() + "\xfa\x3e\x01x");  // field 1007, one byte
  EXPECT_THAT(ledger.Reopen(), StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(absl::StrCat("sequence ", next)),
                                                                           HasSubstr("kind is unknown"))));
}

TEST(LedgerTest, AnIndexThatEndsElsewhereThanTheLogIsRefused) {
  TestLedger ledger;
  const auto epoch = static_cast<uint32_t>(ledger->head() / ledger->index().epoch_events());
  storage::Batch batch = ledger->database().NewBatch();
  batch.Put(storage::Family::kIndex, EpochRowKey(epoch), std::string(2, '\0'));
  ASSERT_THAT(ledger->database().Write(batch), IsOk());
  EXPECT_THAT(ledger.Reopen(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("the index ends at")));
}

TEST(LedgerTest, AnOpenAfterACleanCloseReadsItsTailAndNotItsEvents) {
  TestLedger ledger;
  while (ledger->head() % 4 != 2) ledger.Record(EventBuilder::Plan("P1", "national", 2024, 10));
  const Sequence head = ledger->head();
  const AmountSum plan = ledger.Sum("P1", Measure::kPlan);
  for (const auto access : {Ledger::Access::kReadOnly, Ledger::Access::kWrite}) {
    ASSERT_THAT(ledger.Reopen(access), IsOk());
    EXPECT_EQ(ledger->index().loaded(), head);
    EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), plan);
  }
  const Receipt after = ledger.Record(EventBuilder::Plan("P1", "national", 2024, 5).Key("after"));
  ASSERT_THAT(ledger.Reopen(), IsOk());
  EXPECT_EQ(ledger->index().loaded(), after.sequence);
  EXPECT_EQ(ledger.Record(EventBuilder::Plan("P1", "national", 2024, 5).Key("after")).sequence, after.sequence);
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), plan + 5);
}

// As left by a process that was killed.
TEST(LedgerTest, AnOpenWithoutACleanCloseReadsTheEventsAfterTheLastTail) {
  TestLedger ledger;
  while (ledger->head() % 4 != 1) ledger.Record(EventBuilder::Plan("P1", "national", 2024, 10));
  ASSERT_THAT(ledger.Reopen(), IsOk());
  const Sequence closed = ledger->head();
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 5));
  const AmountSum plan = ledger.Sum("P1", Measure::kPlan);
  const TemporaryDirectory scratch;
  const std::string copy = scratch.File("copy");
  std::filesystem::copy(ledger.directory(), copy, std::filesystem::copy_options::recursive);
  const auto opened = Ledger::Open(copy, Ledger::Access::kReadOnly, &ledger.clock());
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ((*opened)->index().loaded(), closed);
  EXPECT_EQ((*opened)->head(), closed + 1);
  EXPECT_EQ((*(*opened)->index().Measures({"P1", "national", 2024}, {CivilDate::Max(), closed + 1}))[Measure::kPlan],
            plan);
}

TEST(LedgerTest, ATailWhoseRowIsDamagedIsNamedAtOpen) {
  TestLedger ledger;
  while (ledger->head() % 4 != 2) ledger.Record(EventBuilder::Plan("P1", "national", 2024, 10));
  const auto epoch = static_cast<uint32_t>(ledger->head() / 4);
  ledger.Close();
  {
    const auto database = storage::Database::Open(ledger.directory() + "/rocksdb", storage::Database::Mode::kWrite);
    ASSERT_THAT(database, IsOk());
    storage::Batch batch = (*database)->NewBatch();
    batch.Put(storage::Family::kIndex, TailRowKey(epoch), "nobody knows");
    ASSERT_THAT((*database)->Write(batch), IsOk());
  }
  EXPECT_THAT(ledger.Reopen(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(absl::StrCat("tail of epoch ", epoch))));
}

TEST(LedgerTest, ASecondLedgerCreatedIsRefused) {
  TestLedger ledger;
  v1::Event event = Plan(1);
  *event.mutable_ledger_created() = TestTerms();
  EXPECT_THAT(ledger.Append({event}), StatusIs(kInvalid, HasSubstr("first event")));
}

}  // namespace
}  // namespace tranche
