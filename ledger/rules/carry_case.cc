#include "ledger/rules/carry_case.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche {
namespace {

// Those of article 66(3) of Law 89/2025/QH15, in the order of the Vietnamese alphabet.
constexpr absl::string_view kCases[] = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l"};

// Money that stays with its unit has not been merged with anything.
bool IsMerger(const EventView& carried) {
  return carried.legal_case == kMergerCase && carried.line.unit != carried.to.unit;
}

}  // namespace

absl::Status CheckCarryCase(const SpendingRule& rule, const EventView& carried) {
  const absl::string_view found = carried.legal_case;
  if (IsMerger(carried) || std::find(std::begin(kCases), std::end(kCases), found) != std::end(kCases))
    return absl::OkStatus();
  const std::string cases = absl::StrJoin(kCases, ", ");
  if (found.empty())
    return InField("legal_case",
                   Refuse(absl::StatusCode::kFailedPrecondition, "rule.carry-case",
                          "{rule}: the case in which money is carried over: found none, wanted one of {cases}; or "
                          "merger, where a unit that has ended gives",
                          {TextField("rule", rule.terms.rule_id()), TextField("cases", cases)}));
  return InField(
      "legal_case",
      Refuse(absl::StatusCode::kFailedPrecondition, "rule.carry-case",
             "{rule}: the case in which money is carried over: found \"{found}\", wanted one of {cases}; "
             "or merger, where a unit that has ended gives",
             {TextField("rule", rule.terms.rule_id()), TextField("found", found), TextField("cases", cases)}));
}

}  // namespace tranche
