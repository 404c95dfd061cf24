#include "server/grpc_server.h"

#include <google/protobuf/message.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "proto/service.grpc.pb.h"
#include "server/grpc_library.h"
#include "server/grpc_peer.h"
#include "server/listen_address.h"
#include "server/places.h"
#include "server/server_refusals.h"
#include "server/status_details.h"
#include "server/watched_call.h"

namespace tranche {
namespace {

// Threads beside those that answer: for what listens, for health and reflection, and to refuse what is too much.
constexpr int kSpareThreads = 8;
constexpr int kStreamsOfConnection = 256;
constexpr char kRequestId[] = "x-request-id";    // of the metadata of a call, and of its answer
constexpr char kLanguage[] = "accept-language";  // likewise of a call
constexpr char kAtLeast[] = "tranche-at-least";  // likewise, as the headers of HTTP
constexpr char kMaxAge[] = "tranche-max-age";
constexpr absl::Duration kHeldBackMost = absl::Seconds(4);     // the command line waits 5 seconds for a first answer
constexpr auto kHeldBackLook = std::chrono::milliseconds(50);  // after which a caller who is gone is noticed
// A peer that vanished without a word is noticed after these, and pings of clients may come as often as the last.
constexpr int kPingMilliseconds = 60'000;
constexpr int kPingAnswerMilliseconds = 20'000;
constexpr int kPingsOfClientsMilliseconds = 10'000;

// The status codes are the same numbers in both libraries.
grpc::Status GrpcStatusOf(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()), StatusDetailsOf(status)};
}

absl::Status CallerGone() {
  return Refuse(absl::StatusCode::kCancelled, "server.caller-gone", "the caller went away, or its deadline passed");
}

// Waits for `delay`, or until `is_over`.
void WaitByTheClock(absl::Duration delay, const std::function<bool()>& is_over) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point until = Clock::now() + absl::ToChronoNanoseconds(delay);
  for (Clock::time_point now = Clock::now(); now < until && !is_over(); now = Clock::now())
    std::this_thread::sleep_for(std::min<Clock::duration>(until - now, kHeldBackLook));
}

// A value of the metadata of a call.
std::optional<std::string> MetadataOf(const grpc::ServerContext& context, const char* name) {
  const auto found = context.client_metadata().find(name);
  if (found == context.client_metadata().end()) return std::nullopt;
  return std::string(found->second.data(), found->second.size());
}

// What the call and its connection show of the caller.
Knock KnockOf(const grpc::ServerContext& context) {
  Knock knock;
  knock.address = AddressOfPeer(context.peer());
  // Of two it would be chance which counts.
  const bool is_one = context.client_metadata().count("authorization") <= 1;
  knock.authorization = is_one ? MetadataOf(context, "authorization") : std::string();
  const auto pem = context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (!pem.empty()) knock.certificate = CertificateHash({pem.front().data(), pem.front().size()});
  return knock;
}

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const std::optional<TlsKeys>& tls) {
  if (!tls) return grpc::InsecureServerCredentials();
  // Whoever shows no certificate may have a token.
  grpc::SslServerCredentialsOptions options(tls->client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                                   : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls->client_ca;
  options.pem_key_cert_pairs.push_back({tls->key, tls->certificate});
  return grpc::SslServerCredentials(options);
}

template <typename Response>
WatchedCall Watch(const google::protobuf::Message& request, grpc::ServerContext* context, ServerWatch* watch) {
  WatchedCall watched(*Response::descriptor(), request, MetadataOf(*context, kRequestId).value_or(""),
                      MetadataOf(*context, kLanguage).value_or(""), watch);
  if (!watched.request_id().empty()) context->AddInitialMetadata(kRequestId, watched.request_id());
  return watched;
}

// Hands parts on to the caller for as long as it is there.
template <typename Response>
Sink<Response> SinkInto(grpc::ServerContext* context, grpc::ServerWriter<Response>* writer, WatchedCall* watched) {
  return [context, writer, watched](const Response& part) {
    watched->Sent(part);
    return context->IsCancelled() || !writer->Write(part) ? CallerGone() : absl::OkStatus();
  };
}

}  // namespace

