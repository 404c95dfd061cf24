// The amounts of measures in messages: each measure has a string field of its name in BalanceRow and BalanceClaim,
// with decimal digits in minor units, which is optional for those that are not always told (events/measure.h). This is
// the only place that maps one to the other.
//
// Thread safety: pure functions. `Message` must be one of these types; anything else is our own bug.
#pragma once

#include <array>
#include <string>

#include "events/measure.h"
#include "google/protobuf/message.h"

namespace tranche {

// The fields of all measures in one type of messages.
class MeasureFields {
 public:
  // Those of `Message`, looked up by name once.
  template <typename Message>
  static const MeasureFields& Of() {
    static const MeasureFields kFields(*Message::descriptor());
    return kFields;
  }

  void Set(const MeasureSums& sums, google::protobuf::Message* message) const;
  const std::string& Get(const google::protobuf::Message& message, Measure measure) const;
  bool Equal(const google::protobuf::Message& message, const MeasureSums& sums) const;

 private:
  explicit MeasureFields(const google::protobuf::Descriptor& type);

  std::array<const google::protobuf::FieldDescriptor*, kMeasureCount> fields_;
};

// Sets the field of every measure that is always told, an absent one to "0", and those of the others that are present.
template <typename Message>
void SetMeasures(const MeasureSums& sums, Message* message) {
  MeasureFields::Of<Message>().Set(sums, message);
}

// The field of `measure`, non-owning; empty if it is not told.
template <typename Message>
const std::string& MeasureField(const Message& message, Measure measure) {
  return MeasureFields::Of<Message>().Get(message, measure);
}

// True when the fields are what SetMeasures would write.
template <typename Message>
bool HasMeasures(const Message& message, const MeasureSums& sums) {
  return MeasureFields::Of<Message>().Equal(message, sums);
}

}  // namespace tranche
