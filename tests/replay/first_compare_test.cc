// Rebuild and verify first ask only whether everything is right, and write nothing for that. They must never say so of
// a ledger that has one wrong byte.
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "log/event_log.h"
#include "log/tree_rows.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_rows.h"
#include "replay/rebuild.h"
#include "replay/stored_index.h"
#include "replay/verify/findings.h"
#include "replay/verify/judged_index.h"
#include "replay/verify/sound_ledger.h"
#include "replay/verify/verify.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;

struct StoredRow {
  Family family = Family::kIndex;
  std::string key;
  std::string value;

  bool operator==(const StoredRow&) const = default;
};

std::vector<StoredRow> RowsOf(const std::string& directory, const std::vector<Family>& families) {
  const auto database = Database::Open(directory + "/rocksdb", Database::Mode::kReadOnly);
  TRANCHE_CHECK(database.ok(), database.status().ToString());
  std::vector<StoredRow> rows;
  for (const Family family : families) {
    for (const auto scan = (*database)->ScanAll(family, ""); scan->Valid(); scan->Next())
      rows.push_back({family, std::string(scan->key()), std::string(scan->value())});
  }
  return rows;
}

// What verify asks first.
std::optional<v1::VerifyReport> SoundReportOf(const std::string& directory) {
  const auto database = Database::Open(directory + "/rocksdb", Database::Mode::kReadOnly);
  TRANCHE_CHECK(database.ok(), database.status().ToString());
  const Sequence head = EventLog::Head(**database).value();
  const uint32_t epoch_events = BalanceIndex::ReadEpochEvents(**database).value();
  const auto sound = FindSound({database->get(), head, epoch_events, absl::InfiniteFuture()}, nullptr);
  TRANCHE_CHECK(sound.ok(), sound.status().ToString());
  return *sound;
}

// The kind of a row: its family and, in the index, its table.
std::pair<Family, char> KindOf(const StoredRow& row) {
  return {row.family, row.family == Family::kIndex ? row.key.at(0) : '\0'};
}

bool IsTail(const StoredRow& row) { return KindOf(row) == std::pair(Family::kIndex, TablePrefix(RowTable::kTail)[0]); }

enum class Damage { kChanged, kMissing, kExtra };

// False for what lets little money be recorded after it, or is accepted whatever there is: most of the history would be
// that.
bool LeavesMoneyFree(const v1::Event& command) {
  switch (command.kind_case()) {
    case v1::Event::kPeriodClosed:
    case v1::Event::kSettlementApproved:
    case v1::Event::kRuleDefined:
    case v1::Event::kProjectRegistered:
    case v1::Event::kProjectAmended:
    case v1::Event::kIndicatorDefined:
    case v1::Event::kOutputReported:
      return false;
    default:
      return true;
  }
}

// Several full tiles; epochs whose rows cover others; a long tail, which was kept twice.
struct History {
  explicit History(uint64_t seed) {
    ledger.Record(EventBuilder::Plan("P1", "national", 2024, 18).On("2024-01-01"));
    ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 18).On("2024-01-01"));
    payment = ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 9).On("2024-02-01")).event;
    const Sequence contract =
        ledger.Record(EventBuilder::Commitment("P1", "national", 2024, "HD-1", 9).On("2024-01-03")).sequence;
    ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 5).OfCommitment(contract).On("2024-02-01"));
    Workload workload(seed);
    while (ledger->head() < 1100) {
      std::vector<v1::Event> batch = workload.NextBatch(ledger->head());
      std::erase_if(batch, [](const v1::Event& command) { return !LeavesMoneyFree(command); });
      if (!batch.empty()) (void)ledger.Append(batch);  // some are refused
    }
    ledger.Close();
    older_tail = TailOf(ledger.directory());
    TRANCHE_CHECK(ledger.Reopen().ok(), "open");
    head = ledger.Record(EventBuilder::Estimate("P1", 2024, "executed", 9).Key("estimate")).sequence;
    estimate = ledger->log().Read(head).value();
    root = ledger->tree().Root(head).value();
    ledger.Close();
    tail = TailOf(ledger.directory());
    longer_tail = TailOfALongerLog();
  }

  static constexpr uint32_t kEventsOfAnEpoch = 400;

  // That of a copy in which another event was recorded.
  StoredRow TailOfALongerLog() {
    const TemporaryDirectory scratch;
    const std::string copy = scratch.File("longer");
    CopyDamaged(ledger.directory(), copy, KeepRow);
    {
      const auto longer = Ledger::Open(copy, Ledger::Access::kWrite, &ledger.clock());
      TRANCHE_CHECK(longer.ok(), longer.status().ToString());
      const auto recorded = (*longer)->Append({EventBuilder::Estimate("P1", 2023, "executed", 9).Key("another")});
      TRANCHE_CHECK(recorded.ok(), recorded.status().ToString());
    }
    return TailOf(copy);
  }

  static StoredRow TailOf(const std::string& directory) {
    for (StoredRow& row : RowsOf(directory, {Family::kIndex})) {
      if (IsTail(row)) return std::move(row);
    }
    return {};
  }

  TestLedger ledger{kEventsOfAnEpoch};
  Sequence head = 0;
  v1::Event estimate;  // the last event
  v1::Event payment;
  Digest root = {};
  StoredRow tail;         // up to the head
  StoredRow older_tail;   // up to the event before
  StoredRow longer_tail;  // up to one more
};

class FirstCompareTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { history_ = new History(seed_); }
  static void TearDownTestSuite() { delete std::exchange(history_, nullptr); }

  // A copy of the ledger, in which `tail`, if any, is the row of the tail.
  std::string CopyWithTail(const std::optional<StoredRow>& tail) {
    std::string copy = scratch_.File(absl::StrCat("copy", ++copies_));
    const RowEdit edit = [](Family family, const std::string& key, const std::string& value) {
      return IsTail({family, key, value}) ? std::nullopt : std::optional<std::string>(value);
    };
    std::vector<NewRow> added;
    if (tail) added.push_back({tail->family, tail->key, tail->value});
    CopyDamaged(history_->ledger.directory(), copy, edit, added);
    return copy;
  }
  std::string Copy() { return CopyWithTail(history_->tail); }

  // Neither command takes the index of `directory` for the right one.
  void ExpectUnsound(const std::string& directory) {
    EXPECT_FALSE(SoundReportOf(directory).has_value());
    const auto verified = Verify(directory, nullptr);
    ASSERT_THAT(verified, IsOk());
    EXPECT_GT(verified->findings_size(), 0);
    const auto rebuilt = Rebuild(directory, nullptr);
    ASSERT_THAT(rebuilt, IsOk());
    EXPECT_GT(rebuilt->rows_different(), 0u);
    EXPECT_TRUE(SoundReportOf(directory).has_value());
  }

  // A copy of the ledger with one row damaged.
  std::string Damaged(const StoredRow& row, Damage damage) {
    std::string changed = row.value;
    if (changed.empty()) changed.push_back('x');
    changed[random_() % changed.size()] ^= static_cast<char>(1 << random_() % 8);
    std::string copy = scratch_.File(absl::StrCat("copy", ++copies_));
    const RowEdit edit = [&](Family family, const std::string& key, const std::string& value) {
      if (family != row.family || key != row.key || damage == Damage::kExtra) return std::optional<std::string>(value);
      return damage == Damage::kMissing ? std::nullopt : std::optional<std::string>(changed);
    };
    std::vector<NewRow> added;
    if (damage == Damage::kExtra) added.push_back({row.family, row.key + '\0', row.value});
    CopyDamaged(history_->ledger.directory(), copy, edit, added);
    return copy;
  }

  // One of each kind but the tail, at random.
  std::vector<StoredRow> RowOfEachKind() {
    std::map<std::pair<Family, char>, std::vector<StoredRow>> rows;
    for (StoredRow& row : RowsOf(history_->ledger.directory(), {Family::kEvents, Family::kIndex})) {
      if (!IsTail(row)) rows[KindOf(row)].push_back(std::move(row));
    }
    std::vector<StoredRow> chosen;
    for (const auto& [kind, of_kind] : rows) chosen.push_back(of_kind[random_() % of_kind.size()]);
    return chosen;
  }

  static inline const uint64_t seed_ = NumberFromEnvironment("TRANCHE_SEED", 20261127);
  static inline History* history_ = nullptr;
  std::mt19937_64 random_{seed_};
  TemporaryDirectory scratch_;
  int copies_ = 0;
};

