"""What files and links tell of a reader's own datasets: their names open something for this reader, so none leaves."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from dashboard.query import DEFAULT, Query
from dashboard.query.options import Options
from dashboard.query.question import is_own


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


def without_own(query: Query) -> Query:
    """The query to the datasets that everybody may see; to the curated one where there is no such."""
    shared = tuple(name for name in query.datasets if not is_own(name))
    return replace(query, datasets=shared or DEFAULT.datasets)


def is_of_own(event_id: str) -> bool:
    """True for an event of a reader's own dataset."""
    return is_own(event_id.partition(":")[0])


def leaves_out_own(query: Query, event_id: str = "", options: Options = Options()) -> bool:  # noqa: B008 - never changes
    """True where a link that everybody can open shows less than the reader sees."""
    return any(map(is_own, query.datasets)) or is_of_own(event_id) or is_own(options.against_dataset)
