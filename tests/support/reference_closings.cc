#include "tests/support/reference_closings.h"

#include <algorithm>

namespace tranche {
namespace {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

bool Has(const Ids& ids, const std::string& id) { return ids.empty() || std::count(ids.begin(), ids.end(), id) > 0; }

bool IsReopened(const std::vector<v1::Event>& events, uint64_t closing) {
  return std::any_of(events.begin(), events.end(), [closing](const v1::Event& event) {
    return event.has_period_reopened() && event.period_reopened().closed_sequence() == closing;
  });
}

}  // namespace

bool MayCloseOrReopen(const std::vector<v1::Event>& events, const v1::Event& command) {
  if (command.has_period_closed()) return command.period_closed().through() <= kReferenceToday;
  const uint64_t closing = command.period_reopened().closed_sequence();
  return !command.reason().empty() && closing >= 1 && closing <= events.size() &&
         events[closing - 1].has_period_closed() && !IsReopened(events, closing);
}

std::optional<uint64_t> LateFor(const std::vector<v1::Event>& events, const v1::Event& event,
                                const std::vector<MovedLine>& lines, bool winds_up) {
  uint64_t late_for = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    const v1::PeriodClosed& closed = events[i].period_closed();
    if (!events[i].has_period_closed() || IsReopened(events, i + 1)) continue;
    const bool is_in_it = std::any_of(lines.begin(), lines.end(), [&closed](const MovedLine& line) {
      return line.year == closed.fiscal_year() && Has(closed.unit_ids(), line.unit) &&
             Has(closed.source_ids(), line.source);
    });
    if (!is_in_it) continue;
    const bool is_late = event.effective_date() <= closed.through();
    if (is_late) late_for = i + 1;
    if (is_late ? event.late_reason().empty() : closed.year_end() && !winds_up) return std::nullopt;
  }
  return late_for;
}

}  // namespace tranche
