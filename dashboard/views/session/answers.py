"""The page's cache: what the store and the readings answer to a query, kept while the datasets stand as they are."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from dashboard.dossier.days import Days
from dashboard.dossier.event import Event, Headline
from dashboard.drawing.charts.histogram import histogram_spec
from dashboard.drawing.map import event_layer
from dashboard.drawing.map.crossings import crossings
from dashboard.drawing.map.density import density_address
from dashboard.drawing.map.event_layer import MOST_MARKERS, dense_payload, payload
from dashboard.drawing.map.payload import Contents
from dashboard.query import Query
from dashboard.query.options import LedgerRules
from dashboard.query.query import CURATED
from dashboard.reading import sentence as sentences
from dashboard.reading.contested import rivals as rivals_of
from dashboard.reading.key_figures import Figure, key_figures
from dashboard.reading.ledger.days import on_last_day
from dashboard.reading.reversals import Reversals
from dashboard.reading.reversals import reversals as reversals_of
from dashboard.store import Bin, Histogram, Totals
from dashboard.views.session import cache, names, reader
from dashboard.views.session.cache import cached, cached_small

# Of the actors or places of an imported dataset, so many can be chosen from a list.
MOST_CHOICES = 300


def count(query: Query) -> int:
    """How many rows the query's list has, of whatever datasets: for paging, not for showing."""
    return sum(totals(part).events for part in query.by_dataset())


def event(event_id: str) -> Event | None:
    """One event by its id, whatever the query."""
    dataset, colon, _rest = event_id.partition(":")
    return _event(Query(datasets=(dataset if colon else CURATED,)), event_id)


@cached
def _event(_asked: Query, event_id: str) -> Event | None:
    return reader.store().find(event_id)


def events(query: Query, limit: int, offset: int) -> tuple[Event, ...]:
    """A page of the query's events, in their order; of those that the map holds, where it holds them."""
    if is_dense(query) or offset + limit > MOST_MARKERS:
        return _page(query, limit, offset)
    return mapped(query)[offset : offset + limit]


def headlines(query: Query, limit: int, offset: int) -> tuple[Event | Headline, ...]:
    """A page of events(), with no more of each than a list tells."""
    if is_dense(query) or offset + limit > MOST_MARKERS:
        return _headlines(query, limit, offset)
    return mapped(query)[offset : offset + limit]


@cached_small
def _headlines(query: Query, limit: int, offset: int) -> tuple[Headline, ...]:
    return tuple(reader.store().headlines(query, limit, offset))


@cached_small
def _page(query: Query, limit: int, offset: int) -> tuple[Event, ...]:
    return tuple(reader.store().events(query, limit, offset))


@cached_small
def mapped(query: Query) -> tuple[Event, ...]:
    """All events of a query that is not dense, in their order."""
    return tuple(reader.store().events(query, MOST_MARKERS, 0))


@cached
def position(query: Query, event_id: str) -> int | None:
    """How many events of the query come before this one; None if it is not among them."""
    found = event(event_id)
    return reader.store().position(query, found) if found else None


@cached
def totals(query: Query) -> Totals:
    """Count and casualties of a query to one dataset."""
    return reader.store().of(query).totals(query)


@cached
def sentence(query: Query) -> str:
    """What is shown, in one sentence."""
    return sentences.sentence(reader.store(), query)


@cached
def drawn(query: Query, axis: Days, width: Bin) -> Histogram:
    """Events of one dataset per bin and type over the axis, whatever dates the query asks for."""
    return reader.store().of(query).histogram(replace(query, since=axis.first, until=axis.last), width)


@cached
def histogram_chart(query: Query, axis: Days, width: Bin, shade: Days, theme: str) -> dict[str, Any]:
    """The histogram over the axis, whatever dates the query asks for; never changed by its readers."""
    return histogram_spec(drawn(query, axis, width), width, axis, shade, theme)


@cached
def extent(query: Query) -> Days | None:
    """First and last day of what the query finds at any date."""
    return reader.store().extent(query)


def days(query: Query) -> Days | None:
    """The dates asked for; an open end is the last day that has an event."""
    return query.closed(extent)


@cached
def ledger(query: Query, rules: LedgerRules) -> dict[str, Decimal]:
    """Hostility and cooperation of one dataset on the query's last day; never changed by its readers."""
    return on_last_day(reader.store(), query, rules)


@cached
def figures(query: Query) -> tuple[Figure, ...]:
    """The key figures for the query's dates."""
    dossier = reader.store().dossier
    return tuple(key_figures(query, dossier.key_figures, dossier.claims, {event.id: event for event in dossier.events}))


def rivals() -> dict[str, tuple[str, ...]]:
    """The ids of the claims that contradict each contested claim; never changed by its readers."""
    return _rivals(Query())


@cached
def _rivals(_asked: Query) -> dict[str, tuple[str, ...]]:
    return rivals_of(reader.store().dossier.claims.values())


def reversals() -> Reversals:
    """What was taken back, corrected or undone in the curated dossier."""
    return _reversals(Query())


@cached
def _reversals(_asked: Query) -> Reversals:
    return reversals_of(reader.store().dossier)


@cached
def elsewhere(query: Query) -> list[tuple[str, int]]:
    """Events of one dataset without an honest place on the map, by place; never changed by its readers."""
    return reader.store().of(query).elsewhere(query)


@cached
def events_elsewhere(query: Query, place: str, limit: int) -> tuple[Event, ...]:
    """The first of one dataset's events that stand under this key or name beside the map."""
    return tuple(reader.store().of(query).events_elsewhere(query, place, limit))


@cached
def areas(query: Query) -> list[tuple[str, int]]:
    """Events of one dataset that are drawn as an area, by "kind:feature"; never changed by its readers."""
    return reader.store().of(query).areas(query)


def frequent(query: Query, kind: Literal["actor", "place"]) -> set[str]:
    """What the datasets of a query offer to choose: all that the curated one knows, of others the most frequent."""
    return {value for name in query.datasets for value in _frequent(Query(datasets=(name,)), kind)}


@cached
def _frequent(query: Query, kind: Literal["actor", "place"]) -> frozenset[str]:
    name = query.dataset
    dossier = reader.store().dossier
    if name != CURATED:
        return frozenset(reader.store().dataset(name).names(kind)[:MOST_CHOICES])
    return frozenset(dossier.actors) if kind == "actor" else frozenset(event.place for event in dossier.events)


@cached
def places(query: Query, limit: int) -> list[tuple[str, str, int]]:
    """One dataset's places with the most events; never changed by its readers."""
    return reader.store().of(query).places(query, limit)


def is_dense(query: Query) -> bool:
    """True where the map shows counts instead of single events."""
    return event_layer.is_dense(count(query))


@cached_small
def map_payload(query: Query) -> Contents:
    """What the map draws; never changed by its readers. Crossings stand as on the query's last day."""
    current = reader.store()
    gazetteer = current.dossier.gazetteer
    states = crossings(current.dossier.events if CURATED in query.datasets else (), gazetteer, query.until)
    if not is_dense(query):
        return payload(mapped(query), gazetteer, current.municipalities, states)
    counted = {part.dataset: areas(part) for part in query.by_dataset()}
    labels = {name: names.dataset(name) for name in query.datasets}
    return dense_payload(density_address(query, current.key_for(query.datasets)), counted, gazetteer, states, labels)


def forget() -> None:
    """Forget every answer: a reader's own data is gone."""
    cache.forget()
