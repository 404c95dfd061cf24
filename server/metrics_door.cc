#include "server/metrics_door.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "events/instant.h"
#include "server/connect_error.h"

namespace tranche {
namespace {

// The size in a checkpoint is its second line (https://c2sp.org/tlog-checkpoint).
std::optional<uint64_t> SizeOf(absl::string_view checkpoint) {
  const std::vector<absl::string_view> lines = absl::StrSplit(checkpoint, absl::MaxSplits('\n', 2));
  uint64_t size = 0;
  if (lines.size() < 3 || !absl::SimpleAtoi(lines[1], &size) || size == 0) return std::nullopt;
  return size;
}

// What cannot be read is not there: a scrape never fails for it, as damage is what other metrics are needed for.
ServerMetrics::Facts FactsOf(const Calls& calls) {
  ServerMetrics::Facts facts;
  facts.head = calls.head();
  const absl::StatusOr<std::string> checkpoint = calls.NewestCheckpoint();
  if (checkpoint.ok()) facts.checkpoint_size = SizeOf(*checkpoint);
  if (!facts.checkpoint_size) return facts;
  const absl::StatusOr<v1::EventList> last = calls.EventsAfter(*facts.checkpoint_size - 1, 1);
  if (last.ok() && last->events_size() == 1) facts.checkpoint_recorded_at = RecordedAt(last->events(0));
  return facts;
}

ServerMetrics::FailedEntries FailedEntriesOf(const AttemptCounters& counters) {
  const uint64_t too_many = counters.too_many;  // first: it is part of the other, which only grows
  return {counters.failed - too_many, too_many};
}

}  // namespace

Plan PlanMetrics(const Calls& calls, const ServerMetrics& metrics, const AccessControl* access) {
  Plan plan;
  plan.lane = Lane::kUpkeep;
  plan.refuse = [](const absl::Status& status) { return ErrorAnswer(status); };
  plan.answer = [&calls, &metrics, access] {
    ServerMetrics::Facts facts = FactsOf(calls);
    if (access != nullptr) facts.failed_entries = FailedEntriesOf(access->counters());
    return HttpAnswer{200, std::string(kMetricsType.data(), kMetricsType.size()), metrics.Text(facts), {}};
  };
  return plan;
}

}  // namespace tranche
