#include "service/log_tiles.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "log/merkle_tree.h"
#include "service/ledger_service.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LogTilesTest : public ::testing::Test {
 protected:
  LogTilesTest() : history_(&ledger_) {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kReadOnly, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  TestLedger ledger_;
  SmallHistory history_;
  std::unique_ptr<LedgerService> service_;
};

TEST_F(LogTilesTest, TheHashesOfATileAreThoseOfTheEntriesOfItsBundle) {
  const auto width = static_cast<uint32_t>(service_->head());
  const auto bundle = service_->EntryBundle(0, width);
  ASSERT_THAT(bundle, IsOk());
  std::string hashes;
  for (size_t at = 0; at + 2 <= bundle->size();) {
    const size_t length =
        static_cast<size_t>(static_cast<uint8_t>((*bundle)[at])) << 8 | static_cast<uint8_t>((*bundle)[at + 1]);
    absl::StrAppend(&hashes, ToBytes(LeafHash(bundle->substr(at + 2, length))));
    at += 2 + length;
  }
  EXPECT_EQ(hashes.size(), 32 * service_->head());
  EXPECT_EQ(*service_->HashTile(0, 0, width), hashes);
  EXPECT_EQ(*service_->HashTile(0, 0, 1), hashes.substr(0, 32));
}

TEST_F(LogTilesTest, WhatIsNotThereYetIsNotFound) {
  const auto width = static_cast<uint32_t>(service_->head());
  const auto absent = StatusIs(absl::StatusCode::kNotFound, HasSubstr("so far"));
  EXPECT_THAT(service_->HashTile(0, 0, width + 1), absent);
  EXPECT_THAT(service_->HashTile(1, 0, 1), absent);
  EXPECT_THAT(service_->HashTile(63, 0, 1), absent);
  EXPECT_THAT(service_->HashTile(0, uint64_t{1} << 56, 1), absent);
  EXPECT_THAT(service_->EntryBundle(1, 1), absent);
  EXPECT_THAT(service_->NewestCheckpoint(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("tranche checkpoint")));
}

TEST_F(LogTilesTest, EventsAfterASequenceComeInOrderAndNoneAfterTheHead) {
  const auto events = service_->EventsAfter(2, 3);
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->events_size(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(events->events(i).sequence(), static_cast<uint64_t>(3 + i));
  EXPECT_EQ(service_->EventsAfter(service_->head() - 1, 100)->events_size(), 1);
  EXPECT_THAT(service_->EventsAfter(service_->head(), 100)->events(), IsEmpty());
  EXPECT_THAT(service_->EventsAfter(~uint64_t{0}, 100)->events(), IsEmpty());
}

}  // namespace
}  // namespace tranche
