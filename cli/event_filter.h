// Which events `tranche events` shows.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "cli/session.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "proto/event.pb.h"

namespace tranche {

class EventFilter {
 public:
  // What --unit, --from, --to, --kind and --known-at ask. `session` must outlive the filter.
  // Errors: INVALID_ARGUMENT  an option cannot be read; the message begins with its name.
  static absl::StatusOr<EventFilter> Read(const Arguments& arguments, const Session& session);

  // The last sequence to look at.
  Sequence known_at() const { return known_at_; }

  // True when `event` is of the kind and the dates, and of the unit or of one that counts in it on the
  // event's effective date.
  // Errors: DATA_LOSS  the event that a reversal names cannot be read.
  absl::StatusOr<bool> Passes(const v1::Event& event) const;

 private:
  explicit EventFilter(const Session& session) : session_(&session) {}
  absl::StatusOr<bool> IsOfUnit(const v1::Event& event) const;

  const Session* session_;
  std::string unit_;
  std::string kind_name_;
  CivilDate from_;
  CivilDate to_ = CivilDate::Max();
  Sequence known_at_ = 0;
};

}  // namespace tranche
