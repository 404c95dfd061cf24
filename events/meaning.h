// What a command says, apart from who says it, under which key, and how its texts are spelled. Two commands with one
// meaning may be one fact that was reported twice, or two facts that look alike: nothing here can know which.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>
#include <string>

#include "proto/event.pb.h"

namespace tranche {

// The meaning of `event` as bytes to compare or hash: its kind, lines, amounts, dates and texts.
//
// Left out: sequence, event_id, actor, provenance, recorded_at, and all that the ledger may fill in, which includes
// the number of the tranche that money is drawn from (DrawnTranche). Texts are compared in normal form C,
// without white space at their ends, each run of ASCII white space as one space; sets (area limits) without regard to
// order; a qualifier that is not stated as exact.
std::string MeaningOf(const v1::Event& event);

// The number of the tranche that a payment, refund, adjustment or transfer draws on, and under which a transfer
// arrives. 0: not said, or the kind draws on none.
struct DrawnTranche {
  uint32_t from = 0;
  uint32_t to = 0;
};
DrawnTranche DrawnTrancheOf(const v1::Event& event);

}  // namespace tranche
