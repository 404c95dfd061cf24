#include "proof/note_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/check.h"
#include "events/instant.h"
#include "events/refusal.h"
#include "log/ed25519.h"
#include "log/merkle_tree.h"
#include "storage/encoding/key_codec.h"
#include "storage/excerpt.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kPublicKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;

const unsigned char* Bytes(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Memory = std::unique_ptr<BIO, FreeBio>;

uint32_t IdOf(NoteKeyType type, absl::string_view name, absl::string_view public_key) {
  const Digest digest = Sha256(absl::StrCat(name, "\n", std::string(1, static_cast<char>(type)), public_key));
  uint32_t id = 0;
  TRANCHE_CHECK(storage::KeyReader(ToBytes(digest)).ReadU32(&id), "a digest shorter than a key id");
  return id;
}

std::string HexId(uint32_t id) { return absl::StrCat(absl::Hex(id, absl::kZeroPad8)); }

std::string CosignedMessage(absl::string_view text, uint64_t seconds) {
  return absl::StrCat("cosignature/v1\ntime ", seconds, "\n", text);
}

}  // namespace

VerifierKey::VerifierKey(NoteKeyType type, std::string name, std::string public_key)
    : type_(type), name_(std::move(name)), public_key_(std::move(public_key)), id_(IdOf(type_, name_, public_key_)) {
  TRANCHE_CHECK(IsKeyName(name_) && public_key_.size() == kPublicKeyBytes, "a verifier key \"", name_, "\"");
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view text) {
  if (storage::LooksLikePrivateKey(text))
    return Refuse(kInvalid, "key.private",
                  "this is a private key, wanted a public one, as `tranche key show` prints it; nobody who checks "
                  "needs the private key: if others have seen it, make a new one");
  const absl::Status malformed =
      Refuse(kInvalid, "key.not-public", "this is no public key, wanted NAME+ID+KEY, as `tranche key show` prints it");
  const std::vector<std::string> parts = absl::StrSplit(absl::StripAsciiWhitespace(text), absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !IsKeyName(parts[0])) return malformed;
  const absl::StatusOr<std::string> bytes = FromBase64(parts[2]);
  if (!bytes.ok() || bytes->size() != kPublicKeyBytes + 1) return malformed;
  const auto type = static_cast<NoteKeyType>(bytes->front());
  if (type != NoteKeyType::kEd25519 && type != NoteKeyType::kCosignature)
    return Refuse(kInvalid, "key.type", "found a key of type {type}, wanted 1 (Ed25519) or 4 (Ed25519 of a witness)",
                  {NumberField("type", static_cast<uint64_t>(type))});
  VerifierKey key(type, parts[0], bytes->substr(1));
  if (!IsUsableEd25519Key(key.public_key()))
    return Refuse(kInvalid, "key.of-small-order",
                  "signatures that nobody made would hold under this key: it is no key that anybody generated");
  if (parts[1] != HexId(key.id()))
    return Refuse(kInvalid, "key.id-differs",
                  "found the key id {found}, that of the key is {wanted}: a letter of the key was lost or changed",
                  {TextField("found", storage::Excerpt(parts[1])), TextField("wanted", HexId(key.id()))});
  return key;
}

std::string VerifierKey::ToString() const {
  return absl::StrCat(name_, "+", absl::Hex(id_, absl::kZeroPad8), "+",
                      absl::Base64Escape(absl::StrCat(std::string(1, static_cast<char>(type_)), public_key_)));
}

