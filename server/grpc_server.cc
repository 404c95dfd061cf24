#include "server/grpc_server.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "proto/service.grpc.pb.h"
#include "server/exchange.h"
#include "server/grpc_library.h"
#include "server/grpc_peer.h"
#include "server/listen_address.h"
#include "server/localized.h"
#include "server/server_refusals.h"
#include "server/status_details.h"

namespace tranche {
namespace {

// Threads beside those that answer: for what listens, for health and reflection, and to refuse what is too much.
constexpr int kSpareThreads = 8;
constexpr int kStreamsOfConnection = 256;
constexpr char kRequestId[] = "x-request-id";                  // of the metadata of a call, and of its answer
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

// How many are inside, at most `max`.
class Places {
 public:
  explicit Places(int max) : max_(max) {}

  bool Take() {
    if (taken_.fetch_add(1) < max_) return true;
    Leave();
    return false;
  }
  void Leave() { taken_.fetch_sub(1); }

 private:
  const int max_;
  std::atomic<int> taken_{0};
};

// A place for the time of one call, if there was one.
class Place {
 public:
  explicit Place(Places* places) : places_(*places), is_taken_(places->Take()) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { GiveBack(); }

  bool is_taken() const { return is_taken_; }

  // For others, before the call ends.
  void GiveBack() {
    if (std::exchange(is_taken_, false)) places_.Leave();
  }

  // What keeps the call from being answered; OK when nothing does.
  absl::Status Admits(const grpc::ServerContext& context) const {
    if (!is_taken_) return Busy();
    return context.IsCancelled() ? CallerGone() : absl::OkStatus();
  }

 private:
  Places& places_;
  bool is_taken_;
};

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
  knock.authorization = MetadataOf(context, "authorization");
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

// One call, of which `watch` is told when it begins and when it ends; null: nobody is.
class WatchedCall {
 public:
  template <typename Response>
  static WatchedCall Of(const google::protobuf::Message& request, grpc::ServerContext* context, ServerWatch* watch) {
    return WatchedCall(*CallWithAnswer(*Response::descriptor()), request, context, watch);
  }

  void Entered(const std::string& actor) { exchange_.actor = actor; }

  void Sent(const google::protobuf::Message& part) {
    if (watch_ != nullptr) exchange_.sent_bytes += part.ByteSizeLong();
  }

  // What ends the call, as gRPC says it, in the language of the caller. ledger  as in WithText.
  grpc::Status End(const absl::Status& status, const LedgerCalls* ledger = nullptr) {
    exchange_.code = CodeWordOf(status);
    exchange_.duration = absl::FromChrono(std::chrono::steady_clock::now() - begun_);
    if (watch_ != nullptr) watch_->Done(exchange_);
    return GrpcStatusOf(WithText(status, language_, ledger));
  }

 private:
  // The call of that answer: each has one of its own.
  static const google::protobuf::MethodDescriptor* CallWithAnswer(const google::protobuf::Descriptor& answer) {
    const absl::string_view name = absl::StripSuffix(answer.name(), "Response");
    const auto* const calls = answer.file()->FindServiceByName("LedgerService");
    return calls->FindMethodByName(std::string(name.data(), name.size()));
  }

  static WorkKind WorkOf(const google::protobuf::MethodDescriptor& call) {
    if (call.server_streaming()) return WorkKind::kStreams;
    const bool asks = call.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
    return asks ? WorkKind::kAsking : WorkKind::kRecording;
  }

  WatchedCall(const google::protobuf::MethodDescriptor& call, const google::protobuf::Message& request,
              grpc::ServerContext* context, ServerWatch* watch)
      : watch_(watch), language_(MetadataOf(*context, "accept-language").value_or("")) {
    if (watch_ == nullptr) return;
    exchange_.door = Door::kGrpc;
    exchange_.work = WorkOf(call);
    exchange_.call = call.name();
    exchange_.received_bytes = request.ByteSizeLong();
    exchange_.request_id = watch_->RequestIdOf(MetadataOf(*context, kRequestId).value_or(""));
    context->AddInitialMetadata(kRequestId, exchange_.request_id);
    watch_->Begun(exchange_);
  }

  ServerWatch* const watch_;
  const std::string language_;
  Exchange exchange_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

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

