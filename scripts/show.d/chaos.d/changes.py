"""The configuration is loaded anew each second, and the process replaced by another, while many ask: nobody may notice."""

import sys
import time
import urllib.request

import servers
import settings
from answers import reasons
from crowd import Crowd
from faults import millis, seconds

TAKEOVERS = 5
# From the start of one to that of the next: another JVM that starts, while all others are busy, and the requests of the first end.
TAKEOVER_SECONDS = 12
# Until what a reload has changed must be seen.
SEEN_SECONDS = 0.7
# The bar, beside that nothing fails.
MOST_SLOWER = 1.5
COLUMNS = ("while", "changes", "that took", "requests", "failed", "of which resets", "p99 ms, kept", "to quiet", "new", "to quiet",
           "h2", "to quiet", "h2load", "to quiet", "wrk", "to quiet", "worst, the same elsewhere")
# Those who ask at fixed moments; of the two others a percentile only tells how long their queue is.
JUDGED = ("kept", "new", "h2")
FAULTS = ("reloads", "takeovers")


class Changes:
    """One proxy that is changed, before three origins. What belongs to turn changes with each configuration: an origin, a route and a listener."""

    def __init__(self, stand):
        self._stand, self._origins, self._turn = stand, stand.some_origins(), 0
        self._extra = servers.free_port()
        for origin in self._origins:
            origin.also("turn.bin")
        secure, listener = stand.secure_listener()
        self.proxy = stand.proxy(self._blocks(), listener, secure)
        stand.warm(self.proxy)

    def _blocks(self):
        origin = self._origins[self._turn % len(self._origins)]
        listener = f'listeners {{ listener "turn" {{ address "127.0.0.1:{self._extra}"; protocol "http"; }}; }}' if self._turn % 2 else ""
        return "\n".join((settings.route(more=settings.PATIENT_RETRY), settings.upstream([one.target for one in self._origins], more=settings.PATIENT),
                          settings.route(f"turn-{self._turn}", "turn", "/turn.bin"), settings.upstream([origin.target], "turn"), listener))

    def reload(self):
        """Whether what has changed was seen in time."""
        self._turn += 1
        self.proxy.write(self._blocks())
        self.proxy.reload()
        until = time.monotonic() + SEEN_SECONDS
        while time.monotonic() < until:
            time.sleep(0.1)
            if self._seen() == self._origins[self._turn % len(self._origins)].name:
                return True
        return False

    def _seen(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.proxy.port}/turn.bin", timeout=2) as answer:
                return answer.headers["X-Origin"]
        except OSError:
            return None

    def reloads(self, given):
        """How many were made, and how many were seen."""
        begun, good = time.monotonic(), 0
        for number in range(given.reloads):
            time.sleep(max(0.0, begun + number + 1 - time.monotonic()))
            good += self.reload()
        return given.reloads, good

    def takeovers(self, given):
        begun, good = time.monotonic(), 0
        for number in range(given.takeovers):
            time.sleep(max(0.0, begun + 1 + number * TAKEOVER_SECONDS - time.monotonic()))
            try:
                ready, over = self.proxy.successor()
                print(f"  takeover {number + 1}: ready after {seconds(ready)} s, the first had ended after {seconds(over)} s", file=sys.stderr)
                good += over is not None
            except servers.StartFailed as failure:
                print(f"  takeover {number + 1}: {failure}", file=sys.stderr)
        return given.takeovers, good

    def elsewhere(self, given):
        """As many processes of ours start as would take over, on other ports."""
        for _ in range(given.takeovers):
            begun = time.monotonic()
            other = self._stand.proxy(self._blocks_elsewhere())
            other.stop()
            time.sleep(max(0.0, begun + TAKEOVER_SECONDS - time.monotonic()))

    def _blocks_elsewhere(self):
        return "\n".join((settings.route(more=settings.PATIENT_RETRY), settings.upstream([one.target for one in self._origins], more=settings.PATIENT)))


def row(name, scene):
    given = scene.given
    with scene.row() as stand:
        changes = Changes(stand)
        quiet = _while(changes, lambda: time.sleep(given.quiet), given.quiet)[0]
        during, made, good = _changed(name, changes, given)
        slower = {who: during.p99s()[who] / quiet.p99s()[who] for who in during.p99s()}
        worst, control = max(slower[who] for who in JUDGED), ""
        if worst > MOST_SLOWER and name == "takeovers" and not during.failed():
            other = _while(changes, lambda: changes.elsewhere(given), given.takeovers * TAKEOVER_SECONDS)[0]
            control = f"{max(other.p99s()[who] / quiet.p99s()[who] for who in JUDGED):.2f}"
        if during.failed():
            print(f"  by its access log: {reasons(changes.proxy.reasons())}", file=sys.stderr)
    failed = {**{f"{why}, while quiet": count for why, count in quiet.failed().items()}, **during.failed()}
    resets = sum(count for why, count in failed.items() if why.startswith(("kept: reset", "new: reset", "h2: reset", "wrk: read")))
    told = [cell for who in during.p99s() for cell in (millis(during.p99s()[who]), f"{slower[who]:.2f}")]
    cells = (name, made, good, during.requests(), ", ".join(f"{count} {why}" for why, count in failed.items()) or "0", resets, *told, control)
    return cells, not failed and good == made and worst <= MOST_SLOWER


def _changed(name, changes, given):
    if name == "reloads":
        during, (made, good) = _while(changes, lambda: changes.reloads(given), given.reloads + 2)
    else:
        during, (made, good) = _while(changes, lambda: changes.takeovers(given), given.takeovers * TAKEOVER_SECONDS + 2)
    return during, made, good


def _while(changes, what, length):
    """What all have seen while something was done, and what that has returned."""
    with Crowd(changes.proxy, length, changes.proxy.folder) as crowd:
        done = what()
        return crowd.told(), done
