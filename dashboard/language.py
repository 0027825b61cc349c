"""Interface language (gettext) and the four forms in which a name is kept."""

import gettext as _gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en",)
DEFAULT_LANGUAGE = "en"
FirstForm = Literal["sq", "sr", ""]

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


def footnote() -> str:
    """What the asterisk of Kosovo* stands for; shown at its first mention on page, map and every export."""
    return _(
        "This designation is without prejudice to positions on status, and is in line with "
        "UNSCR 1244/1999 and the ICJ Opinion on the Kosovo declaration of independence."
    )


@dataclass(frozen=True, slots=True)
class Names:
    """One name in four forms; an empty form is unknown. `first_form` is the local majority's."""

    en: str
    sq: str = ""
    sr_latn: str = ""
    sr_cyrl: str = ""
    first_form: FirstForm = ""

    @property
    def label(self) -> str:
        """Both local forms with a slash, the local majority's first; elsewhere the English form.

        >>> Names("Zvečan", "Zveçan", "Zvečan", "Звечан", "sr").label
        'Zvečan/Zveçan'
        """
        if not self.first_form:
            return self.en
        forms = (self.sq, self.sr_latn) if self.first_form == "sq" else (self.sr_latn, self.sq)
        return "/".join(dict.fromkeys(form for form in forms if form)) or self.en

    def forms(self) -> tuple[str, ...]:
        """Every known form."""
        return tuple(form for form in (self.en, self.sq, self.sr_latn, self.sr_cyrl) if form)
