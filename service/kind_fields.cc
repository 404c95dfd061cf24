#include "service/kind_fields.h"

#include <algorithm>
#include <vector>

#include "events/civil_date.h"
#include "import/money_entry.h"
#include "service/project_text.h"

namespace tranche {
namespace {

// A field that not all movements of money have, by its column, and an entry that has it.
struct OwnField {
  absl::string_view field;
  absl::string_view column;
  void (*say)(MoneyEntry* entry);
};

constexpr OwnField kOwnFields[] = {
    {"tranche", "tranche_number", [](MoneyEntry* entry) { entry->tranche_number = 1; }},
    {"area_limits", "area_limits", [](MoneyEntry* entry) { entry->area_limits = {"a"}; }},
    {"to_unit", "to_unit_id", [](MoneyEntry* entry) { entry->to_unit = "u"; }},
    {"to_area", "to_area", [](MoneyEntry* entry) { entry->to_area = "a"; }},
    {"to_tranche", "to_tranche_number", [](MoneyEntry* entry) { entry->to_tranche_number = 1; }},
    {"to_fiscal_year", "to_fiscal_year", [](MoneyEntry* entry) { entry->to_fiscal_year = 2000; }},
    {"legal_case", "legal_case", [](MoneyEntry* entry) { entry->legal_case = "a"; }},
    {"without_plan", "without_plan", [](MoneyEntry* entry) { entry->without_plan = true; }},
    {"number", "number", [](MoneyEntry* entry) { entry->number = "1"; }},
    {"counterparty", "counterparty", [](MoneyEntry* entry) { entry->counterparty = "c"; }},
    {"until", "until", [](MoneyEntry* entry) { entry->until = CivilDate::Max(); }},
    {"disallowed", "disallowed", [](MoneyEntry* entry) { entry->disallowed = 1; }},
    {"is_final", "is_final", [](MoneyEntry* entry) { entry->is_final = true; }},
    {"finding", "finding", [](MoneyEntry* entry) { entry->finding = "f"; }},
};

bool MayMoneyHave(const EventKind& kind, absl::string_view field) {
  if (field == "measure" || field == "stated_on") return false;
  if (field == "commitment" || field == "advance") return MayName(kind.number, field);
  if (field == "split") return kind.number == v1::Event::kDisbursementMade || kind.number == v1::Event::kAdvancePaid;
  const auto* const own = std::find_if(std::begin(kOwnFields), std::end(kOwnFields),
                                       [&](const OwnField& each) { return each.field == field; });
  if (own == std::end(kOwnFields)) return !IsOnlyOfProjects(field);
  MoneyEntry entry;
  entry.kind = kind.number;
  own->say(&entry);
  const std::vector<EntryProblem> problems = CheckEntry(entry);
  return std::none_of(problems.begin(), problems.end(), [&](const EntryProblem& problem) {
    return problem.is_of_other_kinds && problem.column == own->column;
  });
}

bool MayEstimateHave(absl::string_view field) {
  const bool is_of_money = field == "commitment" || field == "advance" || field == "split" ||
                           std::any_of(std::begin(kOwnFields), std::end(kOwnFields),
                                       [&](const OwnField& own) { return own.field == field; });
  return !is_of_money && !IsOnlyOfProjects(field);
}

}  // namespace

bool MayHaveField(const EventKind& kind, absl::string_view field) {
  if (IsAboutProjects(kind)) return MayProjectHave(kind, field);
  return kind.number == v1::Event::kEstimateStated ? MayEstimateHave(field) : MayMoneyHave(kind, field);
}

}  // namespace tranche
