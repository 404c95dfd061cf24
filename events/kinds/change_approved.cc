// A second person approves a proposal; its commands follow in the same batch.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kDigestBytes = 32;     // SHA-256
constexpr size_t kSignatureBytes = 64;  // Ed25519

absl::Status CheckSize(absl::string_view field, size_t found, size_t wanted) {
  if (found == wanted) return absl::OkStatus();
  return InField(field, Refuse(kInvalid, "digest.size", "found {found} byte{found:s}, wanted {wanted}",
                               {NumberField("found", found), NumberField("wanted", wanted)}));
}

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::ChangeApproved::kProposalFieldNumber || field.To(&view->named_sequence);
  });
}

void View(const v1::Event& event, EventView* view) { view->named_sequence = event.change_approved().proposal(); }

absl::Status Check(const v1::Event& command) {
  const v1::ChangeApproved& approved = command.change_approved();
  if (approved.proposal() == 0)
    return InField("proposal", Refuse(kInvalid, "proposal.not-named", "found none, wanted the sequence of a proposal"));
  absl::Status size = CheckSize("digest", approved.digest().size(), kDigestBytes);
  if (size.ok() && !approved.signature().empty())
    size = CheckSize("signature", approved.signature().size(), kSignatureBytes);
  return size;
}

}  // namespace

extern constinit const EventKind kChangeApproved = {
    .number = v1::Event::kChangeApproved,
    .name = "ChangeApproved",
    .english = "approval",
    .effect = Effect::kProposal,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
