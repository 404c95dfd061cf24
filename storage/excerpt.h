// How messages quote text from outside the program: never a whole file, and never a secret.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche::storage {

// True if `text` is, or looks like, a private key: as PEM, as the base64 body of a PEM, or in the form of signed notes.
bool LooksLikePrivateKey(absl::string_view text);

// The beginning of `text` in quotation marks, with unprintable characters escaped, followed by its length if it was
// cut; for a private key, only the fact that it is one.
std::string Excerpt(absl::string_view text);

}  // namespace tranche::storage
