#include "events/refusal.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/check.h"
#include "events/filled_text.h"
#include "events/instant.h"
#include "events/tranche_number.h"
#include "events/utf8.h"

namespace tranche {
namespace {

constexpr absl::string_view kPayloadUrl = "type.googleapis.com/tranche.v1.Refusal";

v1::RefusalField Named(absl::string_view name) {
  v1::RefusalField field;
  field.set_name(name.data(), name.size());
  return field;
}

v1::RefusalPart Part(absl::string_view text, RefusalFields fields) {
  v1::RefusalPart part;
  part.set_text(text.data(), text.size());
  for (v1::RefusalField& field : fields) *part.add_fields() = std::move(field);
  return part;
}

// A message cannot hold anything but UTF-8, and what a refusal quotes may be anything: other bytes become \xNN.
std::string AsUtf8(absl::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = ValidUtf8Length(text);
    absl::StrAppend(&valid, text.substr(0, length));
    text.remove_prefix(length);
    if (text.empty()) break;
    absl::StrAppend(&valid, "\\x", absl::Hex(static_cast<unsigned char>(text.front()), absl::kZeroPad2));
    text.remove_prefix(1);
  }
  return valid;
}

std::string AmountText(absl::string_view digits) {
  AmountSum amount = 0;
  TRANCHE_CHECK(absl::SimpleAtoi(digits, &amount), "the amount of a refusal is '", digits, "'");
  return ToGroupedDigits(amount, ',');
}

std::string DayText(int32_t yyyymmdd) {
  const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(yyyymmdd);
  return day.ok() ? day->ToString() : absl::StrCat(yyyymmdd);
}

std::string PrintInEnglish(const v1::RefusalField& field) {
  switch (field.value_case()) {
    case v1::RefusalField::kText:
      return field.text();
    case v1::RefusalField::kWord:
      return field.word();
    case v1::RefusalField::kAmount:
      return AmountText(field.amount());
    case v1::RefusalField::kDay:
      return DayText(field.day());
    case v1::RefusalField::kNumber:
      return FieldNumberText(field.name(), field.number());
    case v1::RefusalField::kInstant:
      return absl::FormatTime(absl::RFC3339_full, FromTimestamp(field.instant()), absl::UTCTimeZone());
    case v1::RefusalField::kTexts:
      return absl::StrJoin(field.texts().english().empty() ? field.texts().texts() : field.texts().english(), ", ");
    case v1::RefusalField::kPhrase:
      return PhraseText(field, EnglishPrinter());
    case v1::RefusalField::VALUE_NOT_SET:
      return "";
  }
  return "";
}

bool Separates(const v1::RefusalPart& part) { return absl::string_view(part.text()) == kColonPart; }

// Appends all parts of `cause`, without its code.
void AppendCause(const v1::Refusal& cause, v1::Refusal* refusal) {
  *refusal->add_then() = Part(kColonPart, {});
  for (const v1::RefusalPart& where : cause.within()) {
    *refusal->add_then() = where;
    *refusal->add_then() = Part(kColonPart, {});
  }
  *refusal->add_then() = cause.what();
  refusal->mutable_then()->MergeFrom(cause.then());
}

// What `status` says; of a status without data only its message.
v1::Refusal WhatItSays(const absl::Status& status) {
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (refusal) return *std::move(refusal);
  v1::Refusal quoted;
  *quoted.mutable_what() = Part("{message}", {TextField("message", status.message())});
  return quoted;
}

const v1::RefusalField* FindField(const v1::RefusalPart& part, absl::string_view name) {
  for (const v1::RefusalField& field : part.fields()) {
    if (absl::string_view(field.name()) == name) return &field;
  }
  return nullptr;
}

}  // namespace

v1::RefusalField TextField(absl::string_view name, absl::string_view text) {
  v1::RefusalField field = Named(name);
  field.set_text(AsUtf8(text));
  return field;
}

v1::RefusalField WordField(absl::string_view name, absl::string_view word) {
  v1::RefusalField field = Named(name);
  field.set_word(word.data(), word.size());
  return field;
}

v1::RefusalField AmountField(absl::string_view name, AmountSum minor_units) {
  v1::RefusalField field = Named(name);
  field.set_amount(ToDigits(minor_units));
  return field;
}

v1::RefusalField DayField(absl::string_view name, CivilDate day) {
  v1::RefusalField field = Named(name);
  field.set_day(day.number());
  return field;
}

v1::RefusalField NumberField(absl::string_view name, uint64_t number) {
  v1::RefusalField field = Named(name);
  field.set_number(number);
  return field;
}

v1::RefusalField InstantField(absl::string_view name, absl::Time instant) {
  v1::RefusalField field = Named(name);
  *field.mutable_instant() = ToTimestamp(instant);
  return field;
}

