// What tells one request from all others, in the answer and in the log: the one that the caller has given it, so that
// it can be followed through several programs, or one of ours.
//
// Thread safety: IsRequestId is pure; RequestIds may be used by several threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// True for 1 to 128 letters, digits, ".", "_" and "-": what can be in a header and in a log as it is.
bool IsRequestId(absl::string_view text);

class RequestIds {
 public:
  // server  a random number, so that no two runs of a server make the same ids.
  explicit RequestIds(uint64_t server) : server_(server) {}

  // `given` if it is a request id, else a new one: "00c0ffee00c0ffee-17".
  std::string For(absl::string_view given);

 private:
  const uint64_t server_;
  std::atomic<uint64_t> made_{0};
};

}  // namespace tranche
