#include "cli/option_names.h"

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The options that have other names than their fields.
std::string OptionOf(const std::string& field) {
  static const std::map<std::string, std::string> kOptions = {
      {"fiscal_year", "year"},    {"document_number", "document"},
      {"witness_key", "witness"}, {"witness_keys", "witness"},
      {"log_key", "key"},         {"key_file", "key"},
      {"note", "cosigned"},       {"form", "as"},
      {"notation", "lang"}};
  const auto option = kOptions.find(field);
  return absl::StrCat("--", absl::StrReplaceAll(option == kOptions.end() ? field : option->second, {{"_", "-"}}));
}

void NameOptions(v1::RefusalPart* part) {
  for (v1::RefusalField& field : *part->mutable_fields()) {
    if (field.name() == "request_field") field.set_text(OptionOf(field.text()));
  }
}

}  // namespace

void NameOptions(v1::Refusal* refusal) {
  for (v1::RefusalPart& part : *refusal->mutable_within()) {
    if (part.text() == kAtFieldText) NameOptions(&part);
  }
  if (absl::StartsWith(refusal->code(), "request.")) NameOptions(refusal->mutable_what());
}

}  // namespace tranche
