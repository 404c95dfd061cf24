#include "proof/publish_checkpoint.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "proof/balance_map.h"
#include "proof/balance_root.h"
#include "proof/copied_ledger.h"
#include "proof/kept_balance_map.h"
#include "proof/published_file.h"

namespace tranche {

// The only class that may append a balance root.
class CheckpointPublisher {
 public:
  static BalanceRootPass Pass() { return BalanceRootPass(); }
};

namespace {

using storage::Database;

constexpr auto kLost = absl::StatusCode::kDataLoss;

// Who publishes, when, and why if there is more to say than that a checkpoint is published.
struct Publication {
  std::string actor;
  CivilDate date;
  std::string reason;
  bool is_clock_right = false;
  bool within_grants = false;
};

AppendOptions OptionsOf(const Publication& by) {
  AppendOptions options;
  options.is_clock_right = by.is_clock_right;
  if (by.within_grants) options.within_grants_of = by.actor;
  return options;
}

v1::Event BalanceRootEvent(const BalanceMap& map, Sequence known_at, const Publication& by, const Ledger& ledger) {
  v1::Event event;
  event.set_event_id(absl::StrCat("balances:", ledger.terms().ledger_id(), ":", known_at));
  event.set_effective_date(by.date.number());
  event.set_actor(by.actor);
  event.set_reason(by.reason);
  event.set_provenance(v1::PROVENANCE_RECORDED);
  event.mutable_balances_committed()->set_lines(map.lines());
  event.mutable_balances_committed()->set_root(std::string(ToBytes(map.root())));
  event.mutable_balances_committed()->set_known_at(known_at);
  event.mutable_balances_committed()->set_binds_order(true);
  return event;
}

// Never signs a balance root that the ledger did not make itself, or one of balances that no longer match.
absl::StatusOr<BalanceMap> CheckTrue(const v1::Event& balance_root, const ReadView& view) {
  absl::StatusOr<BalanceMap> map =
      BalanceMap::Make(view, BalancesKnownAt(balance_root), balance_root.balances_committed().binds_order());
  if (!map.ok()) return map;
  if (NamesEarlierBalances(balance_root) && HasRoot(balance_root, map->lines(), map->root())) return map;
  const absl::Status wrong = Adding(WrongBalances(balance_root, map->lines(), map->root()),
                                    "nothing was signed; run `tranche verify`, which says what can be done");
  return StatusOf(
      absl::StatusCode::kDataLoss,
      RefusalOf(Within("events: sequence {sequence}", {NumberField("sequence", balance_root.sequence())}, wrong))
          .value());
}

// The balance root at `sequence` is there; its tree is kept to prove from.
absl::StatusOr<Sequence> Keep(const BalanceMap& map, Sequence known_at, Sequence sequence, Ledger* ledger) {
  absl::Status kept = KeepBalanceMap(map, known_at, &ledger->database());
  if (!kept.ok()) return kept;
  return sequence;
}

// The sequence of the root of the balances at the head, or at the head as of a moment ago.
absl::StatusOr<Sequence> PublishBalanceRoot(const Publication& by, Ledger* ledger) {
  const Sequence head = ledger->head();
  const absl::StatusOr<v1::Event> last = ledger->log().Read(head);
  if (!last.ok()) return last.status();
  if (last->has_balances_committed()) {
    const absl::StatusOr<BalanceMap> map = CheckTrue(*last, ledger->View());
    if (!map.ok()) return map.status();
    const bool is_enough = BalancesKnownAt(*last) == head - 1 && last->balances_committed().binds_order();
    if (is_enough && by.reason.empty()) return Keep(*map, head - 1, head, ledger);
  }
  const absl::StatusOr<BalanceMap> map = BalanceMap::Make(ledger->View(), head);
  if (!map.ok()) return map.status();
  const absl::StatusOr<Receipt> receipt =
      ledger->AppendBalanceRoot(BalanceRootEvent(*map, head, by, *ledger), OptionsOf(by), CheckpointPublisher::Pass());
  if (!receipt.ok()) return receipt.status();
  return Keep(*map, head, receipt->sequence, ledger);
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

// The newest checkpoint that the database or the file beside it has. One that only the file has is stored again.
absl::StatusOr<std::optional<PublishedCheckpoint>> NewestKnown(Ledger* ledger) {
  auto newest = NewestCheckpoint(ledger->database());
  if (!newest.ok()) return newest;
  const auto remembered = ReadPublishedFile(ledger->directory());
  if (!remembered.ok()) return remembered.status();
  if (!remembered->has_value()) return newest;
  const Checkpoint checkpoint = Checkpoint::Parse((*remembered)->text).value();
  if (newest->has_value() && (*newest)->checkpoint.size >= checkpoint.size) return newest;
  const PublishedCheckpoint lost = {checkpoint, **remembered};
  if (absl::Status consistent = CheckConsistent(*ledger, lost); !consistent.ok()) return consistent;
  if (absl::Status kept = KeepCheckpoint(lost, Settles::kNo, ledger); !kept.ok()) return kept;
  return std::optional<PublishedCheckpoint>(lost);
}

// What the publisher shows must be a checkpoint that this ledger has signed, and not older than one that it knows.
absl::Status CheckShown(const PublishedCheckpoint& shown, const SigningKey& key, const Ledger& ledger) {
  const std::string origin = OriginOf(ledger.terms());
  const absl::Status is_signed = key.PublicKey(NoteKeyType::kEd25519, origin).Check(shown.note).status();
  if (shown.checkpoint.origin != origin || !is_signed.ok())
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "checkpoint.not-of-this-ledger",
        "the checkpoint that was shown is of {found} and not signed by the key of {wanted}; nothing was signed",
        {TextField("found", shown.checkpoint.origin), TextField("wanted", origin)});
  const auto known = NewestCheckpoint(ledger.database());
  if (!known.ok()) return known.status();
  if (known->has_value() && (*known)->checkpoint.size > shown.checkpoint.size)
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "checkpoint.not-newest",
        "the checkpoint that was shown covers {found} event{found:s}, this ledger knows one of {known}: it is "
        "not the newest; nothing was signed",
        {NumberField("found", shown.checkpoint.size), NumberField("known", (*known)->checkpoint.size)});
  return CheckConsistent(ledger, shown);
}

absl::Status TakeShown(const SignedNote& note, const SigningKey& key, Ledger* ledger) {
  const absl::StatusOr<Checkpoint> checkpoint = Checkpoint::Parse(note.text);
  if (!checkpoint.ok()) return checkpoint.status();
  const PublishedCheckpoint shown = {*checkpoint, note};
  if (absl::Status checked = CheckShown(shown, key, *ledger); !checked.ok()) return checked;
  auto known = FindCheckpoint(ledger->database(), checkpoint->size);
  if (!known.ok()) return known.status();
  return KeepCheckpoint(known->has_value() ? **known : shown, Settles::kYes, ledger);
}

// A copy signs nothing before `before` settles what it awaits. Giving up sets the reason in `*by`.
absl::Status CheckMaySign(const SigningKey& key, const PublishedBefore& before, Ledger* ledger, Publication* by) {
  if (before.newest.has_value()) return TakeShown(*before.newest, key, ledger);
  const absl::StatusOr<bool> awaits = AwaitsCheckpoint(ledger->database());
  if (!awaits.ok()) return awaits.status();
  if (!before.given_up.has_value() && !*awaits) return absl::OkStatus();
  if (!before.given_up.has_value())
    return Refuse(
        absl::StatusCode::kFailedPrecondition, "checkpoint.awaited",
        "this ledger is a copy, made by `restore` or `import log`, and may lack events that a published "
        "checkpoint covers; nothing was signed, because another checkpoint of other events would be a second "
        "history; show the newest checkpoint that was published with --newest-published FILE, or, if there is "
        "none or it is lost, say why you go on without it with --given-up REASON");
  if (!*awaits)
    return Refuse(absl::StatusCode::kFailedPrecondition, "checkpoint.nothing-to-give-up",
                  "this ledger awaits no published checkpoint, so there is none to give up; nothing was signed");
  if (absl::StripAsciiWhitespace(*before.given_up).empty())
    return Refuse(absl::StatusCode::kInvalidArgument, "checkpoint.given-up-without-reason",
                  "wanted why the published checkpoints are given up");
  by->reason = absl::StrCat("published checkpoints given up: ", *before.given_up);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger, const PublishedBefore& before,
                                                      bool is_clock_right, bool within_grants) {
  Publication by = {actor, date, "", is_clock_right, within_grants};
  if (absl::Status may = CheckMaySign(key, before, ledger, &by); !may.ok()) return may;
  const auto newest = NewestKnown(ledger);
  if (!newest.ok()) return newest.status();
  if (newest->has_value()) {
    if (absl::Status consistent = CheckConsistent(*ledger, **newest); !consistent.ok()) return consistent;
    if ((*newest)->checkpoint.size == ledger->head() && IsSigned(**newest, key) && by.reason.empty()) return **newest;
  }
  const absl::StatusOr<Sequence> size = PublishBalanceRoot(by, ledger);
  if (!size.ok()) return size.status();
  absl::StatusOr<PublishedCheckpoint> published = FindOrMake(*size, *ledger);
  if (!published.ok()) return published;
  published->note.signatures.push_back(key.Sign(published->checkpoint.origin, published->note.text));
  if (absl::Status kept = KeepCheckpoint(*published, by.reason.empty() ? Settles::kNo : Settles::kYes, ledger);
      !kept.ok())
    return kept;
  return published;
}

}  // namespace tranche
