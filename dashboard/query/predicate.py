"""A query as a predicate over the events table, written once for every engine that Ibis speaks to."""

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.gazetteer import fold
from dashboard.query.query import Query

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table


def predicate(query: Query, events: "Table") -> "BooleanValue":
    """True for the rows that the query asks for, in a table of one of its datasets.

    `events` has the store's columns: `date_start`, `last_day` (dates), `event_type`, `place`, `geo_precision`, `actors`
    (keys, each between two semicolons), `confidence_rank` (1 to 3 or null), and `search_text` (folded; null where the
    words of `title` to `actor2` need only be made small).
    """
    conditions: list[BooleanValue] = []
    if query.since:
        conditions.append(events.last_day >= ibis.literal(query.since))
    if query.until:
        conditions.append(events.date_start <= ibis.literal(query.until))
    if query.types:
        conditions.append(events.event_type.isin([str(value) for value in query.types]))
    if query.places:
        conditions.append(events.place.isin(query.places))
    if query.precisions:
        conditions.append(events.geo_precision.isin([str(value) for value in query.precisions]))
    if query.actors:
        conditions.append(_any_of([events.actors.contains(f";{actor};") for actor in query.actors]))
    if query.confidence:
        conditions.append((events.confidence_rank >= query.confidence.rank).fill_null(False))
    if "\0" in query.text:  # no text holds it, and engines take it for the end of a string
        return ibis.literal(False)
    conditions += [_searched(events).contains(word) for word in fold(query.text).split()]
    return reduce(and_, conditions, ibis.literal(True))


def _any_of(conditions: "list[BooleanValue]") -> "BooleanValue":
    """True where one of them is; halved again and again, since a chain of thousands is too deep to be compiled."""
    if len(conditions) == 1:
        return conditions[0]
    middle = len(conditions) // 2
    return _any_of(conditions[:middle]) | _any_of(conditions[middle:])


def _searched(events: "Table") -> "StringValue":
    words = [events.title, events.summary, events.place_name, events.country, events.actor1, events.actor2]
    return ibis.coalesce(events.search_text, ibis.literal(" ").join(words).lower().replace("\N{EN DASH}", "-"))
