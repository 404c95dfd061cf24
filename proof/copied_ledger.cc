#include "proof/copied_ledger.h"

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {
namespace {

using storage::Family;

constexpr absl::string_view kKey = "copy";
constexpr absl::string_view kAwaits = "awaits";
constexpr absl::string_view kSettled = "settled";

}  // namespace

absl::Status MarkAsCopy(storage::Database* database) {
  storage::Batch batch = database->NewBatch();
  batch.Put(Family::kMeta, kKey, kAwaits);
  return database->Write(batch);
}

// Anything but "settled" waits: what cannot be read must not let it sign.
absl::StatusOr<bool> AwaitsCheckpoint(const storage::Database& database) {
  const absl::StatusOr<std::optional<std::string>> stored = database.Get(Family::kMeta, kKey);
  if (!stored.ok()) return stored.status();
  return stored->has_value() && **stored != kSettled;
}

void StageSettled(storage::Batch* batch) { batch->Put(Family::kMeta, kKey, kSettled); }

}  // namespace tranche
