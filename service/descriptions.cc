#include "service/descriptions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "events/instant.h"
#include "ledger/adoption.h"
#include "ledger/known_index.h"
#include "projections/catalogue/geography.h"
#include "proof/published_checkpoints.h"
#include "service/known_catalogue.h"
#include "service/new_ledger.h"
#include "service/request_field.h"
#include "storage/directory.h"

namespace tranche {
namespace {

std::string OffsetText(int minutes) {
  const int magnitude = minutes < 0 ? -minutes : minutes;
  return absl::StrFormat("%c%02d:%02d", minutes < 0 ? '-' : '+', magnitude / 60, magnitude % 60);
}

// "UNIT_TYPE_NATION" is "nation".
std::string TypeWord(v1::UnitType type) {
  return absl::AsciiStrToLower(absl::StripPrefix(v1::UnitType_Name(type), "UNIT_TYPE_"));
}

template <typename Row>
void AddAliases(const std::vector<v1::Alias>& aliases, Row* row) {
  for (const v1::Alias& alias : aliases) {
    if (!alias.ambiguous()) row->add_aliases(alias.text());
  }
}

v1::UnitRow RowOf(const Unit& unit, CivilDate on, const RegionGrouping* grouping) {
  v1::UnitRow row;
  const bool is_over = unit.last_day != CivilDate::Max();
  const UnitName& name = unit.NameOn(on);
  row.set_unit_id(unit.id);
  row.set_name(name.name);
  row.set_name_en(unit.name_en);
  row.set_type(TypeWord(name.type));
  if (grouping != nullptr) {
    const auto region = grouping->region_of.find(unit.id);
    if (region != grouping->region_of.end()) row.set_region_id(region->second);
  }
  row.set_first_day(unit.first_day.ToString());
  if (is_over) row.set_last_day(unit.last_day.ToString());
  row.set_successor_unit_id(unit.successor);
  row.mutable_codes()->Assign(unit.codes.begin(), unit.codes.end());
  AddAliases(unit.aliases, &row);
  return row;
}

v1::TermList ListTerms(const ById<NamedTerm>& terms) {
  v1::TermList list;
  for (const auto& [id, term] : terms) {
    v1::TermRow& row = *list.add_terms();
    row.set_term_id(id);
    row.set_name(term.name);
    row.set_name_en(term.name_en);
    row.set_first_day(term.first_day.ToString());
    AddAliases(term.aliases, &row);
  }
  return list;
}

v1::SpendingRuleRow RowOf(const SpendingRule& rule, const SpendingRules& rules) {
  v1::SpendingRuleRow row;
  row.set_sequence(rule.sequence);
  *row.mutable_rule() = rule.terms;
  row.set_from(rule.first_day.ToString());
  if (const std::optional<CivilDate> last = rules.LastDayOf(rule); last) row.set_until(last->ToString());
  row.set_is_judged(rule.IsJudged());
  return row;
}

}  // namespace

v1::GetLedgerResponse DescribeLedger(const ServedLedger& open) {
  v1::GetLedgerResponse response;
  *response.mutable_terms() = open.terms();
  response.set_head(open.ledger().head());
  response.set_today(open.Today().ToString());
  return response;
}

absl::StatusOr<v1::StatusReport> ReadStatus(const ServedLedger& open) {
  const Ledger& ledger = open.ledger();
  const auto published = NewestCheckpoint(ledger.database());  // read first, so that the moment holds all of it
  if (!published.ok()) return published.status();
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const Sequence head = moment->head();
  const absl::StatusOr<absl::Time> head_recorded_at = ledger.log().InstantOf(head);
  if (!head_recorded_at.ok()) return head_recorded_at.status();
  const absl::StatusOr<std::vector<Sequence>> statements = ledger.index().Statements();
  if (!statements.ok()) return statements.status();
  const absl::StatusOr<Digest> root = ledger.tree().Root(head);
  if (!root.ok()) return root.status();
  const absl::StatusOr<uint32_t> index_format = ReadIndexFormat(ledger.database(), storage::Family::kIndex);
  if (!index_format.ok()) return index_format.status();
  v1::StatusReport report;
  report.set_directory(ledger.directory());
  report.set_ledger_name(ledger.terms().name());
  report.set_ledger_id(ledger.terms().ledger_id());
  report.set_currency_code(ledger.terms().currency_code());
  report.set_locale(ledger.terms().locale());
  report.set_utc_offset(OffsetText(ledger.terms().utc_offset_minutes()));
  report.set_head(head);
  if (*head_recorded_at != kKnownFromTheBeginning) *report.mutable_head_recorded_at() = ToTimestamp(*head_recorded_at);
  report.set_size_bytes(storage::DirectoryBytes(ledger.directory()));
  report.set_durability("fsync before every acknowledgement");
  report.set_format_version(ledger.log_format());
  report.set_index_format(*index_format);
  report.set_rules_version(moment->catalogue().rules_version());
  report.set_index_watermark(head);
  report.set_units(static_cast<uint32_t>(moment->catalogue().units().size()));
  report.set_sources(static_cast<uint32_t>(moment->catalogue().sources().size()));
  report.set_areas(static_cast<uint32_t>(moment->catalogue().areas().size()));
  report.set_statements(
      static_cast<uint64_t>(std::upper_bound(statements->begin(), statements->end(), head) - statements->begin()));
  report.set_root(std::string(ToBytes(*root)));
  report.set_checkpoint_size(published->has_value() ? (*published)->checkpoint.size : 0);
  return report;
}

absl::StatusOr<v1::RulesReport> ReadRules(const v1::GetRulesRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  const absl::StatusOr<CivilDate> as_of =
      ReadDate("as_of", Given(request.has_as_of(), request.as_of()), known->moment.today());
  if (!as_of.ok()) return as_of.status();
  v1::RulesReport report = DescribeRules(*known->catalogue);
  report.set_as_of(as_of->ToString());
  const SpendingRules& rules = known->catalogue->spending_rules();
  for (const SpendingRule* rule : rules.InForceOn(*as_of)) *report.add_spending_rules() = RowOf(*rule, rules);
  return report;
}

absl::StatusOr<v1::UnitList> ListUnits(const v1::ListUnitsRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  const absl::StatusOr<CivilDate> on = ReadDate("on", Given(request.has_on(), request.on()), known->moment.today());
  if (!on.ok()) return on.status();
  v1::UnitList list;
  for (const auto& [id, unit] : known->catalogue->units()) {
    if (request.has_on() && !unit.ExistsOn(*on)) continue;
    *list.add_units() = RowOf(unit, *on, known->catalogue->GroupingOn(*on));
  }
  return list;
}

absl::StatusOr<v1::TermList> ListSources(const v1::ListSourcesRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  return ListTerms(known->catalogue->sources());
}

absl::StatusOr<v1::TermList> ListAreas(const v1::ListAreasRequest& request, const ServedLedger& open) {
  const absl::StatusOr<KnownCatalogue> known = CatalogueFor(request, open);
  if (!known.ok()) return known.status();
  return ListTerms(known->catalogue->areas());
}

}  // namespace tranche
