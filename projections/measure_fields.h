// The amounts of measures in messages: each measure has a string field of its name in BalanceRow and BalanceClaim,
// with decimal digits in minor units. This is the only place that maps one to the other.
//
// Thread safety: pure functions. `message` must be of one of these types; anything else is our own bug.
#pragma once

#include <string>

#include "events/measure.h"
#include "google/protobuf/message.h"

namespace tranche {

// Sets the field of every measure, an absent one to "0".
void SetMeasures(const MeasureSums& sums, google::protobuf::Message* message);

// The field of `measure`, non-owning.
const std::string& MeasureField(const google::protobuf::Message& message, Measure measure);

// True when the fields are what SetMeasures would write.
bool HasMeasures(const google::protobuf::Message& message, const MeasureSums& sums);

}  // namespace tranche
