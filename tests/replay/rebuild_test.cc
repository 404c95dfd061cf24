#include "replay/rebuild.h"

#include "gmock/gmock.h"
#include "replay/verify/verify.h"
#include "storage/head_file.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::HasSubstr;

class RebuildTest : public ::testing::Test {
 protected:
  RebuildTest() : history_(&ledger_), copy_(scratch_.File("copy")) {
    ledger_.Close();
    healthy_ = IndexOf(ledger_.directory());
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory scratch_;
  std::string copy_;
  std::vector<std::string> healthy_;
};

bool IsBalanceRow(Family family, const std::string& key) {
  return family == Family::kIndex && DescribeRow(key).find("balance row") != std::string::npos;
}

TEST_F(RebuildTest, AHealthyIndexComesOutBitForBitAndWithoutDifferences) {
  const auto report = Rebuild(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->rows(), healthy_.size());
  EXPECT_EQ(report->rows_different(), 0u);
  EXPECT_EQ(report->first_difference(), "");
  EXPECT_EQ(IndexOf(ledger_.directory()), healthy_);
  EXPECT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(ledger_.Append({EventBuilder::Plan("P1", "national", 2024, 1)}), IsOk());
}

TEST_F(RebuildTest, MissingExtraAndChangedRowsAreCountedAndRight) {
  int rows = 0;
  const auto damage = [&](Family family, const std::string& key, std::string value) -> std::optional<std::string> {
    if (!IsBalanceRow(family, key)) return value;
    if (++rows == 1) return std::nullopt;
    if (rows == 2) value.back() ^= 1;
    return value;
  };
  CopyDamaged(ledger_.directory(), copy_, damage, {{Family::kIndex, "\x07no row at all", "x"}});
  const auto report = Rebuild(copy_, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->rows_different(), 3u);
  EXPECT_THAT(report->first_difference(), HasSubstr("balance row of scope"));
  EXPECT_THAT(report->first_difference(), HasSubstr("missing"));
  EXPECT_EQ(IndexOf(copy_), healthy_);
}

TEST_F(RebuildTest, ALedgerThatCannotBeOpenedForItsIndexIsMadeWhole) {
  CopyDamaged(ledger_.directory(), copy_, [&](Family family, const std::string&, const std::string& value) {
    return family != Family::kIndex ? std::optional<std::string>(value) : std::nullopt;
  });
  EXPECT_THAT(Ledger::Open(copy_, Ledger::Access::kReadOnly, &ledger_.clock()), StatusIs(absl::StatusCode::kDataLoss));
  const auto report = Rebuild(copy_, nullptr);
  ASSERT_THAT(report, IsOk());
  // All but the tail, which the next writer leaves.
  EXPECT_EQ(report->rows_different(), healthy_.size() - 1);
  ASSERT_THAT(Ledger::Open(copy_, Ledger::Access::kWrite, &ledger_.clock()), IsOk());
  EXPECT_EQ(IndexOf(copy_), healthy_);
  EXPECT_THAT(Ledger::Open(copy_, Ledger::Access::kReadOnly, &ledger_.clock()), IsOk());
}

TEST_F(RebuildTest, ATailThatSaysOtherThanTheEventsIsMadeAnew) {
  CopyDamaged(ledger_.directory(), copy_, [&](Family family, const std::string& key, std::string value) {
    if (family == Family::kIndex && DescribeRow(key).find("tail of epoch") == 0) value.back() ^= 1;
    return std::optional<std::string>(value);
  });
  const auto report = Rebuild(copy_, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->rows_different(), 1u);
  EXPECT_THAT(report->first_difference(), HasSubstr("tail of epoch"));
  EXPECT_EQ(IndexOf(copy_), healthy_);
}

TEST_F(RebuildTest, LostEventsAreNotPaperedOver) {
  const Sequence last = history_.paid_again.sequence;
  CopyDamaged(ledger_.directory(), copy_, [&](Family family, const std::string& key, const std::string& value) {
    return family == Family::kEvents && key == EventKey(last) ? std::nullopt : std::optional<std::string>(value);
  });
  EXPECT_THAT(Rebuild(copy_, nullptr),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(absl::StrCat("sequence ", last))));
}

TEST_F(RebuildTest, AnAlteredEventDoesNotGetATreeOfItsOwn) {
  CopyDamaged(ledger_.directory(), copy_,
              ChangeEvent(history_.paid.sequence, [](v1::Event* event) { event->set_actor("somebody else"); }));
  const std::vector<std::string> before = IndexOf(copy_);
  EXPECT_THAT(Rebuild(copy_, nullptr),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("was altered after it was recorded")));
  EXPECT_EQ(IndexOf(copy_), before);
}

TEST_F(RebuildTest, AnEventThatCannotBeReadLeavesTheOldIndexInPlace) {
  const Sequence middle = history_.tranche.sequence;
  CopyDamaged(ledger_.directory(), copy_, [&](Family family, const std::string& key, const std::string& value) {
    return std::optional<std::string>(family == Family::kEvents && key == EventKey(middle) ? "\xff\xff" : value);
  });
  EXPECT_THAT(Rebuild(copy_, nullptr),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(absl::StrCat("sequence ", middle))));
  EXPECT_EQ(IndexOf(copy_), healthy_);
}

TEST_F(RebuildTest, RefusesALedgerThatIsOpenForWritingAndWaitsOnlyWhenAsked) {
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(Rebuild(ledger_.directory(), nullptr), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("waited 0 s")));
  EXPECT_THAT(Rebuild(ledger_.directory(), nullptr, absl::Seconds(1)),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("waited 1 s")));
}

}  // namespace
}  // namespace tranche
