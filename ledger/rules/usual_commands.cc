#include "ledger/rules/usual_commands.h"

#include "absl/types/span.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "events/scope.h"

namespace tranche {

bool DecideUsual(const DecisionGround& ground, uint64_t line, CheckedLines* lines, CommandView* command,
                 Decision* decision, ScopeTable::Place** place) {
  *place = nullptr;
  const EventKind& kind = *command->kind;
  CheckedLine* checked = nullptr;
  if (kind.effect == Effect::kMoney && !lines->Check(ground.catalogue, line, command, &checked)) return false;
  if (checked != nullptr && DrawsOnTranche(kind) && !ground.states.Use(ScopeOf(checked->line()), checked->state()).ok())
    return false;
  if (!DecideView(ground, kind, command->reason, &command->event, decision)) return false;
  // What adjusts or gives up a tranche is of its areas, not of those of the line.
  const absl::Span<const PostingView> postings = decision->postings.view();
  if (checked != nullptr && postings.size() == 1 && !IsOfTrancheAreas(kind))
    *place = checked->PlaceOf(postings.front());
  return true;
}

}  // namespace tranche
