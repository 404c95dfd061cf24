#include "projections/restate.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "projections/balances.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/counted_postings.h"

namespace tranche {
namespace {

Question KnownAt(const Question& question, Sequence known_at) {
  Question known = question;
  known.known_at = known_at;
  return known;
}

absl::StatusOr<MeasureSums> SumOf(const ReadView& view, const Geography& geography, const Question& question) {
  MeasureSums sum;
  const absl::Status visited =
      VisitLines(view, geography, question, {}, [&](const BudgetLine&, const MeasureSums& amounts) { sum += amounts; });
  if (!visited.ok()) return visited;
  return sum;
}

MeasureSums Minus(const MeasureSums& a, const MeasureSums& b) {
  MeasureSums difference;
  for (const Measure measure : kMeasures) {
    if (a.Has(measure) || b.Has(measure)) difference.Add(measure, a[measure] - b[measure]);
  }
  return difference;
}

using Left = std::optional<ScopeLeft>;

// What was available before and after, and the change; nothing if areas or projects were selected.
void FillAvailable(const Left& before, const Left& after, v1::Restatement* restatement) {
  if (!before || !after) return;
  v1::BalanceRow* const change = restatement->mutable_change();
  change->set_available_to_allocate(ToDigits(after->to_allocate - before->to_allocate));
  change->set_available_to_disburse(ToDigits(after->to_disburse - before->to_disburse));
  const bool is_free_told = restatement->before().has_free() || restatement->after().has_free();
  if (is_free_told) change->set_free(ToDigits(after->free - before->free));
}

// What of the change of what is available comes from events after the day of the question: they take away from what
// their own day has, or give it back.
void NoteLaterEvents(const MeasureSums& change, const Left& before, const Left& after, const Question& question,
                     absl::string_view currency, v1::Restatement* restatement) {
  if (!before || !after) return;
  const AmountSum here = change.Given() - change[Measure::kDisbursed];
  const AmountSum later = after->to_disburse - before->to_disburse - here;
  if (later == 0) return;
  *restatement->add_notes() =
      RefusalOf(Refuse(absl::StatusCode::kFailedPrecondition, "restate.later-events",
                       "{later} {currency} of the change of what is available come from events that take effect after "
                       "{day}, such as a carry-over: ask as of a later day to see them",
                       {AmountField("later", later), TextField("currency", currency), DayField("day", question.as_of)}))
          ->what();
}

// The answer without its postings, and the change that they must make.
struct Answered {
  v1::Restatement restatement;
  MeasureSums change;
};

absl::StatusOr<Answered> Answer(const ReadView& view, const Geography& geography, const Question& question,
                                KnowledgeSpan learned) {
  absl::StatusOr<v1::BalanceReport> after = Balance(view, KnownAt(question, learned.to), {});
  if (!after.ok()) return after.status();
  const absl::StatusOr<MeasureSums> sum_before = SumOf(view, geography, KnownAt(question, learned.from));
  if (!sum_before.ok()) return sum_before.status();
  const absl::StatusOr<MeasureSums> sum_after = SumOf(view, geography, KnownAt(question, learned.to));
  if (!sum_after.ok()) return sum_after.status();
  absl::StatusOr<v1::Basis> from = BasisOf(view, geography, KnownAt(question, learned.from));
  if (!from.ok()) return from.status();
  const absl::StatusOr<Left> left_before = LeftOf(view, geography, KnownAt(question, learned.from));
  if (!left_before.ok()) return left_before.status();
  const absl::StatusOr<Left> left_after = LeftOf(view, geography, KnownAt(question, learned.to));
  if (!left_after.ok()) return left_after.status();
  Answered answered;
  answered.change = Minus(*sum_after, *sum_before);
  v1::Restatement& restatement = answered.restatement;
  restatement.set_as_of(question.as_of.ToString());
  *restatement.mutable_from() = *std::move(from);
  *restatement.mutable_to() = std::move(*after->mutable_basis());
  FillAmounts(*sum_before, *left_before ? &**left_before : nullptr, restatement.mutable_before());
  const Question before = KnownAt(question, learned.from);
  if (absl::Status rate = CheckRateOf(view, geography, before, restatement.mutable_before()); !rate.ok()) return rate;
  *restatement.mutable_after() = std::move(*after->mutable_total());
  restatement.set_available_in_parts(after->available_in_parts());
  FillAmounts(answered.change, nullptr, restatement.mutable_change());
  FillAvailable(*left_before, *left_after, &restatement);
  NoteLaterEvents(answered.change, *left_before, *left_after, question, view.terms().currency_code(), &restatement);
  return answered;
}

}  // namespace

absl::Status Restate(const ReadView& view, const Question& question, KnowledgeSpan learned, const PostingPlace& given,
                     const AnswerVisitor<v1::Restatement>& visitor) {
  if (learned.from > learned.to)
    return Refuse(absl::StatusCode::kInvalidArgument, "restate.runs-backwards",
                  "from is sequence {from}, which is after to, sequence {to}; wanted the earlier knowledge first",
                  {TextField("from", absl::StrCat(learned.from)), TextField("to", absl::StrCat(learned.to))});
  const auto catalogue = view.CatalogueAt(std::min(learned.to, view.head()));
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  const bool goes_on = given != PostingPlace();
  v1::BalanceRow change;
  if (!goes_on) {
    const absl::StatusOr<Answered> answered = Answer(view, geography, question, learned);
    if (!answered.ok()) return answered.status();
    change = answered->restatement.change();
    if (absl::Status taken = visitor.answer(answered->restatement); !taken.ok()) return taken;
  }
  const absl::StatusOr<MeasureSums> sum = VisitCountedPostings(view, geography, KnownAt(question, learned.to),
                                                               {learned.from, given}, visitor.posting, visitor.epoch);
  if (!sum.ok()) return sum.status();
  return goes_on ? absl::OkStatus() : CheckAddsUp(*sum, change);
}

}  // namespace tranche