absl::StatusOr<absl::Time> VerifierKey::CheckOne(const SignedNote& note, const NoteSignature& signature) const {
  const absl::Status wrong =
      Refuse(absl::StatusCode::kFailedPrecondition, "signature.does-not-hold",
             "the signature of {name} does not hold: the text under it was altered, or another key signed",
             {TextField("name", name_)});
  if (type_ == NoteKeyType::kEd25519) {
    const bool holds =
        signature.bytes.size() == kSignatureBytes && IsEd25519Signature(public_key_, note.text, signature.bytes);
    return holds ? absl::StatusOr<absl::Time>(absl::InfinitePast()) : wrong;
  }
  uint64_t seconds = 0;
  if (signature.bytes.size() != sizeof(seconds) + kSignatureBytes) return wrong;
  (void)storage::KeyReader(signature.bytes).ReadU64(&seconds);
  const absl::string_view rest = absl::string_view(signature.bytes).substr(sizeof(seconds));
  const bool is_instant = seconds <= static_cast<uint64_t>(absl::ToUnixSeconds(LastInstant()));
  if (!is_instant || !IsEd25519Signature(public_key_, CosignedMessage(note.text, seconds), rest)) return wrong;
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

absl::StatusOr<absl::Time> VerifierKey::Check(const SignedNote& note) const {
  absl::StatusOr<absl::Time> found =
      Refuse(absl::StatusCode::kNotFound, "signature.none", "no signature of {name} (key id {id})",
             {TextField("name", name_), TextField("id", HexId(id_))});
  for (const NoteSignature& signature : note.signatures) {
    if (signature.key_name != name_ || signature.key_id != id_) continue;
    found = CheckOne(note, signature);
    if (!found.ok()) return found;
  }
  return found;
}

void SigningKey::Free::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

SigningKey SigningKey::Generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  TRANCHE_CHECK(key != nullptr, "OpenSSL cannot make an Ed25519 key");
  return SigningKey(key);
}

absl::StatusOr<SigningKey> SigningKey::ParsePem(absl::string_view pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // Without this callback OpenSSL would prompt for a passphrase on the terminal; an encrypted
  // key is refused instead.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  SigningKey key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr));
  if (key.key_ == nullptr || EVP_PKEY_get_base_id(key.key_.get()) != EVP_PKEY_ED25519)
    return Refuse(kInvalid, "key.not-private",
                  "wanted a private Ed25519 key in PEM without a password, as `tranche key generate` or `openssl "
                  "genpkey -algorithm ed25519` writes it");
  return key;
}

std::string SigningKey::ToPem() const {
  const Memory memory(BIO_new(BIO_s_mem()));
  const int written = PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  TRANCHE_CHECK(written == 1, "OpenSSL cannot write a key");
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return std::string(bytes, static_cast<size_t>(size));
}

VerifierKey SigningKey::PublicKey(NoteKeyType type, const std::string& name) const {
  std::string bytes(kPublicKeyBytes, '\0');
  size_t size = bytes.size();
  TRANCHE_CHECK(EVP_PKEY_get_raw_public_key(key_.get(), Bytes(&bytes), &size) == 1 && size == kPublicKeyBytes,
                "OpenSSL has no public key of an Ed25519 key");
  return VerifierKey(type, name, bytes);
}

std::string SigningKey::SignBytes(absl::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  const bool is_signed = context != nullptr &&
                         EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                         EVP_DigestSign(context.get(), Bytes(&signature), &size, Bytes(message), message.size()) == 1;
  TRANCHE_CHECK(is_signed && size == kSignatureBytes, "OpenSSL cannot sign with an Ed25519 key");
  return signature;
}

NoteSignature SigningKey::Sign(const std::string& name, absl::string_view text) const {
  return {name, PublicKey(NoteKeyType::kEd25519, name).id(), SignBytes(text)};
}

NoteSignature SigningKey::Cosign(const std::string& name, absl::string_view text, absl::Time time) const {
  const auto seconds = static_cast<uint64_t>(absl::ToUnixSeconds(time));
  std::string bytes;
  storage::AppendU64(seconds, &bytes);
  absl::StrAppend(&bytes, SignBytes(CosignedMessage(text, seconds)));
  return {name, PublicKey(NoteKeyType::kCosignature, name).id(), bytes};
}

}  // namespace tranche
