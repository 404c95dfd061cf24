#include "ledger/rules/decisions.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "events/civil_date.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "ledger/rules/carry_over.h"
#include "ledger/rules/guards.h"
#include "ledger/rules/late_entries.h"
#include "ledger/rules/left_behind.h"
#include "ledger/rules/line_rules.h"
#include "ledger/rules/named_events.h"
#include "ledger/rules/project_rules.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/settlements.h"
#include "ledger/rules/spending_checks.h"
#include "ledger/rules/tranche_choice.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr size_t kListedMax = 3;  // the most tranches that a refusal describes

// Of a damaged event it may be no date.
CivilDate DateOf(int32_t effective_date) { return CivilDate::FromNumber(effective_date).value_or(CivilDate()); }

// A reversal that took effect before the event would leave its negative alone on the days in between: money that never
// was. Without a date of its own it takes the event's.
absl::Status CheckReversalDate(int32_t asked, const EventView& reversed, const DecisionGround& ground) {
  if (ground.catalogue.rules_version() < kRulesOfReversalDates) return absl::OkStatus();
  if (asked == 0 || asked >= reversed.effective_date) return absl::OkStatus();
  return Adding(Refuse(kRefused, "reversal.too-early",
                       "event {event} takes effect on {day}, and its reversal cannot take effect before that: found "
                       "{asked}",
                       {NumberField("event", reversed.sequence), DayField("day", DateOf(reversed.effective_date)),
                        DayField("asked", DateOf(asked))}),
                "leave the date out, or give {day} or a later one", {DayField("day", DateOf(reversed.effective_date))});
}

absl::Status CheckReversal(absl::string_view reason, int32_t asked_date, const EventKind& kind,
                           const EventView& reversed, const DecisionGround& ground) {
  const auto event = [&] { return NumberField("event", reversed.sequence); };
  if (IsBlank(reason))
    return InField("reason", Refuse(absl::StatusCode::kInvalidArgument, "reversal.reason-missing",
                                    "a reversal of event {event} needs one; found none", {event()}));
  if (kind.effect == Effect::kReversal)
    return Adding(
        Refuse(kRefused, "reversal.of-reversal", "event {event} is a reversal and cannot be reversed", {event()}),
        "record the entry anew");
  if (!CanBeReversed(kind))
    return Refuse(kRefused, "reversal.not-possible", "event {event} ({kind}) moves no money and cannot be reversed",
                  {event(), TextField("kind", kind.name)});
  const auto reversal = ground.index.ReversalOf(reversed.sequence);
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value()) return CheckReversalDate(asked_date, reversed, ground);
  return Refuse(kRefused, "reversal.repeated", "event {event} was reversed already, by event {reversal}",
                {event(), NumberField("reversal", **reversal)});
}

absl::Status CheckScope(absl::Span<const PostingView> asked, CivilDate date, const DecisionGround& ground) {
  const ScopeView scope = ScopeOf(asked.front().line);
  const absl::StatusOr<const ScopeState*> state = ground.states.Of(scope);
  if (!state.ok()) return state.status();
  const auto paid = [&](const AccountView& account) { return ground.states.PaidOn(scope, account); };
  absl::Status kept = CheckGuards(scope, **state, paid, asked, date, ground.catalogue.terms().currency_code(),
                                  ground.catalogue.rules_version());
  return kept.ok() ? CheckSettledMoney(ground, scope, **state, asked, date) : kept;
}

bool IsOfEarlierScope(const PostingView& a, const PostingView& b) {
  return std::tie(a.line.unit, a.line.source, a.line.fiscal_year) <
         std::tie(b.line.unit, b.line.source, b.line.fiscal_year);
}

// Checks the guards of every scope that the postings touch, in the order of scopes.
absl::Status CheckPostings(absl::Span<const PostingView> postings, CivilDate date, const DecisionGround& ground) {
  if (postings.empty()) return absl::OkStatus();
  if (postings.size() == 1) {
    return postings.front().measure == Measure::kExecuted ? absl::OkStatus() : CheckScope(postings, date, ground);
  }
  std::vector<PostingView> sorted(postings.begin(), postings.end());
  if (!std::is_sorted(sorted.begin(), sorted.end(), IsOfEarlierScope))
    std::stable_sort(sorted.begin(), sorted.end(), IsOfEarlierScope);
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin;
    while (end < sorted.size() && !IsOfEarlierScope(sorted[begin], sorted[end])) ++end;
    const absl::Status kept = CheckScope(absl::MakeConstSpan(sorted).subspan(begin, end - begin), date, ground);
    if (!kept.ok()) return kept;
    begin = end;
  }
  return absl::OkStatus();
}

