#include "replay/verify/unjudged_events.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "log/event_log.h"
#include "log/merkle_tree.h"
#include "log/tree_rows.h"

namespace tranche {
namespace {

std::string InBase64(const Digest& digest) { return absl::Base64Escape(ToBytes(digest)); }

// The leaves of the stored tree, as far as they are in readable full tiles.
class StoredLeaves {
 public:
  explicit StoredLeaves(const storage::Database& database) : database_(database) {}

  std::optional<Digest> Find(Sequence sequence) {
    const uint64_t place = (sequence - 1) / kTreeTileHashes;
    if (place_ != place) tile_ = ReadTreeTile(database_, storage::Family::kIndex, 0, place);
    place_ = place;
    return tile_.ok() ? std::optional<Digest>((*tile_)[(sequence - 1) % kTreeTileHashes]) : std::nullopt;
  }

 private:
  const storage::Database& database_;
  std::optional<uint64_t> place_;
  absl::StatusOr<std::vector<Digest>> tile_;
};

}  // namespace

void CheckUnjudged(const storage::Database& database, Sequence first, Sequence last, Findings* findings) {
  const EventLog log(&database);
  StoredLeaves leaves(database);
  v1::Event event;
  for (Sequence sequence = first; sequence <= last; ++sequence) {
    const absl::StatusOr<std::string> bytes = log.ReadBytes(sequence);
    const absl::Status read = bytes.ok() ? EventLog::ParseCanonical(*bytes, sequence, &event) : bytes.status();
    if (!read.ok()) {
      findings->Add("event", sequence, read);
      continue;
    }
    const std::optional<Digest> recorded = leaves.Find(sequence);
    const Digest found = LeafHash(*bytes);
    if (!recorded || *recorded == found) continue;
    findings->Add("event", sequence,
                  Adding(Refuse(absl::StatusCode::kDataLoss, "event.other-hash",
                                "events: sequence {sequence}: its bytes have the hash {found}, the tree has {wanted}",
                                {NumberField("sequence", sequence), TextField("found", InBase64(found)),
                                 TextField("wanted", InBase64(*recorded))}),
                         "restore the ledger from a backup"));
  }
}

}  // namespace tranche
