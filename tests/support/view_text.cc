#include "tests/support/view_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"

namespace tranche {

std::string ViewText(const LineView& line) {
  return absl::StrCat(line.unit, "/", line.source, "/", line.fiscal_year, "/", line.area, "/", line.project);
}

std::string ViewText(const EventView& event) {
  std::string shares;
  for (const ShareView& share : event.shares) absl::StrAppend(&shares, ViewText(share.line), " ", share.amount, ";");
  return absl::StrCat(event.sequence, " ", event.event_id, " ", event.effective_date, " ",
                      absl::FormatTime(event.recorded_at), " ", event.kind, " ", ViewText(event.line), " ",
                      event.tranche_number, " ", event.amount, " [", absl::StrJoin(event.area_limits, ","), "] ",
                      ViewText(event.to), " ", event.to_tranche_number, " [", absl::StrJoin(event.to_area_limits, ","),
                      "] ", event.without_plan, " {", shares, "} ", event.reversed_sequence);
}

}  // namespace tranche