v1::RefusalField TextsField(absl::string_view name, const std::vector<std::string>& texts,
                            const std::vector<std::string>& english) {
  v1::RefusalField field = Named(name);
  for (const std::string& text : texts) field.mutable_texts()->add_texts(AsUtf8(text));
  for (const std::string& text : english) field.mutable_texts()->add_english(AsUtf8(text));
  return field;
}

v1::RefusalField PhraseField(absl::string_view name, absl::string_view text, RefusalFields fields) {
  v1::RefusalField field = Named(name);
  *field.mutable_phrase() = Part(text, std::move(fields));
  return field;
}

absl::Status Refuse(absl::StatusCode status, absl::string_view code, absl::string_view text, RefusalFields fields) {
  TRANCHE_CHECK(status != absl::StatusCode::kOk, "a refusal is not OK: ", code);
  v1::Refusal refusal;
  refusal.set_code(code.data(), code.size());
  *refusal.mutable_what() = Part(text, std::move(fields));
  return StatusOf(status, refusal);
}

absl::Status Within(absl::string_view text, RefusalFields fields, const absl::Status& status) {
  if (status.ok()) return status;
  const v1::RefusalPart where = Part(text, std::move(fields));
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal)
    return absl::Status(status.code(), absl::StrCat(FillIn(where, EnglishPrinter()), ": ", status.message()));
  v1::Refusal outer;
  *outer.add_within() = where;
  outer.mutable_within()->MergeFrom(refusal->within());
  refusal->mutable_within()->Swap(outer.mutable_within());
  return StatusOf(status.code(), *refusal);
}

absl::Status InField(absl::string_view field, const absl::Status& status) {
  return Within(kFieldText, {TextField("field", field)}, status);
}

absl::Status Adding(const absl::Status& status, absl::string_view text, RefusalFields fields) {
  if (status.ok()) return status;
  v1::RefusalPart then = Part(text, std::move(fields));
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal)
    return absl::Status(status.code(), absl::StrCat(status.message(), "; ", FillIn(then, EnglishPrinter())));
  *refusal->add_then() = std::move(then);
  return StatusOf(status.code(), *refusal);
}

absl::Status Citing(const absl::Status& status, const absl::Status& cause) {
  TRANCHE_CHECK(!cause.ok(), "Citing: the cause is OK");
  if (status.ok()) return status;
  std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return absl::Status(status.code(), absl::StrCat(status.message(), kColonPart, cause.message()));
  AppendCause(WhatItSays(cause), &*refusal);
  return StatusOf(status.code(), *refusal);
}

absl::Status WithCode(absl::StatusCode code, const absl::Status& status) {
  if (status.ok()) return status;
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  return refusal ? StatusOf(code, *refusal) : absl::Status(code, status.message());
}

std::optional<v1::Refusal> RefusalOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload) return std::nullopt;
  v1::Refusal refusal;
  TRANCHE_CHECK(refusal.ParseFromString(std::string(*payload)), "the payload of a refusal cannot be read");
  return refusal;
}

absl::Status StatusOf(absl::StatusCode code, const v1::Refusal& refusal) {
  absl::Status status(code, TextOf(refusal, EnglishPrinter()));
  status.SetPayload(kPayloadUrl, absl::Cord(refusal.SerializeAsString()));
  return status;
}

std::string FillIn(const v1::RefusalPart& part, const RefusalPrinter& printer) {
  return FillPlaces(printer.translate(part.text()), [&](absl::string_view name) -> std::optional<std::string> {
    const v1::RefusalField* const field = FindField(part, name);
    return field == nullptr ? std::nullopt : std::optional<std::string>(printer.print(*field));
  });
}

std::string PhraseText(const v1::RefusalField& field, const RefusalPrinter& printer) {
  return FillIn(field.phrase(), printer);
}

std::string TextOf(const v1::Refusal& refusal, const RefusalPrinter& printer) {
  std::string text;
  for (const v1::RefusalPart& where : refusal.within()) absl::StrAppend(&text, FillIn(where, printer), ": ");
  absl::StrAppend(&text, FillIn(refusal.what(), printer));
  bool is_separated = false;
  for (const v1::RefusalPart& then : refusal.then()) {
    const bool separates = Separates(then);
    absl::StrAppend(&text, separates || is_separated ? "" : "; ", FillIn(then, printer));
    is_separated = separates;
  }
  for (const v1::Refusal& other : refusal.others()) absl::StrAppend(&text, "\n", TextOf(other, printer));
  if (refusal.left_out() == 0) return text;
  const v1::RefusalField left_out = PhraseField("", "and {more} more", {NumberField("more", refusal.left_out())});
  return absl::StrCat(text, "\n", PhraseText(left_out, printer));
}

const RefusalPrinter& EnglishPrinter() {
  static const auto* const kPrinter =
      new RefusalPrinter{[](absl::string_view text) { return std::string(text); }, PrintInEnglish};
  return *kPrinter;
}

}  // namespace tranche