class GrpcServer::Service final : public v1::LedgerService::Service {
 public:
  Service(const LedgerCalls* ledger, const GrpcEntry& entry, const GrpcServerOptions& options)
      : ledger_(ledger),
        calls_of_(entry.calls_of ? entry.calls_of : SameCallsForAll(ledger)),
        access_(entry.access),
        watch_(entry.watch),
        hold_back_(entry.hold_back ? entry.hold_back : WaitByTheClock),
        answers_(options.calls_max),
        streams_(options.streams_max),
        held_back_(options.held_back_max) {}

#define ASK(Name)                                                                                                 \
  grpc::Status Name(grpc::ServerContext* context, const v1::Name##Request* request, v1::Name##Response* response) \
      override {                                                                                                  \
    return Answer(&LedgerCalls::Name, context, *request, response);                                               \
  }
#define STREAM(Name)                                                                \
  grpc::Status Name(grpc::ServerContext* context, const v1::Name##Request* request, \
                    grpc::ServerWriter<v1::Name##Response>* writer) override {      \
    return Give(&LedgerCalls::Name, context, *request, writer);                     \
  }
  TRANCHE_EACH_CALL(ASK, ASK, STREAM, STREAM)
#undef ASK
#undef STREAM

 private:
  template <typename Request, typename Response>
  using Call = absl::StatusOr<Response> (LedgerCalls::*)(const Request&) const;
  template <typename Request, typename Response>
  using Stream = absl::Status (LedgerCalls::*)(const Request&, const Sink<Response>&) const;
  // A stream that could also say how far it is, which no caller from afar is told.
  template <typename Request, typename Response>
  using WatchedStream = absl::Status (LedgerCalls::*)(const Request&, const ProgressCallback&,
                                                      const Sink<Response>&) const;

  // What the caller may do, of whom `watched` is told. Errors: those of AccessControl::Enter.
  absl::StatusOr<std::shared_ptr<const LedgerCalls>> CallsFor(const grpc::ServerContext& context, WatchedCall* watched,
                                                              Place* place) {
    absl::StatusOr<Freshness> freshness =
        ReadFreshness(MetadataOf(context, kAtLeast).value_or(""), MetadataOf(context, kMaxAge).value_or(""));
    if (!freshness.ok()) return freshness.status();
    if (access_ == nullptr) return calls_of_({"", "", "", *freshness});
    absl::Duration delay;
    const absl::StatusOr<Entrant> entrant = access_->Enter(KnockOf(context), &delay);
    if (!entrant.ok()) {
      place->GiveBack();
      HoldBack(delay, context);
      return entrant.status();
    }
    watched->Entered(entrant->actor);
    return calls_of_({entrant->actor, entrant->token, "", *freshness});
  }

  // No more than so many at once: who tries to come in takes no thread from who is answered.
  void HoldBack(absl::Duration delay, const grpc::ServerContext& context) {
    const Place held(&held_back_);
    if (held.is_taken() && delay > absl::ZeroDuration())
      hold_back_(std::min(delay, kHeldBackMost), [&context] { return context.IsCancelled(); });
  }

  // The calls for whoever calls, who has a `place`; or what keeps them from being answered.
  absl::StatusOr<std::shared_ptr<const LedgerCalls>> Admit(const grpc::ServerContext& context, WatchedCall* watched,
                                                           Place* place) {
    if (!place->is_taken()) return Busy();
    if (context.IsCancelled()) return CallerGone();
    return CallsFor(context, watched, place);
  }

  template <typename Request, typename Response>
  grpc::Status Answer(Call<Request, Response> call, grpc::ServerContext* context, const Request& request,
                      Response* response) {
    WatchedCall watched = Watch<Response>(request, context, watch_);
    Place place(&answers_);
    const auto calls = Admit(*context, &watched, &place);
    if (!calls.ok()) return GrpcStatusOf(watched.End(calls.status()));
    absl::StatusOr<Response> answer = ((**calls).*call)(request);
    if (answer.ok()) *response = *std::move(answer);
    watched.Sent(*response);
    return GrpcStatusOf(watched.End(answer.status(), ledger_));
  }

  template <typename Request, typename Response>
  grpc::Status Give(Stream<Request, Response> call, grpc::ServerContext* context, const Request& request,
                    grpc::ServerWriter<Response>* writer) {
    return GiveParts(context, request, writer, [call, &request](const LedgerCalls& calls, const Sink<Response>& sink) {
      return (calls.*call)(request, sink);
    });
  }
  template <typename Request, typename Response>
  grpc::Status Give(WatchedStream<Request, Response> call, grpc::ServerContext* context, const Request& request,
                    grpc::ServerWriter<Response>* writer) {
    return GiveParts(context, request, writer, [call, &request](const LedgerCalls& calls, const Sink<Response>& sink) {
      return (calls.*call)(request, nullptr, sink);
    });
  }
  template <typename Request, typename Response, typename Ask>
  grpc::Status GiveParts(grpc::ServerContext* context, const Request& request, grpc::ServerWriter<Response>* writer,
                         const Ask& ask) {
    WatchedCall watched = Watch<Response>(request, context, watch_);
    Place place(&streams_);
    const auto calls = Admit(*context, &watched, &place);
    if (!calls.ok()) return GrpcStatusOf(watched.End(calls.status()));
    const absl::Status ended = ask(**calls, SinkInto(context, writer, &watched));
    return GrpcStatusOf(watched.End(ended, ledger_));
  }

  const LedgerCalls* const ledger_;  // what refusals name; may be null
  const CallsOfCaller calls_of_;
  AccessControl* const access_;
  ServerWatch* const watch_;  // may be null
  const std::function<void(absl::Duration, const std::function<bool()>&)> hold_back_;
  Places answers_;
  Places streams_;
  Places held_back_;
};

// What gRPC runs.
class GrpcServer::Listener {
 public:
  Listener(Service* service, ListenAddress address, const GrpcServerOptions& options,
           const std::optional<TlsKeys>& tls) {
    SetUpGrpc();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address.ToText(), CredentialsOf(tls), &port_);
    builder.RegisterService(service);
    builder.SetMaxReceiveMessageSize(options.request_bytes_max);
    grpc::ResourceQuota quota("tranche");
    quota.SetMaxThreads(options.calls_max + options.streams_max + options.held_back_max + kSpareThreads);
    quota.Resize(options.receiving_bytes_max);
    builder.SetResourceQuota(quota);
    builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
    // Two servers on one port would each get some of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsOfConnection);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kPingMilliseconds);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingAnswerMilliseconds);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingsOfClientsMilliseconds);
    server_ = builder.BuildAndStart();
    if (!IsListening()) return;
    address.port = static_cast<uint16_t>(port_);
    address_ = address.ToText();
    SetHealth(true);
  }

