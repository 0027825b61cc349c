"""The ledger day by day: what each day adds, what is left of it later, and where it stands on a query's last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.query.options import LedgerRules
from dashboard.query.query import CURATED, EARLIEST
from dashboard.reading.ledger.entries import REINFORCING, CountedEntry, Entry, counted_entries, entries_one_by_one
from dashboard.reading.weights import Weights
from dashboard.store import Store

if TYPE_CHECKING:
    import numpy.typing as npt

HOSTILITY, COOPERATION = "hostility", "cooperation"
HOSTILITY_LOW, COOPERATION_LOW = "hostility_low", "cooperation_low"
# The lines of the ledger; the low ones are of corroborated events alone.
LINES = (HOSTILITY, COOPERATION, HOSTILITY_LOW, COOPERATION_LOW)
_ROUNDED = Decimal("0.001")
_NOTHING = Decimal("0.000")


def fading(age_days: float, half_life: float) -> float:
    """The part that is left of a weight after so many days.

    >>> fading(0, 14), fading(14, 14), fading(28, 14)
    (1.0, 0.5, 0.25)
    """
    return float(2 ** (-age_days / half_life))


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """A day of one dataset's ledger; `half_life` is in days."""

    dataset: str
    day: date
    half_life: int

    def left_of(self, entry: Entry) -> float:
        """The part that is left of an entry's weight on this day."""
        return fading((self.day - entry.day).days, self.half_life)


def daily(entries: Iterable[CountedEntry]) -> pd.DataFrame:
    """What each day adds: a column for each of LINES in weight points and `events`, the number that count; by day."""
    added = [
        {"day": pd.Timestamp(counted.entry.day), "events": counted.entry.events * counted.counts} | adds(counted, 1.0)
        for counted in entries
    ]
    return _by_day(pd.DataFrame(added, columns=["day", *LINES, "events"]))


def _by_day(added: pd.DataFrame) -> pd.DataFrame:
    types = {"day": "datetime64[s]", **dict.fromkeys(LINES, "float64"), "events": "int64"}
    return added.astype(types).groupby("day").sum().sort_index()


def adds(counted: CountedEntry, part: float) -> dict[str, float]:
    """What an entry adds to each line when this part of its weight is left."""
    points = counted.entry.points * part
    is_hostile = counted.entry.is_hostile
    return {
        HOSTILITY: points * (is_hostile and counted.counts),
        COOPERATION: points * (not is_hostile and counted.counts),
        HOSTILITY_LOW: points * (is_hostile and counted.counts_low),
        COOPERATION_LOW: points * (not is_hostile and counted.counts_low),
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


def on_day(added: pd.DataFrame, day: LedgerDay) -> dict[str, float]:
    """The lines on one day, each as the sum of what is left of every day's weights; `added` as from daily()."""
    before = added[added.index <= pd.Timestamp(day.day)]
    left = [fading((day.day - earlier.date()).days, day.half_life) for earlier in before.index]
    return {line: float(np.dot(before[line], left)) for line in LINES}


def last_day(store: Store, query: Query) -> date | None:
    """The query's last day; of an open end, the last day of its events, and None where there are none."""
    if query.until:
        return query.until
    extent = store.extent(query)
    return extent.last if extent else None


def counts_reports(store: Store, dataset: str) -> bool:
    """True where rows are reports and not events, which no ledger can be made of."""
    about = store.about(dataset)
    return about is not None and about.card.counts_reports


def daily_weights(store: Store, query: Query, *, is_peacekeeping_added: bool) -> pd.DataFrame:
    """What each day up to the query's last adds, as daily(); the query is of one dataset and its first day is left out
    of account."""
    weights = Weights(store.dossier.weights)
    if query.dataset == CURATED:
        entries = entries_one_by_one(store, query, weights, EARLIEST)
        return daily(counted_entries(entries, is_peacekeeping_added=is_peacekeeping_added))
    weighed = store.of(query).weighed(query)
    return daily_of_many(weighed, weights, is_peacekeeping_added=is_peacekeeping_added)


def daily_of_many(weighed: pa.Table, weights: Weights, *, is_peacekeeping_added: bool) -> pd.DataFrame:
    """daily() of the rows of Dataset.weighed(): events of imported datasets, none of which shares an episode."""
    points = _points(weighed, weights)
    if not is_peacekeeping_added:
        is_reassurance = np.isin(np.asarray(weighed["event_type"]), [event_type.value for event_type in REINFORCING])
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


def on_last_day(store: Store, query: Query, rules: LedgerRules) -> dict[str, Decimal]:
    """Hostility and cooperation in weight points: what happened before the query's dates still counts.

    The query is of one dataset. Empty where there is no event, and for a dataset that counts reports, not events.
    """
    day = last_day(store, query)
    if day is None or counts_reports(store, query.dataset):
        return {}
    added = daily_weights(store, query, is_peacekeeping_added=rules.is_peacekeeping_added)
    lines = on_day(added, LedgerDay(query.dataset, day, rules.half_life))
    return {line: rounded(lines[line]) for line in (HOSTILITY, COOPERATION)}


def rounded(value: float) -> Decimal:
    """Weight points to a thousandth."""
    return Decimal(value).quantize(_ROUNDED) if value else _NOTHING


def points_text(points: Decimal) -> str:
    """Weight points as readers see them, to a tenth.

    >>> points_text(Decimal("21.405")), points_text(Decimal("1234.950"))
    ('21.4', '1,235.0')
    """
    return f"{points.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"
