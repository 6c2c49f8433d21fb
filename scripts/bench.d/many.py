"""A configuration of many upstreams: what it takes to load and to load anew, and what it costs requests that have nothing to do with it."""

import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import ratios
import rounds
import servers
from findings import Finding, Section
from load import Load
from throughput import compare, section_of

STARTS = 5
PATIENCE_SECONDS = 60
RELOADED = r"\breloaded, generation\b"


@dataclass(frozen=True)
class ManyUpstreams:
    """Both are proxies of their own: ours, and ours with them."""
    title: str
    target: str
    octets: int
    connections: int
    # Milliseconds.
    ready: object
    cost: object

    def measure(self, name, bench):
        contestants = ("ours", servers.MANY)
        ready = {contestant: [_ready(contestant, bench) for _ in range(STARTS if bench.may_repeat else 2)] for contestant in contestants}
        with bench.fresh("ours", bench.origin.port) as few, bench.fresh(servers.MANY, bench.origin.port) as many:
            reloads = {proxy.name: [_reload(proxy) for _ in range(STARTS if bench.may_repeat else 2)] for proxy in (few, many)}
            load = Load(self.target, self.octets, self.connections, 0)
            rates = rounds.warm([few, many], bench.origin, load, bench.warm_seconds(fresh=True))
            load = rounds.sized(load, rounds.usual_rate(rates), bench.seconds)
            found = rounds.run([few, many], bench.origin, load, bench.pairs, bench.may_repeat, name)
        section = section_of(name, self.title, found, load)
        if not section.void:
            section.findings = [*self._findings(ready, reloads, found)]
        return section

    def _findings(self, ready, reloads, found):
        few, many = ready
        for contestant, took in ready.items():
            yield Finding(f"exec to ready: {contestant}, median", ratios.median(took), self.ready if contestant == many else None, " ms")
        for contestant, took in reloads.items():
            yield Finding(f"HUP to reloaded: {contestant}, median", ratios.median(took), unit=" ms")
        measured = ratios.paired(found.of(many, "cpu_us"), found.of(few, "cpu_us"))
        yield Finding(f"CPU per request: {many} / {few}, upper end of the interval", measured.high, self.cost)
        yield Finding(f"CPU per request: {many} / {few}", measured)
        yield compare(found, "per_second", many, few, "requests/s")
        yield compare(found, "p99_us", many, few, "p99")


def _ready(contestant, bench):
    begun = time.monotonic()
    with bench.fresh(contestant, bench.origin.port):
        return (time.monotonic() - begun) * 1000


def _reload(proxy):
    """Milliseconds. Raises Void where it does not come about."""
    before, begun = said(proxy, RELOADED), time.monotonic()
    os.kill(proxy.process.pid, signal.SIGHUP)
    while said(proxy, RELOADED) == before:
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise rounds.Void(f"{proxy.name} was not reloaded within {PATIENCE_SECONDS} s")
        time.sleep(0.005)
    return (time.monotonic() - begun) * 1000


def said(proxy, pattern):
    return sum(len(re.findall(pattern, Path(proxy.folder, name).read_text(errors="replace"))) for name in ("out", "err"))
