"""Origins that fail, and changes of the configuration and of the process, under load. Ends with 1 where a row missed its bar: an idempotent
request failed while origins were left, a dead origin stayed in use or a live one out of it, nobody left was not told at once, a change was noticed."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import ground

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import alldown  # noqa: E402
import balancing  # noqa: E402
import changes  # noqa: E402
import faults  # noqa: E402
import machine  # noqa: E402
import programs  # noqa: E402
import servers  # noqa: E402
import shadows  # noqa: E402
from scene import Scene  # noqa: E402

NEEDED = {"nginx": "nginx", "openssl": "openssl", "h2load": "nghttp2-client", "wrk": "wrk"}
NAMESPACES = {"ip": "iproute2", "nft": "nftables", "nsenter": "util-linux", "unshare": "util-linux"}


def tables():
    """Title, columns, and by its name what measures each row: yields cells and whether they are good enough."""
    single = lambda measured: iter([measured])
    return {
        "faults": (faults.COLUMNS, {name: lambda scene, n=name, f=fault: single(faults.row(n, f, scene)) for name, fault in faults.faults().items()}),
        "all-down": (alldown.COLUMNS, {name: lambda scene, n=name, w=way: single(alldown.row(n, w, scene)) for name, way in alldown.WAYS.items()}),
        "changes": (changes.COLUMNS, {name: lambda scene, n=name: single(changes.row(n, scene)) for name in changes.FAULTS}),
        "balancing": (balancing.COLUMNS, {name: lambda scene, n=name: balancing.rows(n, scene) for name in balancing.FAULTS}),
        "shadow": (shadows.COLUMNS, {name: lambda scene, n=name: single(shadows.row(n, scene)) for name in shadows.WAYS}),
    }


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show chaos", description=__doc__)
    words.add_argument("--only", metavar="NAME", help=f"tables or rows whose names hold this; tables: {', '.join(tables())}")
    words.add_argument("--seconds", type=float, default=8, help="that a fault lasts; balancing and shadow twice that (%(default)s)")
    words.add_argument("--quiet", type=float, default=20, help="seconds of quiet that changes are held against (%(default)s)")
    words.add_argument("--reloads", type=int, default=60, help="one a second (%(default)s)")
    words.add_argument("--takeovers", type=int, default=changes.TAKEOVERS, help="(%(default)s)")
    words.add_argument("--warm", type=int, default=20000, help="requests of a warm-up before each row (%(default)s)")
    words.add_argument("--loopback", action="store_true", help="use no network namespaces, even where they are permitted")
    return words.parse_args()


def main():
    given = arguments()
    # Ended from outside, we still stop what we have started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    apart = os.geteuid() == 0 and not given.loopback
    programs.require({**NEEDED, **(NAMESPACES if apart else {})}, "scripts/show chaos")
    if not servers.JAR.exists():
        sys.exit("scripts/build first")
    if apart:
        ground.enter()
    machine.raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
        # The origins' files are read by the workers of nginx.
        os.chmod(folder, 0o755)
        bad = _shown(Scene(folder, given), given)
    if bad:
        sys.exit(f"{len(bad)} rows missed the bar: {', '.join(bad)}")


def _shown(scene, given):
    """The names of the rows that were not good enough."""
    print(ground.Ground().told())
    bad = []
    for title, (columns, measured) in tables().items():
        chosen = [name for name in measured if given.only is None or given.only in name or given.only == title]
        if chosen:
            print(f"\n| {' | '.join(columns)} | |\n{'|---' * (len(columns) + 1)}|", flush=True)
        for name in chosen:
            bad += [f"{title}, {name}" for good in _row(name, len(columns), measured[name], scene) if not good]
    return bad


def _row(name, width, measure, scene):
    """Prints it; yields for each line whether it was good. What goes wrong in it leaves the other rows standing."""
    try:
        for cells, good in measure(scene):
            print(f"| {' | '.join(map(str, cells))} | {'' if good else 'MISSED'} |", flush=True)
            yield good
    except (servers.StartFailed, ground.NotPermitted, subprocess.SubprocessError, ValueError, OSError) as failure:
        print(f"| {name} {'| ' * (width - 1)}| void: {' '.join(str(failure).split())[-400:]} |", flush=True)
        yield False


if __name__ == "__main__":
    main()