// Computes the postings of the command as it stands, and checks them against the guards.
absl::Status SettleView(const EventView* reversed, const DecisionGround& ground, const EventView& command,
                        PostingList* postings) {
  if (absl::Status made = PostingsOf(command, reversed, postings); !made.ok()) return made;
  return CheckPostings(postings->view(), DateOf(command.effective_date), ground);
}

absl::Status Settle(const EventView* reversed, const DecisionGround& ground, const v1::Event& command,
                    PostingList* postings) {
  postings->Clear();
  return SettleView(reversed, ground, ViewOf(command), postings);
}

// Fills in the date of `*command`.
absl::Status DecideReversal(const DecisionGround& ground, absl::string_view reason, EventView* command,
                            Decision* decision) {
  absl::StatusOr<std::string> read = ground.events.ReadBytes(command->reversed_sequence);
  if (!read.ok()) return read.status();
  decision->reversed = *std::move(read);
  EventView& reversed = decision->reversed_event;
  absl::Status status = EventLog::ParseView(decision->reversed, command->reversed_sequence, &reversed);
  if (!status.ok()) return status;
  const EventKind& kind = *FindKind(reversed.kind);
  status = CheckReversal(reason, command->effective_date, kind, reversed, ground);
  if (status.ok()) status = CheckNotSettled(ground, *command, &reversed);
  if (!status.ok()) return status;
  // Reversing a refund pays the money out again, reversing a release commits it again. Its tranche may since have been
  // reversed and allocated again for other areas.
  if (kind.tranche == TrancheUse::kReturns || kind.tranche == TrancheUse::kNamed) {
    const absl::Status fits = TrancheChoicesFor(kind, reversed, &ground.states).status();
    if (!fits.ok()) return fits;
  }
  if (command->effective_date == 0) command->effective_date = reversed.effective_date;
  status = CheckNothingNames(ground, reversed, DateOf(command->effective_date));
  if (!status.ok()) return status;
  decision->postings.Clear();
  return SettleView(&reversed, ground, *command, &decision->postings);
}

absl::Status DecideReversal(const DecisionGround& ground, v1::Event* command, Decision* decision) {
  EventView view = ViewOf(*command);
  absl::Status decided = DecideReversal(ground, command->reason(), &view, decision);
  command->set_effective_date(view.effective_date);
  return decided;
}

// `refusal` with the text of `other` appended.
absl::Status Also(const absl::Status& refusal, const absl::Status& other) {
  const std::optional<v1::Refusal> data = RefusalOf(other);
  if (!data) return Adding(refusal, "{refusal}", {TextField("refusal", other.message())});
  return Adding(refusal, data->what().text(), {data->what().fields().begin(), data->what().fields().end()});
}

absl::Status AndMore(const absl::Status& refusal, size_t more) {
  return Adding(refusal, "and {more} more tranche{more:s}", {NumberField("more", more)});
}

// True for what a plan refuses, which says the same of every tranche of allocated money: each moves as much.
// Carried-over money has no plan.
bool IsOfPlan(absl::string_view code) {
  return code == "guard.allocated-over-plan" || code == "guard.plan-below-allocated";
}

std::string CodeOf(const absl::Status& refusal) {
  const std::optional<v1::Refusal> data = RefusalOf(refusal);
  return data ? data->code() : "";
}

