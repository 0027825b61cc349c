"""Works ahead: the next part is made while this one is written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

_Part = TypeVar("_Part")


def ahead(parts: Iterator[_Part]) -> Iterator[_Part]:
    """The same parts in the same order; each is made in a thread of its own, in the reader's language."""
    context = copy_context()

    def make() -> _Part | None:
        return context.run(lambda: next(parts, None))

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(make)
        while (part := coming.result()) is not None:
            coming = thread.submit(make)
            yield part
