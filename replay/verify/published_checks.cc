#include "replay/verify/published_checks.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "log/event_log.h"
#include "proof/balance_root.h"
#include "proof/published_checkpoints.h"
#include "proof/published_file.h"

namespace tranche {
namespace {

v1::RefusalField DigestField(absl::string_view name, const Digest& digest) {
  return TextField(name, absl::Base64Escape(ToBytes(digest)));
}

absl::Status BeyondLog(uint64_t size, uint64_t found) {
  return Adding(Refuse(absl::StatusCode::kDataLoss, "checkpoint.beyond-log",
                       "a checkpoint of {wanted} event{wanted:s} was published, the log has {found}",
                       {NumberField("wanted", size), NumberField("found", found)}),
                "events are lost: restore the ledger from a backup");
}

absl::Status OtherRoot(const Checkpoint& checkpoint, const Digest& found) {
  return Adding(Refuse(absl::StatusCode::kDataLoss, "checkpoint.other-root",
                       "the published checkpoint of {size} event{size:s} has the root {wanted}, the events lead to "
                       "{found}: an event up to it was altered",
                       {NumberField("size", checkpoint.size), DigestField("wanted", checkpoint.root),
                        DigestField("found", found)}),
                "restore the ledger from a backup");
}

// No event can be taken back. Those before a wrong balance root are a history that can go on without it.
absl::Status WithAdvice(const absl::Status& wrong, Sequence sequence, uint64_t published) {
  if (sequence <= published)
    return Adding(wrong,
                  "a published checkpoint covers it, so that it cannot be taken back: no proof is made against it, and "
                  "those made against later checkpoints hold; say so to those who check");
  return Adding(wrong,
                "no proof is made against it, and no checkpoint covers it yet: to go on without it, restore a backup "
                "of at most {before} event{before:s}, or run `tranche export log`, `tranche import log` the first "
                "{before} event{before:s}, and record again what came after them",
                {NumberField("before", sequence - 1)});
}

}  // namespace

void CheckRemembered(const SignedNote& note, const storage::Database& database, Findings* findings) {
  const uint64_t size = Checkpoint::Parse(note.text)->size;
  const auto found = FindCheckpoint(database, size);
  if (!found.ok()) return;  // listing them has found that
  if (!found->has_value() || (*found)->note.text != note.text)
    return findings->Add(
        "checkpoint", size,
        Adding(Refuse(absl::StatusCode::kDataLoss, "checkpoint.gone",
                      "the checkpoint of {size} event{size:s} was published, as the file PUBLISHED says, "
                      "and is not in the database",
                      {NumberField("size", size)}),
               "run `tranche checkpoint`, which stores it again if the events are those that it covers"));
  const auto& known = (*found)->note.signatures;
  for (const NoteSignature& signature : note.signatures) {
    if (std::find(known.begin(), known.end(), signature) != known.end()) continue;
    findings->Add("checkpoint", size,
                  Adding(Refuse(absl::StatusCode::kDataLoss, "checkpoint.signature-gone",
                                "the signature of {name} under the checkpoint of {size} event{size:s}, which the "
                                "file PUBLISHED has, is not in the database",
                                {TextField("name", signature.key_name), NumberField("size", size)}),
                         "store it again from that file with `tranche checkpoint --cosigned`"));
  }
}

absl::Status CheckPublished(const storage::Database& database, const EventTree& tree, Findings* findings) {
  const auto published = ListCheckpoints(database);
  if (!published.ok()) {
    findings->Add("checkpoint", 0, published.status());
    return absl::OkStatus();
  }
  for (const PublishedCheckpoint& each : *published) {
    const Checkpoint& checkpoint = each.checkpoint;
    if (checkpoint.size > tree.size()) {
      findings->Add("checkpoint", tree.size() + 1, BeyondLog(checkpoint.size, tree.size()));
      continue;
    }
    const absl::StatusOr<Digest> root = tree.Root(checkpoint.size);
    if (!root.ok()) return root.status();
    if (*root == checkpoint.root) continue;
    findings->Add("checkpoint", checkpoint.size, OtherRoot(checkpoint, *root));
  }
  return absl::OkStatus();
}

absl::Status CheckBalanceRoots(absl::Span<const v1::Event> balance_roots, const storage::Database& database,
                               Findings* findings) {
  const EventLog log(&database);
  const auto wrong = FindWrongBalanceRoots(balance_roots, log);
  if (!wrong.ok()) return wrong.status();
  if (wrong->empty()) return absl::OkStatus();
  const auto newest = NewestCheckpoint(database);
  const uint64_t published = newest.ok() && newest->has_value() ? (*newest)->checkpoint.size : 0;
  for (const WrongBalanceRoot& each : *wrong) {
    findings->Add("balance-root", each.sequence,
                  Within("events: sequence {sequence}", {NumberField("sequence", each.sequence)},
                         WithAdvice(each.found, each.sequence, published)));
  }
  return absl::OkStatus();
}

}  // namespace tranche
