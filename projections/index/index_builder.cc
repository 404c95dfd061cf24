#include "projections/index/index_builder.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "events/project_money.h"
#include "log/log_readers.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_format.h"

namespace tranche {
namespace {

constexpr Sequence kEventsPerBatch = 1000;

// The registered projects so far, by id.
using Registrations = absl::flat_hash_map<std::string, Sequence>;

// The registration of the project that the money of `event` counts for; 0: of none.
Sequence RegistrationFor(const EventView& event, Registrations* registrations) {
  if (event.line.project.empty()) return 0;
  if (event.kind == v1::Event::kProjectRegistered) {
    registrations->try_emplace(std::string(event.line.project), event.sequence);
    return 0;
  }
  const auto found = registrations->find(event.line.project);
  return found != registrations->end() && CountsFor(found->second, event) ? found->second : 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventTree>> BuildIndex(const IndexToBuild& wanted) {
  storage::Database& database = *wanted.database;
  storage::Batch batch = database.NewBatch();
  StageIndexFormat(wanted.family, &batch);
  BalanceIndex index(&database, wanted.family, wanted.epoch_events);
  auto tree = std::make_unique<EventTree>(&database, wanted.family);
  std::vector<Digest> leaves(kSlots);
  std::vector<Digest> unadded;  // to the tree
  Registrations registrations;
  const auto stage = [&](size_t slot, const EventView& event, absl::Span<const PostingView> postings) {
    index.Add(event, postings);
    if (const Sequence project = RegistrationFor(event, &registrations); project != 0) {
      index.AddNaming(project, event.sequence);
      BalanceIndex::StageNaming(project, event.sequence, &batch, wanted.family);
    }
    unadded.push_back(leaves[slot]);
    BalanceIndex::StageRows(event, &batch, wanted.family);
    if (event.sequence % kEventsPerBatch != 0 && event.sequence != wanted.head) return absl::OkStatus();
    tree->Add(unadded);
    unadded.clear();
    tree->Stage(&batch);
    absl::Status written = index.StageEpochs(event.sequence, &batch);
    const bool has_tail = event.sequence == wanted.head && wanted.tail != 0;
    if (written.ok() && has_tail) written = index.StageTail(wanted.tail, &batch);
    const storage::Batch rows = std::exchange(batch, database.NewBatch());
    if (written.ok()) written = wanted.take ? wanted.take(rows) : database.WriteUnsynced(rows);
    if (!written.ok()) return written;
    index.MarkWritten(event.sequence);
    tree->MarkWritten(event.sequence);
    if (wanted.progress) wanted.progress(event.sequence, wanted.head);
    return absl::OkStatus();
  };
  const absl::Status built = VisitInOrder(*wanted.log, 1, wanted.head, nullptr, stage, &leaves);
  if (!built.ok()) return built;
  return tree;
}

}  // namespace tranche
