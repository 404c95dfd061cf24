#include "service/carry_over.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "events/civil_date.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "import/money_entry.h"
#include "ledger/carrying.h"
#include "ledger/proposals/proposal.h"
#include "ledger/split.h"
#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_resolution.h"
#include "projections/catalogue/successions.h"
#include "service/envelope_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

// What a batch is about: by it a repeated key is told from one that was used for something else.
struct Batch {
  int32_t fiscal_year = 0;
  CivilDate effective;
};

// The commands that were recorded under the keys of the batch; none if it was not.
absl::StatusOr<std::vector<v1::Event>> RecordedBefore(const std::string& key, const Batch& batch,
                                                      const Moment& moment) {
  std::vector<v1::Event> commands;
  for (uint32_t part = 1;; ++part) {
    const auto known = moment.view().index().FindKey(KeyOfSplit(key, part), moment.view().log());
    if (!known.ok()) return known.status();
    if (!known->has_value()) return commands;
    absl::StatusOr<v1::Event> event = moment.view().log().Read(**known);
    if (!event.ok()) return event.status();
    const EventView view = ViewOf(*event);
    if (view.line.fiscal_year != batch.fiscal_year || view.effective_date != batch.effective.number())
      return Refuse(absl::StatusCode::kAlreadyExists, "carry-over.key-used",
                    "the key \"{key}\" was used for another batch, of event {event}",
                    {TextField("key", key), NumberField("event", **known)});
    ClearStamps(&*event);
    SetFilledIn(AsAsked(FilledInOf(*event)), &*event);
    commands.push_back(*std::move(event));
  }
}

// What is left on a day, as commands of that day.
using LeftOn = absl::FunctionRef<absl::StatusOr<std::vector<v1::Event>>(CivilDate day)>;

// That nothing is left on `day`; and the first day until today from which on something is, such as a later refund.
absl::Status NothingLeft(LeftOn left_on, CivilDate day, CivilDate today) {
  const absl::Status nothing =
      Refuse(kRefused, "carry-over.nothing", "nothing is left on {day}", {DayField("day", day)});
  absl::StatusOr<std::vector<v1::Event>> left = std::vector<v1::Event>();
  if (day < today) left = left_on(today);
  if (!left.ok()) return left.status();
  if (left->empty()) return nothing;
  int64_t without = day.DaysSinceEpoch();
  int64_t with = today.DaysSinceEpoch();
  while (with - without > 1) {  // what is left from a day on is left from every later day on
    const int64_t middle = without + (with - without) / 2;
    left = left_on(CivilDate::FromDaysSinceEpoch(middle));
    if (!left.ok()) return left.status();
    (left->empty() ? without : with) = middle;
  }
  return Adding(nothing, "something is left from {first} on: name that day, or a later one, as the effective date",
                {DayField("first", CivilDate::FromDaysSinceEpoch(with))});
}

// Gives each command of what is left on `effective` its envelope and its key.
template <typename Request>
absl::StatusOr<std::vector<v1::Event>> Complete(const Request& request, LeftOn left_on, CivilDate effective,
                                                CivilDate today) {
  absl::StatusOr<std::vector<v1::Event>> left = left_on(effective);
  if (!left.ok()) return left;
  if (left->empty()) return NothingLeft(left_on, effective, today);
  std::vector<v1::Event>& commands = *left;
  for (size_t i = 0; i < commands.size(); ++i) {
    if (absl::Status filled = FillEnvelope(request, effective, &commands[i]); !filled.ok()) return filled;
    commands[i].set_event_id(KeyOfSplit(request.options().key(), static_cast<uint32_t>(i + 1)));
  }
  return left;
}

// Each with all that counts in it; empty for all.
absl::StatusOr<std::set<std::string>> UnitsOf(const v1::CarryOverYearRequest& request, const Moment& moment,
                                              CivilDate effective) {
  const Geography geography(moment.catalogue(), effective);
  std::set<std::string> units;
  for (const std::string& text : request.units()) {
    const absl::StatusOr<std::string> unit = moment.ReadUnit("units", text, {effective, true});
    if (!unit.ok()) return unit.status();
    for (std::string& member : geography.UnitsIn(*unit)) {
      if (geography.CountsIn(member, *unit)) units.insert(std::move(member));
    }
  }
  return units;
}

