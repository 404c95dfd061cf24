#include "proof/prove.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "events/event_view.h"
#include "events/refusal.h"
#include "projections/catalogue/geography.h"
#include "projections/measure_fields.h"
#include "proof/balance_map.h"
#include "proof/balance_root.h"
#include "proof/boundary_events.h"
#include "proof/claimed_lines.h"
#include "proof/kept_balance_map.h"
#include "proof/proven_event.h"

namespace tranche {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

using Path = google::protobuf::RepeatedPtrField<std::string>;

void SetPath(absl::Span<const Digest> hashes, Path* path) {
  for (const Digest& hash : hashes) *path->Add() = std::string(ToBytes(hash));
}

// Starts a proof with the checkpoint, after checking that the ledger still matches what was published.
absl::StatusOr<v1::Proof> ProofAgainst(const ReadView& view, const PublishedCheckpoint& published) {
  const Checkpoint& checkpoint = published.checkpoint;
  const absl::Status altered = Adding(Refuse(absl::StatusCode::kDataLoss, "checkpoint.altered-ledger",
                                             "tree: the ledger is not what its checkpoint of {size} event{size:s} "
                                             "says: what was recorded was altered",
                                             {NumberField("size", checkpoint.size)}),
                                      "run `tranche verify` to see what differs");
  if (checkpoint.size > view.head()) return altered;
  const absl::StatusOr<Digest> root = view.tree().Root(checkpoint.size);
  if (!root.ok()) return root.status();
  if (*root != checkpoint.root) return altered;
  v1::Proof proof;
  proof.set_checkpoint(published.note.ToString());
  return proof;
}

absl::Status NotCovered(absl::Span<const PublishedCheckpoint> published, Sequence sequence) {
  const v1::RefusalField event = NumberField("sequence", sequence);
  if (published.empty())
    return Refuse(kFailed, "checkpoint.none-covers",
                  "no checkpoint covers event {sequence} (none was published): publish one with `tranche checkpoint`, "
                  "then prove again",
                  {event});
  return Refuse(kFailed, "checkpoint.none-covers",
                "no checkpoint covers event {sequence} (the newest is of {newest}): publish one with `tranche "
                "checkpoint`, then prove again",
                {event, NumberField("newest", published.back().checkpoint.size)});
}

// Sets the event, without a path.
absl::Status SetEvent(const ReadView& view, Sequence sequence, v1::ProvenEvent* proven) {
  absl::StatusOr<std::string> bytes = view.log().ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  proven->set_sequence(sequence);
  proven->set_stored_bytes(*std::move(bytes));
  return absl::OkStatus();
}

const PublishedCheckpoint* WithSize(absl::Span<const PublishedCheckpoint> published, uint64_t size) {
  const auto found = std::find_if(published.begin(), published.end(),
                                  [size](const PublishedCheckpoint& each) { return each.checkpoint.size == size; });
  return found == published.end() ? nullptr : &*found;
}

v1::BalanceClaim ClaimOf(const Question& question, const Geography& geography) {
  v1::BalanceClaim claim;
  claim.set_unit_id(question.unit);
  std::vector<std::string> units;
  if (!question.unit.empty()) units = geography.UnitsIn(question.unit);
  std::sort(units.begin(), units.end());
  for (std::string& unit : units) claim.add_unit_ids(std::move(unit));
  if (question.source) claim.set_source_id(*question.source);
  if (question.area) claim.set_area_id(*question.area);
  if (question.fiscal_year) claim.set_fiscal_year(*question.fiscal_year);
  if (question.project) claim.set_project_id(*question.project);
  claim.set_as_of(question.as_of.ToString());
  claim.set_known_at(question.known_at);
  claim.set_boundaries(question.boundaries.ToString());
  return claim;
}

// Adds the events that count, and their sums.
absl::Status AddEvents(const ReadView& view, const Geography& geography, const Question& question,
                       v1::BalanceClaim* claim) {
  std::set<Sequence> counted;
  MeasureSums sum;
  const std::vector<Scope> scopes = ScopesOf(view, geography, question);
  absl::Status status =
      VisitPostings(view, scopes, question, {0, question.known_at}, [&](const IndexedPosting& booked) {
        counted.insert(booked.sequence);
        sum.Add(booked.posting.measure, booked.posting.amount);
      });
  if (!status.ok()) return status;
  SetMeasures(sum, claim);
  std::set<Sequence> reversed;
  for (const Sequence sequence : counted) {
    v1::ProvenEvent* proven = claim->add_events();
    if (status = SetEvent(view, sequence, proven); !status.ok()) return status;
    EventView event;
    if (status = EventLog::ParseView(proven->stored_bytes(), sequence, &event); !status.ok()) return status;
    if (event.reversed_sequence != 0 && !counted.contains(event.reversed_sequence))
      reversed.insert(event.reversed_sequence);
  }
  for (const Sequence sequence : reversed) {
    if (status = SetEvent(view, sequence, claim->add_reversed_events()); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// True if `balance_root`, the last event of a checkpoint, is of the balances known at `known_at`. It moves no money
// itself, so the balances at its own sequence equal those directly before it.
bool IsOfBalancesAt(const v1::Event& balance_root, Sequence known_at) {
  const Sequence own = BalancesKnownAt(balance_root);
  return known_at == own || (known_at == balance_root.sequence() && own + 1 == known_at);
}

// The last event of a checkpoint; null if it has no balance root by which balances can be proved complete.
absl::StatusOr<std::optional<v1::Event>> ReadBalanceRoot(const ReadView& view, const PublishedCheckpoint& published) {
  std::optional<v1::Event> balance_root;
  if (published.checkpoint.size > view.head()) return balance_root;
  absl::StatusOr<v1::Event> last = view.log().Read(published.checkpoint.size);
  if (!last.ok()) return last.status();
  if (last->balances_committed().binds_order()) balance_root = *std::move(last);
  return balance_root;
}

// A checkpoint that covers a question.
struct Covering {
  const PublishedCheckpoint* published = nullptr;
  std::optional<v1::Event> balance_root;  // of the balances in question
};

// Among `published`, all of which cover `known_at`: the one with the root of the balances known then, otherwise
// the newest one.
absl::StatusOr<Covering> FindCovering(const ReadView& view, absl::Span<const PublishedCheckpoint> published,
                                      Sequence known_at) {
  auto candidate =
      std::lower_bound(published.begin(), published.end(), known_at,
                       [](const PublishedCheckpoint& each, Sequence wanted) { return each.checkpoint.size < wanted; });
  // The root of the balances known at a sequence is in the first checkpoint after it or, if the sequence is that of the
  // root's own event, in the checkpoint that ends there.
  for (int i = 0; i < 2 && candidate != published.end(); ++i, ++candidate) {
    auto balance_root = ReadBalanceRoot(view, *candidate);
    if (!balance_root.ok()) return balance_root.status();
    if (balance_root->has_value() && IsOfBalancesAt(**balance_root, known_at))
      return Covering{&*candidate, *std::move(balance_root)};
  }
  return Covering{&published.back(), std::nullopt};
}

absl::Status AsLost(const absl::Status& status) { return WithCode(absl::StatusCode::kDataLoss, status); }

// The events from which the units of the claim follow.
absl::Status AddBoundaryEvents(const ReadView& view, Sequence known_at, v1::BalanceClaim* claim) {
  return VisitBoundaryEvents(view, known_at, [&](Sequence sequence, absl::string_view) {
    return SetEvent(view, sequence, claim->add_boundary_events());
  });
}

// The balance lines of the claim.
absl::Status AddLines(const ReadView& view, const storage::Database& database, const v1::Event& balance_root,
                      v1::BalanceClaim* claim) {
  const LinePrefixes prefixes = PrefixesOf(*claim);
  if (ProveFromKeptMap(view, database, balance_root, prefixes, claim->mutable_lines())) return absl::OkStatus();
  const Sequence sequence = balance_root.sequence();
  const absl::StatusOr<BalanceMap> map = BalanceMap::Make(view, BalancesKnownAt(balance_root));
  if (!map.ok()) return map.status();
  if (!HasRoot(balance_root, map->lines(), map->root()))
    return AsLost(Within("events: sequence {sequence}", {NumberField("sequence", sequence)},
                         Adding(WrongBalances(balance_root, map->lines(), map->root()), "run `tranche verify`")));
  map->Prove(prefixes, claim->mutable_lines());
  return absl::OkStatus();
}

// The balance root, with its lines and the events on units.
absl::Status AddBalanceRoot(const ReadView& view, const storage::Database& database, const v1::Event& balance_root,
                            v1::BalanceClaim* claim) {
  absl::Status added = SetEvent(view, balance_root.sequence(), claim->mutable_balance_root());
  if (added.ok()) added = AddLines(view, database, balance_root, claim);
  if (!added.ok()) return added;
  return claim->unit_id().empty() ? absl::OkStatus() : AddBoundaryEvents(view, BalancesKnownAt(balance_root), claim);
}

// Sets the amounts to those of the balance lines that are shown.
absl::Status SetSumsOfLines(CivilDate as_of, v1::BalanceClaim* claim) {
  Counted sum;
  for (const v1::LineNode& node : claim->lines()) {
    const absl::Status added = node.has_leaf() ? AddLeaf(node.leaf(), *claim, as_of, &sum) : absl::OkStatus();
    if (!added.ok()) return AsLost(added);
  }
  SetMeasures(sum.amounts, claim);
  return absl::OkStatus();
}

absl::Status NoBalanceRoot(Sequence known_at) {
  return Refuse(
      kFailed, "checkpoint.no-balance-root",
      "no checkpoint has the root of the balances known at {sequence}, wanted one for a proof of sums only: "
      "publish one with `tranche checkpoint` and ask without --known-at, or ask for the proof with its events",
      {NumberField("sequence", known_at)});
}

}  // namespace

absl::StatusOr<v1::Proof> ProveEvent(const ReadView& view, absl::Span<const PublishedCheckpoint> published,
                                     Sequence sequence) {
  if (sequence < 1 || sequence > view.head())
    return Refuse(absl::StatusCode::kOutOfRange, "event.beyond-head", "event: found {found}, the head is {head}",
                  {NumberField("found", sequence), NumberField("head", view.head())});
  if (published.empty() || published.back().checkpoint.size < sequence) return NotCovered(published, sequence);
  absl::StatusOr<v1::Proof> proof = ProofAgainst(view, published.back());
  if (!proof.ok()) return proof;
  if (absl::Status set = SetEvent(view, sequence, proof->mutable_event()); !set.ok()) return set;
  const auto path = view.tree().ProveInclusion(sequence, published.back().checkpoint.size);
  if (!path.ok()) return path.status();
  SetPath(*path, proof->mutable_event()->mutable_path());
  return proof;
}

absl::StatusOr<v1::Proof> ProveConsistency(const ReadView& view, absl::Span<const PublishedCheckpoint> published,
                                           Sequence from, Sequence to) {
  if (from < 1 || from > to)
    return Refuse(absl::StatusCode::kInvalidArgument, "proof.from-to",
                  "FROM: found {from}, wanted 1 to {to}, the number of events that TO has",
                  {NumberField("from", from), NumberField("to", to)});
  if (published.empty()) return NotCovered(published, to);
  const PublishedCheckpoint* checkpoint = WithSize(published, to);
  if (checkpoint == nullptr)
    return Refuse(
        kFailed, "checkpoint.unknown",
        "no checkpoint of {size} event{size:s} was published; `tranche checkpoint --list` shows those that were",
        {NumberField("size", to)});
  absl::StatusOr<v1::Proof> proof = ProofAgainst(view, *checkpoint);
  if (!proof.ok()) return proof;
  const absl::StatusOr<Digest> root = view.tree().Root(from);
  if (!root.ok()) return root.status();
  const auto path = view.tree().ProveConsistency(from, to);
  if (!path.ok()) return path.status();
  proof->mutable_grown()->set_from_size(from);
  proof->mutable_grown()->set_from_root(std::string(ToBytes(*root)));
  SetPath(*path, proof->mutable_grown()->mutable_path());
  return proof;
}

absl::StatusOr<v1::Proof> ProveBalance(const ReadView& view, const storage::Database& database,
                                       absl::Span<const PublishedCheckpoint> published, const Question& question,
                                       BalanceForm form) {
  if (question.known_at > view.head())
    return InField("known_at", Refuse(absl::StatusCode::kOutOfRange, "known-at.beyond-head",
                                      "found sequence {sequence}, the head is {head}",
                                      {NumberField("sequence", question.known_at), NumberField("head", view.head())}));
  if (published.empty() || published.back().checkpoint.size < question.known_at)
    return NotCovered(published, question.known_at);
  const absl::StatusOr<Covering> covering = FindCovering(view, published, question.known_at);
  if (!covering.ok()) return covering.status();
  const bool sums_only = form == BalanceForm::kSumsOnly;
  if (sums_only && !covering->balance_root.has_value()) return NoBalanceRoot(question.known_at);
  absl::StatusOr<v1::Proof> proof = ProofAgainst(view, *covering->published);
  if (!proof.ok()) return proof;
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  const Geography geography(**catalogue, question.boundaries);
  v1::BalanceClaim* claim = proof->mutable_balance();
  *claim = ClaimOf(question, geography);
  claim->set_sums_only(sums_only);
  absl::Status added = sums_only ? absl::OkStatus() : AddEvents(view, geography, question, claim);
  if (added.ok() && covering->balance_root.has_value())
    added = AddBalanceRoot(view, database, *covering->balance_root, claim);
  if (added.ok() && sums_only) added = SetSumsOfLines(question.as_of, claim);
  if (added.ok()) added = ShareHashes(view.tree(), covering->published->checkpoint.size, claim);
  if (!added.ok()) return added;
  return proof;
}

absl::StatusOr<Sequence> NewestProvable(const ReadView& view, const PublishedCheckpoint& newest) {
  const auto balance_root = ReadBalanceRoot(view, newest);
  if (!balance_root.ok()) return balance_root.status();
  const Sequence size = newest.checkpoint.size;
  if (!balance_root->has_value() || BalancesKnownAt(**balance_root) + 1 == size) return size;
  return BalancesKnownAt(**balance_root);
}

}  // namespace tranche
