// Which lines a balance claim covers, and their totals: shared by the code that makes a
// claim and the code that checks it.
//
// Thread safety: a value.
#pragma once

#include <array>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/measure.h"
#include "events/posting.h"
#include "proof/balance_map.h"
#include "proof/proven_lines.h"
#include "proto/proof.pb.h"

namespace tranche {

// The totals of lines, and the number of postings of each measure.
struct Counted {
  MeasureSums amounts;
  std::array<uint64_t, kMeasureCount> postings = {};

  void Add(Measure measure, const PostedSum& sum) {
    if (sum.postings == 0) return;  // of a line that has postings after the date only
    amounts.Add(measure, sum.amount);
    postings[IndexOf(measure)] += sum.postings;
  }
};

// Adds to `sum` what a leaf of the balance tree comes to as of a date, if its line counts in `claim`; nothing for an
// event on units. Errors: those of BalanceLeaf::Parse.
absl::Status AddLeaf(absl::string_view leaf, const v1::BalanceClaim& claim, CivilDate as_of, Counted* sum);

// True if postings to `line` count in `claim`, whose units must ascend.
bool CountsIn(const LineView& line, const v1::BalanceClaim& claim);

// The leaves of the balance tree that `claim` must show: the lines of its units, of its year, of its source, and the
// events on units; all leaves if it is about everything. Its units must ascend.
LinePrefixes PrefixesOf(const v1::BalanceClaim& claim);

}  // namespace tranche
