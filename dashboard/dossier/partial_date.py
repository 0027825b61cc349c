"""Dates that may be partial: "2023", "2023-10" or "2023-10-02"."""

from calendar import monthrange
from datetime import date


def days_of(partial: str) -> tuple[date, date] | None:
    """First and last day that a partial date may mean; None for what is no date.

    >>> days_of("2023-10")
    (datetime.date(2023, 10, 1), datetime.date(2023, 10, 31))
    """
    parts = partial.split("-")
    try:
        numbers = [int(part) for part in parts]
        match numbers:
            case [year]:
                return date(year, 1, 1), date(year, 12, 31)
            case [year, month]:
                return date(year, month, 1), date(year, month, monthrange(year, month)[1])
            case [year, month, day]:
                return date(year, month, day), date(year, month, day)
    except ValueError:
        return None
    return None


def is_within(partial: str, since: date | None, until: date | None) -> bool:
    """True where every day that the date may mean lies between the two, both included; None is an open end."""
    days = days_of(partial)
    if days is None:
        return False
    first, last = days
    return (since is None or first >= since) and (until is None or last <= until)


def is_after(partial: str, until: date | None) -> bool:
    """True where even the first day that the date may mean lies after `until`."""
    days = days_of(partial)
    return bool(days and until and days[0] > until)
