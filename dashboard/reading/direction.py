"""Whether hostility rises or falls, and whether it is the highest in years: in words, and only where the data can tell.

A denser collection is not a rising tension: nothing is said outside the dates that are covered alike, or of few events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum

import pandas as pd

from dashboard.dossier.days import Days
from dashboard.dossier.event import Coverage
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import short_day
from dashboard.reading.ledger.days import HOSTILITY, LedgerDay, faded
from dashboard.store import Store

LEAST_EVENTS, LEAST_DAYS = 10, 90
_WEEK = timedelta(days=7)
# Weeks that the last one is compared with.
_WEEKS = (4, 52)
# Below this a day is not called the highest of anything, in weight points.
_FLOOR = 5.0
_YEARS = (3, 1)
_LOOKED_BACK = timedelta(days=3 * 366)
# A line that starts from nothing needs this many half-lives to be what it is.
_WARM_UP = 4
_MOST_QUIET_MEAN, _MOST_QUIET_WEEK = 2.0, 5.0


class Covered(Enum):
    """Why dates are, or are not, taken as covered alike."""

    DECLARED = "by coverage.csv, for all places"
    PUBLISHED = "by the publisher, within the dates of the dataset"
    UNKNOWN = "nobody says: a file of one's own"
    NOT = "a selection"


@dataclass(frozen=True, slots=True)
class CoveragePeriod:
    """The dates that are covered alike; None where none are."""

    kind: Covered
    days: Days | None = None

    def contains(self, first: date, last: date) -> bool:
        """True where all these days are covered, both included."""
        return self.days is not None and self.days.contains(Days(first, last))

    def first_day(self, otherwise: date) -> date:
        """The first day that is covered; this other one where none is."""
        return self.days.first if self.days else otherwise


class Trend(StrEnum):
    """The last week's hostility against the mean of weeks before it."""

    STRONG_INCREASE = "strong increase"
    INCREASE = "increase"
    LITTLE_CHANGE = "little change"
    STRONG_DECREASE = "strong decrease"


@dataclass(frozen=True, slots=True)
class History:
    """What a day is judged by: `added` as from daily(), `line` as from faded() of the ledger, up to the day."""

    added: pd.DataFrame
    line: pd.DataFrame
    half_life: int
    coverage: CoveragePeriod
    # The first day of the dataset, whatever the query asks for.
    first: date | None


def history(store: Store, added: pd.DataFrame, day: LedgerDay) -> History:
    """What the day is judged by; `added` has every day up to it, as from daily() of the ledger."""
    extent = store.extent(Query(datasets=(day.dataset,)))
    return History(
        added=added,
        line=faded(added, day.half_life, day.day - _LOOKED_BACK, day.day),
        half_life=day.half_life,
        coverage=coverage_period(store, day.dataset, day.day),
        first=extent.first if extent else None,
    )


def coverage_period(store: Store, dataset: str, day: date) -> CoveragePeriod:
    """The covered dates around a day of the dataset."""
    if dataset == CURATED:
        return declared(store.dossier.coverage, day)
    extent = store.extent(Query(datasets=(dataset,)))
    about = store.about(dataset)
    if extent is None or about is None:
        return CoveragePeriod(Covered.NOT)
    return CoveragePeriod(Covered.UNKNOWN if about.card.is_own else Covered.PUBLISHED, extent)


def declared(rows: Iterable[Coverage], day: date) -> CoveragePeriod:
    """The longest period around the day that a row declares complete for all places."""
    found = [
        Days(row.date_from, row.date_to or day)
        for row in rows
        if row.is_complete and not row.place and row.date_from <= day <= (row.date_to or day)
    ]
    if not found:
        return CoveragePeriod(Covered.NOT)
    return CoveragePeriod(Covered.DECLARED, min(found))


def trend(week: float, mean: float) -> Trend:
    """The last week against the mean of the weeks before, both in weight points; after ACLED's Trendfinder.

    >>> [str(trend(week, 20)) for week in (26, 25, 22, 21, 15, 14)]
    ['strong increase', 'increase', 'increase', 'little change', 'little change', 'strong decrease']
    """
    if mean <= _MOST_QUIET_MEAN and week <= _MOST_QUIET_WEEK:
        return Trend.LITTLE_CHANGE
    # Compared without dividing, so that the bounds are exact and a mean of 0 is no exception.
    if 100 * week > 125 * mean:
        return Trend.STRONG_INCREASE
    if 100 * week >= 110 * mean:
        return Trend.INCREASE
    return Trend.STRONG_DECREASE if 100 * week < 75 * mean else Trend.LITTLE_CHANGE


