"""Batches of payments recorded through the servers of three ledgers, in turn: one embedded, one whose log is in a PostgreSQL
without standby, and one of three machines that are all this one (deploy/cluster).

usage: cluster_bench.py TRANCHE SOURCE_DIR WORK_DIR

One caller, over HTTP, a CSV file a batch; so all that a server does is in it: reading, deciding, the index, the tree. Then
how long it takes until another node of the three has what was acknowledged. TRANCHE_ROUNDS is the number of rounds (6)."""
import base64
import http.client
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time

SOURCE = pathlib.Path(sys.argv[2]).resolve()
sys.path.insert(0, str(SOURCE / "deploy" / "cluster"))

from daemon import Daemon, kill_all, wait_for  # noqa: E402
from trio import PAGE, Trio, postgres_bin  # noqa: E402

SIZES = {1: 200, 100: 40, 1000: 12, 8190: 4}  # events in a batch: batches of a round
DELAYS = 500
HEADER = "event_id,kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n"
ALONE_PORT, ALONE_PAGE, EMBEDDED_PAGE = 25433, 28083, 28084


class Door:
    """One connection to a server."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=120)
        self.keys = 0

    def ask(self, name, message):
        self.connection.request("POST", f"/tranche.v1.LedgerService/{name}", json.dumps(message),
                                {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(said["message"])
        return said

    def allow_payments(self):
        for number, kind in enumerate(("plan", "tranche")):
            self.ask("Record", {"kind": kind, "tranche": number, "unit": "region:north", "source": "national",
                                "fiscalYear": 2026, "amount": str(10**15), "effective": "2026-01-01",
                                "options": {"key": f"money-{number}", "actor": "lan"}})

    def batch(self, events):
        """Records one; the last sequence, and the seconds that it took."""
        keys = range(self.keys, self.keys + events)
        self.keys += events
        rows = HEADER + "".join(f"k{key},DisbursementMade,region:north,national,2026,1,2026-06-15\n" for key in keys)
        message = {"file": "batch.csv", "content": base64.b64encode(rows.encode()).decode(), "options": {"actor": "lan"}}
        begin = time.perf_counter()
        report = self.ask("Import", message)["report"]
        return int(report["lastSequence"]), time.perf_counter() - begin

    def head(self):
        return int(self.ask("GetStatus", {})["report"]["head"])


class Alone:
    """A ledger whose log is in one PostgreSQL, and one that is embedded; `trio` knows how to run both."""

    def __init__(self, trio):
        self.trio, self.home = trio, trio.directory / "alone"
        self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] if trio.user else []
        self.daemons = []

    def start(self):
        self.home.mkdir()
        if self.trio.user:
            shutil.chown(self.home, self.trio.user, self.trio.user)
        bin_ = postgres_bin()
        subprocess.run([*self.as_user, bin_ / "initdb", "-D", self.home / "data", "-U", self.trio.superuser, "-A", "trust",
                        "--locale=C", "-E", "UTF8", "-k"], check=True, stdout=subprocess.DEVNULL)
        self.run([*self.as_user, bin_ / "postgres", "-D", self.home / "data", "-k", self.home, "-p", ALONE_PORT, "-c",
                  "listen_addresses="])
        wait_for("PostgreSQL", lambda: (self.home / f".s.PGSQL.{ALONE_PORT}").exists(), 60)
        shared, embedded = self.home / "shared.ledger", self.home / "embedded.ledger"
        for ledger in (shared, embedded):
            self.tranche("--ledger", ledger, "init", "--geography", SOURCE / "data")
        ledger_id = json.loads(self.tranche("--ledger", shared, "status", "--format", "json"))["ledgerId"]
        self.sql(self.tranche("cluster", "sql", "--ledger-id", ledger_id) + "CREATE ROLE node LOGIN IN ROLE tranche_node;")
        url = f"postgresql:///postgres?host={self.home}&port={ALONE_PORT}&user=node"
        self.tranche("--ledger", shared, "cluster", "move-in", "--log", url)
        for ledger, port in ((shared, ALONE_PAGE), (embedded, EMBEDDED_PAGE)):
            self.run([self.trio.tranche, "--ledger", ledger, "serve", "--listen", f"127.0.0.1:{port}", "--log", "off"])

    def run(self, words):
        daemon = Daemon(words, self.home, self.trio.directory / f"alone-{len(self.daemons)}.log", lambda code: False)
        self.daemons.append(daemon)
        daemon.start()

    def tranche(self, *words):
        return subprocess.run([str(word) for word in (self.trio.tranche, *words)], check=True, stdout=subprocess.PIPE,
                              text=True).stdout

    def sql(self, text):
        subprocess.run([postgres_bin() / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", self.home, "-p", str(ALONE_PORT), "-U",
                        self.trio.superuser, "-d", "postgres"], input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.end()
            daemon.wait(30)
        kill_all(self.home)


def opened(address):
    """A door that records, as soon as its server decides."""
    def is_open():
        try:
            door = Door(address)
            door.allow_payments()
            return door
        except (OSError, RuntimeError):
            return None
    return wait_for(f"{address} to record", is_open, 60)


def measure(doors, rounds):
    print(f"{'':10}" + "".join(f"{size:>20}" for size in SIZES) + "   events/s (ms, the median)")
    told = {name: {size: [] for size in SIZES} for name in doors}
    for _ in range(rounds):
        for size, batches in SIZES.items():
            for name, door in doors.items():
                told[name][size] += [door.batch(size)[1] for _ in range(batches)]
    for name, sizes in told.items():
        cells = (f"{size * len(times) / sum(times):,.0f} ({statistics.median(times) * 1000:.1f})"
                 for size, times in sizes.items())
        print(f"{name:10}" + "".join(f"{cell:>20}" for cell in cells))


def delays(decider, follower):
    found = []
    for _ in range(DELAYS):
        sequence, _ = decider.batch(1)
        begin = time.perf_counter()
        while follower.head() < sequence:
            pass
        found.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.01)
    found.sort()
    print(f"acknowledged to answered by another node: p50 {found[DELAYS // 2]:.1f} ms, p99 {found[DELAYS * 99 // 100]:.1f} ms")


def main():
    tranche, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    trio = Trio(work, tranche, SOURCE)
    alone = Alone(trio)
    try:
        trio.start()
        alone.start()
        decider = trio.decider()
        follower = next(machine for machine in trio.machines if machine is not decider)
        doors = {"embedded": opened(f"127.0.0.1:{EMBEDDED_PAGE}"), "alone": opened(f"127.0.0.1:{ALONE_PAGE}"),
                 "three": opened(decider.page_address)}
        measure(doors, int(os.environ.get("TRANCHE_ROUNDS", 6)))
        delays(doors["three"], Door(f"{follower.address}:{PAGE}"))
    finally:
        alone.stop()
        trio.stop()


main()
