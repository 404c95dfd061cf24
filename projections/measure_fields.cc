#include "projections/measure_fields.h"

#include <algorithm>

#include "events/check.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor& FieldOf(const Message& message, Measure measure) {
  const std::string name(MeasureName(measure));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  TRANCHE_CHECK(field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated(),
                message.GetTypeName(), " has no string field for the measure ", name);
  return *field;
}

}  // namespace

void SetMeasures(const MeasureSums& sums, Message* message) {
  for (const Measure measure : kMeasures)
    message->GetReflection()->SetString(message, &FieldOf(*message, measure), ToDigits(sums[measure]));
}

const std::string& MeasureField(const Message& message, Measure measure) {
  static std::string unused;  // never used: fields of generated messages are returned by reference
  return message.GetReflection()->GetStringReference(message, &FieldOf(message, measure), &unused);
}

bool HasMeasures(const Message& message, const MeasureSums& sums) {
  return std::all_of(kMeasures.begin(), kMeasures.end(),
                     [&](Measure measure) { return MeasureField(message, measure) == ToDigits(sums[measure]); });
}

}  // namespace tranche
