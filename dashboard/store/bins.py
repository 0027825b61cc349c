"""Bins of days by number, days and months from 1 January 1970, weeks from the Monday before it; and events by bin."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from dashboard.dossier.event import EventType

Whole = np.ndarray[Any, np.dtype[np.int64]]
DayArray = np.ndarray[Any, np.dtype[np.datetime64]]
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


def first_days(bins: Whole, width: Bin) -> DayArray:
    """The first days of bins by their numbers."""
    if width == "month":
        return bins.astype("datetime64[M]").astype("datetime64[D]")
    days = bins if width == "day" else bins * 7 - MONDAY
    return days.astype("datetime64[D]")


@dataclass(frozen=True, slots=True)
class Histogram:
    """Events by bin and type: `events` has a row for each of `days`, a column for each of `types`.

    `days` are the first days of the bins with events, in their order; `types` are those with events.
    """

    days: DayArray
    types: tuple[EventType, ...]
    events: Whole

    def __iter__(self) -> Iterator[tuple[date, EventType, int]]:
        """First day, type and number of events, wherever there are any."""
        for row, column in zip(*np.nonzero(self.events), strict=True):
            yield self.days[row].item(), self.types[column], int(self.events[row, column])


def histogram_of(rows: pa.Table, width: Bin) -> Histogram:
    """From rows of bin (its number), event_type and events, in any order; each pair comes once."""
    bins, at = np.unique(rows["bin"].to_numpy(), return_inverse=True)
    types, column = np.unique(rows["event_type"].to_numpy().astype(str), return_inverse=True)
    events = np.zeros((len(bins), len(types)), dtype=np.int64)
    events[at, column] = rows["events"].to_numpy()
    return Histogram(first_days(bins, width), tuple(map(EventType, types.tolist())), events)
