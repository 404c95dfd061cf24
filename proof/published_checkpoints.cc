#include "proof/published_checkpoints.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proof/balance_map.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;

constexpr absl::string_view kKeyPrefix = "checkpoint ";
constexpr int kAttempts = 10;

std::string KeyOf(uint64_t size) { return absl::StrCat(kKeyPrefix, absl::StrFormat("%020d", size)); }

absl::StatusOr<PublishedCheckpoint> Read(absl::string_view key, absl::string_view value) {
  absl::StatusOr<SignedNote> note = SignedNote::Parse(value);
  const absl::StatusOr<Checkpoint> checkpoint = note.ok() ? Checkpoint::Parse(note->text) : note.status();
  if (checkpoint.ok() && KeyOf(checkpoint->size) == key) return PublishedCheckpoint{*checkpoint, *std::move(note)};
  return absl::DataLossError(
      absl::StrCat("meta: key \"", key, "\": found ",
                   checkpoint.ok() ? "a checkpoint of another size" : checkpoint.status().message(),
                   "; the published checkpoint is lost here, ask those who hold a copy"));
}

absl::Status Keep(const PublishedCheckpoint& published, Database* database) {
  storage::Batch batch = database->NewBatch();
  batch.Put(Family::kMeta, KeyOf(published.checkpoint.size), published.note.ToString());
  return database->Write(batch);
}

absl::StatusOr<std::optional<PublishedCheckpoint>> Find(const Database& database, uint64_t size) {
  const auto stored = database.Get(Family::kMeta, KeyOf(size));
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<PublishedCheckpoint>();
  absl::StatusOr<PublishedCheckpoint> published = Read(KeyOf(size), **stored);
  if (!published.ok()) return published.status();
  return std::optional<PublishedCheckpoint>(*std::move(published));
}

v1::Event Commitment(const BalanceMap& map, Sequence known_at, const std::string& actor, const Ledger& ledger,
                     CivilDate date) {
  v1::Event event;
  event.set_event_id(absl::StrCat("balances:", ledger.terms().ledger_id(), ":", known_at));
  event.set_effective_date(date.number());
  event.set_actor(actor);
  event.set_provenance(v1::PROVENANCE_RECORDED);
  event.mutable_balances_committed()->set_lines(map.size());
  event.mutable_balances_committed()->set_root(std::string(ToBytes(map.root())));
  return event;
}

// The sequence of the head, which is a commitment to everything before it.
absl::StatusOr<Sequence> CommitBalances(const std::string& actor, CivilDate date, Ledger* ledger) {
  absl::Status appended;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Sequence head = ledger->head();
    const absl::StatusOr<v1::Event> last = ledger->log().Read(head);
    if (!last.ok()) return last.status();
    if (last->has_balances_committed()) return head;
    const absl::StatusOr<BalanceMap> map = BalanceMap::Make(ledger->index(), head);
    if (!map.ok()) return map.status();
    AppendOptions options;
    options.expected_head = head;
    appended = ledger->Append({Commitment(*map, head, actor, *ledger, date)}, options).status();
    if (appended.ok()) return head + 1;
    if (appended.code() != absl::StatusCode::kAborted) return appended;
  }
  return appended;
}

// A log never signs what contradicts what it has signed.
absl::Status CheckConsistent(const Ledger& ledger, absl::Span<const PublishedCheckpoint> before) {
  for (const PublishedCheckpoint& published : before) {
    const Checkpoint& checkpoint = published.checkpoint;
    const absl::StatusOr<Digest> root =
        checkpoint.size <= ledger.head() ? ledger.tree().Root(checkpoint.size) : absl::OutOfRangeError("not there");
    if (root.ok() && *root == checkpoint.root) continue;
    if (!root.ok() && root.status().code() != absl::StatusCode::kOutOfRange) return root.status();
    return absl::DataLossError(
        absl::StrCat("tree: the checkpoint of ", checkpoint.size, " events, which was published, has the root ",
                     absl::Base64Escape(ToBytes(checkpoint.root)), ", the ledger has ",
                     root.ok() ? absl::Base64Escape(ToBytes(*root)) : absl::StrCat("only ", ledger.head(), " events"),
                     "; nothing was signed: restore the ledger from a backup"));
  }
  return absl::OkStatus();
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

absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger) {
  const auto before = ListCheckpoints(ledger->database());
  if (!before.ok()) return before.status();
  if (absl::Status consistent = CheckConsistent(*ledger, *before); !consistent.ok()) return consistent;
  const absl::StatusOr<Sequence> size = CommitBalances(actor, date, ledger);
  if (!size.ok()) return size.status();
  auto found = Find(ledger->database(), *size);
  if (!found.ok()) return found.status();
  const std::string origin = OriginOf(ledger->terms());
  PublishedCheckpoint published;
  if (found->has_value()) {
    published = **std::move(found);
    if (key.PublicKey(NoteKeyType::kEd25519, origin).Check(published.note).ok()) return published;
  } else {
    const absl::StatusOr<Digest> root = ledger->tree().Root(*size);
    if (!root.ok()) return root.status();
    published.checkpoint = {origin, *size, *root};
    published.note.text = published.checkpoint.ToText();
  }
  published.note.signatures.push_back(key.Sign(origin, published.note.text));
  absl::Status kept = Keep(published, &ledger->database());
  if (!kept.ok()) return kept;
  return published;
}

absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness, Database* database) {
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  auto found = Find(*database, checkpoint->size);
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->note.text != note.text)
    return absl::NotFoundError(absl::StrCat("this ledger has published no such checkpoint of ", checkpoint->size,
                                            " events; `tranche checkpoint --list` shows those that it has"));
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
  const absl::Status stored = kept.is_new ? Keep(published, database) : absl::OkStatus();
  if (!stored.ok()) return stored;
  return kept;
}

}  // namespace tranche
