"""Processes that run on until they are stopped, and those that are found by the directory in which they run."""
import os
import pathlib
import signal
import subprocess
import threading
import time

AGAIN_AFTER = 0.5  # seconds, as RestartSec of tranche.service.d/copy.conf
PROGRAMS = {"etcd", "patroni", "postgres", "tranche"}


def wait_for(what, is_there, patience):
    """Waits until `is_there` says so, by a value that is true, and gives that. Fails after `patience` seconds."""
    end = time.monotonic() + patience
    while not (value := is_there()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience} seconds for {what}")
        time.sleep(0.05)
    return value


class Daemon:
    """A program whose output goes to a file. It is started again when it ends with an exit code for which `restarts_if` is
    true; that of a signal is below zero."""

    def __init__(self, words, directory, log, restarts_if, environment=None):
        self.words, self.directory, self.log = [str(word) for word in words], directory, log
        self.environment = {**os.environ, **(environment or {})}
        self.restarts_if = restarts_if
        self.ends = []  # the exit codes so far
        self.lock = threading.Lock()
        self.process, self.is_wanted = None, False

    def start(self):
        with self.lock:
            self.is_wanted = True
            self._spawn()

    def _spawn(self):
        with open(self.log, "ab") as log:  # its own session: a Ctrl-C is for who runs all of them
            self.process = subprocess.Popen(self.words, cwd=self.directory, env=self.environment, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, start_new_session=True)
        threading.Thread(target=self._watch, args=(self.process,), daemon=True).start()

    def _watch(self, process):
        code = process.wait()
        self.ends.append(code)
        if not self.restarts_if(code):
            return
        time.sleep(AGAIN_AFTER)
        with self.lock:
            if self.is_wanted and self.process is process:
                self._spawn()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def forget(self):
        """Whatever ends it, it is not started again."""
        with self.lock:
            self.is_wanted = False

    def end(self):
        """Asks it to end, and waits for nothing."""
        self.forget()
        if self.is_running():
            self.process.terminate()

    def wait(self, patience):
        """Waits for it, and kills it when it has not ended after `patience` seconds; whether it ended by itself."""
        if self.process is None:
            return True
        try:
            self.process.wait(patience)
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


def processes_in(directory, programs=frozenset(PROGRAMS)):
    """The processes of `programs`, or all if it is None, that run in `directory` or below, whoever started them."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            place = pathlib.Path(os.readlink(entry / "cwd"))
            name = (entry / "comm").read_text().strip()
            is_gone = (entry / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
        except OSError:
            continue  # it has ended, or is not ours
        if (programs is None or name in programs) and not is_gone and (place == directory or directory in place.parents):
            found.append(int(entry.name))
    return found


def signal_all(directory, number, programs=frozenset(PROGRAMS)):
    """Sends all of them a signal, and those that they start meanwhile."""
    told = set()
    while new := set(processes_in(directory, programs)) - told:
        for process in new:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass
        told |= new


def kill_all(directory, programs=frozenset(PROGRAMS)):
    """Ends all of them at once, and returns when they are gone."""
    def are_gone():
        signal_all(directory, signal.SIGKILL, programs)
        return not processes_in(directory, programs)
    wait_for(f"the processes in {directory} to end", are_gone, 30)
