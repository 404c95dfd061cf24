#include "projections/measure_fields.h"

#include <algorithm>
#include <iterator>

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
    TRANCHE_CHECK(kMeasureTable[IndexOf(measure)].is_always_told != field->has_presence(), "the field of ", name,
                  " is optional if the measure is not always told");
    fields_[IndexOf(measure)] = field;
  }
}

void MeasureFields::Set(const MeasureSums& sums, Message* message) const {
  for (const NamedMeasure& each : kMeasureTable) {
    const FieldDescriptor* const field = fields_[IndexOf(each.measure)];
    if (each.is_always_told || sums.Has(each.measure)) {
      message->GetReflection()->SetString(message, field, ToDigits(sums[each.measure]));
    } else {
      message->GetReflection()->ClearField(message, field);
    }
  }
}

const std::string& MeasureFields::Get(const Message& message, Measure measure) const {
  static std::string unused;  // never used: fields of generated messages are returned by reference
  return message.GetReflection()->GetStringReference(message, fields_[IndexOf(measure)], &unused);
}

bool MeasureFields::Equal(const Message& message, const MeasureSums& sums) const {
  return std::all_of(std::begin(kMeasureTable), std::end(kMeasureTable), [&](const NamedMeasure& each) {
    const FieldDescriptor* const field = fields_[IndexOf(each.measure)];
    const bool is_told = each.is_always_told || sums.Has(each.measure);
    if (!each.is_always_told && message.GetReflection()->HasField(message, field) != is_told) return false;
    return Get(message, each.measure) == (is_told ? ToDigits(sums[each.measure]) : "");
  });
}

}  // namespace tranche
