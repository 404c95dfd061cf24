// What messages say of texts that somebody else wrote: never a whole file, and never a secret.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche::storage {

// True when `text` holds a private key, or looks as if: in PEM, in the base64 that PEM has inside, or as signed notes
// have it.
bool LooksLikePrivateKey(absl::string_view text);

// The beginning of `text` in quotation marks, with what does not print escaped, and how long it is when that is not
// all; of a private key only that it is one.
std::string Excerpt(absl::string_view text);

}  // namespace tranche::storage
