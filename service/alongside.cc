#include "service/alongside.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/scope.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"

namespace tranche {
namespace {

// The commands of a proposal, as they are decided on again, and the scopes that they touch.
struct Content {
  std::vector<v1::Event> commands;
  std::set<Scope> scopes;
};

absl::Status AddScopes(const v1::Event& event, const EventReader& events, std::set<Scope>* scopes) {
  v1::Event reversed;
  const v1::Event* moving = &event;
  if (event.has_event_reversed()) {
    absl::StatusOr<v1::Event> read = events.Read(event.event_reversed().reversed_sequence());
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
    moving = &reversed;
  }
  for (const EventLine& line : KindOf(*moving).lines(*moving)) scopes->insert(ToScope(ScopeOf(line.line)));
  return absl::OkStatus();
}

absl::StatusOr<Content> ContentOf(const v1::Event& first, const EventReader& events) {
  Content content;
  ProposalReader commands(first, &events);
  std::string bytes;
  while (true) {
    v1::Event command;
    const absl::StatusOr<bool> is_next = commands.Next(&command, &bytes);
    if (!is_next.ok()) return is_next.status();
    if (!*is_next) return content;
    if (absl::Status added = AddScopes(command, events, &content.scopes); !added.ok()) return added;
    content.commands.push_back(AsDecidedAgain(command));
  }
}

bool Meet(const std::set<Scope>& a, const std::set<Scope>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Scope& scope) { return b.contains(scope); });
}

}  // namespace

absl::Status AddAlongside(const v1::Event& first, Ledger* ledger, v1::ProposalRow* row) {
  const ReadView view = ledger->View();
  const auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<Content> own = ContentOf(first, view.log());
  if (!own.ok()) return own.status();
  const CivilDate today = view.DateOf(RecordedAt(first));
  std::vector<v1::Event> all;
  bool are_too_many = false;
  const absl::Status visited =
      view.index().VisitProposals(view.head(), [&](Sequence sequence, int32_t expires_on) -> absl::Status {
        if (sequence == first.sequence() || expires_on < today.number()) return absl::OkStatus();
        const absl::StatusOr<v1::Event> other = view.log().Read(sequence);
        if (!other.ok()) return other.status();
        const absl::StatusOr<ProposalStanding> standing =
            StandingOf(*other, view.head(), today, (*catalogue)->actors(), view.index(), view.log());
        if (!standing.ok()) return standing.status();
        if (standing->state != ProposalState::kOpen) return absl::OkStatus();
        absl::StatusOr<Content> content = ContentOf(*other, view.log());
        if (!content.ok()) return content.status();
        if (!Meet(own->scopes, content->scopes)) return absl::OkStatus();
        row->add_alongside(sequence);
        are_too_many |= all.size() + content->commands.size() + own->commands.size() > kProposedCommandsMax;
        if (!are_too_many) std::move(content->commands.begin(), content->commands.end(), std::back_inserter(all));
        return absl::OkStatus();
      });
  if (!visited.ok() || row->alongside().empty() || are_too_many) return visited;
  std::move(own->commands.begin(), own->commands.end(), std::back_inserter(all));
  row->set_fits_alongside(ledger->Rehearse(std::move(all)).ok());
  return absl::OkStatus();
}

}  // namespace tranche
