// A spending rule is in force from the effective date.
#include <algorithm>
#include <iterator>

#include "events/civil_date.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kind.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/rule_words.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr uint32_t kPermilleMax = 1000;
constexpr int32_t kYearOffsetMax = 9;

// Whether a rule has a part of its terms, depending on what it looks at.
enum class Use : uint8_t { kNever, kMay, kMust };

struct Terms {
  v1::RuleWhat what;
  Use permille;
  Use amount_max;
  Use calendar;
  Use role;
  Use kinds;
};

constexpr Terms kTerms[] = {
    {v1::RULE_WHAT_ADVANCE_RATE, Use::kMust, Use::kNever, Use::kNever, Use::kNever, Use::kNever},
    {v1::RULE_WHAT_SUPPORT_CAP, Use::kMay, Use::kMust, Use::kNever, Use::kNever, Use::kNever},
    {v1::RULE_WHAT_SHARE_CAP, Use::kMust, Use::kNever, Use::kNever, Use::kNever, Use::kNever},
    {v1::RULE_WHAT_LAST_DAY, Use::kNever, Use::kNever, Use::kMust, Use::kNever, Use::kMust},
    {v1::RULE_WHAT_FIRST_DAY, Use::kNever, Use::kNever, Use::kMust, Use::kNever, Use::kMust},
    {v1::RULE_WHAT_CARRY_CASES, Use::kNever, Use::kNever, Use::kNever, Use::kNever, Use::kNever},
    {v1::RULE_WHAT_AUTHORITY, Use::kNever, Use::kNever, Use::kNever, Use::kMust, Use::kMust}};

absl::Status CheckUse(absl::string_view field, Use use, bool is_there, const v1::RuleDefined& rule) {
  const auto what = [&] { return TextField("what", WordOf(rule.what())); };
  if (use == Use::kMust && !is_there)
    return InField(field, Refuse(kInvalid, "rule.term-missing", "found none, which {what} needs", {what()}));
  if (use == Use::kNever && is_there)
    return InField(field, Refuse(kInvalid, "rule.term-unused", "{what} does not look at it; leave it out", {what()}));
  return absl::OkStatus();
}

absl::Status CheckAmounts(const v1::RuleDefined& rule) {
  if (rule.permille() > kPermilleMax)
    return InField("permille", Refuse(kInvalid, "rule.permille", "found {found}, wanted at most {most}",
                                      {NumberField("found", rule.permille()), NumberField("most", kPermilleMax)}));
  if (rule.amount_max() < 0)
    return InField("amount_max", Refuse(kInvalid, "rule.amount-max", "found {found}, wanted more than 0",
                                        {AmountField("found", rule.amount_max())}));
  return absl::OkStatus();
}

// In a leap year, so that the last of February can be said.
absl::Status CheckCalendar(const v1::RuleDefined& rule) {
  constexpr uint32_t kLeapYear = 2024;
  const bool has_shape = rule.month() <= 12 && rule.day() <= 31;
  const uint32_t number = has_shape ? kLeapYear * 10'000 + rule.month() * 100 + rule.day() : 0;
  if ((rule.month() != 0 || rule.day() != 0) && !CivilDate::FromNumber(static_cast<int32_t>(number)).ok())
    return InField("day", Refuse(kInvalid, "rule.calendar", "found day {day} of month {month}, which no year has",
                                 {NumberField("day", rule.day()), NumberField("month", rule.month())}));
  if (rule.year_offset() < -kYearOffsetMax || rule.year_offset() > kYearOffsetMax)
    return InField("year_offset", Refuse(kInvalid, "rule.year-offset", "found {found}, wanted -9 to 9",
                                         {TextField("found", std::to_string(rule.year_offset()))}));
  return absl::OkStatus();
}

absl::Status CheckTerms(const v1::RuleDefined& rule) {
  const auto* const terms =
      std::find_if(std::begin(kTerms), std::end(kTerms), [&](const Terms& of) { return of.what == rule.what(); });
  if (terms == std::end(kTerms))
    return InField("what", Refuse(kInvalid, "rule.what-missing",
                                  "found none, wanted advance-rate, support-cap, share-cap, last-day, first-day, "
                                  "carry-cases or authority"));
  absl::Status checked = CheckUse("permille", terms->permille, rule.permille() != 0, rule);
  if (checked.ok()) checked = CheckUse("amount_max", terms->amount_max, rule.amount_max() != 0, rule);
  if (checked.ok()) checked = CheckUse("month", terms->calendar, rule.month() != 0, rule);
  if (checked.ok()) checked = CheckUse("day", terms->calendar, rule.day() != 0, rule);
  if (checked.ok() && terms->calendar == Use::kNever)
    checked = CheckUse("year_offset", Use::kNever, rule.year_offset() != 0, rule);
  if (checked.ok()) checked = CheckUse("role", terms->role, !IsBlank(rule.role()), rule);
  return checked.ok() ? CheckUse("kinds", terms->kinds, !rule.kinds().empty(), rule) : checked;
}

absl::Status Check(const v1::Event& command) {
  const v1::RuleDefined& rule = command.rule_defined();
  absl::Status checked = CheckTerms(rule);
  if (checked.ok()) checked = CheckAmounts(rule);
  if (checked.ok()) checked = CheckCalendar(rule);
  if (checked.ok()) checked = CheckIdList("area_ids", rule.area_ids());
  if (checked.ok()) checked = CheckIdList("project_kinds", rule.project_kinds());
  if (checked.ok()) checked = CheckIdList("source_ids", rule.source_ids());
  if (checked.ok()) checked = CheckIdList("kinds", rule.kinds());
  if (!checked.ok()) return checked;
  if (WordOf(rule.action()).empty())
    return InField("action", Refuse(kInvalid, "rule.action-missing",
                                    "found none, wanted refuse, refuse-without-decision or question"));
  if (!IsBlank(rule.legal_basis())) return absl::OkStatus();
  return InField("legal_basis", Refuse(kInvalid, "rule.legal-basis-missing",
                                       "found none, wanted the text that the rule is taken from"));
}

}  // namespace

extern constinit const EventKind kRuleDefined = {
    .number = v1::Event::kRuleDefined,
    .name = "RuleDefined",
    .english = "spending rule",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
