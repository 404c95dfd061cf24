-- The shared log of one ledger, in PostgreSQL 14 or later. An administrator runs this once, as a superuser, in the database
-- that the nodes name; {schema}, {ledger_id} and {format} are filled in.
--
-- A node may read, and call the functions below, and nothing else: it cannot insert, change or delete a row by itself. Each
-- function names what it relies on. A superuser can do anything; so each node computes the roots of all rows anew, and
-- checkpoints are kept elsewhere.
BEGIN;

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tranche_owner') THEN CREATE ROLE tranche_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tranche_node') THEN CREATE ROLE tranche_node NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tranche_auditor') THEN CREATE ROLE tranche_auditor NOLOGIN; END IF;
END $$;
GRANT pg_read_all_stats TO tranche_owner;  -- take() looks whether the session of the holder is still there

CREATE SCHEMA {schema} AUTHORIZATION tranche_owner;
GRANT USAGE ON SCHEMA {schema} TO tranche_node, tranche_auditor;
SET LOCAL ROLE tranche_owner;
SET LOCAL search_path = {schema}, pg_temp;

-- A row is what one append wrote: events that follow each other and became durable together.
CREATE TABLE log (
  first bigint PRIMARY KEY CHECK (first >= 1),
  last bigint NOT NULL CHECK (last >= first),
  term bigint NOT NULL,                            -- of the lease, when it was written
  root bytea NOT NULL CHECK (length(root) = 32),   -- of the Merkle tree of events 1 to `last`
  recorded_at timestamptz NOT NULL,                -- of event `last`
  codec smallint NOT NULL CHECK (codec IN (0, 1)), -- of the payload: 0 as it is, 1 zstd
  plain_bytes int NOT NULL,                        -- of the payload, unpacked
  crc32c bigint NOT NULL,                          -- of the payload as it is stored
  writer text NOT NULL,                            -- who and when, for people
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  payload bytea NOT NULL                           -- {varint n, n bytes}*: the stored bytes of each event
) PARTITION BY RANGE (first);
ALTER TABLE log ALTER payload SET STORAGE EXTERNAL; -- it is compressed already

-- One row: who decides.
CREATE TABLE lease (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  ledger_id text NOT NULL,
  format int NOT NULL,                             -- of the events
  closed_at timestamptz,                           -- when the ledger was moved out; nothing is appended after that
  term bigint NOT NULL DEFAULT 0,
  holder text,                                     -- null while nobody holds it
  address text,
  pid int,                                         -- the session that took it, or renewed it last
  session_start timestamptz,
  expires_at timestamptz,
  acknowledged bigint NOT NULL DEFAULT 0,          -- the last event that is known to be durable
  next_holder text,                                -- who was asked to decide next (hand_over), and until when that holds
  next_until timestamptz,
  next_is_ready boolean NOT NULL DEFAULT false     -- that node follows, and has asked for the lease since
) WITH (fillfactor = 10);
INSERT INTO lease (ledger_id, format) VALUES ('{ledger_id}', {format});

-- The checkpoints that were published, as signed notes. One that was cosigned since is there again, with more signatures.
-- Whoever checks the log compares it with all of them; they are evidence if they are kept elsewhere, too.
CREATE TABLE checkpoint (
  size bigint NOT NULL CHECK (size >= 1),          -- of the log: its events 1 to `size`
  note bytea NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (size, published_at)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  RAISE EXCEPTION 'the log is never changed: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- The partition of events n * 2^26 to (n + 1) * 2^26, the last one not included. Attached, because readers would wait for a
-- table that is made as a partition. It has triggers of its own for whoever names it in the place of the log.
CREATE FUNCTION add_partition(n bigint) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  partition_ CONSTANT text := 'log_' || lpad(n::text, 4, '0');
BEGIN
  IF to_regclass(partition_) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE log INCLUDING ALL)', partition_);
  EXECUTE format('CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION refuse_change()', partition_);
  EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never', partition_);
  EXECUTE format('ALTER TABLE log ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', partition_, n << 26, (n + 1) << 26);
