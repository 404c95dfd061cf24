"""Machines of a cluster with a network and a disk of their own, on one Linux: namespaces, a bridge, disks in files.

All is made in namespaces of this process (`alone`), so nothing of it is left when that has ended, however it does."""
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import sys

from daemon import kill_all, signal_all, wait_for
from trio import PAGE, Machine

NETWORK = "10.99.0"
DISK_BYTES = 3 << 30  # a file with holes
DATABASE = frozenset({"etcd", "patroni", "postgres"})
CLONE_NEWNET = 0x40000000
TOOLS = ("ip", "nsenter", "unshare", "mkfs.ext4", "xfs_io", "setpriv", "curl", "etcd", "patroni")


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, **options)


def what_is_missing():
    """Why no machines can be made here; empty where they can."""
    if os.geteuid() != 0:
        return "root, for namespaces and mounts"
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"the programs {', '.join(missing)}"
    if not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        return "PostgreSQL"
    tried = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "ip", "link", "add", "machines", "type",
                            "bridge"], check=False, stderr=subprocess.DEVNULL)
    return "" if tried.returncode == 0 else "permission to make namespaces with networks"


def alone():
    """Begins this program again in namespaces of its own, whose processes and mounts end with it. The shell in between
    takes in what nobody waits for."""
    if "TRANCHE_ALONE" in os.environ:
        run("ip", "link", "set", "lo", "up")
        return
    os.environ["TRANCHE_ALONE"] = "1"
    shell = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-B", *sys.argv]
    os.execvp("unshare", ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", *shell])


class PlacedMachine(Machine):
    """A machine that can be cut off, and lose its power."""

    def __init__(self, name, number, directory):
        self.number, self.image = number, directory.with_suffix(".disk")
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"], cwd="/")
        own = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self.holder.pid}/ns/net") == own:
            pass
        super().__init__(name, f"{NETWORK}.{number}", directory, ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"])
        self.page_address = f"127.0.0.1:{PAGE}"  # as others must not come in without TLS
        with open(self.image, "wb") as image:
            image.truncate(DISK_BYTES)
        run("mkfs.ext4", "-q", "-F", self.image)
        directory.mkdir()
        self._plug()
        self.mount()

    def _plug(self):
        port, pid = f"port{self.number}", str(self.holder.pid)
        run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", pid)
        run("ip", "link", "set", port, "master", "machines", "up")
        for words in (["addr", "add", f"{self.address}/24", "dev", "eth0"], ["link", "set", "eth0", "up"],
                      ["link", "set", "lo", "up"]):
            run(*self.in_it("ip", *words))

    def mount(self):
        run("mount", "-o", "loop", self.image, self.directory)
        self.directory.chmod(0o755)

    def unmount(self):
        def is_free():
            kill_all(self.directory, programs=None)  # what they had started, too
            return subprocess.run(["umount", self.directory], check=False, stderr=subprocess.DEVNULL).returncode == 0
        wait_for(f"{self.directory} to be free", is_free, 30)

    @contextlib.contextmanager
    def network(self):
        """What this thread connects to meanwhile is reached as from there."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open(f"/proc/{os.getpid()}/ns/net", "rb") as before, \
                open(f"/proc/{self.holder.pid}/ns/net", "rb") as there:
            for_check(libc.setns(there.fileno(), CLONE_NEWNET))
            try:
                yield
            finally:
                for_check(libc.setns(before.fileno(), CLONE_NEWNET))

    # ---- what happens to it

    def plug(self, is_in):
        run("ip", "link", "set", f"port{self.number}", "up" if is_in else "down")

    def freeze(self, programs):
        signal_all(self.directory, signal.SIGSTOP, programs)

    def thaw(self, programs):
        signal_all(self.directory, signal.SIGCONT, programs)

    def daemons(self):
        return [self.etcd, self.patroni, self.node]

    def kill(self, programs):
        signal_all(self.directory, signal.SIGKILL, programs)

    def cut_power(self):
        """Nobody hears of it, and what its disk was not told to keep is lost."""
        self.plug(False)
        run("xfs_io", "-x", "-c", "shutdown", self.directory)
        for daemon in self.daemons():
            daemon.forget()
        self.unmount()

    def power_on(self):
        self.mount()
        self.plug(True)
        for daemon in self.daemons():
            daemon.start()


def for_check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "setns")


def make_machines(names, directory):
    run("mount", "--make-rprivate", "/")
    run("ip", "link", "add", "machines", "type", "bridge")
    run("ip", "link", "set", "machines", "up")
    return [PlacedMachine(name, 11 + i, directory / name) for i, name in enumerate(names)]
