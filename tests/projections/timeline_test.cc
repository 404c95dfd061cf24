#include "projections/timeline.h"

#include <string>
#include <tuple>
#include <vector>

#include "gmock/gmock.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using PairTold = std::tuple<std::string, std::string, uint64_t, uint64_t>;

std::vector<PairTold> PairsOf(const v1::Timeline& timeline) {
  std::vector<PairTold> pairs;
  for (const v1::TimelinePair& pair : timeline.pairs())
    pairs.emplace_back(pair.effective_from(), pair.recorded_from(), pair.events(), pair.reversals());
  return pairs;
}

// The history is recorded on one day: 2026-01-01.
class TimelineTest : public ::testing::Test {
 protected:
  TimelineTest() : history_(&ledger_) {}

  absl::StatusOr<v1::Timeline> Ask(const Question& question, uint32_t pairs_max = kTimelinePairsMax) {
    return MakeTimeline(ledger_->View(), question, pairs_max);
  }
  Question Now(const std::string& unit) { return MoneyOf(unit, "2024-12-31", ledger_->head()); }

  TestLedger ledger_;
  SmallHistory history_;
};

TEST_F(TimelineTest, CountsEachEventByItsEffectiveAndItsRecordedDay) {
  const auto timeline = Ask(Now("P1"));
  ASSERT_THAT(timeline, IsOk());
  EXPECT_EQ(timeline->bin_days(), 1U);
  EXPECT_THAT(PairsOf(*timeline),
              ElementsAre(PairTold("2024-01-01", "2026-01-01", 1, 0), PairTold("2024-02-01", "2026-01-01", 1, 0),
                          PairTold("2024-02-15", "2026-01-01", 1, 0), PairTold("2024-03-01", "2026-01-01", 2, 1),
                          PairTold("2024-03-02", "2026-01-01", 1, 0), PairTold("2024-03-10", "2026-01-01", 1, 0)));
  EXPECT_EQ(timeline->events(), 7U);
  EXPECT_EQ(timeline->first_effective(), "2024-01-01");
  EXPECT_EQ(timeline->last_effective(), "2024-03-10");
  EXPECT_EQ(timeline->first_recorded(), "2026-01-01");
  EXPECT_EQ(timeline->last_recorded(), "2026-01-01");
}

TEST_F(TimelineTest, PairsAreTheSameWhateverTheTwoTimes) {
  const auto now = Ask(Now("N"));
  const auto then = Ask(MoneyOf("N", "2024-01-31", history_.plan.sequence));
  ASSERT_THAT(now, IsOk());
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(now->events(), 8U);
  EXPECT_EQ(PairsOf(*now), PairsOf(*then));
}

TEST_F(TimelineTest, SaysWhatWasRecordedLaterAndWhereSomethingChanges) {
  const auto then = Ask(MoneyOf("P1", "2024-02-20", history_.executed.sequence));
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->recorded_later(), 1U) << "the late voucher of 2024-02-15";
  EXPECT_EQ(then->previous_day(), "2024-02-01") << "the voucher is not known yet";
  EXPECT_EQ(then->next_day(), "2024-03-01");
  const auto now = Ask(MoneyOf("P1", "2024-03-10", ledger_->head()));
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->recorded_later(), 0U);
  EXPECT_EQ(now->previous_day(), "2024-03-02");
  EXPECT_EQ(now->next_day(), "");
}

TEST_F(TimelineTest, IsOfTheMoneyThatIsAskedAbout) {
  Question question = Now("");
  question.source = "local";
  const auto local = Ask(question);
  ASSERT_THAT(local, IsOk());
  EXPECT_EQ(local->events(), 1U);
  question = Now("P1");
  question.area = "fairs";
  const auto fairs = Ask(question);
  ASSERT_THAT(fairs, IsOk());
  EXPECT_EQ(fairs->events(), 5U);
  question.fiscal_year = 2023;
  const auto none = Ask(question);
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(none->events(), 0U);
  EXPECT_THAT(none->pairs(), IsEmpty());
  EXPECT_EQ(none->first_effective(), "");
}

TEST_F(TimelineTest, WiderBinsKeepEveryEventInFewerPairs) {
  const auto timeline = Ask(Now("N"), 2);
  ASSERT_THAT(timeline, IsOk());
  EXPECT_LE(timeline->pairs_size(), 2);
  EXPECT_GT(timeline->bin_days(), 1U);
  uint64_t events = 0;
  for (const v1::TimelinePair& pair : timeline->pairs()) events += pair.events();
  EXPECT_EQ(events, 8U);
}

TEST_F(TimelineTest, ManyDaysOfRecordingAreToldInAtMostSoManyPairs) {
  std::vector<v1::Event> years;
  for (int day = 0; day < 3000; ++day) {
    const CivilDate on = CivilDate::FromDaysSinceEpoch(Day("2010-01-01").DaysSinceEpoch() + day);
    years.push_back(
        EventBuilder::Plan("P5", "local", 2010, 1).On(on).RecordedAt(Instant(on.ToString() + "T05:00:00Z")));
  }
  TestLedger other(64);
  ASSERT_THAT(other.Append(years), IsOk());
  const auto timeline = MakeTimeline(other->View(), MoneyOf("P5", "2020-01-01", other->head()), 5000);
  ASSERT_THAT(timeline, IsOk());
  EXPECT_EQ(timeline->events(), 3000U);
  EXPECT_LE(timeline->pairs_size(), 2000);
  EXPECT_GT(timeline->pairs_size(), 100);
  for (const v1::TimelinePair& pair : timeline->pairs()) EXPECT_EQ(pair.effective_from(), pair.recorded_from());
  EXPECT_EQ(timeline->last_recorded(), "2018-03-19");
}

TEST_F(TimelineTest, WithoutPairsTellsOnlyTheRest) {
  const auto timeline = Ask(Now("P1"), 0);
  ASSERT_THAT(timeline, IsOk());
  EXPECT_THAT(timeline->pairs(), SizeIs(0));
  EXPECT_EQ(timeline->bin_days(), 0U);
  EXPECT_EQ(timeline->events(), 7U);
}

TEST_F(TimelineTest, RefusesAQuestionPastTheHead) {
  EXPECT_THAT(Ask(MoneyOf("N", "2024-02-29", ledger_->head() + 1)), StatusIs(absl::StatusCode::kOutOfRange));
}

}  // namespace
}  // namespace tranche