END $$;
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON log EXECUTE FUNCTION refuse_change();
ALTER TABLE log ENABLE ALWAYS TRIGGER never;
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER never;
SELECT add_partition(0);
SELECT add_partition(1);

-- Appends a row: true if it is there when the transaction has committed, false if it is not, because the term is not that
-- of the lease, or the log does not end with the row `previous_` and the root `root_before_`. The lock on the lease is what
-- makes the term hold until the commit: take() waits for it.
CREATE FUNCTION append(term_ bigint, previous_ bigint, root_before_ bytea, first_ bigint, last_ bigint, root_ bytea,
                       recorded_at_us_ bigint, codec_ int, plain_bytes_ int, crc32c_ bigint, payload_ bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    RAISE EXCEPTION 'synchronous_commit is %: what is acknowledged could be lost', current_setting('synchronous_commit')
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO log (first, last, term, root, recorded_at, codec, plain_bytes, crc32c, writer, payload)
    SELECT first_, last_, term_, root_, timestamptz 'epoch' + recorded_at_us_ * interval '1 microsecond', codec_, plain_bytes_,
           crc32c_, l.holder, payload_
    FROM lease l
    WHERE l.term = term_ AND l.holder IS NOT NULL AND l.closed_at IS NULL AND (
      CASE WHEN first_ = 1 THEN previous_ = 0 ELSE EXISTS (
        SELECT FROM log p WHERE p.first = previous_ AND p.last = first_ - 1 AND p.root = root_before_) END)
    FOR SHARE OF l;
  RETURN FOUND;
END $$;

-- Takes the lease: a new term, and null for who holds it; or no term, and who does. It waits for the appends in flight, so
-- when it has returned each older one is durable or will never be there. The term is the milliseconds of the taking, at
-- least one more than before, so that a log that was set back does not give a number twice. A node that was asked to decide
-- next says by this that it is ready, and then nobody else gets the lease before it. Nobody may say more than a minute.
CREATE FUNCTION take(holder_ text, address_ text, ttl_ms_ int, OUT new_term bigint, OUT taken_us bigint,
                     OUT held_by text, OUT held_at text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '4s' AS $$
DECLARE
  l lease;
  now_ timestamptz;
BEGIN
  SELECT * INTO STRICT l FROM lease FOR UPDATE;
  now_ := clock_timestamp();
  IF l.closed_at IS NOT NULL THEN
    RAISE EXCEPTION 'the log was closed at %', l.closed_at USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF l.holder IS NOT NULL AND l.holder <> holder_ AND l.expires_at > now_ AND EXISTS (
      SELECT FROM pg_stat_activity a WHERE a.pid = l.pid AND a.backend_start = l.session_start) THEN
    held_by := l.holder;
    held_at := l.address;
    UPDATE lease SET next_is_ready = true WHERE next_holder = holder_ AND next_until > now_ AND NOT next_is_ready;
    RETURN;
  END IF;
  IF l.holder IS DISTINCT FROM holder_ AND l.next_holder <> holder_ AND l.next_until > now_ AND l.next_is_ready THEN
    held_by := l.next_holder;
    held_at := '';
    RETURN;
  END IF;
  new_term := greatest(l.term + 1, floor(extract(epoch FROM now_) * 1000)::bigint);
  taken_us := (extract(epoch FROM now_) * 1000000)::bigint;
  UPDATE lease SET term = new_term, holder = holder_, address = address_, pid = pg_backend_pid(),
    session_start = (SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid()),
    expires_at = now_ + least(ttl_ms_, 60000) * interval '1 millisecond',
    next_holder = nullif(next_holder, holder_);
END $$;

-- Asks that the node `holder_` decides next. Once it is ready, whoever holds the lease gives it back when it hears of this;
-- what is not done within `within_ms_`, a minute at most, is forgotten.
CREATE FUNCTION hand_over(holder_ text, within_ms_ int)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE lease SET next_holder = holder_, next_is_ready = false,
    next_until = clock_timestamp() + least(within_ms_, 60000) * interval '1 millisecond';
$$;

-- Keeps a checkpoint, unless it is there as it is.
CREATE FUNCTION keep_checkpoint(size_ bigint, note_ bytea)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  INSERT INTO checkpoint (size, note) SELECT size_, note_
    WHERE NOT EXISTS (SELECT FROM checkpoint c WHERE c.size = size_ AND c.note = note_);
$$;

-- Holds the lease on from this session, and sees to it that the next partition is there; false if the term is not that of
-- the lease.
CREATE FUNCTION renew(term_ bigint, ttl_ms_ int, acknowledged_ bigint)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN
  UPDATE lease SET expires_at = clock_timestamp() + least(ttl_ms_, 60000) * interval '1 millisecond',
    acknowledged = greatest(acknowledged, acknowledged_), pid = pg_backend_pid(),
    session_start = (SELECT a.backend_start FROM pg_stat_activity a WHERE a.pid = pg_backend_pid())
    WHERE term = term_ AND holder IS NOT NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM add_partition((acknowledged_ >> 26) + 1);
  RETURN true;
END $$;

-- Gives the lease back, if the term is that of the lease.
CREATE FUNCTION release(term_ bigint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE lease SET holder = NULL, address = NULL, pid = NULL, session_start = NULL, expires_at = NULL
    WHERE term = term_ AND holder IS NOT NULL;
$$;

-- Ends the life of the ledger in this log: nothing is appended, and the lease is not taken any more. It waits for the
-- appends in flight. For the owner alone.
CREATE FUNCTION close_log()
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  UPDATE lease SET closed_at = coalesce(closed_at, clock_timestamp()), holder = NULL, address = NULL, pid = NULL,
    session_start = NULL, expires_at = NULL;
$$;

-- The oldest partition after the one of this number, -1 for the oldest of all: its number, its first event, and its last
-- row; null where there is none, or no later event is in another one.
CREATE FUNCTION sealed_partition(after_ bigint, OUT number bigint, OUT begins bigint, OUT last_first bigint,
                                 OUT last_last bigint, OUT last_root bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN
  SELECT min(first) INTO begins FROM log WHERE first >= (after_ + 1) << 26;
  SELECT first, last, root INTO last_first, last_last, last_root FROM log
    WHERE first >= begins AND first < ((begins >> 26) + 1) << 26 ORDER BY first DESC LIMIT 1;
  IF EXISTS (SELECT FROM log WHERE first = last_last + 1 AND first >> 26 > begins >> 26) THEN
    number := begins >> 26;
  END IF;
END $$;

-- Drops the oldest partition, which has this number and this last row, when its events were archived; false if it is not
-- so. For the owner alone.
CREATE FUNCTION drop_partition(number_ bigint, last_first_ bigint, last_last_ bigint, last_root_ bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '4s' AS $$
DECLARE
  partition_ CONSTANT text := 'log_' || lpad(number_::text, 4, '0');
BEGIN
  PERFORM FROM sealed_partition(-1) s WHERE s.number = number_ AND s.last_first = last_first_ AND s.last_last = last_last_
    AND s.last_root = last_root_;
  IF NOT FOUND THEN RETURN false; END IF;
  EXECUTE format('ALTER TABLE log DETACH PARTITION %I', partition_);
  EXECUTE format('DROP TABLE %I', partition_);
  RETURN true;
END $$;

-- Returns when all that is visible here is on the standby, too: what a session sees right after a fail-over need not be.
CREATE FUNCTION barrier() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT pg_logical_emit_message(true, 'tranche', '');
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC;
GRANT SELECT ON log, lease, checkpoint TO tranche_node, tranche_auditor;
GRANT EXECUTE ON FUNCTION append, take, renew, release, hand_over, keep_checkpoint, barrier TO tranche_node;
GRANT EXECUTE ON FUNCTION barrier TO tranche_auditor;  -- whoever reads from a primary waits for it
RESET ROLE;
COMMIT;
