#include "postgres/postgres_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "events/refusal.h"
#include "postgres/payload.h"
#include "postgres/schema.h"

namespace tranche::postgres {
namespace {

using storage::Lease;
using storage::SharedLogHead;
using storage::SharedLogRow;
using storage::SharedLogState;

constexpr absl::Duration kConnectMax = absl::Milliseconds(1500);  // to one server
constexpr absl::Duration kPause = absl::Milliseconds(100);        // before all servers are tried again

// A replica may have a row that the primary has not acknowledged, and that is nowhere after a fail-over. There a row
// counts when a later one is there, which was appended after it was acknowledged, or the holder of the lease says so.
constexpr char kIsDurable[] =
    " AND (r.last <= (SELECT acknowledged FROM {schema}.lease) OR EXISTS (SELECT FROM {schema}.log n WHERE n.first = "
    "r.last + 1))";
constexpr char kHead[] =
    "SELECT r.first, r.last, r.root FROM {schema}.log r WHERE true{durable} ORDER BY r.first DESC LIMIT 1";
constexpr char kState[] =
    "SELECT ledger_id, format, closed_at IS NOT NULL, coalesce(holder, ''), coalesce(address, ''), term, "
    "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint, "
    "CASE WHEN next_is_ready AND next_until > clock_timestamp() THEN coalesce(next_holder, '') ELSE '' END "
    "FROM {schema}.lease";
constexpr char kCheckpoints[] = "SELECT note FROM {schema}.checkpoint ORDER BY size, published_at";
// The first one has no bytes before it, so it is there whatever the bound.
constexpr char kRows[] =
    "SELECT first, last, term, root, (extract(epoch FROM recorded_at) * 1000000)::bigint, codec::int, plain_bytes, "
    "crc32c,"
    " payload FROM (SELECT r.*, sum(length(r.payload)) OVER (ORDER BY r.first) - length(r.payload) AS bytes_before"
    " FROM {schema}.log r WHERE r.first > $1{durable} ORDER BY r.first LIMIT 16) s"
    " WHERE bytes_before + length(payload) <= $2 OR bytes_before = 0 ORDER BY first";

Statement In(const std::string& schema, absl::string_view text, std::string columns, absl::string_view durable = "") {
  std::string filled = absl::StrReplaceAll(text, {{"{durable}", durable}});
  return {absl::StrReplaceAll(filled, {{"{schema}", schema}}), std::move(columns)};
}

std::string BytesOf(const storage::SharedRoot& root) { return std::string(root.begin(), root.end()); }

storage::SharedRoot RootOf(absl::string_view bytes) {
  storage::SharedRoot root = {};
  std::copy_n(bytes.begin(), std::min(bytes.size(), root.size()), root.begin());
  return root;
}

int32_t MillisecondsOf(absl::Duration duration) { return static_cast<int32_t>(absl::ToInt64Milliseconds(duration)); }

absl::Status NoPrimary(const absl::Status& last) {
  const absl::Status refusal =
      Refuse(absl::StatusCode::kUnavailable, "shared-log.no-primary",
             "no server of the shared log takes what is recorded: check that its PostgreSQL is up");
  return last.ok() ? refusal : Citing(refusal, last);
}

absl::Status Deposed(const Lease& lease) {
  return Refuse(absl::StatusCode::kAborted, "lease.deposed",
                "term {term} is over: another node has taken the lease, or it was given back",
                {NumberField("term", static_cast<uint64_t>(lease.term))});
}

absl::Status NotAppended(const Lease& lease, const SharedLogHead& before) {
  return Adding(Deposed(lease), "or the log does not end with event {last}", {NumberField("last", before.last)});
}

absl::StatusOr<SharedLogRow> RowOf(const Result& result, int i) {
  SharedLogRow row;
  row.first = static_cast<uint64_t>(result.Int64(i, 0));
  row.last = static_cast<uint64_t>(result.Int64(i, 1));
  row.term = result.Int64(i, 2);
  row.root = RootOf(result.Bytes(i, 3));
  row.recorded_at_us = result.Int64(i, 4);
  const Payload payload{static_cast<Codec>(result.Int32(i, 5)), result.Int32(i, 6),
                        static_cast<uint32_t>(result.Int64(i, 7)), std::string(result.Bytes(i, 8))};
  absl::StatusOr<std::string> events = Unpack(payload);
  if (!events.ok()) return Within("row of event {first}", {NumberField("first", row.first)}, events.status());
  row.events = *std::move(events);
  return row;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresLog>> PostgresLog::Make(const PostgresLogOptions& options) {
  absl::StatusOr<std::vector<Server>> servers = ServersOf(options.url);
  if (!servers.ok()) return servers.status();
  const absl::StatusOr<std::string> schema = SchemaName(options.ledger_id);
  if (!schema.ok()) return schema.status();
  return std::unique_ptr<PostgresLog>(new PostgresLog(options, *std::move(servers), *schema));
}

PostgresLog::PostgresLog(const PostgresLogOptions& options, std::vector<Server> servers, const std::string& schema)
    : options_(options),
      servers_(std::move(servers)),
      take_(In(schema, "SELECT new_term, taken_us, held_by, held_at FROM {schema}.take($1, $2, $3)", "lltt")),
      renew_(In(schema, "SELECT {schema}.renew($1, $2, $3)", "b")),
      release_(In(schema, "SELECT true FROM (SELECT {schema}.release($1)) s", "b")),
      append_(In(schema, "SELECT {schema}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", "b")),
      close_(In(schema, "SELECT true FROM (SELECT {schema}.close_log()) s", "b")),
      barrier_(In(schema, "SELECT true FROM (SELECT {schema}.barrier()) s", "b")),
      hand_over_(In(schema, "SELECT true FROM (SELECT {schema}.hand_over($1, $2)) s", "b")),
      keep_checkpoint_(In(schema, "SELECT true FROM (SELECT {schema}.keep_checkpoint($1, $2)) s", "b")),
      sealed_(In(schema, "SELECT number, begins, last_first, last_last, last_root FROM {schema}.sealed_partition($1)",
                 "lllly")),
      drop_(In(schema, "SELECT {schema}.drop_partition($1, $2, $3, $4)", "b")),
      state_{In(schema, kState, "tibttllt"), In(schema, kState, "tibttllt")},
      head_{In(schema, kHead, "lly"), In(schema, kHead, "lly", kIsDurable)},
      rows_{In(schema, kRows, "lllyliily"), In(schema, kRows, "lllyliily", kIsDurable)},
      checkpoints_{In(schema, kCheckpoints, "y"), In(schema, kCheckpoints, "y")} {}

// What a new session sees on a primary may be what a fail-over brought: it counts when the standby has it, too.
absl::StatusOr<std::unique_ptr<Connection>> PostgresLog::ConnectOnce(bool reads, absl::Time deadline) const {
  absl::Status last;
  for (const Server& server : servers_) {
    const absl::Time until = std::min(deadline, absl::Now() + kConnectMax);
    absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::Open(server, until);
    if (connection.ok() && (*connection)->is_primary()) {
      if (!reads) return connection;
      const absl::StatusOr<Result> passed = (*connection)->Run(barrier_, {}, deadline);
      if (passed.ok()) return connection;
      connection = passed.status();
    }
    if (connection.ok() && reads && options_.reads_replicas) return connection;
    if (!connection.ok()) last = connection.status();
  }
  return NoPrimary(last);
}

absl::StatusOr<std::unique_ptr<Connection>> PostgresLog::Connect(bool reads, absl::Time deadline) const {
  for (;;) {
    absl::StatusOr<std::unique_ptr<Connection>> connection = ConnectOnce(reads, deadline);
    if (connection.ok() || absl::Now() + kPause >= deadline) return connection;
    absl::SleepFor(kPause);
  }
}

absl::StatusOr<Result> PostgresLog::Write(Session* session, const Statement& statement,
                                          absl::Span<const Argument> arguments, absl::Time deadline) const {
  const MutexLock lock(session->mutex);
  for (;;) {
    if (session->connection == nullptr) {
      absl::StatusOr<std::unique_ptr<Connection>> connection = Connect(false, deadline);
      if (!connection.ok()) return connection.status();
      session->connection = *std::move(connection);
    }
    absl::StatusOr<Result> result = session->connection->Run(statement, arguments, deadline);
    const bool was_replica = IsReadOnly(result.status());
    if (was_replica || session->connection->is_lost()) session->connection = nullptr;
    if (!was_replica) return result;
  }
}

absl::StatusOr<Result> PostgresLog::Ask(const Question& question, absl::Span<const Argument> arguments,
                                        absl::Time deadline) {
  const MutexLock lock(reading_.mutex);
  if (reading_.connection == nullptr) {
    absl::StatusOr<std::unique_ptr<Connection>> connection = Connect(true, deadline);
    if (!connection.ok()) return connection.status();
    reading_.connection = *std::move(connection);
  }
  const bool is_primary = reading_.connection->is_primary();
  absl::StatusOr<Result> result =
      reading_.connection->Run(is_primary ? question.of_primary : question.of_replica, arguments, deadline);
  if (reading_.connection->is_lost()) reading_.connection = nullptr;
  return result;
}

absl::StatusOr<Lease> PostgresLog::Take(const storage::NodeName& node, absl::Time deadline) {
  const Argument arguments[] = {Argument::Text(node.name), Argument::Text(node.address),
                                Argument::Int32(MillisecondsOf(options_.ttl))};
  const absl::StatusOr<Result> taken = Write(&leasing_, take_, arguments, deadline);
  // An append holds the lock: it is not known yet whether it will be there.
  if (absl::IsAborted(taken.status())) return WithCode(absl::StatusCode::kUnavailable, taken.status());
  if (!taken.ok()) return taken.status();
  if (!taken->IsNull(0, 0)) return Lease{taken->Int64(0, 0), taken->Int64(0, 1)};
  return Refuse(absl::StatusCode::kFailedPrecondition, storage::kLeaseHeld, "{holder} at {address} holds the lease",
                {TextField("holder", taken->Bytes(0, 2)), TextField("address", taken->Bytes(0, 3))});
}

absl::Status PostgresLog::Renew(const Lease& lease, uint64_t acknowledged, absl::Time deadline) {
  const Argument arguments[] = {Argument::Int64(lease.term), Argument::Int32(MillisecondsOf(options_.ttl)),
                                Argument::Int64(static_cast<int64_t>(acknowledged))};
  const absl::StatusOr<Result> renewed = Write(&leasing_, renew_, arguments, deadline);
  if (!renewed.ok()) return renewed.status();
  return renewed->Bool(0, 0) ? absl::OkStatus() : Deposed(lease);
}

absl::Status PostgresLog::Release(const Lease& lease, absl::Time deadline) {
  return Write(&leasing_, release_, {Argument::Int64(lease.term)}, deadline).status();
}

absl::Status PostgresLog::Append(const Lease& lease, const SharedLogHead& before, const SharedLogRow& row,
                                 absl::Time deadline) {
  Payload payload = Pack(row.events);
  const Argument arguments[] = {Argument::Int64(lease.term),
                                Argument::Int64(static_cast<int64_t>(before.first)),
                                Argument::Bytes(BytesOf(before.root)),
                                Argument::Int64(static_cast<int64_t>(row.first)),
                                Argument::Int64(static_cast<int64_t>(row.last)),
                                Argument::Bytes(BytesOf(row.root)),
                                Argument::Int64(row.recorded_at_us),
                                Argument::Int32(static_cast<int32_t>(payload.codec)),
                                Argument::Int32(payload.plain_bytes),
                                Argument::Int64(payload.crc32c),
                                Argument::Bytes(std::move(payload.bytes))};
  const absl::StatusOr<Result> appended = Write(&appending_, append_, arguments, deadline);
  if (absl::IsAlreadyExists(appended.status())) return Citing(NotAppended(lease, before), appended.status());
  if (!appended.ok()) return appended.status();
  return appended->Bool(0, 0) ? absl::OkStatus() : NotAppended(lease, before);
}

absl::Status PostgresLog::Close(absl::Time deadline) { return Write(&leasing_, close_, {}, deadline).status(); }

absl::StatusOr<std::optional<Partition>> PostgresLog::SealedPartition(int64_t after, absl::Time deadline) {
  const absl::StatusOr<Result> found = Write(&leasing_, sealed_, {Argument::Int64(after)}, deadline);
  if (!found.ok()) return found.status();
  if (found->IsNull(0, 0)) return std::optional<Partition>();
  return std::optional<Partition>({found->Int64(0, 0),
                                   static_cast<uint64_t>(found->Int64(0, 1)),
                                   {static_cast<uint64_t>(found->Int64(0, 2)),
                                    static_cast<uint64_t>(found->Int64(0, 3)), RootOf(found->Bytes(0, 4))}});
}

absl::Status PostgresLog::DropPartition(const Partition& partition, absl::Time deadline) {
  const Argument arguments[] = {
      Argument::Int64(partition.number), Argument::Int64(static_cast<int64_t>(partition.end.first)),
      Argument::Int64(static_cast<int64_t>(partition.end.last)), Argument::Bytes(BytesOf(partition.end.root))};
  const absl::StatusOr<Result> dropped = Write(&leasing_, drop_, arguments, deadline);
  if (!dropped.ok()) return dropped.status();
  if (dropped->Bool(0, 0)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kFailedPrecondition, "shared-log.other-partition",
                "the oldest partition of the log does not end with event {last} any more; nothing was dropped",
                {NumberField("last", partition.end.last)});
}

absl::Status PostgresLog::HandOver(const std::string& node, absl::Duration within, absl::Time deadline) {
  return Write(&leasing_, hand_over_, {Argument::Text(node), Argument::Int32(MillisecondsOf(within))}, deadline)
      .status();
}

absl::Status PostgresLog::KeepCheckpoint(uint64_t size, const std::string& note, absl::Time deadline) {
  const Argument arguments[] = {Argument::Int64(static_cast<int64_t>(size)), Argument::Bytes(note)};
  return Write(&leasing_, keep_checkpoint_, arguments, deadline).status();
}

absl::StatusOr<std::vector<std::string>> PostgresLog::Checkpoints(absl::Time deadline) {
  const absl::StatusOr<Result> found = Ask(checkpoints_, {}, deadline);
  if (!found.ok()) return found.status();
  std::vector<std::string> notes;
  for (int i = 0; i < found->rows(); ++i) notes.emplace_back(found->Bytes(i, 0));
  return notes;
}

absl::StatusOr<SharedLogState> PostgresLog::State(absl::Time deadline) {
  const absl::StatusOr<Result> found = Ask(state_, {}, deadline);
  if (!found.ok()) return found.status();
  return SharedLogState{std::string(found->Bytes(0, 0)),
                        static_cast<uint32_t>(found->Int32(0, 1)),
                        found->Bool(0, 2),
                        {std::string(found->Bytes(0, 3)), std::string(found->Bytes(0, 4))},
                        found->Int64(0, 5),
                        found->Int64(0, 6),
                        std::string(found->Bytes(0, 7))};
}

absl::StatusOr<SharedLogHead> PostgresLog::Head(absl::Time deadline) {
  const absl::StatusOr<Result> found = Ask(head_, {}, deadline);
  if (!found.ok()) return found.status();
  if (found->rows() == 0) return SharedLogHead{};
  return SharedLogHead{static_cast<uint64_t>(found->Int64(0, 0)), static_cast<uint64_t>(found->Int64(0, 1)),
                       RootOf(found->Bytes(0, 2))};
}

absl::StatusOr<std::vector<SharedLogRow>> PostgresLog::Read(uint64_t after_first, size_t bytes_max,
                                                            absl::Time deadline) {
  const Argument arguments[] = {Argument::Int64(static_cast<int64_t>(after_first)),
                                Argument::Int64(static_cast<int64_t>(bytes_max))};
  const absl::StatusOr<Result> found = Ask(rows_, arguments, deadline);
  if (!found.ok()) return found.status();
  std::vector<SharedLogRow> rows;
  for (int i = 0; i < found->rows(); ++i) {
    absl::StatusOr<SharedLogRow> row = RowOf(*found, i);
    if (!row.ok()) return row.status();
    rows.push_back(*std::move(row));
  }
  return rows;
}

absl::StatusOr<bool> PostgresLog::WaitBeyond(uint64_t last, absl::Time deadline) {
  for (bool was_answered = false;; was_answered = true) {
    const absl::StatusOr<SharedLogHead> head = Head(deadline);
    if (!head.ok() && was_answered && absl::Now() >= deadline) return false;  // asked too late to be answered
    if (!head.ok()) return head.status();
    if (head->last > last) return true;
    const absl::Time next = absl::Now() + options_.poll;
    if (next >= deadline) return false;
    absl::SleepFor(options_.poll);
  }
}

}  // namespace tranche::postgres