absl::StatusOr<std::set<std::string>> SourcesOf(const v1::CarryOverYearRequest& request, const Moment& moment) {
  std::set<std::string> sources;
  for (const std::string& text : request.sources()) {
    absl::StatusOr<std::string> source = ResolveSource(moment.catalogue(), text);
    if (!source.ok()) return AtField("sources", source.status());
    sources.insert(*std::move(source));
  }
  return sources;
}

absl::StatusOr<CivilDate> EffectiveOf(const v1::CarryOverYearRequest& request, const Catalogue& catalogue) {
  if (request.fiscal_year() == 0) return MissingField("fiscal_year", "the budget year that gives");
  if (!request.has_effective()) return MissingField("effective", "the date from which it counts");
  const absl::StatusOr<CivilDate> effective = ReadDate("effective", request.effective(), CivilDate());
  if (!effective.ok()) return effective;
  const absl::Status possible = CheckBudgetYear(catalogue, request.fiscal_year(), *effective);
  if (!possible.ok()) return AtField("fiscal_year", possible);
  const absl::Status is_over = CheckYearIsOver(request.fiscal_year(), *effective);
  return is_over.ok() ? effective : AtField("effective", is_over);
}

// To its own next year or, of a unit that has ended, to that of the one that follows.
CarriedTo NextOf(const v1::CarryOverYearRequest& request, const std::string& unit, CivilDate effective,
                 const Moment& moment) {
  CarriedTo to = {unit, request.fiscal_year() + 1, request.legal_case(), request.lapse_rest()};
  const Unit* const known = moment.catalogue().FindUnit(unit);
  const Unit* const heir = known == nullptr ? nullptr : HeirOn(moment.catalogue(), *known, effective);
  if (heir == nullptr || heir->id == unit) return to;
  to.unit = heir->id;
  to.legal_case = std::string(kMergerCase);
  return to;
}

// Units that have ended, and what is to become of their money.
struct Handover {
  std::vector<const Unit*> units;
  Batch batch;
};

// The unit that `request` names or, of a region, those of its units of today that have ended, and those before them.
absl::StatusOr<std::vector<const Unit*>> EndedUnits(const v1::HandOverRequest& request, const Moment& moment) {
  if (request.unit().empty()) return MissingField("unit", "the unit that has ended");
  const absl::StatusOr<std::string> id = moment.ReadUnit("unit", request.unit(), {moment.today(), false});
  if (!id.ok()) return id.status();
  const Geography geography(moment.catalogue(), moment.today());
  const bool is_region = geography.UnitsOfRegion(*id).has_value();
  std::vector<const Unit*> units;
  for (const std::string& member : is_region ? geography.UnitsIn(*id) : std::vector<std::string>{*id}) {
    const Unit* const unit = moment.catalogue().FindUnit(member);
    if (!unit->successor.empty()) units.push_back(unit);
  }
  if (!units.empty()) return units;
  if (is_region)
    return AtField("unit", Refuse(kRefused, "handover.none-ended", "no unit of {unit} has ended: no unit follows one",
                                  {TextField("unit", *id)}));
  return AtField("unit", Refuse(kRefused, "handover.not-ended", "unit {unit} has not ended: no unit follows it",
                                {TextField("unit", *id)}));
}

