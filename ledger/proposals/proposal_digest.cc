#include "ledger/proposals/proposal_digest.h"

#include <openssl/evp.h>

#include "events/check.h"
#include "storage/encoding/key_codec.h"

namespace tranche {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct ProposalDigest::Context {
  std::unique_ptr<EVP_MD_CTX, FreeContext> made{EVP_MD_CTX_new()};

  void Add(absl::string_view bytes) const {
    TRANCHE_CHECK(EVP_DigestUpdate(made.get(), bytes.data(), bytes.size()) == 1, "SHA-256 takes no more bytes");
  }
};

ProposalDigest::ProposalDigest() : context_(std::make_unique<Context>()) {
  TRANCHE_CHECK(context_->made != nullptr && EVP_DigestInit_ex(context_->made.get(), EVP_sha256(), nullptr) == 1,
                "SHA-256 is not to be had");
}

ProposalDigest::~ProposalDigest() = default;

void ProposalDigest::Add(absl::string_view command) {
  std::string length;
  storage::AppendU64(command.size(), &length);
  context_->Add(length);
  context_->Add(command);
}

std::string ProposalDigest::Finish() {
  std::string digest(EVP_MD_size(EVP_sha256()), '\0');
  TRANCHE_CHECK(EVP_DigestFinal_ex(context_->made.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1,
                "SHA-256 gives no digest");
  return digest;
}

}  // namespace tranche
