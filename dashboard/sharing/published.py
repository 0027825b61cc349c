"""What files and links tell of a reader's own datasets: their names open something for this reader, so none leaves."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from dashboard.query import DEFAULT, Query
from dashboard.query.options import Options
from dashboard.query.query import Vocabulary, is_own


def published_names(datasets: Iterable[str]) -> dict[str, str]:
    """What a file calls the reader's own datasets among these: own, own-2 and so on; the others keep their names.

    >>> published_names(["curated", "own-0123456789abcdef"])
    {'own-0123456789abcdef': 'own'}
    """
    names = list(dict.fromkeys(datasets))
    free = (name for number in count(1) if (name := f"own-{number}" if number > 1 else "own") not in names)
    return {name: next(free) for name in names if is_own(name)}


def published(text: str, datasets: Iterable[str]) -> str:
    """The text with the names of these datasets, alone and in ids of events, as files call them."""
    for name, called in published_names(datasets).items():
        text = text.replace(name, called)
    return text


def without_own(query: Query, shared: Vocabulary | None = None) -> Query:
    """The query to the datasets that everybody may see; to the curated one where there is no such.

    Actors and places that are not `shared` stand in the reader's own data alone: they go too.
    """
    datasets = tuple(name for name in query.datasets if not is_own(name))
    query = replace(query, datasets=datasets or DEFAULT.datasets)
    if shared is None:
        return query
    actors = tuple(actor for actor in query.actors if actor in shared.actors)
    return replace(query, actors=actors, places=tuple(place for place in query.places if place in shared.places))


def is_of_own(event_id: str) -> bool:
    """True for an event of a reader's own dataset."""
    return is_own(event_id.partition(":")[0])


def options_without_own(options: Options, shared: Vocabulary | None = None) -> Options:
    """The options without what only the reader can open."""
    if is_own(options.against_dataset):
        options = replace(options, against_dataset="")
    if shared is not None and options.of and options.of not in shared.actors | shared.places:
        options = replace(options, of="")
    return options
