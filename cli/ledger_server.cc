#include "cli/ledger_server.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/access_directory.h"
#include "cluster/log_address.h"
#include "events/refusal.h"
#include "reports/refusal_text.h"
#include "reports/texts.h"
#include "server/http_limits.h"
#include "server/listen_address.h"
#include "service/calls_of_actor.h"
#include "service/calls_of_caller.h"
#include "service/fresh_calls.h"
#include "service/request_field.h"
#include "service/served_ledger.h"
#include "storage/format_file.h"

namespace tranche {
namespace {

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
  return [service](const Caller& caller) {
    std::shared_ptr<const LedgerCalls> calls = std::make_shared<const CallsOfActor>(service, caller);
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

std::string MachineName() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "node";
}

// Where other machines reach it: by the first of its names, if it has one.
std::string ReachableAddress(const std::string& address, const std::vector<std::string>& hosts) {
  return hosts.empty() ? address : absl::StrCat(hosts.front(), address.substr(address.rfind(':')));
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
  if (absl::Status opened = server->OpenSharedLog(); !opened.ok()) return opened;
  absl::StatusOr<Session> session =
      Session::Open(arguments, console, Ledger::Access::kWrite, measure, server->shared_log_.get());
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  for (const std::string& name : arguments.hosts) {
    if (absl::Status checked = CheckHostName(name); !checked.ok()) return AtField("host", checked);
  }
  absl::StatusOr<Entry> entry = MakeEntry(arguments, console, server->log_.get());
  if (!entry.ok()) return entry.status();
  server->session_.emplace(*std::move(session));
  server->entry_ = *std::move(entry);
  const LedgerService* const ledger = server->session_->local();
  const Entry& enter = server->entry_;
  server->calls_.emplace(ledger, CallsFor(ledger));
  absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Listen(
      &*server->calls_, arguments.listen, limits, {enter.access.get(), enter.tls, arguments.hosts, &watch});
  if (!http.ok()) return AtField("listen", http.status());
  server->http_ = *std::move(http);
  server->BeginNode();
  if (arguments.grpc.empty()) return server;
  absl::StatusOr<std::unique_ptr<GrpcServer>> started =
      GrpcServer::Start(ledger, arguments.grpc, {}, {enter.access.get(), CallsFor(ledger), enter.tls, &watch});
  if (!started.ok()) return AtField("grpc", started.status());
  server->grpc_ = *std::move(started);
  return server;
}

// Of a copy. What is no ledger is refused when it is opened.
absl::Status LedgerServer::OpenSharedLog() {
  const absl::StatusOr<storage::LedgerFormat> format = storage::ReadFormat(arguments_.ledger);
  if (!format.ok() || !format->is_copy) return absl::OkStatus();
  const absl::StatusOr<std::string> url = cluster::ReadAddress(arguments_.ledger);
  const absl::StatusOr<v1::LedgerCreated> terms = ReadTerms(arguments_.ledger);
  if (!url.ok()) return url.status();
  if (!terms.ok()) return terms.status();
  auto log = cluster::OpenLog({*url, terms->ledger_id()});
  if (!log.ok()) return log.status();
  shared_log_ = *std::move(log);
  return absl::OkStatus();
}

void LedgerServer::BeginNode() {
  if (shared_log_ == nullptr) return;
  cluster::NodeOptions options;
  options.name = {arguments_.node.empty() ? MachineName() : arguments_.node,
                  ReachableAddress(http_->address(), arguments_.hosts)};
  options.may_decide = arguments_.decide == "yes";
  options.clock_seen = [this](const absl::Status& clock) { TellOfClock(clock); };
  options.ended = [] { ::kill(::getpid(), SIGTERM); };
  node_ = std::make_unique<cluster::Node>(&session_->local()->ledger(), shared_log_.get(), options);
}

// A clock that is off, and one that is right again.
void LedgerServer::TellOfClock(const absl::Status& clock) const {
  const Reader reader = session_->reader();
  const std::string told =
      clock.ok() ? Say(reader.locale, "the clock of this machine is right again")
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
  if (node_ != nullptr) node_->Stop();
}

}  // namespace tranche
