#include "events/command_view.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/kinds/wire.h"
#include "events/utf8.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using google::protobuf::Timestamp;

constexpr uint64_t kInt32Max = std::numeric_limits<int32_t>::max();
constexpr uint64_t kUint32Max = std::numeric_limits<uint32_t>::max();
constexpr uint64_t kNanosMax = 999'999'999;

constexpr uint64_t TagOf(uint64_t number, WireType type) { return (number << 3) | static_cast<uint64_t>(type); }

bool IsText(absl::string_view text) {
  return IsPlainAscii(text) || (ValidUtf8Length(text) == text.size() && text.find('\0') == absl::string_view::npos);
}

// True if it is certainly not blank (plain_text.h).
bool HasMark(absl::string_view text) {
  return !text.empty() && absl::ascii_isgraph(static_cast<unsigned char>(text.front()));
}

// Reads the fields of a message in the order of their numbers, each at most once, and only in canonical form. A field
// that is absent reads as its default value. What is asked for in another order, or not at all, is still there at the
// end.
class FieldReader {
 public:
  explicit FieldReader(absl::string_view message) : reader_(message) { ReadTag(); }

  // The number of the next field, and where it begins.
  uint64_t next() const { return tag_ >> 3; }
  const char* place() const { return place_; }

  // True when every field was read and found right.
  bool AtEnd() const { return is_at_end_; }

  absl::string_view Text(int number) {
    absl::string_view text;
    if (ReadBytes(number, &text) && (text.empty() || !IsText(text))) Fail();
    return text;
  }

  absl::string_view Bytes(int number) {
    absl::string_view bytes;
    if (ReadBytes(number, &bytes) && bytes.empty()) Fail();
    return bytes;
  }

  // A message, which may be there and empty. False if it is absent.
  bool Message(uint64_t number, absl::string_view* message) { return ReadBytes(number, message); }

  // A number, at most `most`.
  uint64_t Number(uint64_t number, uint64_t most) {
    uint64_t value = 0;
    if (number == 0 || tag_ != TagOf(number, WireType::kVarint)) return 0;
    if (reader_.ReadVarint(&value) && value != 0 && value <= most) {
      ReadTag();
    } else {
      Fail();
    }
    return value;
  }

 private:
  bool ReadBytes(uint64_t number, absl::string_view* bytes) {
    if (tag_ != TagOf(number, WireType::kBytes)) return false;
    if (reader_.ReadBytes(bytes)) {
      ReadTag();
    } else {
      Fail();
    }
    return true;
  }

  void ReadTag() {
    tag_ = 0;
    place_ = reader_.rest().data();
    is_at_end_ = reader_.AtEnd();
    if (!is_at_end_ && !reader_.ReadVarint(&tag_)) Fail();
  }

  // No field is found from here on, and the end never comes.
  void Fail() {
    tag_ = 0;
    is_at_end_ = false;
  }

  storage::PackedReader reader_;
  uint64_t tag_ = 0;  // of the next field; 0: there is none
  const char* place_ = nullptr;
  bool is_at_end_ = false;
};

bool IsUsualDocument(absl::string_view document) {
  FieldReader fields(document);
  fields.Text(v1::Document::kTypeFieldNumber);
  fields.Text(v1::Document::kNumberFieldNumber);
  fields.Text(v1::Document::kIssuerFieldNumber);
  fields.Number(v1::Document::kDateFieldNumber, kInt32Max);
  fields.Bytes(v1::Document::kSha256FieldNumber);
  fields.Text(v1::Document::kUriFieldNumber);
  return fields.AtEnd();
}

bool IsUsualEvidence(absl::string_view evidence) {
  FieldReader fields(evidence);
  fields.Text(v1::Evidence::kFiguresFieldNumber);
  fields.Number(v1::Evidence::kQualifierFieldNumber, kInt32Max);
  fields.Text(v1::Evidence::kNoteFieldNumber);
  return fields.AtEnd();
}

// From 1970 on.
bool ReadUsualInstant(absl::string_view timestamp, absl::Time* instant) {
  FieldReader fields(timestamp);
  const uint64_t seconds = fields.Number(Timestamp::kSecondsFieldNumber, kUint32Max * 64);
  const uint64_t nanos = fields.Number(Timestamp::kNanosFieldNumber, kNanosMax);
  *instant = absl::FromUnixSeconds(static_cast<int64_t>(seconds)) + absl::Nanoseconds(static_cast<int64_t>(nanos));
  return fields.AtEnd() && *instant <= LastInstant();
}

bool ReadKind(absl::string_view message, CommandView* command) {
  const OneLineFields& has = command->kind->one_line;
  FieldReader fields(message);
  if (!fields.Message(has.line, &command->line)) return false;
  command->event.tranche_number = static_cast<uint32_t>(fields.Number(has.tranche_number, kUint32Max));
  command->event.amount = static_cast<int64_t>(fields.Number(has.amount, std::numeric_limits<uint64_t>::max()));
  return fields.AtEnd();
}

