"""Takeovers under load: wrk, h2load, clients that open a connection for each request, that keep theirs, and that speak HTTP/2, all at once.

h2load counts as failed what it has not sent: told that a connection goes away, it drops a request of its own. So what it says has failed is held
against the access log, which has every request that has reached the proxy: none of these may be missing among its successes."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import programs  # noqa: E402
import ratios  # noqa: E402
import servers  # noqa: E402
from streams import Streams  # noqa: E402
from templates import fill  # noqa: E402
from visitors import Keeper, Newcomer  # noqa: E402

START_PATIENCE_SECONDS = 30
LOADS_SETTLE_SECONDS = 1

ORIGIN = """daemon off;
worker_processes 1;
pid @FOLDER@/nginx.pid;
error_log @FOLDER@/error.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    server {
        listen 127.0.0.1:@ORIGIN@ backlog=4096;
        location / { return 200 "@BODY@"; }
    }
}
"""

PROXY = """system {
    upgrade-socket "@FOLDER@/run/upgrade.sock"
    drain-idle-secs 1
}
listeners {
    listener "main" {
        address "127.0.0.1:@PORT@"
    }
}
routes {
    route "all" {
        upstream "origin"
    }
}
upstreams {
    upstream "origin" {
        target "127.0.0.1:@ORIGIN@"
    }
}
limits {
    max-connections-per-client 0
}
observability {
    access-log {
        file "@FOLDER@/access.log"
    }
    metrics {
        address "127.0.0.1:@ADMIN@"
    }
}
"""


class Generations:
    """The processes of the proxy, one after the other."""

    def __init__(self, folder, config):
        self.folder, self.config, self.all = folder, config, []

    def start(self, *more):
        """The next one; returns when it is ready."""
        log = self.folder / f"proxy-{len(self.all)}.log"
        command = [f"{os.environ['JAVA_HOME']}/bin/java", f"@{servers.JVM_OPTIONS}", "-jar", str(servers.JAR),
                   "run", *more, "--config", str(self.config)]
        with open(log, "w") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out)
        self.all.append(process)
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while " ready " not in log.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the proxy did not start: {log.read_text()}")
            time.sleep(0.01)

    def take_over(self):
        """Seconds until the new one was ready, and until the old one had ended, and its exit code."""
        old, begun = self.all[-1], time.monotonic()
        self.start("--upgrade")
        ready = time.monotonic() - begun
        code = old.wait(START_PATIENCE_SECONDS)
        return ready, time.monotonic() - begun, code

    def stop(self):
        for process in self.all:
            if process.poll() is None:
                process.terminate()
                process.wait(START_PATIENCE_SECONDS)


def number(pattern, text):
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


def of_wrk(said):
    """Requests, failures and the line that tells of them."""
    errors = re.search(r"Socket errors: (.*)", said)
    failed = sum(int(count) for count in re.findall(r"\d+", errors.group(1))) if errors else 0
    failed += number(r"Non-2xx or 3xx responses: (\d+)", said)
    return number(r"(\d+) requests in", said), failed, errors.group(1) if errors else ""


class H2load(threading.Thread):
    """Runs of a few thousand requests one after the other: a run is over when its connections go away."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.command = ["h2load", "-t1", "-c4", "-m4", "-n", "4000", url]
        self.succeeded, self.over = 0, threading.Event()
        self.start()

    def run(self):
        while not self.over.is_set():
            said = subprocess.run(self.command, capture_output=True, text=True, check=False).stdout
            self.succeeded += number(r"(\d+) succeeded", said)

    def stop(self):
        self.over.set()
        self.join()


def served(log):
    """Requests of h2load that have reached the proxy."""
    with open(log, "rb") as lines:
        return sum(b"/h2load" in line for line in lines)


def prove(folder, takeovers, seconds):
    port, origin, admin = (servers.free_port() for _ in range(3))
    config = folder / "zentinel.kdl"
    config.write_text(fill(PROXY, FOLDER=folder, PORT=port, ORIGIN=origin, ADMIN=admin))
    (folder / "run").mkdir(mode=0o700)
    (folder / "origin.conf").write_text(fill(ORIGIN, FOLDER=folder, ORIGIN=origin, BODY="x" * 1024))
    nginx = subprocess.Popen(["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "origin.conf")])
    generations = Generations(folder, config)
    try:
        generations.start()
        seen = measure(generations, port, takeovers, seconds)
    finally:
        generations.stop()
        nginx.terminate()
        nginx.wait()
    return report(*seen, served(folder / "access.log"))


def measure(generations, port, takeovers, seconds):
    url = f"http://127.0.0.1:{port}/"
    # Each takeover lasts a moment longer than the pause after it.
    whole = str(int((takeovers + 1) * seconds + takeovers * 2))
    wrk = subprocess.Popen(["wrk", "-t1", "-c8", f"-d{whole}s", url], stdout=subprocess.PIPE, text=True)
    h2load = H2load(url + "h2load")
    visitors = [Newcomer(port), Newcomer(port), Keeper(port, 0), Keeper(port, 0.2), Streams(port)]
    time.sleep(LOADS_SETTLE_SECONDS)
    quiet = time.monotonic()
    time.sleep(seconds)
    begun = time.monotonic()
    for turn in range(takeovers):
        ready, over, code = generations.take_over()
        print(f"takeover {turn + 1}: the new one was ready after {ready:.2f} s, the old one had ended after {over:.2f} s with exit {code}")
        time.sleep(max(0, seconds - over))
    ended = time.monotonic()
    for visitor in (*visitors, h2load):
        visitor.stop()
    return visitors, h2load, wrk.communicate()[0], (quiet, begun, ended)


def report(visitors, h2load, wrk, times, logged):
    quiet, begun, ended = times
    failed = 0
    print(f"{'client':36} {'requests':>9} {'failed':>7} {'p99 quiet':>10} {'p99 then':>10}")
    for visitor in visitors:
        failed += len(visitor.failures)
        before, then = (millis(visitor, *span) for span in ((quiet, begun), (begun, ended)))
        print(f"{visitor.name:36} {len(visitor.waits):9} {len(visitor.failures):7} {before:>10} {then:>10}")
        for failure in sorted(set(visitor.failures)):
            print(f"    {failure}")
    requests, bad, line = of_wrk(wrk)
    print(f"{'wrk':36} {requests:9} {bad:7}  {line}")
    lost = logged - h2load.succeeded
    print(f"{'h2load, of what has reached the proxy':36} {logged:8} {lost:7}")
    return failed + bad + abs(lost)


def millis(result, since, until):
    waits = [wait for at, wait in result.waits if since <= at < until]
    return f"{ratios.percentile(waits, 0.99) * 1e3:.1f} ms" if waits else "-"


def main():
    parser = argparse.ArgumentParser(prog="scripts/show takeover")
    parser.add_argument("--takeovers", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="between two of them")
    given = parser.parse_args()
    programs.require({"nginx": "nginx", "wrk": "wrk", "h2load": "nghttp2-client"}, "scripts/show takeover")
    if not servers.JAR.exists():
        sys.exit("scripts/build first")
    with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
        failed = prove(Path(folder), given.takeovers, given.seconds)
    print(f"{failed} failed requests")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
