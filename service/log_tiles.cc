#include "service/log_tiles.h"

#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "log/merkle_tree.h"
#include "log/tree_rows.h"
#include "proof/published_checkpoints.h"

namespace tranche {
namespace {

static_assert(kTreeTileHeight == 8, "tlog-tiles has tiles of 256 hashes");
constexpr int kLevelsMax = 64 / kTreeTileHeight;

// NOT_FOUND unless a log of `size` events has `width` hashes at `level` and `place`.
absl::Status CheckIsThere(int level, uint64_t place, uint32_t width, uint64_t size) {
  const uint64_t hashes = level < kLevelsMax ? size >> (kTreeTileHeight * level) : 0;
  if (place <= hashes >> kTreeTileHeight && width <= hashes - (place << kTreeTileHeight)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kNotFound, "tile.not-there",
                "tile {place} of level {level} is shorter than {width} so far: the log has {size} event{size:s}",
                {NumberField("place", place), NumberField("level", static_cast<uint64_t>(level)),
                 NumberField("width", width), NumberField("size", size)});
}

}  // namespace

absl::StatusOr<std::string> ReadNewestCheckpoint(const ServedLedger& open) {
  const absl::StatusOr<std::optional<PublishedCheckpoint>> newest = NewestCheckpoint(open.ledger().database());
  if (!newest.ok()) return newest.status();
  if (newest->has_value()) return (*newest)->note.ToString();
  return Refuse(absl::StatusCode::kNotFound, "checkpoint.none",
                "no checkpoint was published yet: `tranche checkpoint` publishes one");
}

absl::StatusOr<std::string> ReadHashTile(int level, uint64_t place, uint32_t width, const ServedLedger& open) {
  if (absl::Status there = CheckIsThere(level, place, width, open.ledger().head()); !there.ok()) return there;
  const absl::StatusOr<EventTree::Tile> tile = open.ledger().tree().ReadTile(level, place);
  if (!tile.ok()) return tile.status();
  std::string bytes;
  for (uint32_t i = 0; i < width; ++i) absl::StrAppend(&bytes, ToBytes((*tile)[i]));
  return bytes;
}

absl::StatusOr<std::string> ReadEntryBundle(uint64_t place, uint32_t width, const ServedLedger& open) {
  if (absl::Status there = CheckIsThere(0, place, width, open.ledger().head()); !there.ok()) return there;
  std::string bundle;
  for (uint32_t i = 0; i < width; ++i) {
    const Sequence sequence = (place << kTreeTileHeight) + i + 1;
    const absl::StatusOr<std::string> bytes = open.ledger().log().ReadBytes(sequence);
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() > std::numeric_limits<uint16_t>::max())
      return Refuse(absl::StatusCode::kUnimplemented, "tile.entry-too-large",
                    "event {sequence} has {found} bytes, and an entry of tlog-tiles at most {most}",
                    {NumberField("sequence", sequence), NumberField("found", bytes->size()),
                     NumberField("most", std::numeric_limits<uint16_t>::max())});
    bundle += static_cast<char>(bytes->size() >> 8);
    bundle += static_cast<char>(bytes->size() & 0xff);
    bundle += *bytes;
  }
  return bundle;
}

}  // namespace tranche
