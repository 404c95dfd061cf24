#include "proof/proven_event.h"

#include <algorithm>

#include "events/canonical_form.h"
#include "events/refusal.h"
#include "proof/does_not_hold.h"
#include "proof/shared_paths.h"

namespace tranche {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

absl::Status At(const v1::ProvenEvent& proven, const absl::Status& status) {
  return Within("event {sequence}", {NumberField("sequence", proven.sequence())}, status);
}

absl::Status NoSequence() {
  return InField("sequence",
                 Refuse(absl::StatusCode::kInvalidArgument, "proof.no-sequence", "found 0, wanted 1 or more"));
}

// All events of the claim, by sequence.
std::vector<const v1::ProvenEvent*> EventsOf(const v1::BalanceClaim& claim) {
  std::vector<const v1::ProvenEvent*> all;
  for (const auto* list : {&claim.events(), &claim.reversed_events(), &claim.boundary_events()})
    for (const v1::ProvenEvent& proven : *list) all.push_back(&proven);
  if (claim.has_balance_root()) all.push_back(&claim.balance_root());
  std::sort(all.begin(), all.end(),
            [](const v1::ProvenEvent* a, const v1::ProvenEvent* b) { return a->sequence() < b->sequence(); });
  return all;
}

}  // namespace

absl::StatusOr<std::vector<Digest>> ReadPath(const google::protobuf::RepeatedPtrField<std::string>& path,
                                             absl::string_view field) {
  std::vector<Digest> hashes;
  for (const std::string& bytes : path) {
    const absl::StatusOr<Digest> hash = ToDigest(bytes);
    if (!hash.ok()) return InField(field, hash.status());
    hashes.push_back(*hash);
  }
  return hashes;
}

absl::StatusOr<v1::Event> ReadProvenEvent(const v1::ProvenEvent& proven) {
  v1::Event event;
  // Bytes that no ledger writes could be read in two ways.
  if (absl::Status form = CheckCanonical(proven.stored_bytes()); !form.ok())
    return At(proven, Within("no ledger writes an event so", {}, WithCode(kFailed, form)));
  if (!event.ParseFromString(proven.stored_bytes()))
    return At(proven, Refuse(kFailed, "proof.no-event", "its bytes are no event"));
  if (event.sequence() != proven.sequence())
    return At(proven, Refuse(kFailed, "proof.other-event", "its bytes say that it is event {found}",
                             {NumberField("found", event.sequence())}));
  if (event.kind_case() == v1::Event::KIND_NOT_SET)
    return At(proven, Refuse(kFailed, "proof.unknown-kind",
                             "its kind is unknown to this program, which may be older than the ledger"));
  return event;
}

absl::StatusOr<v1::Event> CheckProvenEvent(const v1::ProvenEvent& proven, const Checkpoint& checkpoint) {
  if (proven.sequence() < 1) return NoSequence();
  const absl::StatusOr<std::vector<Digest>> path = ReadPath(proven.path(), "path");
  if (!path.ok()) return At(proven, path.status());
  absl::Status included =
      CheckInclusion(LeafHash(proven.stored_bytes()), proven.sequence() - 1, checkpoint.size, *path, checkpoint.root);
  if (!included.ok()) return At(proven, included);
  return ReadProvenEvent(proven);
}

absl::Status ShareHashes(const EventTree& tree, uint64_t size, v1::BalanceClaim* claim) {
  std::vector<uint64_t> indices;
  for (const v1::ProvenEvent* proven : EventsOf(*claim)) {
    if (indices.empty() || indices.back() != proven->sequence() - 1) indices.push_back(proven->sequence() - 1);
  }
  const auto hashes = ShareInclusionProofs(indices, size, tree.NodesInOrder());
  if (!hashes.ok()) return hashes.status();
  claim->clear_hashes();
  for (const Digest& hash : *hashes) *claim->add_hashes() = std::string(ToBytes(hash));
  return absl::OkStatus();
}

absl::Status CheckEventsOf(const v1::BalanceClaim& claim, const Checkpoint& checkpoint) {
  std::vector<PlacedLeaf> leaves;
  const v1::ProvenEvent* last = nullptr;
  for (const v1::ProvenEvent* proven : EventsOf(claim)) {
    if (proven->sequence() < 1) return NoSequence();
    if (!proven->path().empty())
      return DoesNotHold(
          "event {sequence} has a path of its own, wanted none: the events of a balance share their hashes",
          {NumberField("sequence", proven->sequence())});
    const bool is_again = last != nullptr && last->sequence() == proven->sequence();
    if (is_again && last->stored_bytes() != proven->stored_bytes())
      return DoesNotHold("event {sequence} is there twice, with different bytes",
                         {NumberField("sequence", proven->sequence())});
    if (!is_again) leaves.push_back({proven->sequence() - 1, LeafHash(proven->stored_bytes())});
    last = proven;
  }
  const absl::StatusOr<std::vector<Digest>> hashes = ReadPath(claim.hashes(), "hashes");
  if (!hashes.ok()) return hashes.status();
  return CheckSharedInclusion(leaves, checkpoint.size, *hashes, checkpoint.root);
}

}  // namespace tranche
