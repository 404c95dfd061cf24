#include "replay/verify/verify.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "events/refusal.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_format.h"
#include "proof/published_file.h"
#include "replay/index_comparison.h"
#include "replay/tree_comparison.h"
#include "replay/verify/findings.h"
#include "replay/verify/judged_index.h"
#include "replay/verify/published_checks.h"
#include "replay/verify/sound_ledger.h"
#include "replay/verify/unjudged_events.h"
#include "storage/database.h"
#include "storage/directory.h"
#include "storage/head_file.h"
#include "storage/temporary_database.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;

constexpr int kReopenings = 3;

// The index derived from the events (the shadow), next to that of the ledger.
class Verification {
 public:
  Verification(const Database* database, uint32_t epoch_events, absl::Time now, Database* shadow, Findings* findings)
      : database_(*database), shadow_(database, shadow, epoch_events, now), findings_(*findings) {}

  // Errors: those of the shadow.
  absl::Status CheckEvents(Sequence head, const EndableProgress& progress);
  // Ends with what `go_on` says if that is not OK.
  absl::Status CheckIndex(const GoOnCallback& go_on);
  absl::Status CheckWhatWasPublished();

  uint64_t events() const { return shadow_.events(); }
  uint64_t rows() const { return rows_; }
  // That of the events; empty if one of them could not be read.
  absl::StatusOr<std::string> Root() const;

 private:
  absl::Status CompareRows(const GoOnCallback& go_on);

  const Database& database_;
  JudgedIndex shadow_;
  Findings& findings_;
  uint64_t rows_ = 0;
};

absl::Status Verification::CheckEvents(Sequence head, const EndableProgress& progress) {
  absl::Status built = shadow_.Build(head, JudgedIndex::AfterFinding::kGoOn, &findings_, progress);
  if (built.ok() && !shadow_.is_whole()) CheckUnjudged(database_, shadow_.events() + 2, head, &findings_);
  return built;
}

absl::Status UnknownFormat(uint32_t found) {
  return Adding(
      Refuse(
          absl::StatusCode::kDataLoss, "index.unknown-format",
          "index: format: found {found}, wanted {wanted}: this program does not know what its rows mean, so "
          "they were not compared",
          {found == 0 ? WordField("found", "none") : NumberField("found", found), NumberField("wanted", kIndexFormat)}),
      "run `tranche rebuild`, or open the ledger for writing");
}

absl::Status Verification::CompareRows(const GoOnCallback& go_on) {
  const auto add = [&](const IndexDifference& difference) {
    if (difference.is_of_tree) return;
    findings_.Add("index", difference.sequence, Adding(difference.found, "run `tranche rebuild`"));
  };
  // A ledger may have a tail, up to any event: if so, it is compared.
  const Sequence tail =
      BalanceIndex::StoredTail(database_, Family::kIndex, shadow_.index().epoch_events(), shadow_.events());
  absl::Status kept = tail != 0 ? shadow_.KeepTail(tail) : absl::OkStatus();
  if (!kept.ok()) return kept;
  const IndexComparison comparison =
      CompareIndexes({&database_, Family::kIndex}, shadow_.rows(), shadow_.index().epoch_events(), add, go_on);
  rows_ = comparison.rows;
  return comparison.status;
}

absl::Status Verification::CheckIndex(const GoOnCallback& go_on) {
  if (!shadow_.is_whole()) return absl::OkStatus();
  const absl::StatusOr<uint32_t> format = ReadIndexFormat(database_, Family::kIndex);
  if (!format.ok() && !absl::IsDataLoss(format.status())) return format.status();
  if (!format.ok()) findings_.Add("index", 0, Adding(format.status(), "run `tranche rebuild`"));
  const bool is_known = format.ok() && *format == kIndexFormat;
  if (format.ok() && !is_known) findings_.Add("index", 0, UnknownFormat(*format));
  if (absl::Status rows = is_known ? CompareRows(go_on) : absl::OkStatus(); !rows.ok()) return rows;
  return CompareTrees(database_, shadow_.tree(), [&](const TreeDifference& difference) {
    findings_.Add(difference.is_altered_event ? "event" : "tree", difference.sequence, difference.found);
  });
}

absl::Status Verification::CheckWhatWasPublished() {
  if (!shadow_.is_whole()) return absl::OkStatus();
  const absl::Status checked = CheckPublished(database_, shadow_.tree(), &findings_);
  return checked.ok() ? CheckBalanceRoots(shadow_.balance_roots(), database_, &findings_) : checked;
}

absl::StatusOr<std::string> Verification::Root() const {
  if (!shadow_.is_whole()) return "";
  const absl::StatusOr<Digest> root = shadow_.tree().Root(shadow_.tree().size());
  if (!root.ok()) return root.status();
  return std::string(ToBytes(*root));
}

// Checks the content of all files, beyond what a question reads. A concurrent writer may
// drop a table file that existed when we opened, so a missing file is retried.
absl::Status VerifyFiles(const std::string& path, const Database& database) {
  absl::Status status = database.VerifyChecksums();
  for (int i = 0; i < kReopenings && status.code() == absl::StatusCode::kNotFound; ++i) {
    const auto again = Database::Open(path, Database::Mode::kReadOnly);
    status = again.ok() ? (*again)->VerifyChecksums() : again.status();
  }
  return status;
}

// Files hold events and index alike, so that what is damaged in them has to come from a backup.
absl::Status OfFiles(const absl::Status& found) {
  const std::optional<v1::Refusal> refusal = RefusalOf(found);
  if (!absl::IsDataLoss(found) || (refusal && !refusal->then().empty())) return found;
  return Adding(found, "restore the ledger from a backup");
}

