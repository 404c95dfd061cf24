#include "cli/option_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/refusal.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The options that have other names than their fields.
std::string OptionOf(const std::string& field) {
  static const std::map<std::string, std::string> kOptions = {{"fiscal_year", "year"},
                                                              {"document_number", "document"},
                                                              {"witness_key", "witness"},
                                                              {"witness_keys", "witness"},
                                                              {"log_key", "key"},
                                                              {"key_file", "key"},
                                                              {"note", "cosigned"},
                                                              {"form", "as"},
                                                              {"units", "unit"},
                                                              {"sources", "source"},
                                                              {"kinds", "kind"},
                                                              {"administrators", "administrator"},
                                                              {"states", "state"},
                                                              {"exempt_kinds", "exempt"},
                                                              {"notation", "lang"},
                                                              {"currency_code", "currency"},
                                                              {"indicator_name", "name"},
                                                              {"indicator_name_en", "name-en"},
                                                              {"indicator_unit", "counted"},
                                                              {"exceptions", "only"}};
  const auto option = kOptions.find(field);
  return absl::StrCat("--", absl::StrReplaceAll(option == kOptions.end() ? field : option->second, {{"_", "-"}}));
}

// The options that say the fields of an event; empty for a field without one.
std::string OptionOfEventField(const std::string& field) {
  static const std::map<std::string, std::string> kOptions = {{"actor", "--actor"},
                                                              {"advance", "--advance"},
                                                              {"commitment", "--commitment"},
                                                              {"counterparty", "--counterparty"},
                                                              {"expires_on", "--expires"},
                                                              {"number", "--number"},
                                                              {"amount_max", "--amount-max"},
                                                              {"digest", "--digest"},
                                                              {"exempt_kinds", "--exempt"},
                                                              {"signature", "--sign-with"},
                                                              {"login", "--login"},
                                                              {"person_id", "--person"},
                                                              {"public_key", "--public-key"},
                                                              {"role", "--role"},
                                                              {"source_ids", "--source"},
                                                              {"unit_ids", "--unit"},
                                                              {"until", "--until"},
                                                              {"amount", "--amount"},
                                                              {"area_id", "--area"},
                                                              {"area_limits", "--area-limits"},
                                                              {"currency_code", "--currency"},
                                                              {"document_issuer", "--document-issuer"},
                                                              {"document_number", "--document"},
                                                              {"document_type", "--document-type"},
                                                              {"effective_date", "--effective"},
                                                              {"event_id", "--key"},
                                                              {"fiscal_year", "--year"},
                                                              {"late_reason", "--late-reason"},
                                                              {"deviations", "--deviation"},
                                                              {"through", "--through"},
                                                              {"confirmed", "--confirmed"},
                                                              {"begin", "--begin"},
                                                              {"end", "--end"},
                                                              {"decision", "--decision"},
                                                              {"indicator_id", "--indicator"},
                                                              {"quantity", "--quantity"},
                                                              {"period_begin", "--period-begin"},
                                                              {"period_end", "--period-end"},
                                                              {"support", "--support"},
                                                              {"unit", "--counted"},
                                                              {"locale", "--lang"},
                                                              {"measure", "--measure"},
                                                              {"minor_digits", "--minor-digits"},
                                                              {"name", "--name"},
                                                              {"note", "--note"},
                                                              {"project_id", "--project"},
                                                              {"reason", "--reason"},
                                                              {"source_id", "--source"},
                                                              {"stated_on", "--stated-on"},
                                                              {"disallowed", "--disallowed"},
                                                              {"legal_case", "--legal-case"},
                                                              {"to_fiscal_year", "--to-year"},
                                                              {"to_tranche_number", "--to-tranche"},
                                                              {"to_unit_id", "--to-unit"},
                                                              {"tranche_number", "--tranche"},
                                                              {"unit_id", "--unit"}};
  const auto option = kOptions.find(field);
  return option == kOptions.end() ? "" : option->second;
}

// True if the options of `command` say the fields of one event; others, such as `import`, read events from elsewhere.
bool SaysOneEvent(absl::string_view command) {
  return command == "init" || command == "record" || command == "reverse" || command == "rules adopt" ||
         command == "actor register" || command == "role grant" || command == "role revoke" || command == "approve" ||
         command == "reject" || command == "close" || command == "reopen" || absl::StartsWith(command, "four-eyes ");
}

// True for a field that a command says without an option, by its only operand: the refusal says what was wrong with it.
bool IsOperand(const v1::RefusalPart& part) {
  static const std::set<std::string> kOperands = {"actor_id", "closed_sequence", "granted_sequence", "proposal",
                                                  "reversed_sequence"};
  return part.text() == kFieldText && part.fields_size() == 1 && kOperands.contains(part.fields(0).text());
}

void NameRequestFields(v1::RefusalPart* part) {
  for (v1::RefusalField& field : *part->mutable_fields()) {
    if (field.name() == "request_field" || field.name() == "or_request_field") field.set_text(OptionOf(field.text()));
  }
}

// True for what an option of `command` says of each event that it records.
bool SaysOfEach(absl::string_view command, const std::string& field) {
  if (command != "carry-over" && command != "handover") return false;
  return field == "effective_date" || field == "late_reason" || (field == "legal_case" && command == "carry-over");
}

void NameEventFields(absl::string_view command, v1::RefusalPart* part) {
  for (v1::RefusalField& field : *part->mutable_fields()) {
    const bool is_said = field.name() == "field" && (SaysOneEvent(command) || SaysOfEach(command, field.text()));
    const std::string option = is_said ? OptionOfEventField(field.text()) : "";
    if (!option.empty()) field.set_text(option);
  }
}

}  // namespace

void NameOptions(absl::string_view command, v1::Refusal* refusal) {
  if (SaysOneEvent(command)) {
    auto& within = *refusal->mutable_within();
    within.erase(std::remove_if(within.begin(), within.end(), IsOperand), within.end());
  }
  for (v1::RefusalPart& part : *refusal->mutable_within()) {
    if (part.text() == kAtFieldText) NameRequestFields(&part);
    if (part.text() == kFieldText) NameEventFields(command, &part);
  }
  if (absl::StartsWith(refusal->code(), "request.")) NameRequestFields(refusal->mutable_what());
}

}  // namespace tranche
