"""Histograms for tests, written as rows."""

from collections.abc import Sequence

import numpy as np

from dashboard.dossier.event import EventType
from dashboard.store import Histogram


def histogram(rows: Sequence[tuple[str, str, int]]) -> Histogram:
    """From first day, type and events of each pair that has any."""
    days, types = sorted({day for day, _type, _events in rows}), sorted({one for _day, one, _events in rows})
    events = np.zeros((len(days), len(types)), dtype=np.int64)
    for day, one, number in rows:
        events[days.index(day), types.index(one)] = number
    return Histogram(np.array(days, dtype="datetime64[D]"), tuple(map(EventType, types)), events)
