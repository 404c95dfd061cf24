#include "server/http_io.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/refusal.h"
#include "server/connect_error.h"
#include "server/request_target.h"
#include "server/server_refusals.h"

namespace tranche::http_internal {
namespace {

namespace http = beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr uint64_t kLargeBody = 64 << 10;
constexpr size_t kReadBytes = 64 << 10;             // at once
constexpr auto kCutTime = std::chrono::seconds(2);  // to say goodbye to a stream that is cut
constexpr char kRequestIdHeader[] = "X-Request-Id";

// Without its body.
ReceivedRequest ToRequest(const Connection& connection, const http::request<http::string_body>& received) {
  ReceivedRequest result;
  result.reply = {received.version(), received.keep_alive(), nullptr, received.method() == http::verb::head, ""};
  HttpRequest& request = result.request;
  request.peer = connection.peer;
  request.certificate = connection.certificate;
  request.is_encrypted = connection.wire.is_encrypted();
  request.method = std::string(received.method_string());
  request.target = std::string(received.target());
  for (const auto& field : received) {
    std::string& value = request.headers[absl::AsciiStrToLower(std::string(field.name_string()))];
    absl::StrAppend(&value, value.empty() ? "" : ", ", std::string(field.value()));
  }
  TakeAuthority(&request);
  result.reply.language = std::string(request.Header("accept-language"));
  return result;
}

// `answer` to what was not read to its end, in the language of as much as was.
HttpAnswer Told(const ReceivedRequest& received, HttpAnswer answer) {
  TellIn(received.reply.language, &answer);
  return answer;
}

HttpAnswer TooLarge(const ReceivedRequest& received, size_t most) {
  return Told(received, ErrorAnswer(413, Refuse(absl::StatusCode::kResourceExhausted, "server.body-too-large",
                                                "the request is larger than the {most} bytes that the server takes",
                                                {NumberField("most", most)})));
}

// What to answer when a request could not be read; `error` if nobody waits for an answer.
Incoming AnswerToUnread(const ReceivedRequest& received, const error_code& error, const HttpLimits& limits) {
  if (error == http::error::header_limit)
    return Told(received, ErrorAnswer(431, Refuse(absl::StatusCode::kResourceExhausted, "server.header-too-large",
                                                  "the address and the headers are larger than the {most} bytes that "
                                                  "the server takes",
                                                  {NumberField("most", limits.header_bytes)})));
  const bool is_gone = error == http::error::end_of_stream || error == http::error::partial_message;
  if (is_gone || error.category() != make_error_code(http::error::end_of_stream).category()) return error;
  return Told(received,
              ErrorAnswer(400, Refuse(absl::StatusCode::kInvalidArgument, "server.malformed-http",
                                      "this is no request of HTTP/1.1: {why}", {TextField("why", error.message())})));
}

// What another server on the way may have read otherwise. A request of HTTP/1.1 says once whom it asks, also one with
// an absolute target (RFC 9112, 3.2). One of HTTP/1.0 has no chunks (6.1).
std::optional<HttpAnswer> WhyAmbiguous(const http::request<http::string_body>& received) {
  constexpr auto kMalformed = absl::StatusCode::kInvalidArgument;
  const bool is_old = received.version() < kHttp11;
  if (is_old && received.count(http::field::transfer_encoding) > 0)
    return ErrorAnswer(400, Refuse(kMalformed, "server.chunks-of-http-1-0",
                                   "found a header Transfer-Encoding in HTTP/1.0, wanted Content-Length"));
  const size_t hosts = received.count(http::field::host);
  if (hosts == 1 || (hosts == 0 && is_old)) return std::nullopt;
  return ErrorAnswer(400, Refuse(kMalformed, "server.not-one-host", "found {found} header{found:s} Host, wanted one",
                                 {NumberField("found", hosts)}));
}

// Reads a head of at most `most` bytes. Beast's own limit is one of what it could not parse yet, which any number of
// fields stays below that come a few at a time.
asio::awaitable<error_code> ReadFields(Connection* connection, Parser* parser, size_t most) {
  beast::flat_buffer& buffer = connection->buffer;
  error_code error = make_error_code(http::error::need_more);
  size_t parsed = 0;
  while (true) {
    if (buffer.size() > 0) {
      const size_t used = parser->put(buffer.data(), error);
      buffer.consume(used);
      parsed += used;
    }
    if (error != http::error::need_more) co_return error;
    const size_t left = most - std::min(most, parsed + buffer.size());
    const size_t room = std::min(beast::read_size(buffer, kReadBytes), left);
    if (room == 0) co_return make_error_code(http::error::header_limit);
    const size_t came = co_await connection->wire.async_read_some(buffer.prepare(room), Into(&error));
    if (error) co_return error;
    buffer.commit(came);
  }
}

asio::awaitable<error_code> ReadRest(Connection* connection, Parser* parser) {
  error_code error;
  if (beast::iequals(parser->get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, kHttp11);
    co_await http::async_write(connection->wire, go_on, Into(&error));
    if (error) co_return error;
  }
  co_await http::async_read(connection->wire, connection->buffer, *parser, Into(&error));
  co_return error;
}

// What is said before every body.
template <typename Body>
void SetHeaders(const Connection& connection, const std::string& content_type, const Reply& reply,
                http::response<Body>* response) {
  response->set(http::field::content_type, content_type);
  for (const auto& [name, value] : StandardHeaders(connection.wire.is_encrypted())) response->set(name, value);
  if (reply.exchange != nullptr && !reply.exchange->request_id.empty())
    response->set(kRequestIdHeader, reply.exchange->request_id);
  response->keep_alive(reply.keeps_alive);
}

void NoteSent(const Reply& reply, const std::string& bytes) {
  if (reply.exchange != nullptr) reply.exchange->sent_bytes += bytes.size();
}

}  // namespace

struct UnreadBody {
  Parser parser;  // has read the head
};

asio::awaitable<Incoming> HttpIo::ReadHead(Connection* connection) {
  auto rest = std::make_shared<UnreadBody>();
  Parser& parser = rest->parser;
  parser.header_limit(static_cast<uint32_t>(limits_.header_bytes));
  parser.body_limit(std::numeric_limits<uint64_t>::max());  // what the door takes is not known yet
  connection->wire.tcp().expires_after(absl::ToChronoNanoseconds(limits_.idle_time));
  connection->is_idle = true;
  const error_code error = co_await ReadFields(connection, &parser, limits_.header_bytes);
  connection->is_idle = false;
  ReceivedRequest received = ToRequest(*connection, parser.get());
  if (error) co_return AnswerToUnread(received, error, limits_);
  if (auto wrong = WhyAmbiguous(parser.get())) co_return Told(received, *std::move(wrong));
  if (!parser.is_done()) received.rest = std::move(rest);
  co_return received;
}

asio::awaitable<Incoming> HttpIo::ReadBody(Connection* connection, ReceivedRequest received, size_t most) {
  if (received.rest == nullptr) co_return received;
  most = std::min(most, limits_.body_bytes);
  Parser& parser = received.rest->parser;
  if (parser.content_length().value_or(0) > most) co_return TooLarge(received, most);
  parser.body_limit(most);
  const bool is_large = most > kLargeBody && HasLongBody(received);
  if (is_large && large_bodies_ >= limits_.large_bodies) co_return Told(received, ErrorAnswer(Busy()));
  large_bodies_ += is_large ? 1 : 0;
  const error_code error = co_await ReadRest(connection, &parser);
  large_bodies_ -= is_large ? 1 : 0;
  // What is around a chunk is too much.
  const bool is_too_large = error == http::error::body_limit || error == http::error::buffer_overflow;
  if (is_too_large) co_return TooLarge(received, most);
  if (error) co_return AnswerToUnread(received, error, limits_);
  received.request.body = std::move(parser.get().body());
  received.rest = nullptr;
  co_return received;
}

bool HttpIo::HasLongBody(const ReceivedRequest& received) {
  if (received.rest == nullptr) return false;
  const Parser& parser = received.rest->parser;
  return parser.chunked() || parser.content_length().value_or(0) > kLargeBody;
}

void HttpIo::LeaveBody(Connection* connection, ReceivedRequest* received) {
  if (received->rest == nullptr) return;
  const auto length = received->rest->parser.content_length();
  if (length && *length <= connection->buffer.size()) {
    connection->buffer.consume(static_cast<size_t>(*length));
    received->rest = nullptr;
  } else {
    received->reply.keeps_alive = false;
  }
}

asio::awaitable<error_code> HttpIo::Write(Connection* connection, HttpAnswer answer, Reply reply) {
  TellIn(reply.language, &answer);
  http::response<http::string_body> response;
  response.version(reply.version);
  response.result(static_cast<unsigned>(answer.status));
  SetHeaders(*connection, answer.content_type, reply, &response);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  reply.Note(answer.code);
  if (!reply.is_head) NoteSent(reply, answer.body);
  response.body() = std::move(answer.body);
  response.prepare_payload();
  if (reply.is_head) response.body().clear();
  connection->wire.tcp().expires_after(WriteTime());
  error_code error;
  co_await http::async_write(connection->wire, response, Into(&error));
  co_return error;
}

asio::awaitable<error_code> HttpIo::WriteStreamHead(Connection* connection, const std::string& content_type,
                                                    Reply reply) {
  http::response<http::empty_body> head(http::status::ok, reply.version);
  SetHeaders(*connection, content_type, reply, &head);
  head.chunked(true);
  http::response_serializer<http::empty_body> serializer(head);
  error_code error;
  connection->wire.tcp().expires_after(WriteTime());
  co_await http::async_write_header(connection->wire, serializer, Into(&error));
  co_return error;
}

asio::awaitable<error_code> HttpIo::WritePart(Connection* connection, const std::string& bytes, Reply reply) {
  NoteSent(reply, bytes);
  error_code error;
  connection->wire.tcp().expires_after(WriteTime());
  co_await asio::async_write(connection->wire, http::make_chunk(asio::buffer(bytes)), Into(&error));
  co_return error;
}

asio::awaitable<error_code> HttpIo::WriteStreamEnd(Connection* connection) {
  error_code error;
  co_await asio::async_write(connection->wire, http::make_chunk_last(), Into(&error));
  co_return error;
}

SteadyClock::duration HttpIo::WriteTime() const {
  return stop_.is_cut ? SteadyClock::duration(kCutTime) : absl::ToChronoNanoseconds(limits_.idle_time);
}

}  // namespace tranche::http_internal
