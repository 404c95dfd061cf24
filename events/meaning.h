// What a command says, regardless of who says it, under which key, and how its texts are spelled. Two commands with
// equal meanings may be one fact reported twice, or two facts that look alike; this code cannot tell which.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>
#include <string>

#include "proto/event.pb.h"

namespace tranche {

// The meaning of `event` as bytes to compare or hash: its kind, lines, amounts, dates and texts.
//
// Left out: sequence, event_id, actor, provenance, recorded_at, and everything the ledger may fill in, including the
// number of the tranche drawn on (DrawnTranche). Texts are compared in normal form C, without white space at their
// ends, each run of ASCII white space as one space; sets (area limits) regardless of order; an unstated qualifier as
// exact.
std::string MeaningOf(const v1::Event& event);

// The number of the tranche that a payment, refund, adjustment or transfer draws on, and the number under which a
// transfer arrives. 0: not stated, or the kind draws on none.
struct DrawnTranche {
  uint32_t from = 0;
  uint32_t to = 0;
};
DrawnTranche DrawnTrancheOf(const v1::Event& event);

}  // namespace tranche
