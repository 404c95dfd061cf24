#include "projections/measure_fields.h"

#include <algorithm>

#include "events/check.h"

namespace tranche {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

MeasureFields::MeasureFields(const Descriptor& type) {
  for (const Measure measure : kMeasures) {
    const std::string name(MeasureName(measure));
    const FieldDescriptor* field = type.FindFieldByName(name);
    TRANCHE_CHECK(field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated(),
                  type.full_name(), " has no string field for the measure ", name);
    fields_[IndexOf(measure)] = field;
  }
}

void MeasureFields::Set(const MeasureSums& sums, Message* message) const {
  for (const Measure measure : kMeasures)
    message->GetReflection()->SetString(message, fields_[IndexOf(measure)], ToDigits(sums[measure]));
}

const std::string& MeasureFields::Get(const Message& message, Measure measure) const {
  static std::string unused;  // never used: fields of generated messages are returned by reference
  return message.GetReflection()->GetStringReference(message, fields_[IndexOf(measure)], &unused);
}

bool MeasureFields::Equal(const Message& message, const MeasureSums& sums) const {
  return std::all_of(kMeasures.begin(), kMeasures.end(),
                     [&](Measure measure) { return Get(message, measure) == ToDigits(sums[measure]); });
}

}  // namespace tranche