// All on one day: the first one after the last of them has ended, unless another is said.
absl::StatusOr<Handover> HandoverOf(const v1::HandOverRequest& request, const Moment& moment) {
  absl::StatusOr<std::vector<const Unit*>> units = EndedUnits(request, moment);
  if (!units.ok()) return units.status();
  const Unit* const last = *std::max_element(units->begin(), units->end(),
                                             [](const Unit* a, const Unit* b) { return a->last_day < b->last_day; });
  const CivilDate first = last->last_day.PlusDays(1);
  const absl::StatusOr<CivilDate> effective =
      ReadDate("effective", Given(request.has_effective(), request.effective()), first);
  if (!effective.ok()) return effective.status();
  if (*effective < first)
    return AtField("effective", Refuse(kRefused, "handover.too-early", "found {found}, wanted {first} or later",
                                       {DayField("found", *effective), DayField("first", first)}));
  const int32_t year = request.fiscal_year() == 0 ? last->last_day.year() : request.fiscal_year();
  const absl::Status possible = CheckBudgetYear(moment.catalogue(), year, *effective);
  if (!possible.ok()) return AtField("fiscal_year", possible);
  return Handover{*std::move(units), {year, *effective}};
}

// Adds what `unit`, which has ended, still has on `day`.
absl::Status AppendLeft(const Unit& unit, int32_t fiscal_year, CivilDate day, const Moment& moment,
                        std::vector<v1::Event>* commands) {
  ScopeFilter of_unit;
  of_unit.unit = unit.id;
  of_unit.fiscal_year = fiscal_year;
  const std::string& heir = HeirOn(moment.catalogue(), unit, day)->id;
  const CarriedTo to = {heir, fiscal_year, std::string(kMergerCase)};
  for (const Scope& scope : moment.view().index().Scopes(of_unit)) {
    absl::Status added = AppendCarryOvers(moment.view(), scope, to, day, commands);
    if (added.ok()) added = AppendMovedPlan(moment.view(), scope, heir, day, commands);
    if (!added.ok()) return added;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<v1::Event>> ReadCarryOver(const v1::CarryOverYearRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> effective = EffectiveOf(request, moment.catalogue());
  if (!effective.ok()) return effective.status();
  const absl::StatusOr<std::set<std::string>> units = UnitsOf(request, moment, *effective);
  const absl::StatusOr<std::set<std::string>> sources = SourcesOf(request, moment);
  if (!units.ok() || !sources.ok()) return units.ok() ? sources.status() : units.status();
  absl::StatusOr<std::vector<v1::Event>> before =
      RecordedBefore(request.options().key(), {request.fiscal_year(), *effective}, moment);
  if (!before.ok() || !before->empty()) return before;
  const auto left_on = [&](CivilDate day) -> absl::StatusOr<std::vector<v1::Event>> {
    ScopeFilter of_year;
    of_year.fiscal_year = request.fiscal_year();
    std::vector<v1::Event> commands;
    for (const Scope& scope : moment.view().index().Scopes(of_year)) {
      const bool is_asked = (request.units().empty() || units->contains(scope.unit)) &&
                            (sources->empty() || sources->contains(scope.source));
      if (!is_asked) continue;
      const CarriedTo to = NextOf(request, scope.unit, day, moment);
      const absl::Status added = AppendCarryOvers(moment.view(), scope, to, day, &commands);
      if (!added.ok()) return added;
    }
    return commands;
  };
  return Complete(request, left_on, *effective, moment.today());
}

absl::StatusOr<std::vector<v1::Event>> ReadHandover(const v1::HandOverRequest& request, const Moment& moment) {
  const absl::StatusOr<Handover> handover = HandoverOf(request, moment);
  if (!handover.ok()) return handover.status();
  const Batch& batch = handover->batch;
  absl::StatusOr<std::vector<v1::Event>> before = RecordedBefore(request.options().key(), batch, moment);
  if (!before.ok() || !before->empty()) return before;
  const auto left_on = [&](CivilDate day) -> absl::StatusOr<std::vector<v1::Event>> {
    std::vector<v1::Event> commands;
    for (const Unit* unit : handover->units) {
      const absl::Status added = AppendLeft(*unit, batch.fiscal_year, day, moment, &commands);
      if (!added.ok()) return added;
    }
    return commands;
  };
  return Complete(request, left_on, batch.effective, moment.today());
}

}  // namespace tranche
