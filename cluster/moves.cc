#include "cluster/moves.h"

#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "cluster/archive_files.h"
#include "cluster/node.h"
#include "cluster/row_stream.h"
#include "events/refusal.h"
#include "ledger/contact_view.h"
#include "ledger/ledger.h"
#include "ledger/log_contact.h"
#include "log/shared_rows.h"
#include "postgres/postgres_log.h"
#include "proof/published_checkpoints.h"
#include "replay/copies/import_log.h"
#include "replay/copies/restore.h"
#include "storage/format_file.h"
#include "storage/replaced_file.h"

namespace tranche::cluster {
namespace {

using postgres::PostgresLog;
using storage::SharedLogHead;

constexpr absl::Duration kAskMax = absl::Seconds(10);
constexpr absl::Duration kAppendMax = absl::Seconds(60);

absl::Time Soon() { return absl::Now() + kAskMax; }

v1::ClusterReport ReportOf(const std::string& directory, const std::string& url, const std::string& ledger_id,
                           const SharedLogHead& end) {
  v1::ClusterReport report;
  report.set_directory(directory);
  report.set_log(url);
  report.set_ledger_id(ledger_id);
  report.set_head(end.last);
  report.set_root(std::string(end.root.begin(), end.root.end()));
  return report;
}

absl::Status NoEvents() {
  return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.empty",
                "the shared log has no events yet; bring a ledger into it with `tranche cluster move-in`");
}

// The address is written first: FORMAT says that it is a copy once it can be one.
absl::Status MakeCopy(const std::string& directory, const std::string& url) {
  if (absl::Status written = WriteAddress(directory, url); !written.ok()) return written;
  return storage::ReplaceFile(storage::FormatPath(directory), storage::FormatText({storage::kFormatVersion, true}));
}

absl::Status AppendAll(const Ledger& ledger, const storage::Lease& lease, PostgresLog* log, SharedLogHead* end) {
  const absl::StatusOr<SharedLogHead> common = FindCommonRow(log, ledger.tree(), ledger.head(), Soon());
  const absl::StatusOr<SharedLogHead> found = log->Head(Soon());
  if (!common.ok()) return common.status();
  if (!found.ok()) return found.status();
  if (found->last > ledger.head())
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.further",
                  "the shared log has events up to {log}, and the ledger in {directory} up to {head}: it was moved in "
                  "before, and more was recorded; make a copy of the log elsewhere with `tranche cluster join`",
                  {NumberField("log", found->last), TextField("directory", ledger.directory()),
                   NumberField("head", ledger.head())});
  *end = *common;
  return AppendMissing(ledger.log(), ledger.tree(), ledger.head(), lease, kAppendMax, log, end);
}

absl::Status KeepCheckpoints(const Ledger& ledger, PostgresLog* log) {
  const absl::StatusOr<std::vector<PublishedCheckpoint>> all = ListCheckpoints(ledger.database());
  if (!all.ok()) return all.status();
  for (const PublishedCheckpoint& each : *all) {
    const absl::Status kept = log->KeepCheckpoint(each.checkpoint.size, each.note.ToString(), Soon());
    if (!kept.ok()) return kept;
  }
  return absl::OkStatus();
}

absl::Status CatchUpToEnd(Ledger* copy, const ProgressCallback& progress) {
  for (;;) {
    const absl::StatusOr<size_t> rows = copy->CatchUp(absl::Now() + kAppendMax);
    if (!rows.ok() || *rows == 0) return rows.status();
    if (progress) progress(copy->head(), 0);
  }
}

// What a copy lacks may have been archived: then it is in backups of other copies.
absl::Status WithWhatIsNeeded(const absl::Status& caught_up, const Ledger& copy, PostgresLog* log) {
  const absl::StatusOr<std::vector<storage::SharedLogRow>> rows = log->Read(0, 1, Soon());
  if (!rows.ok() || rows->empty() || rows->front().first <= copy.head() + 1) return caught_up;
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "copy.archived",
      "the shared log begins with event {first}, those before were archived, and the copy ends with event {head}; "
      "begin with --from a backup of event {needed} or later, in another directory",
      {NumberField("first", rows->front().first), NumberField("head", copy.head()),
       NumberField("needed", rows->front().first - 1)});
}

// Makes the directory a copy that has some of the events of the log.
absl::Status BeginAt(const std::string& directory, const std::string& url, const std::string& backups, PostgresLog* log,
                     Clock* clock, const ProgressCallback& progress) {
  if (!backups.empty()) return Restore(backups, std::nullopt, directory, progress, url).status();
  auto made = Ledger::BeginCopy(directory, log, clock);
  if (!made.ok()) return made.status();
  if (absl::Status caught_up = CatchUpToEnd(made->get(), progress); !caught_up.ok())
    return WithWhatIsNeeded(caught_up, **made, log);
  if ((*made)->head() == 0) return NoEvents();
  if (absl::Status written = WriteAddress(directory, url); !written.ok()) return written;
  return (*made)->Complete();
}

}  // namespace

