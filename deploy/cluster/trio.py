"""A ledger on three machines, each with etcd, PostgreSQL under Patroni, and a copy that is served.

The machines are directories, and addresses of the loopback interface; tests give them networks and disks of their own. Their
configuration is made of the templates in this directory."""
import json
import os
import pathlib
import pwd
import re
import secrets
import shutil
import socket
import subprocess

from daemon import Daemon, kill_all, wait_for

HERE = pathlib.Path(__file__).resolve().parent
POSTGRES, PATRONI, ETCD, ETCD_PEERS, PAGE = 25432, 28008, 22379, 22380, 28080  # ports, on each address
NAMES = ["hanoi", "hue", "danang"]
NOT_AGAIN = (0, 1, 2, 3)  # the exit codes after which tranche.service does not start a node again


def postgres_bin():
    """The newest PostgreSQL that is installed, where Debian has it."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def fill(template, values):
    text = (HERE / template).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z][A-Z_]*)@", lambda found: str(values[found.group(1)]), text)


def write(path, text, user, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    if user is not None:
        shutil.chown(path, user, user)


class Machine:
    """`enter` are the words that run a command on it; none where it is this one."""

    def __init__(self, name, address, directory, enter=()):
        self.name, self.address, self.directory, self.enter = name, address, directory, list(enter)
        self.etcd = self.patroni = self.node = None
        self.page_address = f"{address}:{PAGE}"

    def in_it(self, *words, user=None):
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []
        return [*self.enter, *as_user, *map(str, words)]

    def copy(self):
        return self.directory / "copy.ledger"

    def patroni_says(self, path="patroni"):
        """What its Patroni answers; None while it does not."""
        words = self.in_it("curl", "-s", "-m", "2", f"http://{self.address}:{PATRONI}/{path}")
        said = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
        try:
            return json.loads(said)
        except ValueError:
            return None


class Trio:
    """`directory` has a folder for each of `machines`, and what they share. With root, PostgreSQL runs as postgres."""

    def __init__(self, directory, tranche, source, machines=None, network="127.0.0.0/8"):
        self.directory, self.tranche, self.source, self.network = directory, tranche, source, network
        self.machines = machines or [Machine(name, f"127.0.0.{11 + i}", directory / name) for i, name in enumerate(NAMES)]
        self.user = "postgres" if os.geteuid() == 0 else None
        self.superuser = self.user or pwd.getpwuid(os.geteuid()).pw_name
        self.archive = directory / "archive"
        self.environment = {"PGPASSFILE": str(directory / "pgpass")}

    # ---- what is configured

    def log_address(self, machine=None):
        """As the login of this machine, or of the first."""
        hosts = ",".join(f"{each.address}:{POSTGRES}" for each in self.machines)
        return f"postgresql://{(machine or self.machines[0]).name}@{hosts}/tranche"

    def password(self):
        path = self.directory / "password"
        if not path.exists():
            write(path, secrets.token_hex(16), None)
        return path.read_text(encoding="ascii")

    def make_directories(self, machine):
        for path in (machine.directory, machine.directory / "sockets", self.archive):
            path.mkdir(mode=0o755, parents=True, exist_ok=True)
            if self.user:
                shutil.chown(path, self.user, self.user)

    def configure(self, machine):
        self.make_directories(machine)
        home, password = machine.directory, self.password()
        shared = {"NAME": machine.name, "ADDRESS": machine.address, "PASSWORD": password, "PATRONI_PORT": PATRONI,
                  "POSTGRES_PORT": POSTGRES, "ETCD_PORT": ETCD, "ETCD_PEER_PORT": ETCD_PEERS}
        peers = ",".join(f"{each.name}=http://{each.address}:{ETCD_PEERS}" for each in self.machines)
        write(home / "etcd.env", fill("etcd.in", {**shared, "DATA": home / "etcd", "ETCD_PEERS": peers}), self.user)
        hosts = ",".join(f"{each.address}:{ETCD}" for each in self.machines)
        write(home / "patroni.yml", fill("patroni.yml.in", {
            **shared, "ETCD_HOSTS": hosts, "DATA": home / "data", "POSTGRES_BIN": postgres_bin(), "PGPASS": home / "pgpass",
            "SUPERUSER": self.superuser, "SOCKETS": home / "sockets", "NETWORK": self.network, "ARCHIVE": self.archive,
            "ARCHIVE_WAL": HERE / "archive_wal", "WATCHDOG": "off"}), self.user)
        logins = "".join(f"*:*:tranche:{each.name}:{password}\n" for each in self.machines)
        write(self.directory / "pgpass", logins, None)

    def daemons(self, machine):
        """Makes those of a machine, from its configuration."""
        home, user = machine.directory, self.user
        settings = [line for line in (home / "etcd.env").read_text().splitlines() if line and not line.startswith("#")]
        machine.etcd = Daemon(machine.in_it("etcd", user=user), home, home / "etcd.log", lambda code: code != 0,
                              dict(line.split("=", 1) for line in settings))
        machine.patroni = Daemon(machine.in_it("patroni", home / "patroni.yml", user=user), home, home / "patroni.log",
                                 lambda code: code != 0)
        machine.node = Daemon(
            machine.in_it(self.tranche, "--lang", "en", "--ledger", machine.copy(), "serve", "--listen", machine.page_address,
                          "--node", machine.name, "--host", machine.address, "--log", "text"),
            home, home / "node.log", lambda code: code not in NOT_AGAIN, self.environment)

    # ---- what is asked

    def run(self, machine, *words, **options):
        """Runs tranche there; what it has printed."""
        done = subprocess.run(machine.in_it(self.tranche, "--lang", "en", *words), env={**os.environ, **self.environment},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
        if done.returncode != 0:
            raise RuntimeError(f"tranche {' '.join(map(str, words))}: {done.stderr}")
        return done.stdout

    def sql(self, machine, text, database="tranche"):
        """Runs SQL on the server of a machine, as its superuser; rows as lines, columns by tabs."""
        words = machine.in_it(postgres_bin() / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-h",
                              machine.directory / "sockets", "-p", POSTGRES, "-U", self.superuser, user=self.user)
        done = subprocess.run(words, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"psql on {machine.name}: {done.stderr}")
        return done.stdout

    def members(self):
        """Roles of the machines by name, as Patroni says: leader, sync_standby, replica; none that does not run."""
        for machine in self.machines:
            said = machine.patroni_says("cluster")
            if said:
                return {member["name"]: member["role"] for member in said["members"]
                        if member["state"] in ("running", "streaming")}
        return {}

    def primary(self):
        """The machine that says itself that it is the primary, and runs; None while none does."""
        for machine in self.machines:
            said = machine.patroni_says()
            if said and said.get("role") in ("master", "primary") and said.get("state") == "running":
                return machine
        return None

    def is_whole(self):
        """One primary, one synchronous standby, one replica."""
        return sorted(self.members().values()) == ["leader", "replica", "sync_standby"]

    def decider(self):
        """The machine that holds the lease, as the primary has it; None where nobody does."""
        primary = self.primary()
        if primary is None:
            return None
        try:
            holder = self.sql(primary, f"SELECT holder FROM {self.schema(primary)}.lease").strip()
        except RuntimeError:
            return None
        return next((machine for machine in self.machines if machine.name == holder), None)

    def schema(self, machine):
        return self.sql(machine, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ledger\\_%'").strip()

    def is_served(self, machine):
        words = machine.in_it("curl", "-s", "-m", "2", f"http://{machine.page_address}/readyz")
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return done.stdout.strip() == b"ok"

    # ---- what is done

    def start(self, say=lambda text: None):
        """Starts all, and makes first what is not there yet: the log, and the copies, of the figures in data/."""
        for machine in self.machines:
            self.configure(machine)
            self.daemons(machine)
            machine.etcd.start()
            machine.patroni.start()
        say("PostgreSQL on three machines")
        wait_for("a primary, a synchronous standby and a replica", self.is_whole, 180)
        self.make_ledger(say)
        say("three nodes")
        for machine in self.machines:
            machine.node.start()
        for machine in self.machines:
            wait_for(f"the node of {machine.name}", lambda: self.is_served(machine), 60)
        wait_for("a node that decides", self.decider, 60)

    def make_ledger(self, say):
        first = self.machines[0]
        if not first.copy().exists():
            say("a ledger of the real figures, which moves into the log")
            ledger, data = ["--ledger", first.copy()], self.source / "data"
            self.run(first, *ledger, "init", "--geography", data, "--name", "khuyen-cong")
            self.run(first, *ledger, "import", data / "khuyen_cong_events.csv")
            self.run(first, *ledger, "import", data / "published_figures.csv", "--lang", "vi")
        if not (first.copy() / "SHARED").exists():
            self.make_log(first)
            self.run(first, "--ledger", first.copy(), "cluster", "move-in", "--log", self.log_address(first))
        for machine in self.machines[1:]:
            if not (machine.copy() / "SHARED").exists():
                self.run(machine, "--ledger", machine.copy(), "cluster", "join", "--log", self.log_address(machine))

    def make_log(self, first):
        status = json.loads(self.run(first, "--ledger", first.copy(), "status", "--format", "json"))
        primary = self.primary()
        if "tranche" not in self.sql(primary, "SELECT datname FROM pg_database", "postgres").split():
            self.sql(primary, "CREATE DATABASE tranche", "postgres")
        if not self.schema(primary):
            self.sql(primary, self.run(first, "cluster", "sql", "--ledger-id", status["ledgerId"]))
        for machine in self.machines:
            login = f"CREATE ROLE {machine.name} LOGIN CONNECTION LIMIT 12 PASSWORD '{self.password()}' IN ROLE tranche_node"
            self.sql(primary, f"DO $$ BEGIN {login}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")

    def stop(self):
        """Nodes first, the primary after its standbys, etcd last; whatever does not end then is killed."""
        primary = self.primary()
        standbys = [machine.patroni for machine in self.machines if machine is not primary]
        nodes, etcd = ([getattr(machine, kind) for machine in self.machines] for kind in ("node", "etcd"))
        for daemons, patience in ((nodes, 30), (standbys, 30), ([primary.patroni] if primary else [], 30), (etcd, 2)):
            for daemon in filter(None, daemons):
                daemon.end()
            for daemon in filter(None, daemons):
                daemon.wait(patience)
        for machine in self.machines:
            kill_all(machine.directory)


def busy_port(trio):
    """An address that something else listens on; None if all are free."""
    for machine in trio.machines:
        for port in (POSTGRES, PATRONI, ETCD, ETCD_PEERS, PAGE):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((machine.address, port))
                except OSError:
                    return f"{machine.address}:{port}"
    return None