  grpc::Status GetLedger(grpc::ServerContext* context, const v1::GetLedgerRequest* request,
                         v1::GetLedgerResponse* response) override {
    return Answer(&LedgerCalls::GetLedger, context, *request, response);
  }
  grpc::Status GetStatus(grpc::ServerContext* context, const v1::GetStatusRequest* request,
                         v1::GetStatusResponse* response) override {
    return Answer(&LedgerCalls::GetStatus, context, *request, response);
  }
  grpc::Status ListUnits(grpc::ServerContext* context, const v1::ListUnitsRequest* request,
                         v1::ListUnitsResponse* response) override {
    return Answer(&LedgerCalls::ListUnits, context, *request, response);
  }
  grpc::Status ListSources(grpc::ServerContext* context, const v1::ListSourcesRequest* request,
                           v1::ListSourcesResponse* response) override {
    return Answer(&LedgerCalls::ListSources, context, *request, response);
  }
  grpc::Status ListAreas(grpc::ServerContext* context, const v1::ListAreasRequest* request,
                         v1::ListAreasResponse* response) override {
    return Answer(&LedgerCalls::ListAreas, context, *request, response);
  }
  grpc::Status ListActors(grpc::ServerContext* context, const v1::ListActorsRequest* request,
                          v1::ListActorsResponse* response) override {
    return Answer(&LedgerCalls::ListActors, context, *request, response);
  }
  grpc::Status ListRoles(grpc::ServerContext* context, const v1::ListRolesRequest* request,
                         v1::ListRolesResponse* response) override {
    return Answer(&LedgerCalls::ListRoles, context, *request, response);
  }
  grpc::Status ListCatalogueEvents(grpc::ServerContext* context, const v1::ListCatalogueEventsRequest* request,
                                   grpc::ServerWriter<v1::ListCatalogueEventsResponse>* writer) override {
    return Give(&LedgerCalls::ListCatalogueEvents, context, *request, writer);
  }
  grpc::Status Record(grpc::ServerContext* context, const v1::RecordRequest* request,
                      v1::RecordResponse* response) override {
    return Answer(&LedgerCalls::Record, context, *request, response);
  }
  grpc::Status Reverse(grpc::ServerContext* context, const v1::ReverseRequest* request,
                       v1::ReverseResponse* response) override {
    return Answer(&LedgerCalls::Reverse, context, *request, response);
  }
  grpc::Status Import(grpc::ServerContext* context, const v1::ImportRequest* request,
                      v1::ImportResponse* response) override {
    return Answer(&LedgerCalls::Import, context, *request, response);
  }
  grpc::Status GetRules(grpc::ServerContext* context, const v1::GetRulesRequest* request,
                        v1::GetRulesResponse* response) override {
    return Answer(&LedgerCalls::GetRules, context, *request, response);
  }
  grpc::Status AdoptRules(grpc::ServerContext* context, const v1::AdoptRulesRequest* request,
                          v1::AdoptRulesResponse* response) override {
    return Answer(&LedgerCalls::AdoptRules, context, *request, response);
  }
  grpc::Status RegisterActor(grpc::ServerContext* context, const v1::RegisterActorRequest* request,
                             v1::RegisterActorResponse* response) override {
    return Answer(&LedgerCalls::RegisterActor, context, *request, response);
  }
  grpc::Status GrantRole(grpc::ServerContext* context, const v1::GrantRoleRequest* request,
                         v1::GrantRoleResponse* response) override {
    return Answer(&LedgerCalls::GrantRole, context, *request, response);
  }
  grpc::Status RevokeRole(grpc::ServerContext* context, const v1::RevokeRoleRequest* request,
                          v1::RevokeRoleResponse* response) override {
    return Answer(&LedgerCalls::RevokeRole, context, *request, response);
  }
  grpc::Status GetBalance(grpc::ServerContext* context, const v1::GetBalanceRequest* request,
                          v1::GetBalanceResponse* response) override {
    return Answer(&LedgerCalls::GetBalance, context, *request, response);
  }
  grpc::Status Explain(grpc::ServerContext* context, const v1::ExplainRequest* request,
                       grpc::ServerWriter<v1::ExplainResponse>* writer) override {
    return Give(&LedgerCalls::Explain, context, *request, writer);
  }
  grpc::Status Restate(grpc::ServerContext* context, const v1::RestateRequest* request,
                       grpc::ServerWriter<v1::RestateResponse>* writer) override {
    return Give(&LedgerCalls::Restate, context, *request, writer);
  }
  grpc::Status GetTimeline(grpc::ServerContext* context, const v1::GetTimelineRequest* request,
                           v1::GetTimelineResponse* response) override {
    return Answer(&LedgerCalls::GetTimeline, context, *request, response);
  }
  grpc::Status ListEvents(grpc::ServerContext* context, const v1::ListEventsRequest* request,
                          grpc::ServerWriter<v1::ListEventsResponse>* writer) override {
    return Give(&LedgerCalls::ListEvents, context, *request, writer);
  }
  grpc::Status Reconcile(grpc::ServerContext* context, const v1::ReconcileRequest* request,
                         v1::ReconcileResponse* response) override {
    return Answer(&LedgerCalls::Reconcile, context, *request, response);
  }
  grpc::Status Replay(grpc::ServerContext* context, const v1::ReplayRequest* request,
                      grpc::ServerWriter<v1::ReplayResponse>* writer) override {
    return Give(&LedgerCalls::Replay, context, *request, writer);
  }
  grpc::Status PublishCheckpoint(grpc::ServerContext* context, const v1::PublishCheckpointRequest* request,
                                 v1::PublishCheckpointResponse* response) override {
    return Answer(&LedgerCalls::PublishCheckpoint, context, *request, response);
  }
  grpc::Status ListCheckpoints(grpc::ServerContext* context, const v1::ListCheckpointsRequest* request,
                               v1::ListCheckpointsResponse* response) override {
    return Answer(&LedgerCalls::ListCheckpoints, context, *request, response);
  }
  grpc::Status GetCheckpoint(grpc::ServerContext* context, const v1::GetCheckpointRequest* request,
                             v1::GetCheckpointResponse* response) override {
    return Answer(&LedgerCalls::GetCheckpoint, context, *request, response);
  }
  grpc::Status AddCosignature(grpc::ServerContext* context, const v1::AddCosignatureRequest* request,
                              v1::AddCosignatureResponse* response) override {
    return Answer(&LedgerCalls::AddCosignature, context, *request, response);
  }
  grpc::Status GetPublicKey(grpc::ServerContext* context, const v1::GetPublicKeyRequest* request,
                            v1::GetPublicKeyResponse* response) override {
    return Answer(&LedgerCalls::GetPublicKey, context, *request, response);
  }
  grpc::Status ProveEvent(grpc::ServerContext* context, const v1::ProveEventRequest* request,
                          v1::ProveEventResponse* response) override {
    return Answer(&LedgerCalls::ProveEvent, context, *request, response);
  }
  grpc::Status ProveConsistency(grpc::ServerContext* context, const v1::ProveConsistencyRequest* request,
                                v1::ProveConsistencyResponse* response) override {
    return Answer(&LedgerCalls::ProveConsistency, context, *request, response);
  }
  grpc::Status ProveBalance(grpc::ServerContext* context, const v1::ProveBalanceRequest* request,
                            v1::ProveBalanceResponse* response) override {
    return Answer(&LedgerCalls::ProveBalance, context, *request, response);
  }
  grpc::Status CheckProof(grpc::ServerContext* context, const v1::CheckProofRequest* request,
                          v1::CheckProofResponse* response) override {
    return Answer(&LedgerCalls::CheckProof, context, *request, response);
  }
  grpc::Status ExportLog(grpc::ServerContext* context, const v1::ExportLogRequest* request,
                         grpc::ServerWriter<v1::ExportLogResponse>* writer) override {
    return Give(&LedgerCalls::ExportLog, context, *request, writer);
  }
  grpc::Status VerifyLedger(grpc::ServerContext* context, const v1::VerifyLedgerRequest* request,
                            grpc::ServerWriter<v1::VerifyLedgerResponse>* writer) override {
    return Give(&LedgerCalls::VerifyLedger, context, *request, writer);
  }

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
    if (access_ == nullptr) return calls_of_(Caller());
    absl::Duration delay;
    const absl::StatusOr<Entrant> entrant = access_->Enter(KnockOf(context), &delay);
    if (!entrant.ok()) {
      place->GiveBack();
      HoldBack(delay, context);
      return entrant.status();
    }
    watched->Entered(entrant->actor);
    return calls_of_({entrant->actor});
  }

