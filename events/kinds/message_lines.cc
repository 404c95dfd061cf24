#include "events/kinds/message_lines.h"

#include <string>

#include "events/refusal.h"

namespace tranche {

void SetLine(const LineView& view, v1::BudgetLine* line) {
  line->set_unit_id(std::string(view.unit));
  line->set_source_id(std::string(view.source));
  line->set_fiscal_year(view.fiscal_year);
  line->set_area_id(std::string(view.area));
  line->set_project_id(std::string(view.project));
}

absl::Status HasNoNegative(int64_t amount) {
  return InField("amount", Refuse(absl::StatusCode::kInvalidArgument, "amount.no-negative",
                                  "found {amount}, which has no negative in 64 bits", {AmountField("amount", amount)}));
}

}  // namespace tranche
