"""`tranche serve` on copies of a shared log in a real PostgreSQL: one node decides, another follows; they are killed,
and so is the log.

usage: served_cluster_test.py SOURCE_DIR TRANCHE POSTGRES_BINDIR"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

SOURCE, TRANCHE, BINDIR = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
PREFIX = "/tranche.v1.LedgerService/"
PATIENCE = 30  # seconds

SETTINGS = """
listen_addresses = ''
max_connections = 40
shared_buffers = 32MB
"""


def await_that(what, is_so):
    """Returns the first answer of `is_so` that is true."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := is_so():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {PATIENCE} s")


class Log:
    """A PostgreSQL server."""

    def __init__(self, directory):
        self.home = f"{directory}/postgres"
        os.mkdir(self.home)
        user = {}
        if os.geteuid() == 0:
            user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            os.chmod(directory, 0o711)
            shutil.chown(self.home, "postgres")
        self.output = open(f"{self.home}/log", "ab")
        self.everywhere = {"stdout": self.output, "stderr": self.output, "cwd": "/", **user}
        subprocess.run([BINDIR / "initdb", "-D", f"{self.home}/data", "-U", "postgres", "-A", "trust", "--locale=C",
                        "-E", "UTF8", "--no-sync"], check=True, **self.everywhere)
        with open(f"{self.home}/data/postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        self.start()

    def start(self):
        self.process = subprocess.Popen([BINDIR / "postgres", "-D", f"{self.home}/data", "-k", self.home],
                                        **self.everywhere)
        await_that("PostgreSQL", lambda: self.run("SELECT 1", check=False).returncode == 0)

    def run(self, sql, check=True):
        return subprocess.run([BINDIR / "psql", "-h", self.home, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qAt"],
                              input=sql, check=check, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill(self):
        self.process.send_signal(signal.SIGQUIT)  # which waits for nothing and nobody
        self.process.wait(PATIENCE)

    @property
    def url(self):
        return f"host='{self.home}' dbname=postgres user=node"


class Node:
    """A node that serves its copy."""

    def __init__(self, cluster, name):
        self.cluster = cluster
        self.name = name
        self.directory = f"{cluster.directory}/{name}"

    def start(self, *words):
        with open(f"{self.cluster.directory}/{self.name}.err", "ab") as errors:
            self.process = subprocess.Popen(
                [TRANCHE, "--lang", "en", "--ledger", self.directory, "serve", "--listen", "127.0.0.1:0", "--grpc",
                 "127.0.0.1:0", "--node", self.name, *words], stdout=subprocess.PIPE, stderr=errors, text=True)
        self.address = re.search(r"http://\S+", self.process.stdout.readline()).group(0)
        self.grpc = re.search(r"[\d.]+:\d+", self.process.stdout.readline()).group(0)
        return self

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def stop(self):
        if not self.process.stdout.closed:
            self.process.terminate()
            self.process.communicate(timeout=PATIENCE)

    def send(self, path, body, headers=None):
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read()), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read()), error.headers

    def ask(self, call, body=None, **headers):
        """The status and the message of a call; of a header, _ stands for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(PREFIX + call, body or {}, named)[:2]

    def register(self, actor, **headers):
        return self.ask("RegisterActor", {"actor": actor, "person": actor,
                                          "options": {"key": f"register {actor}", "actor": "admin"}}, **headers)

    def head(self):
        return int(self.ask("GetLedger")[1]["head"])

    def basis(self, **headers):
        status, answer = self.ask("GetBalance", {"question": {}}, **headers)
        assert status == 200, answer
        return answer["report"]["basis"]

    def metric(self, name):
        with urllib.request.urlopen(self.address + "/metrics", timeout=PATIENCE) as answer:
            return float(re.search(rf"^{re.escape(name)} (\S+)$", answer.read().decode(), re.M).group(1))

    def actors(self):
        return {row["actorId"] for row in self.ask("ListActors")[1]["list"].get("actors", [])}


def receipt_of(answer):
    status, message = answer
    assert status == 200, message
    return int(message["receipt"]["sequence"])


def code_of(message):
    return next(detail["debug"]["code"] for detail in message["details"] if detail["type"] == "tranche.v1.Refusal")


class Cluster:
    """A ledger in a shared log, and its copies."""

    def __init__(self, log, *init):
        self.log = log
        self.directory = tempfile.mkdtemp()
        self.nodes = []
        first = f"{self.directory}/hanoi"
        self.run("--ledger", first, "init", "--lang", "en", *init)
        status = json.loads(self.run("--ledger", first, "status", "--format", "json"))
        self.id = status["ledgerId"] if "ledgerId" in status else status["ledger_id"]
        log.run(self.run("cluster", "sql", "--ledger-id", self.id))
        self.run("--ledger", first, "cluster", "move-in", "--log", log.url)
        self.run("--ledger", f"{self.directory}/hue", "cluster", "join", "--log", log.url, "--ledger-id", self.id)

    def run(self, *words):
        return self.try_to(*words, check=True).stdout

    @staticmethod
    def try_to(*words, check=False):
        return subprocess.run([TRANCHE, *words], check=check, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})

    def node(self, name):
        self.nodes.append(Node(self, name))
        return self.nodes[-1]

    def decider(self):
        return self.log.run(f"SELECT coalesce(holder, '') FROM ledger_{self.id}.lease").stdout.strip()

    def await_decider(self, node):
        await_that(f"{node.name} decides", lambda: self.decider() == node.name)

    def remove(self):
        for node in self.nodes:
            node.stop()
        shutil.rmtree(self.directory)


def pair(cluster, *words):
    """A node that decides, and one that follows."""
    hanoi = cluster.node("hanoi").start(*words)
    cluster.await_decider(hanoi)
    return hanoi, cluster.node("hue").start(*words)


class ServedClusterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp()
        cls.log = Log(cls.home)
        cls.log.run("CREATE ROLE tranche_node NOLOGIN; CREATE ROLE node LOGIN IN ROLE tranche_node")

        cls.shared = Cluster(cls.log)
        cls.hanoi, cls.hue = pair(cls.shared)

    @classmethod
    def tearDownClass(cls):
        cls.shared.remove()
        cls.log.kill()
        cls.log.output.close()
        shutil.rmtree(cls.home)

    def cluster(self, *init):
        cluster = Cluster(self.log, *init)
        self.addCleanup(cluster.remove)
        return cluster

    def test_a_node_that_follows_answers_with_what_was_recorded_where_it_is_decided(self):
        hanoi, hue = self.hanoi, self.hue
        for number in range(20):
            sequence = receipt_of(hanoi.register(f"told-{number}"))
            basis = hue.basis(Tranche_At_Least=str(sequence))
            self.assertGreaterEqual(int(basis["head"]), sequence)
            self.assertLess(int(basis["contact"].get("ageMs", 0)), 5000)
        status, refused = hue.ask("GetBalance", {"question": {}}, Tranche_At_Least=str(sequence + 1000))
        self.assertEqual((status, code_of(refused)), (503, "freshness.behind"))
        self.assertIn(f"found events up to {sequence}, wanted those up to {sequence + 1000}", refused["message"])

    def test_the_command_line_asks_for_fresh_answers_of_a_copy_and_of_its_server(self):
        cluster, hanoi, hue = self.shared, self.hanoi, self.hue
        sequence = receipt_of(hanoi.register("typed"))
        for place in (["--ledger", hue.directory], ["--server", hue.grpc]):
            fresh = cluster.try_to(*place, "--lang", "en", "balance", "--at-least", str(sequence), "--max-age", "10s")
            self.assertEqual(fresh.returncode, 0, fresh.stderr)
            self.assertRegex(fresh.stdout, r"this copy has what the shared log had \d\.\d s ago, when it had events")
            never = cluster.try_to(*place, "--lang", "en", "units", "--at-least", "999999")
            self.assertEqual(never.returncode, 4, never.stdout)
            self.assertRegex(never.stderr, rf"found events up to {sequence}, wanted those up to 999,?999; this is a "
                                           rf"copy of a shared log that has events up to {sequence}, and has what that had")
            typed = cluster.try_to(*place, "--lang", "en", "balance", "--max-age", "soon")
            self.assertEqual(typed.returncode, 2)
            self.assertIn("--max-age: found \"soon\", wanted seconds", typed.stderr)

    def test_what_a_follower_is_asked_to_record_is_sent_on_and_seen_there_at_once(self):
        cluster, hanoi, hue = self.shared, self.hanoi, self.hue
        for number in range(10):
            sequence = receipt_of(hue.register(f"actor-{number}"))
            self.assertGreaterEqual(hue.head(), sequence)
            self.assertIn(f"actor-{number}", hue.actors())
        self.assertEqual(receipt_of(hanoi.register("actor-9")), sequence, "the same key is the same event")
        self.assertEqual(receipt_of(hue.register("actor-9")), sequence)
        status, refused = hue.ask("RegisterActor", {"actor": "actor-9", "person": "another",
                                                    "options": {"key": "register actor-9", "actor": "admin"}})
        self.assertEqual(status, 409, "what is refused there is refused here")
        by_hand = cluster.try_to("--ledger", hue.directory, "actor", "register", "by-hand", "--person", "7", "--format",
                                 "json")
        self.assertEqual(by_hand.returncode, 0, by_hand.stderr)
        self.assertEqual(json.loads(by_hand.stdout)["sequence"], str(sequence + 1))
        at_once = json.loads(cluster.run("--ledger", hue.directory, "status", "--format", "json"))
        self.assertGreaterEqual(int(at_once["head"]), sequence + 1)
        status, refused = hue.register("once-more", Tranche_Sent_On_By="hanoi")
        self.assertEqual((status, code_of(refused)), (400, "copy.follows"), "nothing is sent on twice")
        self.assertIn(hanoi.address, refused["message"])

    def test_the_actor_is_who_the_caller_is_wherever_it_is_decided(self):
        cluster = self.cluster("--administrator", "chi", "--administrator", "dung")
        token = cluster.run("--ledger", f"{cluster.directory}/hanoi", "token", "issue", "--actor", "chi", "--until",
                            "2999-01-01", "--access", f"{cluster.directory}/access").strip()
        hanoi, hue = pair(cluster, "--access", f"{cluster.directory}/access")
        bearer = {"Authorization": f"Bearer {token}"}
        sequence = receipt_of(hue.register("an", **bearer))
        status, signed_in, headers = hue.send("/session", {"token": token}, {"Origin": hue.address})
        self.assertEqual(status, 200, signed_in)
        cookie = {"Cookie": headers["Set-Cookie"].split(";")[0], "Origin": hue.address}
        by_page = receipt_of(hue.register("binh", **cookie))
        listed = cluster.run("--ledger", hue.directory, "events", "--format", "json", "--known-at", str(by_page))
        actors = {int(event["sequence"]): event["actor"] for event in json.loads(listed)["events"]}
        self.assertEqual((actors[sequence], actors[by_page]), ("chi", "chi"))
        self.assertEqual(hue.register("x")[0], 401)
        hue.stop()
        other = f"{cluster.directory}/other-access"
        unknown = cluster.run("--ledger", f"{cluster.directory}/hanoi", "token", "issue", "--actor", "chi", "--until",
                              "2999-01-01", "--access", other).strip()
        hue.start("--access", other)
        status, refused = hue.register("y", Authorization=f"Bearer {unknown}")
        self.assertEqual(status, 401)
        self.assertIn("give all nodes the same credentials", refused["message"])

    def test_a_killed_node_is_followed_by_the_next_and_follows_when_it_is_back(self):
        cluster = self.cluster()
        hanoi, hue = pair(cluster)
        receipt_of(hanoi.register("an"))
        hanoi.kill()
        began = time.monotonic()
        sequence = receipt_of(hue.register("binh"))
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(cluster.decider(), "hue")
        hanoi.start()
        self.assertGreaterEqual(int(hanoi.basis(Tranche_At_Least=str(sequence))["head"]), sequence)
        self.assertEqual(receipt_of(hanoi.register("chi")), sequence + 1, "sent on to the node that decides now")
        self.assertEqual([node.metric("tranche_decides") for node in (hanoi, hue)], [0, 1])
        self.assertEqual(hue.metric("tranche_takeovers_total"), 1)
        self.assertEqual(hue.metric('tranche_log_appends_total{outcome="appended"}'), 2)
        self.assertEqual(hanoi.metric("tranche_log_lag_events"), 0)
        roots = {node.basis(Tranche_At_Least=str(sequence + 1))["root"] for node in (hanoi, hue)}
        self.assertEqual(len(roots), 1)

    # The last one: no other log is there for the nodes that the others share.
    def test_while_the_log_is_gone_questions_are_answered_and_say_how_old_the_answer_is(self):
        cluster = self.cluster()
        hanoi, hue = pair(cluster)
        sequence = receipt_of(hanoi.register("an"))
        for node in (hanoi, hue):
            await_that("heard", lambda: node.basis()["contact"]["logHead"] == str(sequence))
        self.log.kill()
        try:
            for node in (hanoi, hue):
                basis = await_that("older than 1.5 s", lambda: (found := node.basis()) and
                                   int(found["contact"]["ageMs"]) > 1500 and found)
                self.assertEqual((int(basis["head"]), int(basis["contact"]["logHead"])), (sequence, sequence))
                status, refused = node.ask("GetBalance", {"question": {}}, Tranche_Max_Age="1")
                self.assertEqual((status, code_of(refused)), (503, "freshness.age"))
            on_disk = cluster.try_to("--ledger", hue.directory, "--lang", "en", "balance", "--max-age", "1s")
            self.assertEqual(on_disk.returncode, 4)
            self.assertIn("ask another node, or leave the limit out", on_disk.stderr)
            status, refused = hue.register("binh")
            self.assertEqual((status, code_of(refused)), (503, "forwarding.nobody"))
            self.assertIn("nothing was recorded", refused["message"])
        finally:
            self.log.start()
        await_that("recorded", lambda: hue.register("binh")[0] == 200)
        self.assertIn("binh", hue.actors())


unittest.main(argv=sys.argv[:1])
