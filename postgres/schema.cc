#include "postgres/schema.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/refusal.h"

namespace tranche::postgres {
namespace {

constexpr size_t kIdLengthMax = 40;  // a name in PostgreSQL has 63 bytes at most

}  // namespace

absl::StatusOr<std::string> SchemaName(absl::string_view ledger_id) {
  if (ledger_id.empty() || ledger_id.size() > kIdLengthMax ||
      ledger_id.find_first_not_of("0123456789abcdef") != absl::string_view::npos) {
    return Refuse(absl::StatusCode::kInvalidArgument, "shared-log.ledger-id",
                  "\"{id}\" is no id of a ledger: wanted up to 40 of 0-9 and a-f", {TextField("id", ledger_id)});
  }
  return absl::StrCat("ledger_", ledger_id);
}

absl::StatusOr<std::string> SchemaSql(absl::string_view ledger_id, uint32_t format) {
  const absl::StatusOr<std::string> schema = SchemaName(ledger_id);
  if (!schema.ok()) return schema.status();
  return absl::StrReplaceAll(kSchemaText,
                             {{"{schema}", *schema}, {"{ledger_id}", ledger_id}, {"{format}", absl::StrCat(format)}});
}

}  // namespace tranche::postgres