  bool IsListening() const { return server_ != nullptr && port_ > 0; }
  const std::string& address() const { return address_; }

  void Stop(absl::Duration grace) {
    SetHealth(false);
    server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
  }

 private:
  void SetHealth(bool is_serving) {
    grpc::HealthCheckServiceInterface* const health = server_->GetHealthCheckService();
    health->SetServingStatus(is_serving);
    health->SetServingStatus(v1::LedgerService::service_full_name(), is_serving);
  }

  int port_ = 0;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const LedgerCalls* calls, const std::string& address,
                                                              const GrpcServerOptions& options,
                                                              const GrpcEntry& entry) {
  const absl::StatusOr<ListenAddress> own = ReadListenAddress(address);
  if (!own.ok()) return own.status();
  if (absl::Status reach = CheckReach(*own, entry.tls.has_value(), entry.access != nullptr); !reach.ok()) return reach;
  auto service = std::make_unique<Service>(calls, entry, options);
  auto listener = std::make_unique<Listener>(service.get(), *own, options, entry.tls);
  if (!listener->IsListening())
    return Adding(Refuse(absl::StatusCode::kUnavailable, "server.cannot-listen", "nobody can listen on {address}",
                         {TextField("address", address)}),
                  "does another program listen there?");
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(service), std::move(listener)));
}

GrpcServer::GrpcServer(std::unique_ptr<Service> service, std::unique_ptr<Listener> listener)
    : service_(std::move(service)), listener_(std::move(listener)) {}

GrpcServer::~GrpcServer() { Stop(absl::ZeroDuration()); }

const std::string& GrpcServer::address() const { return listener_->address(); }

void GrpcServer::Stop(absl::Duration grace) { listener_->Stop(grace); }

}  // namespace tranche
