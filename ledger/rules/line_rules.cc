#include "ledger/rules/line_rules.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "ledger/rules/rules_version.h"
#include "projections/catalogue/successions.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kProjectBytesMax = 64;
constexpr int32_t kYearMin = 1900;
constexpr int32_t kYearMax = 9999;

absl::Status CheckAmount(AmountRule rule, int64_t amount, const Catalogue& catalogue) {
  if (IsAmount(rule, amount)) return absl::OkStatus();
  if (rule == AmountRule::kPositive)
    return InField("amount",
                   Refuse(kInvalid, "amount.not-positive", "found {found} {currency}, wanted more than zero",
                          {AmountField("found", amount), TextField("currency", catalogue.terms().currency_code())}));
  if (rule == AmountRule::kNotNegative)
    return InField("amount",
                   Refuse(kInvalid, "amount.negative", "found {found} {currency}, wanted zero or more",
                          {AmountField("found", amount), TextField("currency", catalogue.terms().currency_code())}));
  return InField(
      "amount", Refuse(kInvalid, "amount.zero", "found 0, wanted an increase (above zero) or a decrease (below zero)"));
}

// Of what draws on a tranche or opens one, ledger/rules/left_behind says how it gets to the successor.
absl::Status DoesNotExist(const EventKind& kind, const Unit& unit, CivilDate date, const Catalogue& catalogue) {
  RefusalFields fields = {TextField("unit", unit.id), DayField("day", date), DayField("first", unit.first_day)};
  const bool ends = unit.last_day != CivilDate::Max();
  if (ends) fields.push_back(DayField("last", unit.last_day));
  const absl::Status refusal = Refuse(absl::StatusCode::kFailedPrecondition, "unit.does-not-exist",
                                      ends ? "unit {unit} does not exist on {day}: it exists from {first} to {last}"
                                           : "unit {unit} does not exist on {day}: it exists from {first}",
                                      std::move(fields));
  if (unit.successor.empty()) return refusal;
  const Unit* const heir = kind.tranche == TrancheUse::kNone ? HeirOn(catalogue, unit, date) : nullptr;
  if (heir != nullptr && date > unit.last_day)
    return Adding(
        refusal,
        "record it for {successor}, which follows {unit} from {first} on, or effective on {last} at the latest",
        {TextField("successor", heir->id), TextField("unit", unit.id), DayField("first", heir->first_day),
         DayField("last", unit.last_day)});
  return Adding(refusal, "its successor is {successor}", {TextField("successor", unit.successor)});
}

absl::Status UnknownUnit(absl::string_view id) {
  return InField("unit_id", Refuse(kInvalid, "unit.unknown", "unknown unit \"{unit}\"", {TextField("unit", id)}));
}

// Whether a unit that ended before still records it.
bool IsTakenAfterEnd(const EventKind& kind, int64_t amount, const Catalogue& catalogue) {
  if (catalogue.rules_version() < kRulesOfWindingUp) return false;
  return kind.after_end == EventKind::AfterEnd::kAlways ||
         (kind.after_end != EventKind::AfterEnd::kNever && amount < 0);
}

absl::Status CheckUnit(const EventKind& kind, const Catalogue& catalogue, absl::string_view id, CivilDate date,
                       int64_t amount) {
  const Unit* unit = catalogue.FindUnit(id);
  if (unit == nullptr) return UnknownUnit(id);
  const bool is_taken = unit->ExistsOn(date) || (date > unit->last_day && IsTakenAfterEnd(kind, amount, catalogue));
  return is_taken ? absl::OkStatus() : DoesNotExist(kind, *unit, date, catalogue);
}

absl::Status CheckSource(const Catalogue& catalogue, absl::string_view id) {
  if (catalogue.FindSource(id) != nullptr) return absl::OkStatus();
  return InField("source_id",
                 Refuse(kInvalid, "source.unknown", "unknown source \"{source}\"", {TextField("source", id)}));
}

absl::Status CheckArea(const Catalogue& catalogue, absl::string_view id) {
  if (catalogue.FindArea(id) != nullptr) return absl::OkStatus();
  return InField("area_id", Refuse(kInvalid, "area.unknown", "unknown area \"{area}\"", {TextField("area", id)}));
}

absl::Status CheckIndicator(const Catalogue& catalogue, absl::string_view id) {
  if (catalogue.FindIndicator(id) != nullptr) return absl::OkStatus();
  return Adding(InField("indicator_id", Refuse(kInvalid, "indicator.unknown", "unknown indicator \"{indicator}\"",
                                               {TextField("indicator", id)})),
                "`tranche record indicator` defines one");
}

absl::Status CheckYear(int32_t year) {
  if (year >= kYearMin && year <= kYearMax) return absl::OkStatus();
  return InField("fiscal_year", Refuse(kInvalid, "year.out-of-range", "found {found}, wanted 1900 to 9999",
                                       {TextField("found", absl::StrCat(year))}));
}

absl::Status CheckProject(absl::string_view id) {
  if (id.size() <= kProjectBytesMax && !absl::StrContains(id, '|')) return absl::OkStatus();
  return InField("project_id",
                 Refuse(kInvalid, "project.malformed", "found \"{project}\", wanted at most 64 bytes without |",
                        {TextField("project", id)}));
}

