// The Connect protocol (https://connectrpc.com/docs/protocol, version 1) as pure functions of text, without sockets:
// unary calls by POST, those that only ask by GET too, and calls whose answer is a stream. Nothing is compressed.
//
//   unary   POST /tranche.v1.LedgerService/GetBalance, Content-Type application/json or application/proto
//           GET  /tranche.v1.LedgerService/GetBalance?connect=v1&encoding=json&message={...}
//   stream  POST /tranche.v1.LedgerService/ListEvents, Content-Type application/connect+json or +proto; each message
//           in an envelope: a byte of flags, its length in four bytes (big-endian), and its bytes
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/calls.h"
#include "server/http_message.h"

namespace tranche {

// What the paths of all calls begin with.
inline constexpr absl::string_view kCallsPath = "/tranche.v1.LedgerService/";

enum class Encoding { kJson, kProto };

// A call that was asked for, with the bytes of its request.
struct ConnectRequest {
  const Call* call = nullptr;
  Encoding encoding = Encoding::kJson;
  std::string message;
  // In which language refusals are told, as the header Accept-Language; empty for none.
  std::string accept_language;
  // Whether it is in the address, so that a cache may keep the answer; and whether the address asks for one that is the
  // same for ever (server/lasting.h).
  bool by_address = false;
  bool may_last = false;
  // How long the caller waits.
  absl::Duration timeout = absl::InfiniteDuration();
};

// Reads a request whose path begins with kCallsPath; its message is not parsed yet. What cannot be one has its answer
// instead: 404 for a procedure that is not there, 405 and 415 for a method or a content type that is not for it, else
// the error as the protocol has it.
std::variant<ConnectRequest, HttpAnswer> ReadConnect(const HttpRequest& request, const Calls& calls);

// The message of a request.
// Errors: INVALID_ARGUMENT  it is malformed, or JSON with a field that there is not.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseMessage(const ConnectRequest& request);

// What answers a unary call.
HttpAnswer UnaryAnswer(Encoding encoding, const absl::StatusOr<std::unique_ptr<google::protobuf::Message>>& response);

// The Content-Type of an answer that is a stream.
std::string StreamType(Encoding encoding);

// A part of a stream, in its envelope.
// Errors: UNIMPLEMENTED  it has fields that this program does not know, which JSON would lose.
absl::StatusOr<std::string> PartEnvelope(Encoding encoding, const google::protobuf::Message& part);

// What ends a stream: OK, or the error.
std::string EndEnvelope(const absl::Status& status);

// What answers a stream that ends before its first part: 200, as the protocol has it, with the error at the end.
HttpAnswer EndedStream(Encoding encoding, const absl::Status& status);

}  // namespace tranche
