// What the oracle (reference_ledger.h) knows of spending rules: as plainly, by folding every event for each question.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proto/event.pb.h"

namespace tranche {

// A line of money that an event moves, as rules look at it.
struct RuledLine {
  std::string source;
  std::string area;
  int year = 0;
};

// The rules that question `event`, which is on `lines`, after `events`, the first of which has sequence 1, by id;
// nothing if a rule refuses it, or a deviation is not in order.
std::optional<std::vector<std::string>> QuestionsOf(const std::vector<v1::Event>& events, const v1::Event& event,
                                                    const std::vector<RuledLine>& lines);

}  // namespace tranche
