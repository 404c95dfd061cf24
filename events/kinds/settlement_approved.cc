// What was paid out in a budget year is approved: settled rises by the amount.
#include "events/kinds/one_line.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::Status CheckView(const EventView& command) {
  if (!command.line.area.empty() || !command.line.project.empty())
    return InField(command.line.area.empty() ? "project_id" : "area_id",
                   Refuse(kInvalid, "settlement.of-part",
                          "a settlement is of all areas and projects of a unit, a source and a budget year"));
  if (command.disallowed >= 0) return absl::OkStatus();
  return InField("disallowed", Refuse(kInvalid, "settlement.disallowed-negative", "found {found}, wanted zero or more",
                                      {AmountField("found", command.disallowed)}));
}

}  // namespace

extern constinit const EventKind kSettlementApproved =
    OneLine<&v1::Event::settlement_approved, &v1::Event::mutable_settlement_approved,
            Move{Measure::kSettled, Direction::kAdds}>::Kind({
        .number = v1::Event::kSettlementApproved,
        .name = "SettlementApproved",
        .english = "settlement",
        .word = "settlement",
        .amount = AmountRule::kNotNegative,
        .has_happened = true,
        .after_end = EventKind::AfterEnd::kAlways,
        .check_view = &CheckView,
    });

}  // namespace tranche::kinds
