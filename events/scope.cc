#include "events/scope.h"

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "storage/encoding/key_codec.h"

namespace tranche {

ScopeView ScopeOf(const LineView& line) { return {line.unit, line.source, line.fiscal_year}; }

ScopeView ScopeOf(const v1::BudgetLine& line) { return {line.unit_id(), line.source_id(), line.fiscal_year()}; }

AccountView AccountOf(const PostingView& posting) {
  return {posting.line.area, posting.line.project, posting.measure, posting.tranche_number};
}

Scope ToScope(const ScopeView& scope) {
  return {std::string(scope.unit), std::string(scope.source), scope.fiscal_year};
}

Account ToAccount(const AccountView& account) {
  return {std::string(account.area), std::string(account.project), account.measure, account.tranche_number};
}

Posting PostingTo(const Scope& scope, const Account& account, int64_t amount) {
  return {{scope.unit, scope.source, scope.fiscal_year, account.area, account.project},
          account.measure,
          account.tranche_number,
          amount};
}

std::string DescribeScope(const ScopeView& scope) {
  return absl::StrCat(scope.unit, ", ", scope.source, ", ", scope.fiscal_year);
}

v1::RefusalField ScopeField(absl::string_view name, const ScopeView& scope) {
  return PhraseField(name, "{unit}, {source}, {year}",
                     {TextField("unit", scope.unit), TextField("source", scope.source),
                      TextField("year", absl::StrCat(scope.fiscal_year))});
}

std::string EncodeAccount(const AccountView& account) {
  std::string bytes = AccountPrefix(account.area, account.project);
  storage::AppendU8(static_cast<uint8_t>(account.measure), &bytes);
  storage::AppendU32(account.tranche_number, &bytes);
  return bytes;
}

std::string AccountPrefix(absl::string_view area) {
  std::string bytes;
  storage::AppendText(area, &bytes);
  return bytes;
}

std::string AccountPrefix(absl::string_view area, absl::string_view project) {
  std::string bytes = AccountPrefix(area);
  storage::AppendText(project, &bytes);
  return bytes;
}

bool IsLinePrefix(absl::string_view prefix) {
  std::string text;
  storage::KeyReader reader(prefix);
  return reader.ReadText(&text) && reader.ReadText(&text) && reader.AtEnd();
}

bool DecodeAccount(absl::string_view bytes, Account* account) {
  uint8_t measure = 0;
  storage::KeyReader reader(bytes);
  const bool read = reader.ReadText(&account->area) && reader.ReadText(&account->project) && reader.ReadU8(&measure) &&
                    reader.ReadU32(&account->tranche_number) && reader.AtEnd();
  account->measure = static_cast<Measure>(measure);
  return read && IsMeasure(measure);
}

}  // namespace tranche
