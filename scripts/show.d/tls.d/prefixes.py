"""The gate: a million prefixes in its table and in a file that a listener denies, and what it costs to refuse a connection beside
a full handshake. Ends with 1 where a bar is missed."""

import argparse
import os
import random
import subprocess
import sys
import time
from types import SimpleNamespace

import stage

import refused
import report
import servers
from bench import Bench
from findings import at_least
from gate import RefusedAtTheGate
from jvm import Jvm

SOURCE = servers.ROOT / "proxy-security/src/test/java/io/zentinelproxy/security/bench/PrefixLookups.java"
PROGRAM = "io.zentinelproxy.security.bench.PrefixLookups"
MAX_NANOS, MAX_MIB = 200, 64
MIB = 2**20
PATIENCE_SECONDS = 60


def lookups(stand, prefixes):
    """The table alone, in a JVM of its own."""
    home, classes, libraries = os.environ["JAVA_HOME"], stand.folder / "classes", servers.JAR.parent / "lib/*"
    subprocess.run([f"{home}/bin/javac", "-proc:none", "-cp", str(libraries), "-d", str(classes), str(SOURCE)], check=True)
    said = subprocess.run([f"{home}/bin/java", f"@{servers.JVM_OPTIONS}", "-Xmx1g", "-cp", f"{classes}:{libraries}", PROGRAM, str(prefixes)],
                          check=True, capture_output=True, text=True).stdout
    print("| table of | prefixes | ms to build | MiB | ns a look-up |\n|---|---|---|---|---|")
    good = True
    for name, count, millis, mebi, nanos in (line.split("\t") for line in said.splitlines()):
        print(f"| {name} | {count} | {millis} | {mebi} | {nanos} |", flush=True)
        good &= int(nanos) < MAX_NANOS and float(mebi) < MAX_MIB
    return good


def denied(stand, prefixes):
    """A file of so many networks that a listener denies: what it adds to a start and to the heap, and when a change counts."""
    identity, file = stand.authority.server("show.test"), stand.folder / "deny.txt"
    draw = random.Random(prefixes)
    # Everywhere but in 127.0.0.0/8, where the proof lives.
    lines = [f"{draw.randrange(128, 224)}.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(256)}/32" for _ in range(prefixes - 1)]
    file.write_text("\n".join(lines) + "\n")
    plain, seconds = _started(stand, "without", identity, "")
    heap = _live(plain)
    plain.stop()
    gated, more_seconds = _started(stand, "with", identity, f'connection-filters {{ deny-file "{file}"; }}')
    more = (_live(gated) - heap) / MIB
    begun = time.monotonic()
    with file.open("a") as list_of_denied:
        list_of_denied.write(f"{servers.REFUSED_NETWORK}\n")
    reloaded = _until_refused(gated.port, begun)
    gated.stop()
    print(f"\n| {prefixes} networks in a file | s to ready | live heap MiB | s until a line more counts |\n|---|---|---|---|")
    print(f"| without | {seconds:.1f} | {heap / MIB:.0f} | |\n| with | {more_seconds:.1f} | +{more:.0f} | {reloaded:.1f} |", flush=True)
    return more < MAX_MIB and reloaded < PATIENCE_SECONDS


def _started(stand, name, identity, gate):
    begun = time.monotonic()
    return stand.proxy(stage.listener("secure", identity, more=gate), name=name), time.monotonic() - begun


def _live(proxy):
    return Jvm(os.environ["JAVA_HOME"], proxy.process.pid).live_octets()


def _until_refused(port, begun):
    while time.monotonic() < begun + PATIENCE_SECONDS:
        try:
            if refused.turned_away("127.0.2.1", port, 0.5):
                break
        except OSError:
            # Taken in: it waits for a ClientHello.
            continue
    return time.monotonic() - begun


def refusals(stand, given):
    """As scripts/bench gate."""
    settings = SimpleNamespace(pairs=given.pairs, seconds=given.seconds, warm=given.warm, quick=True, before=None)
    with Bench(stand.folder / "bench", os.environ["JAVA_HOME"], ["ours"], {}, settings) as bench:
        section = RefusedAtTheGate("", "/1k.bin", 1 << 10, at_least(20, 50)).measure("gate", bench)
    print("\n" + "\n".join(report.body(section)))
    for one in section.findings:
        print(f"\n{one.what}: {one.value:.0f} x ({one.measured.low:.0f} to {one.measured.high:.0f}), {one.verdict()}")
    return not section.void and section.findings[0].verdict() != "MISSED"


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show gate", description=__doc__)
    words.add_argument("--prefixes", type=int, default=1_000_000, help="in the table and in the file (default: %(default)s)")
    words.add_argument("--pairs", type=int, default=10, help="rounds of refusals and handshakes in turn (%(default)s)")
    words.add_argument("--seconds", type=float, default=2, help="length of one run (%(default)s)")
    words.add_argument("--warm", type=float, default=20, help="seconds of warm-up (%(default)s)")
    return words.parse_args()


def main():
    given = arguments()
    with stage.standing("gate", h2load="nghttp2-client") as stand:
        (stand.folder / "bench").mkdir()
        good = [lookups(stand, given.prefixes), denied(stand, given.prefixes), refusals(stand, given)]
    if not all(good):
        sys.exit(f"a bar is missed: a look-up under {MAX_NANOS} ns, under {MAX_MIB} MiB, refusals at least 20 times as cheap")


if __name__ == "__main__":
    main()
