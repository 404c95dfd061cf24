#include "cli/access_directory.h"

#include "absl/strings/str_cat.h"

namespace tranche {

std::string AccessDirectoryOf(const Arguments& arguments) {
  if (arguments.access) return *arguments.access;
  std::string ledger = arguments.ledger;
  while (ledger.size() > 1 && ledger.back() == '/') ledger.pop_back();
  return absl::StrCat(ledger, "-access");
}

}  // namespace tranche
