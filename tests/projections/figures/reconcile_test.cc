#include "projections/figures/reconcile.h"

#include <gmpxx.h>

#include <map>
#include <random>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "projections/figures/rounding_interval.h"

namespace tranche {
namespace {

constexpr int64_t kBillion = 1'000'000'000;
constexpr int64_t kMillion = 1'000'000;

// A fake ledger: two tables by figure id.
class FakeGround : public FigureGround {
 public:
  std::map<std::string, AmountSum> balances;
  std::map<std::string, std::string> unattributed;
  std::map<std::string, int64_t> member_counts;
  std::map<std::string, std::vector<BalanceStep>> steps;
  std::vector<Sequence> known_when_stated;
  absl::Status failure;

  absl::StatusOr<LedgerBalance> Balance(const v1::FigurePublished& figure) const override {
    if (!failure.ok()) return failure;
    LedgerBalance balance;
    const auto found = balances.find(figure.figure_id());
    if (found != balances.end()) balance.amount = found->second;
    const auto limits = unattributed.find(figure.figure_id());
    if (limits != unattributed.end()) balance.unattributed.insert(limits->second);
    return balance;
  }

  absl::StatusOr<std::vector<BalanceStep>> Steps(const v1::FigurePublished& figure) const override {
    const auto found = steps.find(figure.figure_id());
    return found == steps.end() ? std::vector<BalanceStep>() : found->second;
  }

  absl::StatusOr<std::vector<Sequence>> KnownWhenStated(const StatedFigure&) const override {
    return known_when_stated;
  }

  absl::StatusOr<std::optional<int64_t>> MemberCount(const v1::FigurePublished& figure) const override {
    const auto found = member_counts.find(figure.figure_id());
    return found == member_counts.end() ? std::nullopt : std::optional<int64_t>(found->second);
  }

