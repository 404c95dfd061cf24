#include "proof/proven_event.h"

#include "events/canonical_form.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

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

absl::StatusOr<v1::Event> CheckProvenEvent(const v1::ProvenEvent& proven, const Checkpoint& checkpoint) {
  const auto at = [&proven](const absl::Status& status) {
    return Within("event {sequence}", {NumberField("sequence", proven.sequence())}, status);
  };
  if (proven.sequence() < 1)
    return InField("sequence",
                   Refuse(absl::StatusCode::kInvalidArgument, "proof.no-sequence", "found 0, wanted 1 or more"));
  const absl::StatusOr<std::vector<Digest>> path = ReadPath(proven.path(), "path");
  if (!path.ok()) return at(path.status());
  absl::Status included =
      CheckInclusion(LeafHash(proven.stored_bytes()), proven.sequence() - 1, checkpoint.size, *path, checkpoint.root);
  if (!included.ok()) return at(included);
  v1::Event event;
  // Bytes that no ledger writes could be read in two ways.
  if (absl::Status form = CheckCanonical(proven.stored_bytes()); !form.ok())
    return at(Within("no ledger writes an event so", {}, WithCode(kFailed, form)));
  if (!event.ParseFromString(proven.stored_bytes()))
    return at(Refuse(kFailed, "proof.no-event", "its bytes are no event"));
  if (event.sequence() != proven.sequence())
    return at(Refuse(kFailed, "proof.other-event", "its bytes say that it is event {found}",
                     {NumberField("found", event.sequence())}));
  if (event.kind_case() == v1::Event::KIND_NOT_SET)
    return at(Refuse(kFailed, "proof.unknown-kind",
                     "its kind is unknown to this program, which may be older than the ledger"));
  return event;
}

}  // namespace tranche
