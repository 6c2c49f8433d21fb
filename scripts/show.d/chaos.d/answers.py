"""What an asker has seen, read and judged. The arithmetic only, but for starting one."""

import collections
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "bench.d"))

import ratios  # noqa: E402

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Asked:
    """One request: when it was due (monotonic seconds), what it took, and how it ended; see asker.py."""
    due: float
    micros: float
    outcome: str
    origin: str
    retry_after: str

    @property
    def ended(self):
        return self.due + self.micros / 1e6

    @property
    def good(self):
        return self.outcome == "200"


class Answers:
    """Of one asker, in the order in which they were due."""

    def __init__(self, asked):
        self._asked = sorted(asked, key=lambda one: one.due)

    def __len__(self):
        return len(self._asked)

    def __iter__(self):
        return iter(self._asked)

    def due_between(self, begin, end):
        return Answers(one for one in self._asked if begin <= one.due < end)

    def failed(self):
        """How many by reason, the most frequent first."""
        return collections.Counter(one.outcome for one in self._asked if not one.good)

    def count(self, outcome):
        return sum(one.outcome == outcome for one in self._asked)

    def quantile_us(self, share):
        """Of all, good or not: a fast failure is judged by its count, a slow one by this too. Infinite where nobody asked."""
        return ratios.percentile([one.micros for one in self._asked], share) if self._asked else float("inf")

    def first_from(self, origin, after):
        """Seconds from then until an answer of this origin to a request of later had come, or None."""
        came = [one.ended - after for one in self._asked if one.good and one.origin == origin and one.due >= after]
        return min(came, default=None)

    def first_good(self, after):
        came = [one.ended - after for one in self._asked if one.good and one.due >= after]
        return min(came, default=None)


def reasons(failed):
    return ", ".join(f"{count} {reason}" for reason, count in failed.most_common()) or "0"


def parse(text):
    """The lines of an asker. Raises ValueError for anything else."""
    lines = (line.split(" ") for line in text.splitlines())
    return Answers(Asked(float(due), float(micros), outcome, origin, retry) for due, micros, outcome, origin, retry in lines)


class Asking:
    """An asker at work. It ends by itself, or with the block. connections: kept or new ones, or h2, at a port over TLS."""

    def __init__(self, port, rate, seconds, target="/1k.bin", connections="kept"):
        self._seconds, self._told = seconds, tempfile.TemporaryFile("w+")
        program, more = ("asker_h2.py", []) if connections == "h2" else ("asker.py", [connections])
        self._process = subprocess.Popen([sys.executable, "-B", str(HERE / program), *map(str, (port, rate, seconds, target)), *more],
                                         stdin=subprocess.DEVNULL, stdout=self._told)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        self._told.close()

    def answers(self):
        """Waits for its end. Raises subprocess.TimeoutExpired where that does not come."""
        if self._process.wait(self._seconds + PATIENCE_SECONDS):
            raise subprocess.SubprocessError("an asker ended before its time")
        self._told.seek(0)
        return parse(self._told.read())
