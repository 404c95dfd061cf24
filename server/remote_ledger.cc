#include "server/remote_ledger.h"

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "proto/service.grpc.pb.h"
#include "server/grpc_library.h"
#include "server/listen_address.h"
#include "server/status_details.h"

namespace tranche {
namespace {

using Stub = v1::LedgerService::Stub;

// A server that vanished without a word is noticed after these.
constexpr int kPingMilliseconds = 20'000;
constexpr int kPingAnswerMilliseconds = 10'000;
constexpr int kConnectMilliseconds = 5'000;
// The refusal of a file is that of each of its rows.
constexpr int kRefusalBytesMax = 4 << 20;
// The code of the refusal for a connection that ended.
constexpr absl::string_view kLost = "server.lost";

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // a proof is as long as it is
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kRefusalBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingMilliseconds);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingAnswerMilliseconds);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // whoever asks decides
  return arguments;
}

// True for a status that gRPC made, not the ledger, which sends details with each.
bool IsOfTransport(const grpc::Status& status) { return !status.ok() && status.error_details().empty(); }

absl::Status NoServer(const std::string& address, const std::string& reason) {
  return Adding(Refuse(absl::StatusCode::kUnavailable, "server.not-there",
                       "{address}: no server of a ledger answers there: {reason}",
                       {TextField("address", address), TextField("reason", reason)}),
                "does a server run there, and is this its port for gRPC?");
}

class RemoteLedger final : public LedgerCalls {
 public:
  RemoteLedger(std::string address, RemoteEntry entry, const std::shared_ptr<grpc::Channel>& channel)
      : address_(std::move(address)), entry_(std::move(entry)), stub_(v1::LedgerService::NewStub(channel)) {}

  // Whether a ledger answers within `wait`.
  absl::Status Check(absl::Duration wait) const {
    grpc::ClientContext context;
    SayWhoCalls(&context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + wait));
    v1::GetLedgerResponse response;
    const grpc::Status status = stub_->GetLedger(&context, v1::GetLedgerRequest(), &response);
    return IsOfTransport(status) ? NoServer(address_, status.error_message()) : StatusFrom(status);
  }

#define ASK(Name) \
  TRANCHE_UNARY(Name) override { return Ask(&Stub::Name, request); }
#define RECORD(Name) \
  TRANCHE_UNARY(Name) override { return RecordOnce(&Stub::Name, request); }
#define STREAM(Name) \
  TRANCHE_STREAM(Name) override { return Read(&Stub::Name, request, sink); }
