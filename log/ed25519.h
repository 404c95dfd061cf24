// Signatures by Ed25519 (RFC 8032), checked with OpenSSL.
//
// Thread safety: pure functions.
#pragma once

#include "absl/strings/string_view.h"

namespace tranche {

// Whether `public_key`, 32 bytes, may be the encoding of a key (RFC 8032, section 5.1.3) whose signatures only its
// owner can make: not one of the points of small order, and y in its least form. OpenSSL checks neither.
bool IsUsableEd25519Key(absl::string_view public_key);

// Whether `signature` is one of `message` by the key, which is usable. False too if it or the key has another length.
bool IsEd25519Signature(absl::string_view public_key, absl::string_view message, absl::string_view signature);

}  // namespace tranche
