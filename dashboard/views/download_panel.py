"""Downloads of exactly what is filtered, and the citation of the view."""

from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin

import streamlit as st

from dashboard import store
from dashboard.drawing.density import density_address
from dashboard.hosting import public_url
from dashboard.language import _
from dashboard.query import Query
from dashboard.reading.shown import edition
from dashboard.sharing.export import FORMATS
from dashboard.sharing.permalink import citation, permalink
from dashboard.views import address, answers, markup, popover


def show(query: Query, selected: str) -> None:
    """A link to the route for each format, and what makes a brief or a citation."""
    address_of_query = density_address(query, store.current().key_for(query.datasets))
    files = [
        {"label": form.label, "address": f"api/events.{extension}?{address_of_query}", "help": _HELP[extension]()}
        for extension, form in FORMATS.items()
    ]
    with st.container(key="downloads", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.render("downloads.html", files=files))
        if documents := popover.opened(_("Brief"), "documents"):
            with documents:
                _show_documents(query)
        if citing := popover.opened(_("Cite this view"), "cite"):
            citing.code(_citation(query, selected), language=None, wrap_lines=True)


def _show_documents(query: Query) -> None:
    """A button for each document; it is made on click."""
    from dashboard.sharing.documents import DOCUMENTS, document_name

    st.caption(_("This view on A4, with every number linked to its source; and its map alone."))
    for name, document in DOCUMENTS.items():
        st.download_button(
            document.label(),
            data=partial(_document, query, name, _page()),
            file_name=document_name(query, name),
            mime=document.media_type,
            on_click="ignore",
            key=f"download-{name}",
            width="stretch",
        )


def _document(query: Query, name: str, page: str) -> bytes:
    from dashboard.sharing.brief import Made
    from dashboard.sharing.documents import make

    return make(store.current(), query, name, Made(datetime.now(UTC).date(), page))


def _page() -> str:
    """The page's address with a slash at its end: the deployer's, else that which the reader's browser tells."""
    told = (st.context.url or "").rstrip("/")
    return public_url() or (f"{told}/" if told else "")


_HELP = {
    "csv": lambda: _("For spreadsheets: UTF-8, with sources and the footnote"),
    "geojson": lambda: _("For maps: points where a point is honest, null geometry elsewhere"),
    "parquet": lambda: _("For analysis: GeoParquet with typed columns"),
    "zip": lambda: _("Data package: events, claims, statements, sources and a description"),
}


def _citation(query: Query, selected: str) -> str:
    current = store.current()
    link = urljoin(_page() or "/", permalink(query, selected, address.options()[0]))
    editions = [edition(current, name) for name in query.datasets]
    return citation(answers.shown(query), editions, link, datetime.now(UTC).date())
