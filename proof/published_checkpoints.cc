#include "proof/published_checkpoints.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/refusal.h"
#include "proof/copied_ledger.h"
#include "proof/published_file.h"

namespace tranche {

namespace {

using storage::Database;
using storage::Family;

constexpr auto kLost = absl::StatusCode::kDataLoss;
constexpr absl::string_view kKeyPrefix = "checkpoint ";

std::string KeyOf(uint64_t size) { return absl::StrCat(kKeyPrefix, absl::StrFormat("%020d", size)); }

absl::StatusOr<PublishedCheckpoint> Read(absl::string_view key, absl::string_view value) {
  absl::StatusOr<SignedNote> note = SignedNote::Parse(value);
  const absl::StatusOr<Checkpoint> checkpoint = note.ok() ? Checkpoint::Parse(note->text) : note.status();
  if (checkpoint.ok() && KeyOf(checkpoint->size) == key) return PublishedCheckpoint{*checkpoint, *std::move(note)};
  const absl::Status found = checkpoint.ok()
                                 ? Refuse(kLost, "checkpoint.other-size", "found a checkpoint of another size")
                                 : StatusOf(kLost, RefusalOf(checkpoint.status()).value());
  return Within("meta: key \"{key}\"", {TextField("key", key)},
                Adding(found, "the published checkpoint is lost here, ask those who hold a copy"));
}

}  // namespace

absl::StatusOr<std::vector<PublishedCheckpoint>> ListCheckpoints(const Database& database) {
  std::vector<PublishedCheckpoint> all;
  const auto scan = database.ScanAll(Family::kMeta, kKeyPrefix);
  for (; scan->Valid(); scan->Next()) {
    absl::StatusOr<PublishedCheckpoint> published = Read(scan->key(), scan->value());
    if (!published.ok()) return published.status();
    all.push_back(*std::move(published));
  }
  if (!scan->status().ok()) return scan->status();
  return all;
}

absl::StatusOr<std::optional<PublishedCheckpoint>> FindCheckpoint(const Database& database, uint64_t size) {
  const auto stored = database.Get(Family::kMeta, KeyOf(size));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<PublishedCheckpoint>();
  absl::StatusOr<PublishedCheckpoint> published = Read(KeyOf(size), **stored);
  if (!published.ok()) return published.status();
  return std::optional<PublishedCheckpoint>(*std::move(published));
}

absl::StatusOr<std::optional<PublishedCheckpoint>> NewestCheckpoint(const Database& database) {
  const auto key = database.LastKey(Family::kMeta, kKeyPrefix);
  if (!key.ok()) return key.status();
  if (!key->has_value()) return std::optional<PublishedCheckpoint>();
  const auto stored = database.Get(Family::kMeta, **key);
  if (!stored.ok()) return stored.status();
  absl::StatusOr<PublishedCheckpoint> published = Read(**key, stored->value_or(""));
  if (!published.ok()) return published.status();
  return std::optional<PublishedCheckpoint>(*std::move(published));
}

absl::Status KeepCheckpoint(const PublishedCheckpoint& published, Settles settles, Ledger* ledger) {
  if (absl::Status moved = ledger->CheckInPlace(); !moved.ok()) return moved;
  Database& database = ledger->database();
  storage::Batch batch = database.NewBatch();
  batch.Put(Family::kMeta, KeyOf(published.checkpoint.size), published.note.ToString());
  if (settles == Settles::kYes) StageSettled(&batch);
  if (absl::Status written = database.Write(batch); !written.ok()) return written;
  const auto newest = NewestCheckpoint(database);
  if (!newest.ok()) return newest.status();
  if ((*newest)->checkpoint.size > published.checkpoint.size) return absl::OkStatus();
  return WritePublishedFile(ledger->directory(), published.note);
}

absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness, Ledger* ledger) {
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  auto found = FindCheckpoint(ledger->database(), checkpoint->size);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->note.text != note.text)
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "checkpoint.not-ours",
        "this ledger has published no such checkpoint of {size} event{size:s}; `tranche checkpoint --list` shows "
        "those that it has",
        {NumberField("size", checkpoint->size)});
  const absl::StatusOr<absl::Time> signed_at = witness.Check(note);
  if (!signed_at.ok()) return signed_at.status();
  PublishedCheckpoint& published = **found;
  Cosignature kept = {*signed_at, false};
  for (const NoteSignature& signature : note.signatures) {
    if (signature.key_name != witness.name() || signature.key_id != witness.id()) continue;
    auto& known = published.note.signatures;
    if (std::find(known.begin(), known.end(), signature) != known.end()) continue;
    known.push_back(signature);
    kept.is_new = true;
  }
  const absl::Status stored = kept.is_new ? KeepCheckpoint(published, Settles::kNo, ledger) : absl::OkStatus();
  if (!stored.ok()) return stored;
  return kept;
}

}  // namespace tranche
