"""An actor or a place by itself: its events, what was said of them, and whom or what it appears with."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from dashboard.dossier.actor import Actor
from dashboard.dossier.days import Days
from dashboard.dossier.event import Claim, Statement
from dashboard.dossier.gazetteer import Gazetteer, fold
from dashboard.dossier.names import Names
from dashboard.query import Query
from dashboard.query.options import View
from dashboard.reading.sentence import actor_name
from dashboard.store import Store, Totals

# How well a name matches what was searched for, best first.
_SAME, _BEGINS, _HOLDS = range(3)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a query to one dataset finds: count, casualties, and the first and last day of its events."""

    totals: Totals
    seen: Days | None


@dataclass(frozen=True, slots=True)
class CoOccurrences:
    """Who or what appears in the same events, with the number of these, the most frequent first."""

    actors: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]


def narrowed(query: Query, view: View, key: str) -> Query:
    """The query for one actor or place alone, instead of those that it asks for."""
    return replace(query, actors=(key,)) if view is View.ACTOR else replace(query, places=(key,))


def ever(query: Query, view: View, key: str) -> Query:
    """All events of an actor or place in the query's datasets, whatever else it asks for."""
    return narrowed(Query(datasets=query.datasets), view, key)


def numbers(store: Store, query: Query) -> Numbers:
    """Count, casualties and days of what a query to one dataset finds on its dates."""
    events = store.of(query)
    return Numbers(events.totals(query), events.seen(query))


def co_occurrences(store: Store, query: Query, key: str) -> CoOccurrences:
    """Who else acts, and where, in the events of a query to one dataset; `key` is the one whose page it is."""
    events = store.of(query)
    actors = tuple((actor, count) for actor, count in events.actors(query) if actor != key)
    places: Counter[str] = Counter()
    for place, _publishers, count in events.places(query):
        places[place] += count
    return CoOccurrences(
        actors, tuple((place, count) for place, count in places.most_common() if place not in {key, ""})
    )


def said_of(statements: Iterable[Statement], events: Collection[str]) -> list[Statement]:
    """What was said about these events (ids), in the order of the table."""
    return [statement for statement in statements if statement.event_id in events]


def published_by(actor: Actor, claims: Iterable[Claim], actors: Mapping[str, Actor]) -> list[Claim]:
    """The figures whose speaker is called exactly as this actor; none where two actors share the name.

    A spokesman or a minister is somebody else: whom they speak for is a judgement that this does not make.
    """
    mine = {fold(form) for form in actor.names.forms()}
    others = {fold(form) for other in actors.values() if other.key != actor.key for form in other.names.forms()}
    return [claim for claim in claims if fold(claim.said_by) in mine - others]


@dataclass(frozen=True, slots=True)
class Found:
    """An actor or place that a text names."""

    view: View
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Findable:
    """An actor or place with its folded names."""

    found: Found
    forms: tuple[str, ...]


def findable(store: Store, actors: Iterable[str], places: Iterable[str]) -> tuple[Findable, ...]:
    """Actors and places by key, as search() needs them."""
    gazetteer = store.dossier.gazetteer
    known = store.dossier.actors
    return tuple(
        [
            _findable(View.ACTOR, key, actor_name(store, key), known[key].names if key in known else None)
            for key in sorted(actors)
        ]
        + [_place(key, gazetteer) for key in sorted(places) if key]
    )


def _place(key: str, gazetteer: Gazetteer) -> Findable:
    place = gazetteer.get(key)
    return _findable(View.PLACE, key, gazetteer.label(key, key), place.names if place else None)


def _findable(view: View, key: str, label: str, names: Names | None) -> Findable:
    forms = names.forms() if names else (label,)
    return Findable(Found(view, key, label), tuple(dict.fromkeys(map(fold, forms))))


def search(text: str, among: Iterable[Findable], limit: int) -> list[Found]:
    """What the text names, in any spelling or script: its very name first, then what begins with it or holds it."""
    wanted = " ".join(fold(text).split())
    if not wanted:
        return []
    ranked = [(rank, candidate.found) for candidate in among if (rank := _rank(wanted, candidate.forms)) is not None]
    return [found for _rank_, found in sorted(ranked, key=lambda pair: (pair[0], pair[1].label))[:limit]]


def _rank(wanted: str, forms: Iterable[str]) -> int | None:
    ranks = [
        _SAME if form == wanted else _BEGINS if form.startswith(wanted) else _HOLDS
        for form in forms
        if all(word in form for word in wanted.split())
    ]
    return min(ranks, default=None)
