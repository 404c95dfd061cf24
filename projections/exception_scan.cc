#include "projections/exception_scan.h"

#include <algorithm>
#include <utility>

#include "events/kinds/wire.h"
#include "projections/catalogue_events.h"
#include "proto/event.pb.h"

namespace tranche {
namespace {

constexpr Sequence kEventsBetweenProgress = 4096;

}  // namespace

std::optional<ExceptionMarks> MarksOf(absl::string_view stored_bytes) {
  ExceptionMarks marks;
  const bool is_read = ForEachField(stored_bytes, [&marks](const WireField& field) {
    switch (field.number) {
      case v1::Event::kApprovalFieldNumber:
        return field.To(&marks.approval);
      case v1::Event::kLateForFieldNumber:
        return field.To(&marks.late_for);
      case v1::Event::kDeviationsFieldNumber:
        marks.has_deviations = true;
        return true;
      case v1::Event::kQuestionsFieldNumber:
        marks.has_questions = true;
        return true;
      default:
        return true;
    }
  });
  return is_read ? std::optional(marks) : std::nullopt;
}

absl::StatusOr<UnapprovedTimes> UnapprovedTimes::Read(const ReadView& view, Sequence known_at) {
  UnapprovedTimes times;
  Sequence off = 0;
  bool is_on = false;
  const auto take = [&](const v1::Event& event) {
    if (!event.has_four_eyes_set()) return absl::OkStatus();
    if (is_on && !event.four_eyes_set().on()) off = event.sequence();
    if (!is_on && event.four_eyes_set().on() && off != 0) times.times_.push_back({off, event.sequence()});
    is_on = event.four_eyes_set().on();
    return absl::OkStatus();
  };
  const absl::Status visited = VisitCatalogueEvents(view.index(), view.log(), {0, known_at}, take);
  if (!visited.ok()) return visited;
  return times;
}

Sequence UnapprovedTimes::SwitchedOffBefore(Sequence sequence) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), sequence,
                                      [](Sequence before, const Time& time) { return before < time.off; });
  if (after == times_.begin()) return 0;
  const Time& time = *(after - 1);
  return sequence > time.off && sequence < time.on ? time.off : 0;
}

absl::Status ExceptionScan::Find(const ReadView& view, Sequence known_at, const std::vector<ExceptionKind>& kinds,
                                 ExceptionTest test, const ExceptionProgress& progress) {
  test_ = std::move(test);
  return view.log().VisitViews(1, known_at, [&](const EventView& event) {
    if (event.sequence % kEventsBetweenProgress == 0) {
      if (absl::Status may_go_on = progress(); !may_go_on.ok()) return may_go_on;
    }
    const std::optional<ExceptionMarks> marks = MarksOf(event.stored_bytes);
    if (!marks) return absl::OkStatus();
    for (const ExceptionKind kind : kinds) {
      Found& found = found_[static_cast<size_t>(kind)];
      if (found.has_more || !test_(kind, event, *marks)) continue;
      found.has_more = found.kept.size() == kept_max_;
      if (!found.has_more) found.kept.push_back(event.sequence);
    }
    return absl::OkStatus();
  });
}

absl::Status ExceptionScan::Visit(const ReadView& view, Sequence known_at, ExceptionKind kind,
                                  const std::function<absl::Status(Sequence)>& visitor) const {
  const Found& found = found_[static_cast<size_t>(kind)];
  for (const Sequence sequence : found.kept) {
    if (absl::Status visited = visitor(sequence); !visited.ok()) return visited;
  }
  if (!found.has_more) return absl::OkStatus();
  return view.log().VisitViews(found.kept.back() + 1, known_at, [&](const EventView& event) {
    const std::optional<ExceptionMarks> marks = MarksOf(event.stored_bytes);
    return marks && test_(kind, event, *marks) ? visitor(event.sequence) : absl::OkStatus();
  });
}

}  // namespace tranche
