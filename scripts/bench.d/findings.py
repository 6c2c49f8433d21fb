"""What a row has found: figures beside what they must reach, and the verdict."""

from dataclasses import dataclass, field
from typing import Optional, Union

from ratios import Estimate


@dataclass(frozen=True)
class Target:
    """What must be reached and what is aimed at; at_most says in which direction."""
    must: float
    aim: Optional[float] = None
    at_most: bool = True

    def reached(self, value, limit):
        return limit is not None and (value <= limit if self.at_most else value >= limit)

    def verdict(self, value):
        if self.reached(value, self.aim):
            return "aim reached"
        return "reached" if self.reached(value, self.must) else "MISSED"


@dataclass(frozen=True)
class Finding:
    """One line of the table: a ratio with its interval, or one number. unit follows the number."""
    what: str
    measured: Union[Estimate, float]
    target: Optional[Target] = None
    unit: str = "x"

    @property
    def value(self):
        return self.measured.median if isinstance(self.measured, Estimate) else self.measured

    def verdict(self):
        return self.target.verdict(self.value) if self.target else ""


@dataclass
class Section:
    """All of one row. figures: contestant to its absolute figures, in the order of columns. A void row has a reason
    and nothing else counts."""
    name: str
    title: str
    columns: list = field(default_factory=list)
    figures: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    # Whether others used the machine in most of the rounds: ratios still hold roughly, absolute figures do not.
    busy: bool = False
    void: Optional[str] = None


def at_most(must, aim=None):
    return Target(must, aim, True)


def at_least(must, aim=None):
    return Target(must, aim, False)
