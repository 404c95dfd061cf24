#include "replay/copies/import_log.h"

#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "events/canonical_form.h"
#include "events/event_view.h"
#include "events/refusal.h"
#include "log/event_log.h"
#include "log/log_row.h"
#include "projections/index/balance_index.h"
#include "proof/balance_root.h"
#include "proof/copied_ledger.h"
#include "replay/copies/log_record_reader.h"
#include "replay/verify/findings.h"
#include "replay/verify/judged_index.h"
#include "storage/database.h"
#include "storage/format_file.h"
#include "storage/head_file.h"
#include "storage/unfinished_directory.h"

namespace tranche {
namespace {

using storage::Batch;
using storage::Database;

constexpr auto kDamaged = absl::StatusCode::kDataLoss;
constexpr size_t kBatchBytes = size_t{1} << 20;
constexpr Sequence kEventsPerReport = 1000;

absl::Status In(const std::string& file, const absl::Status& status) {
  return Within("{file}", {TextField("file", file)}, Adding(status, "nothing was imported"));
}

// Copies the file into the log, record by record.
class LogCopy {
 public:
  explicit LogCopy(Database* database) : database_(*database), batch_(database->NewBatch()) {}

  absl::Status Copy(LogRecordReader* records, const ProgressCallback& progress) {
    while (true) {
      const absl::StatusOr<bool> found = records->Next(&bytes_);
      if (!found.ok()) return found.status();
      if (!*found) return Finish(*records);
      absl::Status taken = records->AtPlace(Take());
      if (taken.ok() && staged_ >= kBatchBytes) taken = Flush();
      if (!taken.ok()) return taken;
      if (progress && head_ % kEventsPerReport == 0) progress(head_, 0);
    }
  }

  Sequence head() const { return head_; }

 private:
  absl::Status Take() {
    if (absl::Status form = CheckCanonical(bytes_); !form.ok()) return Within("no ledger writes an event so", {}, form);
    EventView event;
    if (!ParseEventView(bytes_, &event)) return Refuse(kDamaged, "event.unreadable", "the bytes are no event");
    if (event.sequence != head_ + 1)
      return Refuse(kDamaged, "event.other-sequence", "found sequence {found}, wanted {wanted}",
                    {NumberField("found", event.sequence), NumberField("wanted", head_ + 1)});
    rows_.Add(++head_, bytes_, &batch_);
    staged_ += bytes_.size();
    return absl::OkStatus();
  }

  absl::Status Finish(const LogRecordReader& records) {
    if (head_ > 0) return Flush();
    return records.AtPlace(
        Refuse(kDamaged, "export.empty", "the file has no event, wanted LedgerCreated and what follows"));
  }

  absl::Status Flush() {
    staged_ = 0;
    rows_.Finish(&batch_);
    return database_.WriteUnsynced(std::exchange(batch_, database_.NewBatch()));
  }