// The first key of the log must be sequence 1; EventLog::Visit sees nothing before that.
void CheckFirstKey(const Database& database, Findings* findings) {
  const auto scan = database.ScanAll(Family::kEvents, "");
  static constexpr char kFirstKey[] = "\0\0\0\0\0\0\0\1";
  if (scan->Valid() && scan->key() < absl::string_view(kFirstKey, 8))
    findings->Add("event", 0,
                  Adding(Refuse(absl::StatusCode::kDataLoss, "event.key-before-first",
                                "events: found a key before that of sequence 1"),
                         "restore the ledger from a backup"));
}

// What the files beside the database remember. They are read before it is opened: a concurrent writer writes to the
// database first, and only ever adds.
struct Remembered {
  std::optional<uint64_t> acknowledged;
  std::optional<SignedNote> published;
};

struct Heads {
  std::optional<uint64_t> acknowledged;
  Sequence log = 0;
};

void CheckHeads(const Heads& heads, Findings* findings) {
  if (heads.acknowledged.value_or(1) <= heads.log) return;
  findings->Add("head", heads.log + 1,
                Adding(Refuse(absl::StatusCode::kDataLoss, "head.beyond-log",
                              "the log ends at {found}, but HEAD says that {wanted} was acknowledged",
                              {NumberField("found", heads.log), NumberField("wanted", heads.acknowledged.value_or(1))}),
                       "the events between are lost: restore from a backup"));
}

// Judges the events and compares the index with the one derived from them, and says all that is wrong.
absl::Status FindAll(const Database& database, Sequence head, uint32_t epoch_events, absl::Time now, Findings* findings,
                     const EndableProgress& progress, v1::VerifyReport* report) {
  absl::StatusOr<storage::TemporaryDatabase> temporary = storage::TemporaryDatabase::Create();
  if (!temporary.ok()) return temporary.status();
  Verification verification(&database, epoch_events, now, &temporary->database(), findings);
  absl::Status status = verification.CheckEvents(head, progress);
  const auto go_on = [&] { return progress ? progress(head, head) : absl::OkStatus(); };
  if (status.ok()) status = verification.CheckIndex(go_on);
  if (status.ok()) status = verification.CheckWhatWasPublished();
  report->set_events(verification.events());
  report->set_rows(verification.rows());
  if (!status.ok()) return status;
  absl::StatusOr<std::string> root = verification.Root();
  if (root.ok()) report->set_root(*std::move(root));
  return root.status();
}

absl::Status VerifyDatabase(const std::string& path, const Remembered& remembered, absl::Time now, Findings* findings,
                            const EndableProgress& told, v1::VerifyReport* report) {
  const auto database = Database::Open(path, Database::Mode::kReadOnly);
  if (!database.ok()) {
    findings->Add("storage", 0, OfFiles(Within("the database cannot be opened", {}, database.status())));
    return absl::OkStatus();
  }
  if (absl::Status files = VerifyFiles(path, **database); !files.ok()) findings->Add("storage", 0, OfFiles(files));
  const absl::StatusOr<Sequence> head = EventLog::Head(**database);
  if (!head.ok()) {
    findings->Add("event", 0, head.status());
    return absl::OkStatus();
  }
  CheckHeads({remembered.acknowledged, *head}, findings);
  if (remembered.published.has_value()) CheckRemembered(*remembered.published, **database, findings);
  CheckFirstKey(**database, findings);
  const absl::StatusOr<uint32_t> epoch_events = BalanceIndex::ReadEpochEvents(**database);
  if (!epoch_events.ok()) findings->Add("storage", 0, epoch_events.status());
  const EndableProgress progress = NeverDecreasing(told);
  if (findings->empty()) {
    const auto sound = FindSound({database->get(), *head, *epoch_events, now}, progress);
    if (!sound.ok()) return sound.status();
    if (sound->has_value()) {
      *report = **sound;
      return absl::OkStatus();
    }
  }
  return FindAll(**database, *head, epoch_events.value_or(kEpochEvents), now, findings, progress, report);
}

absl::StatusOr<v1::VerifyReport> VerifyContent(const std::string& directory, absl::Time now, Findings* findings,
                                               const EndableProgress& progress) {
  v1::VerifyReport report;
  const absl::StatusOr<std::optional<uint64_t>> acknowledged = storage::HeadFile::Read(directory);
  if (!acknowledged.ok()) findings->Add("head", 0, acknowledged.status());
  const absl::StatusOr<std::optional<SignedNote>> published = ReadPublishedFile(directory);
  if (!published.ok()) findings->Add("checkpoint", 0, published.status());
  const Remembered remembered = {acknowledged.value_or(std::nullopt), published.value_or(std::nullopt)};
  const absl::Status verified = VerifyDatabase(directory + "/rocksdb", remembered, now, findings, progress, &report);
  if (!verified.ok()) return verified;
  findings->MoveTo(&report);
  return report;
}

}  // namespace

absl::StatusOr<v1::VerifyReport> Verify(const std::string& directory, const EndableProgress& progress, absl::Time now) {
  Findings findings;
  const absl::Status checked = storage::CheckDirectory(directory, false);
  if (!checked.ok() && checked.code() != absl::StatusCode::kDataLoss) return checked;
  if (!checked.ok()) findings.Add("storage", 0, checked);
  return VerifyContent(directory, now, &findings, progress);
}

absl::StatusOr<v1::VerifyReport> VerifyUnfinished(const std::string& directory, const ProgressCallback& progress) {
  Findings findings;
  return VerifyContent(directory, absl::InfiniteFuture(), &findings, NeverEnding(progress));
}

}  // namespace tranche
