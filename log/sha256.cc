#include "log/sha256.h"

#include <openssl/evp.h>

#include <cstddef>
#include <memory>

#include "events/check.h"
#include "log/sha256_lanes.h"

namespace tranche {
namespace {

// One context per thread: creating one costs more than hashing an event.
class Sha256Context {
 public:
  Sha256Context() {
    TRANCHE_CHECK(context_ != nullptr && EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) == 1,
                  "OpenSSL has no SHA-256");
  }

  Sha256Context& Begin() {
    TRANCHE_CHECK(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1, "SHA-256 cannot begin");
    return *this;
  }
  Sha256Context& Add(const void* bytes, size_t size) {
    TRANCHE_CHECK(EVP_DigestUpdate(context_.get(), bytes, size) == 1, "SHA-256 cannot go on");
    return *this;
  }
  Digest End() {
    Digest digest;
    TRANCHE_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1, "SHA-256 cannot end");
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

Sha256Context& Begin() {
  thread_local Sha256Context context;
  return context.Begin();
}

}  // namespace

Sha256Way FastestSha256() {
  static const Sha256Way way = HasSha256Lanes() ? Sha256Way::kTwoLanes : Sha256Way::kOneByOne;
  return way;
}

Digest Sha256(absl::string_view bytes) { return Begin().Add(bytes.data(), bytes.size()).End(); }

void Sha256OfEach(uint8_t prefix, absl::Span<const absl::string_view> entries, absl::Span<Digest> digests,
                  Sha256Way way) {
  TRANCHE_CHECK(entries.size() == digests.size(), entries.size(), " entries have ", digests.size(), " digests");
  // A string alone leaves a lane empty, and OpenSSL is as fast.
  if (way == Sha256Way::kTwoLanes && entries.size() > 1) return Sha256InLanes(prefix, entries, digests);
  for (size_t i = 0; i < entries.size(); ++i)
    digests[i] = Begin().Add(&prefix, 1).Add(entries[i].data(), entries[i].size()).End();
}

}  // namespace tranche
