#include "proof/proven_event.h"

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
  if (!event.ParseFromString(proven.stored_bytes()))
    return at(
        InField("stored_bytes", Refuse(absl::StatusCode::kInvalidArgument, "proof.no-event", "they are no event")));
  // A duplicate field, or an encoding other than the one the log writes, could be read in two ways.
  if (event.ByteSizeLong() != proven.stored_bytes().size())
    return at(Refuse(kFailed, "proof.event-not-canonical", "its bytes are not written in the one way"));
  if (event.sequence() != proven.sequence())
    return at(Refuse(kFailed, "proof.other-event", "its bytes say that it is event {found}",
                     {NumberField("found", event.sequence())}));
  return event;
}

}  // namespace tranche
