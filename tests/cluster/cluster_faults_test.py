"""A ledger on three machines whose processes are killed and frozen, whose networks are cut and whose power fails.

usage: cluster_faults_test.py TRANCHE WORK_DIR [FAULT...]

Each machine is a network namespace with a disk of its own (machines.py), and runs what ./dev cluster runs. Meanwhile
callers record, some with patience and some without, and ask (callers.py); afterwards what they were told must be in the
log, once, with the same bytes on every machine (history_checker.py).

Runs where TRANCHE_CLUSTER is set: to `short`, three faults in two and a half minutes; to anything else, all in ten.
TRANCHE_ROUNDS repeats them (default 1), TRANCHE_SEED is the seed of the callers. Exit code 77 where it cannot run."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "deploy" / "cluster"))

from callers import UNIT, YEAR, Callers, ask, longest_gap  # noqa: E402
from daemon import wait_for  # noqa: E402
from history_checker import check, status_of  # noqa: E402
from machines import DATABASE, alone, make_machines, what_is_missing  # noqa: E402
from trio import HERE, NAMES, POSTGRES, Trio, postgres_bin  # noqa: E402

HEALED_MOST = 180  # seconds
FROZEN = 35
POSTGRES_ONLY, NODE_ONLY = frozenset({"postgres"}), frozenset({"tranche"})


def member(trio, role):
    """The machine whose PostgreSQL has a role, when all are there."""
    return next(machine for machine in trio.machines if trio.members().get(machine.name) == role)


# Each does what fails, and mends what does not mend itself; it gives the machines whose own callers are not counted.

def decider_killed(trio):
    decider = trio.decider()
    decider.kill(NODE_ONLY)
    return [decider]


def decider_frozen(trio):
    decider = trio.decider()
    ends = len(decider.node.ends)
    decider.freeze(NODE_ONLY)
    time.sleep(8)  # longer than its lease
    decider.thaw(NODE_ONLY)
    wait_for("the woken node to see that it is deposed", lambda: decider.node.ends[ends:] == [4], 30)
    return [decider]


def decide_elsewhere(trio):
    """Has a node decide that is not where the primary is, and gives its machine."""
    primary = trio.primary()
    if trio.decider() is primary:
        primary.node.end()
        wait_for("another node to decide", lambda: trio.decider() not in (None, primary), 30)
        primary.node.wait(30)
        primary.node.start()
    return trio.decider()


def decider_cut_off(trio):
    decider = decide_elsewhere(trio)
    decider.plug(False)
    time.sleep(FROZEN)
    decider.plug(True)
    return [decider]


def postgres_killed(trio):
    trio.primary().kill(POSTGRES_ONLY)
    return []


def primary_frozen(trio):
    primary = trio.primary()
    primary.freeze(DATABASE)
    time.sleep(FROZEN)
    primary.thaw(DATABASE)
    return []


def primary_cut_off(trio):
    primary = trio.primary()
    primary.plug(False)
    time.sleep(FROZEN)
    primary.plug(True)
    return [primary]


def standby_killed(trio):
    standby = member(trio, "sync_standby")
    for daemon in (standby.etcd, standby.patroni):
        daemon.forget()
    standby.kill(DATABASE)
    time.sleep(10)
    for daemon in (standby.etcd, standby.patroni):
        daemon.start()
    return []


def power_cut(trio):
    return lose_power([trio.primary()], FROZEN)


def power_cut_of_all(trio):
    return lose_power(trio.machines, 1)


def two_of_three_gone(trio):
    return lose_power([machine for machine in trio.machines if machine is not trio.primary()], 15)


def lose_power(machines, seconds):
    for machine in machines:
        machine.cut_power()
    time.sleep(seconds)
    for machine in machines:
        machine.power_on()
    return list(machines)


def disk_full(trio):
    primary = trio.primary()
    filler = primary.directory / "filler"
    with open(filler, "wb") as file:
        left = os.statvfs(primary.directory)
        os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_frsize - (1 << 20))
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(RuntimeError):  # each takes a new file of 16 MiB
            trio.sql(primary, "SELECT pg_switch_wal()", "postgres")
        time.sleep(0.2)
    filler.unlink()
    return [primary]


def log_set_back(trio):
    """The database is restored to a moment before acknowledged events, which the copies still have (docs/operations.md)."""
    primary, first = trio.primary(), trio.machines[0]
    base = first.directory / "base"
    subprocess.run(first.in_it(postgres_bin() / "pg_basebackup", "-D", base, "-X", "stream", "-c", "fast", "-U", "replicator",
                               "-h", primary.address, "-p", POSTGRES, user=trio.user),
                   env={**os.environ, "PGPASSWORD": trio.password()}, check=True)
    head = status_of(trio, first)["logHead"]
    wait_for("events after the backup", lambda: int(status_of(trio, first)["logHead"]) > int(head) + 20, 60)
    moment = trio.sql(primary, "SELECT clock_timestamp()").strip()
    head = status_of(trio, first)["logHead"]
    wait_for("events after the moment", lambda: int(status_of(trio, first)["logHead"]) > int(head) + 20, 60)
    stop_all(trio)
    (first.directory / "data").rename(first.directory / "data.before")
    subprocess.run(first.in_it(HERE / "restore_to_moment", base, trio.archive, moment, first.directory / "data",
                               user=trio.user), check=True)
    subprocess.run(first.in_it("patronictl", "-c", first.directory / "patroni.yml", "remove", "tranche"),
                   input="tranche\nYes I am aware\n", text=True, stdout=subprocess.DEVNULL, check=True)
    first.patroni.start()
    wait_for("the restored primary", trio.primary, 60)
    for machine in trio.machines[1:]:
        shutil.rmtree(machine.directory / "data")
        machine.patroni.start()
    wait_for("two standbys", trio.is_whole, HEALED_MOST)
    begin_with_the_furthest(trio)
    for machine in trio.machines:  # for the next time
        shutil.rmtree(machine.directory / "base", ignore_errors=True)
        shutil.rmtree(machine.directory / "data.before", ignore_errors=True)
    return trio.machines


def stop_all(trio):
    """The nodes, and the servers after their WAL is in the archive."""
    for machine in trio.machines:
        machine.node.end()
    for machine in trio.machines:
        machine.node.wait(30)
    primary = trio.primary()
    trio.sql(primary, "SELECT pg_switch_wal()")
    wait_for("the archive to have all", lambda: trio.sql(primary, """SELECT last_archived_wal >= pg_walfile_name(
      pg_current_wal_lsn() - 1) FROM pg_stat_archiver""").strip() == "t", 60)
    for machine in sorted(trio.machines, key=lambda machine: machine is primary):
        machine.patroni.end()
        machine.patroni.wait(60)


def begin_with_the_furthest(trio):
    """What it has was acknowledged: it appends again what the log has lost, before any other decides."""
    heads = {machine: int(status_of(trio, machine)["head"]) for machine in trio.machines}
    lost = max(heads.values()) - int(status_of(trio, trio.machines[0])["logHead"])
    assert lost > 0, f"nothing was set back: {heads}"
    furthest = max(heads, key=heads.get)
    furthest.node.start()
    wait_for("the log to have all again", lambda: int(status_of(trio, furthest)["logHead"]) >= heads[furthest], 60)
    for machine in trio.machines:
        if machine is not furthest:
            machine.node.start()


def row_altered(trio):
    """A superuser changes an old row: whoever reads the log from its beginning stops there, and names it."""
    primary = trio.primary()
    log = f"{trio.schema(primary)}.log_0000"
    first = int(trio.sql(primary, f"SELECT first FROM {log} ORDER BY first OFFSET 5 LIMIT 1"))
    change_rows(trio, log, f"""CREATE TABLE kept AS SELECT * FROM {log} WHERE first = {first};
      UPDATE {log} SET payload = set_byte(payload, 9, get_byte(payload, 9) # 1) WHERE first = {first}""")
    newcomer = trio.machines[0].directory / "newcomer"
    for words in (["cluster", "verify"], ["--ledger", newcomer, "cluster", "join"]):
        try:
            trio.run(trio.machines[0], *words, "--log", trio.log_address())
        except RuntimeError as refused:
            assert f"row of event {first}:" in str(refused), refused
        else:
            raise AssertionError(f"tranche {words} did not find that row {first} was altered")
    change_rows(trio, log, f"UPDATE {log} l SET payload = k.payload FROM kept k WHERE l.first = k.first; DROP TABLE kept")
    trio.run(trio.machines[0], "--ledger", newcomer, "cluster", "join", "--log", trio.log_address())
    shutil.rmtree(newcomer)
    return []


def change_rows(trio, log, change):
    trio.sql(trio.primary(), f"""BEGIN; ALTER TABLE {log} DISABLE TRIGGER never; {change};
      ALTER TABLE {log} ENABLE ALWAYS TRIGGER never; COMMIT""")


FAULTS = [decider_killed, primary_frozen, power_cut, decider_frozen, postgres_killed, standby_killed, decider_cut_off,
          primary_cut_off, two_of_three_gone, power_cut_of_all, disk_full, log_set_back,
          row_altered]
SHORT = FAULTS[:3]


def is_well(trio):
    """Each does what it is for: Patroni may name a standby before it follows."""
    if not (trio.is_whole() and (primary := trio.primary()) and trio.decider() and all(map(trio.is_served, trio.machines))):
        return False
    try:
        return trio.sql(primary, "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1",
                        "postgres").split() == ["async", "sync"]
    except RuntimeError:
        return False


def suffer(trio, fault, seed, auditor):
    """One fault, and what callers saw of it. Fails where anything is wrong."""
    wait_for("the cluster to be well", lambda: is_well(trio), HEALED_MOST)
    callers = Callers(trio.machines, seed)
    callers.start()
    try:
        wait_for("callers to be served", lambda: len(callers.acknowledged) >= 20, 60)
        begin = time.monotonic()
        left_out = fault(trio)
        wait_for("the cluster to be well", lambda: is_well(trio), HEALED_MOST)
        known = len(callers.acknowledged)
        wait_for("callers to be served again", lambda: len(callers.acknowledged) >= known + 20, HEALED_MOST)
        end = time.monotonic()
    finally:
        callers.stop()
    tell(fault, trio, callers, begin, end, left_out)
    if complaint := check(trio, callers, auditor):
        raise AssertionError(f"{fault.__name__}, seed {seed}: {complaint}")


def tell(fault, trio, callers, begin, end, left_out):
    asked = [longest_gap(callers.answered_at[machine.name], begin, end) for machine in trio.machines
             if machine not in left_out]
    reads = f"{max(asked):.1f}" if asked else "-"
    print(f"{fault.__name__}: no batch for {longest_gap(callers.acknowledged_at, begin, end):.1f} s, no answer elsewhere for "
          f"{reads} s, whole after {end - begin:.1f} s\n    {len(callers.acknowledged)} batches, {len(callers.refused)} "
          f"refused, {len(callers.given_up)} given up, {len(callers.answers)} answers; told {callers.told}", flush=True)


def allow_payments(trio):
    """The money that callers spend, and a login of an auditor."""
    decider = trio.decider()
    for number, kind in enumerate(("plan", "tranche")):
        message = {"kind": kind, "tranche": number,  # a plan has no number: 0
                   "unit": UNIT, "source": "national", "fiscalYear": YEAR, "amount": str(10**15),
                   "effective": "2026-01-01", "options": {"key": f"money-{number}", "actor": "lan"}}
        status, said = ask(decider, "Record", message, 30)
        assert status == 200, said
    trio.sql(trio.primary(), f"CREATE ROLE auditor LOGIN PASSWORD '{trio.password()}' IN ROLE tranche_auditor")
    with open(trio.environment["PGPASSFILE"], "a", encoding="ascii") as passwords:
        print(f"*:*:tranche:auditor:{trio.password()}", file=passwords)
    return trio.log_address().replace(f"//{trio.machines[0].name}@", "//auditor@")


def keep_logs(trio, place):
    for machine in trio.machines:
        with contextlib.suppress(OSError):  # a machine without power has none
            for log in machine.directory.glob("*.log"):
                shutil.copy(log, place / f"{machine.name}-{log.name}")
    print(f"the logs are kept in {place}", file=sys.stderr)


def main():
    tranche, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    mode, named = os.environ.get("TRANCHE_CLUSTER"), sys.argv[3:]
    missing = what_is_missing() if mode or named else "TRANCHE_CLUSTER=1, or =short"
    if missing:
        print(f"not run: needs {missing}")
        sys.exit(77)
    for variable in ("TRANCHE_LEDGER", "TRANCHE_SERVER"):
        os.environ.pop(variable, None)
    alone()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    faults = [fault for fault in FAULTS if fault.__name__ in named] if named else SHORT if mode == "short" else FAULTS
    assert len(faults) == len(named) or not named, f"the faults are {[fault.__name__ for fault in FAULTS]}"
    begin = time.monotonic()
    trio = Trio(work, tranche, SOURCE, make_machines(NAMES, work), network="10.99.0.0/24")
    try:
        trio.start()
        os.sync()  # who sets up a machine has its files on the disk long before
        print(f"up after {time.monotonic() - begin:.1f} s", flush=True)
        auditor = allow_payments(trio)
        seed = int(os.environ.get("TRANCHE_SEED", 1))
        for _ in range(int(os.environ.get("TRANCHE_ROUNDS", 1))):
            for fault in faults:
                suffer(trio, fault, seed, auditor)
                seed += 1
    except BaseException:
        keep_logs(trio, work)
        raise
    finally:
        for machine in trio.machines:
            machine.image.unlink()
    print(f"nothing was lost; {time.monotonic() - begin:.0f} s")


main()
