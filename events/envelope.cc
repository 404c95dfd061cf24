#include "events/envelope.h"

#include <array>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/utf8.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status CheckString(absl::string_view field, const std::string& text) {
  absl::Status utf8 = CheckUtf8(text);
  if (utf8.ok() && text.find('\0') != std::string::npos)
    utf8 = Refuse(kInvalid, "text.zero-byte", "found a zero byte, wanted text");
  if (utf8.ok()) return utf8;
  return InField(field, utf8);
}

absl::Status CheckText(const Message& message);

// The name by which messages know a field: those of a document would be those of anything.
std::string NameOf(const FieldDescriptor& field) {
  const bool is_of_document = field.containing_type() == v1::Document::descriptor();
  return absl::StrCat(is_of_document ? "document_" : "", field.name());
}

absl::Status CheckField(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    absl::Status status;
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      status = CheckString(NameOf(field), field.is_repeated() ? reflection.GetRepeatedString(message, &field, i)
                                                              : reflection.GetString(message, &field));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      status = CheckText(field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, i)
                                             : reflection.GetMessage(message, &field));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// A string that is not UTF-8 could be serialized but never parsed again.
absl::Status CheckText(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (absl::Status status = CheckField(message, *field); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Checks an event's strings by name; reflection would take longer than all other checks together.
class TextCheck {
 public:
  TextCheck& Add(absl::string_view field, absl::string_view text) {
    if (status_.ok() && !IsPlainAscii(text)) status_ = CheckString(field, std::string(text));
    return *this;
  }
  TextCheck& Add(const LineView& line) {
    return Add("unit_id", line.unit)
        .Add("source_id", line.source)
        .Add("area_id", line.area)
        .Add("project_id", line.project);
  }
  const absl::Status& status() const { return status_; }

 private:
  absl::Status status_;
};

bool OnlyLinesHaveText(const Descriptor& message) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.type() == FieldDescriptor::TYPE_STRING) return false;
    const Descriptor* inner = field.message_type();
    if (inner == nullptr || inner == v1::BudgetLine::descriptor()) continue;
    if (!OnlyLinesHaveText(*inner)) return false;
  }
  return true;
}

// Where the text of a kind is, besides the lines that EventKind::lines gives.
struct KindText {
  const FieldDescriptor* kind = nullptr;       // of the event; null if some of it is further down
  std::vector<const FieldDescriptor*> fields;  // of the kind's message

  explicit KindText(int number) : kind(v1::Event::descriptor()->FindFieldByNumber(number)) {
    const Descriptor& message = *kind->message_type();
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const Descriptor* inner = field.message_type();
      if (field.type() == FieldDescriptor::TYPE_STRING) fields.push_back(&field);
      if (inner != nullptr && inner != v1::BudgetLine::descriptor() && !OnlyLinesHaveText(*inner)) kind = nullptr;
      if (kind == nullptr) return;
    }
  }
  KindText() = default;
};

// Indexed by the number of a kind.
std::array<KindText, kKindNumbersEnd> TextOfKinds() {
  std::array<KindText, kKindNumbersEnd> kinds;
  for (const EventKind* kind : AllKinds()) kinds[kind->number] = KindText(kind->number);
  return kinds;
}

void AddFields(const Message& message, absl::Span<const FieldDescriptor* const> fields, TextCheck* text) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i)
      text->Add(field->name(), field->is_repeated() ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                                                    : reflection.GetStringReference(message, field, &scratch));
  }
}

// Returns false for a kind that has text further down.
bool AddKind(const v1::Event& event, TextCheck* text) {
  static const auto* const kText = new std::array<KindText, kKindNumbersEnd>(TextOfKinds());
  const KindText& of_kind = (*kText)[event.kind_case()];
  if (of_kind.kind == nullptr) return false;
  // Before the lines, which repeat ids of the catalogue under another name.
  if (!of_kind.fields.empty()) AddFields(event.GetReflection()->GetMessage(event, of_kind.kind), of_kind.fields, text);
  for (const EventLine& line : FindKind(event.kind_case())->lines(event)) text->Add(line.line);
  return true;
}

