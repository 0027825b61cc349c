"""Dates that may be partial: "2024", "2024-10" or "2024-10-02"."""

from calendar import monthrange
from datetime import date

from dashboard.dossier.days import Days


def days_of(partial: str) -> Days | None:
    """First and last day that a partial date may mean; None for what is no date.

    >>> days_of("2024-10")
    Days(first=datetime.date(2024, 10, 1), last=datetime.date(2024, 10, 31))
    """
    parts = partial.split("-")
    try:
        numbers = [int(part) for part in parts]
        match numbers:
            case [year]:
                return Days(date(year, 1, 1), date(year, 12, 31))
            case [year, month]:
                return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
            case [year, month, day]:
                return Days(date(year, month, day), date(year, month, day))
    except ValueError:
        return None
    return None


def is_within(partial: str, since: date | None, until: date | None) -> bool:
    """True where every day that the date may mean lies between the two, both included; None is an open end."""
    days = days_of(partial)
    if days is None:
        return False
    return (since is None or days.first >= since) and (until is None or days.last <= until)


def is_after(partial: str, until: date | None) -> bool:
    """True where even the first day that the date may mean lies after `until`."""
    days = days_of(partial)
    return bool(days and until and days.first > until)
