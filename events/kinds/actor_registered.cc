// A person, or a program that acts for one, can be given roles.
#include "events/kinds/kind.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kPublicKeyBytes = 32;  // Ed25519

absl::Status Check(const v1::Event& command) {
  const v1::ActorRegistered& actor = command.actor_registered();
  if (IsBlank(actor.person_id()))
    return InField("person_id", Refuse(kInvalid, "actor.person-missing",
                                       "found none, wanted the person behind the actor, for example a staff number"));
  if (IsBlank(actor.name()))
    return InField("name", Refuse(kInvalid, "actor.name-missing", "found none, wanted the actor's name for people"));
  const size_t found = actor.public_key().size();
  if (found == 0 || found == kPublicKeyBytes) return absl::OkStatus();
  return InField("public_key", Refuse(kInvalid, "actor.public-key",
                                      "found {found} byte{found:s}, wanted an Ed25519 public key of {wanted}",
                                      {NumberField("found", found), NumberField("wanted", kPublicKeyBytes)}));
}

}  // namespace

extern constinit const EventKind kActorRegistered = {
    .number = v1::Event::kActorRegistered,
    .name = "ActorRegistered",
    .english = "actor registered",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
