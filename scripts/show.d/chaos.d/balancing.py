"""One of three origins loses packets, or is far away: what the algorithms that look at it make of that, beside one that does not."""

import contextlib
import time

import ground
import settings
from answers import Asking, reasons
from faults import millis

RATE = 600
ALGORITHMS = ("round_robin", "power_of_two_choices", "peak_ewma")
PERCENT, DELAY_SECONDS = 10, 0.05
# Until the algorithms have seen it.
SETTLING_SECONDS = 2
# The bar: of the p99 of the first one, for the better of the others.
MOST_SHARE = 0.5
COLUMNS = ("origin a of three has", "algorithm", "requests", "failed", "share of origin a, %", "p50 ms", "p99 ms", "p99 of round_robin's")
FAULTS = ("10 % loss", "50 ms delay")


def rows(name, scene):
    """Each algorithm with its cells, and whether the best of them is good enough."""
    p99s = {}
    for algorithm in ALGORITHMS:
        answers = _asked(name, algorithm, scene)
        p99s[algorithm] = answers.quantile_us(0.99)
        of_a = sum(one.origin == "a" for one in answers) / len(answers)
        share = p99s[algorithm] / p99s[ALGORITHMS[0]]
        good = not answers.failed() and (algorithm != ALGORITHMS[-1] or min(p99s.values()) <= p99s[ALGORITHMS[0]] * MOST_SHARE)
        yield (name, algorithm, len(answers), reasons(answers.failed()), f"{of_a:.0%}", millis(answers.quantile_us(0.5)), millis(p99s[algorithm]),
               f"{share:.2f}"), good


def _asked(name, algorithm, scene):
    with scene.row() as stand:
        three = stand.some_origins()
        relay = stand.relay(three[0]) if name == FAULTS[1] or not stand.ground.apart else None
        targets = [relay or three[0], *three[1:]]
        blocks = [settings.route(), settings.upstream([target.target for target in targets], more=f'load-balancing "{algorithm}"')]
        proxy = stand.proxy("\n".join(blocks))
        stand.warm(proxy)
        with contextlib.ExitStack() as harmed:
            if name == FAULTS[1]:
                relay.told(f"delay {DELAY_SECONDS}")
            elif relay:
                relay.told(f"loss {PERCENT}")
            else:
                harmed.enter_context(ground.Loss(three[0].place, PERCENT))
            begun = time.monotonic()
            with Asking(proxy.port, RATE, SETTLING_SECONDS + 2 * scene.given.seconds) as asking:
                return asking.answers().due_between(begun + SETTLING_SECONDS, float("inf"))
