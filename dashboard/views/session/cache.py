"""Keeps what was answered to a query while its datasets stand as they are."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import TypeVar, TypeVarTuple

from dashboard.query import Query
from dashboard.store import Store
from dashboard.views.session import reader

_MOST = 64
# Of answers that can be a megabyte each.
_MOST_SMALL = 16
_Rest = TypeVarTuple("_Rest")
_Answer = TypeVar("_Answer")
_caches: list[Callable[[], None]] = []


def cached(ask: Callable[[Query, *_Rest], _Answer]) -> Callable[[Query, *_Rest], _Answer]:
    """Keep the last answers, each for the versions of the query's datasets that it was given for.

    What a reader with datasets of their own is answered is kept for this reader alone: arguments may name one too.
    """
    return _caching(ask, _MOST)


def cached_small(ask: Callable[[Query, *_Rest], _Answer]) -> Callable[[Query, *_Rest], _Answer]:
    """As cached(), for large answers: only a few of them."""
    return _caching(ask, _MOST_SMALL)


def _caching(ask: Callable[[Query, *_Rest], _Answer], most: int) -> Callable[[Query, *_Rest], _Answer]:
    @lru_cache(most)
    def answer(asked_of: Store, versions: tuple[str, ...], query: Query, rest: tuple[*_Rest]) -> _Answer:
        return ask(query, *rest)

    def asked(query: Query, *rest: *_Rest) -> _Answer:
        asked_of = reader.store()
        return answer(asked_of.scope, asked_of.versions(query.datasets), query, rest)

    _caches.append(answer.cache_clear)
    update_wrapper(asked, ask)
    return asked


def forget() -> None:
    """Forget every answer, as when a reader's own data is deleted."""
    for clear in _caches:
        clear()
