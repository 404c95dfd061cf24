// Registered projects, and what was committed and paid on each; outputs by unit, budget year and indicator.
#pragma once

#include <string>

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

// The outputs that count in the answer to `question`, without a basis. Of a reversed report nothing is left from the
// effective day of its reversal on.
//
// catalogue  as known at the question's moment.
// indicator  its id; empty for all.
// Cost: a read of each statement that was ever recorded. Errors: as above.
absl::StatusOr<v1::OutputList> ListOutputs(const ReadView& view, const Catalogue& catalogue, const Geography& geography,
                                           const Question& question, const std::string& indicator);

}  // namespace tranche
