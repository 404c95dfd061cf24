#include "reports/role_tables.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/field.h"

namespace tranche {
namespace {

std::string RoleLabel(const std::string& role, Locale locale) {
  for (const absl::string_view known :
       {Marked("officer"), Marked("approver"), Marked("administrator"), Marked("auditor")}) {
    if (role == known) return Say(locale, known);
  }
  return role;
}

template <typename Texts>
Cell Joined(const Texts& texts) {
  return Cell::Text(absl::StrJoin(texts, "; "));
}

std::string KindLabels(const v1::RoleRow& row, Locale locale) {
  std::vector<std::string> labels;
  for (const std::string& kind : row.kinds()) labels.push_back(KindLabel(kind, locale));
  return absl::StrJoin(labels, "; ");
}

Cell AmountMaxCell(const v1::RoleRow& row) {
  int64_t amount = 0;
  return absl::SimpleAtoi(row.amount_max(), &amount) ? Cell::Amount(amount) : Cell::NoAmount();
}

}  // namespace

Table ActorsTable(const v1::ActorList& list, const Reader& reader) {
  using Row = v1::ActorRow;
  std::vector<Field<Row>> fields;
  fields.push_back(
      {Label("actor_id", "actor"), Column::kLeft, [](const Row& row) { return Cell::Text(row.actor_id()); }});
  fields.push_back({Label("name", "name"), Column::kLeft, [](const Row& row) { return Cell::Text(row.name()); }});
  fields.push_back(
      {Label("person_id", "person"), Column::kLeft, [](const Row& row) { return Cell::Text(row.person_id()); }});
  fields.push_back({Label("login", "login"), Column::kLeft, [](const Row& row) { return Cell::Text(row.login()); }});
  fields.push_back(
      {Label("first_day", "from"), Column::kLeft, [](const Row& row) { return Cell::Text(row.first_day()); }});
  fields.push_back(ForCsv<Row>(Label("public_key"),
                               [](const Row& row) { return Cell::Text(absl::Base64Escape(row.public_key())); }));
  return TableOf(fields, list.actors(), reader.locale);
}

Table RolesTable(const v1::RoleList& list, const Reader& reader) {
  using Row = v1::RoleRow;
  const Locale locale = reader.locale;
  std::vector<Field<Row>> fields;
  fields.push_back({Label("grant", "grant"), Column::kRight,
                    [](const Row& row) { return Cell::Count(static_cast<int64_t>(row.grant())); }});
  fields.push_back(
      {Label("actor_id", "actor"), Column::kLeft, [](const Row& row) { return Cell::Text(row.actor_id()); }});
  fields.push_back({Label("role", "role"), Column::kLeft,
                    [locale](const Row& row) { return Cell::TextShownAs(row.role(), RoleLabel(row.role(), locale)); }});
  fields.push_back({Label("unit_ids", "unit"), Column::kLeft, [](const Row& row) { return Joined(row.unit_ids()); }});
  fields.push_back(
      {Label("source_ids", "source"), Column::kLeft, [](const Row& row) { return Joined(row.source_ids()); }});
  fields.push_back({Label("kinds", "kinds"), Column::kLeft, [locale](const Row& row) {
                      return Cell::TextShownAs(absl::StrJoin(row.kinds(), "; "), KindLabels(row, locale));
                    }});
  fields.push_back({Label("amount_max", "largest amount"), Column::kRight, AmountMaxCell});
  fields.push_back(
      {Label("first_day", "from"), Column::kLeft, [](const Row& row) { return Cell::Text(row.first_day()); }});
  fields.push_back(
      {Label("last_day", "until"), Column::kLeft, [](const Row& row) { return Cell::Text(row.last_day()); }});
  fields.push_back(
      ForCsv<Row>(Label("in_force"), [locale](const Row& row) { return YesNoCell(row.in_force(), locale); }));
  fields.push_back(ForCsv<Row>(Label("person_id"), [](const Row& row) { return Cell::Text(row.person_id()); }));
  fields.push_back(ForCsv<Row>(Label("authorities"), [](const Row& row) { return Joined(row.authorities()); }));
  fields.push_back(ForCsv<Row>(Label("revocation"), [](const Row& row) {
    return Cell::Text(row.revocation() == 0 ? "" : absl::StrCat(row.revocation()));
  }));
  return TableOf(fields, list.roles(), locale);
}

}  // namespace tranche
