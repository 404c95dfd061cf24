#include "access/secrets.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "events/check.h"

namespace tranche {
namespace {

constexpr absl::string_view kPrefix = "tranche_";
constexpr size_t kSecretBytes = 32;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kEncodedSize = 48;  // of 36 bytes, without padding

}  // namespace

std::string SystemRandomBytes(size_t count) {
  std::string bytes(count, '\0');
  const int made = ::RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
  TRANCHE_CHECK(made == 1, "OpenSSL has no random bytes");
  return bytes;
}

std::string Sha256Of(absl::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  const int made = ::EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, ::EVP_sha256(), nullptr);
  TRANCHE_CHECK(made == 1, "OpenSSL has no SHA-256");
  return {reinterpret_cast<const char*>(hash.data()), size};
}

bool IsSameSecret(absl::string_view one, absl::string_view other) {
  return one.size() == other.size() && ::CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string MakeToken(const RandomBytes& random) {
  const std::string secret = random(kSecretBytes);
  return absl::StrCat(kPrefix,
                      absl::WebSafeBase64Escape(absl::StrCat(secret, Sha256Of(secret).substr(0, kChecksumBytes))));
}

bool IsTokenText(absl::string_view text) {
  std::string bytes;
  if (!absl::ConsumePrefix(&text, kPrefix) || text.size() != kEncodedSize ||
      !absl::WebSafeBase64Unescape(text, &bytes) || bytes.size() != kSecretBytes + kChecksumBytes)
    return false;
  const std::string checksum = Sha256Of(bytes.substr(0, kSecretBytes)).substr(0, kChecksumBytes);
  return IsSameSecret(checksum, absl::string_view(bytes).substr(kSecretBytes));
}

}  // namespace tranche
