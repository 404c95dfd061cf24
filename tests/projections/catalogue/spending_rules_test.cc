#include "projections/catalogue/spending_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::RuleDefined Cap(int64_t amount_max) {
  v1::RuleDefined rule;
  rule.set_rule_id("support-cap/model");
  rule.set_what(v1::RULE_WHAT_SUPPORT_CAP);
  rule.set_amount_max(amount_max);
  return rule;
}

v1::RuleDefined LastDay(const std::string& id, uint32_t month, uint32_t day, const std::string& kind) {
  v1::RuleDefined rule;
  rule.set_rule_id(id);
  rule.set_what(v1::RULE_WHAT_LAST_DAY);
  rule.set_month(month);
  rule.set_day(day);
  rule.add_kinds(kind);
  return rule;
}

std::vector<Sequence> SequencesOf(const std::vector<const SpendingRule*>& rules) {
  std::vector<Sequence> sequences;
  for (const SpendingRule* rule : rules) sequences.push_back(rule->sequence);
  return sequences;
}

TEST(SpendingRulesTest, ARuleIsInForceUntilTheNextOfItsId) {
  SpendingRules rules;
  rules.Define(7, Cap(500), Day("2014-04-08"));
  rules.Define(8, Cap(1000), Day("2018-03-28"));
  const auto most = [&](const std::string& day) -> int64_t {
    const SpendingRule* rule = rules.InForceOn(Day(day), "support-cap/model");
    return rule == nullptr ? 0 : rule->terms.amount_max();
  };
  EXPECT_EQ(most("2014-04-07"), 0);
  EXPECT_EQ(most("2014-04-08"), 500);
  EXPECT_EQ(most("2018-03-27"), 500);
  EXPECT_EQ(most("2018-03-28"), 1000);
  EXPECT_EQ(rules.LastDayOf(*rules.InForceOn(Day("2015-01-01"), "support-cap/model")), Day("2018-03-27"));
  EXPECT_EQ(rules.LastDayOf(*rules.InForceOn(Day("2020-01-01"), "support-cap/model")), std::nullopt);
  EXPECT_TRUE(rules.IsKnown("support-cap/model"));
  EXPECT_FALSE(rules.IsKnown("support-cap"));
}

TEST(SpendingRulesTest, OfTwoFromTheSameDayTheLaterOneCounts) {
  SpendingRules rules;
  rules.Define(7, Cap(500), Day("2014-04-08"));
  rules.Define(9, Cap(600), Day("2014-04-08"));
  EXPECT_THAT(SequencesOf(rules.InForceOn(Day("2014-04-08"))), ElementsAre(9));
  rules.Define(10, Cap(400), Day("2012-01-01"));
  EXPECT_THAT(SequencesOf(rules.InForceOn(Day("2014-04-08"))), ElementsAre(9)) << "defined later, in force earlier";
}

TEST(SpendingRulesTest, AKindIsJudgedByTheRulesThatNameIt) {
  SpendingRules rules;
  EXPECT_FALSE(rules.MayConcern(v1::Event::kDisbursementMade));
  rules.Define(7, LastDay("spend", 12, 31, "DisbursementMade"), Day("2017-01-01"));
  rules.Define(8, LastDay("adjust", 11, 15, "PlanAdjusted"), Day("2017-01-01"));
  EXPECT_TRUE(rules.MayConcern(v1::Event::kDisbursementMade));
  EXPECT_FALSE(rules.MayConcern(v1::Event::kAdvancePaid));
  EXPECT_THAT(SequencesOf(rules.Of(v1::Event::kDisbursementMade, Day("2020-01-01"))), ElementsAre(7));
  EXPECT_THAT(SequencesOf(rules.Of(v1::Event::kDisbursementMade, Day("2016-12-31"))), IsEmpty());
  EXPECT_THAT(SequencesOf(rules.Of(v1::Event::kAdvancePaid, Day("2020-01-01"))), IsEmpty());
}

TEST(SpendingRulesTest, ARuleAboutAKindThatIsNotKnownIsNotJudged) {
  EXPECT_TRUE((SpendingRule{1, LastDay("spend", 12, 31, "DisbursementMade"), {}}.IsJudged()));
  EXPECT_FALSE((SpendingRule{1, LastDay("spend", 12, 31, "DisbursementMadeUp"), {}}.IsJudged()));
  v1::RuleDefined share = Cap(0);
  share.set_what(v1::RULE_WHAT_SHARE_CAP);
  EXPECT_FALSE((SpendingRule{1, share, {}}.IsJudged()));
  share.set_what(v1::RULE_WHAT_CARRY_CASES);
  EXPECT_TRUE((SpendingRule{1, share, {}}.IsJudged()));
}

TEST(SpendingRulesTest, ACalendarIsOfTheBudgetYearOrOfOneAfterIt) {
  v1::RuleDefined lapse = LastDay("lapse", 2, 1, "DisbursementMade");
  lapse.set_year_offset(1);
  EXPECT_EQ((SpendingRule{1, lapse, {}}.DayFor(2025)), Day("2026-02-01"));
  EXPECT_EQ((SpendingRule{1, LastDay("leap", 2, 29, "DisbursementMade"), {}}.DayFor(2025)), Day("2025-02-28"));
  EXPECT_EQ((SpendingRule{1, LastDay("leap", 2, 29, "DisbursementMade"), {}}.DayFor(2024)), Day("2024-02-29"));
}

}  // namespace
}  // namespace tranche
