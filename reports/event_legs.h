// An event as rows of a table: one for each of its lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/money.h"
#include "proto/event.pb.h"
#include "reports/labels.h"

namespace tranche {

// One line of an event; if the event concerns only a unit, a source or an area, only that is set.
struct EventLeg {
  v1::BudgetLine line;
  uint32_t tranche_number = 0;      // 0: none
  std::optional<AmountSum> amount;  // in minor units; negative for the giver of a transfer and for a refund
  std::string detail;               // what else the event says, in the reader's language
};

// The legs of `event`, at least one.
std::vector<EventLeg> LegsOf(const v1::Event& event, const Reader& reader);

}  // namespace tranche
