// Which events a request asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
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

  // The moment up to which events are listed.
  Sequence known_at() const { return known_at_; }
  // The events to look at.
  SequenceSpan span() const { return span_; }

  // True when `event` is of the kind, the dates and the document, and has a line of the source, the area and the year,
  // of the unit or of one that counts in it, as in an answer to a question: by the boundaries of the day `to`, which is
  // today if the request does not say it. A closing, or a reopening, has the lines of all that it is about.
  // Errors: DATA_LOSS  the event that a reversal or a reopening names cannot be read.
  absl::StatusOr<bool> Passes(const v1::Event& event) const;

  // True if MayPass can say no.
  bool LooksAtBytes() const {
    return !document_.empty() || kind_ != nullptr || from_ > CivilDate() || to_ < CivilDate::Max();
  }
  // False if `stored_bytes` are of the event at `sequence`, which certainly does not pass, by its kind, its date or its
  // document: many times as fast as making its message. Of other bytes, and of those that cannot be read, it is true.
  bool MayPass(absl::string_view stored_bytes, Sequence sequence) const;

 private:
  EventFilter(const Moment& moment, CivilDate boundaries)
      : moment_(&moment), geography_(moment.catalogue(), boundaries) {}
  absl::Status ReadMoney(const v1::ListEventsRequest& request);
  absl::Status ReadDocumentNumber(const v1::ListEventsRequest& request);
  bool TakesDate(int32_t effective_date) const;
  bool TakesDocument(absl::string_view number) const;
  absl::StatusOr<bool> HasLine(const v1::Event& event) const;
  bool TakesClosing(const v1::PeriodClosed& closed) const;
  bool Takes(const LineView& line) const;
  bool IsAboutMoney() const { return source_ || area_ || fiscal_year_; }

  const Moment* moment_;
  Geography geography_;
  std::string unit_;
  const EventKind* kind_ = nullptr;
  CivilDate from_;
  CivilDate to_ = CivilDate::Max();
  std::optional<std::string> source_;
  std::optional<std::string> area_;
  std::optional<int32_t> fiscal_year_;
  std::string document_;  // folded, as FoldName does it; empty for any
  Sequence known_at_ = 0;
  SequenceSpan span_;
};

}  // namespace tranche
