#include "server/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <variant>

#include "absl/cleanup/cleanup.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "events/refusal.h"
#include "events/system_reason.h"
#include "server/connect_error.h"
#include "server/doors.h"
#include "server/exchange.h"
#include "server/http_answering.h"
#include "server/http_connection.h"
#include "server/http_io.h"
#include "server/ledger_doors.h"
#include "server/listen_address.h"
#include "server/server_refusals.h"

namespace tranche {
namespace {

using namespace http_internal;  // NOLINT(google-build-using-namespace): the other half of this file

constexpr auto kGreetTime = std::chrono::seconds(10);   // to agree on TLS
constexpr auto kHangUpPause = std::chrono::seconds(2);  // for streams that are cut to say goodbye
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr int kOk = 200;

WorkKind WorkOf(const Plan& plan) {
  if (plan.has_news) return WorkKind::kFollowers;
  switch (plan.lane) {
    case Lane::kAsking:
      return WorkKind::kAsking;
    case Lane::kRecording:
      return WorkKind::kRecording;
    case Lane::kStreams:
      return WorkKind::kStreams;
    case Lane::kUpkeep:
      return WorkKind::kUpkeep;
  }
  return WorkKind::kNone;
}

const ServerMetrics* MetricsOf(const ServerWatch* watch) { return watch == nullptr ? nullptr : &watch->metrics(); }

}  // namespace

// The sockets: what connects, and how it all ends.
class HttpServer::Impl {
 public:
  Impl(std::unique_ptr<const Doors> doors, const HttpLimits& limits, ServerWatch* watch)
      : doors_(std::move(doors)),
        limits_(limits),
        watch_(watch),
        transfer_(&limits_, &stop_),
        answering_(doors_.get(), &limits_, &stop_, &transfer_, &io_) {}

  absl::Status Listen(const ListenAddress& wanted, const std::optional<TlsKeys>& tls);
  const std::string& address() const { return address_; }
  void Stop();

 private:
  asio::awaitable<void> Accept();
  asio::awaitable<void> Serve(std::shared_ptr<Connection> connection);
  asio::awaitable<void> TurnAway(std::shared_ptr<Connection> connection);
  asio::awaitable<bool> ServeRequest(Connection* connection);
  asio::awaitable<std::optional<HttpAnswer>> Open(Connection* connection, const ReceivedRequest* head,
                                                  Opening* opening);
  asio::awaitable<bool> Answer(Connection* connection, ReceivedRequest received, Entrant entrant,
                               std::optional<HttpAnswer> away);
  asio::awaitable<void> EndInTime();
  void BeginStop();

  const std::unique_ptr<const Doors> doors_;
  const HttpLimits limits_;
  ServerWatch* const watch_;  // may be null
  std::string address_;
  uint16_t port_ = 0;
  std::unique_ptr<asio::ssl::context> tls_;  // null: none

  // These belong to the thread of the sockets.
  asio::io_context io_{1};
  asio::ip::tcp::acceptor acceptor_{io_};
  asio::steady_timer stop_timer_{io_};
  std::set<Connection*> connections_;
  StopState stop_;
  HttpIo transfer_;
  Answering answering_;

