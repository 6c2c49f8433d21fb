"""One attack for some seconds, on a few connections at once; what is ended is opened anew, not at once. Arguments: the attack, the loopback
port, seconds, connections. Run by h2floods.py as a process of its own; prints what became of the connections, as JSON."""

import collections
import json
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench.d"))

import http2  # noqa: E402
from attacks import ATTACKS  # noqa: E402
from onslaught import Onslaught  # noqa: E402

from ratios import median  # noqa: E402

# So that it is a flood of frames and not one of handshakes.
ANEW_SECONDS = 0.1
SEND_PATIENCE_SECONDS = 2


class Fates:
    """Of connections: how they ended, to (frames, seconds) of each."""

    def __init__(self):
        self.ends = collections.defaultdict(list)
        self.resets = collections.Counter()
        self._lock = threading.Lock()

    def add(self, end, frames, seconds, resets):
        with self._lock:
            self.ends[end].append((frames, seconds))
            self.resets.update(resets)

    def told(self):
        """The commonest end first: how many, and the medians of frames and seconds until then."""
        ends = sorted(self.ends.items(), key=lambda one: -len(one[1]))
        return {"ends": {end: [len(all_of), median([f for f, _ in all_of]), median([s for _, s in all_of])] for end, all_of in ends},
                "resets": dict(self.resets.most_common(3)), "frames": sum(f for all_of in self.ends.values() for f, _ in all_of)}


class Assault:
    """One connection at a time, until the time is over."""

    def __init__(self, attack, port, until, source, fates):
        self._attack, self._port, self._until, self._source, self._fates = attack, port, until, source, fates

    def run(self):
        while time.monotonic() < self._until:
            self._one()
            time.sleep(ANEW_SECONDS)

    def _one(self):
        try:
            connection = http2.Connection(self._port, pairs=self._attack.pairs, patience_seconds=SEND_PATIENCE_SECONDS, source=self._source)
        except OSError as failure:
            self._fates.add(f"no connection: {type(failure).__name__}", 0, 0, {})
            return
        try:
            fate = Onslaught(connection, self._until, self._attack.reads).run(self._attack.waves(connection))
        finally:
            connection.close()
        self._fates.add(fate.end, fate.frames, fate.seconds, fate.resets)


def main(name, port, seconds, connections):
    fates, until = Fates(), time.monotonic() + seconds
    threads = [threading.Thread(target=Assault(ATTACKS[name], port, until, f"127.0.1.{1 + number}", fates).run, daemon=True)
               for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 30)
    print(json.dumps(fates.told()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
