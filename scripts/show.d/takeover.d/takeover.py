"""Takeovers under load: wrk, h2load, a client that opens a connection for each request and one that keeps its own, all at once."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import programs  # noqa: E402
import ratios  # noqa: E402
import servers  # noqa: E402
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
    metrics {
        address "127.0.0.1:@ADMIN@"
    }
}
"""


def fill(text, **values):
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text


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


def of_h2load(said):
    """The same of h2load, whose answers that were not 2xx count as well."""
    line = re.search(r"requests: .*", said).group(0)
    failed = number(r"(\d+) failed", line)
    bad = sum(int(count) for count in re.findall(r"(\d+) [345]xx", said))
    return number(r"(\d+) done", line), failed + bad, line


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
        return measure(generations, port, takeovers, seconds)
    finally:
        generations.stop()
        nginx.terminate()
        nginx.wait()


def measure(generations, port, takeovers, seconds):
    url = f"http://127.0.0.1:{port}/"
    whole = str(int((takeovers + 1) * seconds + LOADS_SETTLE_SECONDS * 2 + takeovers * 2))
    loads = {"wrk": ["wrk", "-t1", "-c8", f"-d{whole}s", "--latency", url],
             "h2load": ["h2load", "-t1", "-c4", "-m4", "-D", whole, url]}
    running = {name: subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
               for name, command in loads.items()}
    visitors = [Newcomer(port), Newcomer(port), Keeper(port, 0), Keeper(port, 0.2)]
    time.sleep(LOADS_SETTLE_SECONDS)
    quiet = time.monotonic()
    time.sleep(seconds)
    begun = time.monotonic()
    for turn in range(takeovers):
        ready, over, code = generations.take_over()
        print(f"takeover {turn + 1}: the new one was ready after {ready:.2f} s, the old one had ended after {over:.2f} s with exit {code}")
        time.sleep(max(0, seconds - over))
    ended = time.monotonic()
    results = [visitor.stop() for visitor in visitors]
    said = {name: process.communicate()[0] for name, process in running.items()}
    return report(results, said, (quiet, begun, ended))


def report(results, said, times):
    quiet, begun, ended = times
    failed = 0
    print(f"{'client':34} {'requests':>9} {'failed':>7} {'p99 quiet':>10} {'p99 then':>10}")
    for result in results:
        failed += len(result.failures)
        before, then = (micros(result, *span) for span in ((quiet, begun), (begun, ended)))
        print(f"{result.name:34} {len(result.waits):9} {len(result.failures):7} {before:>10} {then:>10}")
        for failure in sorted(set(result.failures)):
            print(f"    {failure}")
    for name, read in (("wrk", of_wrk), ("h2load", of_h2load)):
        requests, bad, line = read(said[name])
        failed += bad
        print(f"{name:34} {requests:9} {bad:7}  {line}")
    return failed


def micros(result, since, until):
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
