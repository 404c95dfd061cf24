#include "events/same_command.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using google::protobuf::util::MessageDifferencer;

// Reconstructs the event as its caller sent it.
v1::Event AsAsked(v1::Event event, bool date_given) {
  event.clear_sequence();
  event.clear_actor();
  event.clear_approval();
  event.clear_late_reason();
  event.clear_late_for();
  event.clear_questions();
  if (event.provenance() != v1::PROVENANCE_IMPORTED) event.clear_recorded_at();
  SetFilledIn(AsAsked(FilledInOf(event)), &event);
  // The ledger fills in the date of a reversal, and of a decision on a proposal.
  const bool may_lack_date = event.has_event_reversed() || HasEffect(event.kind_case(), Effect::kProposal);
  if (may_lack_date && !date_given) event.clear_effective_date();
  return event;
}

// An instant is shown whole.
bool IsPartOfInstant(const FieldDescriptor& field) { return field.containing_type() == Timestamp::descriptor(); }

bool IsDay(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 &&
         (absl::EndsWith(field.name(), "date") || absl::EndsWith(field.name(), "_on"));
}

// The value of `field` in `parent`, its element `index` if it is repeated.
v1::RefusalField ValueField(absl::string_view name, const Message& parent, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *parent.GetReflection();
  if (IsPartOfInstant(field)) return InstantField(name, FromTimestamp(static_cast<const Timestamp&>(parent)));
  if (!field.is_repeated() && IsDay(field)) {
    const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(reflection.GetInt32(parent, &field));
    if (day.ok()) return DayField(name, *day);
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 && field.name() == "amount")
    return AmountField(name, reflection.GetInt64(parent, &field));
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintFieldValueToString(parent, &field, field.is_repeated() ? index : -1, &text);
  return TextField(name, absl::StripAsciiWhitespace(text));
}

// The value at `place` in `parent`; of a field that only a later program knows, that there is one.
v1::RefusalField ValueField(absl::string_view name, const Message& parent,
                            const MessageDifferencer::SpecificField& place, int index) {
  return place.field == nullptr ? TextField(name, "...") : ValueField(name, parent, *place.field, index);
}

// Keeps the first difference between two events: {field}, {recorded} and {now}.
class FirstDifference : public MessageDifferencer::Reporter {
 public:
  using Path = std::vector<MessageDifferencer::SpecificField>;

  void ReportModified(const Message& recorded, const Message& now, const Path& path) override {
    const MessageDifferencer::SpecificField& last = path.back();
    Keep(path, ValueField("recorded", recorded, last, last.index), ValueField("now", now, last, last.new_index));
  }
  void ReportAdded(const Message&, const Message& now, const Path& path) override {
    const MessageDifferencer::SpecificField& last = path.back();
    Keep(path, TextField("recorded", kNothing), ValueField("now", now, last, last.new_index));
  }
  void ReportDeleted(const Message& recorded, const Message&, const Path& path) override {
    const MessageDifferencer::SpecificField& last = path.back();
    Keep(path, ValueField("recorded", recorded, last, last.index), TextField("now", kNothing));
  }

  const RefusalFields& fields() const { return fields_; }

 private:
  static constexpr absl::string_view kNothing = "\"\"";

  void Keep(const Path& path, v1::RefusalField recorded, v1::RefusalField now) {
    if (!fields_.empty()) return;
    std::string field;
    for (const MessageDifferencer::SpecificField& step : path) {
      if (step.field != nullptr && IsPartOfInstant(*step.field)) break;
      absl::StrAppend(&field, field.empty() ? "" : ".",
                      step.field == nullptr ? absl::StrCat(step.unknown_field_number) : step.field->name());
      if (step.index >= 0) absl::StrAppend(&field, "[", step.index, "]");
    }
    fields_ = {TextField("field", field), std::move(recorded), std::move(now)};
  }

  RefusalFields fields_;
};

}  // namespace

absl::Status CheckSameCommand(const v1::Event& recorded, const v1::Event& again) {
  const bool date_given = again.effective_date() != 0;
  FirstDifference difference;
  MessageDifferencer differencer;
  differencer.ReportDifferencesTo(&difference);
  if (differencer.Compare(AsAsked(recorded, date_given), AsAsked(again, date_given))) return absl::OkStatus();
  const RefusalFields used = {TextField("key", again.event_id()), NumberField("event", recorded.sequence())};
  if (recorded.kind_case() != again.kind_case())
    return Refuse(
        absl::StatusCode::kAlreadyExists, "key.other-content",
        "key \"{key}\" was used by event {event}, which is of another kind ({kind}); nothing was written; use a "
        "new key for a new event",
        {used[0], used[1], TextField("kind", KindName(recorded))});
  RefusalFields fields = difference.fields();
  fields.insert(fields.end(), used.begin(), used.end());
  return Refuse(absl::StatusCode::kAlreadyExists, "key.other-content",
                "key \"{key}\" was used by event {event} with other content: {field}: {recorded} -> {now} (recorded -> "
                "now); nothing was written; use a new key for a new event",
                std::move(fields));
}

}  // namespace tranche
