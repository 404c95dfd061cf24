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
#include "proto/event.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"
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

// What texts are made with: of a door, in its language alone.
struct Telling {
  Locale locale;
  v1::LedgerCreated terms;
  std::shared_ptr<const Catalogue> names;
};

// ledger  null: none
std::optional<Telling> TellingOf(absl::string_view accept_language, const LedgerCalls* ledger) {
  const std::optional<Locale> locale = ReadLanguage(accept_language);
  if (!locale) return std::nullopt;
  if (ledger == nullptr) return Telling{*locale, {}, nullptr};
  absl::StatusOr<v1::GetLedgerResponse> about = ledger->GetLedger({});
  absl::StatusOr<std::shared_ptr<const Catalogue>> names = ledger->Names();
  if (!about.ok() || !names.ok()) return std::nullopt;
  return Telling{*locale, std::move(*about->mutable_terms()), *std::move(names)};
}

std::string Told(const v1::Refusal& refusal, const Telling& telling) {
  if (telling.names == nullptr) return RefusalText(refusal, Reader{telling.locale}, Currency());
  const v1::LedgerCreated& terms = telling.terms;
  const Reader reader = {telling.locale, terms.utc_offset_minutes(), telling.names.get()};
  return RefusalText(refusal, reader, {terms.currency_code(), terms.minor_digits()});
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
  if (TextOf(status)) return status;
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  const std::optional<Telling> telling = refusal ? TellingOf(accept_language, ledger) : std::nullopt;
  if (!telling) return status;
  v1::LocalizedMessage text;
  text.set_locale(telling->locale == Locale::kVietnamese ? "vi" : "en");
  text.set_message(Told(*refusal, *telling));
  absl::Status told = status;
  told.SetPayload(kTextUrl, absl::Cord(text.SerializeAsString()));
  return told;
}

std::unique_ptr<google::protobuf::Message> WithTexts(const google::protobuf::Message& part,
                                                     absl::string_view accept_language, const LedgerCalls& ledger) {
  if (part.GetDescriptor() != v1::VerifyLedgerResponse::descriptor()) return nullptr;
  const auto& found = static_cast<const v1::VerifyLedgerResponse&>(part);
  if (found.report().findings().empty()) return nullptr;
  const std::optional<Telling> telling = TellingOf(accept_language, &ledger);
  if (!telling) return nullptr;
  auto told = std::make_unique<v1::VerifyLedgerResponse>(found);
  for (v1::Finding& finding : *told->mutable_report()->mutable_findings()) {
    if (finding.has_why()) finding.set_message(Told(finding.why(), *telling));
  }
  return told;
}

std::optional<v1::LocalizedMessage> TextOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kTextUrl);
  v1::LocalizedMessage text;
  if (!payload || !text.ParseFromString(std::string(*payload))) return std::nullopt;
  return text;
}

}  // namespace tranche
