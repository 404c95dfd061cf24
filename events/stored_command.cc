// The event that a usual command becomes: its bytes with what the ledger fills in, where protobuf would have written
// it.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "events/command_view.h"
#include "events/instant.h"
#include "events/kinds/kind.h"
#include "events/kinds/wire.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using google::protobuf::Timestamp;

size_t SizeOfVarint(uint64_t value) { return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7; }

size_t SizeOfNumber(uint64_t number, uint64_t value) {
  return value == 0 ? 0 : SizeOfVarint(TagOf(number, WireType::kVarint)) + SizeOfVarint(value);
}

size_t SizeOfBytes(uint64_t number, size_t size) {
  return SizeOfVarint(TagOf(number, WireType::kBytes)) + SizeOfVarint(size) + size;
}

void AppendNumber(uint64_t number, uint64_t value, std::string* out) {
  if (value == 0) return;
  storage::AppendVarint(TagOf(number, WireType::kVarint), out);
  storage::AppendVarint(value, out);
}

void AppendSize(uint64_t number, size_t size, std::string* out) {
  storage::AppendVarint(TagOf(number, WireType::kBytes), out);
  storage::AppendVarint(size, out);
}

void AppendBytes(uint64_t number, absl::string_view bytes, std::string* out) {
  AppendSize(number, bytes.size(), out);
  out->append(bytes.data(), bytes.size());
}

void AppendInstant(absl::Time instant, std::string* out) {
  const Timestamp timestamp = ToTimestamp(instant);
  const auto seconds = static_cast<uint64_t>(timestamp.seconds());
  const auto nanos = static_cast<uint64_t>(timestamp.nanos());
  AppendSize(v1::Event::kRecordedAtFieldNumber,
             SizeOfNumber(Timestamp::kSecondsFieldNumber, seconds) + SizeOfNumber(Timestamp::kNanosFieldNumber, nanos),
             out);
  AppendNumber(Timestamp::kSecondsFieldNumber, seconds, out);
  AppendNumber(Timestamp::kNanosFieldNumber, nanos, out);
}

// Calls `take_number(number, value)` and `take_bytes(number, bytes)` for the fields of the kind's message, which draws
// on a tranche, as the ledger completes it.
template <typename TakeNumber, typename TakeBytes>
void ForEachStoredField(const CommandView& command, const TakeNumber& take_number, const TakeBytes& take_bytes) {
  const EventView& event = command.event;
  for (const auto& [number, role] : command.kind->fields) {
    switch (role) {
      case FieldRole::kLine:
        take_bytes(number, command.line);
        break;
      case FieldRole::kTo:
        take_bytes(number, command.to);
        break;
      case FieldRole::kTranche:
        take_number(number, event.tranche_number);
        break;
      case FieldRole::kToTranche:
        take_number(number, event.to_tranche_number);
        break;
      case FieldRole::kAmount:
        take_number(number, static_cast<uint64_t>(event.amount));
        break;
      case FieldRole::kWithoutPlan:
        take_number(number, static_cast<uint64_t>(event.without_plan));
        break;
      case FieldRole::kChosen:
        take_number(number, static_cast<uint64_t>(command.asked_tranche == 0));
        break;
      case FieldRole::kToChosen:
        take_number(number, static_cast<uint64_t>(command.asked_to_tranche == 0));
        break;
      case FieldRole::kOfTranche:
        for (const absl::string_view area : event.area_limits) take_bytes(number, area);
        break;
      case FieldRole::kToLimits:
        for (const absl::string_view area : event.to_area_limits) take_bytes(number, area);
        break;
      case FieldRole::kCarried:
        take_number(number, static_cast<uint64_t>(event.is_carried));
        break;
      case FieldRole::kLimits:
      case FieldRole::kShares:
      case FieldRole::kReversed:
        break;  // of what draws on no tranche
      case FieldRole::kNamed:
        break;  // no usual command has it
    }
  }
}

void AppendKind(const CommandView& command, std::string* out) {
  const auto kind = static_cast<uint64_t>(command.kind->number);
  if (!DrawsOnTranche(*command.kind)) return AppendBytes(kind, command.message, out);
  size_t size = 0;
  ForEachStoredField(
      command, [&size](uint64_t number, uint64_t value) { size += SizeOfNumber(number, value); },
      [&size](uint64_t number, absl::string_view bytes) { size += SizeOfBytes(number, bytes.size()); });
  AppendSize(kind, size, out);
  ForEachStoredField(
      command, [out](uint64_t number, uint64_t value) { AppendNumber(number, value, out); },
      [out](uint64_t number, absl::string_view bytes) { AppendBytes(number, bytes, out); });
}

}  // namespace

void AppendUsualEvent(const CommandView& command, std::string* stored) {
  AppendNumber(v1::Event::kSequenceFieldNumber, command.event.sequence, stored);
  stored->append(command.key.data(), command.key.size());
  AppendNumber(v1::Event::kEffectiveDateFieldNumber, static_cast<uint64_t>(command.event.effective_date), stored);
  if (command.is_imported) {
    stored->append(command.instant.data(), command.instant.size());
  } else {
    AppendInstant(command.event.recorded_at, stored);
  }
  AppendBytes(v1::Event::kActorFieldNumber, command.actor, stored);
  stored->append(command.middle.data(), command.middle.size());
  AppendKind(command, stored);
}

}  // namespace tranche
