#include "log/log_row.h"

#include <map>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/packed_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

class RowPackerTest : public ::testing::Test {
 protected:
  RowPackerTest()
      : database_(*storage::Database::Open(directory_.File("db"), storage::Database::Mode::kCreate)),
        batch_(database_->NewBatch()) {}

  // Packs `events` from sequence `first` on. The rows, by their keys as numbers.
  std::map<Sequence, std::string> Rows(const std::vector<std::string>& events, RowForm form = RowForm::kPacked,
                                       Sequence first = 1) {
    RowPacker packer(form);
    for (const std::string& event : events) packer.Add(first++, event, &batch_);
    packer.Finish(&batch_);
    packer.Finish(&batch_);  // nothing is left
    EXPECT_THAT(database_->Write(batch_), IsOk());
    std::map<Sequence, std::string> rows;
    for (const auto scan = database_->ScanAll(storage::Family::kEvents, ""); scan->Valid(); scan->Next()) {
      Sequence last = 0;
      for (const char byte : scan->key()) last = last << 8 | static_cast<uint8_t>(byte);
      rows[last] = std::string(scan->value());
    }
    return rows;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<storage::Database> database_;
  storage::Batch batch_;
};

TEST_F(RowPackerTest, AnEventAloneIsStoredAsItIs) {
  EXPECT_THAT(Rows({"an event"}, RowForm::kPacked, 7), ElementsAre(Pair(7, "an event")));
}

TEST_F(RowPackerTest, SeveralAreOneRowAtTheSequenceOfTheLast) {
  EXPECT_THAT(Rows({"one", "the second", "3"}, RowForm::kPacked, 5),
              ElementsAre(Pair(7, std::string("\0\3\0\3\0\15\0\16onethe second3", 22))));
}

TEST_F(RowPackerTest, ARowHasAtMost64Events) {
  const std::vector<std::string> events(64 + 64 + 1, "event");
  const std::string full = PackedRowOf(std::vector<std::string>(64, "event"));
  EXPECT_THAT(Rows(events), ElementsAre(Pair(64, full), Pair(128, full), Pair(129, "event")));
}

TEST_F(RowPackerTest, ARowHasAtMost8KiBOfEvents) {
  const std::string half(4096, 'h');
  EXPECT_THAT(Rows({half, half, half, "more"}),
              ElementsAre(Pair(2, PackedRowOf({half, half})), Pair(4, PackedRowOf({half, "more"}))));
}

TEST_F(RowPackerTest, AnEventThatIsLargerThanThatIsStoredAsItIs) {
  const std::string large(8193, 'l');
  EXPECT_THAT(Rows({"a", "b", large, large, "c", "d"}), ElementsAre(Pair(2, PackedRowOf({"a", "b"})), Pair(3, large),
                                                                    Pair(4, large), Pair(6, PackedRowOf({"c", "d"}))));
}

TEST_F(RowPackerTest, AnOlderFormatGetsARowForEachEvent) {
  EXPECT_THAT(Rows({"a", "b", "c"}, RowFormOf(4)), ElementsAre(Pair(1, "a"), Pair(2, "b"), Pair(3, "c")));
  EXPECT_EQ(RowFormOf(5), RowForm::kPacked);
}

TEST(LogRowTest, APlainRowIsItsEventWhateverThatIs) {
  LogRow row;
  EXPECT_FALSE(row.Has(0));
  for (const std::string& event : {std::string(), std::string("\x08"), std::string(9000, 'x')}) {
    ASSERT_THAT(row.Split(3, event), IsOk());
    EXPECT_EQ(row.first(), 3u);
    EXPECT_EQ(row.last(), 3u);
    EXPECT_EQ(row.At(3), event);
  }
}

TEST(LogRowTest, APackedRowHasTheEventsUpToItsKey) {
  const std::string stored = PackedRowOf({"one", "the second", "3"});
  LogRow row;
  ASSERT_THAT(row.Split(7, stored), IsOk());
  EXPECT_EQ(row.first(), 5u);
  EXPECT_EQ(row.last(), 7u);
  EXPECT_EQ(row.At(5), "one");
  EXPECT_EQ(row.At(6), "the second");
  EXPECT_EQ(row.At(7), "3");
  EXPECT_FALSE(row.Has(4));
  EXPECT_FALSE(row.Has(8));
  ASSERT_THAT(row.Split(3, stored), IsOk()) << "event 1 is the first that there may be";
  EXPECT_EQ(row.first(), 1u);
}

TEST(LogRowTest, WhatNoPackerWritesIsRefusedWithItsByte) {
  const std::string stored = PackedRowOf({"one", "two", "three"});  // 8 bytes, then 11 of events
  const auto with = [&](size_t byte, char value) {
    std::string changed = stored;
    changed[byte] = value;
    return changed;
  };
  const std::vector<std::pair<std::string, std::string>> damaged = {
      {stored.substr(0, 1), "byte 1 of the packed row: it ends there"},
      {stored.substr(0, 7), "byte 7 of the packed row: it ends there"},
      {stored.substr(0, 18), "byte 18 of the packed row: it ends there"},
      {stored + "x", "byte 19 of the packed row: its events have 11 bytes, found 12"},
      {with(1, 0), "byte 1 of the packed row: found 0 events, wanted 2 to 64"},
      {with(1, 1), "byte 1 of the packed row: found 1 event, wanted 2 to 64"},
      {with(1, 65), "byte 1 of the packed row: found 65 events, wanted 2 to 64"},
      {with(1, 4), "byte 8 of the packed row: found an event that ends at 28526, wanted 12 to 8192"},
      {with(1, 2), "byte 12 of the packed row: its events have 6 bytes, found 13"},
      {with(3, 0), "byte 2 of the packed row: found an event that ends at 0, wanted 1 to 8192"},
      {with(5, 3), "byte 4 of the packed row: found an event that ends at 3, wanted 4 to 8192"},
      {with(7, 12), "byte 19 of the packed row: it ends there"},
      {with(6, 33), "byte 6 of the packed row: found an event that ends at 8459, wanted 7 to 8192"},
  };
  for (const auto& [bytes, text] : damaged) {
    LogRow row;
    EXPECT_THAT(row.Split(9, bytes), StatusIs(kDataLoss, HasSubstr(text)));
    EXPECT_FALSE(row.Has(9)) << "a damaged row has no events";
  }
  LogRow row;
  EXPECT_THAT(row.Split(2, stored), StatusIs(kDataLoss, AllOf(HasSubstr("found 3 events"), HasSubstr("is event 2"))));
}

}  // namespace
}  // namespace tranche
