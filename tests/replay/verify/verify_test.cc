#include "replay/verify/verify.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <utility>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "log/log_row.h"
#include "proof/publish_checkpoint.h"
#include "proof/published_checkpoints.h"
#include "storage/head_file.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/packed_rows.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest() : history_(&ledger_), ledger_epoch_(ledger_->index().epoch_events()), copy_(scratch_.File("copy")) {
    ledger_.Close();
  }

  // "check sequence: message" of each finding.
  std::vector<std::string> FindingsIn(const std::string& directory) {
    const auto report = Verify(directory, nullptr);
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> findings;
    if (!report.ok()) return findings;
    for (const v1::Finding& finding : report->findings()) {
      EXPECT_EQ(TextOf(finding.why(), EnglishPrinter()), finding.message()) << "a finding is data";
      // Files are below refusals: what storage says has no code of its own.
      const bool is_of_files = finding.check() == "storage" || finding.check() == "head";
      EXPECT_TRUE(is_of_files || finding.why().code() != "finding.other") << finding.message();
      findings.push_back(absl::StrCat(finding.check(), " ", finding.sequence(), ": ", finding.message()));
    }
    return findings;
  }

  std::vector<std::string> FindingsAfter(const RowEdit& edit, const std::vector<NewRow>& added = {}) {
    CopyDamaged(ledger_.directory(), copy_, edit, added);
    return FindingsIn(copy_);
  }

  std::string At(absl::string_view check, Sequence sequence) { return absl::StrCat(check, " ", sequence, ": "); }

  TestLedger ledger_;
  SmallHistory history_;
  uint32_t ledger_epoch_;
  TemporaryDirectory scratch_;
  std::string copy_;
};

TEST_F(VerifyTest, PassesOnAHealthyLedger) {
  const auto report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings_size(), 0) << report->DebugString();
  EXPECT_EQ(report->events(), history_.paid_again.sequence);
  EXPECT_EQ(report->rows(), IndexOf(ledger_.directory()).size());
}

TEST_F(VerifyTest, EndsWhileItComparesTheIndexWhenNobodyWaits) {
  int times_at_end = 0;
  const auto report = Verify(ledger_.directory(), [&](uint64_t done, uint64_t total) {
    // The first time all events are decided on, the second time the index is next.
    return done == total && ++times_at_end == 2 ? absl::CancelledError("nobody waits") : absl::OkStatus();
  });
  EXPECT_THAT(report, StatusIs(absl::StatusCode::kCancelled, HasSubstr("nobody waits")));
  EXPECT_EQ(times_at_end, 2);
}

TEST_F(VerifyTest, PassesWhileTheLedgerIsOpenForWriting) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(FindingsIn(ledger_.directory()), IsEmpty());
}

TEST_F(VerifyTest, PassesAfterEveryKindOfEvent) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ledger_.Record(EventBuilder::Plan("P1", "local", 2024, 10));
  ledger_.Record(EventBuilder::Tranche(2, "P3", "local", 2024, 20).Share("P1", 10).On("2024-04-01"));
  ledger_.Record(EventBuilder::Transfer("P3", "P4", "local", 2024, 5).On("2024-05-01"));
  ledger_.Record(EventBuilder::PlanAdjustment("P3", "local", 2024, -1).On("2024-05-01"));
  ledger_.Record(EventBuilder::AllocationAdjustment("P3", "local", 2024, -2).On("2024-05-02"));
  ledger_.Record(EventBuilder::Refund("P1", "national", 2024, 3).Area("fairs").On("2024-05-03"));
  ledger_.Record(EventBuilder::Estimate("P1", 2024, "executed", 9));
  ledger_.Record(EventBuilder::Figure("F1", "P1", 2024, "9", 9));
  ledger_.Close();
  EXPECT_THAT(FindingsIn(ledger_.directory()), IsEmpty());
}

TEST_F(VerifyTest, NamesAnEventWhoseBytesAreNoEventAndDoesNotJudgeWhatFollows) {
  const Sequence bad = history_.tranche.sequence;
  const auto findings = FindingsAfter([&](Family family, const std::string& key, const std::string& value) {
    return std::optional<std::string>(family == Family::kEvents && key == EventKey(bad) ? "\xff\xff" : value);
  });
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr(At("event", bad)), HasSubstr("could not be judged"))));
}

