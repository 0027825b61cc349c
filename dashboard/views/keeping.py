"""Keeps what was answered to a query while its datasets stand as they are."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import TypeVar, TypeVarTuple

from dashboard import store
from dashboard.query import Query
from dashboard.store import Store

_KEPT = 256
_Rest = TypeVarTuple("_Rest")
_Answer = TypeVar("_Answer")
_caches: list[Callable[[], None]] = []


def kept(ask: Callable[[Query, *_Rest], _Answer]) -> Callable[[Query, *_Rest], _Answer]:
    """Keep the last answers, each for the versions of the query's datasets that it was given for."""

    @lru_cache(_KEPT)
    def answer(asked_of: Store, versions: tuple[str, ...], query: Query, rest: tuple[*_Rest]) -> _Answer:
        return ask(query, *rest)

    def asked(query: Query, *rest: *_Rest) -> _Answer:
        current = store.current()
        return answer(current, current.versions(query.datasets), query, rest)

    _caches.append(answer.cache_clear)
    update_wrapper(asked, ask)
    return asked


def forget() -> None:
    """Forget every answer, as when a reader's own data is deleted."""
    for clear in _caches:
        clear()
