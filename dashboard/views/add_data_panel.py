"""“Add data”: a file of the reader's own, shown to this reader alone; its columns are confirmed before it is added."""

from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.language import _
from dashboard.publisher import FileError, UnsettledDatesError
from dashboard.query import DEFAULT, Query
from dashboard.store.catalogue import CatalogueError
from dashboard.store.importing import Outcome, Request
from dashboard.store.private import MOST_BYTES, MOST_RECORDS
from dashboard.views import address, answers, import_choices, import_outcome, markup, names, own_data
from dashboard.views.import_outcome import Added
from dashboard.views.import_run import Run

_LAST = "add-data-last"
_RUN = "add-data-run"
_REFUSAL = "add-data-refusal"
# So often it is shown how far an import is.
_LOOK_S = 0.3


def show_button() -> None:
    """The button that opens the dialog."""
    if st.button(_("Add data"), key="add-data", type="tertiary", icon=":material/upload_file:", on_click=_begin_anew):
        _dialog()


def _begin_anew() -> None:
    if run := st.session_state.pop(_RUN, None):
        run.stop()
    st.session_state.pop(_LAST, None)
    st.session_state.pop(_REFUSAL, None)
    import_choices.forget()
    own_data.forget_uploads()


@st.dialog(_("Add data of your own"), width="large", on_dismiss=_begin_anew)
def _dialog() -> None:
    run: Run | None = st.session_state.get(_RUN)
    last: Added | None = st.session_state.get(_LAST)
    refusal: str = st.session_state.pop(_REFUSAL, "")
    if last:
        if refusal:
            st.error(markup.plain(refusal))
        again = import_outcome.show(last, is_final=run is None)
        if run:
            _show_run(run)
        elif again:
            _add(last.upload, again, last.outcome.about.dataset)
        return
    st.markdown(
        _(
            "A table of events: CSV, Excel, OpenDocument, JSON, GeoJSON, GeoPackage, FlatGeobuf, KML, GPX, Parquet or "
            "a shapefile in a ZIP; up to {size} MB and {records} records. "
            "Files of UCDP GED, ACLED and GDELT are recognised. **Only you see it**: it opens in this browser alone "
            "and is deleted two minutes after you close the page."
        ).format(size=MOST_BYTES // 2**20, records=f"{MOST_RECORDS:,}")
    )
    _show_own()
    if (full := own_data.refusal()) is not None:
        st.warning(markup.plain(full))
        return
    upload = st.file_uploader(_("File of events"), key="add-data-file", max_upload_size=MOST_BYTES // 2**20)
    if upload is None:
        if run:
            run.stop()
            _show_run(run)
        return
    try:
        request = import_choices.choose(upload)
    except OSError as error:
        st.error(markup.plain(_unkept(error)))
        return
    if run:
        _show_run(run)
        return
    if request and st.button(_("Add"), type="primary", key="add-data-add"):
        _add(upload, request)
    if refusal:
        st.error(markup.plain(refusal))


def _unkept(error: OSError) -> str:
    return _("The file could not be kept on the server: {reason}. Nothing has changed.").format(
        reason=error.strerror or type(error).__name__
    )


def _show_own() -> None:
    for name in own_data.names():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markup.plain(names.dataset(name)), width="stretch")
            st.button(_("Delete"), key=f"add-data-delete-{name}", on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    kept = tuple(one for one in address.read()[0].datasets if one != name)
    own_data.remove(name)
    address.go(replace(address.read()[0], datasets=kept or DEFAULT.datasets))


def _add(upload: UploadedFile, request: Request, before: str = "") -> None:
    """Begin to add an upload; in the place of the dataset `before` where it names one."""
    st.session_state[_RUN] = Run(upload, request, before, own_data.holder(), own_data.presence())
    st.rerun(scope="fragment")


def _show_run(run: Run) -> None:
    """How far an import is, until it ends. A click on “Cancel” begins another run of this, which ends this one."""
    bar = st.progress(0.0)
    said = st.empty()
    st.button(_("Cancel"), key="add-data-cancel", on_click=run.stop, disabled=run.is_stopping)
    while not run.has_ended(_LOOK_S):
        bar.progress(run.progress.done)
        said.markdown(markup.plain(_("Stopping …") if run.is_stopping else run.progress.sentence()))
    del st.session_state[_RUN]
    try:
        _take(run, run.outcome())
    except UnsettledDatesError as error:
        import_choices.ask_order(run.upload, error.examples)
    except (FileError, CatalogueError) as error:
        st.session_state[_REFUSAL] = str(error)
    except OSError as error:
        st.session_state[_REFUSAL] = _unkept(error)
    st.rerun(scope="fragment")


def _take(run: Run, outcome: Outcome) -> None:
    """Show what was added from now on."""
    query = Query(datasets=(outcome.about.dataset,))
    first, last = answers.extent(query) or (None, None)
    address.go(replace(query, since=first, until=last))
    st.session_state[_LAST] = Added(run.request, run.upload, outcome)
    if not outcome.about.unknown_types:
        own_data.forget_uploads()
