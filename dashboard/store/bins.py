"""Bins of days by number: days and months from 1 January 1970, weeks from the Monday before it."""

from datetime import date
from typing import Any, Literal

import numpy as np

Whole = np.ndarray[Any, np.dtype[np.int64]]
Bin = Literal["day", "week", "month"]
EPOCH = date(1970, 1, 1)
# Days from the Monday before it to EPOCH.
MONDAY = 3


def bin_of(day: date, width: Bin) -> int:
    """The number of the bin that holds the day.

    >>> bin_of(date(1970, 2, 1), "day"), bin_of(date(1970, 2, 1), "week"), bin_of(date(1969, 12, 31), "month")
    (31, 4, -1)
    """
    if width == "month":
        return (day.year - EPOCH.year) * 12 + day.month - 1
    days = day.toordinal() - EPOCH.toordinal()
    return days if width == "day" else (days + MONDAY) // 7


def first_days(bins: Whole, width: Bin) -> "np.ndarray[Any, np.dtype[np.datetime64]]":
    """The first days of bins by their numbers."""
    if width == "month":
        return bins.astype("datetime64[M]").astype("datetime64[D]")
    days = bins if width == "day" else bins * 7 - MONDAY
    return days.astype("datetime64[D]")