TEST_F(FirstCompareTest, TheHistoryHasPackedRowsAndALongTail) {
  const auto database = Database::Open(history_->ledger.directory() + "/rocksdb", Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  const Sequence head = history_->head;
  EXPECT_EQ(BalanceIndex::StoredTail(**database, Family::kIndex, History::kEventsOfAnEpoch, head), head);
  EXPECT_GT(head % History::kEventsOfAnEpoch, 256u);
  EXPECT_LT(RowsOf(history_->ledger.directory(), {Family::kEvents}).size(), head);
}

TEST_F(FirstCompareTest, ASoundLedgerIsVerifiedWithoutACopyOfItsIndex) {
  const char* temporary = std::getenv("TMPDIR");
  const std::string before = temporary == nullptr ? "" : temporary;
  ASSERT_EQ(::setenv("TMPDIR", "/no/such/directory", 1), 0);
  const std::string& directory = history_->ledger.directory();
  const auto report = Verify(directory, nullptr);
  if (before.empty()) {
    ::unsetenv("TMPDIR");
  } else {
    ::setenv("TMPDIR", before.c_str(), 1);
  }
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings_size(), 0) << report->DebugString();
  EXPECT_EQ(report->events(), history_->head);
  EXPECT_EQ(report->rows(), IndexOf(directory).size());
  EXPECT_EQ(report->root(), ToBytes(history_->root));
  const auto sound = SoundReportOf(directory);
  ASSERT_TRUE(sound.has_value());
  EXPECT_EQ(sound->SerializeAsString(), report->SerializeAsString());
}

TEST_F(FirstCompareTest, ARebuildThatHasNothingToReplaceWritesNoIndex) {
  const std::string ledger = Copy();
  const std::vector<std::string> index = IndexOf(ledger);
  const std::vector<StoredRow> meta = RowsOf(ledger, {Family::kMeta});
  const auto report = Rebuild(ledger, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->events(), history_->head);
  EXPECT_EQ(report->rows(), index.size());
  EXPECT_EQ(report->rows_different(), 0u);
  EXPECT_EQ(IndexOf(ledger), index);
  EXPECT_TRUE(RowsOf(ledger, {Family::kMeta}) == meta) << "the index has another generation";
}

TEST_F(FirstCompareTest, NoDamageOfAnyKindOfRowPassesTheFirstLook) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  const std::vector<std::string> healthy = IndexOf(history_->ledger.directory());
  const std::vector<StoredRow> rows = RowOfEachKind();
  EXPECT_EQ(rows.size(), 12u) << "events, and eleven tables of the index";
  for (const StoredRow& row : rows) {
    for (const Damage damage : {Damage::kChanged, Damage::kMissing, Damage::kExtra}) {
      const std::string copy = Damaged(row, damage);
      SCOPED_TRACE(absl::StrCat(storage::FamilyName(row.family), " ", absl::BytesToHexString(row.key), ", damage ",
                                static_cast<int>(damage)));
      EXPECT_FALSE(SoundReportOf(copy).has_value());
      const auto verified = Verify(copy, nullptr);
      ASSERT_THAT(verified, IsOk());
      EXPECT_GT(verified->findings_size(), 0);
      const auto rebuilt = Rebuild(copy, nullptr);
      if (row.family == Family::kEvents) {
        EXPECT_THAT(rebuilt, StatusIs(absl::StatusCode::kDataLoss));
      } else if (rebuilt.ok()) {
        EXPECT_GT(rebuilt->rows_different(), 0u);
        EXPECT_EQ(IndexOf(copy), healthy);
      } else {
        // Of the tree's size and root it cannot be told that they are at fault, and not an event.
        EXPECT_EQ(row.key, TreeHeadKey());
        EXPECT_EQ(damage, Damage::kChanged);
      }
    }
  }
}

TEST_F(FirstCompareTest, ATailThatIsMissingOrWasKeptEarlierIsSound) {
  for (const std::optional<StoredRow>& tail : {std::optional<StoredRow>(), std::optional(history_->older_tail)}) {
    const std::string copy = CopyWithTail(tail);
    EXPECT_TRUE(SoundReportOf(copy).has_value());
    const std::vector<StoredRow> meta = RowsOf(copy, {Family::kMeta});
    const auto rebuilt = Rebuild(copy, nullptr);
    ASSERT_THAT(rebuilt, IsOk());
    EXPECT_EQ(rebuilt->rows_different(), 0u);
    EXPECT_TRUE(RowsOf(copy, {Family::kMeta}) == meta) << "the index has another generation";
  }
}

TEST_F(FirstCompareTest, ATailThatIsChangedOrCutDoesNotPass) {
  SCOPED_TRACE(absl::StrCat("seed ", seed_));
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 6);
  for (uint64_t round = 0; round < rounds; ++round) {
    StoredRow tail = round % 2 == 0 ? history_->tail : history_->older_tail;
    const size_t place = random_() % tail.value.size();
    if (round % 3 == 0) {
      tail.value.resize(place);
    } else {
      tail.value[place] ^= static_cast<char>(1 << random_() % 8);
    }
    SCOPED_TRACE(absl::StrCat("round ", round, ", byte ", place));
    ASSERT_NO_FATAL_FAILURE(ExpectUnsound(CopyWithTail(tail)));
  }
}

