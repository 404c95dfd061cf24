#include "reports/field_labels.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "reports/labels.h"
#include "reports/texts.h"

namespace tranche {
namespace {

constexpr Label kFields[] = {
    Label("about_date", "date of the figure"),
    Label("action", "otherwise"),
    Label("actor", "actor"),
    Label("actor_id", "actor"),
    Label("advance", "advance"),
    Label("advances", "advances"),
    Label("aliases", "also called"),
    Label("allocated", "allocated"),
    Label("ambiguous", "ambiguous"),
    Label("amount", "amount"),
    Label("amount_max", "largest amount"),
    Label("approval", "approval"),
    Label("area_id", "area"),
    Label("area_ids", "areas"),
    Label("area_limits", "area limits"),
    Label("as_of", "as of"),
    Label("authorities", "authorities"),
    Label("balance", "balance"),
    Label("balance_root", "balance root"),
    Label("basis", "basis"),
    Label("binds_order", "binds the order"),
    Label("boundaries", "boundaries"),
    Label("boundary_events", "events on units"),
    Label("checkpoint", "checkpoint"),
    Label("closed_sequence", "closing"),
    Label("codes", "codes"),
    Label("commands", "commands"),
    Label("commitment", "commitment"),
    Label("committed", "committed"),
    Label("confirmed", "confirmed amounts"),
    Label("counterparty", "counterparty"),
    Label("created_at", "created at"),
    Label("currency_code", "currency"),
    Label("day", "day"),
    Label("decimals", "decimals"),
    Label("decision", "decision"),
    Label("denominator", "denominator"),
    Label("deviations", "deviations"),
    Label("digest", "digest"),
    Label("digits", "digits"),
    Label("disbursed", "disbursed"),
    Label("document", "document"),
    Label("document_date", "document date"),
    Label("document_issuer", "document issuer"),
    Label("document_number", "document number"),
    Label("document_sha256", "hash of the document"),
    Label("document_type", "document type"),
    Label("document_uri", "document link"),
    Label("effective_date", "effective date"),
    Label("event", "event"),
    Label("event_id", "key"),
    Label("events", "events"),
    Label("evidence", "evidence"),
    Label("executed", "executed"),
    Label("exempt_kinds", "exempt kinds"),
    Label("expires_on", "expires on"),
    Label("figure_id", "figure id"),
    Label("figures", "figures in the source"),
    Label("fiscal_year", "fiscal year"),
    Label("from", "from"),
    Label("from_area_limits", "area limits of the giver"),
    Label("from_root", "old root"),
    Label("from_size", "old size"),
    Label("from_tranche_number", "tranche of the giver"),
    Label("full_name", "full name"),
    Label("granted_sequence", "grant"),
    Label("grouping_id", "region grouping"),
    Label("grown", "log that has only grown"),
    Label("hash", "hash"),
    Label("hashes", "hashes"),
    Label("indicator_id", "indicator"),
    Label("kind", "kind"),
    Label("kinds", "kinds"),
    Label("known_at", "known at"),
    Label("known_since", "known since"),
    Label("late_for", "late for closing"),
    Label("late_reason", "why it is late"),
    Label("leaf", "balance line"),
    Label("ledger_id", "ledger id"),
    Label("legal_basis", "legal source"),
    Label("line", "budget line"),
    Label("lines", "lines"),
    Label("locale", "locale"),
    Label("login", "login"),
    Label("measure", "measure"),
    Label("member_unit_ids", "members"),
    Label("minor_digits", "decimals of the currency"),
    Label("mixed_unit_ids", "members of mixed origin"),
    Label("month", "month"),
    Label("name", "name"),
    Label("name_en", "English name"),
    Label("note", "note"),
    Label("number", "number"),
    Label("numerator", "numerator"),
    Label("official", "official"),
    Label("on", "on"),
    Label("part", "part"),
    Label("parts", "parts"),
    Label("path", "path of hashes"),
    Label("percent", "percent"),
    Label("period_begin", "first day of the period"),
    Label("period_end", "last day of the period"),
    Label("permille", "thousandths"),
    Label("person_id", "person"),
    Label("plan", "plan"),
    Label("predecessor_unit_ids", "predecessors"),
    Label("printed", "printed"),
    Label("project_id", "project"),
    Label("project_kinds", "kinds of projects"),
    Label("proposal", "proposal"),
    Label("provenance", "provenance"),
    Label("public_key", "public key"),
    Label("publication", "publication"),
    Label("qualifier", "qualifier"),
    Label("quantity", "quantity"),
    Label("questions", "questioned by"),
    Label("reason", "reason"),
    Label("recorded_at", "recorded at"),
    Label("region", "region"),
    Label("region_unit_id", "region"),
    Label("regions", "regions"),
    Label("reversed_events", "reversed events"),
    Label("reversed_sequence", "reversed event"),
    Label("role", "role"),
    Label("root", "root"),
    Label("rule_id", "rule"),
    Label("rules_known_since", "rules known since"),
    Label("rules_version", "rules version"),
    Label("scale", "scale"),
    Label("separator", "separator"),
    Label("sequence", "sequence"),
    Label("shares", "receivers"),
    Label("signature", "signature"),
    Label("source_id", "source"),
    Label("source_ids", "sources"),
    Label("stated_on", "stated on"),
    Label("stored_bytes", "stored bytes"),
    Label("subject", "subject"),
    Label("successor_unit_id", "successor"),
    Label("sums_only", "sums only"),
    Label("support", "support"),
    Label("terms", "terms"),
    Label("text", "other name"),
    Label("through", "closed through"),
    Label("to", "receiver"),
    Label("to_area_limits", "area limits of the receiver"),
    Label("to_tranche_chosen", "tranche of the receiver chosen"),
    Label("to_tranche_number", "tranche of the receiver"),
    Label("to_unit_id", "receiver"),
    Label("tranche_chosen", "tranche chosen"),
    Label("tranche_number", "tranche"),
    Label("type", "type"),
    Label("unit", "counted"),
    Label("unit_id", "unit"),
    Label("unit_ids", "units counted"),
    Label("until", "last day"),
    Label("utc_offset_minutes", "UTC offset in minutes"),
    Label("verified", "verified"),
    Label("what", "subject of the rule"),
    Label("without_plan", "without its plan"),
    Label("year_end", "year's end"),
    Label("year_offset", "years later"),
};

// "line.unit_id" and "unitId" are unit_id. The fields of a document have names of their own, as in events/envelope.cc:
// "document.type" is document_type, because the type of anything else is another word.
std::string FieldOf(absl::string_view path) {
  const size_t dot = path.rfind('.');
  const absl::string_view owner = dot == absl::string_view::npos ? "" : path.substr(0, dot);
  path.remove_prefix(dot == absl::string_view::npos ? 0 : dot + 1);
  std::string field = owner == "document" || absl::EndsWith(owner, ".document") ? "document_" : "";
  for (const char c : path.substr(0, path.find('['))) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c))) field.push_back('_');
    field.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return field;
}

}  // namespace

std::string FieldLabel(absl::string_view field, Locale locale) {
  if (locale == Locale::kEnglish) return std::string(field);
  const std::string known = FieldOf(field);
  const auto* const label =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Label& each) { return each.key == known; });
  return label == std::end(kFields) ? std::string(field) : Say(locale, label->english);
}

}  // namespace tranche
