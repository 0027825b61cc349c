"""Ctrl-C from a command's first moment on: only noted while its modules are loaded, which nothing should break into."""

import signal
from threading import Event

_noted = Event()


def note() -> None:
    """From now on Ctrl-C is only noted."""
    signal.signal(signal.SIGINT, _note)


def is_noted() -> bool:
    """True once there was a Ctrl-C that was only noted."""
    return _noted.is_set()


def end() -> None:
    """From now on Ctrl-C breaks in again, where it was only noted."""
    if signal.getsignal(signal.SIGINT) is _note:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _note(_number: int, _frame: object) -> None:
    _noted.set()
