// A ledger whose index is missing or has an unknown format: readers derive a temporary one, a writer replaces it, and
// nothing else in the ledger depends on it.
#include "projections/index/index_format.h"

#include <vector>

#include "gmock/gmock.h"
#include "log/tree_rows.h"
#include "projections/balances.h"
#include "projections/index/index_builder.h"
#include "replay/copies/export_log.h"
#include "replay/rebuild.h"
#include "replay/verify/verify.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using storage::Family;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFormatKey[] = {'\0'};
constexpr char kFormat9[] = {0, 0, 0, 9};

// The rows of another format: all but the tree's mean something else.
std::optional<std::string> OfAnotherFormat(Family family, const std::string& key, const std::string& value) {
  if (family != Family::kIndex || IsTreeRow(key)) return value;
  if (key == std::string(kFormatKey, 1)) return std::string(kFormat9, 4);
  return "nobody knows";
}

std::optional<std::string> WithoutIndex(Family family, const std::string& key, const std::string& value) {
  return family == Family::kIndex && !IsTreeRow(key) ? std::nullopt : std::optional<std::string>(value);
}

class IndexFormatTest : public ::testing::Test {
 protected:
  IndexFormatTest() : history_(&ledger_) {
    ledger_.Close();
    healthy_ = IndexOf(ledger_.directory());
    wanted_ = ContentOf(ledger_.directory());
  }

  std::string Copy(const RowEdit& edit) {
    const std::string copy = scratch_.File(absl::StrCat("copy ", ++copies_));
    CopyDamaged(ledger_.directory(), copy, edit);
    return copy;
  }

