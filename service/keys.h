// Private keys in files of whoever sits at the machine: made, and shown by their public half. No ledger is needed.
//
// Thread safety: free functions on files.
#pragma once

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// Makes a new private key in a file that only its owner can read. On OK it is durable.
// Errors: those of WriteKeyFile.
absl::StatusOr<v1::KeyReport> GenerateKey(const v1::GenerateKeyRequest& request);

// The public key with which the owner of a private key cosigns under a name.
// Errors: those of ReadKeyFile; INVALID_ARGUMENT at "name".
absl::StatusOr<v1::KeyReport> ShowWitnessKey(const v1::ShowKeyRequest& request);

}  // namespace tranche
