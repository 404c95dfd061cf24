// The tables and functions of a shared log, for the administrator of the database (schema.sql).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche::postgres {

// schema.sql, with names in braces in the places of what SchemaSql fills in.
extern const char kSchemaText[];

// The schema of the ledger with this id in the database: "ledger_ID".
// Errors: INVALID_ARGUMENT  the id is not 1 to 40 of 0-9 and a-f, as those of ledgers are.
absl::StatusOr<std::string> SchemaName(absl::string_view ledger_id);

// The statements that make a shared log for this ledger, whose events have the format `format`. They are one
// transaction, and fail if there is one. Errors: as SchemaName.
absl::StatusOr<std::string> SchemaSql(absl::string_view ledger_id, uint32_t format);

}  // namespace tranche::postgres