#define WATCHED(Name)                                                                                                \
  absl::Status Name(const v1::Name##Request& request, const ProgressCallback&, const Sink<v1::Name##Response>& sink) \
      const override {                                                                                               \
    return Read(&Stub::Name, request, sink);                                                                         \
  }
  TRANCHE_EACH_CALL(ASK, RECORD, STREAM, WATCHED)
#undef ASK
#undef RECORD
#undef STREAM
#undef WATCHED

  absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const override;
  absl::Status CheckMayAsk() const override { return absl::OkStatus(); }  // the server says so with each call
  absl::Status CheckClock() const override { return absl::OkStatus(); }

 private:
  template <typename Request, typename Response>
  using Call = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);
  template <typename Request, typename Response>
  using Stream = std::unique_ptr<grpc::ClientReader<Response>> (Stub::*)(grpc::ClientContext*, const Request&);

  void SayWhoCalls(grpc::ClientContext* context) const {
    if (!entry_.token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", entry_.token));
  }

  void SayWhatIsAsked(grpc::ClientContext* context) const {
    SayWhoCalls(context);
    if (!entry_.at_least.empty()) context->AddMetadata("tranche-at-least", entry_.at_least);
    if (!entry_.max_age.empty()) context->AddMetadata("tranche-max-age", entry_.max_age);
  }

  // What a status of gRPC itself means for the call that has it.
  absl::Status StatusFrom(const grpc::Status& status) const {
    if (status.ok()) return absl::OkStatus();
    if (!IsOfTransport(status)) return StatusOfDetails(status.error_details());
    const RefusalFields fields = {TextField("address", address_), TextField("reason", status.error_message())};
    switch (status.error_code()) {
      case grpc::StatusCode::UNAVAILABLE:
      case grpc::StatusCode::CANCELLED:
        return Refuse(absl::StatusCode::kUnavailable, kLost,
                      "{address}: the connection ended before the whole answer was there: {reason}", fields);
      case grpc::StatusCode::UNIMPLEMENTED:
        return Adding(Refuse(absl::StatusCode::kUnimplemented, "server.unknown-call",
                             "{address}: the server does not know the call: {reason}", fields),
                      "is it an older version of tranche?");
      case grpc::StatusCode::RESOURCE_EXHAUSTED:
        return Refuse(absl::StatusCode::kResourceExhausted, "server.too-much",
                      "{address}: it is more than the server takes: {reason}", fields);
      default:
        return Refuse(static_cast<absl::StatusCode>(status.error_code()), "server.failed",
                      "{address}: the server failed: {reason}", fields);
    }
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Invoke(Call<Request, Response> call, const Request& request) const {
    grpc::ClientContext context;
    SayWhatIsAsked(&context);
    Response response;
    const grpc::Status status = (stub_.get()->*call)(&context, request, &response);
    if (!status.ok()) return StatusFrom(status);
    return response;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(Call<Request, Response> call, const Request& request) const {
    return Invoke(call, request);
  }

  // True if the connection ended while something was being recorded, so that it may have been.
  static bool MayBeRecorded(const absl::Status& status) {
    const std::optional<v1::Refusal> refusal = RefusalOf(status);
    return refusal && refusal->code() == kLost;
  }

  // Without a key.
  absl::StatusOr<v1::PublishCheckpointResponse> Ask(
      Call<v1::PublishCheckpointRequest, v1::PublishCheckpointResponse> call,
      const v1::PublishCheckpointRequest& request) const {
    absl::StatusOr<v1::PublishCheckpointResponse> answer = Invoke(call, request);
    if (!MayBeRecorded(answer.status())) return answer;
    return Adding(answer.status(), "a checkpoint may have been published; the list of checkpoints says so");
  }

  // As Ask, for a command with a key.
  template <typename Request, typename Response>
  absl::StatusOr<Response> RecordOnce(Call<Request, Response> call, const Request& request) const {
    absl::StatusOr<Response> answer = Invoke(call, request);
    if (request.options().dry_run() || !MayBeRecorded(answer.status())) return answer;
    return Adding(answer.status(),
                  "it may have been recorded; the same command with the key {key} records nothing twice",
                  {TextField("key", request.options().key())});
  }

  // Each row of a file has a key of its own.
  absl::StatusOr<v1::ImportResponse> RecordOnce(Call<v1::ImportRequest, v1::ImportResponse> call,
                                                const v1::ImportRequest& request) const {
    absl::StatusOr<v1::ImportResponse> answer = Invoke(call, request);
    if (request.options().dry_run() || !MayBeRecorded(answer.status())) return answer;
    return Adding(answer.status(),
                  "the file may have been recorded; look for it in the newest events before it is imported again");
  }

  template <typename Request, typename Response>
  absl::Status Read(Stream<Request, Response> call, const Request& request, const Sink<Response>& sink) const {
    grpc::ClientContext context;
    SayWhatIsAsked(&context);
    const std::unique_ptr<grpc::ClientReader<Response>> reader = (stub_.get()->*call)(&context, request);
    Response part;
    while (reader->Read(&part)) {
      const absl::Status taken = sink(part);
      if (taken.ok()) continue;
      context.TryCancel();
      static_cast<void>(reader->Finish());
      return taken;
    }
    return StatusFrom(reader->Finish());
  }

  const std::string address_;
  const RemoteEntry entry_;
  const std::unique_ptr<Stub> stub_;
};

absl::StatusOr<std::shared_ptr<const Catalogue>> RemoteLedger::Names() const {
  auto names = std::make_shared<Catalogue>();
  const absl::Status listed = ListCatalogueEvents({}, [&](const v1::ListCatalogueEventsResponse& response) {
    absl::Status applied;
    for (const v1::Event& event : response.part().events()) {
      if (applied.ok()) applied = names->Apply(event);
    }
    return WithCode(absl::StatusCode::kInternal, applied);
  });
  if (!listed.ok()) return listed;
  return names;
}

// Where a channel goes, and how.
struct Target {
  std::string address;
  std::shared_ptr<grpc::ChannelCredentials> credentials;
};

absl::StatusOr<Target> TargetOf(const std::string& address, const RemoteEntry& entry) {
  absl::string_view host = address;
  if (absl::ConsumePrefix(&host, "https://")) {
    absl::ConsumeSuffix(&host, "/");
    const bool has_port =
        !host.empty() && host.find(':') != absl::string_view::npos && absl::ascii_isdigit(host.back());
    if (!has_port || host.find_first_of("/?#@ ") != absl::string_view::npos)
      return Refuse(absl::StatusCode::kInvalidArgument, "server.https-address",
                    "found \"{found}\", wanted a name and a port, such as https://ledger.example:8081",
                    {TextField("found", address)});
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = entry.authority;
    return Target{std::string(host.data(), host.size()), grpc::SslCredentials(options)};
  }
  const absl::StatusOr<ListenAddress> own = ReadListenAddress(address);
  if (!own.ok()) return own.status();
  if (!own->IsLoopback())
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "server.not-encrypted",
        "{address} is another machine, and what is asked there would not be encrypted: ask it as https://{address}",
        {TextField("address", address)});
  return Target{own->ToText(), grpc::InsecureChannelCredentials()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerCalls>> ConnectToLedger(const std::string& address, absl::Duration wait,
                                                             const RemoteEntry& entry) {
  const absl::StatusOr<Target> target = TargetOf(address, entry);
  if (!target.ok()) return target.status();
  SetUpGrpc();
  auto ledger = std::make_unique<RemoteLedger>(
      address, entry, grpc::CreateCustomChannel(target->address, target->credentials, Arguments()));
  if (absl::Status checked = ledger->Check(wait); !checked.ok()) return checked;
  return ledger;
}

}  // namespace tranche
