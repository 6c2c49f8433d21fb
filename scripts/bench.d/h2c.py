"""HTTP/2 on both sides: to an origin that speaks it in the clear, beside the two others that can."""

from dataclasses import dataclass

import rounds
from bench import TO_H2C
from load import Load
from throughput import compare, section_of


@dataclass(frozen=True)
class ToH2cOrigin:
    """Clients come over TLS. The origin does not count requests: a round is void unless good answers = log lines and all octets of
    content have come."""
    title: str
    target: str
    octets: int
    connections: int
    streams: int
    rate: object

    def measure(self, name, bench):
        origin, proxies = bench.before_h2c()
        load = Load(self.target, self.octets, self.connections, 0, secure=True, streams=self.streams)
        rates = rounds.warm(proxies, origin, load, bench.warm_seconds(False, name))
        load = rounds.sized(load, rounds.usual_rate(rates), bench.seconds)
        found = rounds.run(proxies, origin, load, bench.pairs, bench.may_repeat, name)
        section = section_of(name, self.title, found, load)
        if not section.void and "ours" in found.samples:
            section.findings = [*self._findings(found)]
        return section

    def _findings(self, found):
        for other in TO_H2C:
            yield compare(found, "per_second", "ours", other, "requests/s", self.rate)
            yield compare(found, "cpu_us", "ours", other, "CPU per request")
            yield compare(found, "p50_us", "ours", other, "p50")
            yield compare(found, "p99_us", "ours", other, "p99")