// Why none of the tranches serves a command: what the guards say of the oldest that it could draw on, why it cannot
// draw on others, and how many more there are.
absl::Status WhyNone(const DecisionGround& ground, const TrancheChoices& choices, v1::Event* command,
                     const FilledIn& asked, PostingList* postings) {
  // Only what moves can be refused by where it moves to, which is to be tried of each.
  const bool moves = HasReceiver(KindOf(*command));
  std::vector<absl::Status> lacking;  // of the oldest
  std::vector<absl::Status> unfit;    // one of each code
  size_t fit = 0;
  for (const TranchePool& pool : choices.Oldest(moves ? choices.size() : kListedMax)) {
    const absl::Status filled = FillTranche(asked, pool, &ground.states, command);
    if (filled.ok()) {
      if (++fit <= kListedMax) lacking.push_back(Settle(nullptr, ground, *command, postings));
    } else if (std::none_of(unfit.begin(), unfit.end(),
                            [&](const absl::Status& known) { return CodeOf(known) == CodeOf(filled); })) {
      unfit.push_back(filled);
    }
  }
  if (!moves) fit = choices.size();
  std::vector<absl::Status> reasons = lacking;
  reasons.insert(reasons.end(), unfit.begin(), unfit.end());
  absl::Status refusal = reasons.front();
  if (reasons.size() == 1) return refusal;
  for (size_t i = 1; i < reasons.size(); ++i) {
    if (i == lacking.size() && fit > kListedMax) refusal = AndMore(refusal, fit - kListedMax);
    refusal = Also(refusal, reasons[i]);
  }
  if (unfit.empty() && fit > kListedMax) refusal = AndMore(refusal, fit - kListedMax);
  return Within(unfit.empty() ? "none of the tranches has enough left" : "none of the tranches serves", {}, refusal);
}

// Takes the oldest tranche that may serve the command.
absl::Status DecideWithTranche(const DecisionGround& ground, v1::Event* command, PostingList* postings) {
  absl::StatusOr<TrancheChoices> choices = TrancheChoicesFor(*command, &ground.states);
  if (!choices.ok()) return choices.status();
  const FilledIn asked = FilledInOf(*command);
  absl::Status refusal;
  absl::Status of_plan;
  while (const TranchePool* pool = choices->Next()) {
    if (!of_plan.ok() && !pool->is_carried) continue;
    refusal = FillTranche(asked, *pool, &ground.states, command);
    if (refusal.ok()) refusal = Settle(nullptr, ground, *command, postings);
    if (refusal.code() != kRefused) return refusal;
    if (IsOfPlan(CodeOf(refusal))) of_plan = refusal;
  }
  if (!of_plan.ok()) return of_plan;
  if ((choices->size() == 1 || ground.is_brief) && !refusal.ok()) return refusal;
  return WhyNone(ground, *choices, command, asked, postings);
}

// The same for a view; false if it is refused.
bool DecideWithTranche(const DecisionGround& ground, const EventKind& kind, EventView* command, PostingList* postings) {
  absl::StatusOr<TrancheChoices> choices = TrancheChoicesFor(kind, *command, &ground.states);
  if (!choices.ok()) return false;
  const AskedTranches asked = {command->tranche_number, command->to_tranche_number};
  bool is_of_plan = false;
  while (const TranchePool* pool = choices->Next()) {
    if (is_of_plan && !pool->is_carried) continue;
    postings->Clear();
    absl::Status refusal = FillTranche(kind, asked, *pool, &ground.states, postings, command);
    if (refusal.ok()) refusal = SettleView(nullptr, ground, *command, postings);
    if (refusal.code() != kRefused) return refusal.ok();
    is_of_plan = is_of_plan || IsOfPlan(CodeOf(refusal));
  }
  return false;
}

// A command that names an earlier event is of its tranche.
absl::Status DecideNaming(const DecisionGround& ground, v1::Event* command, PostingList* postings) {
  if (absl::Status left = CheckLeftOfNamed(ground, ViewOf(*command)); !left.ok()) return left;
  if (KindOf(*command).tranche != TrancheUse::kCarries) return Settle(nullptr, ground, *command, postings);
  return DecideWithTranche(ground, command, postings);
}

// What is about a budget year as a whole.
absl::Status CheckYear(const DecisionGround& ground, const v1::Event& command, const EventView& view) {
  absl::Status checked = CheckNotSettled(ground, view, nullptr);
  if (checked.ok()) checked = CheckFollows(ground.catalogue, view);
  if (checked.ok()) checked = CheckSettlement(ground, view);
  return checked.ok() ? CheckCorrection(ground, command) : checked;
}

