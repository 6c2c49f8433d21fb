"""No origin is left: the answer is 503 at once, with Retry-After, nobody waits, and it is over as soon as one look at an origin shows it."""

import collections
import time

import settings
from answers import Asking, reasons
from faults import QUIET_SECONDS, RATE, millis, seconds

COLUMNS = ("all three are", "requests", "503 with Retry-After", "answered otherwise", "s to the first 503", "p99 ms once that is all",
           "answered otherwise then", "threads quiet", "at first", "then", "s to the first good answer", "s to the last other one")
WAYS = {
    "killed": (lambda origin: origin.kill(), lambda origin: origin.revive()),
    "stopped": (lambda origin: origin.suspend(), lambda origin: origin.resume()),
}
# Found out, after this every answer is the fast one.
FOUND_OUT_SECONDS = 4
AFTER_SECONDS = 5
# Those who have asked just before may be under way when it happens.
UNDER_WAY_SECONDS = 0.2
# The bars; of those who are told at once, this or twice what answers took before.
MOST_FAST_US = 50_000
# The share of requests that may be sent to an origin all the same, to see whether it is there again.
MOST_TRIALS = 0.01
# Those who ask while it is being found out may wait for all their tries.
MOST_THREADS_MORE, MOST_THREADS_MORE_AT_FIRST = 50, int(RATE * settings.TRIES * settings.TRY_MILLIS / 1000) + 100
# One more than a check's interval for a check that had just begun, and what a revived nginx takes.
MOST_TO_RETURN = settings.CHECK_SECONDS + 0.5


def row(name, way, scene):
    harm, heal = way
    with scene.row() as stand:
        three = stand.some_origins()
        proxy = stand.watched(three)
        stand.warm(proxy)
        length = scene.given.seconds + FOUND_OUT_SECONDS
        # A connection for each request: one that is kept and idle would have its thread as well.
        with Asking(proxy.port, RATE, QUIET_SECONDS + length + AFTER_SECONDS, connections="new") as asking:
            time.sleep(QUIET_SECONDS)
            threads = proxy.threads()
            harmed = time.monotonic()
            for origin in three:
                harm(origin)
            first = _most_threads(proxy, harmed + FOUND_OUT_SECONDS)
            then = _most_threads(proxy, harmed + length)
            for origin in three:
                heal(origin)
            healed = time.monotonic()
            return _judged(name, asking.answers(), harmed, healed, (threads, first, then))


def _most_threads(proxy, until):
    most = 0
    while time.monotonic() < until:
        most = max(most, proxy.threads())
        time.sleep(max(0.0, min(1, until - time.monotonic())))
    return most


def _judged(name, answers, harmed, healed, threads):
    quiet, first, then = threads
    down, settled = answers.due_between(harmed, healed), answers.due_between(harmed + FOUND_OUT_SECONDS, healed)
    fast = settled.quantile_us(0.99)
    begun = min((one.ended - harmed for one in down if _proper(one)), default=None)
    returned = answers.first_good(healed)
    last_bad = max((one.ended - healed for one in answers.due_between(healed, float("inf")) if not one.good), default=0.0)
    cells = (name, len(down), sum(map(_proper, down)), _otherwise(down), seconds(begun), millis(fast), _otherwise(settled), quiet, first, then,
             seconds(returned), seconds(last_bad))
    at_rest = answers.due_between(0, harmed - UNDER_WAY_SECONDS)
    told = begun is not None and fast <= max(MOST_FAST_US, at_rest.quantile_us(0.99) * 2) and sum(not _proper(one) for one in settled) <= len(settled) * MOST_TRIALS
    nobody_waits = first <= quiet + MOST_THREADS_MORE_AT_FIRST and then <= quiet + MOST_THREADS_MORE
    over = returned is not None and max(returned, last_bad) <= MOST_TO_RETURN
    return cells, told and nobody_waits and over and not at_rest.failed()


def _otherwise(some):
    return reasons(collections.Counter(_named(one) for one in some if not _proper(one)))


def _proper(one):
    return one.outcome == "503" and one.retry_after != "-"


def _named(one):
    return "503 without" if one.outcome == "503" else one.outcome
