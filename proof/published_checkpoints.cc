#include "proof/published_checkpoints.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "events/refusal.h"
#include "proof/balance_commitment.h"
#include "proof/balance_map.h"

namespace tranche {

// The only class that may append a commitment.
class CheckpointPublisher {
 public:
  static CommitmentPass Pass() { return CommitmentPass(); }
};

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

absl::Status Keep(const PublishedCheckpoint& published, Database* database) {
  storage::Batch batch = database->NewBatch();
  batch.Put(Family::kMeta, KeyOf(published.checkpoint.size), published.note.ToString());
  return database->Write(batch);
}

v1::Event Commitment(const BalanceMap& map, Sequence known_at, const std::string& actor, const Ledger& ledger,
                     CivilDate date) {
  v1::Event event;
  event.set_event_id(absl::StrCat("balances:", ledger.terms().ledger_id(), ":", known_at));
  event.set_effective_date(date.number());
  event.set_actor(actor);
  event.set_provenance(v1::PROVENANCE_RECORDED);
  event.mutable_balances_committed()->set_lines(map.lines());
  event.mutable_balances_committed()->set_root(std::string(ToBytes(map.root())));
  event.mutable_balances_committed()->set_known_at(known_at);
  event.mutable_balances_committed()->set_binds_order(true);
  return event;
}

// Never signs a commitment that the ledger did not make itself, or one to balances that no longer match.
absl::Status CheckTrue(const v1::Event& commitment, const ReadView& view) {
  const absl::StatusOr<BalanceMap> map =
      BalanceMap::Make(view, CommittedAt(commitment), commitment.balances_committed().binds_order());
  if (!map.ok()) return map.status();
  if (NamesEarlierBalances(commitment) && CommitsTo(commitment, map->lines(), map->root())) return absl::OkStatus();
  const absl::Status wrong = Adding(WrongBalances(commitment, map->lines(), map->root()),
                                    "nothing was signed; run `tranche verify`, which says what can be done");
  return StatusOf(
      absl::StatusCode::kDataLoss,
      RefusalOf(Within("events: sequence {sequence}", {NumberField("sequence", commitment.sequence())}, wrong))
          .value());
}

// The sequence of a commitment to the balances at the head, or at the head as of a moment ago.
absl::StatusOr<Sequence> CommitBalances(const std::string& actor, CivilDate date, bool is_clock_right, Ledger* ledger) {
  const Sequence head = ledger->head();
  const absl::StatusOr<v1::Event> last = ledger->log().Read(head);
  if (!last.ok()) return last.status();
  if (last->has_balances_committed()) {
    if (absl::Status is_true = CheckTrue(*last, ledger->View()); !is_true.ok()) return is_true;
    if (CommittedAt(*last) == head - 1 && last->balances_committed().binds_order()) return head;
  }
  const absl::StatusOr<BalanceMap> map = BalanceMap::Make(ledger->View(), head);
  if (!map.ok()) return map.status();
  const absl::StatusOr<Receipt> receipt = ledger->AppendCommitment(Commitment(*map, head, actor, *ledger, date),
                                                                   is_clock_right, CheckpointPublisher::Pass());
  if (!receipt.ok()) return receipt.status();
  return receipt->sequence;
}

// A log never signs anything that contradicts an earlier signature. Checking the newest checkpoint suffices: it was
// itself checked to extend the one before it.
absl::Status CheckConsistent(const Ledger& ledger, const PublishedCheckpoint& newest) {
  const Checkpoint& checkpoint = newest.checkpoint;
  constexpr absl::string_view kCode = "checkpoint.contradicts-ledger";
  RefusalFields fields = {NumberField("size", checkpoint.size),
                          TextField("published", absl::Base64Escape(ToBytes(checkpoint.root)))};
  if (checkpoint.size > ledger.head()) {
    fields.push_back(NumberField("head", ledger.head()));
    return Adding(Refuse(kLost, kCode,
                         "tree: the checkpoint of {size} event{size:s}, which was published, has the root {published}, "
                         "the ledger has only {head} event{head:s}",
                         std::move(fields)),
                  "nothing was signed: restore the ledger from a backup");
  }
  const absl::StatusOr<Digest> root = ledger.tree().Root(checkpoint.size);
  if (!root.ok()) return root.status();
  if (*root == checkpoint.root) return absl::OkStatus();
  fields.push_back(TextField("found", absl::Base64Escape(ToBytes(*root))));
  return Adding(Refuse(kLost, kCode,
                       "tree: the checkpoint of {size} event{size:s}, which was published, has the root {published}, "
                       "the ledger has {found}",
                       std::move(fields)),
                "nothing was signed: restore the ledger from a backup");
}

bool IsSigned(const PublishedCheckpoint& published, const SigningKey& key) {
  return key.PublicKey(NoteKeyType::kEd25519, published.checkpoint.origin).Check(published.note).ok();
}

// The checkpoint of `size` events, not newly signed yet.
absl::StatusOr<PublishedCheckpoint> FindOrMake(uint64_t size, const Ledger& ledger) {
  const auto found = FindCheckpoint(ledger.database(), size);
  if (!found.ok()) return found.status();
  if (found->has_value()) return **found;
  const absl::StatusOr<Digest> root = ledger.tree().Root(size);
  if (!root.ok()) return root.status();
  PublishedCheckpoint made;
  made.checkpoint = {OriginOf(ledger.terms()), size, *root};
  made.note.text = made.checkpoint.ToText();
  return made;
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

absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger, bool is_clock_right) {
  const auto newest = NewestCheckpoint(ledger->database());
  if (!newest.ok()) return newest.status();
  if (newest->has_value()) {
    if (absl::Status consistent = CheckConsistent(*ledger, **newest); !consistent.ok()) return consistent;
    if ((*newest)->checkpoint.size == ledger->head() && IsSigned(**newest, key)) return **newest;
  }
  const absl::StatusOr<Sequence> size = CommitBalances(actor, date, is_clock_right, ledger);
  if (!size.ok()) return size.status();
  absl::StatusOr<PublishedCheckpoint> published = FindOrMake(*size, *ledger);
  if (!published.ok()) return published;
  published->note.signatures.push_back(key.Sign(published->checkpoint.origin, published->note.text));
  if (absl::Status kept = Keep(*published, &ledger->database()); !kept.ok()) return kept;
  return published;
}

absl::StatusOr<Cosignature> KeepCosignature(const SignedNote& note, const VerifierKey& witness, Database* database) {
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  auto found = FindCheckpoint(*database, checkpoint->size);
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
  const absl::Status stored = kept.is_new ? Keep(published, database) : absl::OkStatus();
  if (!stored.ok()) return stored;
  return kept;
}

}  // namespace tranche
