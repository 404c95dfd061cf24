// What a server of a shared log says of itself: its settings, its clock, and who may do what to the log. Nothing is
// judged here.
//
// Thread safety: that of the connection.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "postgres/connection.h"

namespace tranche::postgres {

// By name. A setting has its name and, as its value, that with which a session of ours begins. A list of offenders is
// empty where there are none. A value that we may not see is not there.
//
//   server_version_num, data_checksums, ...  settings
//   synchronous_standbys   how many standbys stream and are waited for
//   role_settings          what a role of the log, or this database, sets against an append: "hanoi:
//   statement_timeout=5s"
using Facts = std::map<std::string, std::string>;

// What holds of each server, replica or primary. Errors: those of Connection::Run.
absl::StatusOr<Facts> SettingsOf(Connection* connection, absl::Time deadline);

// What holds of the log, to ask a primary:
//
//   rights.tables      who may change a table beside its owner: "hanoi: INSERT on log"
//   rights.functions   who may call what is not for them: "hanoi: close_log"
//   rights.public      what everybody may: "EXECUTE on append"
//   rights.logins      who could give themselves more: "hanoi: superuser", "hanoi: owner of log"
//   functions          those that are missing, or not as schema.sql has them: "append"
//   triggers           tables that can be changed: "log_0000"
//
// ledger_id  as of SchemaSql. format  of its events.
// Errors: those of SchemaSql and Connection::Run.
absl::StatusOr<Facts> RightsOf(Connection* connection, absl::string_view ledger_id, uint32_t format,
                               absl::Time deadline);

// The clock of the server. Cost: one round trip. Errors: those of Connection::Run.
absl::StatusOr<absl::Time> ClockOf(Connection* connection, absl::Time deadline);

// True if what answers is not the process of PostgreSQL to which we have connected: a pooler is in between. Errors:
// those of Connection::Run.
absl::StatusOr<bool> IsPooled(Connection* connection, absl::Time deadline);

}  // namespace tranche::postgres
