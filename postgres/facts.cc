#include "postgres/facts.h"

#include <vector>

#include "absl/strings/str_replace.h"
#include "postgres/schema.h"

namespace tranche::postgres {
namespace {

// The value of a session's own is what Connection has set; `reset_val` is the one that it would have had.
constexpr char kSettings[] = R"(
SELECT name, coalesce(reset_val, '') FROM pg_settings WHERE name IN ('server_version_num', 'data_checksums', 'fsync',
  'full_page_writes', 'synchronous_commit', 'synchronous_standby_names', 'statement_timeout', 'transaction_timeout',
  'idle_session_timeout', 'default_transaction_read_only')
UNION ALL
SELECT 'synchronous_standbys', (count(*) FILTER (WHERE sync_state IN ('sync', 'quorum') AND state = 'streaming'))::text
FROM pg_stat_replication HAVING count(*) = count(sync_state)
UNION ALL
SELECT 'role_settings', coalesce(string_agg(coalesce(r.rolname::text, 'all') || ': ' || setting, ', ' ORDER BY r.rolname, setting), '')
FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS setting
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND (s.setrole = 0 OR s.setrole IN (
    WITH RECURSIVE ours AS (
      SELECT oid FROM pg_roles WHERE rolname IN ('tranche_node', 'tranche_owner')
      UNION SELECT m.member FROM pg_auth_members m JOIN ours o ON m.roleid = o.oid)
    SELECT oid FROM ours))
  AND (setting ~ '^(statement_timeout|transaction_timeout|idle_session_timeout)=' AND setting !~ '=0$'
    OR setting ~ '^default_transaction_read_only=' AND setting !~ '=(off|false|no|0)$'
    OR setting ~ '^synchronous_commit=' AND setting !~ '=(on|true|yes|1|remote_apply)$'))";

// A superuser passes by all rights, and is a member of every role; so members are looked up, not asked for.
constexpr char kRights[] = R"(
WITH RECURSIVE
  tables AS (SELECT c.oid, c.relname::text AS name, c.relowner AS owner FROM pg_class c
             WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'p')),
  functions AS (SELECT p.oid, p.proname::text AS name, p.proowner AS owner, p.prosrc, p.prosecdef, p.proconfig FROM pg_proc p
                WHERE p.pronamespace = '{schema}'::regnamespace),
  members(role, oid) AS (
    SELECT r.rolname::text, r.oid FROM pg_roles r WHERE r.rolname IN ('tranche_owner', 'tranche_node', 'tranche_auditor')
    UNION SELECT o.role, m.member FROM pg_auth_members m JOIN members o ON m.roleid = o.oid),
  others AS (SELECT r.oid, r.rolname::text AS name FROM pg_roles r WHERE NOT r.rolsuper AND r.rolname !~ '^pg_'
             AND NOT EXISTS (SELECT FROM members m WHERE m.role = 'tranche_owner' AND m.oid = r.oid)),
  logins AS (SELECT r.oid, r.rolname::text AS name, r.rolsuper, r.rolcreaterole FROM pg_roles r WHERE r.rolcanlogin
             AND EXISTS (SELECT FROM members m WHERE m.role <> 'tranche_owner' AND m.oid = r.oid)),
  changes(what) AS (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('TRIGGER'))
SELECT 'rights.tables', coalesce(string_agg(o.name || ': ' || what || ' on ' || t.name, ', ' ORDER BY o.name, t.name, what), '')
FROM tables t, others o, changes WHERE o.oid <> t.owner AND NOT has_table_privilege('public', t.oid, what)
  AND (has_table_privilege(o.oid, t.oid, what) OR what IN ('INSERT', 'UPDATE') AND has_any_column_privilege(o.oid, t.oid, what))
UNION ALL
SELECT 'rights.functions', coalesce(string_agg(o.name || ': ' || f.name, ', ' ORDER BY o.name, f.name), '')
FROM functions f, others o WHERE o.oid <> f.owner AND has_function_privilege(o.oid, f.oid, 'EXECUTE')
  AND NOT has_function_privilege('public', f.oid, 'EXECUTE') AND NOT EXISTS (
    SELECT FROM members m WHERE m.oid = o.oid AND (m.role = 'tranche_auditor' AND f.name = 'barrier' OR
      m.role = 'tranche_node' AND f.name IN ({of_node})))
