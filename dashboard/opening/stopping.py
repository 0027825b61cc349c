"""Whether the work that is under way shall stop, asked wherever it may take long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import ParamSpec, TypeVar

from dashboard.language import _
from dashboard.sources.file_error import FileError

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_is_asked: ContextVar[Callable[[], bool]] = ContextVar("is_asked", default=lambda: False)


class StoppedError(FileError):
    """Somebody wants what was under way to stop; nothing has changed."""

    def __init__(self) -> None:
        super().__init__(_("Stopped. Nothing has changed."))


@contextmanager
def stopped_by(is_asked: Callable[[], bool]) -> Iterator[None]:
    """Let the work in the block stop once `is_asked` says so; it may be asked often, in any thread."""
    before = _is_asked.get()
    token = _is_asked.set(lambda: before() or is_asked())
    try:
        yield
    finally:
        _is_asked.reset(token)


def is_asked() -> bool:
    """True once the work shall stop."""
    return _is_asked.get()()


def check() -> None:
    """StoppedError once the work shall stop."""
    if is_asked():
        raise StoppedError


def here(work: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """The work, for another thread: there it stops as it would here, and speaks the same language."""
    context = copy_context()
    return lambda *given, **named: context.run(work, *given, **named)
