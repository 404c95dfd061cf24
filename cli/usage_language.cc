#include "cli/usage_language.h"

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/arguments.h"
#include "cli/session.h"

namespace tranche {
namespace {

std::optional<std::string> ValueOf(const std::string& option, const std::vector<std::string>& words) {
  std::optional<std::string> value;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == option && i + 1 < words.size()) value = words[i + 1];
    if (absl::StartsWith(words[i], absl::StrCat(option, "="))) value = words[i].substr(option.size() + 1);
  }
  return value;
}

std::string Environment(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

}  // namespace

Locale UsageLanguage::locale() {
  if (locale_) return *locale_;
  Arguments asked;
  asked.lang = ValueOf("--lang", words_);
  asked.ledger = ValueOf("--ledger", words_).value_or(Environment("TRANCHE_LEDGER", kDefaultLedger));
  asked.server =
      ValueOf("--server", words_).value_or(ValueOf("--ledger", words_) ? "" : Environment("TRANCHE_SERVER", ""));
  locale_ = ReaderOf(asked).locale;
  return *locale_;
}

}  // namespace tranche
