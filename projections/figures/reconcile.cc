#include "projections/figures/reconcile.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "projections/figures/figure_sum.h"
#include "projections/figures/rounding_interval.h"

namespace tranche {
namespace {

// A value, and the interval of values that it may stand for.
struct Reading {
  mpq_class point;
  RoundingInterval interval;

  static Reading Exactly(const mpq_class& value) { return {value, RoundingInterval::Exactly(value)}; }
};

// A reading, and a description of how it was derived.
struct Comparison {
  Reading computed;
  std::string words;
};

bool IsRate(const v1::FigurePublished& figure) {
  return figure.kind() == v1::FIGURE_KIND_RATIO || figure.kind() == v1::FIGURE_KIND_GROWTH;
}

bool IsCounted(const v1::FigurePublished& figure) {
  return figure.kind() == v1::FIGURE_KIND_COUNT || figure.kind() == v1::FIGURE_KIND_MEMBER_COUNT;
}

bool IsPrintedExact(const v1::FigurePublished& figure) {
  return figure.qualifier() == v1::QUALIFIER_EXACT || figure.qualifier() == v1::QUALIFIER_UNSPECIFIED;
}

bool NamesQuotient(const v1::FigurePublished& figure) {
  return !figure.numerator().empty() || !figure.denominator().empty();
}

bool NamesFigures(const v1::FigurePublished& figure) { return NamesQuotient(figure) || !figure.terms().empty(); }

// Rule 6. Unchanged if it contains no integer.
RoundingInterval WithWholeEnds(const RoundingInterval& interval) {
  RoundingInterval whole;
  mpz_class end;
  if (interval.low) {
    mpz_cdiv_q(end.get_mpz_t(), interval.low->get_num_mpz_t(), interval.low->get_den_mpz_t());
    whole.low = mpq_class(end);
  }
  if (interval.high) {
    mpz_fdiv_q(end.get_mpz_t(), interval.high->get_num_mpz_t(), interval.high->get_den_mpz_t());
    whole.high = mpq_class(end);
  }
  return whole.low && whole.high && *whole.low > *whole.high ? interval : whole;
}

absl::StatusOr<Reading> ReadPrinted(const v1::FigurePublished& figure) {
  const v1::PrintedNumber& number = figure.number();
  if (!IsReadable(number)) {
    return Refuse(absl::StatusCode::kInvalidArgument, "figure.number-unreadable",
                  "the number of {figure} cannot be read: scale {scale}, wanted 1 or more; {decimals} "
                  "decimal{decimals:s}, wanted at most {most}",
                  {TextField("figure", figure.figure_id()), TextField("scale", absl::StrCat(number.scale())),
                   NumberField("decimals", number.decimals()), NumberField("most", kPrintedDecimalsMax)});
  }
  const RoundingInterval interval = IntervalOf(number, figure.qualifier());
  return Reading{ValueOf(number), IsCounted(figure) ? WithWholeEnds(interval) : interval};
}

Reading AddSigned(const Reading& total, int sign, const Reading& term) {
  if (sign < 0) return {mpq_class(total.point - term.point), Subtract(total.interval, term.interval)};
  return {mpq_class(total.point + term.point), Add(total.interval, term.interval)};
}

absl::StatusOr<Reading> QuotientOf(const Reading& numerator, const Reading& denominator, v1::FigureKind kind) {
  absl::StatusOr<RoundingInterval> interval = Divide(numerator.interval, denominator.interval);
  if (!interval.ok()) return interval.status();
  const mpq_class point = numerator.point / denominator.point;
  if (kind == v1::FIGURE_KIND_GROWTH) return Reading{mpq_class(point - 1), MinusOne(*interval)};
  return Reading{point, *interval};
}

std::string InBrackets(absl::string_view sum) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(sum);
  return absl::StrContains(trimmed, " ") ? absl::StrCat("(", trimmed, ")") : std::string(trimmed);
}

std::string QuotientWords(const v1::FigurePublished& figure) {
  return absl::StrCat(InBrackets(figure.numerator()), " / ", InBrackets(figure.denominator()),
                      figure.kind() == v1::FIGURE_KIND_GROWTH ? " - 1" : "");
}

std::string BalanceWords(const v1::FigurePublished& figure) {
  const v1::BudgetLine& line = figure.line();
  const bool several_areas = absl::StrContains(line.area_id(), "|");
  const int32_t date = figure.about_date();
  return absl::StrCat(
      "ledger: ", figure.measure(), " of ", line.unit_id(), ", ", line.fiscal_year(), ", ",
      line.source_id().empty() ? "all sources" : absl::StrCat("source ", line.source_id()), ", ",
      line.area_id().empty() ? "all areas" : absl::StrCat(several_areas ? "areas " : "area ", line.area_id()),
      line.project_id().empty() ? "" : absl::StrCat(", project ", line.project_id()),
      absl::StrFormat(", as of %04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100));
}

// Without decimals if it is an integer, otherwise with at most two.
std::string ToShortDecimal(const mpq_class& value) {
  std::string text = ToDecimal(value, 2);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string ShowWith(const v1::FigurePublished& figure, const mpq_class& value, int decimals_min) {
  if (!IsRate(figure) && !figure.number().percent()) return ToShortDecimal(value);
  const int more_than_printed = decimals_min - 2;
  return ToDecimal(value * 100,
                   std::max(decimals_min, static_cast<int>(figure.number().decimals()) + more_than_printed));
}

std::string ShowValue(const v1::FigurePublished& figure, const mpq_class& value) { return ShowWith(figure, value, 2); }

std::string ShowBound(const v1::FigurePublished& figure, const std::optional<mpq_class>& bound) {
  return bound ? ShowWith(figure, *bound, 3) : "";
}

void ShowPrinted(const Reading& printed, v1::ReconciledFigure& row) {
  row.set_printed_value(ShowValue(row.figure(), printed.point));
  row.set_printed_low(ShowBound(row.figure(), printed.interval.low));
  row.set_printed_high(ShowBound(row.figure(), printed.interval.high));
}

void ShowComputed(const Comparison& comparison, v1::ReconciledFigure& row) {
  row.set_compared_with(comparison.words);
  row.set_computed_value(ShowValue(row.figure(), comparison.computed.point));
  row.set_computed_low(ShowBound(row.figure(), comparison.computed.interval.low));
  row.set_computed_high(ShowBound(row.figure(), comparison.computed.interval.high));
}

void ShowWhy(const absl::Status& not_computed, v1::ReconciledFigure& row) {
  row.set_compared_with(std::string(not_computed.message()));
  if (const std::optional<v1::Refusal> why = RefusalOf(not_computed)) *row.mutable_why() = *why;
}

// Rule 4 for a value that was computed from printed figures.
v1::Verdict VerdictByPrinted(const v1::FigurePublished& figure, const Reading& printed, const Reading& computed) {
  const bool agrees = IsPrintedExact(figure) ? RoundToPrinted(computed.point, figure.number()) == printed.point
                                             : Contains(printed.interval, computed.point);
  if (agrees) return v1::VERDICT_AGREES;
  return Intersects(printed.interval, computed.interval) ? v1::VERDICT_AGREES_WITHIN_ROUNDING : v1::VERDICT_CONTRADICTS;
}

// Rule 4 for the ledger's value, which is exact.
v1::Verdict VerdictByLedger(const Reading& printed, const mpq_class& value) {
  return Contains(printed.interval, value) ? v1::VERDICT_AGREES : v1::VERDICT_CONTRADICTS;
}

mpq_class ToRational(AmountSum amount) { return mpq_class(ToDigits(amount)); }

// Whether the figure agreed with the changes up to `moment`, of which there must be at least one. If so, reports until
// when.
bool ShowRestatement(const Reading& printed, absl::Span<const BalanceStep> steps, Sequence moment,
                     v1::ReconciledFigure& row) {
  const auto agrees = [&](AmountSum sum) { return VerdictByLedger(printed, ToRational(sum)) == v1::VERDICT_AGREES; };
  AmountSum sum = 0;
  size_t next = 0;
  for (; next < steps.size() && steps[next].sequence <= moment; ++next) sum += steps[next].change;
  if (next == 0 || !agrees(sum)) return false;
  row.set_verdict(v1::VERDICT_RESTATED_SINCE);
  row.set_known_when_stated(moment);
  row.set_value_when_stated(ShowValue(row.figure(), ToRational(sum)));
  while (next < steps.size() && agrees(sum)) {
    row.set_restated_by(steps[next].sequence);
    for (; next < steps.size() && steps[next].sequence == row.restated_by(); ++next) sum += steps[next].change;
  }
  return true;
}

// The figures and the ledger, while the figures are judged one by one.
class Bench {
 public:
  Bench(absl::Span<const StatedFigure> figures, const FigureGround& ground) : ground_(ground) {
    for (const StatedFigure& stated : figures) by_id_.emplace(stated.figure.figure_id(), &stated.figure);
  }

  absl::StatusOr<v1::ReconciledFigure> JudgeOne(const StatedFigure& stated) const;

 private:
  using LedgerReading = absl::StatusOr<std::optional<Reading>>;

  const v1::FigurePublished* Find(absl::string_view figure_id) const;

  // The value of the named figures as printed. A non-OK status is not a failure: its message says why there is no
  // value.
  absl::StatusOr<Reading> PrintedTerm(const v1::FigurePublished& judged, absl::string_view figure_id) const;
  absl::StatusOr<Reading> PrintedSum(const v1::FigurePublished& judged, absl::string_view sum) const;
  absl::StatusOr<Comparison> CompareWithPrinted(const v1::FigurePublished& judged) const;
  absl::StatusOr<Comparison> CompareWithQuotient(const v1::FigurePublished& judged) const;
  void JudgeByPrinted(const Reading& printed, v1::ReconciledFigure& row) const;

  // The ledger's value of the same; a non-OK status is a failure of the ground.
  absl::StatusOr<LedgerBalance> BalanceOf(const v1::FigurePublished& figure) const;
  LedgerReading LedgerValue(const v1::FigurePublished& figure) const;
  LedgerReading LedgerSum(absl::string_view sum) const;
  LedgerReading LedgerQuotient(const v1::FigurePublished& figure) const;
  absl::Status ShowUnattributed(v1::ReconciledFigure& row) const;
  void JudgeByLedger(const Reading& printed, const Reading& ledger, v1::ReconciledFigure& row) const;
  absl::Status FindRestatement(const StatedFigure& stated, const Reading& printed, v1::ReconciledFigure& row) const;

  const FigureGround& ground_;
  absl::flat_hash_map<std::string, const v1::FigurePublished*> by_id_;
};

const v1::FigurePublished* Bench::Find(absl::string_view figure_id) const {
  const auto found = by_id_.find(figure_id);
  return found == by_id_.end() ? nullptr : found->second;
}

absl::StatusOr<Reading> Bench::PrintedTerm(const v1::FigurePublished& judged, absl::string_view figure_id) const {
  if (figure_id == judged.figure_id())
    return Refuse(absl::StatusCode::kInvalidArgument, "figure.names-itself", "it names itself, {figure}",
                  {TextField("figure", figure_id)});
  const v1::FigurePublished* term = Find(figure_id);
  if (term == nullptr) {
    return Refuse(absl::StatusCode::kNotFound, "figure.names-unknown",
                  "it names {figure}, which is not among the figures", {TextField("figure", figure_id)});
  }
  return ReadPrinted(*term);
}

absl::StatusOr<Reading> Bench::PrintedSum(const v1::FigurePublished& judged, absl::string_view sum) const {
  absl::StatusOr<std::vector<SignedFigure>> terms = ParseFigureSum(sum);
  if (!terms.ok()) return terms.status();
  Reading total = Reading::Exactly(0);
  for (const SignedFigure& term : *terms) {
    absl::StatusOr<Reading> reading = PrintedTerm(judged, term.figure_id);
    if (!reading.ok()) return reading.status();
    total = AddSigned(total, term.sign, *reading);
  }
  return total;
}

absl::StatusOr<Comparison> Bench::CompareWithQuotient(const v1::FigurePublished& judged) const {
  absl::StatusOr<Reading> numerator = PrintedSum(judged, judged.numerator());
  if (!numerator.ok()) return numerator.status();
  absl::StatusOr<Reading> denominator = PrintedSum(judged, judged.denominator());
  if (!denominator.ok()) return denominator.status();
  const std::string words = QuotientWords(judged);
  absl::StatusOr<Reading> quotient = QuotientOf(*numerator, *denominator, judged.kind());
  if (!quotient.ok()) return Within("{quotient}", {TextField("quotient", words)}, quotient.status());
  return Comparison{*quotient, words};
}

absl::StatusOr<Comparison> Bench::CompareWithPrinted(const v1::FigurePublished& judged) const {
  if (NamesQuotient(judged)) return CompareWithQuotient(judged);
  absl::StatusOr<Reading> sum = PrintedSum(judged, judged.terms());
  if (!sum.ok()) return sum.status();
  return Comparison{*sum, std::string(absl::StripAsciiWhitespace(judged.terms()))};
}

void Bench::JudgeByPrinted(const Reading& printed, v1::ReconciledFigure& row) const {
  absl::StatusOr<Comparison> comparison = CompareWithPrinted(row.figure());
  if (!comparison.ok()) {
    ShowWhy(comparison.status(), row);
    return;
  }
  ShowComputed(*comparison, row);
  row.set_verdict(VerdictByPrinted(row.figure(), printed, comparison->computed));
}

absl::Status WithinFigure(const v1::FigurePublished& figure, const absl::Status& status) {
  return Within("figure {figure}", {TextField("figure", figure.figure_id())}, status);
}

absl::StatusOr<LedgerBalance> Bench::BalanceOf(const v1::FigurePublished& figure) const {
  absl::StatusOr<LedgerBalance> balance = ground_.Balance(figure);
  return balance.ok() ? balance : WithinFigure(figure, balance.status());
}

Bench::LedgerReading Bench::LedgerValue(const v1::FigurePublished& figure) const {
  if (figure.kind() == v1::FIGURE_KIND_AMOUNT) {
    const absl::StatusOr<LedgerBalance> balance = BalanceOf(figure);
    if (!balance.ok()) return balance.status();
    if (!balance->amount || !balance->unattributed.empty()) return std::nullopt;
    return Reading::Exactly(ToRational(*balance->amount));
  }
  if (figure.kind() != v1::FIGURE_KIND_MEMBER_COUNT) return std::nullopt;
  const absl::StatusOr<std::optional<int64_t>> count = ground_.MemberCount(figure);
  if (!count.ok()) return WithinFigure(figure, count.status());
  return *count ? std::optional<Reading>(Reading::Exactly(mpq_class(**count))) : std::nullopt;
}

Bench::LedgerReading Bench::LedgerSum(absl::string_view sum) const {
  const absl::StatusOr<std::vector<SignedFigure>> terms = ParseFigureSum(sum);
  if (!terms.ok()) return std::nullopt;
  Reading total = Reading::Exactly(0);
  for (const SignedFigure& term : *terms) {
    const v1::FigurePublished* figure = Find(term.figure_id);
    if (figure == nullptr) return std::nullopt;
    LedgerReading value = LedgerValue(*figure);
    if (!value.ok() || !*value) return value;
    total = AddSigned(total, term.sign, **value);
  }
  return total;
}

Bench::LedgerReading Bench::LedgerQuotient(const v1::FigurePublished& figure) const {
  LedgerReading numerator = LedgerSum(figure.numerator());
  if (!numerator.ok() || !*numerator) return numerator;
  LedgerReading denominator = LedgerSum(figure.denominator());
  if (!denominator.ok() || !*denominator) return denominator;
  absl::StatusOr<Reading> quotient = QuotientOf(**numerator, **denominator, figure.kind());
  return quotient.ok() ? std::optional<Reading>(*quotient) : std::nullopt;
}

void Bench::JudgeByLedger(const Reading& printed, const Reading& ledger, v1::ReconciledFigure& row) const {
  const bool is_amount = row.figure().kind() == v1::FIGURE_KIND_AMOUNT;
  const std::string words =
      is_amount ? BalanceWords(row.figure()) : absl::StrCat("grouping ", ground_.GroupingName(row.figure()));
  ShowComputed({ledger, words}, row);
  row.set_verdict(VerdictByLedger(printed, ledger.point));
}

// Reports why an amount has no value in the ledger if the cause is money that may be for other areas.
absl::Status Bench::ShowUnattributed(v1::ReconciledFigure& row) const {
  if (row.figure().kind() != v1::FIGURE_KIND_AMOUNT) return absl::OkStatus();
  const absl::StatusOr<LedgerBalance> balance = BalanceOf(row.figure());
  if (!balance.ok()) return balance.status();
  if (balance->unattributed.empty()) return absl::OkStatus();
  row.mutable_unattributed_areas()->Add(balance->unattributed.begin(), balance->unattributed.end());
  row.set_compared_with(absl::StrCat(BalanceWords(row.figure()), ": cannot be said, there is money for ",
                                     absl::StrJoin(balance->unattributed, ", ")));
  return absl::OkStatus();
}

// Rule 5.
absl::Status Bench::FindRestatement(const StatedFigure& stated, const Reading& printed,
                                    v1::ReconciledFigure& row) const {
  const absl::StatusOr<std::vector<BalanceStep>> steps = ground_.Steps(stated.figure);
  if (!steps.ok()) return WithinFigure(stated.figure, steps.status());
  const absl::StatusOr<std::vector<Sequence>> moments = ground_.KnownWhenStated(stated);
  if (!moments.ok()) return WithinFigure(stated.figure, moments.status());
  for (const Sequence moment : *moments) {
    if (ShowRestatement(printed, *steps, moment, row)) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ReconciledFigure> Bench::JudgeOne(const StatedFigure& stated) const {
  v1::ReconciledFigure row;
  *row.mutable_figure() = stated.figure;
  row.set_sequence(stated.sequence);
  row.set_verdict(v1::VERDICT_STATED_ONLY);
  const absl::StatusOr<Reading> printed = ReadPrinted(stated.figure);
  if (!printed.ok()) {
    ShowWhy(printed.status(), row);
    return row;
  }
  ShowPrinted(*printed, row);
  const LedgerReading ledger = IsRate(stated.figure) ? LedgerQuotient(stated.figure) : LedgerValue(stated.figure);
  if (!ledger.ok()) return ledger.status();
  if (*ledger) row.set_ledger_value(ShowValue(stated.figure, (*ledger)->point));
  if (NamesFigures(stated.figure)) {
    JudgeByPrinted(*printed, row);
  } else if (*ledger) {
    JudgeByLedger(*printed, **ledger, row);
    const bool may_be_restated =
        row.verdict() == v1::VERDICT_CONTRADICTS && stated.figure.kind() == v1::FIGURE_KIND_AMOUNT;
    const absl::Status found = may_be_restated ? FindRestatement(stated, *printed, row) : absl::OkStatus();
    if (!found.ok()) return found;
  } else if (const absl::Status shown = ShowUnattributed(row); !shown.ok()) {
    return shown;
  }
  return row;
}

void Count(v1::Verdict verdict, v1::Reconciliation& report) {
  if (verdict == v1::VERDICT_AGREES) report.set_agrees(report.agrees() + 1);
  if (verdict == v1::VERDICT_AGREES_WITHIN_ROUNDING)
    report.set_agrees_within_rounding(report.agrees_within_rounding() + 1);
  if (verdict == v1::VERDICT_CONTRADICTS) report.set_contradicts(report.contradicts() + 1);
  if (verdict == v1::VERDICT_RESTATED_SINCE) report.set_restated_since(report.restated_since() + 1);
  if (verdict == v1::VERDICT_STATED_ONLY) report.set_stated_only(report.stated_only() + 1);
}

}  // namespace

absl::StatusOr<v1::Reconciliation> Judge(absl::Span<const StatedFigure> figures, const FigureGround& ground) {
  const Bench bench(figures, ground);
  v1::Reconciliation report;
  for (const StatedFigure& stated : figures) {
    absl::StatusOr<v1::ReconciledFigure> row = bench.JudgeOne(stated);
    if (!row.ok()) return row.status();
    Count(row->verdict(), report);
    *report.add_figures() = *std::move(row);
  }
  return report;
}

}  // namespace tranche
