#include "ledger/known_index.h"

#include <utility>

#include "events/refusal.h"
#include "log/tree_rows.h"
#include "projections/index/index_builder.h"

namespace tranche {
namespace {

using storage::Database;
using storage::Family;
using storage::TemporaryDatabase;

// The tree is the same in every format: it shows whether the events that the index is built from are those recorded.
absl::Status CheckTree(const EventTree& built, const LogToIndex& log) {
  const absl::StatusOr<TreeHead> stored = ReadTreeHead(*log.database, Family::kIndex);
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<Digest> root = built.Root(log.head);
  if (!root.ok()) return root.status();
  if (stored->size == log.head && stored->root == *root) return absl::OkStatus();
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "index.other-events",
             "tree: the log of {events} event{events:s} is not the one of {recorded} that was recorded; no index was "
             "made of it",
             {NumberField("events", log.head), NumberField("recorded", stored->size)}),
      "run `tranche verify` to see what differs");
}

absl::Status BuildInto(const LogToIndex& log, Database* database, Family family) {
  const EventLog events(log.database);
  const auto tree = BuildIndex({&events, log.head, log.epoch_events, database, family, nullptr, log.head});
  return tree.ok() ? CheckTree(**tree, log) : tree.status();
}

absl::Status ReplaceIndex(const LogToIndex& log) {
  absl::Status status = log.database->CreateIndexAside();
  if (status.ok()) status = BuildInto(log, log.database, Family::kIndexAside);
  return status.ok() ? log.database->PromoteIndexAside() : status;
}

absl::StatusOr<std::unique_ptr<TemporaryDatabase>> MakeTemporaryIndex(const LogToIndex& log) {
  absl::StatusOr<TemporaryDatabase> temporary = TemporaryDatabase::Create();
  if (!temporary.ok()) return temporary.status();
  if (absl::Status built = BuildInto(log, &temporary->database(), Family::kIndex); !built.ok()) return built;
  return std::make_unique<TemporaryDatabase>(*std::move(temporary));
}

}  // namespace

absl::StatusOr<std::unique_ptr<TemporaryDatabase>> PrepareIndex(const LogToIndex& log, bool to_write,
                                                                const IndexNoticeVisitor& notice) {
  const absl::StatusOr<uint32_t> found = ReadIndexFormat(*log.database, Family::kIndex);
  if (!found.ok()) return found.status();
  if (*found == kIndexFormat || log.head == 0) return nullptr;
  if (notice) notice({*found, kIndexFormat, log.head, !to_write});
  if (!to_write) return MakeTemporaryIndex(log);
  if (absl::Status replaced = ReplaceIndex(log); !replaced.ok()) return replaced;
  return nullptr;
}

}  // namespace tranche
