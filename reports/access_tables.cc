#include "reports/access_tables.h"

#include <string>
#include <vector>

#include "events/instant.h"
#include "reports/field.h"
#include "reports/texts.h"

namespace tranche {
namespace {

absl::string_view StateOf(const v1::Credential& credential, absl::Time now) {
  if (credential.has_revoked_at()) return Marked("revoked");
  return FromTimestamp(credential.expires_at()) <= now ? Marked("expired") : Marked("counts");
}

absl::string_view KindOf(const v1::Credential& credential) {
  return credential.kind() == v1::CREDENTIAL_KIND_CERTIFICATE ? Marked("certificate") : Marked("token");
}

}  // namespace

Table CredentialsTable(const v1::CredentialList& list, absl::Time now, const Reader& reader) {
  using Row = v1::Credential;
  const std::vector<Field<Row>> fields = {
      {Label("id", "id"), Column::kLeft, [](const Row& row) { return Cell::Text(row.id()); }},
      {Label("kind", "kind"), Column::kLeft,
       [&reader](const Row& row) { return Cell::Text(Say(reader.locale, KindOf(row))); }},
      {Label("actor", "actor"), Column::kLeft, [](const Row& row) { return Cell::Text(row.actor()); }},
      {Label("name", "name"), Column::kLeft, [](const Row& row) { return Cell::Text(row.name()); }},
      {Label("issued_at", "issued"), Column::kLeft,
       [&reader](const Row& row) { return Cell::Text(InstantText(row.issued_at(), reader)); }},
      {Label("expires_at", "until"), Column::kLeft,
       [&reader](const Row& row) { return Cell::Text(InstantText(row.expires_at(), reader)); }},
      {Label("state", "state"), Column::kLeft,
       [&reader, now](const Row& row) { return Cell::Text(Say(reader.locale, StateOf(row, now))); }}};
  return TableOf(fields, list.credentials(), reader.locale);
}

}  // namespace tranche