absl::StatusOr<v1::ClusterReport> MoveIn(const std::string& directory, const std::string& url, Clock* clock,
                                         const OpenOptions& options) {
  const auto ledger = Ledger::Open(directory, Ledger::Access::kWrite, clock, options);
  if (!ledger.ok()) return ledger.status();
  const std::string& ledger_id = (*ledger)->terms().ledger_id();
  const auto log = OpenLog({url, ledger_id});
  if (!log.ok()) return log.status();
  const absl::StatusOr<storage::Lease> lease = (*log)->Take({"move-in", ""}, Soon());
  if (!lease.ok()) return lease.status();
  const absl::Time asked = clock->Now();
  SharedLogHead end;
  if (absl::Status appended = AppendAll(**ledger, *lease, log->get(), &end); !appended.ok()) return appended;
  if (absl::Status kept = KeepCheckpoints(**ledger, log->get()); !kept.ok()) return kept;
  if (absl::Status made = MakeCopy(directory, url); !made.ok()) return made;
  ContactNote(directory).Heard(asked, end.last, end.last);
  if (absl::Status released = (*log)->Release(*lease, Soon()); !released.ok() && !absl::IsUnavailable(released))
    return released;
  return ReportOf(directory, url, ledger_id, end);
}

absl::StatusOr<v1::ClusterReport> MoveOut(const LogAddress& address, const std::string& archive,
                                          const std::string& directory, Clock* clock,
                                          const ProgressCallback& progress) {
  const auto log = OpenLog(address);
  if (!log.ok()) return log.status();
  const absl::StatusOr<SharedLogHead> first = (*log)->Head(Soon());
  if (!first.ok()) return first.status();
  if (first->last == 0) return NoEvents();
  if (absl::Status closed = (*log)->Close(Soon()); !closed.ok()) return closed;
  const absl::StatusOr<SharedLogHead> end = (*log)->Head(Soon());
  if (!end.ok()) return end.status();
  absl::StatusOr<RowReader> reader = ReaderOf(log->get(), archive);
  if (!reader.ok()) return reader.status();
  RowStream rows(*std::move(reader), *end);
  std::istream events(&rows);
  ImportLogOptions options;
  options.root = end->root;
  options.now = clock->Now();
  const auto made = ImportLog(&events, address.url, directory, options, progress);
  if (!rows.status().ok()) return rows.status();
  if (!made.ok()) return made.status();
  return ReportOf(directory, address.url, made->ledger_id(), *end);
}

absl::StatusOr<v1::ClusterReport> Join(const std::string& directory, const LogAddress& address,
                                       const std::string& backups, Clock* clock, const ProgressCallback& progress) {
  const auto log = OpenLog(address);
  if (!log.ok()) return log.status();
  std::error_code error;
  if (!std::filesystem::exists(storage::FormatPath(directory), error)) {
    const absl::Status begun = BeginAt(directory, address.url, backups, log->get(), clock, progress);
    if (!begun.ok()) return begun;
  }
  const auto copy = Ledger::OpenCopy(directory, log->get(), clock);
  if (!copy.ok()) return copy.status();
  if (absl::Status caught_up = CatchUpToEnd(copy->get(), progress); !caught_up.ok())
    return WithWhatIsNeeded(caught_up, **copy, log->get());
  if (absl::Status written = WriteAddress(directory, address.url); !written.ok()) return written;
  const absl::StatusOr<Digest> root = (*copy)->tree().Root((*copy)->head());
  if (!root.ok()) return root.status();
  return ReportOf(directory, address.url, (*copy)->terms().ledger_id(), {0, (*copy)->head(), *root});
}

absl::StatusOr<v1::ClusterStatus> StatusOf(const std::string& directory, Clock* clock) {
  const auto copy = Ledger::Open(directory, Ledger::Access::kReadOnly, clock);
  if (!copy.ok()) return copy.status();
  const absl::StatusOr<std::string> url = ReadAddress(directory);
  if (!url.ok()) return url.status();
  const auto log = OpenLog({*url, (*copy)->terms().ledger_id()});
  if (!log.ok()) return log.status();
  const absl::Time before = clock->Now();
  const absl::StatusOr<storage::SharedLogState> state = (*log)->State(Soon());
  if (!state.ok()) return state.status();
  const absl::Duration ahead = ClockAhead(before, absl::FromUnixMicros(state->now_us), clock->Now());
  const absl::StatusOr<SharedLogHead> common = FindCommonRow(log->get(), (*copy)->tree(), (*copy)->head(), Soon());
  const absl::StatusOr<SharedLogHead> end = (*log)->Head(Soon());
  if (!common.ok()) return common.status();
  if (!end.ok()) return end.status();
  v1::ClusterStatus status;
  status.set_directory(directory);
  status.set_log(*url);
  status.set_ledger_id((*copy)->terms().ledger_id());
  status.set_head((*copy)->head());
  status.set_log_head(end->last);
  status.set_root(std::string(common->root.begin(), common->root.end()));
  status.set_decider(state->holder.name);
  status.set_decider_address(state->holder.address);
  status.set_closed(state->is_closed);
  status.set_clock_ahead_ms(absl::ToInt64Milliseconds(ahead));
  if (const std::optional<LogContact> contact = (*copy)->contact())
    *status.mutable_contact() = ViewOf(*contact, clock->Now());
  return status;
}

}  // namespace tranche::cluster
