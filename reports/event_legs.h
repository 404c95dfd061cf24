// An event as rows of a table: one for each line that it is about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/money.h"
#include "proto/event.pb.h"
#include "reports/labels.h"

namespace tranche {

// One line of an event; where the event is about a unit, a source or an area only, the line has just that.
struct EventLeg {
  v1::BudgetLine line;
  uint32_t tranche_number = 0;      // 0: none
  std::optional<AmountSum> amount;  // in minor units; below zero for what a transfer takes away and for a refund
  std::string detail;               // what else the event says, in the language asked for
};

// The legs of `event`, at least one.
std::vector<EventLeg> LegsOf(const v1::Event& event, const Reader& reader);

}  // namespace tranche
