"""“Add data”: a file of the reader's own, shown to this reader alone; its columns are confirmed before it is added."""

from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.importing.importing import Outcome, Request
from dashboard.language import _
from dashboard.opening.limits import MOST_BYTES, MOST_RECORDS
from dashboard.opening.stopping import StoppedError
from dashboard.query import DEFAULT, Query
from dashboard.sources.publisher import FileError, UnsettledDatesError
from dashboard.store.catalogue import CatalogueError
from dashboard.views.own_data import import_choices, import_outcome
from dashboard.views.own_data.import_outcome import Added
from dashboard.views.own_data.import_run import Run
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, names, own_datasets

_LAST = "add-data-last"
_RUN = "add-data-run"
_REFUSAL = "add-data-refusal"
# So often it is shown how far an import is.
_LOOK_S = 0.5
# Whether the next run of the whole page shall show the dialog.
_IS_OPEN = "add-data-is-open"


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why an import added nothing; that its reader stopped it is no error."""

    why: str
    is_error: bool = True

    def show(self) -> None:
        """Tell of it."""
        show = st.error if self.is_error else st.info
        show(markup.plain(self.why))


def show_button() -> None:
    """The button that opens the dialog."""
    is_wanted = st.button(
        _("Add data"), key="add-data", type="tertiary", icon=":material/upload_file:", on_click=_begin_anew
    )
    if st.session_state.pop(_IS_OPEN, False) or is_wanted:
        _dialog()


def _begin_anew() -> None:
    if run := st.session_state.pop(_RUN, None):
        run.stop()
    st.session_state.pop(_LAST, None)
    st.session_state.pop(_REFUSAL, None)
    import_choices.forget()
    own_datasets.forget_uploads()


@st.dialog(_("Add data of your own"), width="large", on_dismiss=_begin_anew)
def _dialog() -> None:
    run: Run | None = st.session_state.get(_RUN)
    if run and run.has_ended(0):
        _end_run(run)
        run = None
    last: Added | None = st.session_state.get(_LAST)
    refusal: _Refusal | None = st.session_state.pop(_REFUSAL, None)
    if last:
        if refusal:
            refusal.show()
        again = import_outcome.show(last, is_final=run is None)
        if run:
            _show_run()
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
    if (full := own_datasets.refusal()) is not None:
        st.warning(markup.plain(full))
        return
    upload = st.file_uploader(_("File of events"), key="add-data-file", max_upload_size=MOST_BYTES // 2**20)
    if upload is None:
        if run:
            run.stop()
            _show_run()
        return
    try:
        request = import_choices.choose(upload)
    except OSError as error:
        st.error(markup.plain(_unkept(error)))
        return
    if run:
        _show_run()
        return
    if request and st.button(_("Add"), type="primary", key="add-data-add"):
        _add(upload, request)
    if refusal:
        refusal.show()


def _unkept(error: OSError) -> str:
    return _("The file could not be kept on the server: {reason}. Nothing has changed.").format(
        reason=error.strerror or type(error).__name__
    )


def _show_own() -> None:
    for name in own_datasets.names():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markup.plain(names.dataset(name)), width="stretch")
            st.button(_("Delete"), key=f"add-data-delete-{name}", on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    kept = tuple(shown for shown in address.read()[0].datasets if shown != name)
    own_datasets.remove(name)
    address.go(replace(address.read()[0], datasets=kept or DEFAULT.datasets))


def _add(upload: UploadedFile, request: Request, before: str = "") -> None:
    """Begin to add an upload; in the place of the dataset `before` where it names one."""
    st.session_state[_RUN] = Run(upload, request, before, own_datasets.holder(), own_datasets.presence())
    st.rerun(scope="fragment")


@st.fragment(run_every=_LOOK_S)
def _show_run() -> None:
    """How far the import is, looked at by the browser again and again; in between a click on “Cancel” is heard."""
    run: Run | None = st.session_state.get(_RUN)
    if run is None:
        return
    if run.has_ended(0):
        st.session_state[_IS_OPEN] = True
        st.rerun()
    st.progress(run.progress.done)
    st.markdown(markup.plain(_("Stopping …") if run.is_stopping else run.progress.sentence()))
    st.button(_("Cancel"), key="add-data-cancel", on_click=run.stop, disabled=run.is_stopping)


def _end_run(run: Run) -> None:
    """Take what the import came to."""
    del st.session_state[_RUN]
    try:
        _take(run, run.outcome())
    except UnsettledDatesError as error:
        import_choices.ask_order(run.upload, error.examples)
    except StoppedError as error:
        st.session_state[_REFUSAL] = _Refusal(str(error), is_error=False)
    except (FileError, CatalogueError) as error:
        st.session_state[_REFUSAL] = _Refusal(str(error))
    except OSError as error:
        st.session_state[_REFUSAL] = _Refusal(_unkept(error))


def _take(run: Run, outcome: Outcome) -> None:
    """Show what was added from now on."""
    query = Query(datasets=(outcome.about.dataset,))
    first, last = answers.extent(query) or (None, None)
    address.go(replace(query, since=first, until=last))
    st.session_state[_LAST] = Added(run.request, run.upload, outcome)
    if not outcome.about.unknown_types:
        own_datasets.forget_uploads()