TEST_F(VerifyTest, LooksAtTheBytesOfWhatFollowsAnUnreadableEventToTheEnd) {
  const Sequence bad = history_.tranche.sequence;
  const Sequence worse = history_.late.sequence;
  const auto findings = FindingsAfter([&](Family family, const std::string& key, const std::string& value) {
    const bool is_bad = family == Family::kEvents && (key == EventKey(bad) || key == EventKey(worse));
    return std::optional<std::string>(is_bad ? "\xff\xff" : value);
  });
  EXPECT_THAT(findings, ElementsAre(HasSubstr(At("event", bad)), HasSubstr(At("event", worse))));
}

// The catalogue was recorded in one batch.
TEST_F(VerifyTest, FindsAPackedRowThatNoLedgerWritesForEachOfItsEvents) {
  const auto cut = [](std::string row) { return row.substr(0, row.size() - 1); };
  const auto longer = [](const std::string& row) { return row + "x"; };
  const auto of_fewer = [](std::string row) { return --row[1], row; };
  const auto with_ends_swapped = [](std::string row) { return std::swap(row[3], row[5]), row; };
  const Sequence last = history_.plan.sequence - 1;
  int copies = 0;
  for (const std::function<std::string(std::string)>& change :
       std::vector<std::function<std::string(std::string)>>{cut, longer, of_fewer, with_ends_swapped}) {
    copy_ = scratch_.File(absl::StrCat("copy", ++copies));
    const auto findings = FindingsAfter([&](Family family, const std::string& key, const std::string& value) {
      const bool is_packed = family == Family::kEvents && IsPackedRow(value);
      EXPECT_TRUE(!is_packed || key == EventKey(last));
      return std::optional<std::string>(is_packed ? change(value) : value);
    });
    EXPECT_EQ(findings.size(), last - 1);
    for (Sequence sequence = 2; sequence <= last; ++sequence)
      EXPECT_THAT(findings, Contains(AllOf(HasSubstr(At("event", sequence)), HasSubstr("of the packed row"))));
  }
}

TEST_F(VerifyTest, FindsAnEventThatIsMissingInAPackedRow) {
  const auto findings = FindingsAfter([](Family family, const std::string&, const std::string& value) {
    LogRow row;
    if (family != Family::kEvents || !IsPackedRow(value) || !row.Split(100, value).ok())
      return std::optional<std::string>(value);
    std::vector<std::string> events;
    for (Sequence sequence = row.first() + 1; sequence <= row.last(); ++sequence) events.emplace_back(row.At(sequence));
    return std::optional<std::string>(PackedRowOf(events));
  });
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr(At("event", 2)), HasSubstr("the event is missing"))));
}

TEST_F(VerifyTest, FindsEventsOfAPackedRowThatWereExchanged) {
  const auto findings = FindingsAfter([](Family family, const std::string&, const std::string& value) {
    LogRow row;
    if (family != Family::kEvents || !IsPackedRow(value) || !row.Split(100, value).ok())
      return std::optional<std::string>(value);
    std::vector<std::string> events;
    for (Sequence sequence = row.first(); sequence <= row.last(); ++sequence) events.emplace_back(row.At(sequence));
    std::swap(events[2], events[3]);
    return std::optional<std::string>(PackedRowOf(events));
  });
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr(At("event", 4)), HasSubstr("says sequence 5")),
                                    AllOf(HasSubstr(At("event", 5)), HasSubstr("says sequence 4"))));
}

TEST_F(VerifyTest, FindsBytesThatNoLedgerWritesThoughTheyCanBeRead) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  const v1::Event paid = ledger_->log().Read(history_.paid.sequence).value();
  ledger_.Close();
  int copies = 0;
  for (const auto& [bytes, code] : TwoReadingsOf(paid)) {
    copy_ = scratch_.File(absl::StrCat("copy", ++copies));
    const std::string altered = bytes;
    const auto findings = FindingsAfter([&](Family family, const std::string& key, const std::string& value) {
      const bool is_paid = family == Family::kEvents && key == EventKey(paid.sequence());
      return std::optional<std::string>(is_paid ? altered : value);
    });
    ASSERT_FALSE(findings.empty()) << code;
    EXPECT_THAT(findings.front(), AllOf(HasSubstr(At("event", paid.sequence())), HasSubstr("of its bytes"))) << code;
  }
}

