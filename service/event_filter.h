// Which events a request asks for.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/sequence.h"
#include "projections/catalogue/geography.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "service/moment.h"

namespace tranche {

class EventFilter {
 public:
  // What `request` asks in `moment`, which must outlive the filter.
  // Errors: INVALID_ARGUMENT  a field cannot be read; the refusal names it. OUT_OF_RANGE  known_at is past the head.
  static absl::StatusOr<EventFilter> Read(const v1::ListEventsRequest& request, const Moment& moment);

  // The last sequence to look at.
  Sequence known_at() const { return known_at_; }

  // True when `event` is of the kind and the dates, and of the unit or of one that counts in it, as in an answer
  // to a question: by the boundaries of the day `to`, which is today if the request does not say it.
  // Errors: DATA_LOSS  the event that a reversal names cannot be read.
  absl::StatusOr<bool> Passes(const v1::Event& event) const;

 private:
  EventFilter(const Moment& moment, CivilDate boundaries)
      : moment_(&moment), geography_(moment.catalogue(), boundaries) {}
  absl::StatusOr<bool> IsOfUnit(const v1::Event& event) const;

  const Moment* moment_;
  Geography geography_;
  std::string unit_;
  const EventKind* kind_ = nullptr;
  CivilDate from_;
  CivilDate to_ = CivilDate::Max();
  Sequence known_at_ = 0;
};

}  // namespace tranche
