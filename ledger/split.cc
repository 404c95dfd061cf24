#include "ledger/split.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "events/area_limits.h"
#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "events/scope.h"
#include "ledger/rules/scope_state.h"

namespace tranche {
namespace {

absl::Status CheckCanBeSplit(const v1::Event& command, const EventView& view) {
  const bool is_payment = command.has_disbursement_made() || command.has_advance_paid();
  if (is_payment && view.tranche_number == 0 && view.named_sequence == 0) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "split.not-possible",
                "only a disbursement or an advance that names neither a tranche nor a commitment can be split");
}

}  // namespace

std::string KeyOfSplit(absl::string_view key, uint32_t part) { return absl::StrCat(key, "#", part); }

v1::Event PartOfSplit(const v1::Event& command, uint32_t part, uint32_t tranche, int64_t amount) {
  v1::Event event = command;
  event.set_event_id(KeyOfSplit(command.event_id(), part));
  if (event.has_advance_paid()) {
    event.mutable_advance_paid()->set_amount(amount);
    event.mutable_advance_paid()->set_tranche_number(tranche);
  } else {
    event.mutable_disbursement_made()->set_amount(amount);
    event.mutable_disbursement_made()->set_tranche_number(tranche);
  }
  return event;
}

absl::StatusOr<std::vector<v1::Event>> SplitOverTranches(const v1::Event& command, ScopeStates* states) {
  const EventView view = ViewOf(command);
  if (absl::Status can = CheckCanBeSplit(command, view); !can.ok()) return can;
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(command.effective_date());
  if (!date.ok()) return InField("effective_date", date.status());
  const absl::StatusOr<const ScopeState*> state = states->Of(ScopeOf(view.line));
  if (!state.ok()) return state.status();
  std::vector<v1::Event> parts;
  AmountSum left = view.amount;
  for (const TranchePool& pool : (*state)->pools()) {
    if (left <= 0) break;
    if (!AllowsArea(pool.areas, view.line.area)) continue;
    const AmountSum free = std::min(left, (*state)->tranche(pool.number).free.LeastFrom(DayOf(*date)));
    if (free <= 0) continue;
    parts.push_back(
        PartOfSplit(command, static_cast<uint32_t>(parts.size() + 1), pool.number, static_cast<int64_t>(free)));
    left -= free;
  }
  if (left > 0) parts.clear();
  return parts;
}

}  // namespace tranche
