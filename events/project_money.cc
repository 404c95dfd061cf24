#include "events/project_money.h"

#include "events/kinds/kinds.h"

namespace tranche {

bool CountsFor(Sequence registration, const EventView& event) {
  if (event.sequence != 0 && event.sequence <= registration) return false;
  const EventKind* const kind = FindKind(event.kind);
  if (kind == nullptr || kind->effect != Effect::kMoney) return false;
  switch (kind->tranche) {
    case TrancheUse::kSpends:
    case TrancheUse::kReturns:
      return true;
    case TrancheUse::kNamed:
      return event.named_sequence > registration;
    default:
      return false;
  }
}

ProjectUse UseOf(Sequence registration, const EventView& event, absl::Span<const PostingView> postings) {
  const bool pays_what_was_committed_before = event.named_sequence != 0 && event.named_sequence <= registration;
  ProjectUse use;
  for (const PostingView& posting : postings) {
    if (posting.measure == Measure::kDisbursed) use.disbursed += posting.amount;
    if (posting.measure == Measure::kCommitted && !pays_what_was_committed_before) use.committed += posting.amount;
  }
  return use;
}

}  // namespace tranche
