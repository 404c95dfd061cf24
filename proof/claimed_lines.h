// Which lines a balance claim covers, and their totals: shared by the code that makes a
// claim and the code that checks it.
//
// Thread safety: a value.
#pragma once

#include "events/posting.h"
#include "proof/proven_lines.h"
#include "proto/proof.pb.h"

namespace tranche {

// True if postings to `line` count in `claim`.
bool CountsIn(const LineView& line, const v1::BalanceClaim& claim);

// The leaves of the committed tree that `claim` must show: the lines of its units, of its year, of its source, and the
// events on units; all leaves if it is about everything. Its units must ascend.
LinePrefixes PrefixesOf(const v1::BalanceClaim& claim);

}  // namespace tranche
