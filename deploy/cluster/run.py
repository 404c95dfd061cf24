"""Runs a ledger on three machines that are all this one: `./dev cluster`.

usage: run.py TRANCHE SOURCE_DIR DIRECTORY [start|status|stop|remove]

start runs until Ctrl-C, with what is in DIRECTORY or, where nothing is, with a ledger of the figures in data/; status is that
of each copy, and of the servers; stop ends it from elsewhere, and whatever a killed one has left; remove then removes
DIRECTORY."""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading

from daemon import kill_all, processes_in, wait_for
from trio import Trio, busy_port, postgres_bin

LONGEST_SOCKET = 107 - len("/.s.PGSQL.25432")  # bytes of a path of a Unix socket


def fails(what):
    print(f"cluster: {what}", file=sys.stderr)
    sys.exit(1)


def check_place(trio):
    """What would only fail later, in some log."""
    missing = [name for name in ("etcd", "patroni", "curl") if shutil.which(name) is None]
    if postgres_bin() is None:
        missing.append("postgresql")
    if missing:
        fails(f"not installed: {', '.join(missing)}; Debian's packages are etcd-server, patroni, postgresql and curl")
    if max(len(str(machine.directory / "sockets")) for machine in trio.machines) > LONGEST_SOCKET:
        fails(f"{trio.directory} is too long a path for PostgreSQL's sockets; choose another with --directory")
    if trio.user and subprocess.run(["setpriv", f"--reuid={trio.user}", f"--regid={trio.user}", "--init-groups", "test", "-x",
                                     trio.directory], check=False).returncode != 0:
        fails(f"the user postgres may not enter {trio.directory}; choose another with --directory")
    if address := busy_port(trio):
        fails(f"something else listens on {address}; is another cluster running? (./dev cluster stop)")


def hold(directory):
    """The file that says which process runs the cluster there, locked while it does; None if another has it locked."""
    directory.mkdir(parents=True, exist_ok=True)
    file = open(directory / "pid", "a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    except BlockingIOError:
        file.close()
        return None


def say_where(trio):
    print("\nThe page of each copy, and what its node says:")
    for machine in trio.machines:
        print(f"  {machine.name:8} http://{machine.page_address}/   {machine.directory / 'node.log'}")
    print(f"\nThe log is {trio.log_address()}\n  (export PGPASSFILE={trio.environment['PGPASSFILE']})\n")


def status(trio):
    for machine in trio.machines:
        print(f"--- {machine.name}: tranche --ledger {machine.copy()} cluster status", flush=True)
        subprocess.run([trio.tranche, "--ledger", machine.copy(), "cluster", "status"],
                       env={**os.environ, **trio.environment}, check=False)
    patronictl(trio, "list")


def patronictl(trio, *words):
    configuration = trio.machines[0].directory / "patroni.yml"
    print(f"--- patronictl -c {configuration} {' '.join(words)}", flush=True)
    subprocess.run(["patronictl", "-c", configuration, *words], check=False)


def start(trio):
    held = hold(trio.directory)
    if held is None:
        fails(f"it runs already, in {trio.directory}")
    check_place(trio)
    held.truncate(0)
    print(os.getpid(), file=held, flush=True)
    is_over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: is_over.set())

    def say(text):
        if is_over.is_set():
            sys.exit(1)
        print(f"==> {text}", flush=True)

    try:
        trio.start(say)
        say_where(trio)
        status(trio)
        print("\nCtrl-C stops it; ./dev cluster goes on with it, ./dev cluster remove removes it.", flush=True)
        is_over.wait()
    except TimeoutError as problem:
        fails(f"{problem}; see the logs in {trio.directory}")
    finally:
        print("==> stopping", flush=True)
        trio.stop()


def stop(trio):
    held = hold(trio.directory)
    if held is None:
        os.kill(int((trio.directory / "pid").read_text(encoding="ascii")), signal.SIGTERM)
        held = wait_for("the cluster to stop", lambda: hold(trio.directory), 120)
    for machine in trio.machines:
        if processes_in(machine.directory):
            kill_all(machine.directory)


def remove(trio):
    stop(trio)
    shutil.rmtree(trio.directory, ignore_errors=True)


def main():
    os.environ.pop("TRANCHE_LEDGER", None)
    os.environ.pop("TRANCHE_SERVER", None)
    tranche, source, directory = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    commands = {"start": start, "status": status, "stop": stop, "remove": remove}
    word = sys.argv[4] if len(sys.argv) > 4 else "start"
    if word not in commands or len(sys.argv) > 5:
        fails(f"takes {', '.join(commands)}, not \"{' '.join(sys.argv[4:])}\"")
    commands[word](Trio(directory, tranche, source))


main()
