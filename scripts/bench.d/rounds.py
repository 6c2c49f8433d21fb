"""Interleaved rounds: every contestant once a round, so that a slow minute of the machine hits all alike."""

import sys
import time
from dataclasses import dataclass, field, replace

import counted
from ratios import median

# A round in which others took more of the machine than this is run again.
TOLERATED_FOREIGN_SHARE = 0.10


class Void(Exception):
    """A row that counts for nothing; the text is the reason."""


@dataclass
class Rounds:
    """The samples of one row: contestant to list, the n-th of each from the same round."""
    samples: dict = field(default_factory=dict)
    repeated: int = 0
    disturbed: int = 0
    void: str = None

    def of(self, name, figure):
        return [getattr(sample, figure) for sample in self.samples[name]]


def warm(proxies, origin, load, seconds):
    """Keeps each proxy busy for so long, with whole loads; returns the answers per second of its last one.
    Raises Void at the first void run."""
    rates = {}
    for proxy in proxies:
        until = time.monotonic() + seconds
        once = replace(load, requests=max(load.connections * 4, 16), rate=0)
        while True:
            sample = counted.run(proxy, origin, once)
            if sample.void:
                raise Void(f"in the warm-up, {sample.void}")
            if time.monotonic() >= until:
                break
            # Long enough that starting the generator does not count, short enough to end near the wanted time.
            once = replace(once, requests=max(load.connections, int(sample.per_second * min(1, seconds))))
        rates[proxy.name] = sample.per_second
    return rates


def sized(load, per_second, seconds):
    """The load with as many requests as take about so many seconds, a multiple of the connections."""
    wanted = int((load.rate or per_second) * seconds / load.connections)
    return replace(load, requests=max(1, wanted) * load.connections)


def run(proxies, origin, load, pairs, may_repeat, title):
    """So many rounds of the load; the first void run ends them, as the row is void then."""
    result = Rounds({proxy.name: [] for proxy in proxies})
    # Few, as the whole run should end within 25 minutes on a busy machine too.
    spare = pairs // 4 if may_repeat else 0
    while len(result.samples[proxies[0].name]) < pairs:
        done = len(result.samples[proxies[0].name])
        _progress(title, done, pairs, result.repeated)
        # Each round begins with another contestant: no one always follows the same neighbour's leftovers.
        turn = done % len(proxies)
        samples = {p.name: counted.run(p, origin, load) for p in proxies[turn:] + proxies[:turn]}
        result.void = next((s.void for s in samples.values() if s.void), None)
        if result.void:
            break
        if max(s.foreign for s in samples.values()) > TOLERATED_FOREIGN_SHARE:
            if result.repeated < spare:
                result.repeated += 1
                continue
            result.disturbed += 1
        for name, sample in samples.items():
            result.samples[name].append(sample)
    _progress(title, pairs, pairs, result.repeated, end="\n")
    return result


def alternating(proxy, origin, loads, pairs):
    """So many rounds of two loads, name to load, at one proxy; each round begins with the other one."""
    found = Rounds({one: [] for one in loads})
    for turn in range(pairs):
        order = list(loads) if turn % 2 == 0 else list(loads)[::-1]
        samples = {one: counted.run(proxy, origin, loads[one]) for one in order}
        found.void = next((sample.void for sample in samples.values() if sample.void), None)
        if found.void:
            break
        if max(sample.foreign for sample in samples.values()) > TOLERATED_FOREIGN_SHARE:
            found.disturbed += 1
        for one, sample in samples.items():
            found.samples[one].append(sample)
    return found


def usual_rate(rates):
    return median(list(rates.values()))


def _progress(title, done, pairs, repeated, end=""):
    if sys.stderr.isatty() or end:
        again = f", {repeated} repeated" if repeated else ""
        print(f"\r  {title}: {done}/{pairs} rounds{again}   ", end=end, file=sys.stderr, flush=True)
