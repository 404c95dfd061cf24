// How a kind reads its serialized message into a view, without copying and without making the message.
// https://protobuf.dev/programming-guides/encoding
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "events/event_view.h"
#include "proto/event.pb.h"
#include "storage/packed.h"

namespace tranche {

// A field of a serialized message: a number, or bytes (texts and messages). Events have no others.
struct WireField {
  uint64_t number = 0;
  bool is_bytes = false;
  uint64_t value = 0;
  absl::string_view bytes;

  // Each is false when the field has another wire type.
  template <typename Integer>
  bool To(Integer* out) const {
    *out = static_cast<Integer>(value);
    return !is_bytes;
  }
  bool To(bool* out) const {
    *out = value != 0;
    return !is_bytes;
  }
  bool To(absl::string_view* out) const {
    *out = bytes;
    return is_bytes;
  }
  bool To(AreaViews* out) const {
    out->push_back(bytes);
    return is_bytes;
  }
};

// Calls `take` for each field; false when one is malformed or `take` returns false.
template <typename Take>
bool ForEachField(absl::string_view message, const Take& take) {
  constexpr uint64_t kVarint = 0;
  constexpr uint64_t kLengthDelimited = 2;
  storage::PackedReader reader(message);
  while (!reader.AtEnd()) {
    uint64_t tag = 0;
    if (!reader.ReadVarint(&tag)) return false;
    WireField field;
    field.number = tag >> 3;
    field.is_bytes = (tag & 7) == kLengthDelimited;
    if (!field.is_bytes && (tag & 7) != kVarint) return false;
    const bool read = field.is_bytes ? reader.ReadBytes(&field.bytes) : reader.ReadVarint(&field.value);
    if (!read || !take(field)) return false;
  }
  return true;
}

// Reads a v1::BudgetLine.
inline bool ReadLine(const WireField& message, LineView* line) {
  return message.is_bytes && ForEachField(message.bytes, [line](const WireField& field) {
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
