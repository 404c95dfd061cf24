#include "service/keys.h"

#include "events/refusal.h"
#include "proof/key_file.h"
#include "service/request_field.h"

namespace tranche {

absl::StatusOr<v1::KeyReport> GenerateKey(const v1::GenerateKeyRequest& request) {
  if (absl::Status written = WriteKeyFile(SigningKey::Generate(), request.file()); !written.ok()) return written;
  v1::KeyReport report;
  report.set_file(request.file());
  return report;
}

absl::StatusOr<v1::KeyReport> ShowWitnessKey(const v1::ShowKeyRequest& request) {
  const absl::StatusOr<SigningKey> key = ReadKeyFile(request.file());
  if (!key.ok()) return key.status();
  if (!IsKeyName(request.name()))
    return AtField("name", Refuse(absl::StatusCode::kInvalidArgument, "key-name.wrong",
                                  "found \"{found}\", wanted a name without spaces and plus signs",
                                  {TextField("found", request.name())}));
  v1::KeyReport report;
  report.set_file(request.file());
  report.set_public_key(key->PublicKey(NoteKeyType::kCosignature, request.name()).ToString());
  return report;
}

}  // namespace tranche
