// Parsing a kind's serialized message into a view, without copying and without building the message.
// https://protobuf.dev/programming-guides/encoding
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "proto/event.pb.h"
#include "storage/encoding/packed.h"

namespace tranche {

// How the value of a field is written.
enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kGroup = 3, kGroupEnd = 4, kFixed32 = 5 };

// What stands before the value of a field.
constexpr uint64_t TagOf(uint64_t number, WireType type) { return (number << 3) | static_cast<uint64_t>(type); }

// A field of a serialized message. Those that this program knows are numbers or bytes (texts and messages); one of a
// later program may have any type, and has a number that is not known here.
struct WireField {
  uint64_t number = 0;
  WireType type = WireType::kVarint;
  uint64_t value = 0;       // of kVarint
  absl::string_view bytes;  // of kBytes

  bool is_bytes() const { return type == WireType::kBytes; }

  // Each returns false if the field has another wire type.
  template <typename Integer>
  bool To(Integer* out) const {
    *out = static_cast<Integer>(value);
    return type == WireType::kVarint;
  }
  bool To(bool* out) const {
    *out = value != 0;
    return type == WireType::kVarint;
  }
  bool To(absl::string_view* out) const {
    *out = bytes;
    return is_bytes();
  }
  bool To(AreaViews* out) const {
    out->push_back(bytes);
    return is_bytes();
  }
};

// Reads past a value that is not of kBytes. False when it is malformed.
bool SkipValue(const WireField& field, storage::PackedReader* reader);

// Calls `take` for each field; false when one is malformed or `take` returns false.
template <typename Take>
bool ForEachField(absl::string_view message, const Take& take) {
  storage::PackedReader reader(message);
  while (!reader.AtEnd()) {
    uint64_t tag = 0;
    if (!reader.ReadVarint(&tag)) return false;
    WireField field;
    field.number = tag >> 3;
    field.type = static_cast<WireType>(tag & 7);
    const bool is_number = field.type == WireType::kVarint;
    const bool read = field.is_bytes() ? reader.ReadBytes(&field.bytes)
                      : is_number      ? reader.ReadVarint(&field.value)
                                       : SkipValue(field, &reader);
    if (!read || !take(field)) return false;
  }
  return true;
}

// Reads a v1::BudgetLine.
inline bool ReadLine(const WireField& message, LineView* line) {
  return message.is_bytes() && ForEachField(message.bytes, [line](const WireField& field) {
           switch (field.number) {
             case v1::BudgetLine::kUnitIdFieldNumber:
               return field.To(&line->unit);
             case v1::BudgetLine::kSourceIdFieldNumber:
               return field.To(&line->source);
             case v1::BudgetLine::kAreaIdFieldNumber:
               return field.To(&line->area);
             case v1::BudgetLine::kFiscalYearFieldNumber:
               return field.To(&line->fiscal_year);
             case v1::BudgetLine::kProjectIdFieldNumber:
               return field.To(&line->project);
             default:
               return true;
           }
         });
}

}  // namespace tranche
