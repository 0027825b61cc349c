"""What can be asked of a dataset, as expressions over its tables; `Dataset` asks them.

Each is built from its arguments alone and uses dates only as literals, so that Engine keeps what it compiled.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import ibis

from dashboard.query import Query
from dashboard.query.predicate import predicate
from dashboard.store.bins import EPOCH, MONDAY, Bin
from dashboard.store.columns import DAILY_SUMS, PARTS
from dashboard.store.tables import ABOUT, DAILY, EVENTS, LEDGER, NAMES, PIN_KINDS, PINS, daily, is_peacekeeping, ledger

if TYPE_CHECKING:
    from ibis.expr.types import Table

_IN_ORDER = ("date_start", "id")
# From the first to the last, both included.
Squares = tuple[int, int]


def totals(query: Query) -> "Table":
    """One row: events, and the sums of the daily table."""
    table = _counted(query)
    sums = {name: table[name].sum() for name in DAILY_SUMS}
    return table.aggregate(events=table.events.sum().fill_null(0), **sums)


def daily_rows(columns: tuple[str, ...]) -> "Table":
    """These columns of the whole daily table."""
    return DAILY.select(*columns)


def daily_sums(dimensions: tuple[str, ...]) -> "Table":
    """Events and DAILY_SUMS of the whole daily table by these of its dimensions."""
    sums = {name: DAILY[name].sum().cast("int64") for name in ("events", *DAILY_SUMS)}
    return DAILY.group_by(*dimensions).aggregate(**sums)


def page(query: Query, columns: tuple[str, ...], limit: int | None, offset: int) -> "Table":
    """These columns of events in their order."""
    return _events(query).order_by(*_IN_ORDER).limit(limit, offset=offset).select(*columns)


def page_of_days(query: Query, columns: tuple[str, ...], limit: int, first: date, last: date) -> "Table":
    """These columns of the first events of those that begin on these days, both included."""
    return _of_days(query, first, last).select(*columns).order_by(*_IN_ORDER).limit(limit)


def rows_of_days(query: Query, columns: tuple[str, ...], first: date, last: date) -> "Table":
    """These columns of all events that begin on these days, both included, in their order."""
    table = _of_days(query, first, last).order_by(*_IN_ORDER)
    # An imported event has no sources of the dossier: the publisher's stand in their place.
    table = table.mutate(
        source_titles=ibis.coalesce(table.source_titles.nullif(""), table.publisher_source),
        source_urls=ibis.coalesce(table.source_urls.nullif(""), table.source_url),
    )
    return table.select(*columns)


def event(event_id: str) -> "Table":
    """The event of this id."""
    return EVENTS.filter(EVENTS.id == event_id)


def position(query: Query, start: date, event_id: str) -> "Table":
    """One row: events before the one of this day and id, and whether that is found."""
    table = _events(query)
    is_before = (table.date_start < ibis.literal(start)) | (
        (table.date_start == ibis.literal(start)) & (table.id < event_id)
    )
    return table.aggregate(before=is_before.sum().fill_null(0), found=(table.id == event_id).any().fill_null(False))


def histogram(query: Query, width: Bin) -> "Table":
    """Events by bin, named by its number, and type."""
    table = _binned(query, width)
    counted = table.group_by("bin", "event_type").aggregate(events=table.events.sum().cast("int64"))
    return counted.order_by("bin", "event_type")


def deaths(query: Query, width: Bin) -> "Table":
    """Deaths by bin, named by its number, where any are reported."""
    table = _binned(query, width)
    sums = {part: table[f"fatalities_{part}"].sum().cast("int64") for part in PARTS}
    summed = table.group_by("bin").aggregate(**sums)
    return summed.filter(summed.high.notnull()).order_by("bin")


def weighed(query: Query) -> "Table":
    """Events by what decides how they weigh: from the ledger table where it knows what is asked."""
    is_known = replace(query, since=None, until=None, types=()) == Query(datasets=query.datasets)
    return LEDGER.filter(predicate(query, LEDGER)) if is_known else ledger(_events(query))


def scored(query: Query, types: tuple[str, ...], first: date) -> "Table":
    """Events of these types from a day on, with what decides how they weigh."""
    table = _events(query)
    table = table.filter(table.date_start >= ibis.literal(first), table.event_type.isin(types))
    ordered = table.mutate(is_peacekeeping=is_peacekeeping(table)).order_by(*_IN_ORDER)
    return ordered.select(
        "id", "title", "episode", "date_start", "event_type", "mode", "is_peacekeeping", "corroborated"
    )


def attention(query: Query) -> "Table":
    """Reports by day, and how many there are when those that are alike count once."""
    table = _events(query)
    alike = table.group_by(
        day=table.date_start,
        one=ibis.least(table.actor1, table.actor2),
        other=ibis.greatest(table.actor1, table.actor2),
        what=table.event_type,
        place=table.place_name,
        country=table.country,
    ).aggregate(reports=table.count())
    counted = alike.group_by("day").aggregate(reports=alike.reports.sum().cast("int64"), attention=alike.count())
    return counted.order_by("day")


def seen(query: Query) -> "Table":
    """One row: the first and the last day of what is found."""
    table = _counted(query)
    return table.aggregate(first=table.date_start.min(), last=table.last_day.max())


def last_before(query: Query, day: date) -> "Table":
    """One row: the last day before this one on which something is found."""
    table = _counted(query)
    table = table.filter(table.last_day < ibis.literal(day))
    return table.aggregate(day=table.last_day.max())


def first_after(query: Query, day: date) -> "Table":
    """One row: the first day after this one on which something is found."""
    table = _counted(query)
    table = table.filter(table.date_start > ibis.literal(day))
    return table.aggregate(day=table.date_start.min())


def spanning(query: Query, until: date, since: date) -> "Table":
    """How many events begin by the one day and last to the other."""
    table = _counted(query)
    table = table.filter(table.date_start <= ibis.literal(until), table.last_day >= ibis.literal(since))
    return table.aggregate(events=table.events.sum().fill_null(0))


def counts(query: Query, column: str) -> "Table":
    """Events by the values of a column, the most frequent first; where it is null they are left out."""
    table = _counted(query)
    table = table.filter(table[column].notnull())
    counted = table.group_by(column).aggregate(events=table.events.sum().cast("int64"))
    return counted.order_by(ibis.desc("events"), column)


def counts_by_day(query: Query) -> "Table":
    """Events by the day on which they begin, in the order of days."""
    table = _counted(query)
    counted = table.group_by("date_start").aggregate(events=table.events.sum().cast("int64"))
    return counted.order_by("date_start")


def places(query: Query, limit: int | None) -> "Table":
    """Events by place, the most frequent first."""
    table = _events(query)
    counted = table.group_by("place", "place_name").aggregate(events=table.count())
    return counted.order_by(ibis.desc("events"), "place", "place_name").limit(limit)


def actors(query: Query) -> "Table":
    """Events by actor, the most frequent first; an event of two actors counts for both."""
    table = _events(query)
    named = table.select(actor=table.actors.split(";").unique().unnest())
    named = named.filter(named.actor != "")
    counted = named.group_by("actor").aggregate(events=named.count())
    return counted.order_by(ibis.desc("events"), "actor")


def elsewhere(query: Query, name: str, limit: int) -> "Table":
    """The first events that stand beside the map under this key or name."""
    table = _events(query)
    return table.filter(table.elsewhere == name).order_by(*_IN_ORDER).limit(limit)


def cells(query: Query, x: tuple[int, int], y: tuple[int, int], bits: int) -> "Table":
    """Pins between these squares, both included, by cell and type, in no order; a cell is 2**bits squares wide."""
    table = _pins(query, x, y)
    table = table.select("event_type", x=table.x >> bits, y=table.y >> bits)
    return table.group_by("x", "y", "event_type").aggregate(events=table.count())


def all_pins() -> "Table":
    """The pins table."""
    return PINS


def pin_kinds() -> "Table":
    """The kinds of pins, in their order."""
    return PIN_KINDS.order_by("kind")


def pins(query: Query, x: tuple[int, int], y: tuple[int, int], limit: int) -> "Table":
    """The first of the pins between these squares, both included."""
    return _pins(query, x, y).order_by(*_IN_ORDER).limit(limit)


def pins_by_day(query: Query, x: tuple[int, int], y: tuple[int, int]) -> "Table":
    """Pins between these squares by the day on which they begin, in the order of days."""
    table = _pins(query, x, y)
    return table.group_by("date_start").aggregate(events=table.count()).order_by("date_start")


def pins_of_days(query: Query, squares: tuple[Squares, Squares], limit: int, first: date, last: date) -> "Table":
    """The first of the pins between these squares, from west to east and from north to south, that begin on these days,
    all included."""
    table = _pins(query, *squares)
    table = table.filter(table.date_start.between(ibis.literal(first), ibis.literal(last)))
    return table.order_by(*_IN_ORDER).limit(limit)


def area_by_day(query: Query, area: str) -> "Table":
    """Events drawn as this area by the day on which they begin, in the order of days."""
    table = _counted(query)
    counted = table.filter(table.area == area).group_by("date_start").aggregate(events=table.events.sum().cast("int64"))
    return counted.order_by("date_start")


def area_of_days(query: Query, area: str, limit: int, first: date, last: date) -> "Table":
    """The first of the events drawn as this area that begin on these days, both included."""
    table = _of_days(query, first, last)
    return table.filter(table.area == area).order_by(*_IN_ORDER).limit(limit)


def names(kind: str) -> "Table":
    """Actors or places of an imported dataset, those with the most events first."""
    return NAMES.filter(NAMES.kind == kind).order_by(ibis.desc("events"), "value")


def about() -> "Table":
    """The card of an imported dataset."""
    return ABOUT


def _events(query: Query) -> "Table":
    return EVENTS.filter(predicate(query, EVENTS))


def _of_days(query: Query, first: date, last: date) -> "Table":
    table = _events(query)
    return table.filter(table.date_start.between(ibis.literal(first), ibis.literal(last)))


def _pins(query: Query, x: tuple[int, int], y: tuple[int, int]) -> "Table":
    """Only pins have squares, so that nothing else needs to be asked."""
    table = _events(query)
    return table.filter(table.x.between(*x), table.y.between(*y))


def _counted(query: Query) -> "Table":
    """The events with their number in column events: from the daily table where it knows what is asked."""
    if not (query.actors or query.places or query.text):
        return DAILY.filter(predicate(query, DAILY))
    return daily(_events(query))


def _binned(query: Query, width: Bin) -> "Table":
    """The counted events with the number of their bin: that of their first day that the query asks for.

    A number, since engines group by small numbers several times as fast as by dates.
    """
    table = _counted(query)
    first = table.date_start
    if query.since:
        first = ibis.greatest(first, ibis.literal(query.since))
    if width == "month":
        return table.mutate(bin=(first.year() - EPOCH.year) * 12 + first.month() - 1)
    day = first.delta(ibis.literal(EPOCH), unit="day")
    return table.mutate(bin=day if width == "day" else (day + MONDAY) // 7)