def is_too_little(history: History, day: date) -> bool:
    """True where so few events, or so short a history, lead up to the day that its points can only be listed."""
    return _events(history, day) < LEAST_EVENTS or _days(history, day) < LEAST_DAYS


def _events(history: History, day: date) -> int:
    return int(history.added.loc[: pd.Timestamp(day), "events"].sum())


def _days(history: History, day: date) -> int:
    return (day - history.first).days + 1 if history.first and history.first <= day else 0


def in_words(history: History, day: date) -> list[str]:
    """What can be said of the day's direction and height, one sentence each; or why nothing can."""
    if is_too_little(history, day):
        return [_too_little(history, day)]
    if history.coverage.kind is Covered.NOT:
        return [
            _(
                "No direction, and no “highest in years”: these dates are a selection that is not declared complete "
                "for all places, so more events may only mean that more were collected."
            )
        ]
    if not history.coverage.contains(day, day):
        return [_beyond(history.coverage.days or Days(day, day), day)]
    sentences = [*(_direction(history, day, weeks) for weeks in _WEEKS), _height(history, day)]
    if history.coverage.kind is Covered.UNKNOWN:
        sentences.append(_("How completely this file covers its dates is unknown: all of it may be an artefact."))
    return sentences


def _too_little(history: History, day: date) -> str:
    events, days = _events(history, day), _days(history, day)
    counted = ngettext("{count} scored event", "{count} scored events", events).format(count=f"{events:,}")
    return _(
        "Too few events: {events} in {days} days up to here, and a direction needs {least} in {least_days}. The points "
        "are shown as they are."
    ).format(events=counted, days=f"{days:,}", least=LEAST_EVENTS, least_days=LEAST_DAYS)


def _beyond(days: Days, day: date) -> str:
    return _(
        "No direction: {day} lies outside the dates of the dataset, which has events from {first} to {last}."
    ).format(day=short_day(day), first=short_day(days.first), last=short_day(days.last))


def _direction(history: History, day: date, weeks: int) -> str:
    since = day - _WEEK * (weeks + 1) + timedelta(days=1)
    if not history.coverage.contains(since, day):
        return _("Against the mean of {weeks} weeks before: not known, since the data begins on {first}.").format(
            weeks=weeks, first=short_day(history.coverage.first_day(day))
        )
    week_since = day - _WEEK + timedelta(days=1)
    week = _added(history, week_since, day)
    mean = _added(history, since, week_since - timedelta(days=1)) / weeks
    return _(
        "{trend}: {week} points of hostility in the last 7 days; the mean of the {weeks} weeks before is {mean} a week."
    ).format(trend=trend_name(trend(week, mean)), week=f"{week:,.1f}", weeks=weeks, mean=f"{mean:,.1f}")


def _added(history: History, first: date, last: date) -> float:
    return float(history.added.loc[pd.Timestamp(first) : pd.Timestamp(last), HOSTILITY].sum())


def trend_name(value: Trend) -> str:
    """The trend in a reader's words."""
    return {
        Trend.STRONG_INCREASE: _("Strong increase"),
        Trend.INCREASE: _("Increase"),
        Trend.LITTLE_CHANGE: _("Little change"),
        Trend.STRONG_DECREASE: _("Strong decrease"),
    }[value]


def _height(history: History, day: date) -> str:
    line = history.line[HOSTILITY]
    here = float(line.loc[pd.Timestamp(day)])
    known = [years for years in _YEARS if history.coverage.contains(_warm(history, _years_before(day, years)), day)]
    if not known:
        return _("Whether it is the highest in a year cannot be told: the data begins on {first}.").format(
            first=short_day(history.coverage.first_day(day))
        )
    if here < _FLOOR:
        return _("Below {floor} points, which is too low to be called the highest of anything.").format(
            floor=f"{_FLOOR:g}"
        )
    for years in known:
        before = line.loc[pd.Timestamp(_years_before(day, years)) : pd.Timestamp(day - timedelta(days=1))]
        if here > float(before.max()):
            return ngettext("Highest in {years} year.", "Highest in {years} years.", years).format(years=years)
    peak = pd.Timestamp(str(before.idxmax())).date()
    return _("Not the highest in a year: that was {points} points on {day}.").format(
        points=f"{float(before.max()):,.1f}", day=short_day(peak)
    )


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


def _warm(history: History, day: date) -> date:
    return day - timedelta(days=_WARM_UP * history.half_life)
