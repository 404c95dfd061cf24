// serve: one process owns the ledger and answers others, until it is told to stop.
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "access/access_control.h"
#include "access/tls_keys.h"
#include "cli/access_directory.h"
#include "cli/commands.h"
#include "cli/serving.h"
#include "cli/session.h"
#include "events/refusal.h"
#include "reports/texts.h"
#include "server/calls.h"
#include "server/grpc_server.h"
#include "server/http_limits.h"
#include "server/http_server.h"
#include "server/request_log.h"
#include "server/server_watch.h"
#include "service/calls_of_actor.h"
#include "service/calls_of_caller.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// How callers come in, through both doors.
struct Entry {
  std::unique_ptr<AccessControl> access;  // null: nobody is asked
  std::string directory;                  // of its credentials
  std::optional<TlsKeys> tls;
};

// With TLS callers are asked who they are; without, on loopback, if --access says so. `log` is told of who is turned
// away, and must outlive the entry.
absl::StatusOr<Entry> MakeEntry(const Arguments& arguments, const Console& console, RequestLog* log) {
  absl::StatusOr<std::optional<TlsKeys>> tls = TlsOf(arguments);
  if (!tls.ok()) return tls.status();
  Entry entry;
  entry.tls = *std::move(tls);
  if (!entry.tls && !arguments.access) return entry;
  entry.directory = AccessDirectoryOf(arguments);
  if (const absl::Status read = ReadCredentials(entry.directory).status(); !read.ok())
    return Adding(AtField("access", read), "`tranche token issue` makes it, with a first token");
  entry.access = std::make_unique<AccessControl>(entry.directory, &console.clock, SystemRandomBytes,
                                                 NoticesInto(log, &console.clock));
  return entry;
}

// What each caller may do, and under whose name it is recorded.
CallsOfCaller CallsFor(const LedgerService* service) {
  return [service](const Caller& caller) { return std::make_shared<const CallsOfActor>(service, caller); };
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

std::string ServingText(const std::string& ledger, const HttpServer& http, const GrpcServer* grpc, const Entry& entry,
                        Locale locale) {
  std::string text =
      Say(locale, "serving {ledger} at {address}\n",
          {{"ledger", ledger}, {"address", absl::StrCat(entry.tls ? "https://" : "http://", http.address())}});
  if (grpc != nullptr)
    absl::StrAppend(&text, Say(locale, "and by gRPC at {address}\n", {{"address", grpc->address()}}));
  absl::StrAppend(&text, WhoMayComeText(entry, locale));
  return text;
}

// At the same time, so that streams of both have the same time to end.
void StopBoth(HttpServer* http, GrpcServer* grpc) {
  std::thread other;
  if (grpc != nullptr) other = std::thread([grpc] { grpc->Stop(HttpLimits().stop_time); });
  http->Stop();
  if (other.joinable()) other.join();
}

}  // namespace

Outcome RunServe(const Arguments& arguments, const Console& console) {
  const HttpLimits limits = LimitsOfFiles();
  StopSignals signals;
  const IgnoredBrokenPipes ignored;
  const std::unique_ptr<RequestLog> log = MakeRequestLog(arguments, console);
  ServerWatch watch = WatchOf(arguments, console, log.get());
  const auto measure = [&watch](const TimedAppend& append) {
    watch.metrics().Appended(append.events, append.duration, append.status.ok());
  };
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kWrite, measure);
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  const absl::StatusOr<Entry> entry = MakeEntry(arguments, console, log.get());
  if (!entry.ok()) return entry.status();
  const Calls calls(session->local(), CallsFor(session->local()));
  const absl::StatusOr<std::unique_ptr<HttpServer>> http =
      HttpServer::Listen(&calls, arguments.listen, limits, {entry->access.get(), entry->tls, arguments.hosts, &watch});
  if (!http.ok()) return AtField("listen", http.status());
  std::unique_ptr<GrpcServer> grpc;
  if (!arguments.grpc.empty()) {
    absl::StatusOr<std::unique_ptr<GrpcServer>> started = GrpcServer::Start(
        session->local(), arguments.grpc, {}, {entry->access.get(), CallsFor(session->local()), entry->tls, &watch});
    if (!started.ok()) return AtField("grpc", started.status());
    grpc = *std::move(started);
  }
  const Locale locale = session->reader().locale;
  return ServeUntilStopped(
      ServingText(arguments.ledger, **http, grpc.get(), *entry, locale), &signals,
      [&] { StopBoth(http->get(), grpc.get()); }, Say(locale, "stopped; what was acknowledged is recorded\n"), console);
}

}  // namespace tranche
