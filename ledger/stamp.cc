#include "ledger/stamp.h"

#include <algorithm>

#include "events/refusal.h"
#include "ledger/clock_check.h"

namespace tranche {
namespace {

absl::Status CheckImportedInstant(absl::Time original, const Stamp& stamp) {
  if (original != ToMicroseconds(original))
    return InField("recorded_at",
                   Refuse(absl::StatusCode::kInvalidArgument, "recorded-at.not-whole", "wanted whole microseconds"));
  if (original < stamp.not_before) {
    const absl::Status refused = InField(
        "recorded_at", Refuse(absl::StatusCode::kFailedPrecondition, "recorded-at.before-head",
                              "found {found}, which is before that of the head (event {head}, {head_recorded_at}); "
                              "history is imported in order, before anything later is recorded",
                              {InstantField("found", original), NumberField("head", stamp.sequence - 1),
                               InstantField("head_recorded_at", stamp.not_before)}));
    return Adding(
        refused,
        "import it first into a new ledger, and then what this one holds; or leave recorded_at empty, so that it "
        "is known from now on");
  }
  if (original <= stamp.now) return absl::OkStatus();
  return InField("recorded_at", Refuse(absl::StatusCode::kFailedPrecondition, "recorded-at.in-future",
                                       "found {found}, which is in the future", {InstantField("found", original)}));
}

}  // namespace

absl::Time ToMicroseconds(absl::Time instant) { return absl::FromUnixMicros(absl::ToUnixMicros(instant)); }

absl::StatusOr<absl::Time> RecordedAtOf(const Stamp& stamp, std::optional<absl::Time> original,
                                        const v1::LedgerCreated& terms) {
  if (absl::Status clock = CheckClockUsable(stamp.now); !clock.ok()) return clock;
  if (original.has_value()) {
    if (absl::Status imported = CheckImportedInstant(*original, stamp); !imported.ok()) return imported;
    return *original;
  }
  const absl::Status leap =
      stamp.is_clock_right ? absl::OkStatus() : CheckClockLeap(stamp.now, stamp.not_before, terms);
  if (!leap.ok()) return leap;
  return std::max(stamp.now, stamp.not_before);
}

}  // namespace tranche
