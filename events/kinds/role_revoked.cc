// A grant of a role ends on the day before the effective date.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::RoleRevoked::kGrantedSequenceFieldNumber || field.To(&view->named_sequence);
  });
}

void View(const v1::Event& event, EventView* view) { view->named_sequence = event.role_revoked().granted_sequence(); }

absl::Status Check(const v1::Event& command) {
  if (command.role_revoked().granted_sequence() == 0)
    return InField("granted_sequence", Refuse(absl::StatusCode::kInvalidArgument, "grant.not-named",
                                              "found none, wanted the sequence of the grant that ends"));
  if (IsBlank(command.reason()))
    return InField("reason", Refuse(absl::StatusCode::kInvalidArgument, "grant.reason-missing",
                                    "found none, wanted why the role is revoked"));
  return absl::OkStatus();
}

}  // namespace

extern constinit const EventKind kRoleRevoked = {
    .number = v1::Event::kRoleRevoked,
    .name = "RoleRevoked",
    .english = "role revoked",
    .effect = Effect::kCatalogue,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
