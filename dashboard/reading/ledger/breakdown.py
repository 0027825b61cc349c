"""One day of the ledger broken down: what each event adds to it, and what it hangs on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from dashboard.query import Query
from dashboard.query.options import LedgerRules
from dashboard.query.query import CURATED, EARLIEST
from dashboard.reading.ledger.days import (
    COOPERATION,
    HOSTILITY,
    LedgerDay,
    adds,
    daily_weights,
    fading,
    on_day,
    rounded,
)
from dashboard.reading.ledger.entries import (
    Counted,
    CountedEntry,
    Entry,
    counted_entries,
    entries_one_by_one,
    entries_since,
)
from dashboard.reading.weights import Weights
from dashboard.store import Store

# What adds less than this is gathered in one row.
_LEAST = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """What an entry adds to each of LINES on the day that is broken down, rounded to a thousandth."""

    entry: Entry
    counted: Counted
    age_days: int
    adds: dict[str, Decimal]

    @property
    def counts(self) -> bool:
        """True where the entry adds its weight."""
        return self.counted is Counted.YES


@dataclass(frozen=True, slots=True)
class Influence:
    """The event without which a line would be lowest, and by how much lower."""

    entry: Entry
    change: float


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One day of the ledger and what adds up to it.

    `sums` are the day's figures by line; `rows`, those that add most first, and `rest` add up to them exactly: `rest`
    is what is older or was lost in rounding. `set_aside` counts the peacekeeping events that are listed apart, and
    `aside` is what they would add to hostility and to cooperation.
    """

    of: LedgerDay
    rows: tuple[Row, ...]
    rest: dict[str, Decimal]
    sums: dict[str, Decimal]
    influences: dict[str, Influence]
    set_aside: int
    aside: dict[str, Decimal]


def break_down(store: Store, query: Query, rules: LedgerRules) -> Breakdown:
    """The last day of a query to one dataset, which has one; its first day is left out of account."""
    if query.until is None:
        raise ValueError("a day is broken down: give the query a last day")
    day = LedgerDay(query.dataset, query.until, rules.half_life)
    weights = Weights(store.dossier.weights)
    query = replace(query, since=None)
    added = daily_weights(store, query, is_peacekeeping_added=rules.is_peacekeeping_added)
    if query.dataset == CURATED:
        entries = entries_one_by_one(store, query, weights, EARLIEST)
    else:
        entries = entries_since(store, query, weights, _first_that_counts(day, weights))
    return breakdown_of(counted_entries(entries, is_peacekeeping_added=rules.is_peacekeeping_added), added, day)


def breakdown_of(entries: Sequence[CountedEntry], added: pd.DataFrame, day: LedgerDay) -> Breakdown:
    """A day with what each entry adds to it.

    `entries` may leave out what is too old to have a row; `added`, as from daily(), has every day.
    """
    until = [counted for counted in entries if counted.entry.day <= day.day]
    rows = [row for counted in until if (row := _row(counted, day))]
    rows.sort(key=lambda row: (-max(row.adds.values()), row.entry.day, row.entry.event_id))
    sums = {line: rounded(value) for line, value in on_day(added, day).items()}
    aside = [counted.entry for counted in until if counted.counted is Counted.PEACEKEEPING]
    influences = {line: _influence(until, line, day) for line in (HOSTILITY, COOPERATION)}
    return Breakdown(
        of=day,
        rows=tuple(rows),
        rest={line: total - sum((row.adds[line] for row in rows), Decimal(0)) for line, total in sums.items()},
        sums=sums,
        influences={line: influence for line, influence in influences.items() if influence},
        set_aside=sum(entry.events for entry in aside),
        aside={
            line: rounded(sum(entry.points * day.left_of(entry) for entry in aside if entry.is_hostile is is_hostile))
            for line, is_hostile in ((HOSTILITY, True), (COOPERATION, False))
        },
    )


def _row(counted: CountedEntry, day: LedgerDay) -> Row | None:
    """The row of an entry; None where it adds too little for one, whether it counts or not."""
    entry = counted.entry
    part = day.left_of(entry)
    if entry.points * part < float(_LEAST):
        return None
    added = {line: rounded(value) for line, value in adds(counted, part).items()}
    return Row(entry, counted.counted, (day.day - entry.day).days, added)


def _influence(entries: Sequence[CountedEntry], line: str, day: LedgerDay) -> Influence | None:
    """The largest change of a line when any single event is left out; the next of its episode then counts instead."""
    of_line = [counted for counted in entries if counted.entry.is_hostile is (line == HOSTILITY)]
    alike: defaultdict[tuple[str, date], list[float]] = defaultdict(list)
    for counted in of_line:
        if counted.entry.episode and counted.counted is not Counted.PEACEKEEPING:
            alike[counted.entry.episode, counted.entry.day].append(abs(counted.entry.weight))
    found: list[Influence] = []
    for entry in (counted.entry for counted in of_line if counted.counts):
        others = sorted(alike[entry.episode, entry.day])[:-1] if entry.episode else []
        change = (abs(entry.weight) - (others[-1] if others else 0)) * day.left_of(entry)
        found.append(Influence(entry, change))
    return max(
        found, key=lambda influence: (influence.change, influence.entry.day, influence.entry.event_id), default=None
    )


def _first_that_counts(day: LedgerDay, weights: Weights) -> date:
    """The first day of which a single event may still have a row on this one."""
    age = 0
    while weights.most * fading(age, day.half_life) >= float(_LEAST):
        age += day.half_life
    return max(EARLIEST, day.day - timedelta(days=min(age, (day.day - EARLIEST).days)))
