// A proposal is rejected, or withdrawn by the person who made it.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::ChangeRejected::kProposalFieldNumber || field.To(&view->named_sequence);
  });
}

void View(const v1::Event& event, EventView* view) { view->named_sequence = event.change_rejected().proposal(); }

absl::Status Check(const v1::Event& command) {
  if (command.change_rejected().proposal() == 0)
    return InField("proposal", Refuse(kInvalid, "proposal.not-named", "found none, wanted the sequence of a proposal"));
  if (IsBlank(command.reason()))
    return InField("reason", Refuse(kInvalid, "proposal.reason-missing",
                                    "found none, wanted why the proposal is rejected or withdrawn"));
  return absl::OkStatus();
}

}  // namespace

extern constinit const EventKind kChangeRejected = {
    .number = v1::Event::kChangeRejected,
    .name = "ChangeRejected",
    .english = "rejection",
    .effect = Effect::kProposal,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
