"""What a reader takes away to read or print: the brief and the map, by the name of their files."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.language import _, current_language
from dashboard.query import Query
from dashboard.sharing.brief import Made, brief_html
from dashboard.sharing.map_file import map_file, map_png
from dashboard.sharing.outlook import outlook
from dashboard.sharing.paper import pdf
from dashboard.sharing.permalink import file_name
from dashboard.store import Store

Make = Callable[[Store, Query, Made], bytes]


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document: media type, label, whether a browser shows it at once, and how it is made."""

    media_type: str
    label: Callable[[], str]
    is_shown: bool
    make: Make


def _html(store: Store, query: Query, made: Made) -> bytes:
    return brief_html(store, query, made, outlook(store, query)).encode()


def _pdf(store: Store, query: Query, made: Made) -> bytes:
    return pdf(brief_html(store, query, made, outlook(store, query)), current_language())


def _svg(store: Store, query: Query, made: Made) -> bytes:
    return map_file(store, query, made.on).encode()


def _png(store: Store, query: Query, made: Made) -> bytes:
    return map_png(store, query, made.on)


DOCUMENTS = {
    "brief.html": Document("text/html; charset=utf-8", lambda: _("Brief (HTML)"), is_shown=True, make=_html),
    "brief.pdf": Document("application/pdf", lambda: _("Brief (PDF)"), is_shown=False, make=_pdf),
    "map.svg": Document("image/svg+xml", lambda: _("Map SVG"), is_shown=False, make=_svg),
    "map.png": Document("image/png", lambda: _("Map PNG"), is_shown=False, make=_png),
}


def make(store: Store, query: Query, name: str, made: Made) -> bytes:
    """The document of this name in DOCUMENTS; the same arguments give the same bytes but for a PDF's date."""
    return DOCUMENTS[name].make(store, query, made)


def document_name(query: Query, name: str) -> str:
    """The name of its file, with the dates."""
    what, _dot, extension = name.partition(".")
    return file_name(query, extension, what)
