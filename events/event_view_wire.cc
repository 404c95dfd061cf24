// How a view is read from the stored bytes.
#include "events/event_view.h"
#include "storage/packed.h"

namespace tranche {
namespace {

using Kind = v1::Event::KindCase;

// A field of a serialized message: a number, or bytes (texts and messages). Events have no others.
// https://protobuf.dev/programming-guides/encoding
struct Field {
  uint64_t number = 0;
  bool is_bytes = false;
  uint64_t value = 0;
  absl::string_view bytes;

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

// Calls `take` for each field; false when one is malformed or `take` says so.
template <typename Take>
bool ForEachField(absl::string_view message, const Take& take) {
  constexpr uint64_t kVarint = 0;
  constexpr uint64_t kLengthDelimited = 2;
  storage::PackedReader reader(message);
  while (!reader.AtEnd()) {
    uint64_t tag = 0;
    if (!reader.ReadVarint(&tag)) return false;
    Field field;
    field.number = tag >> 3;
    field.is_bytes = (tag & 7) == kLengthDelimited;
    if (!field.is_bytes && (tag & 7) != kVarint) return false;
    const bool read = field.is_bytes ? reader.ReadBytes(&field.bytes) : reader.ReadVarint(&field.value);
    if (!read || !take(field)) return false;
  }
  return true;
}

bool ReadLine(const Field& message, LineView* line) {
  return message.is_bytes && ForEachField(message.bytes, [line](const Field& field) {
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

bool ReadTimestamp(absl::string_view message, absl::Time* instant) {
  int64_t seconds = 0;
  int32_t nanos = 0;
  const bool read = ForEachField(message, [&](const Field& field) {
    if (field.number == google::protobuf::Timestamp::kSecondsFieldNumber) return field.To(&seconds);
    if (field.number == google::protobuf::Timestamp::kNanosFieldNumber) return field.To(&nanos);
    return true;
  });
  *instant = absl::FromUnixSeconds(seconds) + absl::Nanoseconds(nanos);
  return read;
}

// An amount on a line: plans and executions.
template <typename Message>
bool ReadAmount(absl::string_view message, EventView* event) {
  return ForEachField(message, [event](const Field& field) {
    if (field.number == Message::kLineFieldNumber) return ReadLine(field, &event->line);
    if (field.number == Message::kAmountFieldNumber) return field.To(&event->amount);
    return true;
  });
}

template <typename Message>
bool TakeTrancheAmount(const Field& field, EventView* event) {
  switch (field.number) {
    case Message::kLineFieldNumber:
      return ReadLine(field, &event->line);
    case Message::kTrancheNumberFieldNumber:
      return field.To(&event->tranche_number);
    case Message::kAmountFieldNumber:
      return field.To(&event->amount);
    default:
      return true;
  }
}

// An amount of a tranche: disbursements and refunds.
template <typename Message>
bool ReadTrancheAmount(absl::string_view message, EventView* event) {
  return ForEachField(message, [event](const Field& field) { return TakeTrancheAmount<Message>(field, event); });
}

bool ReadAdjustment(absl::string_view message, EventView* event) {
  using Message = v1::AllocationAdjusted;
  return ForEachField(message, [event](const Field& field) {
    if (field.number == Message::kAreaLimitsFieldNumber) return field.To(&event->area_limits);
    return TakeTrancheAmount<Message>(field, event);
  });
}

bool ReadShare(const Field& message, EventView* event) {
  ShareView& share = event->shares.emplace_back();
  return message.is_bytes && ForEachField(message.bytes, [&share](const Field& field) {
           if (field.number == v1::TrancheAllocated::Share::kLineFieldNumber) return ReadLine(field, &share.line);
           if (field.number == v1::TrancheAllocated::Share::kAmountFieldNumber) return field.To(&share.amount);
           return true;
         });
}

bool ReadTranche(absl::string_view message, EventView* event) {
  return ForEachField(message, [event](const Field& field) {
    switch (field.number) {
      case v1::TrancheAllocated::kNumberFieldNumber:
        return field.To(&event->tranche_number);
      case v1::TrancheAllocated::kAreaLimitsFieldNumber:
        return field.To(&event->area_limits);
      case v1::TrancheAllocated::kSharesFieldNumber:
        return ReadShare(field, event);
      default:
        return true;
    }
  });
}

bool ReadTransfer(absl::string_view message, EventView* event) {
  using Message = v1::AllocationTransferred;
  return ForEachField(message, [event](const Field& field) {
    switch (field.number) {
      case Message::kFromFieldNumber:
        return ReadLine(field, &event->line);
      case Message::kToFieldNumber:
        return ReadLine(field, &event->to);
      case Message::kFromTrancheNumberFieldNumber:
        return field.To(&event->tranche_number);
      case Message::kToTrancheNumberFieldNumber:
        return field.To(&event->to_tranche_number);
      case Message::kAmountFieldNumber:
        return field.To(&event->amount);
      case Message::kWithoutPlanFieldNumber:
        return field.To(&event->without_plan);
      case Message::kFromAreaLimitsFieldNumber:
        return field.To(&event->area_limits);
      case Message::kToAreaLimitsFieldNumber:
        return field.To(&event->to_area_limits);
      default:
        return true;
    }
  });
}

bool ReadReversal(absl::string_view message, EventView* event) {
  return ForEachField(message, [event](const Field& field) {
    return field.number != v1::EventReversed::kReversedSequenceFieldNumber || field.To(&event->reversed_sequence);
  });
}

bool ReadKind(const Field& message, EventView* event) {
  event->kind = static_cast<Kind>(message.number);
  switch (event->kind) {
    case Kind::kPlanApproved:
      return ReadAmount<v1::PlanApproved>(message.bytes, event);
    case Kind::kPlanAdjusted:
      return ReadAmount<v1::PlanAdjusted>(message.bytes, event);
    case Kind::kExecutionReported:
      return ReadAmount<v1::ExecutionReported>(message.bytes, event);
    case Kind::kAllocationAdjusted:
      return ReadAdjustment(message.bytes, event);
    case Kind::kDisbursementMade:
      return ReadTrancheAmount<v1::DisbursementMade>(message.bytes, event);
    case Kind::kRefundReceived:
      return ReadTrancheAmount<v1::RefundReceived>(message.bytes, event);
    case Kind::kTrancheAllocated:
      return ReadTranche(message.bytes, event);
    case Kind::kAllocationTransferred:
      return ReadTransfer(message.bytes, event);
    case Kind::kEventReversed:
      return ReadReversal(message.bytes, event);
    default:
      return true;
  }
}

bool IsKind(uint64_t number) {
  switch (static_cast<Kind>(number)) {
    case Kind::kLedgerCreated:
    case Kind::kUnitEstablished:
    case Kind::kUnitRenamed:
    case Kind::kUnitsMerged:
    case Kind::kRegionGroupingDefined:
    case Kind::kSourceDefined:
    case Kind::kAreaDefined:
    case Kind::kPlanApproved:
    case Kind::kPlanAdjusted:
    case Kind::kTrancheAllocated:
    case Kind::kAllocationAdjusted:
    case Kind::kAllocationTransferred:
    case Kind::kDisbursementMade:
    case Kind::kRefundReceived:
    case Kind::kExecutionReported:
    case Kind::kEventReversed:
    case Kind::kEstimateStated:
    case Kind::kFigurePublished:
    case Kind::kBalancesCommitted:
      return true;
    case Kind::KIND_NOT_SET:
      return false;
  }
  return false;
}

bool ReadField(const Field& field, EventView* event) {
  switch (field.number) {
    case v1::Event::kSequenceFieldNumber:
      return field.To(&event->sequence);
    case v1::Event::kEventIdFieldNumber:
      return field.To(&event->event_id);
    case v1::Event::kEffectiveDateFieldNumber:
      return field.To(&event->effective_date);
    case v1::Event::kRecordedAtFieldNumber:
      return field.is_bytes && ReadTimestamp(field.bytes, &event->recorded_at);
    default:
      return !IsKind(field.number) || (field.is_bytes && ReadKind(field, event));
  }
}

}  // namespace

bool ParseEventView(absl::string_view bytes, EventView* event) {
  static const EventView kNothing;
  *event = kNothing;
  event->stored_bytes = bytes;
  return ForEachField(bytes, [event](const Field& field) { return ReadField(field, event); });
}

}  // namespace tranche
