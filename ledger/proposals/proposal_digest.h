// The digest by which a proposal is approved.
//
// Thread safety: one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// SHA-256 over commands in order, each after its length in bytes as 8 bytes, big-endian.
class ProposalDigest {
 public:
  ProposalDigest();
  ~ProposalDigest();

  // Adds the next command.
  void Add(absl::string_view command);

  // The 32 bytes. Called once, last.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace tranche
