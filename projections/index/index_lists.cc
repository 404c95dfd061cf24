// The events that are listed by purpose: proposals, those of the catalogue, statements.
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_rows.h"
#include "storage/encoding/key_codec.h"

namespace tranche {

// Rows are written in the order of the events: those that are not known to be come last.
absl::Status BalanceIndex::VisitProposals(Sequence known_at, ProposalVisitor visitor) const {
  std::map<Sequence, int32_t> recent;
  {
    const ReaderLock lock(mutex_);
    recent = recent_proposals_;
  }
  const auto scan = database_.ScanAll(family_, TablePrefix(RowTable::kProposal));
  for (; scan->Valid(); scan->Next()) {
    Sequence sequence = 0;
    uint32_t expires_on = 0;
    storage::KeyReader day(scan->value());
    if (!ReadSequenceOfRow(scan->key(), &sequence) || !day.ReadU32(&expires_on) || !day.AtEnd())
      return DamagedRow(scan->key());
    if (sequence > known_at || (!recent.empty() && sequence >= recent.begin()->first)) break;
    if (absl::Status visited = visitor(sequence, static_cast<int32_t>(expires_on)); !visited.ok()) return visited;
  }
  absl::Status status = scan->status();
  for (auto next = recent.begin(); status.ok() && next != recent.end() && next->first <= known_at; ++next)
    status = visitor(next->first, next->second);
  return status;
}

absl::Status BalanceIndex::VisitCatalogue(SequenceSpan span, CatalogueVisitor visitor) const {
  std::set<Sequence> reversals;  // that are to be visited
  const auto visit = [&](Sequence sequence, absl::string_view stored) {
    return sequence > span.after && sequence <= span.last ? visitor(sequence, stored) : absl::OkStatus();
  };
  const auto visit_reversals = [&](Sequence before) {
    absl::Status visited;
    while (visited.ok() && !reversals.empty() && *reversals.begin() < before)
      visited = visit(reversals.extract(reversals.begin()).value(), "");
    return visited;
  };
  const auto scan = database_.ScanAll(family_, TablePrefix(RowTable::kCatalogue));
  for (; scan->Valid(); scan->Next()) {
    EventView event;
    Sequence sequence = 0;
    if (!ReadSequenceOfRow(scan->key(), &sequence)) return DamagedRow(scan->key());
    if (sequence > span.last) break;
    if (!ParseEventView(scan->value(), &event) || event.sequence != sequence) return DamagedRow(scan->key());
    absl::Status visited = visit_reversals(sequence);
    if (visited.ok()) visited = visit(sequence, scan->value());
    if (!visited.ok()) return visited;
    const EventKind* const kind = FindKind(static_cast<uint64_t>(event.kind));
    if (kind == nullptr || !CanBeReversed(*kind)) continue;
    const absl::StatusOr<std::optional<Sequence>> reversal = ReversalOf(sequence);
    if (!reversal.ok()) return reversal.status();
    if (reversal->has_value()) reversals.insert(**reversal);
  }
  if (!scan->status().ok()) return scan->status();
  return visit_reversals(std::numeric_limits<Sequence>::max());
}

absl::StatusOr<std::vector<Sequence>> BalanceIndex::Statements() const {
  std::vector<Sequence> sequences;
  const auto scan = database_.ScanAll(family_, TablePrefix(RowTable::kStatement));
  for (; scan->Valid(); scan->Next()) {
    Sequence sequence = 0;
    if (!ReadSequenceOfRow(scan->key(), &sequence)) return DamagedRow(scan->key());
    sequences.push_back(sequence);
  }
  if (!scan->status().ok()) return scan->status();
  return sequences;
}

}  // namespace tranche
