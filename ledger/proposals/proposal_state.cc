#include "ledger/proposals/proposal_state.h"

#include <vector>

namespace tranche {

absl::string_view WordOf(ProposalState state) {
  switch (state) {
    case ProposalState::kOpen:
      return "open";
    case ProposalState::kApproved:
      return "approved";
    case ProposalState::kRejected:
      return "rejected";
    case ProposalState::kWithdrawn:
      return "withdrawn";
    case ProposalState::kExpired:
      break;
  }
  return "expired";
}

bool AreOnePerson(const Actors& actors, absl::string_view a, absl::string_view b) {
  const Actor* const first = actors.Find(a);
  const Actor* const second = actors.Find(b);
  return first != nullptr && second != nullptr && first->person == second->person;
}

absl::StatusOr<ProposalStanding> StandingOf(const v1::Event& proposal, Sequence known_at, CivilDate day,
                                            const Actors& actors, const BalanceIndex& index,
                                            const EventReader& events) {
  const absl::StatusOr<std::vector<Sequence>> naming = index.NamedBy(proposal.sequence());
  if (!naming.ok()) return naming.status();
  for (const Sequence sequence : *naming) {
    if (sequence > known_at) break;
    const absl::StatusOr<v1::Event> decision = events.Read(sequence);
    if (!decision.ok()) return decision.status();
    if (decision->has_change_approved()) return ProposalStanding{ProposalState::kApproved, sequence};
    if (!decision->has_change_rejected()) continue;
    const bool is_own = AreOnePerson(actors, decision->actor(), proposal.actor());
    return ProposalStanding{is_own ? ProposalState::kWithdrawn : ProposalState::kRejected, sequence};
  }
  const CivilDate last_day = CivilDate::FromNumber(proposal.change_proposed().expires_on()).value_or(CivilDate());
  return ProposalStanding{day > last_day ? ProposalState::kExpired : ProposalState::kOpen, 0};
}

}  // namespace tranche
