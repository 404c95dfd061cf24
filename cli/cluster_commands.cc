// cluster: a ledger on several machines, whose log they share.
#include <string>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/field_files.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/show_progress.h"
#include "cli/trust.h"
#include "cluster/archive.h"
#include "cluster/check.h"
#include "cluster/hand_over.h"
#include "cluster/moves.h"
#include "cluster/verify_log.h"
#include "postgres/schema.h"
#include "proof/check_proof.h"
#include "reports/cluster_tables.h"
#include "reports/texts.h"
#include "server/http_get.h"
#include "service/proofs.h"
#include "storage/format_file.h"

namespace tranche {
namespace {

cluster::LogAddress AddressOf(const Arguments& arguments) { return {arguments.shared_log, arguments.ledger_id}; }

template <typename Answer, typename TableOf>
Outcome Print(const absl::StatusOr<Answer>& answer, const TableOf& table_of, const Arguments& arguments,
              const Console& console) {
  if (!answer.ok()) return answer.status();
  const Reader reader = ReaderOf(arguments);
  const absl::Status printed =
      PrintAnswer(*answer, {table_of(*answer, reader)}, MakeTableStyle(arguments, console, reader.locale, {}),
                  arguments.format, console);
  if (!printed.ok()) return printed;
  return kExitDone;
}

// As Print, of what is done by `work`, a function of where to show how far it is.
template <typename Work>
Outcome PrintDone(absl::string_view title, const Work& work, const Arguments& arguments, const Console& console) {
  const Locale locale = LanguageOf(arguments);
  Progress progress(locale, Say(locale, title), console.err_is_terminal);
  const absl::StatusOr<v1::ClusterReport> report = work(ShowOn(&progress, console));
  progress.Finish();
  return Print(report, ClusterTable, arguments, console);
}

}  // namespace

Outcome RunClusterSql(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<std::string> sql = postgres::SchemaSql(arguments.ledger_id, storage::kFormatVersion);
  if (!sql.ok()) return sql.status();
  if (absl::Status printed = PrintText(*sql, console); !printed.ok()) return printed;
  return kExitDone;
}

Outcome RunClusterCheck(const Arguments& arguments, const Console& console) {
  constexpr absl::Duration kAskMax = absl::Seconds(5);
  const cluster::PatroniPlaces patroni = {arguments.patroni, arguments.patroni_config,
                                          [&](const std::string& url) { return HttpGet(url, kAskMax); }};
  const absl::StatusOr<v1::ClusterCheck> check = cluster::Check(AddressOf(arguments), patroni, &console.clock);
  const Outcome printed = Print(check, ClusterCheckTable, arguments, console);
  return printed.ok() && check->wrong() > 0 ? Outcome(kExitRefused) : printed;
}

Outcome RunClusterMoveIn(const Arguments& arguments, const Console& console) {
  OpenOptions options;
  options.wait_for_writer = absl::Seconds(arguments.wait_seconds);
  return Print(cluster::MoveIn(arguments.ledger, arguments.shared_log, &console.clock, options), ClusterTable,
               arguments, console);
}

Outcome RunClusterMoveOut(const Arguments& arguments, const Console& console) {
  const auto work = [&](const ProgressCallback& progress) {
    return cluster::MoveOut(AddressOf(arguments), arguments.archive, arguments.ledger, &console.clock, progress);
  };
  return PrintDone("import", work, arguments, console);
}

Outcome RunClusterJoin(const Arguments& arguments, const Console& console) {
  const auto work = [&](const ProgressCallback& progress) {
    return cluster::Join(arguments.ledger, AddressOf(arguments), arguments.backups, &console.clock, progress);
  };
  return PrintDone("import", work, arguments, console);
}

Outcome RunClusterStatus(const Arguments& arguments, const Console& console) {
  return Print(cluster::StatusOf(arguments.ledger, &console.clock), ClusterStatusTable, arguments, console);
}

Outcome RunClusterVerify(const Arguments& arguments, const Console& console) {
  FieldFiles files;
  v1::CheckProofRequest request;
  if (absl::Status read = ReadTrustInto(arguments, &files, &request); !read.ok()) return read;
  const absl::StatusOr<Trust> trust = ReadTrust(request);
  if (!trust.ok()) return files.Naming(trust.status());
  const auto work = [&](const ProgressCallback& progress) {
    return cluster::VerifyLog(AddressOf(arguments), *trust, arguments.archive, &console.clock, progress);
  };
  return PrintDone("verify", work, arguments, console);
}

Outcome RunClusterArchive(const Arguments& arguments, const Console& console) {
  const auto work = [&](const ProgressCallback& progress) {
    return cluster::Archive(AddressOf(arguments), arguments.file, arguments.sequence, &console.clock, progress);
  };
  return PrintDone("verify", work, arguments, console);
}

Outcome RunClusterHandOver(const Arguments& arguments, const Console& console) {
  constexpr absl::Duration kWithin = absl::Seconds(15);
  const auto log = cluster::OpenLog(AddressOf(arguments));
  if (!log.ok()) return log.status();
  return Print(cluster::HandOver(log->get(), arguments.node, kWithin), ClusterHandOverTable, arguments, console);
}

}  // namespace tranche
