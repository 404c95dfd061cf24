// Converts lines and amounts between messages and views.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "proto/event.pb.h"

namespace tranche {

// A view of `line`, which must outlive it.
inline LineView LineViewOf(const v1::BudgetLine& line) {
  return {line.unit_id(), line.source_id(), line.fiscal_year(), line.area_id(), line.project_id()};
}

void SetLine(const LineView& view, v1::BudgetLine* line);

// EventKind::lines of a kind that has EventKind::view and EventKind::lines_of_view.
template <auto kView, auto kLinesOfView>
EventLines LinesOfMessage(const v1::Event& event) {
  EventView view;
  kView(event, &view);
  return kLinesOfView(view);
}

// The refusal of an amount that cannot be negated in 64 bits.
absl::Status HasNoNegative(int64_t amount);

}  // namespace tranche
