"""The tension ledger: how much hostility and cooperation events add up to, day by day, and what each one adds.

An event adds its weight on its first day, and half of what is left of it fades in every half-life. Hostility sums the
negative weights, cooperation the positive ones; they are never netted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.query.query import CURATED, EARLIEST
from dashboard.reading.weights import Weights
from dashboard.store import Store

if TYPE_CHECKING:
    import numpy.typing as npt

HOSTILITY, COOPERATION = "hostility", "cooperation"
HOSTILITY_LOW, COOPERATION_LOW = "hostility_low", "cooperation_low"
# The lines of the ledger; the low ones are of corroborated events alone.
LINES = (HOSTILITY, COOPERATION, HOSTILITY_LOW, COOPERATION_LOW)
# What peacekeepers and those who send them do to reinforce the mission; what is done to them is of other types.
_REINFORCING = (EventType.AGREE, EventType.AID, EventType.MOBILIZE)
# Of more events that still count on a day, the table has a row per day and type instead of one per event.
MOST_ROWS = 2000
# What adds less than this is gathered in one row.
_LEAST = Decimal("0.01")
_ROUNDED = Decimal("0.001")
_NOTHING = Decimal("0.000")


class Standing(StrEnum):
    """Whether an event counts, and if not, why."""

    COUNTED = "yes"
    EPISODE = "no: its episode counts once a day"
    PEACEKEEPING = "no: peacekeeping is listed apart"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, or `events` of them that weigh the same; `weight` is that of one and never 0.

    `title` and `event_id` are empty for several events, `episode` where an event shares none.
    """

    day: date
    event_type: EventType
    mode: str
    weight: float
    is_corroborated: bool
    is_peacekeeping: bool = False
    events: int = 1
    episode: str = ""
    event_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry and whether it counts; `counts_low` among the corroborated ones alone."""

    entry: Entry
    standing: Standing
    counts_low: bool

    @property
    def counts(self) -> bool:
        """True where the entry adds its weight."""
        return self.standing is Standing.COUNTED


@dataclass(frozen=True, slots=True)
class Row:
    """What an entry adds to each of LINES on the day that is taken apart, rounded to a thousandth."""

    settled: Settled
    age_days: int
    adds: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Influence:
    """The event without which a line would be lowest, and by how much lower."""

    entry: Entry
    change: float


@dataclass(frozen=True, slots=True)
class Apart:
    """One day of the ledger, taken apart.

    `sums` are the day's figures by line; `rows`, those that add most first, and `rest` add up to them exactly: `rest`
    is what is older or was lost in rounding. `set_aside` counts the peacekeeping events that are listed apart, and
    `aside` is what they would add to hostility and to cooperation.
    """

    dataset: str
    day: date
    half_life: int
    rows: tuple[Row, ...]
    rest: dict[str, Decimal]
    sums: dict[str, Decimal]
    influences: dict[str, Influence]
    set_aside: int
    aside: dict[str, Decimal]

    @property
    def is_by_type(self) -> bool:
        """True where a row may stand for several events."""
        return any(not row.settled.entry.event_id for row in self.rows)


def fading(age_days: float, half_life: float) -> float:
    """The part that is left of a weight after so many days.

    >>> fading(0, 14), fading(14, 14), fading(28, 14)
    (1.0, 0.5, 0.25)
    """
    return float(2 ** (-age_days / half_life))


def settle(entries: Iterable[Entry], *, is_peacekeeping_added: bool) -> list[Settled]:
    """Which entries count.

    Reinforcement of peacekeepers counts only where it is added. Of the events of one episode on one day only the
    largest hostile and the largest cooperative one count; of equals the first by id.
    """
    entries = list(entries)
    aside = set() if is_peacekeeping_added else {one for one in entries if _is_reassurance(one)}
    shared = [one for one in entries if one.episode and one not in aside]
    counted, low = _once_a_day(shared), _once_a_day([one for one in shared if one.is_corroborated])

    def settled(one: Entry) -> Settled:
        if one in aside:
            return Settled(one, Standing.PEACEKEEPING, counts_low=False)
        if not one.episode:
            return Settled(one, Standing.COUNTED, one.is_corroborated)
        return Settled(one, Standing.COUNTED if one in counted else Standing.EPISODE, one in low)

    return [settled(one) for one in entries]


def _is_reassurance(entry: Entry) -> bool:
    """Peacekeepers who are promised or move in: no escalation, and no cooperation between the parties."""
    return entry.is_peacekeeping and entry.event_type in _REINFORCING


def _once_a_day(entries: Sequence[Entry]) -> set[Entry]:
    happenings: defaultdict[tuple[str, date, bool], list[Entry]] = defaultdict(list)
    for one in entries:
        happenings[one.episode, one.day, one.weight < 0].append(one)
    return {min(alike, key=lambda one: (-abs(one.weight), one.event_id)) for alike in happenings.values()}


def daily(settled: Iterable[Settled]) -> pd.DataFrame:
    """What each day adds: a column for each of LINES in weight points and `events`, the number that count; by day."""
    added = [
        {"day": pd.Timestamp(one.entry.day), "events": one.entry.events * one.counts} | _adds(one, 1.0)
        for one in settled
    ]
    return _by_day(pd.DataFrame(added, columns=["day", *LINES, "events"]))


def _by_day(added: pd.DataFrame) -> pd.DataFrame:
    types = {"day": "datetime64[s]", **dict.fromkeys(LINES, "float64"), "events": "int64"}
    return added.astype(types).groupby("day").sum().sort_index()


def _adds(settled: Settled, part: float) -> dict[str, float]:
    """What an entry adds to each line when this part of its weight is left."""
    entry = settled.entry
    points = abs(entry.weight) * entry.events * part
    is_hostile = entry.weight < 0
    return {
        HOSTILITY: points * (is_hostile and settled.counts),
        COOPERATION: points * (not is_hostile and settled.counts),
        HOSTILITY_LOW: points * (is_hostile and settled.counts_low),
        COOPERATION_LOW: points * (not is_hostile and settled.counts_low),
    }


def faded(added: pd.DataFrame, half_life: int, first: date, last: date) -> pd.DataFrame:
    """The lines for every day from first to last, both included; what was added before still counts.

    `added` is as from daily(); the index is the day.
    """
    days = pd.date_range(first, last)
    start = min(first, added.index[0].date()) if len(added) else first
    whole = added.reindex(pd.date_range(start, last), fill_value=0.0)
    keeps = fading(1, half_life)
    lines = {}
    for line in LINES:
        level, levels = 0.0, []
        for points in whole[line].tolist():
            level = level * keeps + points
            levels.append(level)
        lines[line] = levels
    return pd.DataFrame(lines, index=whole.index).reindex(days)


def on_day(added: pd.DataFrame, day: date, half_life: int) -> dict[str, float]:
    """The lines on one day, each as the sum of what is left of every day's weights."""
    before = added[added.index <= pd.Timestamp(day)]
    left = [fading((day - one.date()).days, half_life) for one in before.index]
    return {line: float(np.dot(before[line], left)) for line in LINES}


