"""Works ahead: the next part is made while this one is written."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from typing import TypeVar

_Part = TypeVar("_Part")


def ahead(parts: Generator[_Part, None, None]) -> Generator[_Part, None, None]:
    """The same parts in the same order; each is made in a thread of its own, in the reader's language.

    Where no more are wanted, the part in the making is the last one, and what `parts` holds is let go with it.
    """
    context = copy_context()

    def make() -> _Part | None:
        return context.run(lambda: next(parts, None))

    with closing(parts), ThreadPoolExecutor(1) as thread:
        coming = thread.submit(make)
        while (part := coming.result()) is not None:
            coming = thread.submit(make)
            yield part
