// What the oracle (reference_ledger.h) knows of closed periods: as plainly, by folding every event for each question.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/event.pb.h"

namespace tranche {

// A line of money that an event moves.
struct MovedLine {
  std::string unit;
  std::string source;
  int year = 0;
};

// The last day that has come when the tests record.
inline constexpr int32_t kReferenceToday = 20260101;

// Whether `command`, which closes or reopens, is lawful after `events`, the first of which has sequence 1.
bool MayCloseOrReopen(const std::vector<v1::Event>& events, const v1::Event& command);

// The closing that an event on `lines` is late for, 0 for none; nothing if it is refused.
//
// winds_up  it may be recorded after the year's end.
std::optional<uint64_t> LateFor(const std::vector<v1::Event>& events, const v1::Event& event,
                                const std::vector<MovedLine>& lines, bool winds_up);

}  // namespace tranche
