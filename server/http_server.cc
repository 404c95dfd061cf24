#include "server/http_server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <variant>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "events/mutex.h"
#include "events/refusal.h"
#include "events/system_reason.h"
#include "server/connect_error.h"
#include "server/doors.h"
#include "server/event_source.h"
#include "server/exchange.h"
#include "server/http_connection.h"
#include "server/listen_address.h"
#include "server/part_queue.h"
#include "server/server_refusals.h"
#include "server/session_door.h"
#include "server/work_lane.h"

namespace tranche {
namespace {

using namespace http_internal;  // NOLINT(google-build-using-namespace): the other half of this file
namespace http = beast::http;
using Received = http::request<http::string_body>;

constexpr uint64_t kLargeBody = 64 << 10;
constexpr auto kGreetTime = std::chrono::seconds(10);  // to agree on TLS
constexpr size_t kDelayedMax = 64;                     // answers that wait for who has tried to come in
constexpr auto kCutTime = std::chrono::seconds(2);     // to say goodbye to a stream that is cut
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr auto kWatchPause = std::chrono::milliseconds(50);  // after which new events are seen at the latest
constexpr unsigned kHttp11 = 11;
constexpr int kOk = 200;
constexpr char kCallerGone[] = "server.caller-gone";  // what a request is counted under whose caller went away
constexpr char kRequestIdHeader[] = "X-Request-Id";
constexpr size_t kUpkeepThreads = 1;
constexpr size_t kUpkeepMost = 4;

SteadyClock::time_point Until(absl::Duration timeout) {
  return SteadyClock::now() + absl::ToChronoNanoseconds(timeout);
}

HttpRequest ToRequest(const Connection& connection, Received received) {
  HttpRequest request;
  request.peer = connection.peer;
  request.certificate = connection.certificate;
  request.is_encrypted = connection.wire.is_encrypted();
  request.method = std::string(received.method_string());
  request.target = std::string(received.target());
  for (const auto& field : received) {
    std::string& value = request.headers[absl::AsciiStrToLower(std::string(field.name_string()))];
    absl::StrAppend(&value, value.empty() ? "" : ", ", std::string(field.value()));
  }
  request.body = std::move(received.body());
  return request;
}

// What to answer when a request could not be read; nothing if nobody waits for an answer.
std::optional<HttpAnswer> AnswerToUnread(const error_code& error, const HttpLimits& limits) {
  if (error == http::error::body_limit)
    return ErrorAnswer(413, Refuse(absl::StatusCode::kResourceExhausted, "server.body-too-large",
                                   "the request is larger than the {most} bytes that the server takes",
                                   {NumberField("most", limits.body_bytes)}));
  if (error == http::error::header_limit)
    return ErrorAnswer(431, Refuse(absl::StatusCode::kResourceExhausted, "server.header-too-large",
                                   "the address and the headers are larger than the {most} bytes that the server takes",
                                   {NumberField("most", limits.header_bytes)}));
  const bool is_gone = error == http::error::end_of_stream || error == http::error::partial_message;
  if (is_gone || error.category() != make_error_code(http::error::end_of_stream).category()) return std::nullopt;
  return ErrorAnswer(400, Refuse(absl::StatusCode::kInvalidArgument, "server.malformed-http",
                                 "this is no request of HTTP/1.1: {why}", {TextField("why", error.message())}));
}

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

class HttpServer::Impl {
 public:
  Impl(const Calls* calls, const HttpLimits& limits, const HttpEntry& entry)
      : calls_(*calls),
        limits_(limits),
        house_{calls, entry.access, 0, entry.names, MetricsOf(entry.watch)},
        watch_(entry.watch),
        asking_(std::in_place, limits.asking_threads, limits.asking),
        recording_(std::in_place, limits.recording_threads, limits.recording),
        streams_(std::in_place, limits.streams, limits.streams),
        upkeep_(std::in_place, kUpkeepThreads, kUpkeepMost) {}

  absl::Status Listen(const ListenAddress& wanted, const std::optional<TlsKeys>& tls);
  const std::string& address() const { return address_; }
  void Stop();

 private:
  // What each request is answered with on its connection.
  struct Reply {
    unsigned version = kHttp11;
    bool keeps_alive = false;
    Exchange* exchange = nullptr;  // what is told of it; null: nothing
    bool is_head = false;          // only what comes before the body is wanted
  };