  std::string GroupingName(const v1::FigurePublished&) const override { return "Circular 26/2014/TT-BCT"; }
};

v1::FigurePublished Figure(const std::string& id, v1::FigureKind kind, int64_t digits, uint32_t decimals = 0,
                           int64_t scale = 1) {
  v1::FigurePublished figure;
  figure.set_figure_id(id);
  figure.set_kind(kind);
  figure.set_qualifier(v1::QUALIFIER_EXACT);
  figure.set_about_date(20240516);
  figure.set_measure("plan");
  figure.mutable_line()->set_unit_id("region:north");
  figure.mutable_line()->set_fiscal_year(2024);
  figure.mutable_number()->set_digits(digits);
  figure.mutable_number()->set_decimals(decimals);
  figure.mutable_number()->set_scale(scale);
  return figure;
}

v1::FigurePublished Amount(const std::string& id, int64_t digits, uint32_t decimals, int64_t scale = kBillion) {
  return Figure(id, v1::FIGURE_KIND_AMOUNT, digits, decimals, scale);
}

v1::FigurePublished SumAmount(const std::string& id, int64_t digits, uint32_t decimals, const std::string& terms) {
  v1::FigurePublished figure = Amount(id, digits, decimals);
  figure.set_terms(terms);
  return figure;
}

struct Quotient {
  std::string numerator;
  std::string denominator;
};

v1::FigurePublished Rate(const std::string& id, v1::FigureKind kind, int64_t digits, uint32_t decimals,
                         const Quotient& quotient) {
  v1::FigurePublished figure = Figure(id, kind, digits, decimals);
  figure.mutable_number()->set_percent(true);
  figure.set_numerator(quotient.numerator);
  figure.set_denominator(quotient.denominator);
  return figure;
}

v1::FigurePublished Ratio(const std::string& id, int64_t digits, uint32_t decimals, const Quotient& quotient) {
  return Rate(id, v1::FIGURE_KIND_RATIO, digits, decimals, quotient);
}

v1::FigurePublished Growth(const std::string& id, int64_t digits, uint32_t decimals, const Quotient& quotient) {
  return Rate(id, v1::FIGURE_KIND_GROWTH, digits, decimals, quotient);
}

v1::FigurePublished Qualified(v1::FigurePublished figure, v1::Qualifier qualifier) {
  figure.set_qualifier(qualifier);
  return figure;
}

v1::Reconciliation JudgeAll(const std::vector<v1::FigurePublished>& figures, const FakeGround& ground = {}) {
  std::vector<StatedFigure> stated;
  for (const v1::FigurePublished& figure : figures) stated.push_back({10 + stated.size(), figure});
  absl::StatusOr<v1::Reconciliation> report = Judge(stated, ground);
  EXPECT_TRUE(report.ok()) << report.status().ToString();
  return report.ok() ? *report : v1::Reconciliation();
}

// The verdict on the first of `figures`.
v1::ReconciledFigure JudgeFirst(const std::vector<v1::FigurePublished>& figures, const FakeGround& ground = {}) {
  const v1::Reconciliation report = JudgeAll(figures, ground);
  return report.figures_size() == 0 ? v1::ReconciledFigure() : report.figures(0);
}

v1::Verdict VerdictOnFirst(const std::vector<v1::FigurePublished>& figures, const FakeGround& ground = {}) {
  return JudgeFirst(figures, ground).verdict();
}

TEST(ReconcileTest, AGrowthAgreesWithinTheRoundingOfItsInputs) {
  FakeGround ground;
  ground.balances = {{"F003-04", AmountSum(1707) * 100 * kMillion}, {"F003-06", AmountSum(1865) * 100 * kMillion}};
  const v1::ReconciledFigure row = JudgeFirst(
      {Growth("F003-05", -85, 1, {"F003-04", "F003-06"}), Amount("F003-04", 1708, 1), Amount("F003-06", 1865, 1)},
      ground);
  EXPECT_EQ(row.verdict(), v1::VERDICT_AGREES_WITHIN_ROUNDING);
  EXPECT_EQ(row.compared_with(), "F003-04 / F003-06 - 1");
  EXPECT_EQ(row.printed_value(), "-8.50");
  EXPECT_EQ(row.printed_low(), "-8.550");
  EXPECT_EQ(row.printed_high(), "-8.450");
  EXPECT_EQ(row.computed_value(), "-8.42");
  EXPECT_EQ(row.computed_low(), "-8.470");
  EXPECT_EQ(row.computed_high(), "-8.367");
  EXPECT_EQ(row.ledger_value(), "-8.47");
}

TEST(ReconcileTest, ASumAgreesWithinTheRoundingOfItsTerms) {
  FakeGround ground;
  ground.balances = {{"F003-04", AmountSum(1707) * 100 * kMillion}};
  const v1::ReconciledFigure row = JudgeFirst(
      {SumAmount("F003-04", 1708, 1, "F003-07 + F003-12"), Amount("F003-07", 715, 1), Amount("F003-12", 992, 1)},
      ground);
  EXPECT_EQ(row.verdict(), v1::VERDICT_AGREES_WITHIN_ROUNDING);
  EXPECT_EQ(row.compared_with(), "F003-07 + F003-12");
  EXPECT_EQ(row.printed_value(), "170800000000");
  EXPECT_EQ(row.printed_low(), "170750000000");
  EXPECT_EQ(row.computed_value(), "170700000000");
  EXPECT_EQ(row.computed_high(), "170800000000");
  EXPECT_EQ(row.ledger_value(), "170700000000");
}

TEST(ReconcileTest, ASumOfHundredthsAgreesWithinRounding) {
  EXPECT_EQ(VerdictOnFirst({SumAmount("F004-03", 4879, 2, "F004-06 + F004-11"), Amount("F004-06", 1107, 2),
                            Amount("F004-11", 3773, 2)}),
            v1::VERDICT_AGREES_WITHIN_ROUNDING);
}

TEST(ReconcileTest, ASumBeyondTheRoundingOfItsTermsContradicts) {
  // 171,0 begins at 170.95; the terms end at 170.80.
  EXPECT_EQ(VerdictOnFirst({SumAmount("F003-04", 1710, 1, "F003-07 + F003-12"), Amount("F003-07", 715, 1),
                            Amount("F003-12", 992, 1)}),
            v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, AQuotientThatPrintsTheSameAgrees) {
  EXPECT_EQ(VerdictOnFirst({Ratio("F003-10", 256, 1, {"F003-09", "F003-07"}), Amount("F003-09", 183, 1),
                            Amount("F003-07", 715, 1)}),
            v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Ratio("F001-09", 354, 1, {"F001-08", "F001-07"}), Amount("F001-08", 46022, 0, kMillion),
                            Amount("F001-07", 130005, 0, kMillion)}),
            v1::VERDICT_AGREES);
}

TEST(ReconcileTest, AQuotientThatNoInputsGiveContradicts) {
  // 41,3 for 41,9: the digits of a typing error.
  const v1::ReconciledFigure row = JudgeFirst(
      {Ratio("F003-08", 413, 1, {"F003-07", "F003-04"}), Amount("F003-07", 715, 1), Amount("F003-04", 1708, 1)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(row.computed_value(), "41.86");
}

TEST(ReconcileTest, ADenominatorMayBeASum) {
  const v1::ReconciledFigure row =
      JudgeFirst({Ratio("F004-29", 3938, 2, {"F004-28", "F004-17 - F004-19"}), Amount("F004-28", 1717, 2),
                  Amount("F004-17", 728, 1), Amount("F004-19", 2921, 2)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_AGREES_WITHIN_ROUNDING);
  EXPECT_EQ(row.compared_with(), "F004-28 / (F004-17 - F004-19)");
  EXPECT_EQ(row.computed_value(), "39.39");
  EXPECT_EQ(row.ledger_value(), "");
}

TEST(ReconcileTest, AMemberCountIsJudgedByTheGrouping) {
  FakeGround ground;
  ground.member_counts = {{"F001-01", 28}, {"F001-02", 28}};
  const v1::ReconciledFigure wrong = JudgeFirst({Figure("F001-02", v1::FIGURE_KIND_MEMBER_COUNT, 20)}, ground);
  EXPECT_EQ(wrong.verdict(), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(wrong.compared_with(), "grouping Circular 26/2014/TT-BCT");
  EXPECT_EQ(wrong.computed_value(), "28");
  EXPECT_EQ(VerdictOnFirst({Figure("F001-01", v1::FIGURE_KIND_MEMBER_COUNT, 28)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Figure("F009-01", v1::FIGURE_KIND_MEMBER_COUNT, 28)}, ground), v1::VERDICT_STATED_ONLY);
}

TEST(ReconcileTest, ACountWithTermsIsComparedWithThePrintedCounts) {
  v1::FigurePublished programmes = Figure("F000-23", v1::FIGURE_KIND_COUNT, 20);
  programmes.set_terms("F000-01");
  EXPECT_EQ(VerdictOnFirst({programmes, Figure("F000-01", v1::FIGURE_KIND_MEMBER_COUNT, 20)}), v1::VERDICT_AGREES);
}

TEST(ReconcileTest, CountedThingsAreWholeSoOneMoreContradicts) {
  v1::FigurePublished total = Figure("F1", v1::FIGURE_KIND_COUNT, 21);
  total.set_terms("F2 + F3");
  const v1::ReconciledFigure row =
      JudgeFirst({total, Figure("F2", v1::FIGURE_KIND_COUNT, 10), Figure("F3", v1::FIGURE_KIND_COUNT, 10)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(row.printed_low(), "21");
  EXPECT_EQ(row.computed_high(), "20");
}

TEST(ReconcileTest, AnAmountIsJudgedByTheLedgerAtThePrintedDigits) {
  FakeGround ground;
  const AmountSum at_the_end = AmountSum(18'349'999'999);
  ground.balances = {{"inside", at_the_end}, {"end", at_the_end + 1}, {"outside", at_the_end + 2}};
  EXPECT_EQ(VerdictOnFirst({Amount("inside", 183, 1)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Amount("end", 183, 1)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Amount("outside", 183, 1)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, TheLedgersLineAndDateAreNamed) {
  FakeGround ground;
  ground.balances = {{"all", 1}, {"narrow", 1}};
  EXPECT_EQ(JudgeFirst({Amount("all", 1, 0)}, ground).compared_with(),
            "ledger: plan of region:north, 2024, all sources, all areas, as of 2024-05-16");
  v1::FigurePublished narrow = Amount("narrow", 1, 0);
  narrow.mutable_line()->set_source_id("national");
  narrow.mutable_line()->set_area_id("conferences|fairs");
  EXPECT_EQ(JudgeFirst({narrow}, ground).compared_with(),
            "ledger: plan of region:north, 2024, source national, areas conferences|fairs, as of 2024-05-16");
}

TEST(ReconcileTest, AnAmountWithoutARecordIsStatedOnly) {
  const v1::ReconciledFigure row = JudgeFirst({Amount("F000-18", 7, 0)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(row.printed_value(), "7000000000");
  EXPECT_EQ(row.computed_value(), "");
  EXPECT_EQ(row.ledger_value(), "");
}

TEST(ReconcileTest, AnAmountThatCannotBeAttributedIsStatedOnly) {
  FakeGround ground;
  ground.balances = {{"F1", 3}};
  ground.unattributed = {{"F1", "conferences|technology"}};
  v1::FigurePublished figure = Amount("F1", 1, 0);
  figure.mutable_line()->set_area_id("conferences");
  const v1::ReconciledFigure row = JudgeFirst({figure}, ground);
  EXPECT_EQ(row.verdict(), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(row.compared_with(),
            "ledger: plan of region:north, 2024, all sources, area conferences, as of 2024-05-16: cannot be said, "
            "there is money for conferences|technology");
  EXPECT_EQ(row.unattributed_areas_size(), 1);
  EXPECT_EQ(row.ledger_value(), "");
}

TEST(ReconcileTest, AnAmountThatAgreedWhenItWasStatedNamesTheEventThatRestatedIt) {
  FakeGround ground;
  ground.balances = {{"F1", 10 * kBillion}};
  ground.steps = {{"F1", {{3, 7 * kBillion}, {5, kMillion}, {8, kBillion}, {8, kBillion}, {9, kBillion}}}};
  ground.known_when_stated = {2, 4};
  const v1::ReconciledFigure row = JudgeFirst({Amount("F1", 7, 0)}, ground);
  EXPECT_EQ(row.verdict(), v1::VERDICT_RESTATED_SINCE);
  EXPECT_EQ(row.known_when_stated(), 4u);
  EXPECT_EQ(row.value_when_stated(), "7000000000");
  EXPECT_EQ(row.restated_by(), 8u);
  EXPECT_EQ(row.ledger_value(), "10000000000");
  EXPECT_EQ(JudgeAll({Amount("F1", 7, 0)}, ground).restated_since(), 1);
  EXPECT_EQ(VerdictOnFirst({Amount("F1", 6, 0)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, ARecordedBalanceOfZeroIsNotAMissingRecord) {
  FakeGround ground;
  ground.balances = {{"F1", 0}};
  EXPECT_EQ(VerdictOnFirst({Amount("F1", 5, 0)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, CountsAndRatesThatNameNothingAreStatedOnly) {
  EXPECT_EQ(VerdictOnFirst({Figure("F000-06", v1::FIGURE_KIND_COUNT, 48)}), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(VerdictOnFirst({Ratio("F001-05", 956, 1, {})}), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(VerdictOnFirst({Growth("F001-06", 45, 1, {})}), v1::VERDICT_STATED_ONLY);
}

TEST(ReconcileTest, AlmostHoldsFromOneUnitBelow) {
  FakeGround ground;
  ground.balances = {{"low", 6'600'000'000}, {"below", 6'599'999'999}, {"above", 6'700'000'001}};
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("low", 67, 1), v1::QUALIFIER_ALMOST)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("below", 67, 1), v1::QUALIFIER_ALMOST)}, ground), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("above", 67, 1), v1::QUALIFIER_ALMOST)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, AboutHoldsOneUnitToBothSides) {
  FakeGround ground;
  ground.balances = {{"low", 3 * kBillion}, {"high", 5 * kBillion}, {"above", 5 * kBillion + 1}};
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("low", 4, 0), v1::QUALIFIER_ABOUT)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("high", 4, 0), v1::QUALIFIER_ABOUT)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("above", 4, 0), v1::QUALIFIER_ABOUT)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, OverAndAtMostHoldOnOneSide) {
  FakeGround ground;
  ground.balances = {{"seven", 7 * kBillion}, {"less", 7 * kBillion - 1}, {"more", 7 * kBillion + 1}};
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("more", 7, 0), v1::QUALIFIER_OVER)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("less", 7, 0), v1::QUALIFIER_OVER)}, ground), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("less", 7, 0), v1::QUALIFIER_AT_MOST)}, ground), v1::VERDICT_AGREES);
  EXPECT_EQ(VerdictOnFirst({Qualified(Amount("more", 7, 0), v1::QUALIFIER_AT_MOST)}, ground), v1::VERDICT_CONTRADICTS);
}

TEST(ReconcileTest, AQualifiedFigureAgreesWhenTheComputedPointIsInItsInterval) {
  // 2 / 7 is 28.57%: not 30% when rounded, but at most 30%.
  const std::vector<v1::FigurePublished> figures = {Qualified(Ratio("F1", 30, 0, {"F2", "F3"}), v1::QUALIFIER_AT_MOST),
                                                    Amount("F2", 2, 0), Amount("F3", 7, 0)};
  const v1::ReconciledFigure row = JudgeFirst(figures);
  EXPECT_EQ(row.verdict(), v1::VERDICT_AGREES);
  EXPECT_EQ(row.printed_low(), "");
  EXPECT_EQ(row.printed_high(), "30.000");
}

TEST(ReconcileTest, AnInputWithoutABoundLeavesTheComputedBoundOpen) {
  const v1::ReconciledFigure row = JudgeFirst(
      {Ratio("F1", 90, 0, {"F2", "F3"}), Qualified(Amount("F2", 7, 0), v1::QUALIFIER_OVER), Amount("F3", 10, 0)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_AGREES_WITHIN_ROUNDING);
  EXPECT_EQ(row.computed_high(), "");
  EXPECT_EQ(row.computed_low(), "66.667");
}

TEST(ReconcileTest, AFigureThatNamesAnUnknownOneIsStatedOnly) {
  const v1::ReconciledFigure row = JudgeFirst({Growth("F1", 8, 0, {"F2", "F000-99"}), Amount("F2", 1, 0)});
  EXPECT_EQ(row.verdict(), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(row.compared_with(), "it names F000-99, which is not among the figures");
  EXPECT_EQ(row.why().code(), "figure.names-unknown");
  EXPECT_EQ(row.computed_value(), "");
}

TEST(ReconcileTest, AFigureThatNamesItselfIsStatedOnly) {
  const v1::ReconciledFigure row = JudgeFirst({SumAmount("F1", 8, 0, "F1")});
  EXPECT_EQ(row.verdict(), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(row.compared_with(), "it names itself, F1");
}

TEST(ReconcileTest, AMalformedSumIsStatedOnly) {
  EXPECT_EQ(VerdictOnFirst({SumAmount("F1", 8, 0, "F2 +"), Amount("F2", 8, 0)}), v1::VERDICT_STATED_ONLY);
  EXPECT_EQ(VerdictOnFirst({Ratio("F1", 8, 0, {"F2", ""}), Amount("F2", 8, 0)}), v1::VERDICT_STATED_ONLY);
}

TEST(ReconcileTest, ADenominatorThatMayBeZeroIsStatedOnly) {
  const std::vector<v1::FigurePublished> parts = {Amount("F2", 8, 0), Amount("F3", 8, 0), Amount("F4", 0, 0)};
  for (const std::string denominator : {"F4", "F2 - F3", "F4 - F2"}) {
    const v1::ReconciledFigure row = JudgeFirst({Ratio("F1", 8, 0, {"F2", denominator}), parts[0], parts[1], parts[2]});
    EXPECT_EQ(row.verdict(), v1::VERDICT_STATED_ONLY) << denominator;
    EXPECT_NE(row.compared_with().find(" / " + (denominator.size() > 2 ? "(" + denominator + ")" : denominator) +
                                       ": the denominator may be zero or less"),
              std::string::npos)
        << row.compared_with();
    EXPECT_EQ(row.why().code(), "figure.denominator");
  }
}

TEST(ReconcileTest, AnUnreadableNumberIsStatedOnlyForItselfAndForWhatNamesIt) {
  const v1::Reconciliation report = JudgeAll({Amount("F1", 8, 0, 0), SumAmount("F2", 8, 0, "F1")});
  ASSERT_EQ(report.figures_size(), 2);
  EXPECT_EQ(report.stated_only(), 2);
  EXPECT_EQ(report.figures(0).printed_value(), "");
  EXPECT_NE(report.figures(1).compared_with().find("the number of F1 cannot be read"), std::string::npos);
}

TEST(ReconcileTest, ALedgerQuotientNeedsEveryBalanceAndNoZero) {
  const std::vector<v1::FigurePublished> figures = {Ratio("F1", 50, 0, {"F2", "F3"}), Amount("F2", 1, 0),
                                                    Amount("F3", 2, 0)};
  FakeGround ground;
  ground.balances = {{"F2", kBillion}};
  EXPECT_EQ(JudgeFirst(figures, ground).ledger_value(), "");
  ground.balances["F3"] = 0;
  EXPECT_EQ(JudgeFirst(figures, ground).ledger_value(), "");
  ground.balances["F3"] = 3 * kBillion;
  EXPECT_EQ(JudgeFirst(figures, ground).ledger_value(), "33.33");
  EXPECT_EQ(VerdictOnFirst(figures, ground), v1::VERDICT_AGREES);
}

TEST(ReconcileTest, ABalanceBeyond64BitsIsExact) {
  FakeGround ground;
  ground.balances = {{"F1", AmountSum(INT64_MAX) * 4}};
  EXPECT_EQ(JudgeFirst({Amount("F1", 1, 0)}, ground).computed_value(), "36893488147419103228");
}

TEST(ReconcileTest, TheReportHasEveryFigureInOrderAndCountsTheVerdicts) {
  FakeGround ground;
  ground.balances = {{"F1", kBillion}, {"F2", kBillion}};
  const v1::Reconciliation report =
      JudgeAll({Amount("F1", 1, 0), Amount("F2", 2, 0), Amount("F3", 3, 0), SumAmount("F4", 6, 0, "F2 + F3")}, ground);
  ASSERT_EQ(report.figures_size(), 4);
  EXPECT_EQ(report.figures(3).sequence(), 13u);
  EXPECT_EQ(report.figures(3).figure().figure_id(), "F4");
  EXPECT_EQ(report.agrees(), 1);
  EXPECT_EQ(report.contradicts(), 1);
  EXPECT_EQ(report.stated_only(), 1);
  EXPECT_EQ(report.agrees_within_rounding(), 1);
}

TEST(ReconcileTest, AFailureOfTheLedgerIsPassedOnWithTheFigure) {
  FakeGround ground;
  ground.failure = absl::DataLossError("row cannot be decoded");
  const std::vector<StatedFigure> figures = {{1, Amount("F1", 1, 0)}};
  const absl::StatusOr<v1::Reconciliation> report = Judge(figures, ground);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(report.status().message(), "figure F1: row cannot be decoded");
}

TEST(ReconcileTest, NoFiguresGiveAnEmptyReport) { EXPECT_EQ(JudgeAll({}).figures_size(), 0); }

// Prints `value`, correctly rounded.
v1::FigurePublished PrintedAmount(const std::string& id, int64_t value, uint32_t decimals) {
  v1::FigurePublished figure = Amount(id, 0, decimals);
  const mpq_class last_place = ValueOf(Amount(id, 1, decimals).number());
  const mpq_class rounded = RoundToPrinted(mpq_class(value), figure.number());
  figure.mutable_number()->set_digits(mpz_class(rounded / last_place).get_si());
  return figure;
}

v1::FigurePublished PrintedRatio(const std::string& id, const mpq_class& value, uint32_t decimals,
                                 const Quotient& quotient) {
  v1::FigurePublished figure = Ratio(id, 1, decimals, quotient);
  const mpq_class last_place = ValueOf(figure.number());
  figure.mutable_number()->set_digits(mpz_class(RoundToPrinted(value, figure.number()) / last_place).get_si());
  return figure;
}

TEST(ReconcilePropertyTest, WhatWasRoundedCorrectlyNeverContradicts) {
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    std::mt19937_64 random(seed);
    const int64_t a = static_cast<int64_t>(random() % (500 * kBillion)) + 1;
    const int64_t b = static_cast<int64_t>(random() % (500 * kBillion)) + 5 * kBillion;
    const uint32_t decimals_a = random() % 4;
    const uint32_t decimals_b = random() % 4;
    const mpq_class share = mpq_class(a) / b;
    v1::FigurePublished growth = PrintedRatio("G", share - 1, random() % 4, {"A", "B"});
    growth.set_kind(v1::FIGURE_KIND_GROWTH);
    v1::FigurePublished sum = PrintedAmount("S", a + b, random() % 4);
    sum.set_terms("A + B");
    const v1::Reconciliation report = JudgeAll({PrintedAmount("A", a, decimals_a), PrintedAmount("B", b, decimals_b),
                                                PrintedRatio("R", share, random() % 4, {"A", "B"}), growth, sum});
    ASSERT_EQ(report.agrees() + report.agrees_within_rounding(), 3) << "seed " << seed << "\n" << report.DebugString();
  }
}

TEST(ReconcilePropertyTest, WhatIsOffByMoreThanItsInputsAllowContradicts) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const int64_t a = static_cast<int64_t>(random() % (500 * kBillion)) + 10 * kBillion;
    const int64_t b = a + static_cast<int64_t>(random() % (500 * kBillion));
    // Printed to a thousandth of a billion: within 0.01 percent points, far less than the 1 that is added.
    const mpq_class wrong = mpq_class(a) / b + mpq_class("1/100");
    EXPECT_EQ(
        VerdictOnFirst({PrintedRatio("R", wrong, 1, {"A", "B"}), PrintedAmount("A", a, 3), PrintedAmount("B", b, 3)}),
        v1::VERDICT_CONTRADICTS)
        << "seed " << seed;
  }
}

}  // namespace
}  // namespace tranche