def taken_apart(settled: Sequence[Settled], added: pd.DataFrame, of: tuple[str, date, int]) -> Apart:
    """A day with what each entry adds to it; `of` is dataset, day, and half-life in days.

    `settled` may leave out what is too old to have a row; `added` has every day.
    """
    dataset, day, half_life = of
    until = [one for one in settled if one.entry.day <= day]
    rows = [row for one in until if (row := _row(one, day, half_life))]
    rows.sort(key=lambda row: (-_size(row), row.settled.entry.day, row.settled.entry.event_id))
    sums = {line: rounded(value) for line, value in on_day(added, day, half_life).items()}
    rest = {line: total - sum((row.adds[line] for row in rows), Decimal(0)) for line, total in sums.items()}
    aside = [one.entry for one in until if one.standing is Standing.PEACEKEEPING]
    influences = {line: _influence(until, line, day, half_life) for line in (HOSTILITY, COOPERATION)}
    return Apart(
        dataset=dataset,
        day=day,
        half_life=half_life,
        rows=tuple(rows),
        rest=rest,
        sums=sums,
        influences={line: one for line, one in influences.items() if one},
        set_aside=sum(one.events for one in aside),
        aside={
            line: rounded(
                sum(
                    abs(one.weight) * one.events * fading((day - one.day).days, half_life)
                    for one in aside
                    if (one.weight < 0) is is_hostile
                )
            )
            for line, is_hostile in ((HOSTILITY, True), (COOPERATION, False))
        },
    )


