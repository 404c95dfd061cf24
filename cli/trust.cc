#include "cli/trust.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace tranche {

absl::Status ReadTrustInto(const Arguments& arguments, FieldFiles* files, v1::CheckProofRequest* request) {
  if (arguments.log_key) {
    absl::StatusOr<std::string> key = files->ReadPublicKey("log_key", *arguments.log_key);
    if (!key.ok()) return key.status();
    request->set_log_key(*std::move(key));
  }
  for (const std::string& text : arguments.witnesses) {
    absl::StatusOr<std::string> key = files->ReadPublicKey("witness_keys", text);
    if (!key.ok()) return key.status();
    request->add_witness_keys(*std::move(key));
  }
  if (arguments.checkpoint) {
    absl::StatusOr<std::string> note = files->Read("checkpoint", *arguments.checkpoint);
    if (!note.ok()) return note.status();
    request->set_checkpoint(*std::move(note));
  }
  return absl::OkStatus();
}

}  // namespace tranche