absl::Status CheckAllText(const v1::Event& event) {
  TextCheck text;
  if (!AddKind(event, &text)) return CheckText(event);
  text.Add("event_id", event.event_id()).Add("actor", event.actor()).Add("reason", event.reason());
  text.Add("late_reason", event.late_reason());
  for (const std::string& rule : event.deviations()) text.Add("deviations", rule);
  for (const std::string& rule : event.questions()) text.Add("questions", rule);
  const v1::Document& document = event.document();
  text.Add("document_type", document.type()).Add("document_number", document.number());
  text.Add("document_issuer", document.issuer());
  text.Add("document_uri", document.uri());
  text.Add("figures", event.evidence().figures()).Add("note", event.evidence().note());
  return text.status();
}

// A rule that is departed from is named once, and the document says who decided it.
absl::Status CheckDeviations(const v1::Event& command) {
  if (command.deviations().empty()) return absl::OkStatus();
  if (absl::Status named = kinds::CheckIdList("deviations", command.deviations()); !named.ok()) return named;
  if (!IsBlank(command.document().number())) return absl::OkStatus();
  return Adding(InField("deviations", Refuse(kInvalid, "deviation.no-decision",
                                             "a deviation from {rule} rests on a decision, and the document names none",
                                             {TextField("rule", command.deviations(0))})),
                "`--document` is the number of the decision");
}

}  // namespace

absl::Status CheckEnvelope(const v1::Event& command) {
  const absl::Status text = CheckAllText(command);
  return text.ok() ? CheckEnvelopeOfCanonical(command) : text;
}

absl::Status CheckEnvelopeOfCanonical(const v1::Event& command) {
  const std::string& id = command.event_id();
  if (IsBlank(command.actor()))
    return InField("actor",
                   Refuse(absl::StatusCode::kInvalidArgument, "actor.missing", "found nothing, wanted who records it"));
  if (!id.empty() && IsBlank(id))
    return InField("event_id",
                   Refuse(absl::StatusCode::kInvalidArgument, "key.blank", "found only white space, wanted a key"));
  if (id.empty() || id.size() > kEventIdBytesMax)
    return InField("event_id",
                   Refuse(kInvalid, "key.size", "found {found} byte{found:s}, wanted a key of 1 to {most} bytes",
                          {NumberField("found", id.size()), NumberField("most", kEventIdBytesMax)}));
  if (command.sequence() != 0)
    return InField("sequence", Refuse(kInvalid, "sequence.set", "it is given by the log and must be unset"));
  if (command.approval() != 0)
    return InField("approval", Refuse(kInvalid, "approval.set", "it is given by the ledger and must be unset"));
  if (command.late_for() != 0)
    return InField("late_for", Refuse(kInvalid, "late-for.set", "it is given by the ledger and must be unset"));
  const bool may_be_late =
      HasEffect(command.kind_case(), Effect::kMoney) || HasEffect(command.kind_case(), Effect::kReversal);
  if (!command.late_reason().empty() && !may_be_late)
    return InField("late_reason", Refuse(kInvalid, "late-reason.no-money",
                                         "only what moves money can be late for a closing; leave it out"));
  if (!command.questions().empty())
    return InField("questions", Refuse(kInvalid, "questions.set", "they are given by the ledger and must be unset"));
  if (absl::Status deviations = CheckDeviations(command); !deviations.ok()) return deviations;
  if (!v1::Provenance_IsValid(command.provenance()) || command.provenance() == v1::PROVENANCE_UNSPECIFIED)
    return InField("provenance", Refuse(kInvalid, "provenance.unknown", "wanted recorded, imported or press"));
  const bool is_imported = command.provenance() == v1::PROVENANCE_IMPORTED;
  if (is_imported != command.has_recorded_at())
    return is_imported ? InField("recorded_at", Refuse(kInvalid, "recorded-at.missing",
                                                       "an imported event keeps its original instant; found none"))
                       : InField("recorded_at", Refuse(kInvalid, "recorded-at.set",
                                                       "it is given by the log unless the event is imported"));
  if (absl::Status instant = CheckTimestamp(command.recorded_at()); !instant.ok())
    return InField("recorded_at", instant);
  const bool takes_date_of_reversed = command.has_event_reversed() && command.effective_date() == 0;
  const auto date = CivilDate::FromNumber(command.effective_date());
  if (!takes_date_of_reversed && !date.ok()) return InField("effective_date", date.status());
  if (command.ByteSizeLong() > kEventBytesMax)
    return Refuse(kInvalid, "event.size", "the event has {found} byte{found:s}, wanted at most {most}",
                  {NumberField("found", command.ByteSizeLong()), NumberField("most", kEventBytesMax)});
  return absl::OkStatus();
}

}  // namespace tranche
