// Requests as they are read from a connection, and answers as they are written to it, for the thread of the sockets.
// Only http_*.cc includes this header: what Boost.Beast knows of HTTP is in http_io.cc alone.
//
// Thread safety: all of it belongs to one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <variant>

#include "server/exchange.h"
#include "server/http_connection.h"
#include "server/http_limits.h"
#include "server/http_message.h"

namespace tranche::http_internal {

inline constexpr unsigned kHttp11 = 11;

// What a request is answered with on its connection.
struct Reply {
  unsigned version = kHttp11;
  bool keeps_alive = false;
  Exchange* exchange = nullptr;  // what is told of it; null: nothing
  bool is_head = false;          // only what comes before the body is wanted
  std::string language;          // in which refusals are told, as the header Accept-Language; empty for none

  void Note(const std::string& code) const {
    if (exchange != nullptr) exchange->code = code;
  }
};

// How far the server has come in stopping.
struct StopState {
  bool is_stopping = false;  // it takes no more requests
  bool is_cut = false;       // streams have had their time to end
};

// What is still to be read of a request.
struct UnreadBody;

struct ReceivedRequest {
  HttpRequest request;
  Reply reply;                       // without an exchange
  std::shared_ptr<UnreadBody> rest;  // null: all of it was read
};

// What was read: a request, or its head; what to answer to one that could not be read to its end, after which the
// connection ends with a goodbye, as the caller might not see the answer if it were closed at once; an error, when
// nobody waits for an answer.
using Incoming = std::variant<ReceivedRequest, HttpAnswer, error_code>;

class HttpIo {
 public:
  // Both must outlive it.
  HttpIo(const HttpLimits* limits, const StopState* stop) : limits_(*limits), stop_(*stop) {}
  HttpIo(const HttpIo&) = delete;
  HttpIo& operator=(const HttpIo&) = delete;

  // Reads a request up to its body.
  asio::awaitable<Incoming> ReadHead(Connection* connection);

  // Reads the body of `received`, which ReadHead gave, if it has at most `most` bytes.
  asio::awaitable<Incoming> ReadBody(Connection* connection, ReceivedRequest received, size_t most);

  // True if reading the body may take a while, and much memory.
  static bool HasLongBody(const ReceivedRequest& received);

  // For an answer that needs no body. One that has come with its head is dropped, and the connection may go on; of any
  // other nothing is read, and the connection ends with the answer.
  static void LeaveBody(Connection* connection, ReceivedRequest* received);

  // Each is told to the exchange of `reply`, and is an error when the caller takes too long to read it. A refusal is
  // written in the language of `reply` (server/connect_error.h, TellIn).
  asio::awaitable<error_code> Write(Connection* connection, HttpAnswer answer, Reply reply);
  // An answer that goes on: what comes before its parts, those, of which none is empty, and what ends them.
  asio::awaitable<error_code> WriteStreamHead(Connection* connection, const std::string& content_type, Reply reply);
  asio::awaitable<error_code> WritePart(Connection* connection, const std::string& bytes, Reply reply);
  static asio::awaitable<error_code> WriteStreamEnd(Connection* connection);

 private:
  SteadyClock::duration WriteTime() const;

  const HttpLimits& limits_;
  const StopState& stop_;
  size_t large_bodies_ = 0;  // that are being received
};

}  // namespace tranche::http_internal
