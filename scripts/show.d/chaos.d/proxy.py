"""Ours, as a run of it needs it: started, asked for its metrics and threads, told to reload, replaced by its successor."""

import collections
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import origins

import processes
import servers
import templates

# Of a process whose place has been taken: as long as it may drain, and more.
END_PATIENCE_SECONDS = 60


class Proxy(servers.Proxy):
    """Its configuration is a text that may be written anew while it runs."""

    def __init__(self, name, folder, listeners, blocks, secure=None):
        """listeners: blocks more beside that of the first listener; blocks: routes and upstreams. secure: the port of a listener over
        TLS, which must be among the listeners."""
        self._home, port, self.admin, self.secure = Path(folder), servers.free_port(), servers.free_port(), secure
        self._home.mkdir()
        # That another takes the place of, until it has ended.
        self._first = None
        self._values = {"PORT": port, "ADMIN": self.admin, "LISTENERS": listeners}
        self.write(blocks)
        super().__init__(name, folder, port, self._run(), f"{folder}/access.log", ready="ready")

    def write(self, blocks):
        """In one step, as a file that is watched should be."""
        beside = self._home / "new"
        beside.mkdir(exist_ok=True)
        whole = templates.write(origins.ETC / "zentinel.kdl", beside, BLOCKS=blocks, HOME=self._home, **self._values)
        os.replace(whole, self._home / "zentinel.kdl")

    def reload(self):
        os.kill(self.process.pid, signal.SIGHUP)

    def successor(self):
        """Starts a second process on the same ports, of the same configuration, and waits until it is ready. Returns the seconds
        that this took and those until the first had ended; None for an end that did not come. Raises StartFailed where the second is not ready."""
        first, begun = self.process, time.monotonic()
        for name in ("out", "err"):
            # The word that it is ready must be its own.
            os.truncate(self._home / name, 0)
        self._command = self._run("--upgrade")
        try:
            self.start()
        except servers.StartFailed:
            self.process = first
            raise
        finally:
            # Not before, as a start that fails stops what it has started.
            self._first = first
        ready = time.monotonic() - begun
        try:
            first.wait(END_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            processes.stop(first)
            return ready, None
        return ready, time.monotonic() - begun

    def stop(self):
        super().stop()
        if self._first:
            processes.stop(self._first)

    def threads(self):
        """Platform and virtual ones that are alive."""
        path = self._home / "threads.json"
        subprocess.run([f"{os.environ['JAVA_HOME']}/bin/jcmd", str(self.process.pid), "Thread.dump_to_file", "-overwrite", "-format=json", str(path)],
                       check=True, stdout=subprocess.DEVNULL, timeout=30)
        containers = json.loads(path.read_text())["threadDump"]["threadContainers"]
        return sum(len(container["threads"]) for container in containers)

    def reasons(self):
        """How often its access log gives which reason for a status of 500 or above."""
        with open(self.log) as lines:
            bad = (json.loads(line) for line in lines if '"status":5' in line.replace(" ", ""))
            return collections.Counter(f"{line['status']} {line.get('reason', '')}".strip() for line in bad)

    def metrics(self):
        """Value by name and labels, as written."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics", timeout=5) as answer:
            return parse(answer.read().decode())

    def _run(self, *more):
        java = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR)]
        return [*java, "run", *more, "--config", str(self._home / "zentinel.kdl")]


def parse(text):
    """Of the text format of metrics: sample to value."""
    samples = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in samples}


class Seen:
    """changes: moments and values."""

    def __init__(self, changes):
        self._changes = changes

    def first(self, value, after):
        """Seconds from then until there was this value, or None."""
        return next((at - after for at, now in self._changes if at >= after and now == value), None)

    def count(self, value, begin, end):
        return sum(begin <= at < end and now == value for at, now in self._changes)


class Watched:
    """Looks at one family of the metrics many times a second, and remembers when each sample changed."""

    EVERY_SECONDS = 0.05

    def __init__(self, proxy, family):
        self._proxy, self._family = proxy, family
        # (moment, sample, value)
        self.changes, self._last = [], {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def of(self, target):
        """What was seen of samples that name the target."""
        return Seen([(at, value) for at, sample, value in self.changes if target in sample])

    def _look(self):
        while not self._over.wait(self.EVERY_SECONDS):
            try:
                found = self._proxy.metrics()
            except OSError as failure:
                print(f"  no metrics: {failure}", file=sys.stderr)
                continue
            now = time.monotonic()
            for sample, value in found.items():
                if sample.startswith(self._family) and self._last.get(sample) != value:
                    self._last[sample] = value
                    self.changes.append((now, sample, value))
