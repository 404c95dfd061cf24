// A connection of HTTP, with or without TLS, for the thread of the sockets. Only http_*.cc includes this header, and
// nothing else Boost.
//
// Thread safety: all of it belongs to one thread, but for Bell::Ring.
#pragma once

// clang-format off: Boost.Asio uses std::exchange without its header, which must come first.
#include <utility>
// clang-format on

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "access/tls_keys.h"

namespace tranche::http_internal {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

inline constexpr auto kHangUpTime = std::chrono::seconds(1);

// What was received and could not be parsed yet: a head, what stands around a chunk, or the fields after the last one.
inline constexpr size_t kUnparsedBytesMost = 128 << 10;

// Completes a co_await with the error in `*error`.
inline auto Into(error_code* error) { return asio::redirect_error(asio::use_awaitable, *error); }

// Rung by any thread, heard by a coroutine of the thread of the sockets. A ring that nobody waits for is kept.
class Bell : public std::enable_shared_from_this<Bell> {
 public:
  explicit Bell(asio::io_context* io) : io_(*io), timer_(*io) {}

  void Ring() {
    asio::post(io_, [self = shared_from_this()] {
      self->has_rung_ = true;
      self->timer_.cancel();
    });
  }

  // False if it was not rung until then.
  asio::awaitable<bool> Wait(SteadyClock::time_point until) {
    error_code error;
    if (!has_rung_) {
      timer_.expires_at(until);
      co_await timer_.async_wait(Into(&error));
    }
    co_return std::exchange(has_rung_, false);
  }

 private:
  asio::io_context& io_;
  asio::steady_timer timer_;
  bool has_rung_ = false;
};

// What TLS is spoken with: 1.2 or later, without renegotiation, tickets or kept sessions, so that each connection shows
// its certificate anew. Null for no TLS.
// Errors: INVALID_ARGUMENT  OpenSSL does not take the keys, which ReadTlsFiles has checked.
absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTls(const std::optional<TlsKeys>& keys);

// The bytes of a connection, as they are or through TLS: a stream for Beast.
class Wire {
 public:
  using executor_type = beast::tcp_stream::executor_type;

  // tls  null: no TLS. It must outlive the wire.
  Wire(asio::ip::tcp::socket socket, asio::ssl::context* tls) {
    if (tls != nullptr) {
      tls_.emplace(beast::tcp_stream(std::move(socket)), *tls);
    } else {
      plain_.emplace(std::move(socket));
    }
  }

  bool is_encrypted() const { return tls_.has_value(); }
  // Below TLS: timeouts, cancel, close.
  beast::tcp_stream& tcp() { return tls_ ? tls_->next_layer() : *plain_; }
  executor_type get_executor() { return tcp().get_executor(); }

  // Agrees on TLS; at once without it. An error ends the connection.
  asio::awaitable<error_code> Greet();
  // True if the other end has closed the connection, or its side of it, whatever it sent before that is not yet read.
  bool IsLeft();
  // SHA-256 of the certificate that the other end has shown and TLS has verified; empty without one.
  std::string CertificateOfPeer() const;
  // Says that nothing more is sent, and drops what still comes until the other end has heard it, for kHangUpTime at
  // most.
  asio::awaitable<void> SayGoodbye();

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
    return plain_->async_read_some(buffers, std::forward<Token>(token));
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
    return plain_->async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  // One of them is there.
  std::optional<beast::tcp_stream> plain_;
  mutable std::optional<beast::ssl_stream<beast::tcp_stream>> tls_;
};

struct Connection {
  Connection(asio::ip::tcp::socket socket, asio::ssl::context* tls) : wire(std::move(socket), tls) {}

  Wire wire;
  beast::flat_buffer buffer{kUnparsedBytesMost};
  std::string peer;            // the address of the other end
  std::string certificate;     // Wire::CertificateOfPeer
  bool is_idle = true;         // no request has come
  bool is_waiting = false;     // for work in a lane
  bool owes_goodbye = false;   // it ends with something unread, and the caller has an answer
  std::shared_ptr<Bell> bell;  // of the stream that is being sent
};

}  // namespace tranche::http_internal