def _row(settled: Settled, day: date, half_life: int) -> Row | None:
    """The row of an entry; None where it adds too little for one, whether it counts or not."""
    entry = settled.entry
    age = (day - entry.day).days
    part = fading(age, half_life)
    if abs(entry.weight) * entry.events * part < float(_LEAST):
        return None
    return Row(settled, age, {line: rounded(value) for line, value in _adds(settled, part).items()})


def _size(row: Row) -> Decimal:
    return max(row.adds.values())


def _influence(settled: Sequence[Settled], line: str, day: date, half_life: int) -> Influence | None:
    """The largest change of a line when any single event is left out; the next of its episode then counts instead."""
    is_hostile = line == HOSTILITY
    alike: defaultdict[tuple[str, date], list[float]] = defaultdict(list)
    for one in settled:
        is_of_line = one.standing is not Standing.PEACEKEEPING and (one.entry.weight < 0) == is_hostile
        if is_of_line and one.entry.episode:
            alike[one.entry.episode, one.entry.day].append(abs(one.entry.weight))
    found: list[Influence] = []
    for one in settled:
        entry = one.entry
        if not one.counts or (entry.weight < 0) != is_hostile:
            continue
        others = sorted(alike[entry.episode, entry.day])[:-1] if entry.episode else []
        change = (abs(entry.weight) - (others[-1] if others else 0)) * fading((day - entry.day).days, half_life)
        found.append(Influence(entry, change))
    return max(found, key=lambda one: (one.change, one.entry.day, one.entry.event_id), default=None)


def rounded(value: float) -> Decimal:
    """Weight points to a thousandth."""
    return Decimal(value).quantize(_ROUNDED) if value else _NOTHING


def shown(value: Decimal) -> str:
    """A sum as readers see it, to a tenth.

    >>> shown(Decimal("21.405")), shown(Decimal("1234.950"))
    ('21.4', '1,235.0')
    """
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def last_day(store: Store, query: Query) -> date | None:
    """The query's last day; of an open end, the last day of its events, and None where there are none."""
    if query.until:
        return query.until
    extent = store.extent(query)
    return extent[1] if extent else None


def daily_weights(store: Store, query: Query, weights: Weights, *, is_peacekeeping_added: bool) -> pd.DataFrame:
    """What each day up to the query's last adds, as daily(); the query is of one dataset and its first day is left out
    of account."""
    (name,) = query.datasets
    if name == CURATED:
        entries = _one_by_one(store, query, weights, EARLIEST)
        return daily(settle(entries, is_peacekeeping_added=is_peacekeeping_added))
    return daily_of_many(store.dataset(name).weighed(query), weights, is_peacekeeping_added=is_peacekeeping_added)


