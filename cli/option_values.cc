#include "cli/option_values.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/tranche_number.h"
#include "import/kind_names.h"
#include "import/nearest.h"
#include "reports/refusal_text.h"
#include "reports/texts.h"

namespace tranche {

namespace {

std::string NotOneOf(const std::string& text, const std::vector<std::string>& words, const std::string& nearest,
                     Locale locale) {
  const std::string listed = absl::StrJoin(words, ", ");
  if (nearest.empty())
    return Say(locale, "found \"{found}\", wanted one of {words}", {{"found", text}, {"words", listed}});
  return Say(locale, "found \"{found}\", wanted one of {words}; did you mean {nearest}?",
             {{"found", text}, {"words", listed}, {"nearest", nearest}});
}

}  // namespace

CLI::Validator OneOf(std::vector<std::string> words, UsageLanguage* language) {
  const auto check = [words = std::move(words), language](const std::string& text) -> std::string {
    const bool is_one = std::find(words.begin(), words.end(), text) != words.end();
    return is_one ? "" : NotOneOf(text, words, Nearest(text, words), language->locale());
  };
  return CLI::Validator(check, "");
}

CLI::Validator RecordedKind(UsageLanguage* language) {
  const auto check = [language](const std::string& text) -> std::string {
    const absl::Status read = ReadKind(text, KindsTaken::kRecorded).status();
    return read.ok() ? "" : RefusalText(read, {language->locale()}, {});
  };
  return CLI::Validator(check, "");
}

CLI::Validator TrancheNumber(UsageLanguage* language) {
  const auto read = [language](std::string& text) -> std::string {
    const std::optional<uint32_t> number = ReadTrancheText(text);
    // An option that was left out is told by 0, and so may be said.
    if (number || text == "0") {
      text = absl::StrCat(number.value_or(0));
      return "";
    }
    return Say(language->locale(), "found \"{found}\", wanted the number of a tranche, such as 1, or 2024/1",
               {{"found", text}});
  };
  return CLI::Validator(read, "");
}

CLI::Validator WholeNumber(UsageLanguage* language, uint64_t most) {
  const auto read = [language, most](std::string& text) -> std::string {
    const bool has_digits_only = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    uint64_t number = 0;
    if (has_digits_only && absl::SimpleAtoi(text, &number) && number <= most) {
      text = absl::StrCat(number);
      return "";
    }
    return Say(language->locale(), "found \"{found}\", wanted a whole number from 0 to {most}",
               {{"found", text}, {"most", absl::StrCat(most)}});
  };
  return CLI::Validator(read, "");
}

}  // namespace tranche
