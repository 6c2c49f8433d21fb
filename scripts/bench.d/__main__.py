"""The command: which rows, run and reported."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import programs
import report
import rounds
import servers
from allocation import Allocation
from bench import OTHERS, Bench
from chat import ChatCost
from findings import Section, at_least, at_most
from gate import RefusedAtTheGate
from gigabyte import Gigabyte
from h2c import ToH2cOrigin
from handshakes import HandshakeRate
from idle import IdleConnections
from many import ManyUpstreams
from route_cost import RouteCost
from syscalls import SystemCalls
from throughput import FixedRate, Throughput

COST, FLOOR, RATE = at_most(1.3, 1.1), at_least(0.85, 0.93), at_least(0.9, 1.0)

# Everything that is measured, and what it must reach.
ROWS = {
    "1k-64": Throughput("1 KB, 64 connections", "/1k.bin", 1 << 10, 64, COST, RATE, RATE, FLOOR),
    "1k-256": Throughput("1 KB, 256 connections", "/1k.bin", 1 << 10, 256, COST, RATE, RATE, FLOOR),
    "64k-64": Throughput("64 KB, 64 connections", "/64k.bin", 64 << 10, 64, None, RATE, RATE),
    "10m-8": Throughput("10 MB, 8 connections, nginx without buffering", "/10m.bin", 10 << 20, 8, None, at_least(0.9, 1.2)),
    "p99": FixedRate("1 KB, 64 connections at a fixed rate", "/1k.bin", 1 << 10, 64, at_most(1.5, 1.0), COST),
    "allocation": Allocation("heap allocated per request, 1 KB, 64 connections", "/1k.bin", 1 << 10, 64, at_most(2048, 512)),
    "syscalls": SystemCalls("system calls per request, 1 KB, 64 connections", "/1k.bin", 1 << 10, 64),
    "filters": RouteCost("ten filters, 1 KB, 64 connections", servers.FILTERED, "without filters", "ten filters", "/1k.bin", "/filtered/1k.bin", 1 << 10, 64,
                         at_most(1.12, 1.05)),
    "watched": RouteCost("targets with health checks, breakers, outlier detection and retries, 1 KB, 64 connections", servers.WATCHED,
                         "plain targets", "watched ones", "/plain-1k.bin", "/watched-1k.bin", 1 << 10, 64, at_most(1.05)),
    "limited": RouteCost("one limiter in this process, by client, 1 KB, 64 connections", servers.LIMITED, "without", "limited", "/1k.bin", "/limited-1k.bin", 1 << 10, 64,
                         at_most(1.05)),
    "chat": ChatCost("a model's chat completion of 1 KB each way, not streamed, counted, limited and charged, 64 connections", 64, 3000,
                     at_most(2.0, 1.3), at_most(2000, 500)),
    "many": ManyUpstreams("10,000 upstreams of two targets, 1 KB, 64 connections", "/1k.bin", 1 << 10, 64, at_most(3000), at_most(1.05)),
    "idle": IdleConnections("5,000 idle keep-alive connections", "/1k.bin", 1 << 10, 5000, at_most(6144, 3072)),
    "1g": Gigabyte("1 GB down and up", "/1g.bin", at_most(64)),
    "tls-1k-64": Throughput("TLS 1.3, 1 KB, 64 connections", "/1k.bin", 1 << 10, 64, at_most(1.4, 1.2), secure=True),
    "tls-full": HandshakeRate("TLS 1.3, full handshakes, ECDSA P-256", "/1k.bin", 1 << 10, False, at_least(0.3, 0.6)),
    "tls-resumed": HandshakeRate("TLS 1.3, resumed handshakes", "/1k.bin", 1 << 10, True, at_least(0.4, 0.8)),
    "tls-100m": Throughput("TLS 1.3, one body of 100 MB", "/100m.bin", 100 << 20, 1, None, at_least(0.8, 1.0), secure=True),
    "tls-idle": IdleConnections("5,000 idle keep-alive connections over TLS 1.3", "/1k.bin", 1 << 10, 5000, at_most(40960, 20480), secure=True),
    "h2-tls-1k": Throughput("HTTP/2 over TLS 1.3, 1 KB, 10 connections of 50 streams", "/1k.bin", 1 << 10, 10, at_most(1.4, 1.0), secure=True, streams=50),
    "h2-h2c-origin": ToH2cOrigin("HTTP/2 over TLS 1.3 to an origin over HTTP/2 in the clear, 1 KB, 10 connections of 50 streams", "/1k.bin", 1 << 10, 10, 50, at_least(1.5)),
    "h2-100m": Throughput("HTTP/2 over TLS 1.3, one body of 100 MB", "/100m.bin", 100 << 20, 1, None, at_least(0.8, 1.0), secure=True, streams=1),
    "h2-idle": IdleConnections("2,000 idle connections of HTTP/2 over TLS 1.3", "/1k.bin", 1 << 10, 2000, at_most(40960, 20480), secure=True, streams=8),
    "gate": RefusedAtTheGate("connections refused at the gate, beside full handshakes", "/1k.bin", 1 << 10, at_least(20, 50)),
}


def arguments():
    words = argparse.ArgumentParser(prog="scripts/bench", description="Ours, nginx, HAProxy and a byte pump side by side.")
    words.add_argument("rows", nargs="*", metavar="row",
                       help=f"quick, or any of {', '.join(ROWS)}; none: all, and write docs/performance.md")
    words.add_argument("--pairs", type=int, help="interleaved rounds a row (20; quick 3)")
    words.add_argument("--seconds", type=float, help="length of one run (2; quick 1)")
    words.add_argument("--warm", type=float, help="seconds of warm-up of each contestant (25; quick 3)")
    words.add_argument("--contestants", default="ours,nginx,haproxy,floor", help="which take part (default: %(default)s)")
    words.add_argument("--variant", action="append", default=[], metavar="NAME=JVM-OPTIONS",
                       help="ours once more with other JVM options, as one more contestant: --variant 'poller1=-Djdk.pollerMode=1'")
    words.add_argument("--before", metavar="FOLDER",
                       help="an app folder that was built earlier, as one more contestant \"before\"; FOLDER/bench.kdl is its "
                            "configuration template where that build does not know all keys of ours")
    given = words.parse_intermixed_args()
    given.quick = "quick" in given.rows
    given.rows = [row for row in given.rows if row != "quick"]
    if unknown := [row for row in given.rows if row not in ROWS]:
        words.error(f"no row {', '.join(unknown)}; there are {', '.join(ROWS)}")
    given.pairs = given.pairs or (3 if given.quick else 20)
    given.seconds = given.seconds or (1 if given.quick else 2)
    given.warm = given.warm if given.warm is not None else (3 if given.quick else 25)
    given.contestants = given.contestants.split(",")
    if unknown := [name for name in given.contestants if name not in ("ours", *OTHERS)]:
        words.error(f"no contestant {', '.join(unknown)}")
    given.variants = {name: tuple(shlex.split(options)) for name, _, options in (v.partition("=") for v in given.variant)}
    if given.before:
        if not (Path(given.before) / "zentinel.jar").exists():
            words.error(f"no zentinel.jar in {given.before}")
        given.variants[servers.BEFORE] = ()
    return given


def main():
    given = arguments()
    # Ended from outside, we still stop what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    programs.require()
    machine.raise_file_limit()
    if (given.variants or "ours" in given.contestants) and not servers.JAR.exists():
        sys.exit(f"{servers.JAR.relative_to(servers.ROOT)} is missing: run scripts/build first, "
                 "or leave ours out with --contestants nginx,haproxy,floor.")
    java_home = os.environ["JAVA_HOME"]
    with tempfile.TemporaryDirectory(prefix="zentinel-bench-", dir=servers.temporary_parent()) as folder, \
            Bench(folder, java_home, given.contestants, given.variants, given) as bench:
        sections = [_measure(name, bench) for name in given.rows or ROWS]
    command = " ".join(["scripts/bench", *sys.argv[1:]])
    text = report.markdown(sections, machine.facts(f"{java_home}/bin/java"), command)
    print(text)
    if not (given.rows or given.quick or given.variants) and {"ours", *OTHERS} <= set(given.contestants):
        report.write(servers.ROOT / "docs/performance.md", text)
    return 1 if any(section.void for section in sections) else 0


def _measure(name, bench):
    """One row; what goes wrong in it makes it void and leaves the others standing."""
    print(f"{name}: {ROWS[name].title}", file=sys.stderr, flush=True)
    try:
        section = ROWS[name].measure(name, bench)
    except (rounds.Void, servers.StartFailed, subprocess.SubprocessError, OSError) as failure:
        section = Section(name, ROWS[name].title, void=str(failure))
    if section.void:
        print(f"  void: {section.void}", file=sys.stderr, flush=True)
    return section


if __name__ == "__main__":
    sys.exit(main())
