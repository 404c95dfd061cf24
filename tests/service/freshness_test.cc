#include "service/freshness.h"

#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/service.pb.h"
#include "service/contact.h"
#include "service/fresh_calls.h"
#include "service/lasting.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

Reached At(Sequence head, std::optional<absl::Duration> age, Sequence log_head = 0) {
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  Reached reached{head, std::nullopt, now};
  if (age) reached.contact = LogContact{now - *age, log_head};
  return reached;
}

Freshness Asked(Sequence at_least, std::optional<absl::Duration> max_age = std::nullopt) {
  return {at_least, max_age, absl::ZeroDuration()};
}

TEST(FreshnessTest, WhatHasTheEventsIsFreshAndWhatLacksThemNamesBothHeads) {
  EXPECT_THAT(CheckFresh(At(7, absl::Seconds(90), 9), Asked(7)), IsOk());
  EXPECT_THAT(CheckFresh(At(6, absl::Seconds(71), 9), Asked(7)),
              StatusIs(kUnavailable, AllOf(HasSubstr("found events up to 6, wanted those up to 7"),
                                           HasSubstr("that has events up to 9, and has what that had 71 s ago"))));
  Reached behind = At(6, absl::Seconds(71), 6);
  behind.contact->known_head = 12;
  EXPECT_THAT(CheckFresh(behind, Asked(7)), StatusIs(kUnavailable, HasSubstr("that has events up to 12,")));
  EXPECT_THAT(CheckFresh(At(6, std::nullopt), Asked(7)),
              StatusIs(kUnavailable, "found events up to 6, wanted those up to 7"));
}

TEST(FreshnessTest, ACopyIsAsOldAsItsLastContactAndALedgerOfItsOwnIsNeverOld) {
  const Freshness ten = Asked(0, absl::Seconds(10));
  EXPECT_THAT(CheckFresh(At(6, absl::Seconds(10)), ten), IsOk());
  EXPECT_THAT(CheckFresh(At(6, absl::Seconds(-2)), ten), IsOk());
  EXPECT_THAT(CheckFresh(At(6, absl::Milliseconds(-2'001)), ten),
              StatusIs(kUnavailable, HasSubstr("it is not known since when")))
      << "the clock was set back";
  EXPECT_THAT(
      CheckFresh(At(6, absl::Milliseconds(10'100)), ten),
      StatusIs(kUnavailable, HasSubstr("has what the shared log had 10 s ago, wanted an answer at most 10 s old")));
  EXPECT_THAT(CheckFresh(At(6, std::nullopt), ten), IsOk());
  Reached never = At(6, absl::ZeroDuration());
  never.contact = LogContact();
  EXPECT_THAT(CheckFresh(never, ten), StatusIs(kUnavailable, HasSubstr("it is not known since when")));
  EXPECT_THAT(CheckFresh(never, Asked(6)), IsOk());
}

TEST(FreshnessTest, WaitsForWhatIsComingAndNoLongerThanItMay) {
  int asked = 0;
  Freshness freshness;
  freshness.at_least = 5;
  EXPECT_THAT(AwaitFresh([&] { return At(++asked, std::nullopt); }, freshness), IsOk());
  EXPECT_EQ(asked, 5);
  freshness.wait = absl::Milliseconds(30);
  const absl::Time began = absl::Now();
  EXPECT_THAT(AwaitFresh([] { return At(4, std::nullopt); }, freshness), StatusIs(kUnavailable));
  EXPECT_GE(absl::Now() - began, freshness.wait);
}

TEST(FreshnessTest, IsReadAsPeopleTypeIt) {
  const auto read = ReadFreshness("120", "0.5s");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->at_least, 120);
  EXPECT_EQ(read->max_age, absl::Milliseconds(500));
  EXPECT_EQ(ReadFreshness("", "10")->max_age, absl::Seconds(10));
  EXPECT_FALSE(ReadFreshness("", "")->IsAsked());
  for (const std::string wrong : {"-1", "12x", "1e3"}) {
    EXPECT_THAT(ReadFreshness(wrong, ""),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at_least: found \"" + wrong + "\"")));
  }
  for (const std::string wrong : {"-1", "soon", "s", "nan", "1e10"}) {
    EXPECT_THAT(ReadFreshness("", wrong),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("max_age: found \"" + wrong + "\"")));
  }
}

TEST(FreshnessTest, EveryBasisOfAnAnswerIsTold) {
  v1::LogContact contact;
  contact.set_log_head(9);
  v1::RestateResponse restated;
  restated.mutable_part()->mutable_from()->set_head(7);
  restated.mutable_part()->mutable_to()->set_head(8);
  TellContact(contact, &restated);
  EXPECT_EQ(restated.part().from().contact().log_head(), 9);
  EXPECT_EQ(restated.part().to().contact().log_head(), 9);
  v1::ListEventsResponse events;
  events.mutable_part()->add_events()->set_sequence(1);
  const std::string before = events.SerializeAsString();
  TellContact(contact, &events);
  EXPECT_EQ(events.SerializeAsString(), before) << "there is no basis";
}

}  // namespace
}  // namespace tranche
