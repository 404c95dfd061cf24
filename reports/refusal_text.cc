#include "reports/refusal_text.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "events/refusal.h"
#include "events/tranche_number.h"
#include "reports/amount_format.h"
#include "reports/field_labels.h"
#include "reports/names.h"
#include "reports/printable.h"
#include "reports/texts.h"

namespace tranche {
namespace {

RefusalPrinter PrinterFor(const Reader& reader, const Currency& currency);

// The names of fields are a convention of all refusals: {unit}, {source} and {area} are ids, {field} is the name of a
// field of an event, {kind} a kind of event, {authority} whom a rule of spending asks for; {units}, {sources} and
// {kinds} are lists of those. What is no such id or name is shown as it is.
std::string TextBehind(absl::string_view name, const std::string& text, const Reader& reader) {
  if (name == "unit" || name == "successor") return UnitText(reader, text);
  if (name == "source") return SourceText(reader, text);
  if (name == "area") return AreaText(reader, text);
  if (name == "field") return FieldLabel(text, reader.locale);
  if (name == "kind") return KindLabel(text, reader.locale);
  if (name == "authority") return AuthorityLabel(text, reader.locale);
  return text;
}

bool IsListOfIds(absl::string_view name) { return name == "units" || name == "sources" || name == "kinds"; }

std::string TextsBehind(const v1::RefusalField& field, const Reader& reader) {
  const v1::RefusalTexts& texts = field.texts();
  const bool has_english = reader.locale == Locale::kEnglish && !texts.english().empty();
  const absl::string_view name = absl::StripSuffix(field.name(), "s");
  return absl::StrJoin(has_english ? texts.english() : texts.texts(), ", ",
                       [&](std::string* joined, const std::string& text) {
                         joined->append(IsListOfIds(field.name()) ? TextBehind(name, text, reader) : text);
                       });
}

std::string FieldText(const v1::RefusalField& field, const Reader& reader, const Currency& currency) {
  switch (field.value_case()) {
    case v1::RefusalField::kText:
      return Printable(TextBehind(field.name(), field.text(), reader)).text;
    case v1::RefusalField::kWord:
      return Say(reader.locale, field.word());
    case v1::RefusalField::kAmount:
      return FormatAmount(ParseDigits(field.amount()), reader.locale, currency);
    case v1::RefusalField::kDay:
      return DateText(field.day());
    case v1::RefusalField::kNumber:
      return FieldNumberText(field.name(), field.number());
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
