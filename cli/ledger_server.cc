#include "cli/ledger_server.h"

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/access_directory.h"
#include "events/refusal.h"
#include "reports/refusal_text.h"
#include "reports/texts.h"
#include "server/forwarding.h"
#include "server/http_limits.h"
#include "server/listen_address.h"
#include "service/calls_of_actor.h"
#include "service/calls_of_caller.h"
#include "service/fresh_calls.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// With TLS callers are asked who they are; without, on loopback, if --access says so. `log` is told of who is turned
// away, and must outlive the entry.
absl::StatusOr<Entry> MakeEntry(const Arguments& arguments, const Console& console, RequestLog* log, bool is_copy) {
  absl::StatusOr<std::optional<TlsKeys>> tls = TlsOf(arguments);
  if (!tls.ok()) return tls.status();
  Entry entry;
  entry.tls = *std::move(tls);
  if (!entry.tls && !arguments.access) return entry;
  entry.directory = AccessDirectoryOf(arguments);
  if (const absl::Status read = ReadCredentials(entry.directory).status(); !read.ok())
    return Adding(AtField("access", read), "`tranche token issue` makes it, with a first token");
  AccessLimits limits;
  limits.keeps_tokens = is_copy;
  entry.access = std::make_unique<AccessControl>(entry.directory, &console.clock, SystemRandomBytes,
                                                 NoticesInto(log, &console.clock), limits);
  return entry;
}

// The calls of an actor on a copy.
struct ForwardedCalls {
  ForwardedCalls(const LedgerService* service, const Forwarding* forwarding, const Caller& caller)
      : forwarding_calls(service, forwarding, caller), of_actor(&forwarding_calls, caller) {}

  ForwardingCalls forwarding_calls;
  CallsOfActor of_actor;
};

std::shared_ptr<const LedgerCalls> CallsOf(const LedgerService* service, const Forwarding* forwarding,
                                           const Caller& caller) {
  if (forwarding == nullptr) return std::make_shared<const CallsOfActor>(service, caller);
  const auto forwarded = std::make_shared<const ForwardedCalls>(service, forwarding, caller);
  return {forwarded, &forwarded->of_actor};
}

// What each caller may do, and under whose name it is recorded. forwarding  null: this is the only node.
CallsOfCaller CallsFor(const LedgerService* service, const Forwarding* forwarding) {
  return [service, forwarding](const Caller& caller) {
    std::shared_ptr<const LedgerCalls> calls = CallsOf(service, forwarding, caller);
    if (!caller.freshness.IsAsked()) return calls;
    return std::shared_ptr<const LedgerCalls>(std::make_shared<const FreshCalls>(
        std::move(calls), [service] { return service->reached(); }, caller.freshness));
  };
}

std::string WhoMayComeText(const Entry& entry, Locale locale) {
  if (entry.access == nullptr)
    return Say(locale,
               "Whoever uses this machine can ask and record there: no password is asked for, nothing is "
               "encrypted. Ctrl-C stops.\n");
  if (entry.tls)
    return Say(locale, "Callers need a token or a client certificate of {directory}. Ctrl-C stops.\n",
               {{"directory", entry.directory}});
  return Say(locale,
             "Callers need a token of {directory}; nothing is encrypted, so only this machine reaches it. Ctrl-C "
             "stops.\n",
             {{"directory", entry.directory}});
}

// At the same time, so that streams of both have the same time to end.
void StopBoth(HttpServer* http, GrpcServer* grpc) {
  std::thread other;
  if (grpc != nullptr) other = std::thread([grpc] { grpc->Stop(HttpLimits().stop_time); });
  http->Stop();
  if (other.joinable()) other.join();
}

}  // namespace

LedgerServer::LedgerServer(const Arguments& arguments, const Console& console)
    : arguments_(arguments),
      console_(console),
      log_(MakeRequestLog(arguments, console)),
      watch_(WatchOf(arguments, console, log_.get())) {}

absl::StatusOr<std::unique_ptr<LedgerServer>> LedgerServer::Open(const Arguments& arguments, const Console& console) {
  const HttpLimits limits = LimitsOfFiles();
  std::unique_ptr<LedgerServer> server(new LedgerServer(arguments, console));
  ServerWatch& watch = server->watch_;
  const auto measure = [&watch](const TimedAppend& append) {
    watch.metrics().Appended(append.events, append.duration, append.status.ok());
  };
  auto copy = ServedCopy::Open(arguments);
  if (!copy.ok()) return copy.status();
  const bool is_copy = *copy != nullptr;
  absl::StatusOr<Session> session =
      Session::Open(arguments, console, Ledger::Access::kWrite, measure, is_copy ? (*copy)->log() : nullptr);
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  for (const std::string& name : arguments.hosts) {
    if (absl::Status checked = CheckHostName(name); !checked.ok()) return AtField("host", checked);
  }
  absl::StatusOr<Entry> entry = MakeEntry(arguments, console, server->log_.get(), is_copy);
  if (!entry.ok()) return entry.status();
  server->copy_ = *std::move(copy);
  server->session_.emplace(*std::move(session));
  server->entry_ = *std::move(entry);
  const LedgerService* const ledger = server->session_->local();
  const Entry& enter = server->entry_;
  if (is_copy) server->copy_->Serve(ledger);
  const CallsOfCaller calls_of = CallsFor(ledger, is_copy ? server->copy_->forwarding() : nullptr);
  server->calls_.emplace(ledger, calls_of);
  absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Listen(
      &*server->calls_, arguments.listen, limits, {enter.access.get(), enter.tls, arguments.hosts, &watch});
  if (!http.ok()) return AtField("listen", http.status());
  server->http_ = *std::move(http);
  if (is_copy) {
    server->copy_->Begin(server->http_->address(), enter.tls.has_value(),
                         [server = server.get()](const absl::Status& clock) { server->TellOfClock(clock); });
    watch.metrics().ObserveCopy([copy = server->copy_.get()] { return copy->facts(); });
  }
  if (arguments.grpc.empty()) return server;
  absl::StatusOr<std::unique_ptr<GrpcServer>> started =
      GrpcServer::Start(ledger, arguments.grpc, {}, {enter.access.get(), calls_of, enter.tls, &watch});
  if (!started.ok()) return AtField("grpc", started.status());
  server->grpc_ = *std::move(started);
  return server;
}

// A clock that is off, and one that is right again.
void LedgerServer::TellOfClock(const absl::Status& clock) const {
  const Reader reader = session_->reader();
  const std::string told = clock.ok()
                               ? Say(reader.locale, "the clock of this machine is right again")
                               : Say(reader.locale, "warning: {what}", {{"what", RefusalText(clock, reader, {})}});
  NoticesInto(log_.get(), &console_.clock)(told);
}

std::string LedgerServer::ServingText() const {
  const absl::string_view scheme = entry_.tls ? "https://" : "http://";
  std::string text = Say(locale(), "serving {ledger} at {address}\n",
                         {{"ledger", arguments_.ledger}, {"address", absl::StrCat(scheme, http_->address())}});
  if (grpc_ != nullptr)
    absl::StrAppend(&text, Say(locale(), "and by gRPC at {address}\n", {{"address", grpc_->address()}}));
  absl::StrAppend(&text, WhoMayComeText(entry_, locale()));
  return text;
}

void LedgerServer::Stop() {
  if (http_ == nullptr || is_stopped_) return;
  is_stopped_ = true;
  StopBoth(http_.get(), grpc_.get());
  if (copy_ != nullptr) copy_->Stop();
}

}  // namespace tranche
