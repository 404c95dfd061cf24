// A text with signatures below it, readable and mailable: the signed note of C2SP
// (https://c2sp.org/signed-note), version 1.0.0.
//
// Thread safety: a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

// One signature line: "— <key name> base64(key id || signature)".
struct NoteSignature {
  std::string key_name;
  uint32_t key_id = 0;
  std::string bytes;  // without the key id

  // The line, with its "\n".
  std::string ToLine() const;

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  // A note has at most this many bytes and signatures.
  static constexpr size_t kBytesMax = 1 << 20;
  static constexpr size_t kSignaturesMax = 100;

  std::string text;  // ends with a newline; what is signed
  std::vector<NoteSignature> signatures;

  // Reads a note; its signatures are not checked (proof/note_key.h does that).
  // Errors: INVALID_ARGUMENT  it is not a note; the message says what is wrong, and in which
  //                           line.
  static absl::StatusOr<SignedNote> Parse(absl::string_view note);

  std::string ToString() const;
};

// A key name: not empty, UTF-8, without spaces and plus signs.
bool IsKeyName(absl::string_view name);

// Decodes standard base64 (RFC 4648, section 4), with padding and nothing else.
// Errors: INVALID_ARGUMENT.
absl::StatusOr<std::string> FromBase64(absl::string_view text);

}  // namespace tranche
