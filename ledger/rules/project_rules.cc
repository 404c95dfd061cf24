#include "ledger/rules/project_rules.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "events/civil_date.h"
#include "events/project_money.h"
#include "events/refusal.h"
#include "ledger/rules/rules_version.h"
#include "ledger/rules/running_balance.h"
#include "projections/index/project_uses.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr Sequence kEverything = std::numeric_limits<Sequence>::max();
constexpr int32_t kFirstDay = std::numeric_limits<int32_t>::min();

CivilDate DateOf(int32_t effective_date) { return CivilDate::FromNumber(effective_date).value_or(CivilDate()); }

// What is left on every day of `support`, which `source` gives to the project.
absl::StatusOr<RunningBalance> LeftOf(const DecisionGround& ground, const Project& project, absl::string_view source,
                                      int64_t support) {
  RunningBalance left;
  left.Add(kFirstDay, support);
  const absl::Status visited = VisitProjectUses(ground.index, ground.events, project.registration, kEverything,
                                                [&](const EventView& event, int32_t day, const ProjectUse& use) {
                                                  if (event.line.source == source) left.Add(day, -use.total());
                                                });
  if (!visited.ok()) return visited;
  return left;
}

absl::Status TooLittleLeft(const DecisionGround& ground, const Project& project, absl::string_view source,
                           const RunningBalance::Point& found, AmountSum asked) {
  return Adding(Refuse(kRefused, "guard.project-support",
                       "project \"{project}\", {source}: committed and disbursed would exceed its support of {support} "
                       "{currency} on {day}: available {available} {currency}, asked {asked} {currency}",
                       {TextField("project", project.id()), TextField("source", source),
                        AmountField("support", project.SupportOf(source)),
                        TextField("currency", ground.catalogue.terms().currency_code()),
                        DayField("day", CivilDate::FromDaysSinceEpoch(found.day)),
                        AmountField("available", found.balance), AmountField("asked", asked)}),
                "its support is raised by `tranche record project-amendment`");
}

absl::Status BelowUsed(const DecisionGround& ground, const Project& project, const v1::ProjectSupport& support,
                       const RunningBalance::Point& found, AmountSum used) {
  return Adding(
      InField("support", Refuse(kRefused, "guard.support-below-used",
                                "project \"{project}\", {source}: the support would fall below what is committed and "
                                "disbursed on {day}: wanted {used} {currency} or more, found {asked} {currency}",
                                {TextField("project", project.id()), TextField("source", support.source_id()),
                                 DayField("day", CivilDate::FromDaysSinceEpoch(found.day)), AmountField("used", used),
                                 AmountField("asked", support.amount()),
                                 TextField("currency", ground.catalogue.terms().currency_code())})),
      "release what of its contracts will not be paid first");
}

}  // namespace

absl::Status CheckNotStopped(const Catalogue& catalogue, const EventKind& kind, const EventView& command) {
  if (kind.tranche != TrancheUse::kSpends) return absl::OkStatus();
  const Project* const project = catalogue.projects().Find(command.line.project);
  if (project == nullptr || !project->IsStoppedOn(DateOf(command.effective_date))) return absl::OkStatus();
  return Adding(Refuse(kRefused, "project.stopped",
                       "project \"{project}\" is stopped from {day} on, by event {event} (decision {decision}): from "
                       "that day it takes only releases, clearings, recoveries and refunds; found {kind}, effective on "
                       "{asked}",
                       {TextField("project", project->id()), DayField("day", project->stopped_on),
                        NumberField("event", project->stop), TextField("decision", project->decision),
                        WordField("kind", kind.english), DayField("asked", DateOf(command.effective_date))}),
                "what took effect before {day} is recorded with its own date", {DayField("day", project->stopped_on)});
}

absl::Status CheckSupport(const DecisionGround& ground, const EventView& command, const EventView* reversed,
                          absl::Span<const PostingView> postings) {
  const EventView& counted = reversed == nullptr ? command : *reversed;
  const Project* const project = ground.catalogue.projects().CountedFor(counted);
  if (project == nullptr) return absl::OkStatus();
  // The postings of a reversal are the negatives already.
  const AmountSum asked = UseOf(project->registration, counted, postings).total();
  if (asked <= 0) return absl::OkStatus();
  const absl::string_view source = counted.line.source;
  const absl::StatusOr<RunningBalance> left = LeftOf(ground, *project, source, project->SupportOf(source));
  if (!left.ok()) return left.status();
  const auto found = left->FirstBelow(DayOf(DateOf(command.effective_date)), asked);
  return found ? TooLittleLeft(ground, *project, source, *found, asked) : absl::OkStatus();
}

absl::Status CheckAmendment(const DecisionGround& ground, const v1::ProjectAmended& amended) {
  const Project* const project = ground.catalogue.projects().Find(amended.project_id());
  if (project == nullptr) return Projects().Amend(amended);  // which says that there is none
  const bool changes = Amended(project->terms, amended).SerializeAsString() != project->terms.SerializeAsString();
  if (!changes && ground.catalogue.rules_version() >= kRulesOfAmendments)
    return Refuse(absl::StatusCode::kInvalidArgument, "project.nothing-amended",
                  "project \"{project}\": nothing of it changes", {TextField("project", project->id())});
  for (const v1::ProjectSupport& support : amended.support()) {
    if (support.amount() >= project->SupportOf(support.source_id())) continue;
    const absl::StatusOr<RunningBalance> left = LeftOf(ground, *project, support.source_id(), support.amount());
    if (!left.ok()) return left.status();
    if (const auto found = left->FirstBelow(kFirstDay, 0))
      return BelowUsed(ground, *project, support, *found, support.amount() - left->LeastFrom(kFirstDay));
  }
  return absl::OkStatus();
}

bool IsOfProject(const Catalogue& catalogue, absl::Span<const PostingView> postings) {
  return std::any_of(postings.begin(), postings.end(), [&catalogue](const PostingView& posting) {
    return catalogue.projects().Find(posting.line.project) != nullptr;
  });
}

}  // namespace tranche