TEST_F(VerifyTest, FindsWhatWasRecordedInTheFuture) {
  const auto now = Verify(ledger_.directory(), nullptr, history_.paid_again.recorded_at);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->findings_size(), 0);
  const auto before = Verify(ledger_.directory(), nullptr, history_.paid_again.recorded_at - absl::Hours(24 * 500));
  ASSERT_THAT(before, IsOk());
  ASSERT_GT(before->findings_size(), 0);
  EXPECT_EQ(before->findings(0).why().code(), "recorded-at.in-future");
}

TEST_F(VerifyTest, SaysWhatCanBeRebuiltAndWhatCannot) {
  CopyDamaged(ledger_.directory(), copy_, [&](Family family, const std::string& key, const std::string& value) {
    if (family == Family::kIndex && DescribeRow(key).find("balance row") == 0) return std::optional<std::string>();
    return std::optional<std::string>(value);
  });
  const auto rows = Verify(copy_, nullptr);
  ASSERT_THAT(rows, IsOk());
  ASSERT_GT(rows->findings_size(), 0);
  for (const v1::Finding& finding : rows->findings()) EXPECT_TRUE(finding.rebuildable()) << finding.DebugString();
  copy_ += "2";
  CopyDamaged(ledger_.directory(), copy_,
              ChangeEvent(history_.paid_again.sequence, [](v1::Event* event) { event->set_actor("another"); }));
  const auto events = Verify(copy_, nullptr);
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->findings_size(), 1);
  EXPECT_FALSE(events->findings(0).rebuildable());
}

TEST_F(VerifyTest, FindsAWrongBalanceRootAndACheckpointThatWasNeverTheirs) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  const SigningKey key = SigningKey::Generate();
  ASSERT_THAT(PublishCheckpoint(key, "operator", Day("2026-01-01"), &*ledger_), IsOk());
  v1::Event lie = ledger_->log().Read(ledger_->head()).value();
  lie.set_event_id("lie");
  lie.mutable_balances_committed()->mutable_root()->at(3) ^= 1;
  ledger_.Close();
  const Sequence lied = AppendUnjudged(ledger_.directory(), lie);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  Checkpoint other = {OriginOf(ledger_->terms()), 5, Sha256("no root of these events")};
  storage::Batch batch = ledger_->database().NewBatch();
  const SignedNote note = {other.ToText(), {key.Sign(other.origin, other.ToText())}};
  batch.Put(Family::kMeta, "checkpoint 00000000000000000005", note.ToString());
  ASSERT_THAT(ledger_->database().Write(batch), IsOk());
  ledger_.Close();
  EXPECT_THAT(FindingsIn(ledger_.directory()),
              UnorderedElementsAre(AllOf(HasSubstr(At("balance-root", lied)),
                                         HasSubstr(absl::StrCat("`tranche import log` the first ", lied - 1))),
                                   HasSubstr(At("checkpoint", 5))));
}

TEST_F(VerifyTest, SaysOfAWrongBalanceRootUnderACheckpointThatItStays) {
  v1::Event lie = EventBuilder::Source("lie");
  lie.mutable_balances_committed()->set_root(std::string(32, 'x'));
  const Sequence lied = AppendUnjudged(ledger_.directory(), lie);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  ASSERT_THAT(PublishCheckpoint(SigningKey::Generate(), "operator", Day("2026-01-01"), &*ledger_), IsOk());
  ledger_.Close();
  EXPECT_THAT(FindingsIn(ledger_.directory()),
              ElementsAre(AllOf(HasSubstr(At("balance-root", lied)), HasSubstr("a published checkpoint covers it"))));
}

TEST_F(VerifyTest, ABalanceRootMustBeOfBalancesBeforeIt) {
  v1::Event early = EventBuilder::Source("early");
  early.mutable_balances_committed()->set_root(std::string(32, 'x'));
  early.mutable_balances_committed()->set_known_at(history_.paid_again.sequence);
  const Sequence sequence = AppendUnjudged(ledger_.directory(), early);
  EXPECT_THAT(FindingsIn(ledger_.directory()), ElementsAre(AllOf(HasSubstr(At("balance-root", sequence)),
                                                                 HasSubstr("wanted a sequence before its own"))));
}

