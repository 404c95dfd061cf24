#include "log/ed25519.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"

namespace tranche {
namespace {

constexpr size_t kPublicKeyBytes = 32;

const unsigned char* Bytes(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

}  // namespace

bool IsUsableEd25519Key(absl::string_view public_key) {
  // Of their y coordinates; the sign of x, the top bit, plays no part in that. Big-endian. P is 2^255 - 19; the last
  // two belong to the points of order 8.
  static constexpr absl::string_view kPrime = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
  static constexpr absl::string_view kOfSmallOrder[] = {
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000001",
      "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
      "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
      "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"};
  if (public_key.size() != kPublicKeyBytes) return false;
  std::string y(public_key.rbegin(), public_key.rend());
  y[0] = static_cast<char>(y[0] & 0x7f);
  const std::string digits = absl::BytesToHexString(y);
  return digits < kPrime &&
         std::find(std::begin(kOfSmallOrder), std::end(kOfSmallOrder), digits) == std::end(kOfSmallOrder);
}

bool IsEd25519Signature(absl::string_view public_key, absl::string_view message, absl::string_view signature) {
  const std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message), message.size()) == 1;
}

}  // namespace tranche