absl::Status DecideLines(const DecisionGround& ground, v1::Event* command, PostingList* postings) {
  absl::Status status = TakeOverFromNamed(ground, command);
  if (status.ok()) status = CheckLines(*command, ground.catalogue);
  if (!status.ok()) return status;
  const EventView view = ViewOf(*command);
  if (status = CheckNotStopped(ground.catalogue, KindOf(*command), view); !status.ok()) return status;
  status = CheckYear(ground, *command, view);
  if (!status.ok()) return status;
  if (view.named_sequence != 0 && HasEffect(view.kind, Effect::kMoney)) return DecideNaming(ground, command, postings);
  if (absl::Status is_free = CheckNumberIsFree(ground, view); !is_free.ok()) return is_free;
  const EventKind& kind = KindOf(*command);
  if (DrawsOnTranche(kind)) return DecideWithTranche(ground, command, postings);
  if (kind.tranche == TrancheUse::kOpens) {
    if (absl::Status is_free = CheckNewTranche(ViewOf(*command), &ground.states); !is_free.ok()) return is_free;
  }
  return Settle(nullptr, ground, *command, postings);
}

bool DecideViewOfMoney(const DecisionGround& ground, const EventKind& kind, EventView* command, PostingList* postings) {
  if (!CheckNotSettled(ground, *command, nullptr).ok()) return false;
  if (DrawsOnTranche(kind)) return DecideWithTranche(ground, kind, command, postings);
  if (kind.tranche == TrancheUse::kOpens && !CheckNewTranche(*command, &ground.states).ok()) return false;
  return SettleView(nullptr, ground, *command, postings).ok();
}

// What registered projects say of a command that was decided on.
absl::Status CheckProjects(const DecisionGround& ground, const v1::Event& command, const Decision& decision) {
  if (command.has_project_amended()) return CheckAmendment(ground, command.project_amended());
  if (command.has_project_stopped() &&
      ground.catalogue.projects().Find(command.project_stopped().project_id()) == nullptr)
    return Projects().Stop(0, command.project_stopped(), CivilDate());  // which says that there is none
  const EventView* const reversed = command.has_event_reversed() ? &decision.reversed_event : nullptr;
  return CheckSupport(ground, ViewOf(command), reversed, decision.postings.view());
}

// What to do about money that is not there, where no unit that has ended holds it.
absl::Status Advising(const absl::Status& refusal) {
  const std::string code = CodeOf(refusal);
  if (code == "guard.committed-over-allocated")
    return Adding(refusal,
                  "release what a commitment no longer needs, name it if this pays it, or allocate more first");
  if (code != "guard.disbursed-over-allocated") return refusal;
  const bool is_of_all_tranches = !RefusalOf(refusal)->within().empty();  // WhyNone
  return is_of_all_tranches ? Adding(refusal, "allocate more first, or pay a part from each tranche")
                            : Adding(refusal, "allocate more first, or name a tranche that has as much");
}

}  // namespace

absl::Status Decide(const DecisionGround& ground, v1::Event* command, Decision* decision) {
  ground.states.Trim();
  absl::Status rules = CheckRulesKnown(ground.catalogue);
  if (rules.ok()) rules = CheckRulesNamed(*command);
  if (!rules.ok()) return rules;
  absl::Status decided = command->has_event_reversed() ? DecideReversal(ground, command, decision)
                                                       : DecideLines(ground, command, &decision->postings);
  if (decided.ok()) decided = CheckProjects(ground, *command, *decision);
  if (decided.ok())
    decided = CheckClosings(ground.catalogue.closings(), KindOf(*command), decision->postings.view(), command);
  if (decided.ok()) decided = CheckSpendingRules(ground, KindOf(*command), decision->postings.view(), command);
  const bool is_all = decided.ok() || ground.is_brief || command->has_event_reversed();
  if (is_all) return decided;
  const absl::Status named = NamingWhatIsLeftBehind(decided, *command, ground);
  return named == decided ? Advising(decided) : named;
}

bool DecideView(const DecisionGround& ground, const EventKind& kind, absl::string_view reason, EventView* command,
                Decision* decision) {
  ground.states.Trim();
  PostingList& postings = decision->postings;
  postings.Clear();
  if (!CheckRulesKnown(ground.catalogue).ok()) return false;
  const bool is_reversal = kind.effect == Effect::kReversal;
  const bool is_decided = is_reversal ? DecideReversal(ground, reason, command, decision).ok()
                                      : DecideViewOfMoney(ground, kind, command, &postings);
  if (is_decided && is_reversal && IsOfCatalogue(decision->reversed_event.kind)) return false;
  if (is_decided && IsOfProject(ground.catalogue, postings.view())) return false;
  return is_decided && IsOfOpenPeriods(ground.catalogue.closings(), kind, postings.view(), command->effective_date) &&
         KeepsSpendingRules(ground, kind, postings.view(), *command);
}

}  // namespace tranche
