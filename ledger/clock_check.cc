#include "ledger/clock_check.h"

#include <algorithm>

#include "events/instant.h"
#include "events/refusal.h"

namespace tranche {

bool IsClockUsable(absl::Time now) { return now >= absl::UnixEpoch() && now <= LastInstant(); }

absl::Status CheckClockUsable(absl::Time now) {
  if (IsClockUsable(now)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, "clock.unusable",
                "the clock of this machine says {now}, wanted an instant of the years 1970 to 9999; nothing was "
                "written; set the clock",
                {InstantField("now", now)});
}

absl::Status CheckClockLeap(absl::Time now, absl::Time head, const v1::LedgerCreated& terms) {
  if (!terms.has_created_at()) return absl::OkStatus();
  const absl::Time newest = std::max(head, FromTimestamp(terms.created_at()));
  if (now <= newest || now - newest <= kClockLeapMax) return absl::OkStatus();
  const absl::Status refused = Refuse(
      absl::StatusCode::kFailedPrecondition, "clock.leap",
      "the clock of this machine says {now}, {days} day{days:s} after the newest instant of the ledger, {newest}; "
      "nothing was written",
      {InstantField("now", now), NumberField("days", static_cast<uint64_t>(absl::ToInt64Hours(now - newest) / 24)),
       InstantField("newest", newest)});
  return Adding(refused,
                "set the clock, or say --clock-is-right if it is right: no later event can be given an earlier "
                "instant");
}

absl::Status CheckClockBehind(absl::Time now, absl::Time head) {
  if (head <= now) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, "clock.behind-head",
                "the last event was recorded at {head}, which lies in the future of this machine's clock, {now}; until "
                "then every event is recorded at that instant, and --known-at cannot tell them apart by time, only by "
                "sequence; check the clock",
                {InstantField("head", head), InstantField("now", now)});
}

}  // namespace tranche
