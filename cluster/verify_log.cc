#include "cluster/verify_log.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "cluster/archive_files.h"
#include "cluster/replayed_rows.h"
#include "cluster/row_stream.h"
#include "events/refusal.h"
#include "ledger/ledger.h"
#include "postgres/postgres_log.h"
#include "proof/checkpoint.h"
#include "proof/note_key.h"
#include "proof/signed_note.h"

namespace tranche::cluster {
namespace {

using postgres::PostgresLog;
using storage::SharedLogHead;

constexpr absl::Duration kAskMax = absl::Seconds(10);
constexpr absl::Duration kReadMax = absl::Seconds(60);  // all checkpoints

absl::Status CheckCheckpoint(const Ledger& ledger, const Checkpoint& checkpoint) {
  const RefusalFields fields = {NumberField("size", checkpoint.size), NumberField("head", ledger.head()),
                                TextField("origin", checkpoint.origin)};
  if (checkpoint.origin != OriginOf(ledger.terms()))
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.other-checkpoint",
                  "the checkpoint is that of another ledger, {origin}", fields);
  if (checkpoint.size > ledger.head())
    return Refuse(absl::StatusCode::kDataLoss, "shared-log.before-checkpoint",
                  "the shared log ends with event {head}, and a checkpoint of {size} events was published: events are "
                  "lost",
                  fields);
  const absl::StatusOr<Digest> root = ledger.tree().Root(checkpoint.size);
  if (!root.ok()) return root.status();
  if (*root == checkpoint.root) return absl::OkStatus();
  return Refuse(absl::StatusCode::kDataLoss, "shared-log.not-checkpoint",
                "the first {size} events of the shared log are not those of the checkpoint: the log was altered",
                fields);
}

// A checkpoint as it is kept or was given.
struct Published {
  SignedNote note;
  Checkpoint checkpoint;
};

absl::StatusOr<Published> ReadCheckpoint(const std::string& text) {
  absl::StatusOr<SignedNote> note = SignedNote::Parse(text);
  const absl::StatusOr<Checkpoint> checkpoint = note.ok() ? Checkpoint::Parse(note->text) : note.status();
  if (checkpoint.ok()) return Published{*std::move(note), *checkpoint};
  return Within("a checkpoint in the database", {}, WithCode(absl::StatusCode::kDataLoss, checkpoint.status()));
}

absl::StatusOr<std::vector<Published>> ReadCheckpoints(PostgresLog* log) {
  const absl::StatusOr<std::vector<std::string>> notes = log->Checkpoints(absl::Now() + kReadMax);
  if (!notes.ok()) return notes.status();
  std::vector<Published> all;
  for (const std::string& text : *notes) {
    absl::StatusOr<Published> read = ReadCheckpoint(text);
    if (!read.ok()) return read.status();
    all.push_back(*std::move(read));
  }
  return all;
}

absl::Status NotSigned(const absl::Status& found, uint64_t size) {
  return Within("the checkpoint of {size} event{size:s}", {NumberField("size", size)},
                WithCode(absl::StatusCode::kFailedPrecondition, found));
}

// That the key has signed each of `all`.
absl::Status CheckLogSigned(const VerifierKey& key, const std::vector<Published>& all) {
  for (const Published& each : all) {
    if (absl::Status is_signed = key.Check(each.note).status(); !is_signed.ok())
      return NotSigned(is_signed, each.checkpoint.size);
  }
  return absl::OkStatus();
}

// That the witness has signed one of `all`, of which there is one.
absl::Status CheckWitnessSigned(const VerifierKey& key, const std::vector<Published>& all) {
  absl::Status last;
  for (const Published& each : all) {
    last = key.Check(each.note).status();
    if (last.ok()) return last;
  }
  return NotSigned(last, all.back().checkpoint.size);
}

absl::Status CheckSignatures(const Trust& trust, const std::vector<Published>& kept,
                             const std::optional<Published>& given, v1::ClusterReport* report) {
  std::vector<Published> all = kept;
  if (given.has_value()) all.push_back(*given);
  if (all.empty() && (trust.log_key.has_value() || !trust.witnesses.empty()))
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.no-checkpoints",
                  "the keys are those of signatures under checkpoints, and the database has none; give one with "
                  "--checkpoint");
  if (trust.log_key.has_value()) {
    if (absl::Status is_signed = CheckLogSigned(*trust.log_key, all); !is_signed.ok()) return is_signed;
    report->add_signed_by(trust.log_key->name());
  }
  for (const VerifierKey& witness : trust.witnesses) {
    const absl::Status is_signed = CheckWitnessSigned(witness, given.has_value() ? std::vector{*given} : kept);
    if (!is_signed.ok()) return is_signed;
    report->add_signed_by(witness.name());
  }
  return absl::OkStatus();
}

absl::Status CheckCheckpoints(const Ledger& ledger, const Trust& trust, PostgresLog* log, v1::ClusterReport* report) {
  const absl::StatusOr<std::vector<Published>> kept = ReadCheckpoints(log);
  if (!kept.ok()) return kept.status();
  std::optional<Published> given;
  if (trust.checkpoint.has_value()) {
    const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(trust.checkpoint->text);
    if (!checkpoint.ok()) return checkpoint.status();
    given = Published{*trust.checkpoint, *checkpoint};
    if (absl::Status same = CheckCheckpoint(ledger, *checkpoint); !same.ok()) return same;
    report->set_checkpoint(checkpoint->size);
  }
  for (const Published& each : *kept) {
    if (absl::Status same = CheckCheckpoint(ledger, each.checkpoint); !same.ok()) return same;
  }
  report->set_checkpoints(kept->size());
  return CheckSignatures(trust, *kept, given, report);
}

}  // namespace

absl::StatusOr<v1::ClusterReport> VerifyLog(const LogAddress& address, const Trust& trust, const std::string& archive,
                                            Clock* clock, const ProgressCallback& progress) {
  const auto log = OpenLog(address);
  if (!log.ok()) return log.status();
  const absl::StatusOr<SharedLogHead> end = (*log)->Head(absl::Now() + kAskMax);
  if (!end.ok()) return end.status();
  if (end->last == 0)
    return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.nothing",
                  "the shared log has no events yet; bring a ledger into it with `tranche cluster move-in`");
  absl::StatusOr<RowReader> reader = ReaderOf(log->get(), archive);
  if (!reader.ok()) return reader.status();
  RowStream rows(*std::move(reader), *end);
  v1::ClusterReport report;
  report.set_log(address.url);
  const absl::Status checked = ReplayRows(&rows, address.url, clock, progress, [&](const Ledger& ledger) {
    report.set_ledger_id(ledger.terms().ledger_id());
    report.set_head(ledger.head());
    report.set_root(std::string(end->root.begin(), end->root.end()));
    report.set_rows(rows.rows().size());
    return CheckCheckpoints(ledger, trust, log->get(), &report);
  });
  if (!checked.ok()) return checked;
  return report;
}

}  // namespace tranche::cluster