  absl::StatusOr<std::unique_ptr<Ledger>> Open(const std::string& directory, Ledger::Access access) {
    OpenOptions options;
    options.index_notice = [this](const IndexNotice& notice) { notices_.push_back(notice); };
    return Ledger::Open(directory, access, &ledger_.clock(), options);
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory scratch_;
  int copies_ = 0;
  std::vector<std::string> healthy_;
  LedgerContent wanted_;
  std::vector<IndexNotice> notices_;
};

TEST_F(IndexFormatTest, ANewLedgerHasTheNumberOfThisProgram) {
  const auto database = storage::Database::Open(ledger_.directory() + "/rocksdb", storage::Database::Mode::kReadOnly);
  ASSERT_THAT(database, IsOk());
  EXPECT_THAT(ReadIndexFormat(**database, Family::kIndex), IsOkAndHolds(kIndexFormat));
  ASSERT_THAT(Open(ledger_.directory(), Ledger::Access::kReadOnly), IsOk());
  EXPECT_TRUE(notices_.empty());
}

TEST_F(IndexFormatTest, AReaderAnswersTheSameAndLeavesTheDirectoryAsItIs) {
  for (const RowEdit& edit : std::vector<RowEdit>{OfAnotherFormat, WithoutIndex}) {
    const std::string copy = Copy(edit);
    const std::vector<std::string> before = IndexOf(copy);
    EXPECT_EQ(ContentOf(copy), wanted_);
    EXPECT_EQ(IndexOf(copy), before);
  }
}

TEST_F(IndexFormatTest, AReaderIsToldBeforeItReadsTheWholeLog) {
  ASSERT_THAT(Open(Copy(OfAnotherFormat), Ledger::Access::kReadOnly), IsOk());
  ASSERT_EQ(notices_.size(), 1u);
  EXPECT_EQ(notices_[0].found, 9u);
  EXPECT_EQ(notices_[0].wanted, kIndexFormat);
  EXPECT_EQ(notices_[0].events, history_.paid_again.sequence);
  EXPECT_TRUE(notices_[0].is_temporary);
}

TEST_F(IndexFormatTest, AWriterPutsANewIndexInItsPlaceAndSaysSo) {
  for (const RowEdit& edit : std::vector<RowEdit>{OfAnotherFormat, WithoutIndex}) {
    const std::string copy = Copy(edit);
    notices_.clear();
    {
      const auto writer = Open(copy, Ledger::Access::kWrite);
      ASSERT_THAT(writer, IsOk());
      ASSERT_EQ(notices_.size(), 1u);
      EXPECT_FALSE(notices_[0].is_temporary);
    }
    EXPECT_EQ(IndexOf(copy), healthy_);
    EXPECT_EQ(FirstFindingIn(copy), "");
    const auto writer = Open(copy, Ledger::Access::kWrite);
    ASSERT_THAT(writer, IsOk());
    EXPECT_EQ(notices_.size(), 1u) << "the second open finds the new index";
    EXPECT_THAT((*writer)->Append({EventBuilder::Plan("P1", "national", 2024, 1)}), IsOk());
  }
}

// As left by a process killed half way.
TEST_F(IndexFormatTest, WhatAWriterLeftHalfDoneIsDoneAnewByTheNext) {
  const std::string copy = Copy(OfAnotherFormat);
  {
    const auto database = storage::Database::Open(copy + "/rocksdb", storage::Database::Mode::kWrite);
    ASSERT_THAT(database, IsOk());
    const EventLog log(database->get());
    ASSERT_THAT((*database)->CreateIndexAside(), IsOk());
    ASSERT_THAT(BuildIndex({&log, history_.paid.sequence, 4, database->get(), Family::kIndexAside, nullptr}), IsOk());
  }
  EXPECT_EQ(ContentOf(copy), wanted_);
  ASSERT_THAT(Open(copy, Ledger::Access::kWrite), IsOk());
  EXPECT_EQ(IndexOf(copy), healthy_);
}

TEST_F(IndexFormatTest, NoIndexIsMadeOfEventsThatWereAltered) {
  const RowEdit alter =
      ChangeEvent(history_.paid.sequence, [](v1::Event* event) { event->set_actor("somebody else"); });
  const std::string copy = Copy([&](Family family, const std::string& key, const std::string& value) {
    return alter(family, key, OfAnotherFormat(family, key, value).value());
  });
  const std::vector<std::string> before = IndexOf(copy);
  for (const Ledger::Access access : {Ledger::Access::kReadOnly, Ledger::Access::kWrite})
    EXPECT_THAT(Open(copy, access), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is not the one")));
  EXPECT_EQ(IndexOf(copy), before);
}

TEST_F(IndexFormatTest, TheLogIsExportedWithoutAnIndex) {
  std::vector<std::string> exported;
  for (const std::string& directory : {ledger_.directory(), Copy(OfAnotherFormat), Copy(WithoutIndex)}) {
    const auto ledger = Open(directory, Ledger::Access::kReadOnly);
    ASSERT_THAT(ledger, IsOk());
    std::string& bytes = exported.emplace_back();
    const ByteSink sink = [&](absl::string_view part) {
      bytes.append(part.data(), part.size());
      return absl::OkStatus();
    };
    EXPECT_THAT(ExportLog((*ledger)->View(), LogForm::kProtobuf, sink, nullptr), IsOk());
  }
  EXPECT_THAT(exported, ElementsAre(exported[0], exported[0], exported[0]));
}

TEST_F(IndexFormatTest, VerifyTellsOneFindingAndRebuildMendsIt) {
  const std::string copy = Copy(OfAnotherFormat);
  const auto report = Verify(copy, nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->findings_size(), 1);
  EXPECT_THAT(report->findings(0).message(), HasSubstr(absl::StrCat("format: found 9, wanted ", kIndexFormat)));
  EXPECT_TRUE(report->findings(0).rebuildable());
  ASSERT_THAT(Rebuild(copy, nullptr), IsOk());
  // It is not known up to where the tail was kept, so there is none until the next close.
  std::erase_if(healthy_, [](const std::string& row) { return row.starts_with("09"); });
  EXPECT_EQ(IndexOf(copy), healthy_);
  EXPECT_EQ(FirstFindingIn(copy), "");
}

}  // namespace
}  // namespace tranche