TEST_F(VerifyTest, FindsAChangedAmountByTheIndex) {
  const Sequence bad = history_.other_plan.sequence;
  const auto findings =
      FindingsAfter(ChangeEvent(bad, [](v1::Event* e) { e->mutable_plan_approved()->set_amount(51); }));
  const Sequence first_of_epoch = bad - (bad - 1) % ledger_epoch_;
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr(At("index", first_of_epoch)), HasSubstr("tranche rebuild"))));
}

TEST_F(VerifyTest, FindsAnEventOfTheTailThatWasAlteredByTheRoot) {
  const Sequence bad = history_.paid_again.sequence;
  const auto findings = FindingsAfter(ChangeEvent(bad, [](v1::Event* event) { event->set_actor("somebody else"); }));
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr(At("event", 1)), HasSubstr("was altered after it was recorded"))));
}

TEST_F(VerifyTest, FindsAMissingEvent) {
  const Sequence bad = history_.paid.sequence;
  const auto findings = FindingsAfter([&](Family family, const std::string& key, const std::string& value) {
    return family == Family::kEvents && key == EventKey(bad) ? std::nullopt : std::optional<std::string>(value);
  });
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr(At("event", bad)), HasSubstr("missing"))));
}

TEST_F(VerifyTest, FindsALogThatEndsBeforeTheAcknowledgedHead) {
  CopyDamaged(ledger_.directory(), copy_, KeepRow);
  ASSERT_THAT(storage::HeadFile::OpenToWrite(copy_)->Write(history_.paid_again.sequence + 1), IsOk());
  EXPECT_THAT(FindingsIn(copy_), ElementsAre(HasSubstr(At("head", history_.paid_again.sequence + 1))));
}

TEST_F(VerifyTest, FindsEachKindOfIndexDamage) {
  bool dropped = false;
  bool changed = false;
  const auto damage = [&](Family family, const std::string& key, std::string value) -> std::optional<std::string> {
    const std::string row = family == Family::kIndex ? DescribeRow(key) : "";
    if (row.find("balance row") == 0 && !std::exchange(dropped, true)) return std::nullopt;
    if (row.find("idempotency keys") == 0 && !std::exchange(changed, true)) value.back() ^= 1;
    if (row.find("reversal of event") == 0) value.back() ^= 1;
    if (row.find("size and root") == 0) return "";
    return value;
  };
  const auto findings = FindingsAfter(damage, {{Family::kIndex, "\x07new", ""}});
  EXPECT_THAT(findings, UnorderedElementsAre(AllOf(HasSubstr("index "), HasSubstr("balance row"), HasSubstr("missing")),
                                             HasSubstr(At("index", history_.paid.sequence)),
                                             AllOf(HasSubstr("idempotency keys"), HasSubstr("differ from byte")),
                                             AllOf(HasSubstr(At("tree", 1)), HasSubstr("tranche rebuild")),
                                             HasSubstr(At("index", 0))));
}

// SmallHistory ends within an epoch, and its ledger was closed.
class TailOfIndexTest : public VerifyTest {
 protected:
  static bool IsTail(Family family, const std::string& key) {
    return family == Family::kIndex && DescribeRow(key).find("tail of epoch") == 0;
  }

  std::vector<std::string> FindingsWithTail(const std::function<std::optional<std::string>(std::string)>& change) {
    int tails = 0;
    auto findings = FindingsAfter(
        [&](Family family, const std::string& key, const std::string& value) -> std::optional<std::string> {
          if (!IsTail(family, key)) return value;
          ++tails;
          return change(value);
        });
    EXPECT_EQ(tails, 1);
    return findings;
  }
};

TEST_F(TailOfIndexTest, ALedgerNeedNotHaveOne) {
  EXPECT_THAT(FindingsWithTail([](const std::string&) { return std::nullopt; }), IsEmpty());
}

