"""Counts of a dataset that are kept in memory, as running sums by day: to ask them takes no question to the engine.

A page asks for a dozen counts at every change of its dates. What begins by a day, less what has ended before another,
is what a query between the two finds; so each count is a difference of sums that are there already.
"""

from bisect import bisect_right
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.dossier.days import Days
from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.store.bins import EPOCH, Bin, Histogram, Whole, bin_of, first_days
from dashboard.store.columns import DAILY_SUMS

# What a query may ask for beside its dates; and with that, what tells where events are shown.
KINDS = ("event_type", "geo_precision", "confidence_rank")
PLACED = (*KINDS, "area", "elsewhere")
DAYS = ("date_start", "last_day")
# A running sum is found by its group and, in the lower bits, its day as an ordinal.
_DAY_BITS = 22
_EPOCH = EPOCH.toordinal()


def knows(query: Query) -> bool:
    """True where the query asks for nothing but dates and KINDS."""
    return not (query.actors or query.places or query.text)


class Tally:
    """The counts of one dataset, for queries that this module knows()."""

    def __init__(self, kinds: pa.Table, placed: pa.Table) -> None:
        """Events by KINDS and by PLACED: each with date_start, last_day, events; `kinds` has DAILY_SUMS besides."""
        sums = [column for name in DAILY_SUMS for column in (kinds[name].fill_null(0), kinds[name].is_valid())]
        self._kinds = _Level(kinds, KINDS, sums)
        self._placed = _Level(placed, PLACED, [])
        # The types in their order, and which of them each group has.
        types, self._type_of = np.unique(self._kinds.values["event_type"], return_inverse=True)
        self._types = tuple(map(EventType, types))

    def totals(self, query: Query) -> dict[str, Any]:
        """The number of events and DAILY_SUMS; a sum is None where no event reported one."""
        events, *sums = self._kinds.found(query, self._kinds.groups(query)).sum(axis=0).tolist()
        totals = zip(DAILY_SUMS, sums[::2], sums[1::2], strict=True)
        return {"events": events} | {name: total if reported else None for name, total, reported in totals}

    def counts(self, query: Query, column: str) -> list[tuple[str, int]]:
        """Events by the values of a column of PLACED, the most frequent first; where it is null they are left out."""
        groups = self._placed.groups(query)
        counted: Counter[str] = Counter()
        for value, events in zip(
            self._placed.values[column][groups], self._placed.found(query, groups)[:, 0].tolist(), strict=True
        ):
            if events and value is not None:
                counted[value] += events
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    def histogram(self, query: Query, width: Bin) -> Histogram:
        """As Dataset.histogram()."""
        groups = self._kinds.groups(query)
        since, until = self._kinds.days(query)
        bins = np.arange(bin_of(since, width), bin_of(until, width) + 1)
        # The day before the first bin, and each bin's last day; none beyond the query's.
        days = first_days(np.append(bins, bins[-1] + 1), width).astype(np.int64) + _EPOCH - 1
        days = days.clip(since.toordinal() - 1, until.toordinal())
        events = np.diff(self._kinds.begun(groups[:, np.newaxis], days)[..., 0], axis=1)
        events[:, 0] += self._kinds.lasting(query, groups)[:, 0]
        by_type = np.zeros((len(self._types), len(bins)), dtype=np.int64)
        np.add.at(by_type, self._type_of[groups], events)
        has_type, has_bin = by_type.any(axis=1), by_type.any(axis=0)
        shown = tuple(self._types[at] for at in np.flatnonzero(has_type))
        return Histogram(first_days(bins[has_bin], width), shown, by_type[np.ix_(has_type, has_bin)].T)

    def holding(self, query: Query, first: int, last: int) -> tuple[date, date, int]:
        """The days that hold the events of these numbers from 0, both included, and how many begin before them.

        What began before the query's first day is taken together, with all days on which it may have begun; beyond the
        end is the last day.
        """
        groups = self._kinds.groups(query)
        since, until = (day.toordinal() for day in self._kinds.days(query))
        lasting = int(self._kinds.lasting(query, groups)[:, 0].sum())
        earlier = int(self._kinds.begun(groups, since - 1)[:, 0].sum())

        def begun(day: int) -> int:
            return lasting + int(self._kinds.begun(groups, day)[:, 0].sum()) - earlier

        def day_of(number: int) -> int:
            return since - 1 if number < lasting else since + bisect_right(range(since, until), number, key=begun)

        start, end = day_of(first), day_of(last)
        if start < since:
            start = max(self._kinds.first.toordinal(), since - self._kinds.longest)
            return date.fromordinal(min(start, end)), date.fromordinal(end), 0
        return date.fromordinal(start), date.fromordinal(end), begun(start - 1)


