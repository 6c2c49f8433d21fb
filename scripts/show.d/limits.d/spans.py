"""What came through, held against what may."""


def worst(times, rate):
    """The most that was admitted in any span of time over what the rate gives in it: the burst that was in fact allowed.
    times: sorted, in seconds."""
    least, most = float("inf"), 0.0
    for number, at in enumerate(times):
        # Before this one: number of them; the span may begin at any earlier one.
        least = min(least, number - rate * at)
        most = max(most, number + 1 - rate * at - least)
    return most
