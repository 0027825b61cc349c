"""Downloads of exactly what is filtered, and the citation of the view."""

from datetime import UTC, datetime

import streamlit as st

from dashboard.drawing.map.density import density_address
from dashboard.language import _
from dashboard.query import Query
from dashboard.reading.sentence import edition
from dashboard.sharing.export import FORMATS
from dashboard.sharing.permalink import citation, permalink
from dashboard.sharing.tables import dictionary
from dashboard.sharing.workbook import TooManyRowsError, check_rows
from dashboard.views.board import sizes
from dashboard.views.parts import markup, popover
from dashboard.views.session import address, answers, reader


def show(query: Query, selected: str) -> None:
    """A link to the route for each format, and what makes a brief or a citation.

    Links open beside the page, which stays whatever is answered: a file, or the sentence that says why there is none.
    """
    address_of_query = density_address(query, reader.store().key_for(query.datasets))
    files = [
        {
            "label": form.label,
            "address": f"api/events.{extension}?{address_of_query}",
            "help": _HELP[extension](),
            "refusal": _refusal(query, extension),
        }
        for extension, form in FORMATS.items()
    ]
    with st.container(key="downloads", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            markup.render(
                "downloads.html",
                files=files,
                dictionary=f"api/{dictionary.file_name('events')}",
                sizes=sizes.sizes(query),
            )
        )
        if documents := popover.opened(_("Brief"), "documents"):
            with documents:
                _show_documents(address_of_query)
        if citing := popover.opened(_("Cite this view"), "cite"):
            citing.code(_citation(query, selected), language=None, wrap_lines=True)
        st.html(markup.render("dictionary.html", address=f"api/{dictionary.file_name('events')}"))


def _refusal(query: Query, extension: str) -> str:
    """Why there can be no such file; empty where there can."""
    if extension != "xlsx":
        return ""
    try:
        check_rows(answers.count(query))
    except TooManyRowsError as error:
        return str(error)
    return ""


def _show_documents(address_of_query: str) -> None:
    """A link to the route for each document; it is made on click."""
    from dashboard.sharing.documents import DOCUMENTS, missing

    files = [
        {"label": document.label(), "address": f"api/{name}?{address_of_query}", "help": "", "refusal": missing(name)}
        for name, document in DOCUMENTS.items()
    ]
    st.html(markup.render("downloads.html", files=files, sizes=""))
    st.caption(_("This view on A4, with every number linked to its source; and its map alone."))


_HELP = {
    "csv": lambda: _("For spreadsheets: UTF-8, with sources and the footnote"),
    "xlsx": lambda: _("For Excel, whatever separator it expects in CSV: dates and numbers are such"),
    "geojson": lambda: _("For maps: points where a point is honest, null geometry elsewhere"),
    "parquet": lambda: _("For analysis: GeoParquet with typed columns"),
    "zip": lambda: _("Data package: events, claims, statements, sources and a description"),
}


def _citation(query: Query, selected: str) -> str:
    current = reader.store()
    options, shared = address.options()[0], current.shared.vocabulary()
    link = permalink(query, selected, options, shared)
    editions = [edition(current, name) for name in query.datasets]
    return citation(answers.sentence(query), editions, address.page(), link, datetime.now(UTC).date())
