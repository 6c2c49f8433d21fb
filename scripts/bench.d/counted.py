"""One counted run: a load through one contestant, its costs, and the proof that the work was done."""

from dataclasses import dataclass
from typing import Optional

import machine
import processes
from load import LoadFailed


@dataclass(frozen=True)
class Sample:
    """What one run cost. void holds the reason why it counts for nothing, or None."""
    cpu_us: float
    per_second: float
    p50_us: float
    p99_us: float
    resident: int
    foreign: float
    void: Optional[str] = None


def run(proxy, origin, load):
    """Sends the load and measures. Void unless log lines = good answers = requests asked for = requests that the
    origin saw, if it counts them, and every octet of content arrived: a fast 502 must not win."""
    proxy.empty_log()
    seen = origin.requests()
    window, spent, fed = machine.Window(), _nanos(proxy), _nanos(origin)
    try:
        answers = load.send(proxy.port, proxy.folder)
    except LoadFailed as failure:
        return nothing(f"{proxy.name}: {failure}")
    if not proxy.alive():
        return nothing(f"{proxy.name} ended during the run")
    spent = _nanos(proxy) - spent
    foreign = window.close((spent + _nanos(origin) - fed) / 1e9)
    # Every answer of stub_status counts its own question: of the second one, that is one too many.
    seen = None if seen is None else origin.requests() - seen - 1
    return Sample(spent / 1e3 / answers.asked, answers.per_second, answers.p50_us, answers.p99_us,
                  processes.resident_octets(proxy.pids()), foreign, _void(proxy, load, answers, seen))


def _nanos(server):
    return processes.cpu_nanos(server.pids())


def _void(proxy, load, answers, seen):
    if answers.ok != answers.asked:
        return f"{proxy.name}: {answers.ok} good answers to {answers.asked} requests"
    if answers.content_octets != answers.asked * load.content_octets:
        return f"{proxy.name}: {answers.content_octets} octets of content instead of {answers.asked * load.content_octets}"
    if seen is not None and seen != answers.asked:
        return f"{proxy.name}: the origin saw {seen} of {answers.asked} requests"
    if proxy.log and (lines := proxy.log_lines(answers.asked)) != answers.asked:
        return f"{proxy.name}: {lines} log lines for {answers.asked} requests"
    return None


def nothing(reason):
    """The sample of a run that counts for nothing."""
    return Sample(0, 0, 0, 0, 0, 0, reason)
