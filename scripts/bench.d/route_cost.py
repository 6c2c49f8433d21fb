"""What something costs that a route may have: one proxy, one route without it and one with it, in turn."""

from dataclasses import dataclass

import ratios
import rounds
from findings import Finding, Section
from load import Load
from throughput import section_of


@dataclass(frozen=True)
class RouteCost:
    """Ours against itself in the same process, so that two JVMs' luck with their compilers does not count."""
    title: str
    # Of servers.OWN.
    contestant: str
    # What a route is called without it and with it, and the targets that find those routes.
    plain: str
    dearer: str
    plain_target: str
    dearer_target: str
    octets: int
    connections: int
    cost: object

    def measure(self, name, bench):
        with bench.fresh(self.contestant, bench.origin.port) as proxy:
            loads = {self.plain: Load(self.plain_target, self.octets, self.connections, 0),
                     self.dearer: Load(self.dearer_target, self.octets, self.connections, 0)}
            rates = [rounds.warm([proxy], bench.origin, load, bench.warm_seconds(fresh=True))[proxy.name]
                     for load in loads.values()]
            loads = {one: rounds.sized(load, ratios.median(rates), bench.seconds) for one, load in loads.items()}
            found = rounds.alternating(proxy, bench.origin, loads, bench.pairs)
        section = section_of(name, self.title, found, loads[self.plain]) if not found.void else Section(name, self.title, void=found.void)
        if not section.void:
            measured = ratios.paired(found.of(self.dearer, "cpu_us"), found.of(self.plain, "cpu_us"))
            words = f"CPU per request: {self.dearer} / {self.plain}"
            section.findings = [Finding(f"{words}, upper end of the interval", measured.high, self.cost), Finding(words, measured)]
        return section
