"""The target of shadow traffic is dead: requests of a route that is shadowed are as fast as those of one that is not, asked at the same time."""

import time

import settings
from answers import Asking, reasons
from faults import millis
from ratios import estimate

RATE = 200
WINDOWS = 8
SETTLING_SECONDS = 2
# The bar: of the route without, the median over the windows of both p99.
MOST_SLOWER = 1.15
COLUMNS = ("the shadow's target is", "requests of each", "failed, shadowed", "failed, plain", "p50 ms", "plain", "p99 ms", "plain", "p99 to plain, median of windows",
           "interval", "threads more")
WAYS = ("alive", "killed", "stopped")
SHADOW = 'shadow { upstream "shadow"; percentage 100; timeout-ms 1000; }'
# Threads: a bound of shadows on their way, as by default.
MOST_THREADS_MORE = 300


def row(name, scene):
    with scene.row() as stand:
        main, shadow = stand.some_origins(2)
        blocks = [settings.route(), settings.route("shadowed", path="/1k.bin", more=SHADOW), settings.route("plain", path="/plain.bin"),
                  settings.upstream([main.target]), settings.upstream([shadow.target], "shadow")]
        main.also("plain.bin")
        proxy = stand.proxy("\n".join(blocks))
        for target in ("/1k.bin", "/plain.bin"):
            stand.warm(proxy, target)
        threads = proxy.threads()
        {"alive": lambda: None, "killed": shadow.kill, "stopped": shadow.suspend}[name]()
        begun, length = time.monotonic() + SETTLING_SECONDS, 2 * scene.given.seconds
        with Asking(proxy.port, RATE, SETTLING_SECONDS + length) as shadowed, Asking(proxy.port, RATE, SETTLING_SECONDS + length, "/plain.bin") as plain:
            time.sleep(SETTLING_SECONDS + length / 2)
            more = proxy.threads() - threads
            with_it, without = (asking.answers().due_between(begun, begun + length) for asking in (shadowed, plain))
    return _judged(name, with_it, without, more, begun, length / WINDOWS)


def _judged(name, with_it, without, more, begun, window):
    ratio = estimate([_p99(with_it, begun + n * window, window) / _p99(without, begun + n * window, window) for n in range(WINDOWS)])
    cells = (name, len(with_it), reasons(with_it.failed()), reasons(without.failed()), millis(with_it.quantile_us(0.5)), millis(without.quantile_us(0.5)),
             millis(with_it.quantile_us(0.99)), millis(without.quantile_us(0.99)), f"{ratio.median:.2f}", f"{ratio.low:.2f} to {ratio.high:.2f}", more)
    return cells, not with_it.failed() and not without.failed() and ratio.median <= MOST_SLOWER and more <= MOST_THREADS_MORE


def _p99(answers, begin, window):
    return answers.due_between(begin, begin + window).quantile_us(0.99)