UNION ALL
SELECT 'rights.public', coalesce(string_agg(what || ' on ' || name, ', ' ORDER BY name, what), '') FROM (
  SELECT what, name FROM tables, (SELECT what FROM changes UNION ALL VALUES ('SELECT')) c
  WHERE has_table_privilege('public', oid, what)
  UNION ALL SELECT 'EXECUTE', name FROM functions WHERE has_function_privilege('public', oid, 'EXECUTE')
  UNION ALL SELECT what, '{schema}' FROM (VALUES ('USAGE'), ('CREATE')) s(what)
  WHERE has_schema_privilege('public', '{schema}', what)) p
UNION ALL
SELECT 'rights.logins', coalesce(string_agg(DISTINCT name || ': ' || what, ', '), '') FROM (
  SELECT name, 'superuser' AS what FROM logins WHERE rolsuper
  UNION ALL SELECT name, 'CREATEROLE' FROM logins WHERE rolcreaterole
  UNION ALL SELECT l.name, 'member of tranche_owner' FROM logins l JOIN members m ON m.oid = l.oid AND m.role = 'tranche_owner'
  UNION ALL SELECT r.rolname::text, 'owner of ' || o.name FROM (SELECT name, owner FROM tables UNION ALL
    SELECT name, owner FROM functions UNION ALL SELECT nspname::text, nspowner FROM pg_namespace WHERE nspname = '{schema}') o
    JOIN pg_roles r ON r.oid = o.owner AND r.rolcanlogin) p
UNION ALL
SELECT 'functions', coalesce(string_agg(name, ', ' ORDER BY name), '') FROM (
  SELECT name FROM functions WHERE strpos($1, prosrc) = 0 OR name NOT IN ('refuse_change', 'add_partition')
    AND (NOT prosecdef OR proconfig IS NULL OR NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c ~ '^search_path='))
  UNION ALL SELECT wanted FROM unnest(ARRAY[{all_functions}]) wanted WHERE wanted NOT IN (SELECT name FROM functions)) p
UNION ALL
SELECT 'triggers', coalesce(string_agg(name, ', ' ORDER BY name), '') FROM tables t WHERE t.name ~ '^(log|checkpoint)'
  AND NOT EXISTS (SELECT FROM pg_trigger g JOIN functions f ON f.oid = g.tgfoid AND f.name = 'refuse_change'
                  WHERE g.tgrelid = t.oid AND g.tgenabled = 'A' AND g.tgtype & 59 = 58 AND g.tgqual IS NULL))";

constexpr char kOfNode[] = "'append', 'take', 'renew', 'release', 'hand_over', 'keep_checkpoint', 'barrier'";
constexpr char kAllFunctions[] =
    "'append', 'take', 'renew', 'release', 'hand_over', 'keep_checkpoint', 'barrier', 'close_log', 'sealed_partition', "
    "'drop_partition', 'add_partition', "
    "'refuse_change'";

absl::StatusOr<Facts> FactsOf(Connection* connection, const std::string& query, absl::Span<const Argument> arguments,
                              absl::Time deadline) {
  const absl::StatusOr<Result> found = connection->Run({query, "tt"}, arguments, deadline);
  if (!found.ok()) return found.status();
  Facts facts;
  for (int i = 0; i < found->rows(); ++i) facts.emplace(found->Bytes(i, 0), found->Bytes(i, 1));
  return facts;
}

}  // namespace

absl::StatusOr<Facts> SettingsOf(Connection* connection, absl::Time deadline) {
  return FactsOf(connection, kSettings, {}, deadline);
}

absl::StatusOr<Facts> RightsOf(Connection* connection, absl::string_view ledger_id, uint32_t format,
                               absl::Time deadline) {
  const absl::StatusOr<std::string> schema = SchemaName(ledger_id);
  const absl::StatusOr<std::string> sql = SchemaSql(ledger_id, format);
  if (!schema.ok()) return schema.status();
  if (!sql.ok()) return sql.status();
  const std::string query =
      absl::StrReplaceAll(kRights, {{"{schema}", *schema}, {"{of_node}", kOfNode}, {"{all_functions}", kAllFunctions}});
  return FactsOf(connection, query, {Argument::Text(*sql)}, deadline);
}

absl::StatusOr<absl::Time> ClockOf(Connection* connection, absl::Time deadline) {
  const absl::StatusOr<Result> now =
      connection->Run({"SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", "l"}, {}, deadline);
  if (!now.ok()) return now.status();
  return absl::FromUnixMicros(now->Int64(0, 0));
}

absl::StatusOr<bool> IsPooled(Connection* connection, absl::Time deadline) {
  const absl::StatusOr<Result> pid = connection->Run({"SELECT pg_backend_pid()", "i"}, {}, deadline);
  if (!pid.ok()) return pid.status();
  return pid->Int32(0, 0) != connection->backend_pid();
}

}  // namespace tranche::postgres
