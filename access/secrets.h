// Secrets that say who calls: how they are made, written and compared.
//
// A token is `tranche_` and 48 characters of URL-safe base64: 32 random bytes, and the first 4 bytes of their SHA-256.
// By the prefix, scanners of repositories find one that was committed by mistake; by the checksum, a token that was cut
// off or mistyped is told from a guess.
//
// Thread safety: pure functions; SystemRandomBytes may be called by any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Gives that many random bytes. Randomness is an argument, so that a test can know it.
using RandomBytes = std::function<std::string(size_t count)>;

// From OpenSSL's generator (RAND_bytes), which is fit for keys.
std::string SystemRandomBytes(size_t count);

// 32 bytes. Tokens and sessions are kept as this hash. No slow hash (argon2, bcrypt) is needed: those protect
// passwords, which can be guessed; nobody guesses 256 random bits, however fast the hash is.
std::string Sha256Of(absl::string_view bytes);

// True if both are the same, in a time that depends on their lengths alone.
bool IsSameSecret(absl::string_view one, absl::string_view other);

// A new token: 256 bits of `random`.
std::string MakeToken(const RandomBytes& random);

// True if `text` has the form of a token, and its checksum is right. Nothing is said of whether it was issued.
bool IsTokenText(absl::string_view text);

}  // namespace tranche
