#include "reports/refusal_text.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/refusal.h"
#include "reports/amount_format.h"
#include "reports/field_labels.h"
#include "reports/names.h"
#include "reports/printable.h"
#include "reports/texts.h"

namespace tranche {
namespace {

RefusalPrinter PrinterFor(const Reader& reader, const Currency& currency);

// The names of fields are a convention of all refusals: {unit}, {source} and {area} are ids, {field} is the name of a
// field of an event, {kind} a kind of event. What is no such id or name is shown as it is.
std::string TextBehind(const v1::RefusalField& field, const Reader& reader) {
  const absl::string_view name = field.name();
  const std::string& text = field.text();
  if (name == "unit" || name == "successor") return UnitText(reader, text);
  if (name == "source") return SourceText(reader, text);
  if (name == "area") return AreaText(reader, text);
  if (name == "field") return FieldLabel(text, reader.locale);
  if (name == "kind") return KindLabel(text, reader.locale);
  return text;
}

std::string TextsBehind(const v1::RefusalField& field, const Reader& reader) {
  const v1::RefusalTexts& texts = field.texts();
  const bool has_english = reader.locale == Locale::kEnglish && !texts.english().empty();
  return absl::StrJoin(has_english ? texts.english() : texts.texts(), ", ");
}

std::string FieldText(const v1::RefusalField& field, const Reader& reader, const Currency& currency) {
  switch (field.value_case()) {
    case v1::RefusalField::kText:
      return Printable(TextBehind(field, reader)).text;
    case v1::RefusalField::kWord:
      return Say(reader.locale, field.word());
    case v1::RefusalField::kAmount:
      return FormatAmount(ParseDigits(field.amount()), reader.locale, currency);
    case v1::RefusalField::kDay:
      return DateText(field.day());
    case v1::RefusalField::kNumber:
      return absl::StrCat(field.number());
    case v1::RefusalField::kInstant:
      return InstantText(field.instant(), reader);
    case v1::RefusalField::kTexts:
      return Printable(TextsBehind(field, reader)).text;
    case v1::RefusalField::kPhrase:
      return PhraseText(field, PrinterFor(reader, currency));
    case v1::RefusalField::VALUE_NOT_SET:
      return "";
  }
  return "";
}

// The printer refers to both arguments.
RefusalPrinter PrinterFor(const Reader& reader, const Currency& currency) {
  return {[&reader](absl::string_view text) { return Say(reader.locale, text); },
          [&](const v1::RefusalField& field) { return FieldText(field, reader, currency); }};
}

}  // namespace

std::string RefusalText(const absl::Status& status, const Reader& reader, const Currency& currency) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  if (!refusal) return PrintableLines(status.message());
  return RefusalText(*refusal, reader, currency);
}

std::string RefusalText(const v1::Refusal& refusal, const Reader& reader, const Currency& currency) {
  return TextOf(refusal, PrinterFor(reader, currency));
}

std::string PartText(const v1::RefusalPart& part, const Reader& reader) {
  return FillIn(part, PrinterFor(reader, Currency()));
}

}  // namespace tranche
