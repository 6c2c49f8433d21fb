"""Rows with many interleaved rounds: as fast as answers come, or at a fixed rate."""

from dataclasses import dataclass

import ratios
import rounds
from findings import Finding, Section
from load import Load

COLUMNS = ["CPU µs/request", "requests/s", "p50 µs", "p99 µs", "RSS MB"]
CHANGEABLE = (("cpu_us", "CPU per request"), ("per_second", "requests/s"), ("p50_us", "p50"), ("p99_us", "p99"))


@dataclass(frozen=True)
class Throughput:
    """A row at saturation. The targets are for ours against nginx, except where the name says otherwise."""
    title: str
    target: str
    octets: int
    connections: int
    cpu: object = None
    rate: object = None
    rate_to_haproxy: object = None
    floor: object = None
    secure: bool = False
    # Of HTTP/2 on each connection at once; 0: HTTP/1.1.
    streams: int = 0

    def measure(self, name, bench):
        load = Load(self.target, self.octets, self.connections, 0, secure=self.secure, streams=self.streams)
        proxies = bench.running(self.secure)
        rates = rounds.warm(proxies, bench.origin, load, bench.warm_seconds(False, (self.secure, self.streams > 0)))
        load = rounds.sized(load, rounds.usual_rate(rates), bench.seconds)
        found = rounds.run(proxies, bench.origin, load, bench.pairs, bench.may_repeat, name)
        section = section_of(name, self.title, found, load)
        if not section.void:
            section.findings = [*self._findings(found, bench), *variants(found, bench)]
        return section

    def _findings(self, found, bench):
        for other, rate in (("nginx", self.rate), ("haproxy", self.rate_to_haproxy)):
            if bench.have("ours", other):
                cpu = self.cpu if other == "nginx" else None
                yield compare(found, "cpu_us", "ours", other, "CPU per request", cpu)
                yield compare(found, "per_second", "ours", other, "requests/s", rate)
                yield compare(found, "p50_us", "ours", other, "p50")
                yield compare(found, "p99_us", "ours", other, "p99")
        if self.secure:
            return
        if bench.have("floor", "ours"):
            yield compare(found, "cpu_us", "floor", "ours", "CPU per request", self.floor)
        if bench.have("floor", "nginx"):
            yield compare(found, "cpu_us", "floor", "nginx", "CPU per request")


@dataclass(frozen=True)
class FixedRate:
    """Latency at half of nginx's best rate: at saturation a percentile only tells the length of the queue."""
    title: str
    target: str
    octets: int
    connections: int
    p99: object
    cpu: object

    def measure(self, name, bench):
        load = Load(self.target, self.octets, self.connections, 0)
        rates = rounds.warm(bench.running(), bench.origin, load, bench.warm_seconds(fresh=False))
        best = rates.get("nginx", rounds.usual_rate(rates))
        load = Load(self.target, self.octets, self.connections, 0, rate=best / 2)
        load = rounds.sized(load, load.rate, bench.seconds)
        found = rounds.run(bench.running(), bench.origin, load, bench.pairs, bench.may_repeat, name)
        section = section_of(name, self.title, found, load)
        section.notes.append(f"{load.rate:.0f} requests/s, half of nginx's best")
        if not section.void:
            section.findings = [*self._findings(found, bench), *variants(found, bench)]
        return section

    def _findings(self, found, bench):
        for other, p99, cpu in (("nginx", self.p99, self.cpu), ("haproxy", None, None)):
            if bench.have("ours", other):
                yield compare(found, "p99_us", "ours", other, "p99", p99)
                yield compare(found, "p50_us", "ours", other, "p50")
                yield compare(found, "cpu_us", "ours", other, "CPU per request", cpu)
        if bench.have("floor", "ours"):
            yield compare(found, "cpu_us", "floor", "ours", "CPU per request")


def compare(found, figure, over, under, words, target=None):
    measured = ratios.paired(found.of(over, figure), found.of(under, figure))
    return Finding(f"{words}: {over} / {under}", measured, target)


def variants(found, bench, figures=CHANGEABLE):
    """Ours against each variant of ours, in the figures that a JVM option may change."""
    for variant in bench.variants:
        for figure, words in figures:
            if bench.have("ours", variant):
                yield compare(found, figure, variant, "ours", words)


def section_of(name, title, found, load):
    section = Section(name, title, COLUMNS, void=found.void)
    if found.void:
        return section
    for contestant in found.samples:
        of = lambda figure: ratios.median(found.of(contestant, figure))
        section.figures[contestant] = [f"{of('cpu_us'):.1f}", f"{of('per_second'):.0f}", f"{of('p50_us'):.0f}",
                                       f"{of('p99_us'):.0f}", f"{of('resident') / 2**20:.0f}"]
    note_rounds(section, found, f"each contestant {load.requests} requests a round")
    return section


def note_rounds(section, found, work):
    """How many rounds there were of this work, and whether others used the machine meanwhile."""
    pairs = len(next(iter(found.samples.values())))
    section.busy = found.disturbed * 2 > pairs
    foreign = ratios.median([share for name in found.samples for share in found.of(name, "foreign")])
    section.notes.append(f"Interleaved rounds: {pairs}, {work}. Others took {foreign:.1%} of the machine in the median run "
                         f"(rounds repeated for it: {found.repeated}, kept all the same: {found.disturbed})")
