#include "server/http_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <boost/asio/ssl/stream_base.hpp>

#include "access/secrets.h"
#include "events/refusal.h"

namespace tranche::http_internal {

absl::StatusOr<std::unique_ptr<asio::ssl::context>> MakeTls(const std::optional<TlsKeys>& keys) {
  if (!keys) return std::unique_ptr<asio::ssl::context>();
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  bool is_taken = ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1;
  ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  ::SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_num_tickets(native, 0);
  error_code error;
  tls->use_certificate_chain(asio::buffer(keys->certificate), error);
  if (!error) tls->use_private_key(asio::buffer(keys->key), asio::ssl::context::pem, error);
  if (!error && !keys->client_ca.empty()) {
    tls->add_certificate_authority(asio::buffer(keys->client_ca), error);
    // Whoever shows none may have a token.
    if (!error) tls->set_verify_mode(asio::ssl::verify_peer, error);
  }
  is_taken = is_taken && !error;
  if (is_taken) return tls;
  return Refuse(absl::StatusCode::kInvalidArgument, "tls.not-taken", "TLS does not take the certificate or key: {why}",
                {TextField("why", error.message())});
}

asio::awaitable<error_code> Wire::Greet() {
  error_code error;
  if (tls_) co_await tls_->async_handshake(asio::ssl::stream_base::server, Into(&error));
  co_return error;
}

bool Wire::IsLeft() {
  tcp_info info = {};
  socklen_t size = sizeof(info);
  const int socket = tcp().socket().native_handle();
  return ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || info.tcpi_state != TCP_ESTABLISHED;
}

std::string Wire::CertificateOfPeer() const {
  if (!tls_ || ::SSL_get_verify_result(tls_->native_handle()) != X509_V_OK) return "";
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(::SSL_get1_peer_certificate(tls_->native_handle()),
                                                                  &::X509_free);
  if (certificate == nullptr) return "";
  unsigned char* der = nullptr;
  const int size = ::i2d_X509(certificate.get(), &der);
  if (size <= 0) return "";
  std::string hash = Sha256Of({reinterpret_cast<const char*>(der), static_cast<size_t>(size)});
  ::OPENSSL_free(der);
  return hash;
}

asio::awaitable<void> Wire::SayGoodbye() {
  error_code error;
  tcp().expires_after(kHangUpTime);
  // Whoever is still sending makes TLS give up, and would lose the answer if what they send were left unread.
  if (tls_) co_await tls_->async_shutdown(Into(&error));
  tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  std::array<char, 16 << 10> ignored{};
  while (!error) co_await tcp().async_read_some(asio::buffer(ignored), Into(&error));
}

}  // namespace tranche::http_internal
