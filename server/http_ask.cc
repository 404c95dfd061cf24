#include "server/http_ask.h"

#include <openssl/ssl.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "server/http_connection.h"
#include "server/listen_address.h"

namespace tranche {
namespace {

namespace asio = http_internal::asio;
namespace beast = http_internal::beast;
namespace http = beast::http;
using http_internal::error_code;
using http_internal::Into;
using Request = http::request<http::string_body>;
using Answer = http::response_parser<http::string_body>;

constexpr uint64_t kAnswerBytesMax = uint64_t{64} << 20;
constexpr unsigned kHttp11 = 11;

// Where a server is, taken apart.
struct Place {
  std::string host;
  std::string port;
  std::string authority;  // for the header Host
  bool has_tls = false;
};

absl::Status NoAddress(const std::string& address) {
  return Refuse(absl::StatusCode::kInvalidArgument, "server.no-address",
                "found the address \"{found}\", wanted one such as https://hanoi-1.example:8443",
                {TextField("found", address)});
}

absl::StatusOr<Place> PlaceOf(const std::string& address, bool others_may_read) {
  absl::string_view rest = address;
  Place place;
  place.has_tls = absl::ConsumePrefix(&rest, "https://");
  if (!place.has_tls && !absl::ConsumePrefix(&rest, "http://")) return NoAddress(address);
  const size_t colon = rest.rfind(':');
  if (colon == absl::string_view::npos || colon == 0 || colon + 1 == rest.size()) return NoAddress(address);
  place.authority = std::string(rest);
  place.port = std::string(rest.substr(colon + 1));
  absl::string_view host = rest.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  place.host = std::string(host);
  if (place.has_tls || others_may_read) return place;
  const absl::StatusOr<ListenAddress> own = ReadListenAddress(rest);
  if (own.ok() && own->IsLoopback()) return place;
  return Refuse(absl::StatusCode::kFailedPrecondition, "server.not-encrypted",
                "{address} is another machine, and what is asked there would not be encrypted: ask it as "
                "https://{address}",
                {TextField("address", rest)});
}

absl::StatusOr<std::unique_ptr<asio::ssl::context>> TlsTo(const Place& place, const std::string& authority) {
  if (!place.has_tls) return std::unique_ptr<asio::ssl::context>();
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  error_code error;
  if (authority.empty()) {
    tls->set_default_verify_paths(error);
  } else {
    tls->add_certificate_authority(asio::buffer(authority), error);
  }
  if (!error) tls->set_verify_mode(asio::ssl::verify_peer, error);
  const bool is_taken = ::SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION) == 1;
  if (!error && is_taken) return tls;
  return Refuse(absl::StatusCode::kInvalidArgument, "tls.not-taken", "TLS does not take the certificate or key: {why}",
                {TextField("why", error.message())});
}

Request RequestOf(const HttpAsk& ask, const Place& place) {
  Request request(ask.reads ? http::verb::get : http::verb::post, ask.target, kHttp11);
  request.set(http::field::host, place.authority);
  if (!ask.reads) request.set(http::field::content_type, ask.content_type);
  request.keep_alive(false);
  for (const auto& [name, value] : ask.headers) request.set(name, value);
  request.body() = ask.body;
  request.prepare_payload();
  return request;
}

// One request and its answer, for the thread that runs the context.
class Exchange {
 public:
  Exchange(asio::io_context* context, const Place& place, asio::ssl::context* tls)
      : place_(place), resolver_(*context) {
    if (tls == nullptr) {
      plain_.emplace(*context);
    } else {
      encrypted_.emplace(*context, *tls);
    }
    answer.body_limit(kAnswerBytesMax);
  }

  asio::awaitable<void> Run(const Request& request, absl::Duration connect_max, absl::Duration answer_max) {
    co_await Connect(connect_max);
    if (error) co_return;
    was_sent = true;
    tcp().expires_after(absl::ToChronoNanoseconds(answer_max));
    beast::flat_buffer buffer;
    if (encrypted_) {
      co_await http::async_write(*encrypted_, request, Into(&error));
      if (!error) co_await http::async_read(*encrypted_, buffer, answer, Into(&error));
    } else {
      co_await http::async_write(*plain_, request, Into(&error));
      if (!error) co_await http::async_read(*plain_, buffer, answer, Into(&error));
    }
  }

  error_code error;
  bool was_sent = false;
  Answer answer;

 private:
  beast::tcp_stream& tcp() { return encrypted_ ? encrypted_->next_layer() : *plain_; }

  asio::awaitable<void> Connect(absl::Duration most) {
    const auto found = co_await resolver_.async_resolve(place_.host, place_.port, Into(&error));
    if (error) co_return;
    tcp().expires_after(absl::ToChronoNanoseconds(most));
    co_await tcp().async_connect(found, Into(&error));
    if (error || !encrypted_) co_return;
    ::SSL_set_tlsext_host_name(encrypted_->native_handle(), place_.host.c_str());
    encrypted_->set_verify_callback(asio::ssl::host_name_verification(place_.host), error);
    if (error) co_return;
    tcp().expires_after(absl::ToChronoNanoseconds(most));
    co_await encrypted_->async_handshake(asio::ssl::stream_base::client, Into(&error));
  }

  const Place& place_;
  asio::ip::tcp::resolver resolver_;
  // One of them is there.
  std::optional<beast::tcp_stream> plain_;
  std::optional<beast::ssl_stream<beast::tcp_stream>> encrypted_;
};

absl::Status NoAnswer(const std::string& address, const Exchange& exchange) {
  const RefusalFields fields = {TextField("address", address), TextField("reason", exchange.error.message())};
  if (!exchange.was_sent)
    return Refuse(absl::StatusCode::kUnavailable, kNotThere, "{address}: no server answers there: {reason}", fields);
  return Refuse(absl::StatusCode::kUnavailable, kLostAnswer,
                "{address}: the connection ended before the whole answer was there: {reason}", fields);
}

HttpAnswer AnswerOf(Answer* parsed) {
  auto message = parsed->release();
  HttpAnswer answer;
  answer.status = static_cast<int>(message.result_int());
  answer.content_type = std::string(message[http::field::content_type]);
  for (const auto& field : message) answer.headers.emplace_back(field.name_string(), field.value());
  answer.body = std::move(message.body());
  return answer;
}

}  // namespace

absl::StatusOr<HttpAnswer> AskHttp(const HttpAsk& ask, absl::Duration connect_max, absl::Duration answer_max) {
  const absl::StatusOr<Place> place = PlaceOf(ask.address, ask.others_may_read);
  if (!place.ok()) return place.status();
  const absl::StatusOr<std::unique_ptr<asio::ssl::context>> tls = TlsTo(*place, ask.authority);
  if (!tls.ok()) return tls.status();
  asio::io_context context;
  Exchange exchange(&context, *place, tls->get());
  const Request request = RequestOf(ask, *place);
  asio::co_spawn(context, exchange.Run(request, connect_max, answer_max), asio::detached);
  context.run();
  if (exchange.error) return NoAnswer(ask.address, exchange);
  return AnswerOf(&exchange.answer);
}

}  // namespace tranche
