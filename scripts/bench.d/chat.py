"""What it costs that a route serves models: ours against itself, one route that counts, limits and charges, and one that only passes on."""

from dataclasses import dataclass

import ratios
import rounds
import servers
from conversation import KEY, OCTETS, QUESTION
from findings import Finding, Section
from load import Load
from throughput import section_of

PLAIN, CHAT = "plain", "chat"


@dataclass(frozen=True)
class ChatCost:
    """Processor time as fast as answers come, and latency at a fixed rate, in the same process."""
    title: str
    connections: int
    per_second: int
    cost: object
    added_p99: object

    def measure(self, name, bench):
        with bench.fresh(servers.CHAT, bench.origin.port) as proxy:
            loads = {PLAIN: self._load("/plain/v1/chat/completions"), CHAT: self._load("/counted/v1/chat/completions")}
            rates = [rounds.warm([proxy], bench.origin, load, bench.warm_seconds(fresh=True))[proxy.name] for load in loads.values()]
            fast = {one: rounds.sized(load, ratios.median(rates), bench.seconds) for one, load in loads.items()}
            slow = {one: rounds.sized(self._load(load.target, self.per_second), 0, bench.seconds) for one, load in loads.items()}
            costs = rounds.alternating(proxy, bench.origin, fast, bench.pairs)
            delays = rounds.alternating(proxy, bench.origin, slow, bench.pairs)
        if void := costs.void or delays.void:
            return Section(name, self.title, void=void)
        section = section_of(name, self.title, costs, fast[PLAIN])
        section.findings = [*self._costs(costs), *self._delays(delays)]
        for one in loads:
            section.notes.append(f"{one} at {self.per_second} requests/s: p50 {ratios.median(delays.of(one, 'p50_us')):.0f} µs, "
                                 f"p99 {ratios.median(delays.of(one, 'p99_us')):.0f} µs")
        return section

    def _load(self, target, rate=0):
        # At a fixed rate over so many connections that one waits for its turn only after an answer that took its whole share.
        connections = self.connections * 4 if rate else self.connections
        return Load(target, OCTETS, connections, 0, rate=rate, content=QUESTION,
                    fields=("content-type: application/json", f"authorization: Bearer {KEY}"))

    def _costs(self, found):
        measured = ratios.paired(found.of(CHAT, "cpu_us"), found.of(PLAIN, "cpu_us"))
        words = f"CPU per request: {CHAT} / {PLAIN}"
        yield Finding(f"{words}, upper end of the interval", measured.high, self.cost)
        yield Finding(words, measured)

    def _delays(self, found):
        measured = ratios.differences(found.of(CHAT, "p99_us"), found.of(PLAIN, "p99_us"))
        words = f"p99 at {self.per_second} requests/s: {CHAT} - {PLAIN}"
        yield Finding(f"{words}, upper end of the interval", measured.high, self.added_p99, " µs")
        yield Finding(words, measured, unit=" µs")
