// witness serve: a witness that cosigns whoever asks it over HTTP, until it is told to stop.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "access/tls_keys.h"
#include "cli/commands.h"
#include "cli/serving.h"
#include "cli/session.h"
#include "reports/texts.h"
#include "server/http_server.h"
#include "server/listen_address.h"
#include "server/request_log.h"
#include "server/server_watch.h"
#include "server/witness_doors.h"
#include "service/request_field.h"
#include "service/witnesses.h"

namespace tranche {
namespace {

absl::StatusOr<std::unique_ptr<HttpServer>> ServeWitness(const Arguments& arguments, const Console& console,
                                                         RequestLog* log, ServerWatch* watch) {
  const absl::StatusOr<ListenAddress> address = ReadListenAddress(arguments.listen);
  if (!address.ok()) return AtField("listen", address.status());
  const absl::StatusOr<std::optional<TlsKeys>> tls = TlsOf(arguments);
  if (!tls.ok()) return tls.status();
  auto doors = std::make_unique<WitnessDoors>(arguments.file, &console.clock, absl::Seconds(arguments.wait_seconds),
                                              NoticesInto(log, &console.clock));
  auto http = HttpServer::Open(std::move(doors), *address, LimitsOfWitness(LimitsOfFiles()), *tls, watch);
  if (!http.ok()) return AtField("listen", http.status());
  return http;
}

}  // namespace

Outcome RunWitnessServe(const Arguments& arguments, const Console& console) {
  StopSignals signals;
  const IgnoredBrokenPipes ignored;
  v1::ShowWitnessRequest request;
  request.set_directory(arguments.file);
  const absl::StatusOr<v1::WitnessReport> report = ShowSigningWitness(request);
  if (!report.ok()) return report.status();
  const std::unique_ptr<RequestLog> log = MakeRequestLog(arguments, console);
  ServerWatch watch = WatchOf(arguments, console, log.get());
  const absl::StatusOr<std::unique_ptr<HttpServer>> http = ServeWitness(arguments, console, log.get(), &watch);
  if (!http.ok()) return http.status();
  const Locale locale = LanguageOf(arguments);
  const std::string scheme = arguments.tls_certificate.empty() ? "http://" : "https://";
  const std::string text =
      absl::StrCat(Say(locale, "cosigning at {address}\n",
                       {{"address", absl::StrCat(scheme, (*http)->address(), "/add-checkpoint")}}),
                   Say(locale, "with the public key {key}\n", {{"key", report->public_key()}}),
                   Say(locale, "Whoever reaches it gets cosignatures of the logs that it watches. Ctrl-C stops.\n"));
  return ServeUntilStopped(
      text, &signals, [&] { (*http)->Stop(); }, Say(locale, "stopped; what was cosigned is remembered\n"), console);
}

}  // namespace tranche
