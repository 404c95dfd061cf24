#include "service/timed_log.h"

#include <vector>

#include "gmock/gmock.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

v1::Event Plan(const std::string& key) { return EventBuilder::Plan("P1", "national", 2024, 100).Key(key); }

TEST(TimedLogTest, TellsOfEachAppendHowManyEventsBecameDurable) {
  std::vector<TimedAppend> appends;
  const auto note = [&appends](const TimedAppend& append) { appends.push_back(append); };
  TestLedger ledger(4, TimingAppends({}, note));
  appends.clear();
  ASSERT_THAT(ledger.Append({Plan("a"), Plan("b"), Plan("c")}), IsOk());
  ASSERT_EQ(appends.size(), 1);
  EXPECT_EQ(appends[0].events, 3);
  EXPECT_THAT(appends[0].status, IsOk());
  EXPECT_GT(appends[0].duration, absl::ZeroDuration());
}

TEST(TimedLogTest, TellsOfAnAppendThatFailed) {
  MemoryLog log;
  std::vector<TimedAppend> appends;
  const auto note = [&appends](const TimedAppend& append) { appends.push_back(append); };
  TestLedger ledger(4, TimingAppends(log.options(), note));
  log.Script(MemoryLog::Outcome::kUnknownNotThere);
  const absl::StatusOr<std::vector<Receipt>> receipts = ledger.Append({Plan("a")});
  EXPECT_THAT(receipts.status(), StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
  EXPECT_THAT(appends.back().status, StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
  EXPECT_EQ(appends.back().events, 1);
}

}  // namespace
}  // namespace tranche