// A statement may be about all sources or areas, or about several areas together.
absl::Status CheckStatedLine(const Catalogue& catalogue, const LineView& line) {
  if (catalogue.FindUnit(line.unit) == nullptr) return UnknownUnit(line.unit);
  absl::Status status;
  if (!line.source.empty()) status = CheckSource(catalogue, line.source);
  for (absl::string_view area : absl::StrSplit(line.area, '|', absl::SkipEmpty())) {
    if (status.ok()) status = CheckArea(catalogue, area);
  }
  return status.ok() ? CheckYear(line.fiscal_year) : status;
}

absl::Status CheckLimitsOf(const EventLine& line, const Catalogue& catalogue) {
  return line.area_limits ? CheckLimits(catalogue, *line.area_limits) : absl::OkStatus();
}

absl::Status CheckMoney(const EventKind& kind, const EventLine& line, CivilDate date, const Catalogue& catalogue) {
  // What names an event gets its line when it is decided on.
  const bool is_yet_to_come = kind.tranche == TrancheUse::kNamed && line.line == LineView();
  const bool gives = HasReceiver(kind) && line.direction == Direction::kTakes;
  absl::Status status =
      is_yet_to_come ? absl::OkStatus() : CheckMoneyLine(kind, catalogue, line.line, date, gives ? -1 : line.amount);
  if (status.ok()) status = CheckAmount(kind.amount, line.amount, catalogue);
  if (status.ok()) status = CheckLimitsOf(line, catalogue);
  return status;
}

}  // namespace

absl::Status CheckMoneyLine(const EventKind& kind, const Catalogue& catalogue, const LineView& line, CivilDate date,
                            int64_t amount) {
  absl::Status status = CheckUnit(kind, catalogue, line.unit, date, amount);
  if (status.ok()) status = CheckSource(catalogue, line.source);
  if (status.ok() && !line.area.empty()) status = CheckArea(catalogue, line.area);
  if (status.ok()) status = CheckYear(line.fiscal_year);
  if (status.ok()) status = CheckProject(line.project);
  return status;
}

absl::Status CheckLimits(const Catalogue& catalogue, const AreaViews& limits) {
  for (const absl::string_view area : limits) {
    if (absl::Status known = CheckArea(catalogue, area); !known.ok()) return known;
  }
  return absl::OkStatus();
}

bool IsAmount(AmountRule rule, int64_t amount) {
  switch (rule) {
    case AmountRule::kPositive:
      return amount > 0;
    case AmountRule::kNotZero:
      return amount != 0;
    case AmountRule::kNotNegative:
      return amount >= 0;
    case AmountRule::kNone:
      break;
  }
  return true;
}

bool HasHappened(const EventKind& kind, int32_t effective_date, absl::Time recorded_at, const Catalogue& catalogue) {
  return !kind.has_happened || catalogue.rules_version() < kRulesOfWindingUp ||
         effective_date <= CivilDateAt(recorded_at, catalogue.terms().utc_offset_minutes()).number();
}

absl::Status CheckHasHappened(const EventKind& kind, int32_t effective_date, absl::Time recorded_at,
                              const Catalogue& catalogue) {
  if (HasHappened(kind, effective_date, recorded_at, catalogue)) return absl::OkStatus();
  const CivilDate day = CivilDateAt(recorded_at, catalogue.terms().utc_offset_minutes());
  return Adding(
      InField("effective_date", Refuse(absl::StatusCode::kFailedPrecondition, "effective-date.in-future",
                                       "found {found}, wanted {day}, the day of recording, or earlier",
                                       {DayField("found", CivilDate::FromNumber(effective_date).value_or(CivilDate())),
                                        DayField("day", day)})),
      "what has not happened yet is not recorded ({kind})", {WordField("kind", kind.english)});
}

absl::Status CheckLines(const v1::Event& command, const Catalogue& catalogue) {
  const EventKind* kind = FindKind(command.kind_case());
  if (kind == nullptr) return Refuse(kInvalid, "kind.missing", "kind: found none");
  if (command.has_period_closed()) {
    const absl::Status year = CheckYear(command.period_closed().fiscal_year());
    if (!year.ok()) return year;
  }
  if (command.has_output_reported()) {
    const absl::Status indicator = CheckIndicator(catalogue, command.output_reported().indicator_id());
    if (!indicator.ok()) return indicator;
  }
  if (IsOfCatalogue(kind->number)) return kind->check(command);  // Catalogue::Apply decides on the rest
  const CivilDate date = CivilDate::FromNumber(command.effective_date()).value_or(CivilDate());
  for (const EventLine& line : kind->lines(command)) {
    absl::Status right = kind->effect == Effect::kStatement ? CheckStatedLine(catalogue, line.line)
                                                            : CheckMoney(*kind, line, date, catalogue);
    if (!right.ok()) return right;
  }
  return kind->effect == Effect::kMoney ? kind->check_view(ViewOf(command)) : kind->check(command);
}

}  // namespace tranche
