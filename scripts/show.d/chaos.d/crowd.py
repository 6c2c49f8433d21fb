"""All who ask at once while the configuration or the process changes: wrk, h2load over HTTP/2 and TLS, and three askers, of whom one keeps
his connections, one opens one for each request, and one speaks HTTP/2 over TLS."""

import collections
import re
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import ratios
from answers import Answers, Asking

RATE = 100
PATIENCE_SECONDS = 30
# Of wrk, which asks as fast as it is answered, and of h2load, a second and connection.
WRK_CONNECTIONS, H2_CONNECTIONS, H2_STREAMS, H2_RATE = 4, 4, 10, 25
# h2load does not connect again where it is told to go, so it is started anew all the time.
H2_SECONDS = 1


@dataclass(frozen=True)
class Counted:
    """Of a load generator of others."""
    requests: int
    failed: collections.Counter
    p99_us: float


def of_wrk(text):
    """Reads the summary of wrk --latency. Raises ValueError where there is none."""
    requests = re.search(r"(\d+) requests in", text)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", text)
    if not (requests and p99):
        raise ValueError("wrk gave no summary: " + text[-200:].strip())
    failed = collections.Counter()
    if errors := re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text):
        failed.update(dict(zip(("connect", "read", "write", "timeout"), map(int, errors.groups()))))
    if other := re.search(r"Non-2xx or 3xx responses: (\d+)", text):
        failed["status"] = int(other.group(1))
    return Counted(int(requests.group(1)), +failed, float(p99.group(1)) * {"us": 1, "ms": 1e3, "s": 1e6}[p99.group(2)])


def of_h2load(text, log):
    """Reads the summary of h2load and its log of latencies: requests begun, failures by kind, latencies. What is left on a connection that is
    told to go counts as failed for it, and not for us: it does not connect again, and what it has begun and GOAWAY forbids to send it does not
    tell from what was lost; that is what the asker over HTTP/2 is for. Raises ValueError where there is no summary."""
    requests = re.search(r"requests: \d+ total, (\d+) started, \d+ done, \d+ succeeded, \d+ failed, \d+ errored, (\d+) timeout", text)
    statuses = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", text)
    if not (requests and statuses):
        raise ValueError("h2load gave no summary: " + text[-200:].strip())
    started, late = map(int, requests.groups())
    wrong = sum(map(int, statuses.groups()[1:]))
    failed = collections.Counter(timeout=late, status=wrong)
    latencies = [int(line.split("\t")[2]) for line in log.splitlines()]
    return started, +failed, latencies


class Wrk:
    def __init__(self, port, seconds):
        self._seconds = seconds
        command = ["wrk", "-t1", f"-c{WRK_CONNECTIONS}", f"-d{round(seconds)}s", "--timeout", "10s", "--latency", f"http://127.0.0.1:{port}/1k.bin"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def counted(self):
        return of_wrk(self._process.communicate(timeout=self._seconds + PATIENCE_SECONDS)[0])

    def end(self):
        self._process.kill()
        self._process.wait()


class H2load:
    """Runs of a second, one after the other, until the time is up."""

    def __init__(self, port, seconds, folder):
        self._port, self._until, self._log = port, time.monotonic() + seconds, Path(folder) / "h2load.log"
        self._requests, self._failed, self._latencies, self._trouble = 0, collections.Counter(), [], None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def counted(self):
        self._thread.join(max(0.0, self._until - time.monotonic()) + PATIENCE_SECONDS)
        if self._trouble or self._thread.is_alive():
            raise self._trouble or ValueError("h2load does not end")
        return Counted(self._requests, self._failed, ratios.percentile(self._latencies, 0.99) if self._latencies else float("inf"))

    def end(self):
        self._until = 0
        self._thread.join(PATIENCE_SECONDS)

    def _run(self):
        while time.monotonic() < self._until and not self._trouble:
            try:
                self._once()
            except (ValueError, subprocess.SubprocessError) as failure:
                self._trouble = failure

    def _once(self):
        self._log.write_text("")
        requests = H2_RATE * H2_CONNECTIONS * H2_SECONDS
        command = ["h2load", "-t", "1", "-n", str(requests), "-c", str(H2_CONNECTIONS), "-m", str(H2_STREAMS), "--rps", str(H2_RATE),
                   "--log-file", str(self._log), f"https://127.0.0.1:{self._port}/1k.bin"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
        started, failed, latencies = of_h2load(ran.stdout, self._log.read_text())
        self._requests += started
        self._failed += failed
        # One in which nothing could be sent.
        if not started:
            self._failed["connect"] += 1
        self._latencies += latencies


@dataclass(frozen=True)
class Told:
    """What each of them has seen."""
    wrk: Counted
    h2load: Counted
    kept: Answers
    new: Answers
    h2: Answers

    def failed(self):
        """By who has seen it and why."""
        all_of = {"wrk": self.wrk.failed, "h2load": self.h2load.failed, "kept": self.kept.failed(), "new": self.new.failed(), "h2": self.h2.failed()}
        return {f"{who}: {why}": count for who, failed in all_of.items() for why, count in failed.items()}

    def requests(self):
        return self.wrk.requests + self.h2load.requests + len(self.kept) + len(self.new) + len(self.h2)

    def p99s(self):
        """Microseconds by who."""
        return {"kept": self.kept.quantile_us(0.99), "new": self.new.quantile_us(0.99), "h2": self.h2.quantile_us(0.99),
                "h2load": self.h2load.p99_us, "wrk": self.wrk.p99_us}


class Crowd:
    """Asks for so many seconds."""

    def __init__(self, proxy, seconds, folder):
        self._askers = [Asking(proxy.port, RATE, seconds, connections=connections) for connections in ("kept", "new")]
        self._askers.append(Asking(proxy.secure, RATE, seconds, connections="h2"))
        self._others = [Wrk(proxy.port, seconds), H2load(proxy.secure, seconds, folder)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for other in self._others:
            other.end()
        for asker in self._askers:
            asker.__exit__()

    def told(self):
        wrk, h2load = (other.counted() for other in self._others)
        return Told(wrk, h2load, *(asker.answers() for asker in self._askers))
