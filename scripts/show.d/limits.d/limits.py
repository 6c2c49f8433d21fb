"""Limits that two processes share: what comes through in any span of time, what the store is asked, and what requests feel when it fails."""

import argparse
import collections
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
from askers import Asker  # noqa: E402
from spans import worst  # noqa: E402
from scene import Scene  # noqa: E402
from stores import Memcached, Redis, Sentinels, keys  # noqa: E402

RATE, BURST = 100, 50
PHASE_SECONDS = 4
# A wait that is no longer that of a store which answers.
SLOW_SECONDS = 0.02


def exact(folder, kind, seconds, per_client):
    """64 clients at two processes, each at this pace; more often than a saturated machine can answer in time is another proof."""
    store = kind(folder / "store")
    try:
        with Scene(folder, keys(store, "closed"), RATE, BURST) as scene:
            monitor = watch(store, folder) if isinstance(store, Redis) else None
            begun = time.time()
            loads = [subprocess.Popen(["h2load", "--h1", "-t1", "-c32", f"-D{seconds}", f"--rps={per_client}", f"http://127.0.0.1:{proxy.port}/counted"],
                                      stdout=subprocess.PIPE, text=True) for proxy in scene.proxies]
            said = [load.communicate()[0] for load in loads]
            lasted = time.time() - begun
            time.sleep(0.5)
            times = scene.admitted("/counted")
            asked = sum(requests(text) for text in said)
            span = times[-1] - times[0] if times else 0
            print(f"{store.name}: {asked} asked in {lasted:.2f} s, {len(times)} admitted; from the first to the last {span:.2f} s: "
                  f"rate x time + burst is {RATE * span + BURST:.0f}, so {len(times) / (RATE * span + BURST):.4f} of it; "
                  f"the most over the rate in any span: {worst(times, RATE):.1f} (burst {BURST})")
            if monitor:
                print(heard(monitor, asked, store))
            for line in sorted({line for proxy in scene.proxies for line in proxy.log().splitlines() if "limits" in line or "asked" in line or "answers again" in line})[:12]:
                print("   ", line[:300])
    finally:
        store.close()


def requests(said):
    return int(re.search(r"(\d+) done", said).group(1))


def watch(store, folder):
    log = folder / "monitor.log"
    out = open(log, "w")
    process = subprocess.Popen(["redis-cli", "-p", str(store.port), "monitor"], stdout=out)
    time.sleep(0.3)
    return process, log


def heard(monitor, asked, store):
    process, log = monitor
    time.sleep(0.5)
    process.terminate()
    process.wait()
    words = collections.Counter()
    for line in log.read_text(errors="replace").splitlines():
        # What the script does is told with "lua" in place of an address.
        if '"' in line and " lua]" not in line:
            words[line.split('"')[1].lower()] += 1
    return f"{store.name}: monitor heard {dict(words)} for {asked} requests"


def phases(folder, kind, fallback):
    """A store that is killed, started, stopped, goes on, under a steady load below the limit."""
    store = kind(folder / "store")
    steps = [("well", lambda: None), ("killed", store.kill)]
    if isinstance(store, Sentinels):
        steps += [("failed over", lambda: None), ("later", lambda: None)]
    else:
        steps += [("back", store.start), ("stopped", store.freeze), ("goes on", store.thaw)]
    try:
        with Scene(folder, keys(store, fallback), RATE * 20, BURST * 20) as scene:
            askers = [Asker(proxy.port, 100) for proxy in scene.proxies for _ in range(2)]
            time.sleep(2)
            spans = []
            for name, step in steps:
                begun = time.monotonic()
                step()
                time.sleep(PHASE_SECONDS)
                spans.append((name, begun, time.monotonic()))
            for asker in askers:
                asker.stop()
            for name, since, until in spans:
                tell(store, fallback, name, [one for asker in askers for one in asker.seen if since <= one[0] < until], len(scene.proxies), since)
            failures = [failure for asker in askers for failure in asker.failures]
            if failures:
                print(f"    {len(failures)} requests failed: {sorted(set(failures))}")
    finally:
        store.close()


def tell(store, fallback, name, seen, proxies, since):
    waits = sorted(wait for _, wait, _ in seen)
    slow = [at for at, wait, _ in seen if wait > SLOW_SECONDS]
    bad = [at - since for at, _, status in seen if status != 200]
    statuses = dict(collections.Counter(status for _, _, status in seen))
    if not waits:
        print(f"{store.name:22} {fallback:7} {name:12} nothing was answered")
        return
    print(f"{store.name:22} {fallback:7} {name:12} {len(waits):6} answered {statuses}, p50 {ratios.percentile(waits, 0.5) * 1e3:.1f} ms, "
          f"p99 {ratios.percentile(waits, 0.99) * 1e3:.1f} ms, longest {waits[-1] * 1e3:.0f} ms, {len(slow)} slow over {proxies} processes"
          + (f", others than 200 from {min(bad):.2f} to {max(bad):.2f} s" if bad else ""))


def main():
    parser = argparse.ArgumentParser(prog="scripts/show limits")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--per-client", type=int, default=30, help="requests a second of each of the 64")
    parser.add_argument("--only", choices=["exact", "faults"])
    given = parser.parse_args()
    programs.require({"nginx": "nginx", "h2load": "nghttp2-client", "redis-server": "redis-server", "redis-sentinel": "redis-sentinel",
                      "memcached": "memcached"}, "scripts/show limits")
    if not servers.JAR.exists():
        sys.exit("scripts/build first")
    for kind in (Redis, Memcached) if given.only != "faults" else ():
        with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
            exact(Path(folder), kind, given.seconds, given.per_client)
    for kind, fallback in ((Redis, "local"), (Redis, "open"), (Redis, "closed"), (Memcached, "local"), (Memcached, "closed"),
                           (Sentinels, "closed")) if given.only != "exact" else ():
        with tempfile.TemporaryDirectory(prefix="zentinel-show-") as folder:
            phases(Path(folder), kind, fallback)


if __name__ == "__main__":
    main()
