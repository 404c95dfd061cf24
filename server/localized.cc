#include "server/localized.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"
#include "reports/labels.h"
#include "reports/refusal_text.h"

namespace tranche {
namespace {

// Of the payload of a status; it does not leave the program.
constexpr absl::string_view kTextUrl = "tranche.v1.LocalizedMessage";

bool IsLanguage(absl::string_view range, absl::string_view language) {
  const absl::string_view tag = absl::StripAsciiWhitespace(range.substr(0, range.find(';')));
  return absl::EqualsIgnoreCase(tag, language) ||
         (absl::StartsWithIgnoreCase(tag, language) && tag.size() > language.size() && tag[language.size()] == '-');
}

absl::StatusOr<std::string> TextFor(const v1::Refusal& refusal, Locale locale, const LedgerCalls& ledger) {
  const absl::StatusOr<v1::GetLedgerResponse> about = ledger.GetLedger({});
  if (!about.ok()) return about.status();
  const absl::StatusOr<std::shared_ptr<const Catalogue>> names = ledger.Names();
  if (!names.ok()) return names.status();
  const v1::LedgerCreated& terms = about->terms();
  return RefusalText(refusal, Reader{locale, terms.utc_offset_minutes(), names->get()},
                     {terms.currency_code(), terms.minor_digits()});
}

}  // namespace

std::optional<Locale> ReadLanguage(absl::string_view accept_language) {
  for (const absl::string_view range : absl::StrSplit(accept_language, ',')) {
    if (IsLanguage(range, "vi")) return Locale::kVietnamese;
    if (IsLanguage(range, "en")) return Locale::kEnglish;
  }
  return std::nullopt;
}

absl::Status WithText(const absl::Status& status, absl::string_view accept_language, const LedgerCalls* ledger) {
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  const std::optional<Locale> locale = ReadLanguage(accept_language);
  if (!refusal || !locale) return status;
  absl::StatusOr<std::string> message =
      ledger != nullptr ? TextFor(*refusal, *locale, *ledger) : RefusalText(*refusal, Reader{*locale}, Currency());
  if (!message.ok()) return status;
  v1::LocalizedMessage text;
  text.set_locale(*locale == Locale::kVietnamese ? "vi" : "en");
  text.set_message(*std::move(message));
  absl::Status told = status;
  told.SetPayload(kTextUrl, absl::Cord(text.SerializeAsString()));
  return told;
}

std::optional<v1::LocalizedMessage> TextOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kTextUrl);
  v1::LocalizedMessage text;
  if (!payload || !text.ParseFromString(std::string(*payload))) return std::nullopt;
  return text;
}

}  // namespace tranche
