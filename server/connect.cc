#include "server/connect.h"

#include <google/protobuf/util/json_util.h>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "events/message_json.h"
#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/exchange.h"
#include "server/server_refusals.h"

namespace tranche {
namespace {

using google::protobuf::Message;

constexpr size_t kTimeoutDigitsMax = 10;  // of the protocol
constexpr size_t kEnvelopeHead = 5;
constexpr char kEndOfStream = 0x02;
constexpr size_t kQuotedMax = 200;  // bytes of what a parser says

absl::Status Malformed(absl::string_view code, absl::string_view text, RefusalFields fields = {}) {
  return Refuse(absl::StatusCode::kInvalidArgument, code, text, std::move(fields));
}

std::string TypeOf(Encoding encoding) { return encoding == Encoding::kJson ? "application/json" : "application/proto"; }

std::optional<Encoding> EncodingNamed(absl::string_view name) {
  if (name == "json") return Encoding::kJson;
  if (name == "proto") return Encoding::kProto;
  return std::nullopt;
}

// The encoding of a body by its Content-Type, which must be that of a stream or that of a unary call.
std::optional<Encoding> BodyEncoding(const HttpRequest& request, bool is_stream) {
  const std::string type = MediaTypeOf(request.Header("content-type"));
  absl::string_view name = type;
  if (!absl::ConsumePrefix(&name, is_stream ? "application/connect+" : "application/")) return std::nullopt;
  return EncodingNamed(name);
}

HttpAnswer NoSuchCall(const HttpRequest& request) {
  return ErrorAnswer(404, Refuse(absl::StatusCode::kUnimplemented, "server.no-such-call",
                                 "found the path {found}, wanted {path} and the name of a call of proto/service.proto",
                                 {TextField("found", request.path()), TextField("path", kCallsPath)}));
}

HttpAnswer WrongType(absl::string_view found, const std::string& wanted) {
  HttpAnswer answer = ErrorAnswer(415, Refuse(absl::StatusCode::kInvalidArgument, "server.wrong-content-type",
                                              "found the content type \"{found}\", wanted {wanted}",
                                              {TextField("found", found), TextField("wanted", wanted)}));
  answer.headers.emplace_back("Accept-Post", wanted);
  return answer;
}

// What the headers say beside the content: version, compression, deadline.
absl::Status ReadHeaders(const HttpRequest& request, bool is_stream, absl::Duration* timeout) {
  const absl::string_view version = request.Header("connect-protocol-version");
  if (!version.empty() && version != "1")
    return Malformed("server.protocol-version", "Connect-Protocol-Version: found \"{found}\", wanted 1 or nothing",
                     {TextField("found", version)});
  const absl::string_view compression = request.Header(is_stream ? "connect-content-encoding" : "content-encoding");
  if (!compression.empty() && compression != "identity")
    return Refuse(absl::StatusCode::kUnimplemented, "server.compressed",
                  "found a message that is compressed ({found}), wanted one that is not",
                  {TextField("found", compression)});
  const absl::string_view text = request.Header("connect-timeout-ms");
  int64_t milliseconds = 0;
  if (text.empty()) return absl::OkStatus();
  if (text.size() > kTimeoutDigitsMax || !absl::c_all_of(text, absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &milliseconds))
    return Malformed("server.timeout", "Connect-Timeout-Ms: found \"{found}\", wanted at most 10 digits",
                     {TextField("found", text)});
  *timeout = absl::Milliseconds(milliseconds);
  return absl::OkStatus();
}

// The one message in the body of a request for a stream.
absl::StatusOr<std::string> OneEnvelope(absl::string_view body) {
  if (body.size() < kEnvelopeHead)
    return Malformed("server.envelope", "found {found} byte{found:s}, wanted a message in an envelope of 5 bytes",
                     {NumberField("found", body.size())});
  if (body[0] != 0)
    return Malformed("server.envelope-flags", "found an envelope with flags {found}, wanted 0",
                     {NumberField("found", static_cast<uint8_t>(body[0]))});
  uint64_t length = 0;
  for (size_t i = 1; i < kEnvelopeHead; ++i) length = length << 8 | static_cast<uint8_t>(body[i]);
  body.remove_prefix(kEnvelopeHead);
  if (body.size() != length)
    return Malformed("server.envelope-length",
                     "found {found} byte{found:s} after the envelope, which says {length}: wanted exactly one message",
                     {NumberField("found", body.size()), NumberField("length", length)});
  return std::string(body.data(), body.size());
}

// The request of a call that only asks, in the parameters of its address.
std::variant<ConnectRequest, HttpAnswer> ReadGet(const HttpRequest& request, ConnectRequest connect) {
  const auto query = QueryOf(request.target);
  if (!query) return ErrorAnswer(Malformed("server.query", "the address has a \"%\" without two hexadecimal digits"));
  const auto value = [&query](const std::string& name) {
    const auto found = query->find(name);
    return found == query->end() ? std::optional<std::string>() : found->second;
  };
  const std::optional<Encoding> encoding = EncodingNamed(value("encoding").value_or(""));
  if (!encoding) return WrongType(value("encoding").value_or(""), "encoding=json, encoding=proto");
  connect.encoding = *encoding;
  if (const std::string version = value("connect").value_or("v1"); version != "v1")
    return ErrorAnswer(Malformed("server.protocol-version", "connect: found \"{found}\", wanted v1 or nothing",
                                 {TextField("found", version)}));
  if (const std::string compression = value("compression").value_or("identity"); compression != "identity")
    return ErrorAnswer(Refuse(absl::StatusCode::kUnimplemented, "server.compressed",
                              "found a message that is compressed ({found}), wanted one that is not",
                              {TextField("found", compression)}));
  const std::optional<std::string> message = value("message");
  if (!message) return ErrorAnswer(Malformed("server.no-message", "the address has no parameter message"));
  connect.message = *message;
  if (value("base64").value_or("") == "1" && !absl::WebSafeBase64Unescape(*message, &connect.message))
    return ErrorAnswer(Malformed("server.base64", "message: found no URL-safe base64"));
  connect.by_address = true;
  connect.may_last = value("lasting").value_or("") == "1";
  return connect;
}

std::variant<ConnectRequest, HttpAnswer> ReadPost(const HttpRequest& request, ConnectRequest connect) {
  const bool is_stream = connect.call->stream != nullptr;
  const std::optional<Encoding> encoding = BodyEncoding(request, is_stream);
  if (!encoding)
    return WrongType(request.Header("content-type"), is_stream ? "application/connect+json, application/connect+proto"
                                                               : "application/json, application/proto");
  connect.encoding = *encoding;
  const absl::Status read = ReadHeaders(request, is_stream, &connect.timeout);
  if (!is_stream) {
    if (!read.ok()) return ErrorAnswer(read);
    connect.message = request.body;
    return connect;
  }
  if (!read.ok()) return EndedStream(*encoding, read);
  absl::StatusOr<std::string> message = OneEnvelope(request.body);
  if (!message.ok()) return EndedStream(*encoding, message.status());
  connect.message = *std::move(message);
  return connect;
}

// `message` as text or bytes.
absl::StatusOr<std::string> Encoded(Encoding encoding, const Message& message) {
  if (encoding == Encoding::kProto) return message.SerializeAsString();
  std::string json;
  if (AppendJson(message, &json)) return json;
  return LostInJson();
}

std::string InEnvelope(char flags, absl::string_view bytes) {
  std::string envelope(1, flags);
  for (int shift = 24; shift >= 0; shift -= 8) envelope += static_cast<char>(bytes.size() >> shift & 0xff);
  return absl::StrCat(envelope, bytes);
}

}  // namespace

std::variant<ConnectRequest, HttpAnswer> ReadConnect(const HttpRequest& request, const Calls& calls) {
  ConnectRequest connect;
  connect.call = calls.Find(absl::StripPrefix(request.path(), kCallsPath));
  if (connect.call == nullptr) return NoSuchCall(request);
  connect.accept_language = std::string(request.Header("accept-language"));
  const bool may_get = connect.call->stream == nullptr && OnlyAsks(*connect.call);
  if (request.method == "POST") return ReadPost(request, std::move(connect));
  if (request.method != "GET" || !may_get) return MethodNotAllowed(request, may_get ? "GET, POST" : "POST");
  if (const absl::Status read = ReadHeaders(request, false, &connect.timeout); !read.ok()) return ErrorAnswer(read);
  return ReadGet(request, std::move(connect));
}

absl::StatusOr<std::unique_ptr<Message>> ParseMessage(const ConnectRequest& request) {
  std::unique_ptr<Message> message(request.call->request->New());
  if (request.encoding == Encoding::kProto) {
    if (message->ParseFromString(request.message)) return message;
    return Malformed("server.malformed-proto", "the request is no {type}", {TextField("type", message->GetTypeName())});
  }
  const auto parsed = google::protobuf::util::JsonStringToMessage(request.message, message.get());
  if (parsed.ok()) return message;
  const std::string why =
      absl::StrReplaceAll(std::string(parsed.message().data(), parsed.message().size()), {{"\n", " "}});
  return Malformed("server.malformed-json", "the request is no {type} in JSON: {why}",
                   {TextField("type", message->GetTypeName()), TextField("why", why.substr(0, kQuotedMax))});
}

HttpAnswer UnaryAnswer(Encoding encoding, const absl::StatusOr<std::unique_ptr<Message>>& response) {
  if (!response.ok()) {
    // What a ledger refuses is told with its names (server/call_plan.cc) or not at all.
    HttpAnswer refused = ErrorAnswer(response.status());
    refused.body_of = nullptr;
    return refused;
  }
  absl::StatusOr<std::string> body = Encoded(encoding, **response);
  if (!body.ok()) return ErrorAnswer(body.status());
  return {200, TypeOf(encoding), *std::move(body), {}};
}

std::string StreamType(Encoding encoding) {
  return encoding == Encoding::kJson ? "application/connect+json" : "application/connect+proto";
}

absl::StatusOr<std::string> PartEnvelope(Encoding encoding, const Message& part) {
  absl::StatusOr<std::string> bytes = Encoded(encoding, part);
  if (!bytes.ok()) return bytes.status();
  return InEnvelope(0, *bytes);
}

std::string EndEnvelope(const absl::Status& status) {
  return InEnvelope(kEndOfStream, status.ok() ? "{}" : absl::StrCat("{\"error\":", ErrorJson(status), "}"));
}

HttpAnswer EndedStream(Encoding encoding, const absl::Status& status) {
  return {200, StreamType(encoding), EndEnvelope(status), {}, CodeWordOf(status), {}, status, EndEnvelope};
}

}  // namespace tranche
