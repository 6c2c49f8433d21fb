"""What filters cost: one proxy, one route without filters and one with ten, in turn."""

from dataclasses import dataclass

import counted
import ratios
import rounds
import servers
from findings import Finding, Section
from load import Load
from throughput import section_of

PLAIN, FILTERED = "without filters", "ten filters"


@dataclass(frozen=True)
class FilterCost:
    """Ours against itself in the same process, so that two JVMs' luck with their compilers does not count."""
    title: str
    plain: str
    filtered: str
    octets: int
    connections: int
    cost: object

    def measure(self, name, bench):
        with bench.fresh(servers.FILTERED, bench.origin.port) as proxy:
            loads = {PLAIN: Load(self.plain, self.octets, self.connections, 0),
                     FILTERED: Load(self.filtered, self.octets, self.connections, 0)}
            rates = [rounds.warm([proxy], bench.origin, load, bench.warm_seconds(fresh=True))[proxy.name]
                     for load in loads.values()]
            loads = {one: rounds.sized(load, ratios.median(rates), bench.seconds) for one, load in loads.items()}
            found = self._rounds(proxy, loads, bench)
        section = section_of(name, self.title, found, loads[PLAIN]) if not found.void else Section(name, self.title, void=found.void)
        if not section.void:
            measured = ratios.paired(found.of(FILTERED, "cpu_us"), found.of(PLAIN, "cpu_us"))
            section.findings = [Finding(f"CPU per request: {FILTERED} / {PLAIN}, upper end of the interval", measured.high, self.cost),
                                Finding(f"CPU per request: {FILTERED} / {PLAIN}", measured)]
        return section

    def _rounds(self, proxy, loads, bench):
        found = rounds.Rounds({one: [] for one in loads})
        for turn in range(bench.pairs):
            order = [PLAIN, FILTERED] if turn % 2 == 0 else [FILTERED, PLAIN]
            samples = {one: counted.run(proxy, bench.origin, loads[one]) for one in order}
            found.void = next((sample.void for sample in samples.values() if sample.void), None)
            if found.void:
                break
            if max(sample.foreign for sample in samples.values()) > rounds.TOLERATED_FOREIGN_SHARE:
                found.disturbed += 1
            for one, sample in samples.items():
                found.samples[one].append(sample)
        return found
