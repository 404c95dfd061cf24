// Registered projects, and what was committed and paid on each; outputs by unit, budget year and indicator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// The project as `question` asks for it: its money of the question's source, or of every source, as of and known at its
// moments. Cost: a read of each event that counts for the project.
// Errors: DATA_LOSS  the index or an event cannot be read.
absl::StatusOr<v1::ProjectRow> MakeProjectRow(const ReadView& view, const Question& question, const Project& project);

// What the rows of outputs are by and in whose order they are: unit, budget year, indicator.
using OutputKey = std::tuple<std::string, int32_t, std::string>;

// The rows of one page.
struct OutputRange {
  std::optional<OutputKey> after;  // those above it; all if it is not set
  uint32_t most = 0;               // at most so many, 1 or more
};

// The outputs that count in the answer to `question`, without a basis. Of a reversed report nothing is left from the
// effective day of its reversal on.
//
// catalogue  as known at the question's moment.
// indicator  its id; empty for all.
// has_more   set to whether there are rows above the range.
// Cost: a read of each statement that was ever recorded. Memory: the rows of the range. Errors: as above.
absl::StatusOr<v1::OutputList> ListOutputs(const ReadView& view, const Catalogue& catalogue, const Geography& geography,
                                           const Question& question, const std::string& indicator,
                                           const OutputRange& range, bool* has_more);

}  // namespace tranche
