#include "events/command_view.h"

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
constexpr uint64_t kUint64Max = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kNanosMax = 999'999'999;

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

  // Bytes of any kind, which may be there and empty. False if they are absent.
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

int64_t ReadAmount(uint64_t number, FieldReader* fields) {
  return static_cast<int64_t>(fields->Number(number, kUint64Max));
}

bool ReadShare(absl::string_view message, CommandView* command) {
  FieldReader fields(message);
  absl::string_view& line = command->share_lines.emplace_back();
  if (!fields.Message(v1::TrancheAllocated::Share::kLineFieldNumber, &line)) return false;
  command->event.shares.emplace_back().amount = ReadAmount(v1::TrancheAllocated::Share::kAmountFieldNumber, &fields);
  return fields.AtEnd();
}

bool ReadShares(uint64_t number, FieldReader* fields, CommandView* command) {
  absl::string_view message;
  while (fields->Message(number, &message)) {
    if (!ReadShare(message, command)) return false;
  }
  return true;
}

bool ReadLimits(uint64_t number, FieldReader* fields, AreaViews* limits) {
  absl::string_view area;
  while (fields->Message(number, &area)) {
    if (area.empty() || !IsText(area)) return false;
    limits->push_back(area);
  }
  return true;
}

// Whether what is read is yet to be recorded, or was.
enum class Form { kCommand, kStored };

// What the ledger has filled in is taken out again.
bool ReadFilledIn(const KindField& field, FieldReader* fields, CommandView* command) {
  EventView& event = command->event;
  switch (field.role) {
    case FieldRole::kChosen:
      if (fields->Number(field.number, 1) != 0) event.tranche_number = command->asked_tranche = 0;
      return true;
    case FieldRole::kToChosen:
      if (fields->Number(field.number, 1) != 0) event.to_tranche_number = command->asked_to_tranche = 0;
      return true;
    case FieldRole::kCarried:
      fields->Number(field.number, 1);
      return true;
    default: {
      AreaViews of_tranche;
      return ReadLimits(field.number, fields, &of_tranche);
    }
  }
}

bool ReadField(const KindField& field, Form form, FieldReader* fields, CommandView* command) {
  EventView& event = command->event;
  switch (field.role) {
    case FieldRole::kLine:
      return fields->Message(field.number, &command->line);
    case FieldRole::kTo:
      return fields->Message(field.number, &command->to);
    case FieldRole::kTranche:
      event.tranche_number = command->asked_tranche = static_cast<uint32_t>(fields->Number(field.number, kUint32Max));
      return true;
    case FieldRole::kToTranche:
      event.to_tranche_number = command->asked_to_tranche =
          static_cast<uint32_t>(fields->Number(field.number, kUint32Max));
      return true;
    case FieldRole::kAmount:
      event.amount = ReadAmount(field.number, fields);
      return true;
    case FieldRole::kWithoutPlan:
      event.without_plan = fields->Number(field.number, 1) != 0;
      return true;
    case FieldRole::kLimits:
      return ReadLimits(field.number, fields, &event.area_limits);
    case FieldRole::kShares:
      return ReadShares(field.number, fields, command);
    case FieldRole::kReversed:
      event.reversed_sequence = fields->Number(field.number, kUint64Max);
      return true;
    case FieldRole::kNamed:
      return fields->Number(field.number, kUint64Max) == 0;
    case FieldRole::kChosen:
    case FieldRole::kToChosen:
    case FieldRole::kOfTranche:
    case FieldRole::kToLimits:
    case FieldRole::kCarried:
      // Of a command they are absent: otherwise the end never comes.
      return form == Form::kCommand || ReadFilledIn(field, fields, command);
  }
  return false;
}

// Forgets what another command has left that this one may not have.
void Clear(CommandView* command) {
  EventView& event = command->event;
  event.line = event.to = LineView();
  event.tranche_number = command->asked_tranche = 0;
  event.to_tranche_number = command->asked_to_tranche = 0;
  event.amount = 0;
  event.without_plan = false;
  event.is_carried = false;
  event.reversed_sequence = 0;
  event.area_limits.clear();
  event.to_area_limits.clear();
  event.shares.clear();
  command->line = absl::string_view();
  command->to = absl::string_view();
  command->share_lines.clear();
}

