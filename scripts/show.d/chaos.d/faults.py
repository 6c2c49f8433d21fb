"""One of three origins fails, each time in another way; nobody who asks for the same again may notice."""

import threading
import time
from dataclasses import dataclass
from typing import Callable

import settings
from answers import Asking, reasons
from proxy import Watched

RATE = 300
QUIET_SECONDS = 2
# Well again, until the target must be in use.
AFTER_SECONDS = 8
FLAP_SECONDS = 0.7
# What is this late in microseconds was held up, however short the quiet ones are.
LATE = 20_000
# The bars in seconds, beside that no request fails: from the harm until the proxy tells that the target is out, and from the end of the harm
# until that origin has answered.
MOST_TO_EJECT, MOST_TO_RETURN = 4.0, 6.0


@dataclass(frozen=True)
class Fault:
    """harm and heal: of an origin, and the relay before it where there is one."""
    harm: Callable
    heal: Callable
    relayed: bool = False
    # Whether the configuration is loaded anew each second meanwhile: what is known of the targets must outlast that.
    reloaded: bool = False


class Flapping:
    """Killed and started again, until stopped: the origin stands then."""

    def __init__(self):
        self._over, self._thread = threading.Event(), None

    def begin(self, origin, _):
        self._thread = threading.Thread(target=self._flap, args=[origin], daemon=True)
        self._thread.start()

    def end(self, *_):
        self._over.set()
        self._thread.join()

    def _flap(self, origin):
        while not self._over.is_set():
            origin.kill()
            self._over.wait(FLAP_SECONDS)
            origin.revive()
            self._over.wait(FLAP_SECONDS)


def faults():
    marked = lambda word: Fault(lambda origin, _: origin.mark(word), lambda origin, _: origin.unmark(word))
    flapping = Flapping()
    return {
        "killed": Fault(lambda origin, _: origin.kill(), lambda origin, _: origin.revive()),
        "stopped": Fault(lambda origin, _: origin.suspend(), lambda origin, _: origin.resume()),
        "resetting": marked("resets"),
        "answering 503": marked("ill"),
        "answering 503, but not to checks": marked("ill-unseen"),
        "slow": Fault(lambda _, relay: relay.told("delay 2"), lambda _, relay: relay.told("delay 0"), relayed=True),
        "flapping": Fault(flapping.begin, flapping.end),
        "killed, a reload each second": Fault(lambda origin, _: origin.kill(), lambda origin, _: origin.revive(), reloaded=True),
    }


COLUMNS = ("origin a of three is", "requests", "failed", "p99 ms quiet", "meanwhile", "slowest", "late ones", "s to eject",
           "told well again meanwhile", "s to return", "s to its first answer")


def row(name, fault, scene):
    """The cells, and whether that is good enough."""
    with scene.row() as stand:
        three = stand.some_origins()
        relay = stand.relay(three[0]) if fault.relayed else None
        targets = [relay or three[0], *three[1:]]
        proxy = stand.watched(targets)
        stand.warm(proxy)
        with Watched(proxy, settings.TOLD_FAMILY) as watched, \
                Asking(proxy.port, RATE, QUIET_SECONDS + scene.given.seconds + AFTER_SECONDS) as asking:
            time.sleep(QUIET_SECONDS)
            harmed = time.monotonic()
            fault.harm(three[0], relay)
            _wait(scene.given.seconds, proxy.reload if fault.reloaded else lambda: None)
            fault.heal(three[0], relay)
            healed = time.monotonic()
            answers = asking.answers()
        return _judged(name, answers, harmed, healed, watched.of(targets[0].target))


def _wait(seconds, each_second):
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(1, left))
        each_second()


def _judged(name, answers, harmed, healed, told):
    quiet, during = answers.due_between(0, harmed), answers.due_between(harmed, healed)
    late = max(LATE, quiet.quantile_us(0.99) * 2)
    ejected, returned = told.first(settings.TOLD_DOWN, harmed), told.first(settings.TOLD_UP, healed)
    first = answers.first_from("a", healed)
    failed = answers.failed()
    cells = (name, len(answers), reasons(failed), millis(quiet.quantile_us(0.99)), millis(during.quantile_us(0.99)), millis(during.quantile_us(1)),
             sum(one.micros > late for one in during), seconds(ejected),
             told.count(settings.TOLD_UP, harmed, healed), seconds(returned), seconds(first))
    in_time = ejected is not None and ejected <= MOST_TO_EJECT and first is not None and first <= MOST_TO_RETURN
    return cells, not failed and in_time


def millis(micros):
    return f"{micros / 1000:.1f}"


def seconds(found):
    return "never" if found is None else f"{found:.2f}"