TEST_F(TailOfIndexTest, OneThatSaysOtherThanTheEventsIsFound) {
  const Sequence first = history_.paid_again.sequence - (history_.paid_again.sequence - 1) % ledger_epoch_;
  EXPECT_THAT(FindingsWithTail([](std::string value) {
                value.back() ^= 1;
                return value;
              }),
              ElementsAre(AllOf(HasSubstr(At("index", first)), HasSubstr("tail of epoch"), HasSubstr("differ from"),
                                HasSubstr("tranche rebuild"))));
}

TEST_F(TailOfIndexTest, OneThatCannotBeReadIsFound) {
  EXPECT_THAT(FindingsWithTail([](const std::string&) { return "nobody knows"; }),
              ElementsAre(AllOf(HasSubstr("tail of epoch"), HasSubstr("wanted none"))));
}

TEST_F(TailOfIndexTest, OneOfACompleteEpochIsFound) {
  EXPECT_THAT(FindingsAfter(KeepRow, {{Family::kIndex, TailRowKey(0), "left over"}}),
              ElementsAre(AllOf(HasSubstr(At("index", 1)), HasSubstr("tail of epoch 0"), HasSubstr("wanted none"))));
}

TEST_F(VerifyTest, FindsMoneyThatWasNeverThere) {
  const Sequence bad = history_.tranche.sequence;
  const auto findings = FindingsAfter(ChangeEvent(
      bad, [](v1::Event* event) { event->mutable_tranche_allocated()->mutable_shares(0)->set_amount(160); }));
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr(At("guard", bad)), HasSubstr("would exceed plan"))));
}

TEST_F(VerifyTest, FindsMoneySpentInAnotherAreaThanItsTranche) {
  const Sequence bad = history_.late.sequence;
  const auto findings = FindingsAfter(ChangeEvent(
      bad, [](v1::Event* event) { event->mutable_disbursement_made()->mutable_line()->set_area_id("technology"); }));
  EXPECT_THAT(findings, Contains(AllOf(HasSubstr(At("guard", bad)), HasSubstr("limited to other areas"))));
}

TEST_F(VerifyTest, FindsAKeyThatIsUsedTwice) {
  const Sequence bad = history_.late.sequence;
  const auto findings = FindingsAfter(ChangeEvent(bad, [](v1::Event* event) { event->set_event_id("paid"); }));
  EXPECT_THAT(findings, Contains(HasSubstr(At("key", bad))));
}

TEST_F(VerifyTest, FindsAReversalOfSomethingLater) {
  const Sequence bad = history_.reversal.sequence;
  const auto findings = FindingsAfter(
      ChangeEvent(bad, [&](v1::Event* event) { event->mutable_event_reversed()->set_reversed_sequence(bad + 1); }));
  EXPECT_THAT(findings, ElementsAre(HasSubstr(At("event", bad))));
}

TEST_F(VerifyTest, FindsAnUnknownUnitAndAClockThatRanBack) {
  const Sequence bad = history_.other_plan.sequence;
  EXPECT_THAT(FindingsAfter(ChangeEvent(
                  bad, [](v1::Event* event) { event->mutable_plan_approved()->mutable_line()->set_unit_id("P9"); })),
              Contains(AllOf(HasSubstr(At("event", bad)), HasSubstr("P9"))));
  copy_ += "2";
  EXPECT_THAT(FindingsAfter(ChangeEvent(bad, [](v1::Event* event) { event->mutable_recorded_at()->set_seconds(1); })),
              ElementsAre(AllOf(HasSubstr(At("event", bad)), HasSubstr("recorded_at"))));
}

TEST_F(VerifyTest, ADatabaseThatCannotBeOpenedIsAFinding) {
  std::filesystem::remove(ledger_.directory() + "/rocksdb/CURRENT");
  EXPECT_THAT(FindingsIn(ledger_.directory()), ElementsAre(HasSubstr(At("storage", 0))));
}

TEST_F(VerifyTest, AHeadFileThatCannotBeReadIsAFinding) {
  std::ofstream(ledger_.directory() + "/HEAD") << "7";
  EXPECT_THAT(FindingsIn(ledger_.directory()), ElementsAre(HasSubstr(At("head", 0))));
}

TEST_F(VerifyTest, WhereNoLedgerIsThereIsNothingToVerify) {
  EXPECT_THAT(Verify(scratch_.File("nowhere"), nullptr), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace tranche
