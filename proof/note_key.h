// The keys of signed notes. Ed25519 through OpenSSL; key ids, the text form of public
// keys and the message of a cosignature as in https://c2sp.org/signed-note and
// https://c2sp.org/tlog-cosignature, both 1.0.0.
//
// Thread safety: values; SigningKey may be used by several threads.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proof/signed_note.h"

namespace tranche {

// What a key signs. The value is the algorithm byte in its id.
enum class NoteKeyType : uint8_t {
  kEd25519 = 1,      // the text of a note
  kCosignature = 4,  // a witness: the text of a checkpoint, with the time
};

// A named public key: enough to verify signatures.
class VerifierKey {
 public:
  // name        see IsKeyName.
  // public_key  32 bytes (RFC 8032).
  VerifierKey(NoteKeyType type, std::string name, std::string public_key);

  // Reads the text form "<name>+<8 hexadecimal digits of the id>+<base64 of type and key>".
  // Errors: INVALID_ARGUMENT  it is not one; its id does not match the key; or the key is one of those under which
  //                           signatures hold that nobody made (points of small order), or is no canonical encoding.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view text);

  std::string ToString() const;
  const std::string& name() const { return name_; }
  NoteKeyType type() const { return type_; }
  uint32_t id() const { return id_; }
  const std::string& public_key() const { return public_key_; }

  // Verifies the signatures of this key under `note`; those of other keys are ignored.
  // Returns the time at which a witness signed; unspecified for other key types.
  //
  // Errors:
  //   NOT_FOUND            the note has no signature by this key.
  //   FAILED_PRECONDITION  it has one, and it is not valid for this text.
  absl::StatusOr<absl::Time> Check(const SignedNote& note) const;

 private:
  absl::StatusOr<absl::Time> CheckOne(const SignedNote& note, const NoteSignature& signature) const;

  NoteKeyType type_;
  std::string name_;
  std::string public_key_;
  uint32_t id_;
};

// A private Ed25519 key. It has no name of its own: the same key may sign as the log and,
// under another id, as a witness of other logs.
class SigningKey {
 public:
  // Generates a key from OpenSSL's random generator for private keys.
  static SigningKey Generate();

  // Reads PKCS#8 in PEM, not encrypted, as `openssl genpkey -algorithm ed25519` writes it.
  // Errors: INVALID_ARGUMENT  it is not a key, or of another algorithm.
  static absl::StatusOr<SigningKey> ParsePem(absl::string_view pem);

  std::string ToPem() const;
  VerifierKey PublicKey(NoteKeyType type, const std::string& name) const;

  // Signs `text`, which ends with a newline.
  NoteSignature Sign(const std::string& name, absl::string_view text) const;

  // Cosigns `text`, that of a checkpoint, as a witness that saw it at `time` (whole
  // seconds).
  NoteSignature Cosign(const std::string& name, absl::string_view text, absl::Time time) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const;
  };
  explicit SigningKey(EVP_PKEY* key) : key_(key) {}
  std::string SignBytes(absl::string_view message) const;

  std::unique_ptr<EVP_PKEY, Free> key_;
};

}  // namespace tranche
