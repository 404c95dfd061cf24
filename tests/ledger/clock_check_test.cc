#include "ledger/clock_check.h"

#include <filesystem>

#include "events/instant.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

v1::LedgerCreated Terms() {
  v1::LedgerCreated terms;
  terms.set_name("clocks");
  terms.set_ledger_id("00112233445566778899aabbccddeeff");
  terms.set_currency_code("VND");
  terms.set_locale("en");
  *terms.mutable_created_at() = ToTimestamp(Instant("2026-06-01T00:00:00Z"));
  return terms;
}

TEST(ClockCheckTest, ALeapOfYearsIsAskedAbout) {
  const absl::Time head = Instant("2026-07-01T00:00:00Z");
  EXPECT_THAT(CheckClockLeap(head + kClockLeapMax, head, Terms()), IsOk());
  const absl::Status refused = CheckClockLeap(Instant("2031-01-01T00:00:00Z"), head, Terms());
  EXPECT_THAT(refused, StatusIs(kRefused, HasSubstr("--clock-is-right")));
  EXPECT_EQ(RefusalOf(refused)->code(), "clock.leap");
}

TEST(ClockCheckTest, ImportedHistoryIsNoMeasureOfTheClockOfANewLedger) {
  EXPECT_THAT(CheckClockLeap(Instant("2026-06-01T00:00:01Z"), absl::UnixEpoch(), Terms()), IsOk());
  EXPECT_THAT(CheckClockLeap(Instant("2031-01-01T00:00:00Z"), absl::UnixEpoch(), v1::LedgerCreated()), IsOk());
}

TEST(ClockCheckTest, AHeadInTheFutureIsWarnedOf) {
  const absl::Time now = Instant("2026-07-01T00:00:00Z");
  EXPECT_THAT(CheckClockBehind(now, now), IsOk());
  EXPECT_EQ(RefusalOf(CheckClockBehind(now, now + absl::Microseconds(1)))->code(), "clock.behind-head");
}

TEST(ClockCheckTest, NothingIsRecordedByAClockThatCannotBeRight) {
  const TemporaryDirectory directory;
  FakeClock clock(Instant("2026-06-01T00:00:00Z"));
  const auto ledger = Ledger::Create(directory.File("ledger"), Terms(), absl::UnixEpoch(), &clock);
  ASSERT_THAT(ledger, IsOk());
  const v1::Event source = EventBuilder::Source("local");
  ASSERT_THAT((*ledger)->Append({source}), IsOk());
  for (const absl::Time now : {absl::UnixEpoch() - absl::Microseconds(1), Instant("1901-01-01T00:00:00Z"),
                               absl::InfinitePast(), LastInstant() + absl::Seconds(1), absl::InfiniteFuture()}) {
    clock.Set(now);
    AppendOptions options;
    options.is_clock_right = true;
    const absl::Status refused = (*ledger)->Append({EventBuilder::Source("national")}, options).status();
    ASSERT_THAT(refused, StatusIs(kRefused, HasSubstr("set the clock")));
    EXPECT_EQ(RefusalOf(refused)->code(), "clock.unusable");
    EXPECT_THAT((*ledger)->Append({source}), IsOk()) << "a retry gets its first receipt";
    const CivilDate today = (*ledger)->View().DateOf(now);
    EXPECT_GE(today.year(), 1900);
    EXPECT_LE(today.year(), 9999);
  }
  EXPECT_THAT(Ledger::Create(directory.File("another"), Terms(), absl::UnixEpoch(), &clock),
              StatusIs(kRefused, HasSubstr("set the clock")));
  EXPECT_FALSE(std::filesystem::exists(directory.File("another")));
}

TEST(ClockCheckTest, ALedgerIsNotStampedByAClockThatLeapsUnlessItIsRight) {
  const TemporaryDirectory directory;
  FakeClock clock(Instant("2026-06-01T00:00:00Z"));
  const auto ledger = Ledger::Create(directory.File("ledger"), Terms(), absl::UnixEpoch(), &clock);
  ASSERT_THAT(ledger, IsOk());
  ASSERT_THAT((*ledger)->Append({EventBuilder::Source("local")}), IsOk());
  clock.Set(Instant("2031-01-01T00:00:00Z"));
  EXPECT_THAT((*ledger)->Append({EventBuilder::Source("national")}), StatusIs(kRefused, HasSubstr("clock")));
  EXPECT_EQ((*ledger)->head(), 2);
  AppendOptions options;
  options.is_clock_right = true;
  EXPECT_THAT((*ledger)->Append({EventBuilder::Source("national")}, options), IsOk());
}

}  // namespace
}  // namespace tranche