def daily_of_many(weighed: pa.Table, weights: Weights, *, is_peacekeeping_added: bool) -> pd.DataFrame:
    """daily() of the rows of Dataset.weighed(): events of imported datasets, none of which shares an episode."""
    points = _points(weighed, weights)
    if not is_peacekeeping_added:
        is_reassurance = np.isin(np.asarray(weighed["event_type"]), [one.value for one in _REINFORCING])
        points = np.where(is_reassurance & weighed["is_peacekeeping"].to_numpy(), 0.0, points)
    events = weighed["events"].to_numpy() * (points != 0)
    days, at = np.unique(weighed["date_start"].cast(pa.int32()).to_numpy(), return_inverse=True)
    is_corroborated = weighed["corroborated"].to_numpy()

    def per_day(each: "npt.NDArray[np.float64]") -> "npt.NDArray[np.float64]":
        return np.asarray(np.bincount(at, each * events, minlength=len(days)), dtype=np.float64)

    hostile, cooperative = np.where(points < 0, -points, 0.0), np.where(points > 0, points, 0.0)
    added = pd.DataFrame(
        {
            "day": pd.to_datetime(days, unit="D"),
            HOSTILITY: per_day(hostile),
            COOPERATION: per_day(cooperative),
            HOSTILITY_LOW: per_day(hostile * is_corroborated),
            COOPERATION_LOW: per_day(cooperative * is_corroborated),
            "events": per_day(np.ones(len(points))),
        }
    )
    return _by_day(added[added["events"] > 0])


def _points(weighed: pa.Table, weights: Weights) -> "npt.NDArray[np.float64]":
    """The weight of one event of each row; 0 where its type is not scored."""
    types, modes = (weighed[name].combine_chunks().dictionary_encode() for name in ("event_type", "mode"))
    table = np.array(
        [
            [weights.of(EventType(event_type), mode) or 0.0 for mode in modes.dictionary.to_pylist()]
            for event_type in types.dictionary.to_pylist()
        ]
    )
    if not weighed.num_rows:
        return np.zeros(0)
    return np.asarray(table[types.indices.to_numpy(), modes.indices.to_numpy()], dtype=np.float64)


def apart(store: Store, query: Query, weights: Weights, of: tuple[date, int], *, is_peacekeeping_added: bool) -> Apart:
    """A day of one dataset taken apart; `of` is the day and the half-life in days."""
    day, half_life = of
    (name,) = query.datasets
    asked = replace(query, since=None, until=day)
    added = daily_weights(store, asked, weights, is_peacekeeping_added=is_peacekeeping_added)
    if name == CURATED:
        entries = _one_by_one(store, asked, weights, EARLIEST)
    else:
        entries = _entries(store, asked, weights, _first_that_counts(day, half_life, weights))
    return taken_apart(settle(entries, is_peacekeeping_added=is_peacekeeping_added), added, (name, day, half_life))


def _first_that_counts(day: date, half_life: int, weights: Weights) -> date:
    """The first day of which a single event may still have a row on this one."""
    age = 0
    while weights.most * fading(age, half_life) >= float(_LEAST):
        age += half_life
    return max(EARLIEST, day - timedelta(days=min(age, (day - EARLIEST).days)))


def _entries(store: Store, query: Query, weights: Weights, first: date) -> list[Entry]:
    """One entry per event since the day, or where these are too many, one per day and type."""
    weighed = store.dataset(query.datasets[0]).weighed(query)
    weighed = weighed.filter(pc.field("date_start") >= first)
    recent = [
        Entry(
            day=row["date_start"],
            event_type=EventType(row["event_type"]),
            mode=row["mode"],
            weight=points,
            is_corroborated=row["corroborated"],
            is_peacekeeping=row["is_peacekeeping"],
            events=row["events"],
        )
        for row in weighed.to_pylist()
        if (points := weights.of(EventType(row["event_type"]), row["mode"]))
    ]
    is_many = sum(one.events for one in recent) > MOST_ROWS
    return recent if is_many else _one_by_one(store, query, weights, first)


def _one_by_one(store: Store, query: Query, weights: Weights, first: date) -> list[Entry]:
    rows = store.dataset(query.datasets[0]).scored(query, first, weights.types)
    return [
        Entry(
            day=row["date_start"],
            event_type=EventType(row["event_type"]),
            mode=row["mode"],
            weight=points,
            is_corroborated=row["corroborated"],
            is_peacekeeping=row["is_peacekeeping"],
            episode=row["episode"],
            event_id=row["id"],
            title=row["title"],
        )
        for row in rows
        if (points := weights.of(EventType(row["event_type"]), row["mode"]))
    ]
