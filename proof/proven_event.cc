#include "proof/proven_event.h"

#include "absl/strings/str_cat.h"

namespace tranche {

absl::StatusOr<std::vector<Digest>> ReadPath(const google::protobuf::RepeatedPtrField<std::string>& path,
                                             absl::string_view field) {
  std::vector<Digest> hashes;
  for (const std::string& bytes : path) {
    const absl::StatusOr<Digest> hash = ToDigest(bytes);
    if (!hash.ok()) return absl::InvalidArgumentError(absl::StrCat(field, ": ", hash.status().message()));
    hashes.push_back(*hash);
  }
  return hashes;
}

absl::StatusOr<v1::Event> CheckProvenEvent(const v1::ProvenEvent& proven, const Checkpoint& checkpoint) {
  const std::string where = absl::StrCat("event ", proven.sequence());
  const auto at = [&where](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat(where, ": ", status.message()));
  };
  if (proven.sequence() < 1) return absl::InvalidArgumentError("sequence: found 0, wanted 1 or more");
  const absl::StatusOr<std::vector<Digest>> path = ReadPath(proven.path(), "path");
  if (!path.ok()) return at(path.status());
  absl::Status included =
      CheckInclusion(LeafHash(proven.stored_bytes()), proven.sequence() - 1, checkpoint.size, *path, checkpoint.root);
  if (!included.ok()) return at(included);
  v1::Event event;
  if (!event.ParseFromString(proven.stored_bytes()))
    return at(absl::InvalidArgumentError("stored_bytes: they are no event"));
  // A duplicate field, or an encoding other than the one the log writes, could be read in two ways.
  if (event.ByteSizeLong() != proven.stored_bytes().size())
    return at(absl::FailedPreconditionError("its bytes are not written in the one way"));
  if (event.sequence() != proven.sequence())
    return at(absl::FailedPreconditionError(absl::StrCat("its bytes say that it is event ", event.sequence())));
  return event;
}

}  // namespace tranche