  Database& database_;
  Batch batch_;
  RowPacker rows_{RowFormOf(storage::kFormatVersion)};
  std::string bytes_;
  size_t staged_ = 0;
  Sequence head_ = 0;
};

// `found` with where the event at `sequence` begins in a file of this form.
absl::Status AtEvent(Sequence sequence, LogForm form, const Database& database, const absl::Status& found) {
  if (form == LogForm::kJsonLines) return Within("line {line}", {NumberField("line", sequence)}, found);
  const EventLog log(&database);
  uint64_t offset = 0;
  std::string record;
  for (Sequence before = 1; before < sequence; ++before) {
    const absl::StatusOr<std::string> bytes = log.ReadBytes(before);
    record.clear();
    if (!bytes.ok() || !AppendEvent(form, {}, *bytes, &record).ok())
      return Within("event {sequence}", {NumberField("sequence", sequence)}, found);
    offset += record.size();
  }
  return Within("byte {offset}", {NumberField("offset", offset)}, found);
}

// What verify advises is about a ledger that was sound once; a file never was one.
absl::Status WithoutAdvice(absl::StatusCode code, v1::Refusal finding) {
  finding.clear_then();
  return StatusOf(code, finding);
}

// The first finding as an error, if there is one.
absl::Status FirstFinding(Findings* findings, LogForm form, const Database& database) {
  if (findings->empty()) return absl::OkStatus();
  v1::VerifyReport report;
  findings->MoveTo(&report);
  const v1::Finding& first = report.findings(0);
  const bool is_event = EventLog(&database).Read(first.sequence()).ok();
  const absl::StatusCode code = is_event ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kDataLoss;
  return AtEvent(first.sequence(), form, database, WithoutAdvice(code, first.why()));
}

// The balance roots in the file must be those derived from its events.
absl::Status CheckBalanceRoots(absl::Span<const v1::Event> balance_roots, LogForm form, const Database& database) {
  const EventLog log(&database);
  const auto wrong = FindWrongBalanceRoots(balance_roots, log);
  if (!wrong.ok()) return wrong.status();
  if (wrong->empty()) return absl::OkStatus();
  const WrongBalanceRoot& first = wrong->front();
  return AtEvent(
      first.sequence, form, database,
      Within("events: sequence {sequence} ({kind})",
             {NumberField("sequence", first.sequence), TextField("kind", "BalancesCommitted")}, first.found));
}

absl::Status CheckRoot(const Digest& found, const std::optional<Digest>& wanted, Sequence head) {
  if (!wanted.has_value() || found == *wanted) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "export.other-root",
      "the root of its {head} event{head:s} is {found}, wanted {wanted}: it is cut off between two events, or "
      "was altered",
      {NumberField("head", head), TextField("found", absl::Base64Escape(ToBytes(found))),
       TextField("wanted", absl::Base64Escape(ToBytes(*wanted)))});
}

// Creates the database of the unfinished directory `path`, and closes it.
absl::Status MakeDatabase(const std::string& path, LogRecordReader* records, const ImportLogOptions& options,
                          const ProgressCallback& progress, v1::ImportLogReport* report) {
  const auto database = Database::Open(path + "/rocksdb", Database::Mode::kCreate);
  if (!database.ok()) return database.status();
  absl::Status status = BalanceIndex::Begin(options.epoch_events, database->get());
  if (status.ok()) status = MarkAsCopy(database->get());
  LogCopy copy(database->get());
  if (status.ok()) status = copy.Copy(records, progress);
  if (!status.ok()) return status;
  Findings findings;
  JudgedIndex index(database->get(), database->get(), options.epoch_events, options.now);
  status = index.Build(copy.head(), JudgedIndex::AfterFinding::kStop, &findings, NeverEnding(progress));
  if (status.ok()) status = FirstFinding(&findings, options.form, **database);
  if (status.ok()) status = CheckBalanceRoots(index.balance_roots(), options.form, **database);
  if (status.ok()) status = index.KeepTail(copy.head());
  if (!status.ok()) return status;
  const absl::StatusOr<Digest> root = index.tree().Root(copy.head());
  if (!root.ok()) return root.status();
  const absl::StatusOr<v1::Event> first = EventLog(database->get()).Read(1);
  if (!first.ok()) return first.status();
  report->set_ledger_id(first->ledger_created().ledger_id());
  report->set_events(copy.head());
  report->set_root(std::string(ToBytes(*root)));
  return CheckRoot(*root, options.root, copy.head());
}

absl::Status WriteHead(const std::string& directory, Sequence head) {
  auto head_file = storage::HeadFile::OpenToWrite(directory);
  return head_file.ok() ? head_file->Write(head) : head_file.status();
}

}  // namespace

absl::StatusOr<v1::ImportLogReport> ImportLog(std::istream* in, const std::string& file, const std::string& ledger,
                                              const ImportLogOptions& options, const ProgressCallback& progress) {
  auto directory = storage::UnfinishedDirectory::Create(ledger, absl::ZeroDuration());
  if (!directory.ok()) return directory.status();
  v1::ImportLogReport report;
  report.set_directory(ledger);
  report.set_file(file);
  report.set_form(std::string(FormName(options.form)));
  LogRecordReader records(in, options.form);
  absl::Status made = MakeDatabase(directory->place(), &records, options, progress, &report);
  if (!made.ok()) return In(file, made);
  made = WriteHead(directory->place(), report.events());
  if (made.ok()) made = directory->SyncAll();
  if (made.ok()) made = directory->Finish();
  if (!made.ok()) return made;
  return report;
}

}  // namespace tranche
