"""Low, best and high counts in words."""

from dashboard.dossier.event import Spread
from dashboard.language import _


def spread_words(spread: Spread) -> str:
    """A count as a reader would write it; 0 is "none reported".

    >>> [spread_words(one) for one in (Spread(4, 4, 5), Spread(low=3), Spread(), Spread(0, 0, 0))]
    ['4 (4 to 5)', 'at least 3', 'unknown', 'none reported']
    """
    low, best, high = spread.low, spread.best, spread.high
    match low, best, high:
        case None, None, None:
            return _("unknown")
        case _low, None, None:
            return _("at least {count}").format(count=f"{low:,}")
        case None, None, _high:
            return _("at most {count}").format(count=f"{high:,}")
        case _low, None, _high:
            return f"{low:,}" if low == high else _("{low} to {high}").format(low=f"{low:,}", high=f"{high:,}")
    if best == 0 and not high:
        return _("none reported")
    ends = (best if low is None else low, best if high is None else high)
    if ends == (best, best):
        return f"{best:,}"
    return _("{best} ({low} to {high})").format(best=f"{best:,}", low=f"{ends[0]:,}", high=f"{ends[1]:,}")