// The fields from recorded_at to the kind.
bool ReadMiddle(FieldReader* fields, CommandView* command) {
  EventView& event = command->event;
  const char* const begin = fields->place();
  absl::string_view message;
  const bool has_instant = fields->Message(v1::Event::kRecordedAtFieldNumber, &message);
  if (has_instant && !ReadUsualInstant(message, &event.recorded_at)) return false;
  if (!HasMark(fields->Text(v1::Event::kActorFieldNumber))) return false;
  fields->Text(v1::Event::kReasonFieldNumber);
  if (fields->Message(v1::Event::kDocumentFieldNumber, &message) && !IsUsualDocument(message)) return false;
  const uint64_t provenance = fields->Number(v1::Event::kProvenanceFieldNumber, v1::Provenance_MAX);
  command->is_imported = provenance == v1::PROVENANCE_IMPORTED;
  if (provenance == v1::PROVENANCE_UNSPECIFIED || command->is_imported != has_instant) return false;
  if (fields->Message(v1::Event::kEvidenceFieldNumber, &message) && !IsUsualEvidence(message)) return false;
  command->middle = absl::string_view(begin, static_cast<size_t>(fields->place() - begin));
  return true;
}

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

void AppendKind(const CommandView& command, bool is_tranche_chosen, std::string* out) {
  const OneLineFields& has = command.kind->one_line;
  const EventView& event = command.event;
  const auto amount = static_cast<uint64_t>(event.amount);
  size_t size = SizeOfBytes(has.line, command.line.size()) + SizeOfNumber(has.tranche_number, event.tranche_number) +
                SizeOfNumber(has.amount, amount) +
                SizeOfNumber(has.tranche_chosen, static_cast<uint64_t>(is_tranche_chosen));
  for (const absl::string_view area : event.area_limits) size += SizeOfBytes(has.area_limits, area.size());
  AppendSize(static_cast<uint64_t>(command.kind->number), size, out);
  AppendBytes(has.line, command.line, out);
  AppendNumber(has.tranche_number, event.tranche_number, out);
  AppendNumber(has.amount, amount, out);
  AppendNumber(has.tranche_chosen, static_cast<uint64_t>(is_tranche_chosen), out);
  for (const absl::string_view area : event.area_limits) AppendBytes(has.area_limits, area, out);
}

}  // namespace

bool ReadUsualCommand(absl::string_view bytes, CommandView* command) {
  if (bytes.size() > kEventBytesMax) return false;
  EventView& event = command->event;
  event.area_limits.clear();
  FieldReader fields(bytes);
  event.event_id = fields.Text(v1::Event::kEventIdFieldNumber);
  if (!HasMark(event.event_id) || event.event_id.size() > kEventIdBytesMax) return false;
  event.effective_date = static_cast<int32_t>(fields.Number(v1::Event::kEffectiveDateFieldNumber, kInt32Max));
  if (event.effective_date == 0 || !CivilDate::FromNumber(event.effective_date).ok()) return false;
  command->begin = absl::string_view(bytes.data(), static_cast<size_t>(fields.place() - bytes.data()));
  if (!ReadMiddle(&fields, command)) return false;
  command->kind = FindKind(fields.next());
  if (command->kind == nullptr || command->kind->one_line.line == 0) return false;
  event.kind = command->kind->number;
  absl::string_view message;
  return fields.Message(event.kind, &message) && fields.AtEnd() && ReadKind(message, command);
}

bool ReadUsualLine(absl::string_view bytes, LineView* line) {
  FieldReader fields(bytes);
  line->unit = fields.Text(v1::BudgetLine::kUnitIdFieldNumber);
  line->source = fields.Text(v1::BudgetLine::kSourceIdFieldNumber);
  line->area = fields.Text(v1::BudgetLine::kAreaIdFieldNumber);
  line->fiscal_year = static_cast<int32_t>(fields.Number(v1::BudgetLine::kFiscalYearFieldNumber, kInt32Max));
  line->project = fields.Text(v1::BudgetLine::kProjectIdFieldNumber);
  return fields.AtEnd();
}

absl::string_view KeyOfCommand(absl::string_view bytes) {
  storage::PackedReader reader(bytes);
  uint64_t tag = 0;
  absl::string_view key;
  const bool is_key = reader.ReadVarint(&tag) && tag == TagOf(v1::Event::kEventIdFieldNumber, WireType::kBytes);
  return is_key && reader.ReadBytes(&key) ? key : absl::string_view();
}

void AppendUsualEvent(const CommandView& command, bool is_tranche_chosen, std::string* stored) {
  AppendNumber(v1::Event::kSequenceFieldNumber, command.event.sequence, stored);
  stored->append(command.begin.data(), command.begin.size());
  if (!command.is_imported) AppendInstant(command.event.recorded_at, stored);
  stored->append(command.middle.data(), command.middle.size());
  AppendKind(command, is_tranche_chosen, stored);
}

}  // namespace tranche
