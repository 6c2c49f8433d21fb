"""A flood of half-open handshakes, and a bystander beside it. Ends with 1 where the bystander's p99 passed twice its quiet value
or a request of his had no answer."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import stage
from newcomers import Newcomers

import processes
from jvm import Jvm
from load import Load, LoadFailed
from ratios import median

RATE = 400
# The bar: a bystander's p99 under attack, of its quiet value.
MOST = 2.0
MIB = 2**20
# So that the flood is held and not turned away; and so patient that it stands. What is measured is what holding it costs.
ROOM = """limits {
    max-connections-per-client 20000
    max-total-connections 20000
}
system { max-connections 20000; }"""
COLUMNS = ["kept connections: p50 us", "p99 us", "p99 of quiet", "new ones: p50 us", "p99 us", "p99 of quiet", "unanswered, of them new",
           "flood: standing, opened, turned away, given up", "live heap MiB", "RSS MiB", "CPU % of one core"]


class Bystander:
    """Asks for a short file, a few hundred times a second over eight connections that he keeps; and comes anew beside that."""

    def __init__(self, proxy, stand, given):
        self._proxy, self._stand, self._given = proxy, stand, given

    def ask(self):
        """Medians over a few windows, as one hiccup of the machine is not to decide: p50 and p99 of requests on kept
        connections, of new connections, and how many of each had no good answer."""
        found = [self._window() for _ in range(self._given.windows)]
        middle = [median([window[figure] for window in found]) for figure in range(4)]
        return (*middle, sum(window[4] for window in found), sum(window[5] for window in found))

    def _window(self):
        load = Load("/1k.bin", 1024, 8, int(RATE * self._given.seconds), RATE, secure=True)
        new = Newcomers(self._proxy.port, self._stand.authority)
        try:
            kept = load.send(self._proxy.port, str(self._stand.folder))
            figures, missed = (kept.p50_us, kept.p99_us), load.requests - kept.ok
        except LoadFailed as failure:
            print(f"the bystander: {failure}", file=sys.stderr)
            figures, missed = (float("inf"), float("inf")), load.requests
        p50, p99, lost = new.stop()
        return *figures, p50, p99, missed, lost


class Flood:
    """Stands when it is made."""

    def __init__(self, port, count):
        program = Path(stage.HERE, "flood.py")
        self._process = subprocess.Popen([sys.executable, "-B", str(program), str(port), str(count)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._process.stdout.readline() != "standing\n":
            sys.exit("the flood did not stand")

    def end(self):
        said, _ = self._process.communicate(timeout=60)
        fate = json.loads(said)
        return ", ".join(str(fate[key]) for key in ("standing", "opened", "turned_away", "given_up"))


class Table:
    def __init__(self, proxy):
        self._proxy, self._jvm, self._quiet = proxy, Jvm(os.environ["JAVA_HOME"], proxy.process.pid), None
        print(f"\n| | {' | '.join(COLUMNS)} |\n{'|---' * (len(COLUMNS) + 1)}|")

    def row(self, when, figures, flood=None):
        """Prints it. True where this was as good as it must be. The flood ends with its row."""
        begun = processes.cpu_nanos(self._proxy.pids())
        time.sleep(2)
        cpu = (processes.cpu_nanos(self._proxy.pids()) - begun) / 2e9 * 100
        heap, resident = self._jvm.live_octets() / MIB, processes.resident_octets(self._proxy.pids()) / MIB
        quiet = self._quiet = self._quiet or figures
        p50, p99, new_p50, new_p99, missed, lost = figures
        fate = flood.end() if flood else ""
        print(f"| {when} | {p50:.0f} | {p99:.0f} | {p99 / quiet[1]:.2f} | {new_p50:.0f} | {new_p99:.0f} | {new_p99 / quiet[3]:.2f} "
              f"| {missed + lost}, {lost} | {fate} | {heap:.0f} | {resident:.0f} | {cpu:.1f} |", flush=True)
        return missed + lost == 0 and p99 <= MOST * quiet[1] and new_p99 <= MOST * quiet[3]


def patient(stand, given):
    """All of the flood is held for as long as the measurement lasts."""
    identity = stand.authority.server("show.test")
    tls = f"handshake-timeout-secs 600; max-handshakes {given.clients + 1000}"
    proxy = stand.proxy(stage.listener("patient", identity, tls), more=ROOM, name="patient")
    other = stand.proxy(stage.listener("patient", identity, tls), more=ROOM, name="other")
    bystander = Bystander(proxy, stand, given)
    bystander.ask()
    print(f"\n{given.clients} half-open handshakes that are all held:")
    table = Table(proxy)
    table.row("quiet", bystander.ask())
    # What the flood costs this machine alone: its own work, the kernel's and the other proxy's.
    flood = Flood(other.port, given.clients)
    table.row("flood at another proxy of the machine, not judged", bystander.ask(), flood)
    flood = Flood(proxy.port, given.clients)
    unharmed = table.row("flood", bystander.ask(), flood)
    table.row("after, not judged", bystander.ask())
    return unharmed and proxy.alive()


def by_default(stand, given):
    """With the limits and deadlines as they are by default, from a hundred addresses: who ends is opened anew."""
    proxy = stand.proxy(stage.listener("default", stand.authority.server("show.test")), name="default")
    bystander = Bystander(proxy, stand, given)
    bystander.ask()
    print(f"\n{given.clients} clients of a hundred addresses, default limits:")
    table = Table(proxy)
    table.row("quiet", bystander.ask())
    flood = Flood(proxy.port, given.clients)
    unharmed = table.row("flood", bystander.ask(), flood)
    return unharmed and proxy.alive()


def arguments():
    words = argparse.ArgumentParser(prog="scripts/show handshakes", description=__doc__)
    words.add_argument("--clients", type=int, default=3000, help="half-open handshakes (default: %(default)s)")
    words.add_argument("--windows", type=int, default=5, help="windows a figure is the median of (%(default)s)")
    words.add_argument("--seconds", type=float, default=3, help="length of one (%(default)s)")
    return words.parse_args()


def main():
    given = arguments()
    with stage.standing("handshakes", h2load="nghttp2-client") as stand:
        unharmed = [patient(stand, given), by_default(stand, given)]
    if not all(unharmed):
        sys.exit(f"the bar is missed: a bystander's p99 at most {MOST:.0f} times its quiet value, every request answered")


if __name__ == "__main__":
    main()
