"""Entries of the ledger: which events of a query weigh something, and which of those count."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow.compute as pc

from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.reading.weights import Weights
from dashboard.store import Store

# Of more events that still count on a day, the table has a row per day and type instead of one per event.
MOST_ROWS = 2000
# What peacekeepers and those who send them do to reinforce the mission; what is done to them is of other types.
REINFORCING = (EventType.AGREE, EventType.AID, EventType.MOBILIZE)


class Counted(StrEnum):
    """Whether an event counts, and if not, why."""

    YES = "yes"
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

    @property
    def is_hostile(self) -> bool:
        """True where it adds to hostility, not to cooperation."""
        return self.weight < 0

    @property
    def points(self) -> float:
        """What its events weigh together, without a sign."""
        return abs(self.weight) * self.events


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """An entry and whether it counts; `counts_low` among the corroborated ones alone."""

    entry: Entry
    counted: Counted
    counts_low: bool

    @property
    def counts(self) -> bool:
        """True where the entry adds its weight."""
        return self.counted is Counted.YES


def counted_entries(entries: Iterable[Entry], *, is_peacekeeping_added: bool) -> list[CountedEntry]:
    """Which entries count.

    Reinforcement of peacekeepers counts only where it is added. Of the events of one episode on one day only the
    largest hostile and the largest cooperative one count; of equals the first by id.
    """
    entries = list(entries)
    aside = set() if is_peacekeeping_added else {entry for entry in entries if _is_reassurance(entry)}
    shared = [entry for entry in entries if entry.episode and entry not in aside]
    largest, largest_low = _largest(shared), _largest([entry for entry in shared if entry.is_corroborated])

    def counted(entry: Entry) -> CountedEntry:
        if entry in aside:
            return CountedEntry(entry, Counted.PEACEKEEPING, counts_low=False)
        if not entry.episode:
            return CountedEntry(entry, Counted.YES, entry.is_corroborated)
        return CountedEntry(entry, Counted.YES if entry in largest else Counted.EPISODE, entry in largest_low)

    return [counted(entry) for entry in entries]


def _is_reassurance(entry: Entry) -> bool:
    """Peacekeepers who are promised or move in: no escalation, and no cooperation between the parties."""
    return entry.is_peacekeeping and entry.event_type in REINFORCING


def _largest(entries: Sequence[Entry]) -> set[Entry]:
    """Of each episode, day and direction the entry that weighs most."""
    alike: defaultdict[tuple[str, date, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[entry.episode, entry.day, entry.is_hostile].append(entry)
    return {min(group, key=lambda entry: (-abs(entry.weight), entry.event_id)) for group in alike.values()}


def entries_one_by_one(store: Store, query: Query, weights: Weights, first: date) -> list[Entry]:
    """One entry per event of one dataset since the day, up to the query's last."""
    rows = store.of(query).scored(query, first, weights.types)
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


def entries_since(store: Store, query: Query, weights: Weights, first: date) -> list[Entry]:
    """One entry per event since the day, or where these are too many, one per day and type."""
    weighed = store.of(query).weighed(query)
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
    is_many = sum(entry.events for entry in recent) > MOST_ROWS
    return recent if is_many else entries_one_by_one(store, query, weights, first)
