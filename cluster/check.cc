#include "cluster/check.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cluster/checked_points.h"
#include "cluster/node.h"
#include "events/refusal.h"
#include "postgres/facts.h"
#include "postgres/servers.h"
#include "storage/format_file.h"

namespace tranche::cluster {
namespace {

using postgres::Connection;
using postgres::Facts;

constexpr absl::Duration kAskMax = absl::Seconds(5);  // one server
constexpr int kVersionMin = 140000;

absl::Time Soon() { return absl::Now() + kAskMax; }

// In words of the administrator of the database: why, and what to do.
absl::Status Because(absl::string_view code, absl::string_view text) {
  return Refuse(absl::StatusCode::kFailedPrecondition, code, text);
}

// A setting, by its name, what it should be, and whom it hurts otherwise.
struct Setting {
  Wanted wanted;
  bool (*is_right)(absl::string_view found);
  bool of_primary_only = false;
};

bool IsOn(absl::string_view found) { return found == "on"; }
bool IsOff(absl::string_view found) { return found == "off"; }
bool IsEmpty(absl::string_view found) { return found.empty(); }
bool IsSomething(absl::string_view found) { return !found.empty(); }
bool IsZero(absl::string_view found) { return found == "0"; }
bool IsPositive(absl::string_view found) {
  int number = 0;
  return absl::SimpleAtoi(found, &number) && number > 0;
}
bool IsNewEnough(absl::string_view found) {
  int version = 0;
  return absl::SimpleAtoi(found, &version) && version >= kVersionMin;
}
bool WaitsForDisks(absl::string_view found) { return found == "on" || found == "remote_apply"; }

std::vector<Setting> Durability() {
  return {
      {{"server_version_num", ">= 140000",
        Because("cluster.version", "PostgreSQL before 14 cannot run the log; upgrade it with pg_upgrade")},
       IsNewEnough},
      {{"data_checksums", "on",
        Because("cluster.checksums",
                "a page that the disk has damaged is not noticed, and pg_rewind may refuse; stop the server, and run "
                "`pg_checksums --enable`, one server after another")},
       IsOn},
      {{"fsync", "on", Because("cluster.fsync", "a power cut loses what was acknowledged; set fsync = on")}, IsOn},
      {{"full_page_writes", "on",
        Because("cluster.full-page-writes", "a power cut may leave half a page; set full_page_writes = on")},
       IsOn},
      {{"synchronous_commit", "on",
        Because("cluster.synchronous-commit",
                "a commit is acknowledged before it is on two disks; set synchronous_commit = on, for the server, the "
                "database and the roles of the nodes")},
       WaitsForDisks},
      {{"synchronous_standby_names", "!= ''",
        Because("cluster.standby-names",
                "a commit waits for no standby, so the disk of one server has all; let Patroni set it "
                "(synchronous_mode), or name the standbys"),
        false},
       IsSomething,
       true},
      {{"synchronous_standbys", ">= 1",
        Because("cluster.no-standby",
                "no standby confirms a commit: start one, or see in pg_stat_replication why it does not stream"),
        false},
       IsPositive,
       true}};
}

std::vector<Setting> Hindrances() {
  const absl::Status timeout =
      Because("cluster.timeout",
              "it ends an append, or a session that waits, and its outcome must then be found out; set it to 0 for the "
              "nodes");
  return {{{"statement_timeout", "0", timeout}, IsZero},
          {{"transaction_timeout", "0", timeout}, IsZero},
          {{"idle_session_timeout", "0", timeout}, IsZero},
          {{"default_transaction_read_only", "off",
            Because("cluster.read-only", "nothing can be appended; set default_transaction_read_only = off")},
           IsOff},
          {{"role_settings", "",
            Because("cluster.role-settings",
                    "a role or the database is set to what hinders an append, or what it waits for; take it back with "
                    "ALTER ROLE ... RESET or ALTER DATABASE ... RESET")},
           IsEmpty}};
}

std::vector<Setting> Rights() {
  return {
      {{"rights.tables", "",
        Because("cluster.rights-tables",
                "only the functions of the log write its tables; REVOKE these rights, and grant tranche_node and "
                "tranche_auditor alone")},
       IsEmpty},
      {{"rights.functions", "",
        Because("cluster.rights-functions",
                "nodes append, auditors read, and only members of tranche_owner close the log; REVOKE EXECUTE")},
       IsEmpty},
      {{"rights.public", "",
        Because("cluster.rights-public", "everybody who can log in may do this; REVOKE it FROM PUBLIC")},
       IsEmpty},
      {{"rights.logins", "",
        Because("cluster.rights-logins",
                "whoever logs in with it can alter the log, or give themselves the right to; take the attribute or "
                "the membership away, and give what it owns to tranche_owner")},
       IsEmpty},
      {{"functions", "",
        Because("cluster.functions",
                "these are missing, or not those of this version; compare them with `tranche cluster sql`")},
       IsEmpty},
      {{"triggers", "",
        Because("cluster.triggers",
                "rows of these tables can be changed; ALTER TABLE ... ENABLE ALWAYS TRIGGER never, and run `tranche "
                "cluster verify`")},
       IsEmpty}};
}

void AddSettings(const std::vector<Setting>& settings, const Facts& facts, bool is_primary, CheckedPoints* points) {
  for (const Setting& setting : settings) {
    if (setting.of_primary_only && !is_primary) continue;
    const auto fact = facts.find(std::string(setting.wanted.point));
    const bool may_lack =
        setting.wanted.point == "transaction_timeout" || setting.wanted.point == "idle_session_timeout";
    if (fact == facts.end() && may_lack) continue;  // of a later version
    points->Add(fact == facts.end() ? std::nullopt : std::optional<std::string>(fact->second), setting.is_right,
                setting.wanted);
  }
}

// How far the clock of the server is ahead of ours, at least: it was read at some moment of the round trip.
absl::Status AddClock(Connection* connection, Clock* clock, CheckedPoints* points) {
  const absl::Time before = clock->Now();
  const absl::StatusOr<absl::Time> there = postgres::ClockOf(connection, Soon());
  const absl::Time after = clock->Now();
  if (!there.ok()) return there.status();
  const absl::Duration apart = -ClockAhead(before, *there, after);
  points->Add(
      absl::StrFormat("%+.1f s", absl::ToDoubleSeconds(apart)), absl::AbsDuration(apart) <= kClockOffMost,
      {"clock", "<= 2 s",
       Because("cluster.clock",
               "the clocks of this machine and of the server are apart: a node whose clock is wrong writes wrong "
               "times into the ledger; let both follow the same time server (chronyc tracking)")});
  return absl::OkStatus();
}

absl::Status AddPooler(Connection* connection, CheckedPoints* points) {
  const absl::StatusOr<bool> is_pooled = postgres::IsPooled(connection, Soon());
  if (!is_pooled.ok()) return is_pooled.status();
  points->Add(*is_pooled ? "yes" : "no", !*is_pooled,
              {"pooler", "no",
               Because("cluster.pooler",
                       "a pooler stands before the server: it gives a session that settings and statements rely on to "
                       "others; give the nodes the address of PostgreSQL itself")});
  return absl::OkStatus();
}

absl::Status AddServer(Connection* connection, const std::string& ledger_id, Clock* clock, CheckedPoints* points) {
  if (absl::Status added = AddPooler(connection, points); !added.ok()) return added;
  const absl::StatusOr<Facts> facts = postgres::SettingsOf(connection, Soon());
  if (!facts.ok()) return facts.status();
  AddSettings(Durability(), *facts, connection->is_primary(), points);
  AddSettings(Hindrances(), *facts, connection->is_primary(), points);
  if (absl::Status added = AddClock(connection, clock, points); !added.ok()) return added;
  if (!connection->is_primary()) return absl::OkStatus();
  const absl::StatusOr<Facts> rights = postgres::RightsOf(connection, ledger_id, storage::kFormatVersion, Soon());
  if (!rights.ok()) return rights.status();
  AddSettings(Rights(), *rights, true, points);
  return absl::OkStatus();
}

// Returns whether the server is a primary.
bool AddServer(const postgres::Server& server, const std::string& ledger_id, Clock* clock, v1::ClusterCheck* check) {
  CheckedPoints points(server.name, check);
  const auto connection = Connection::Open(server, Soon());
  if (!connection.ok()) {
    points.AddWrong("answers", connection.status());
    return false;
  }
  const absl::Status added = AddServer(connection->get(), ledger_id, clock, &points);
  if (!added.ok()) points.AddUnknown("answers", added);
  return (*connection)->is_primary();
}

}  // namespace

absl::StatusOr<v1::ClusterCheck> Check(const LogAddress& address, const PatroniPlaces& patroni, Clock* clock) {
  const absl::StatusOr<std::string> ledger_id = LedgerIdAt(address);
  if (!ledger_id.ok()) return ledger_id.status();
  const absl::StatusOr<std::vector<postgres::Server>> servers = postgres::ServersOf(address.url);
  if (!servers.ok()) return servers.status();
  v1::ClusterCheck check;
  check.set_log(address.url);
  check.set_ledger_id(*ledger_id);
  int primaries = 0;
  for (const postgres::Server& server : *servers) primaries += AddServer(server, *ledger_id, clock, &check) ? 1 : 0;
  CheckedPoints(address.url, &check)
      .Add(absl::StrCat(primaries), primaries == 1,
           {"primaries", "1",
            Because("cluster.primaries",
                    "exactly one server takes what is recorded; with two, cut one off before anything else, and with "
                    "none see `patronictl list`")});
  AddPatroni(patroni, &check);
  return check;
}

}  // namespace tranche::cluster
