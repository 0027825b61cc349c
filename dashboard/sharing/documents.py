"""What a reader takes away to read or print: the brief and the map, by the name of their files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from dashboard.language import _, current_language
from dashboard.query import Query
from dashboard.sharing.brief.brief import BriefStamp, brief_html
from dashboard.sharing.brief.direction_sentences import outlook
from dashboard.sharing.brief.map_file import MAP_PX, map_file
from dashboard.sharing.permalink import file_name
from dashboard.store import Store

Make = Callable[[Store, Query, BriefStamp], bytes]
_PNG_SCALE = 2


class NoPaperError(RuntimeError):
    """A document cannot be made on this machine; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document: media type, label, whether a browser shows it at once, and how it is made.

    What is for paper is drawn by PlutoPrint, which cannot be had on every machine.
    """

    media_type: str
    label: Callable[[], str]
    is_shown: bool
    make: Make
    is_for_paper: bool = False


def _html(store: Store, query: Query, stamp: BriefStamp) -> bytes:
    return brief_html(store, query, stamp, outlook(store, query)).encode()


def _pdf(store: Store, query: Query, stamp: BriefStamp) -> bytes:
    from dashboard.sharing.brief.paper import pdf

    return pdf(brief_html(store, query, stamp, outlook(store, query)), current_language())


def _svg(store: Store, query: Query, stamp: BriefStamp) -> bytes:
    return map_file(store, query, stamp.on).encode()


def _png(store: Store, query: Query, stamp: BriefStamp) -> bytes:
    from dashboard.sharing.brief.paper import png

    return png(map_file(store, query, stamp.on), MAP_PX, _PNG_SCALE)


DOCUMENTS = {
    "brief.html": Document("text/html; charset=utf-8", lambda: _("Brief (HTML)"), is_shown=True, make=_html),
    "brief.pdf": Document("application/pdf", lambda: _("Brief (PDF)"), is_shown=False, make=_pdf, is_for_paper=True),
    "map.svg": Document("image/svg+xml", lambda: _("Map SVG"), is_shown=False, make=_svg),
    "map.png": Document("image/png", lambda: _("Map PNG"), is_shown=False, make=_png, is_for_paper=True),
}


def missing(name: str) -> str:
    """Why the document of this name cannot be made on this machine and what to do; empty where it can."""
    if not DOCUMENTS[name].is_for_paper or _has_plutoprint():
        return ""
    return _(
        "PDF and PNG cannot be made on this machine: its Python has no package plutoprint. Take HTML, which a browser "
        "prints, or SVG; whoever runs the server gets the package with `pip install plutoprint`."
    )


@cache
def _has_plutoprint() -> bool:
    try:
        import_module("plutoprint")
    except ImportError:  # not installed, or its libraries do not fit the system
        return False
    return True


def make(store: Store, query: Query, name: str, stamp: BriefStamp) -> bytes:
    """The document of this name in DOCUMENTS; the same arguments give the same bytes but for a PDF's date.

    Raises NoPaperError where this machine cannot make it.
    """
    if why := missing(name):
        raise NoPaperError(why)
    return DOCUMENTS[name].make(store, query, stamp)


def document_name(query: Query, name: str) -> str:
    """The name of its file, with the dates."""
    what, _dot, extension = name.partition(".")
    return file_name(query, extension, what)
