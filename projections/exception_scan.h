// Finds the events that are exceptions by what their envelopes say, in one pass over their bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "events/sequence.h"
#include "projections/exceptions.h"
#include "projections/read_view.h"

namespace tranche {

// What the envelope of a stored event says that may make it an exception.
struct ExceptionMarks {
  Sequence approval = 0;
  Sequence late_for = 0;
  bool has_deviations = false;
  bool has_questions = false;
};

// Nothing for bytes that are no event.
std::optional<ExceptionMarks> MarksOf(absl::string_view stored_bytes);

// The times during which four eyes was off after it had been on, each until it was on again.
//
// Thread safety: a value.
class UnapprovedTimes {
 public:
  // Cost: a step for each event of the catalogue. Errors: DATA_LOSS  one cannot be read.
  static absl::StatusOr<UnapprovedTimes> Read(const ReadView& view, Sequence known_at);

  // The event that switched four eyes off, if `sequence` was recorded in such a time; otherwise 0.
  Sequence SwitchedOffBefore(Sequence sequence) const;

 private:
  struct Time {
    Sequence off = 0;
    Sequence on = 0;
  };
  std::vector<Time> times_;  // ascending
};

// Whether an event is an exception of a kind, as far as its envelope and its view say.
using ExceptionTest = std::function<bool(ExceptionKind kind, const EventView& event, const ExceptionMarks& marks)>;

// The first events of each kind that pass a test, and the way to the others.
//
// Thread safety: one thread at a time.
class ExceptionScan {
 public:
  // kept_max  how many sequences of each kind are kept; 1 or more.
  explicit ExceptionScan(size_t kept_max = kExceptionsKept) : kept_max_(kept_max) {}

  // kinds  those to look for, each of which the test knows.
  // Cost: one pass. Errors: those of `progress`; DATA_LOSS  an event cannot be read.
  absl::Status Find(const ReadView& view, Sequence known_at, const std::vector<ExceptionKind>& kinds,
                    ExceptionTest test, const ExceptionProgress& progress);

  // Visits the events of `kind` that were found, ascending. Cost: a pass over what follows the last one that was kept,
  // if there are more. Errors: those of the visitor; DATA_LOSS  an event cannot be read.
  absl::Status Visit(const ReadView& view, Sequence known_at, ExceptionKind kind,
                     const std::function<absl::Status(Sequence)>& visitor) const;

 private:
  struct Found {
    std::vector<Sequence> kept;
    bool has_more = false;
  };

  size_t kept_max_;
  std::array<Found, kExceptionKinds> found_;  // by ExceptionKind
  ExceptionTest test_;
};

}  // namespace tranche
