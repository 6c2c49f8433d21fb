"""The arithmetic: medians, percentiles, and paired ratios with a bootstrap interval. No I/O."""

import math
import random
from dataclasses import dataclass

# Fixed, so that the same samples always give the same interval.
SEED = 20250925
RESAMPLES = 4000


@dataclass(frozen=True)
class Estimate:
    """A median and the interval that holds 95 % of the bootstrap medians."""
    median: float
    low: float
    high: float
    pairs: int


def percentile(values, share):
    """The smallest value that at least this share (0 to 1) of the values do not exceed (nearest rank)."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values):
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def estimate(values):
    """The median of the values with its 95 % percentile-bootstrap interval."""
    draw = random.Random(SEED)
    medians = [median(draw.choices(values, k=len(values))) for _ in range(RESAMPLES)]
    return Estimate(median(values), percentile(medians, 0.025), percentile(medians, 0.975), len(values))


def differences(minuends, subtrahends):
    """How much more one contestant has than another, judged pair by pair."""
    if len(minuends) != len(subtrahends):
        raise ValueError("pairs need equally many samples")
    return estimate([a - b for a, b in zip(minuends, subtrahends)])


def paired(numerators, denominators):
    """The ratio of two contestants, judged pair by pair: a slow minute slows both and cancels out."""
    if len(numerators) != len(denominators):
        raise ValueError("pairs need equally many samples")
    return estimate([a / b for a, b in zip(numerators, denominators)])