TEST_F(FirstCompareTest, ATailOfAnotherEpochDoesNotPass) {
  const auto epoch = static_cast<uint32_t>(history_->head / History::kEventsOfAnEpoch);
  for (const uint32_t other : {epoch - 1, epoch + 1}) {
    SCOPED_TRACE(other);
    StoredRow tail = history_->tail;
    tail.key = TailRowKey(other);
    ASSERT_NO_FATAL_FAILURE(ExpectUnsound(CopyWithTail(tail)));
  }
}

TEST_F(FirstCompareTest, ATailBeyondTheLogDoesNotPass) {
  StoredRow tail = history_->tail;
  tail.value = history_->longer_tail.value;
  ASSERT_NO_FATAL_FAILURE(ExpectUnsound(CopyWithTail(tail)));
}

TEST_F(FirstCompareTest, AKeyThatIsUsedTwiceIsFound) {
  const std::string ledger = Copy();
  AppendUnjudged(ledger, history_->estimate);
  EXPECT_FALSE(SoundReportOf(ledger).has_value());
  const auto report = Verify(ledger, nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->findings_size(), 1) << report->DebugString();
  EXPECT_EQ(report->findings(0).check(), "key");
}

TEST_F(FirstCompareTest, AnUnlawfulEventWithItsRightRowsIsFound) {
  const std::vector<std::pair<std::string, std::function<void(v1::Event*)>>> unlawful = {
      {"guard", [](v1::Event* payment) { payment->mutable_disbursement_made()->set_amount(1'000'000'000); }},
      {"guard", [](v1::Event* payment) { payment->mutable_disbursement_made()->set_tranche_number(77); }},
      {"event", [](v1::Event* payment) { payment->mutable_disbursement_made()->mutable_line()->set_unit_id("none"); }},
      {"event", [](v1::Event* payment) { payment->clear_actor(); }}};
  for (const auto& [check, change] : unlawful) {
    const std::string ledger = Copy();
    v1::Event payment = history_->payment;
    payment.set_event_id("another");
    payment.mutable_disbursement_made()->set_amount(1);
    change(&payment);
    AppendUnjudged(ledger, payment);
    EXPECT_FALSE(SoundReportOf(ledger).has_value()) << payment.ShortDebugString();
    const auto report = Verify(ledger, nullptr);
    ASSERT_THAT(report, IsOk());
    ASSERT_EQ(report->findings_size(), 1) << report->DebugString();
    EXPECT_EQ(report->findings(0).check(), check) << report->DebugString();
  }
}

TEST_F(FirstCompareTest, UsualEventsAreJudgedAsTheirBytes) {
  const auto database = Database::Open(history_->ledger.directory() + "/rocksdb", Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  StoredIndex stored(database->get());
  JudgedIndex judged(database->get(), database->get(), History::kEventsOfAnEpoch, absl::InfiniteFuture(), &stored);
  Findings findings;
  ASSERT_THAT(judged.Build(history_->head, JudgedIndex::AfterFinding::kStop, &findings, nullptr), IsOk());
  uint64_t usual = 0;
  for (Sequence sequence = 1; sequence <= history_->head; ++sequence) {
    const v1::Event event = EventLog(database->get()).Read(sequence).value();
    // What a contract is used up by is looked at with the contract.
    if (!tranche::KindOf(event).fields.empty() && event.disbursement_made().commitment() == 0) ++usual;
  }
  EXPECT_GT(usual, history_->head / 2);
  EXPECT_EQ(judged.judged_as_bytes(), usual);
}

TEST_F(FirstCompareTest, ProgressNeverGoesBackWhenEverythingIsLookedAtAgain) {
  const std::vector<StoredRow> rows = RowsOf(history_->ledger.directory(), {Family::kIndex});
  const std::string copy = Damaged(rows[rows.size() / 2], Damage::kChanged);
  uint64_t last = 0;
  uint64_t wanted = 0;
  const auto see = [&](uint64_t done, uint64_t total) {
    EXPECT_GE(done, last);
    last = done;
    wanted = total;
  };
  ASSERT_THAT(Verify(copy, NeverEnding(see)), IsOk());
  EXPECT_EQ(last, history_->head);
  EXPECT_EQ(wanted, history_->head);
  last = 0;
  ASSERT_THAT(Rebuild(copy, see), IsOk());
  EXPECT_EQ(last, history_->head);
}

}  // namespace
}  // namespace tranche
