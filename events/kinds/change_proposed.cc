// Commands that wait for a second person: one part of a proposal.
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kDigestBytes = 32;  // SHA-256

// Only the first part names the proposal, and has the day for its row of the index.
bool Read(absl::string_view bytes, EventView* view) {
  int32_t expires_on = 0;
  uint32_t part = 0;
  const bool read = ForEachField(bytes, [&](const WireField& field) {
    if (field.number == v1::ChangeProposed::kExpiresOnFieldNumber) return field.To(&expires_on);
    if (field.number == v1::ChangeProposed::kPartFieldNumber) return field.To(&part);
    return true;
  });
  view->expires_on = part == 1 ? expires_on : 0;
  return read;
}

void View(const v1::Event& event, EventView* view) {
  const v1::ChangeProposed& proposed = event.change_proposed();
  view->expires_on = proposed.part() == 1 ? proposed.expires_on() : 0;
}

absl::Status Check(const v1::Event& command) {
  const v1::ChangeProposed& proposed = command.change_proposed();
  if (proposed.commands().empty())
    return InField("commands", Refuse(kInvalid, "proposal.empty", "found none, wanted one command or more"));
  if (proposed.digest().size() != kDigestBytes)
    return InField("digest",
                   Refuse(kInvalid, "digest.size", "found {found} byte{found:s}, wanted {wanted}",
                          {NumberField("found", proposed.digest().size()), NumberField("wanted", kDigestBytes)}));
  if (proposed.part() < 1 || proposed.part() > proposed.parts())
    return InField("part", Refuse(kInvalid, "proposal.part", "found {found}, wanted 1 to {parts}",
                                  {NumberField("found", proposed.part()), NumberField("parts", proposed.parts())}));
  return InField("expires_on", CivilDate::FromNumber(proposed.expires_on()).status());
}

}  // namespace

extern constinit const EventKind kChangeProposed = {
    .number = v1::Event::kChangeProposed,
    .name = "ChangeProposed",
    .english = "proposal",
    .effect = Effect::kProposal,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
