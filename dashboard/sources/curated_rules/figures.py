"""What a claim's figure leaves open, and which figures contradict each other."""

from math import inf

from dashboard.sources.curated_rules.problems import Row


def contradicts(one: Row, other: Row) -> bool:
    """True where two claims of one thing cannot both be right: their ranges have no value in common.

    Of words only a reader can tell, so they contradict nothing here.
    """
    first, second = _range(one), _range(other)
    return bool(first and second and (first[1] < second[0] or second[1] < first[0]))


def _range(claim: Row) -> tuple[float, float] | None:
    """The lowest and the highest value that a claim leaves open, both included; None for a claim in words.

    Low without high is "at least", high alone "at most", and best alone "about": all that is rounded to it.
    """
    low, best, high = (float(claim[part]) if claim[part] else None for part in ("low", "best", "high"))
    if low is not None:
        return low, inf if high is None else high
    if best is not None:
        about = _step(best) / 2
        return best - about, best + about if high is None else high
    return None if high is None else (-inf, high)


def _step(value: float) -> float:
    """What a number seems to be rounded to: the place of its last digit that is not 0.

    >>> [_step(value) for value in (4500, 30, 49, 0)]
    [100, 10, 1, 1]
    """
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step
