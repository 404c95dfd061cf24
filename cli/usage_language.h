// The language of help, and of what is wrong with a command line.
//
// Thread safety: one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/texts.h"

namespace tranche {

// Found when it is first needed, because that may read the ledger: the one that --lang names, else the ledger's, else
// Vietnamese. It cannot wait for the parser, which may be what fails.
class UsageLanguage {
 public:
  // words  the command line without the program's name; copied.
  explicit UsageLanguage(std::vector<std::string> words) : words_(std::move(words)) {}

  Locale locale();

 private:
  std::vector<std::string> words_;
  std::optional<Locale> locale_;
};

}  // namespace tranche
