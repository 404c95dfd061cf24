// witness serve: a witness that cosigns whoever asks it over HTTP, until it is told to stop.
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "access/tls_keys.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/service_manager.h"
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

absl::StatusOr<std::optional<TlsKeys>> TlsOf(const Arguments& arguments) {
  if (arguments.tls_certificate.empty()) return std::optional<TlsKeys>();
  absl::StatusOr<TlsKeys> keys = ReadTlsFiles({arguments.tls_certificate, arguments.tls_key, ""});
  if (!keys.ok()) return keys.status();
  return std::optional<TlsKeys>(*std::move(keys));
}

absl::StatusOr<std::unique_ptr<HttpServer>> ServeWitness(const Arguments& arguments, const Console& console,
                                                         RequestLog* log, ServerWatch* watch) {
  const absl::StatusOr<ListenAddress> address = ReadListenAddress(arguments.listen);
  if (!address.ok()) return AtField("listen", address.status());
  const absl::StatusOr<std::optional<TlsKeys>> tls = TlsOf(arguments);
  if (!tls.ok()) return tls.status();
  auto tell = [log, &clock = console.clock](const std::string& line) { log->AddNotice(line, clock.Now()); };
  auto doors = std::make_unique<WitnessDoors>(arguments.file, &console.clock, absl::Seconds(arguments.wait_seconds),
                                              std::move(tell));
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
  std::random_device random;
  ServerWatch watch(random(), LogsRequests(arguments, console) ? log.get() : nullptr, &console.clock);
  const absl::StatusOr<std::unique_ptr<HttpServer>> http = ServeWitness(arguments, console, log.get(), &watch);
  if (!http.ok()) return http.status();
  const Locale locale = LanguageOf(arguments);
  const std::string scheme = arguments.tls_certificate.empty() ? "http://" : "https://";
  const std::string text =
      absl::StrCat(Say(locale, "cosigning at {address}\n",
                       {{"address", absl::StrCat(scheme, (*http)->address(), "/add-checkpoint")}}),
                   Say(locale, "with the public key {key}\n", {{"key", report->public_key()}}),
                   Say(locale, "Whoever reaches it gets cosignatures of the logs that it watches. Ctrl-C stops.\n"));
  if (absl::Status printed = PrintText(text, console); !printed.ok()) return printed;
  TellServiceManager("READY=1");
  signals.Await();
  TellServiceManager("STOPPING=1");
  (*http)->Stop();
  const absl::Status printed = PrintText(Say(locale, "stopped; what was cosigned is remembered\n"), console);
  return printed.ok() ? Outcome(kExitDone) : printed;
}

}  // namespace tranche
