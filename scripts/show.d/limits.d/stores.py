"""The stores that limits are counted in: real servers, that can be killed, stopped and started again."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import processes  # noqa: E402
import servers  # noqa: E402

PATIENCE_SECONDS = 15


class Store:
    """One server on a port that stays the same over restarts."""

    def __init__(self, folder, port=None):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = port or servers.free_port()
        self.process = None
        self.start()

    def command(self):
        raise NotImplementedError

    def start(self):
        self.process = processes.start(self.command(), str(self.folder))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        sys.exit(f"{self.command()[0]} did not start")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        if self.process.poll() is None:
            self.thaw()
            processes.stop(self.process)


class Redis(Store):
    keys = 'backend "redis"\n        redis-url "redis://127.0.0.1:{port}"\n        redis-fallback "{fallback}"'
    name = "redis"

    def command(self):
        return ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self.folder), "--bind", "127.0.0.1"]

    def cli(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=False).stdout


class Memcached(Store):
    keys = 'backend "memcached"\n        memcached-url "memcache://127.0.0.1:{port}"\n        memcached-fallback "{fallback}"'
    name = "memcached"

    def command(self):
        user = ["-u", "nobody"] if subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout.strip() == "0" else []
        return ["memcached", "-l", "127.0.0.1", "-p", str(self.port), *user]


class Sentinels:
    """One master, one replica, three sentinels that fail over soon."""

    keys = ('backend "redis"\n        redis-mode "sentinel"\n        redis-master "limits"\n        redis-nodes {nodes}\n'
            '        redis-fallback "{fallback}"')
    name = "redis with sentinels"

    def __init__(self, folder):
        folder = Path(folder)
        self.master = Redis(folder / "master")
        self.replica = Redis(folder / "replica")
        self.replica.cli("replicaof", "127.0.0.1", str(self.master.port))
        self.all = []
        self.ports = []
        for number in range(3):
            home = folder / f"sentinel-{number}"
            home.mkdir()
            port = servers.free_port()
            conf = home / "sentinel.conf"
            conf.write_text(f"port {port}\nbind 127.0.0.1\ndir {home}\nsentinel monitor limits 127.0.0.1 {self.master.port} 2\n"
                            "sentinel down-after-milliseconds limits 1000\nsentinel failover-timeout limits 5000\n")
            self.all.append(processes.start(["redis-sentinel", str(conf)], str(home)))
            self.ports.append(port)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and not self.ready():
            time.sleep(0.2)

    def ready(self):
        said = subprocess.run(["redis-cli", "-p", str(self.ports[0]), "sentinel", "master", "limits"],
                              capture_output=True, text=True, check=False).stdout.split("\n")
        known = dict(zip(said[::2], said[1::2]))
        return known.get("num-slaves") == "1" and known.get("num-other-sentinels") == "2"

    def kill(self):
        self.master.kill()

    def close(self):
        for process in self.all:
            processes.stop(process)
        self.master.close()
        self.replica.close()


def keys(store, fallback):
    """What a limiter says of where it is counted."""
    if isinstance(store, Sentinels):
        return store.keys.format(nodes=" ".join(f'"127.0.0.1:{port}"' for port in store.ports), fallback=fallback)
    return store.keys.format(port=store.port, fallback=fallback)
