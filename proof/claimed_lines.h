// Which lines a balance claim is about, and what they come to: said once, for those who
// make a claim and those who check it.
//
// Thread safety: a value.
#pragma once

#include <string>
#include <vector>

#include "events/posting.h"
#include "proto/proof.pb.h"

namespace tranche {

// True when postings to `line` count in `claim`.
bool CountsIn(const LineView& line, const v1::BalanceClaim& claim);

// The first bytes of the committed lines of each run of `claim`, in the order of its runs.
std::vector<std::string> RunPrefixes(const v1::BalanceClaim& claim);

}  // namespace tranche