  asio::awaitable<void> Accept();
  asio::awaitable<void> Serve(std::shared_ptr<Connection> connection);
  asio::awaitable<void> TurnAway(std::shared_ptr<Connection> connection);
  asio::awaitable<bool> ServeRequest(Connection* connection);
  asio::awaitable<void> Delay(absl::Duration delay);
  asio::awaitable<error_code> ReadBody(Connection* connection, http::request_parser<http::string_body>* parser);
  asio::awaitable<bool> Answer(Connection* connection, Received received);
  asio::awaitable<error_code> AnswerPlanned(Connection* connection, std::variant<HttpAnswer, Plan> planned,
                                            Reply reply);
  asio::awaitable<HttpAnswer> Run(Connection* connection, Plan plan);
  WorkLane& LaneOf(const Plan& plan);
  asio::awaitable<error_code> Stream(Connection* connection, Plan plan, Reply reply);
  asio::awaitable<error_code> Forward(Connection* connection, const Plan* plan, PartQueue* queue, Reply reply);
  asio::awaitable<error_code> WriteStreamHead(Connection* connection, const Plan* plan, Reply reply);
  asio::awaitable<error_code> Follow(Connection* connection, Plan plan, Reply reply);
  asio::awaitable<void> Watch();
  asio::awaitable<error_code> Write(Connection* connection, HttpAnswer answer, Reply reply);
  asio::awaitable<void> EndInTime();
  void BeginStop();
  static void Note(const Reply& reply, const std::string& code) {
    if (reply.exchange != nullptr) reply.exchange->code = code;
  }
  static bool HasId(const Reply& reply) { return reply.exchange != nullptr && !reply.exchange->request_id.empty(); }
  static void NoteSent(const Reply& reply, const std::string& bytes) {
    if (reply.exchange != nullptr) reply.exchange->sent_bytes += bytes.size();
  }
  SteadyClock::duration WriteTime() const {
    return is_cut_ ? SteadyClock::duration(kCutTime) : absl::ToChronoNanoseconds(limits_.idle_time);
  }

  const Calls& calls_;
  const HttpLimits limits_;
  House house_;
  ServerWatch* const watch_;  // may be null
  std::string address_;
  std::unique_ptr<asio::ssl::context> tls_;  // null: none

  // These belong to the thread of the sockets.
  asio::io_context io_{1};
  asio::ip::tcp::acceptor acceptor_{io_};
  asio::steady_timer stop_timer_{io_};
  std::set<Connection*> connections_;
  std::set<Bell*> followers_;
  size_t large_bodies_ = 0;
  size_t delayed_ = 0;        // answers for who has tried to come in
  bool is_watching_ = false;  // for the followers
  bool is_stopping_ = false;
  bool is_cut_ = false;  // streams have had their time to end

