// Bytes for a server of HTTP: requests that it must answer, such requests changed, and requests that never end.
//
// Thread safety: pure functions; the source of randomness is an argument.
#pragma once

#include <string>
#include <vector>

#include "tests/fuzz/message_changes.h"

namespace tranche {

// Requests that come together; each has one answer.
struct Pipeline {
  std::string bytes;
  std::vector<bool> are_heads;  // one for each: whether it is a HEAD, whose answer has no body
};

// One to four well-formed requests for a server of a ledger at `host`, of which only the last one may end the
// connection: every method, paths that are there and that are not, fields of every kind, bodies by length and in
// chunks.
Pipeline AnyPipeline(const std::string& host, FuzzRandom* random);

// Changes bytes of HTTP once or a few times: words of the protocol, of `other` and of lengths, line ends, single bits.
void ChangeHttp(const std::string& other, FuzzRandom* random, std::string* bytes);

// The beginning of a request for `host` that has no end, with about so many bytes: of its target, of one field, of
// short fields, of what stands around chunks, of tiny chunks, of what follows the last chunk.
std::string EndlessRequest(const std::string& host, size_t bytes, FuzzRandom* random);

}  // namespace tranche