bool ReadKind(Form form, CommandView* command) {
  FieldReader fields(command->message);
  for (const KindField& field : command->kind->fields) {
    if (!ReadField(field, form, &fields, command)) return false;
  }
  return fields.AtEnd();
}

absl::string_view Between(const char* begin, const char* end) {
  return absl::string_view(begin, static_cast<size_t>(end - begin));
}

// The fields from recorded_at to the kind.
bool ReadMiddle(Form form, absl::string_view actor, FieldReader* fields, CommandView* command) {
  EventView& event = command->event;
  const char* begin = fields->place();
  absl::string_view message;
  const bool has_instant = fields->Message(v1::Event::kRecordedAtFieldNumber, &message);
  if (has_instant && !ReadUsualInstant(message, &event.recorded_at)) return false;
  command->instant = Between(begin, fields->place());
  const absl::string_view named = fields->Text(v1::Event::kActorFieldNumber);
  command->actor = actor.empty() ? named : actor;
  if (!HasMark(command->actor)) return false;
  begin = fields->place();
  command->reason = fields->Text(v1::Event::kReasonFieldNumber);
  if (fields->Message(v1::Event::kDocumentFieldNumber, &message) && !IsUsualDocument(message)) return false;
  const uint64_t provenance = fields->Number(v1::Event::kProvenanceFieldNumber, v1::Provenance_MAX);
  command->is_imported = provenance == v1::PROVENANCE_IMPORTED;
  if (provenance == v1::PROVENANCE_UNSPECIFIED) return false;
  if (has_instant != (command->is_imported || form == Form::kStored)) return false;
  if (fields->Message(v1::Event::kEvidenceFieldNumber, &message) && !IsUsualEvidence(message)) return false;
  command->middle = Between(begin, fields->place());
  return true;
}

// The fields from the key on.
bool ReadFromKey(Form form, absl::string_view actor, FieldReader* fields, CommandView* command) {
  EventView& event = command->event;
  const char* const begin = fields->place();
  event.event_id = fields->Text(v1::Event::kEventIdFieldNumber);
  if (!HasMark(event.event_id) || event.event_id.size() > kEventIdBytesMax) return false;
  command->key = Between(begin, fields->place());
  event.effective_date = static_cast<int32_t>(fields->Number(v1::Event::kEffectiveDateFieldNumber, kInt32Max));
  if (event.effective_date != 0 && !CivilDate::FromNumber(event.effective_date).ok()) return false;
  if (!ReadMiddle(form, actor, fields, command)) return false;
  command->kind = FindKind(fields->next());
  if (command->kind == nullptr || command->kind->fields.empty()) return false;
  if (event.effective_date == 0 && command->kind->effect != Effect::kReversal) return false;
  event.kind = command->kind->number;
  return fields->Message(event.kind, &command->message) && fields->AtEnd() && ReadKind(form, command);
}

}  // namespace

bool ReadUsualCommand(absl::string_view bytes, absl::string_view actor, CommandView* command) {
  constexpr size_t kSizeOfActorMax = 10;  // the field's number and the length
  if (bytes.size() + (actor.empty() ? 0 : kSizeOfActorMax + actor.size()) > kEventBytesMax) return false;
  Clear(command);
  FieldReader fields(bytes);
  return ReadFromKey(Form::kCommand, actor, &fields, command);
}

bool ReadStoredEvent(absl::string_view bytes, CommandView* command) {
  if (bytes.size() > kEventBytesMax) return false;
  Clear(command);
  FieldReader fields(bytes);
  command->event.sequence = fields.Number(v1::Event::kSequenceFieldNumber, kUint64Max);
  return command->event.sequence != 0 && ReadFromKey(Form::kStored, "", &fields, command);
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

}  // namespace tranche
