"""Interface language (gettext)."""

import gettext as _gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en",)
DEFAULT_LANGUAGE = "en"

_LOCALE = Path(__file__).parent / "locale"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    """Messages of one language; an empty catalogue where there is no file, so that the English stands."""
    path = _LOCALE / language / "LC_MESSAGES" / "dashboard.po"
    if not path.exists():
        return _gettext.NullTranslations()
    with path.open("rb") as po:
        messages = io.BytesIO()
        write_mo(messages, read_po(po))
    messages.seek(0)
    return _gettext.GNUTranslations(messages)


def _(message: str) -> str:
    """The message in the reader's language."""
    return _catalogue(_current.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that goes with a count."""
    return _catalogue(_current.get()).ngettext(one, many, count)


def current_language() -> str:
    """The language in which this request is answered."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in this language inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)
