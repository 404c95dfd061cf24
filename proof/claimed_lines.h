// Which lines a balance claim covers, and their totals: shared by the code that makes a
// claim and the code that checks it.
//
// Thread safety: a value.
#pragma once

#include <string>
#include <vector>

#include "events/posting.h"
#include "proto/proof.pb.h"

namespace tranche {

// True if postings to `line` count in `claim`.
bool CountsIn(const LineView& line, const v1::BalanceClaim& claim);

// The prefix of the committed lines of each run of `claim`, in the order of its runs.
std::vector<std::string> RunPrefixes(const v1::BalanceClaim& claim);

}  // namespace tranche
