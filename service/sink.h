// Where the parts of a long answer go.
#pragma once

#include <functional>

#include "absl/status/status.h"

namespace tranche {

// Called for each part in its order, by the thread that made the call, and with an empty part now and then while what
// is read gives no row. A status that is not OK ends the answer and is what the call returns: whoever is no longer
// interested returns CANCELLED.
template <typename Part>
using Sink = std::function<absl::Status(const Part& part)>;

}  // namespace tranche