  Mutex stopping_;
  std::thread thread_;
};

absl::Status HttpServer::Impl::Listen(const ListenAddress& wanted, const std::optional<TlsKeys>& tls) {
  auto made = MakeTls(tls);
  if (!made.ok()) return made.status();
  tls_ = *std::move(made);
  error_code error;
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(wanted.ip), wanted.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return Refuse(absl::StatusCode::kUnavailable, "server.cannot-listen", "cannot listen on {address}: {reason}",
                  {TextField("address", wanted.ToText()), SystemReason("reason", error.value())});
  port_ = acceptor_.local_endpoint().port();
  address_ = ListenAddress{wanted.ip, port_}.ToText();
  asio::co_spawn(io_, Accept(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
  return absl::OkStatus();
}

asio::awaitable<void> HttpServer::Impl::Accept() {
  while (!stop_.is_stopping) {
    error_code error;
    asio::ip::tcp::socket socket = co_await acceptor_.async_accept(Into(&error));
    if (stop_.is_stopping) co_return;
    if (error) {  // no more files, for example: a connection will end
      asio::steady_timer pause(io_, kAcceptPause);
      co_await pause.async_wait(Into(&error));
      continue;
    }
    socket.set_option(asio::ip::tcp::no_delay(true), error);  // parts go when they are there
    const auto connection = std::make_shared<Connection>(std::move(socket), tls_.get());
    if (connections_.size() < limits_.connections) {
      asio::co_spawn(io_, Serve(connection), asio::detached);
    } else {
      asio::co_spawn(io_, TurnAway(connection), asio::detached);
    }
  }
}

asio::awaitable<void> HttpServer::Impl::Serve(std::shared_ptr<Connection> connection) {
  connections_.insert(connection.get());
  if (watch_ != nullptr) watch_->metrics().Connected();
  const absl::Cleanup leave = [this, one = connection.get()] {
    connections_.erase(one);
    if (watch_ != nullptr) watch_->metrics().Disconnected();
    if (stop_.is_stopping && connections_.empty()) stop_timer_.cancel();
  };
  error_code error;
  if (const auto peer = connection->wire.tcp().socket().remote_endpoint(error); !error)
    connection->peer = peer.address().to_string();
  connection->wire.tcp().expires_after(kGreetTime);
  if (co_await connection->wire.Greet()) co_return;  // it does not speak TLS, or its certificate is of nobody we know
  connection->certificate = connection->wire.CertificateOfPeer();
  bool goes_on = true;
  while (goes_on && !stop_.is_stopping) goes_on = co_await ServeRequest(connection.get());
  if (connection->wire.is_encrypted() || connection->owes_goodbye) co_await connection->wire.SayGoodbye();
}

// One connection too many.
asio::awaitable<void> HttpServer::Impl::TurnAway(std::shared_ptr<Connection> connection) {
  if (connection->wire.is_encrypted()) co_return;  // to agree on TLS is work, too
  HttpAnswer answer = ErrorAnswer(Busy());
  const error_code error = co_await transfer_.Write(connection.get(), std::move(answer), Reply());
  if (!error) co_await connection->wire.SayGoodbye();
}

// Reads a request and answers it. False: the connection ends.
asio::awaitable<bool> HttpServer::Impl::ServeRequest(Connection* connection) {
  Opening opening;
  Incoming incoming = co_await transfer_.ReadHead(connection);
  if (auto* const head = std::get_if<ReceivedRequest>(&incoming)) {
    head->request.server = address_;
    head->request.server_port = port_;
    std::optional<HttpAnswer> away = co_await Open(connection, head, &opening);
    if (away) co_return co_await Answer(connection, std::move(*head), opening.entrant, std::move(away));
    incoming = co_await transfer_.ReadBody(connection, std::move(*head), opening.body_bytes);
  }
  if (auto* const received = std::get_if<ReceivedRequest>(&incoming))
    co_return co_await Answer(connection, std::move(*received), opening.entrant, std::nullopt);
  auto* const unread = std::get_if<HttpAnswer>(&incoming);
  if (unread == nullptr) co_return false;
  const error_code error = co_await transfer_.Write(connection, std::move(*unread), Reply());
  connection->owes_goodbye = !error;
  co_return false;
}

// The answer that turns the caller away before the body of the request is read; else how it came in.
asio::awaitable<std::optional<HttpAnswer>> HttpServer::Impl::Open(Connection* connection, const ReceivedRequest* head,
                                                                  Opening* opening) {
  std::variant<Opening, HttpAnswer> opened = doors_->Open(head->request);
  if (auto* const away = std::get_if<HttpAnswer>(&opened)) co_return std::move(*away);
  *opening = std::get<Opening>(std::move(opened));
  if (!opening->admits || !HttpIo::HasLongBody(*head)) co_return std::nullopt;  // the call itself asks for it
  Plan asked;
  asked.admits = opening->admits;
  asked.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  HttpAnswer admitted = co_await answering_.Admit(connection, &asked);
  if (admitted.status == kOk) co_return std::nullopt;
  co_return admitted;
}

// Does what is asked for, or says what turned the caller `away`. False: the connection ends.
asio::awaitable<bool> HttpServer::Impl::Answer(Connection* connection, ReceivedRequest received, Entrant entrant,
                                               std::optional<HttpAnswer> away) {
  if (away) HttpIo::LeaveBody(connection, &received);
  const HttpRequest& request = received.request;
  Exchange exchange;
  exchange.actor = entrant.actor;
  Reply reply = received.reply;
  reply.exchange = &exchange;
  const SteadyClock::time_point begun = SteadyClock::now();
  std::variant<HttpAnswer, Plan> planned;
  if (away)
    planned = *std::move(away);
  else
    planned = doors_->PlanOf(request, entrant);
  exchange.call = doors_->CallOf(request);
  exchange.received_bytes = request.body.size();
  if (watch_ != nullptr) exchange.request_id = watch_->RequestIdOf(request.Header("x-request-id"));
  if (const auto* const plan = std::get_if<Plan>(&planned)) exchange.work = WorkOf(*plan);
  if (watch_ != nullptr) watch_->Begun(exchange);
  const error_code error = co_await answering_.Answer(connection, std::move(planned), reply);
  exchange.duration = absl::FromChrono(SteadyClock::now() - begun);
  if (error && exchange.code == "ok") exchange.code = kCallerGone;
  if (watch_ != nullptr) watch_->Done(exchange);
  connection->owes_goodbye = !error && received.rest != nullptr;
  co_return !error && reply.keeps_alive;
}

void HttpServer::Impl::Stop() {
  const MutexLock lock(stopping_);
  if (!thread_.joinable()) return;
  asio::post(io_, [this] { BeginStop(); });
  thread_.join();
  answering_.EndWork();
}

void HttpServer::Impl::BeginStop() {
  stop_.is_stopping = true;
  error_code error;
  acceptor_.close(error);
  for (Connection* const connection : connections_) {
    if (connection->is_idle) connection->wire.tcp().cancel();
  }
  answering_.EndFollowers();
  asio::co_spawn(io_, EndInTime(), asio::detached);
}

// Ends the streams, and then what still writes to somebody who does not read.
asio::awaitable<void> HttpServer::Impl::EndInTime() {
  error_code error;
  if (connections_.empty()) co_return;
  stop_timer_.expires_after(absl::ToChronoNanoseconds(limits_.stop_time));
  co_await stop_timer_.async_wait(Into(&error));
  stop_.is_cut = true;
  for (Connection* const connection : connections_) {
    if (connection->bell) connection->bell->Ring();
  }
  if (connections_.empty()) co_return;
  stop_timer_.expires_after(kHangUpPause);
  co_await stop_timer_.async_wait(Into(&error));
  for (Connection* const connection : connections_) {
    if (!connection->is_waiting) connection->wire.tcp().close();
  }
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { Stop(); }

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Listen(const Calls* calls, absl::string_view address,
                                                               const HttpLimits& limits, const HttpEntry& entry) {
  const absl::StatusOr<ListenAddress> wanted = ReadListenAddress(address);
  if (!wanted.ok()) return wanted.status();
  if (absl::Status reach = CheckReach(*wanted, entry.tls.has_value(), entry.access != nullptr); !reach.ok())
    return reach;
  const bool takes_certificates = entry.tls && !entry.tls->client_ca.empty();
  House house = {calls, entry.access, entry.names, takes_certificates, MetricsOf(entry.watch)};
  return Open(std::make_unique<LedgerDoors>(std::move(house)), *wanted, limits, entry.tls, entry.watch);
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Open(std::unique_ptr<const Doors> doors,
                                                             const ListenAddress& address, const HttpLimits& limits,
                                                             const std::optional<TlsKeys>& tls, ServerWatch* watch) {
  auto impl = std::make_unique<Impl>(std::move(doors), limits, watch);
  if (absl::Status listening = impl->Listen(address, tls); !listening.ok()) return listening;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

const std::string& HttpServer::address() const { return impl_->address(); }

void HttpServer::Stop() { impl_->Stop(); }

}  // namespace tranche
