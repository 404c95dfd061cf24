// What a proposal would do to the books, or has done: the sum of its commands on each line, for whoever approves it.
#pragma once

#include <map>

#include "absl/status/status.h"
#include "events/measure.h"
#include "events/posting.h"
#include "proto/event.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// Thread safety: one thread at a time.
class ProposalEffect {
 public:
  // Adds what `command` posts.
  //
  // reversed  the event that it reverses, if it is a reversal; otherwise null.
  //
  // Cost: the postings of the command, and memory for each new line.
  // Errors: those of PostingsOf (events/postings_of.h).
  absl::Status Add(const v1::Event& command, const v1::Event* reversed);

  // False if no command moves money.
  bool moves() const { return !lines_.empty(); }

  // A row for each line, in the order of their ids, with a column for each measure that moves; their total below, if
  // there are several. Cost: linear in the lines.
  Table ToTable(const Reader& reader) const;

 private:
  std::map<BudgetLine, MeasureSums> lines_;
};

}  // namespace tranche