  Mutex stopping_;
  std::thread thread_;
  std::optional<WorkLane> asking_;
  std::optional<WorkLane> recording_;
  std::optional<WorkLane> streams_;
  std::optional<WorkLane> upkeep_;  // what must be answered while the others are full
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
  house_.port = acceptor_.local_endpoint().port();
  address_ = ListenAddress{wanted.ip, house_.port}.ToText();
  house_.names.push_back(address_);  // an address, which nobody can make mean another
  asio::co_spawn(io_, Accept(), asio::detached);
  thread_ = std::thread([this] { io_.run(); });
  return absl::OkStatus();
}

asio::awaitable<void> HttpServer::Impl::Accept() {
  while (!is_stopping_) {
    error_code error;
    asio::ip::tcp::socket socket = co_await acceptor_.async_accept(Into(&error));
    if (is_stopping_) co_return;
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
    if (is_stopping_ && connections_.empty()) stop_timer_.cancel();
  };
  error_code error;
  if (const auto peer = connection->wire.tcp().socket().remote_endpoint(error); !error)
    connection->peer = peer.address().to_string();
  connection->wire.tcp().expires_after(kGreetTime);
  if (co_await connection->wire.Greet()) co_return;  // it does not speak TLS, or its certificate is of nobody we know
  connection->certificate = connection->wire.CertificateOfPeer();
  bool goes_on = true;
  while (goes_on && !is_stopping_) goes_on = co_await ServeRequest(connection.get());
  if (connection->wire.is_encrypted()) co_await connection->wire.SayGoodbye();
}

// One connection too many.
asio::awaitable<void> HttpServer::Impl::TurnAway(std::shared_ptr<Connection> connection) {
  if (connection->wire.is_encrypted()) co_return;  // to agree on TLS is work, too
  HttpAnswer answer = ErrorAnswer(Busy());
  const error_code error = co_await Write(connection.get(), std::move(answer), Reply());
  if (!error) co_await connection->wire.SayGoodbye();
}

// Reads a request and answers it. False: the connection ends; one whose request was not read to its end with a goodbye,
// as the caller might not see the answer if it were closed at once.
asio::awaitable<bool> HttpServer::Impl::ServeRequest(Connection* connection) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(static_cast<uint32_t>(limits_.header_bytes));
  parser.body_limit(limits_.body_bytes);
  connection->wire.tcp().expires_after(absl::ToChronoNanoseconds(limits_.idle_time));
  error_code error;
  connection->is_idle = true;
  co_await http::async_read_header(connection->wire, connection->buffer, parser, Into(&error));
  connection->is_idle = false;
  std::optional<HttpAnswer> unread;
  const bool is_large = !error && (parser.chunked() || parser.content_length().value_or(0) > kLargeBody);
  if (is_large && large_bodies_ >= limits_.large_bodies) {
    unread = ErrorAnswer(Busy());
  } else if (!error) {
    large_bodies_ += is_large ? 1 : 0;
    error = co_await ReadBody(connection, &parser);
    large_bodies_ -= is_large ? 1 : 0;
  }
  if (error) unread = AnswerToUnread(error, limits_);
  if (unread) {
    error = co_await Write(connection, *std::move(unread), Reply());
    if (!error) co_await connection->wire.SayGoodbye();
    co_return false;
  }
  if (error) co_return false;
  Received received = parser.release();
  co_return co_await Answer(connection, std::move(received));
}

asio::awaitable<error_code> HttpServer::Impl::ReadBody(Connection* connection,
                                                       http::request_parser<http::string_body>* parser) {
  error_code error;
  if (beast::iequals(parser->get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on(http::status::continue_, kHttp11);
    co_await http::async_write(connection->wire, go_on, Into(&error));
    if (error) co_return error;
  }
  co_await http::async_read(connection->wire, connection->buffer, *parser, Into(&error));
  co_return error;
}

asio::awaitable<bool> HttpServer::Impl::Answer(Connection* connection, Received received) {
  Exchange exchange;
  Reply reply = {received.version(), received.keep_alive(), &exchange};
  const SteadyClock::time_point begun = SteadyClock::now();
  HttpRequest request = ToRequest(*connection, std::move(received));
  // It is answered as GET, but for the body (RFC 9110, 9.3.2); a session is nothing to look at from outside.
  reply.is_head = request.method == "HEAD";
  if (reply.is_head && request.path() != kSessionPath) request.method = "GET";
  std::variant<HttpAnswer, Plan> planned = PlanOf(request, house_, &exchange.actor);
  exchange.call = CallOf(request, calls_);
  exchange.received_bytes = request.body.size();
  if (watch_ != nullptr) exchange.request_id = watch_->RequestIdOf(request.Header("x-request-id"));
  if (const auto* const plan = std::get_if<Plan>(&planned)) exchange.work = WorkOf(*plan);
  if (watch_ != nullptr) watch_->Begun(exchange);
  const error_code error = co_await AnswerPlanned(connection, std::move(planned), reply);
  exchange.duration = absl::FromChrono(SteadyClock::now() - begun);
  if (error && exchange.code == "ok") exchange.code = kCallerGone;
  if (watch_ != nullptr) watch_->Done(exchange);
  co_return !error && reply.keeps_alive;
}

asio::awaitable<error_code> HttpServer::Impl::AnswerPlanned(Connection* connection,
                                                            std::variant<HttpAnswer, Plan> planned, Reply reply) {
  if (auto* const answer = std::get_if<HttpAnswer>(&planned)) {
    co_await Delay(answer->delay);
    co_return co_await Write(connection, std::move(*answer), reply);
  }
  auto& plan = std::get<Plan>(planned);
  if (plan.stream || plan.has_news) co_return co_await Stream(connection, std::move(plan), reply);
  HttpAnswer made = co_await Run(connection, std::move(plan));
  co_return co_await Write(connection, std::move(made), reply);
}

// No thread waits, and no more than so many answers: those beyond are sent at once.
asio::awaitable<void> HttpServer::Impl::Delay(absl::Duration delay) {
  if (delay <= absl::ZeroDuration() || delayed_ >= kDelayedMax || is_stopping_) co_return;
  ++delayed_;
  error_code error;
  asio::steady_timer pause(io_, absl::ToChronoNanoseconds(delay));
  co_await pause.async_wait(Into(&error));
  --delayed_;
}

WorkLane& HttpServer::Impl::LaneOf(const Plan& plan) {
  if (plan.lane == Lane::kUpkeep) return *upkeep_;
  return plan.lane == Lane::kRecording ? *recording_ : *asking_;
}

asio::awaitable<HttpAnswer> HttpServer::Impl::Run(Connection* connection, Plan plan) {
  struct Done {
    std::shared_ptr<Bell> bell;
    std::optional<HttpAnswer> answer;
  };
  const auto done = std::make_shared<Done>();
  done->bell = std::make_shared<Bell>(&io_);
  const SteadyClock::time_point until = Until(std::min(plan.timeout, limits_.call_time));
  const bool is_taken = LaneOf(plan).TryRun([done, until, answer = std::move(plan.answer), refuse = plan.refuse] {
    done->answer = SteadyClock::now() < until ? answer() : refuse(OutOfTimeWaiting());
    done->bell->Ring();
  });
  if (!is_taken) co_return plan.refuse(Busy());
  connection->is_waiting = true;
  const bool is_done = co_await done->bell->Wait(until);
  connection->is_waiting = false;
  if (is_done) co_return *std::move(done->answer);
  co_return plan.refuse(plan.lane == Lane::kRecording ? OutOfTimeRecording() : OutOfTimeAsking());
}

asio::awaitable<error_code> HttpServer::Impl::Stream(Connection* connection, Plan plan, Reply reply) {
  if (reply.version < kHttp11) {
    HttpAnswer too_old =
        ErrorAnswer(505, Refuse(absl::StatusCode::kUnimplemented, "server.old-http", "a stream needs HTTP/1.1"));
    co_return co_await Write(connection, std::move(too_old), reply);
  }
  if (reply.is_head) co_return co_await WriteStreamHead(connection, &plan, reply);
  if (plan.has_news) {
    if (followers_.size() < limits_.followers) co_return co_await Follow(connection, std::move(plan), reply);
    HttpAnswer busy = plan.refuse(Busy());
    co_return co_await Write(connection, std::move(busy), reply);
  }
  const auto bell = std::make_shared<Bell>(&io_);
  const auto queue = std::make_shared<PartQueue>(limits_.stream_bytes, [bell] { bell->Ring(); });
  const bool is_taken = streams_->TryRun([queue, stream = plan.stream, end = plan.end] {
    const absl::Status status = stream([&queue](const std::string& part) { return queue->Push(part); });
    queue->End(end(status), CodeWordOf(status));
  });
  if (!is_taken) {
    HttpAnswer busy = plan.refuse(Busy());
    co_return co_await Write(connection, std::move(busy), reply);
  }
  connection->bell = bell;
  const error_code error = co_await Forward(connection, &plan, queue.get(), reply);
  queue->Close(absl::CancelledError("the reader of the stream is gone"));
  connection->bell = nullptr;
  co_return error;
}

asio::awaitable<error_code> HttpServer::Impl::WriteStreamHead(Connection* connection, const Plan* plan, Reply reply) {
  http::response<http::empty_body> head(http::status::ok, reply.version);
  head.set(http::field::content_type, plan->stream_type);
  for (const auto& [name, value] : StandardHeaders(connection->wire.is_encrypted())) head.set(name, value);
  if (HasId(reply)) head.set(kRequestIdHeader, reply.exchange->request_id);
  head.chunked(true);
  head.keep_alive(reply.keeps_alive);
  http::response_serializer<http::empty_body> serializer(head);
  error_code error;
  connection->wire.tcp().expires_after(WriteTime());
  co_await http::async_write_header(connection->wire, serializer, Into(&error));
  co_return error;
}

// Sends what comes through `queue`, as it comes.
asio::awaitable<error_code> HttpServer::Impl::Forward(Connection* connection, const Plan* plan, PartQueue* queue,
                                                      Reply reply) {
  const SteadyClock::time_point until = Until(std::min(plan->timeout, limits_.stream_time));
  error_code error = co_await WriteStreamHead(connection, plan, reply);
  bool is_end = false;
  while (!error && !is_end) {
    const bool has_rung = co_await connection->bell->Wait(until);
    PartQueue::Taken taken = queue->Take();
    is_end = taken.is_end || is_cut_ || !has_rung;
    if (is_end && !taken.is_end) {
      const absl::Status cut = is_cut_ ? Stopping() : OutOfTimeAsking();
      taken.bytes += plan->end(cut);
      taken.code = CodeWordOf(cut);
    }
    if (is_end) Note(reply, taken.code);
    if (taken.bytes.empty()) continue;
    NoteSent(reply, taken.bytes);
    connection->wire.tcp().expires_after(WriteTime());
    co_await asio::async_write(connection->wire, http::make_chunk(asio::buffer(taken.bytes)), Into(&error));
  }
  if (!error) co_await asio::async_write(connection->wire, http::make_chunk_last(), Into(&error));
  co_return error;
}

// Sends what is new, as it comes, until the reader is gone or the server stops.
asio::awaitable<error_code> HttpServer::Impl::Follow(Connection* connection, Plan plan, Reply reply) {
  const auto bell = std::make_shared<Bell>(&io_);
  followers_.insert(bell.get());
  const absl::Cleanup leave = [this, one = bell.get()] { followers_.erase(one); };
  if (!std::exchange(is_watching_, true)) asio::co_spawn(io_, Watch(), asio::detached);
  error_code error = co_await WriteStreamHead(connection, &plan, reply);
  bool is_end = false;
  while (!error && !is_end && !is_stopping_) {
    std::string bytes;
    if (plan.has_news()) {
      HttpAnswer news = co_await Run(connection, plan);
      is_end = news.status != kOk;
      Note(reply, news.code);
      bytes = is_end ? ErrorFrame(news.body) : std::move(news.body);
    } else {
      const bool has_rung = co_await bell->Wait(Until(limits_.heartbeat));
      if (!has_rung) bytes = std::string(kHeartbeat);
    }
    if (bytes.empty()) continue;
    NoteSent(reply, bytes);
    connection->wire.tcp().expires_after(WriteTime());
    co_await asio::async_write(connection->wire, http::make_chunk(asio::buffer(bytes)), Into(&error));
  }
  if (!error) co_await asio::async_write(connection->wire, http::make_chunk_last(), Into(&error));
  co_return error;
}

// Tells the followers, while there are any, that there may be something new.
asio::awaitable<void> HttpServer::Impl::Watch() {
  asio::steady_timer pause(io_);
  Sequence seen = 0;
  while (!followers_.empty() && !is_stopping_) {
    if (const Sequence head = calls_.head(); head != std::exchange(seen, head)) {
      for (Bell* const bell : followers_) bell->Ring();
    }
    error_code error;
    pause.expires_after(kWatchPause);
    co_await pause.async_wait(Into(&error));
  }
  is_watching_ = false;
}

asio::awaitable<error_code> HttpServer::Impl::Write(Connection* connection, HttpAnswer answer, Reply reply) {
  http::response<http::string_body> response;
  response.version(reply.version);
  response.result(static_cast<unsigned>(answer.status));
  response.set(http::field::content_type, answer.content_type);
  for (const auto& [name, value] : StandardHeaders(connection->wire.is_encrypted())) response.set(name, value);
  if (HasId(reply)) response.set(kRequestIdHeader, reply.exchange->request_id);
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(reply.keeps_alive);
  Note(reply, answer.code);
  if (!reply.is_head) NoteSent(reply, answer.body);
  response.body() = std::move(answer.body);
  response.prepare_payload();
  if (reply.is_head) response.body().clear();
  connection->wire.tcp().expires_after(WriteTime());
  error_code error;
  co_await http::async_write(connection->wire, response, Into(&error));
  co_return error;
}

void HttpServer::Impl::Stop() {
  const MutexLock lock(stopping_);
  if (!thread_.joinable()) return;
  asio::post(io_, [this] { BeginStop(); });
  thread_.join();
  asking_.reset();
  recording_.reset();
  streams_.reset();
  upkeep_.reset();
}

void HttpServer::Impl::BeginStop() {
  is_stopping_ = true;
  error_code error;
  acceptor_.close(error);
  for (Connection* const connection : connections_) {
    if (connection->is_idle) connection->wire.tcp().cancel();
  }
  for (Bell* const follower : followers_) follower->Ring();
  asio::co_spawn(io_, EndInTime(), asio::detached);
}

// Ends the streams, and then what still writes to somebody who does not read.
asio::awaitable<void> HttpServer::Impl::EndInTime() {
  error_code error;
  if (connections_.empty()) co_return;
  stop_timer_.expires_after(absl::ToChronoNanoseconds(limits_.stop_time));
  co_await stop_timer_.async_wait(Into(&error));
  is_cut_ = true;
  for (Connection* const connection : connections_) {
    if (connection->bell) connection->bell->Ring();
  }
  if (connections_.empty()) co_return;
  stop_timer_.expires_after(kCutTime);
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
  auto impl = std::make_unique<Impl>(calls, limits, entry);
  if (absl::Status listening = impl->Listen(*wanted, entry.tls); !listening.ok()) return listening;
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

const std::string& HttpServer::address() const { return impl_->address(); }

void HttpServer::Stop() { impl_->Stop(); }

}  // namespace tranche