  // No more than so many at once: who tries to come in takes no thread from who is answered.
  void HoldBack(absl::Duration delay, const grpc::ServerContext& context) {
    const Place held(&held_back_);
    if (held.is_taken() && delay > absl::ZeroDuration())
      hold_back_(std::min(delay, kHeldBackMost), [&context] { return context.IsCancelled(); });
  }

  template <typename Request, typename Response>
  grpc::Status Answer(Call<Request, Response> call, grpc::ServerContext* context, const Request& request,
                      Response* response) {
    auto watched = WatchedCall::Of<Response>(request, context, watch_);
    Place place(&answers_);
    if (absl::Status admits = place.Admits(*context); !admits.ok()) return watched.End(admits);
    const auto calls = CallsFor(*context, &watched, &place);
    if (!calls.ok()) return watched.End(calls.status());
    absl::StatusOr<Response> answer = ((**calls).*call)(request);
    if (answer.ok()) *response = *std::move(answer);
    watched.Sent(*response);
    return watched.End(answer.status(), ledger_);
  }

  template <typename Request, typename Response>
  grpc::Status Give(Stream<Request, Response> call, grpc::ServerContext* context, const Request& request,
                    grpc::ServerWriter<Response>* writer) {
    auto watched = WatchedCall::Of<Response>(request, context, watch_);
    Place place(&streams_);
    if (absl::Status admits = place.Admits(*context); !admits.ok()) return watched.End(admits);
    const auto calls = CallsFor(*context, &watched, &place);
    if (!calls.ok()) return watched.End(calls.status());
    return watched.End(((**calls).*call)(request, SinkInto(context, writer, &watched)), ledger_);
  }

  template <typename Request, typename Response>
  grpc::Status Give(WatchedStream<Request, Response> call, grpc::ServerContext* context, const Request& request,
                    grpc::ServerWriter<Response>* writer) {
    auto watched = WatchedCall::Of<Response>(request, context, watch_);
    Place place(&streams_);
    if (absl::Status admits = place.Admits(*context); !admits.ok()) return watched.End(admits);
    const auto calls = CallsFor(*context, &watched, &place);
    if (!calls.ok()) return watched.End(calls.status());
    return watched.End(((**calls).*call)(request, nullptr, SinkInto(context, writer, &watched)), ledger_);
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
    builder.SetResourceQuota(grpc::ResourceQuota("tranche").SetMaxThreads(options.calls_max + options.streams_max +
                                                                          options.held_back_max + kSpareThreads));
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
