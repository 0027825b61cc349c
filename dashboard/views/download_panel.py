"""Downloads of exactly what is filtered, and the citation of the view."""

from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin

import streamlit as st

from dashboard import store
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.wording import sentence
from dashboard.sharing.export import FORMATS, export
from dashboard.sharing.permalink import citation, file_name, permalink
from dashboard.views import answers


def show(query: Query, selected: str) -> None:
    """One button per format; the bytes are made on click and are those of the route."""
    with st.container(key="downloads", horizontal=True, vertical_alignment="center", gap="small"):
        for extension, form in FORMATS.items():
            st.download_button(
                form.label,
                data=partial(_file, query, extension),
                file_name=file_name(query, extension),
                mime=form.media_type,
                on_click="ignore",
                key=f"download-{extension}",
                help=_HELP[extension](),
            )
        with st.popover(_("Cite this view"), key="cite"):
            st.code(_citation(query, selected), language=None, wrap_lines=True)


_HELP = {
    "csv": lambda: _("For spreadsheets: UTF-8, with sources and the footnote"),
    "geojson": lambda: _("For maps: points where a point is honest, null geometry elsewhere"),
    "parquet": lambda: _("For analysis: GeoParquet with typed columns"),
    "zip": lambda: _("Data package: events, claims, statements, sources and a description"),
}


def _file(query: Query, extension: str) -> bytes:
    return b"".join(export(store.current(), query, extension))


def _citation(query: Query, selected: str) -> str:
    dossier = store.current().dossier
    text = sentence(
        query,
        answers.totals(query).events,
        lambda key: dossier.actors[key].label,
        lambda key: dossier.gazetteer[key].label,
    )
    page = f"{(st.context.url or '').rstrip('/')}/"
    address = urljoin(page, permalink(query, selected))
    return citation(text, address, dossier.version, dossier.created, datetime.now(UTC).date())