class _Level:
    """Events by group: those of one group agree in the dimensions.

    `values` has each dimension's values by group; `first` and `last` are the days on which the first and the last event
    begin, and `longest` is how many days later than it begins an event ends at most. Sums have a column for the events
    and one for each of `sums`.
    """

    def __init__(self, rows: pa.Table, dimensions: tuple[str, ...], sums: list[pa.ChunkedArray]) -> None:
        group, example = _groups(rows, dimensions)
        self.values = {name: np.array(rows[name].take(example).to_pylist(), dtype=object) for name in dimensions}
        columns = np.column_stack([column.cast(pa.int64()).to_numpy() for column in (rows["events"], *sums)])
        starts, lasts = (rows[name].cast(pa.int32()).to_numpy().astype(np.int64) + _EPOCH for name in DAYS)
        self.first = date.fromordinal(int(starts.min(initial=date.max.toordinal())))
        self.last = date.fromordinal(int(starts.max(initial=date.min.toordinal())))
        self.longest = int((lasts - starts).max(initial=0))
        self._begun, self._ended = _Running(group, starts, columns), _Running(group, lasts, columns)

    def groups(self, query: Query) -> Whole:
        """The groups that a query asks for, whatever its dates."""
        is_asked = np.ones(len(self.values["event_type"]), dtype=bool)
        for name, asked in (("event_type", query.types), ("geo_precision", query.precisions)):
            if asked:
                is_asked &= np.isin(self.values[name], [str(value) for value in asked])
        if query.confidence:
            least = query.confidence.rank
            is_asked &= np.array([rank is not None and rank >= least for rank in self.values["confidence_rank"]], bool)
        return np.flatnonzero(is_asked)

    def days(self, query: Query) -> Days:
        """The query's dates, without the days at either end on which no event of the level begins; one day at least."""
        since, until = query.since or date.min, query.until or date.max
        since = min(max(since, self.first), until)
        return Days(since, max(since, min(until, self.last)))

    def begun(self, groups: Whole, day: "Whole | int") -> Whole:
        """Sums by group over what begins by the end of a day, given as an ordinal: only differences say something."""
        return self._begun.by(groups, day)

    def found(self, query: Query, groups: Whole) -> Whole:
        """Sums by group over what the query finds on its dates."""
        since, until = query.since or date.min, query.until or date.max
        return self.begun(groups, until.toordinal()) - self._ended.by(groups, since.toordinal() - 1)

    def lasting(self, query: Query, groups: Whole) -> Whole:
        """Sums by group over what began before the query's first day and lasts until then."""
        before = (query.since or date.min).toordinal() - 1
        return self.begun(groups, before) - self._ended.by(groups, before)


class _Running:
    """Running sums by group and day."""

    def __init__(self, group: Whole, day: Whole, columns: Whole) -> None:
        """`group` and `day` (an ordinal) by row, and `columns` with the numbers to add up, a row each."""
        keys = group << _DAY_BITS | day
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(np.append(True, np.diff(keys) > 0)[: len(keys)])
        self._keys = keys[starts]
        sums = np.add.reduceat(columns[order], starts) if len(starts) else columns
        sums = np.concatenate([np.zeros((1, columns.shape[1]), dtype=np.int64), sums.cumsum(axis=0)])
        is_small = sums[-1].max() <= np.iinfo(np.int32).max
        self._sums = sums.astype(np.int32) if is_small else sums

    def by(self, groups: Whole, day: "Whole | int") -> Whole:
        """For these groups, the sums over what comes by the end of a day and over all earlier groups.

        So what matters is a difference between two days, or from another _Running of the same rows. Groups and days are
        taken as numpy broadcasts them, with the sums behind.
        """
        at = np.searchsorted(self._keys, (groups << _DAY_BITS) + day, side="right")
        return self._sums[at].astype(np.int64)


def _groups(rows: pa.Table, dimensions: tuple[str, ...]) -> tuple[Whole, Whole]:
    """The group of each row, by number, and for each group one of its rows."""
    mixed = np.zeros(len(rows), dtype=np.int64)
    for name in dimensions:
        encoded = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
        mixed = mixed * max(1, len(encoded.dictionary)) + encoded.indices.to_numpy()
    _values, example, group = np.unique(mixed, return_index=True, return_inverse=True)
    return group, example
