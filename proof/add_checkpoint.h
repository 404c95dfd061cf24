// What a witness is asked over HTTP: the body of the request add-checkpoint (https://c2sp.org/tlog-witness).
//
//   old <size of the last checkpoint that the witness has cosigned, or 0> "\n"
//   <a hash of the consistency proof from there, in base64> "\n", for each of at most 63
//   "\n"
//   <the checkpoint, a signed note>
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/signed_note.h"
#include "proof/witness.h"
#include "proto/proof.pb.h"

namespace tranche {

struct AddCheckpointRequest {
  static constexpr size_t kHashesMax = 63;

  GrownFrom grown;
  SignedNote note;

  // Errors: INVALID_ARGUMENT  it is not one; the message says in which line.
  static absl::StatusOr<AddCheckpointRequest> Parse(absl::string_view body);
};

// The body that asks for a cosignature of the checkpoint of `proof`, which says what the log has grown from.
std::string AddCheckpointBody(const v1::Proof& proof);

// The same for a witness that has cosigned no checkpoint of the log yet.
std::string AddFirstCheckpointBody(absl::string_view note);

}  // namespace tranche
