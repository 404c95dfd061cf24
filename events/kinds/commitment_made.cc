// A contract was signed that money of a tranche is to pay: committed rises by the amount.
#include "events/civil_date.h"
#include "events/kinds/one_line.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::Status CheckView(const EventView& command) {
  if (IsBlank(command.number))
    return InField("number", Refuse(kInvalid, "commitment.number-missing",
                                    "found none, wanted the number of the contract, by which it is paid and released"));
  if (command.until == 0) return absl::OkStatus();
  const absl::StatusOr<CivilDate> until = CivilDate::FromNumber(command.until);
  if (!until.ok()) return InField("until", until.status());
  if (command.until >= command.effective_date) return absl::OkStatus();
  const CivilDate begin = CivilDate::FromNumber(command.effective_date).value_or(CivilDate());
  return InField("until", Refuse(kInvalid, "commitment.until-too-early",
                                 "found {until}, wanted {begin}, on which the contract begins, or later",
                                 {DayField("until", *until), DayField("begin", begin)}));
}

}  // namespace

extern constinit const EventKind kCommitmentMade =
    OneLine<&v1::Event::commitment_made, &v1::Event::mutable_commitment_made,
            Move{Measure::kCommitted, Direction::kAdds}>::Kind({
        .number = v1::Event::kCommitmentMade,
        .name = "CommitmentMade",
        .english = "commitment",
        .word = "commitment",
        .amount = AmountRule::kPositive,
        .tranche = TrancheUse::kSpends,
        .check_view = &CheckView,
    });

}  // namespace tranche::kinds
