"""“Add data”: a file of the reader's own, shown to this reader alone; its columns are confirmed before it is added."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard.conventions import Order
from dashboard.file_error import PartError
from dashboard.language import _
from dashboard.opening.file_names import safe_name
from dashboard.opening.table import peek
from dashboard.publisher import FileError, Layout, Sample, UnsettledDatesError, unique_names
from dashboard.query import DEFAULT, Query
from dashboard.sources import own
from dashboard.store.catalogue import CatalogueError
from dashboard.store.importing import Outcome, Request, remarks
from dashboard.store.private import MOST_BYTES, MOST_RECORDS
from dashboard.store.publishers import PUBLISHERS, decoding_sentence, recognise, rule_sentence
from dashboard.store.scratch import scratch_folder
from dashboard.views import address, answers, markup, names, own_data, reader

_PREVIEWED = 5
_LAST = "add-data-last"
_PEEKED = "add-data-peeked"
# The file whose dates can be read in two ways, and three of them.
_UNSETTLED = "add-data-unsettled"


def show_button() -> None:
    """The button that opens the dialog."""
    if st.button(_("Add data"), key="add-data", type="tertiary", icon=":material/upload_file:", on_click=_forget_last):
        _dialog()


def _forget_last() -> None:
    st.session_state.pop(_LAST, None)
    st.session_state.pop(_PEEKED, None)
    st.session_state.pop(_UNSETTLED, None)
    own_data.forget_uploads()


@st.dialog(_("Add data of your own"), width="large")
def _dialog() -> None:
    st.markdown(
        _(
            "A table of events: CSV, Excel, OpenDocument, JSON, GeoJSON, GeoPackage, FlatGeobuf, KML, GPX, Parquet or "
            "a shapefile in a ZIP; up to {size} MB and {records} records. "
            "Files of UCDP GED, ACLED and GDELT are recognised. **Only you see it**: it opens in this browser alone "
            "and is deleted two minutes after you close the page."
        ).format(size=MOST_BYTES // 2**20, records=f"{MOST_RECORDS:,}")
    )
    if last := st.session_state.get(_LAST):
        _show_outcome(last)
        return
    _show_own()
    if (refusal := own_data.refusal()) is not None:
        st.warning(markup.plain(refusal))
        return
    upload = st.file_uploader(_("File of events"), key="add-data-file", max_upload_size=MOST_BYTES // 2**20)
    if upload is None:
        return
    try:
        with on_disk(upload.name, upload.getbuffer()) as path:
            _show_file(path, upload.file_id)
    except OSError as error:
        st.error(
            _("The file could not be kept on the server: {reason}. Nothing has changed.").format(
                reason=markup.plain(error.strerror or type(error).__name__)
            )
        )


@contextmanager
def on_disk(name: str, content: bytes | memoryview) -> Iterator[Path]:
    """What a reader uploaded, as a file; where the next start finds it should the process be killed meanwhile."""
    with TemporaryDirectory(prefix="upload-", dir=scratch_folder()) as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(content)
        yield path


def _show_own() -> None:
    for name in own_data.names():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markup.plain(names.dataset(name)), width="stretch")
            st.button(_("Delete"), key=f"add-data-delete-{name}", on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    kept = tuple(one for one in address.read()[0].datasets if one != name)
    own_data.remove(name)
    address.go(replace(address.read()[0], datasets=kept or DEFAULT.datasets))


def _show_file(path: Path, upload: str) -> None:
    try:
        part, sample = _looked_at(path, upload)
    except FileError as error:
        st.error(markup.plain(str(error)))
        return
    if sample is None:
        return
    try:
        layout = recognise(sample)
    except FileError as error:
        st.warning(markup.plain(str(error)))
        layout = None
    if sample.encoding not in {"", "utf-8"}:
        told = (
            _("Its letters are read as {encoding}.")
            if sample.is_settled
            else _(
                "Its letters are read as {encoding}, which is a guess: where they look wrong, save the file as UTF-8."
            )
        )
        st.caption(told.format(encoding=sample.encoding))
    mapping: Mapping[str, str] = {}
    if layout is None or layout.publisher == own.SOURCE.key:
        mapping = _confirmed_columns(sample, layout)
    else:
        st.success(
            _("This is {publisher}: {vintage}.").format(
                publisher=PUBLISHERS[layout.publisher].SOURCE.name, vintage=markup.plain(layout.vintage)
            )
        )
    dates = _told_order(path.name)
    if st.button(_("Add"), type="primary", key="add-data-add"):
        publisher = layout.publisher if layout else own.SOURCE.key
        _add(Request((path,), publisher=publisher, mapping=mapping, part=part, dates=dates))


def _looked_at(path: Path, upload: str) -> tuple[str, Sample | None]:
    """The sheet or layer that the reader chose, where the file has several, and its first rows; None before that."""
    try:
        return "", _peeked(path, upload, "")
    except PartError as error:
        part = st.selectbox(
            _("Sheet or layer"), error.parts, index=None, placeholder=_("Choose one"), key=f"add-data-part-{upload}"
        )
    return (part, _peeked(path, upload, part)) if part else ("", None)


def _peeked(path: Path, upload: str, part: str) -> Sample:
    """The first rows of an upload, which are looked for once and not at each choice that the reader makes."""
    known: dict[tuple[str, str], Sample | PartError] = st.session_state.setdefault(_PEEKED, {})
    if (upload, part) not in known:
        try:
            known[upload, part] = peek(path, MOST_BYTES, part=part)
        except PartError as error:
            known[upload, part] = error
    found = known[upload, part]
    if isinstance(found, PartError):
        raise found
    return found


def _told_order(file_name: str) -> Order | None:
    """Whether the day or the month comes first, asked where the whole file did not prove it; None if not asked."""
    name, examples = st.session_state.get(_UNSETTLED, ("", ()))
    if name != file_name:
        return None
    labels = {Order.DAY_FIRST: _("The day comes first"), Order.MONTH_FIRST: _("The month comes first")}
    chosen: Order | None = st.radio(
        _("Nothing in the file proves how its dates are meant: {examples}").format(
            examples=", ".join(markup.plain(example) for example in examples)
        ),
        list(Order),
        index=None,
        format_func=labels.__getitem__,
        key="add-data-dates",
    )
    return chosen


def _confirmed_columns(sample: Sample, layout: Layout | None) -> dict[str, str]:
    """The file's column for each field, as guessed and then confirmed by the reader; empty for none."""
    columns = unique_names(sample.rows[0]) if sample.rows else ()
    width = len(columns)
    rows = [dict(zip(columns, row, strict=False)) for row in sample.rows[1 : _PREVIEWED + 1] if len(row) == width]
    st.markdown(_("Say which column holds what; only the first day is needed."))
    guessed = layout.mapping if layout else own.propose(columns)
    chosen = {}
    with st.container(key="add-data-columns"):
        for row in _pairs(list(_fields().items())):
            for side, (field, label) in zip(st.columns(len(row)), row, strict=True):
                proposed = guessed.get(field, "")
                chosen[field] = side.selectbox(
                    label,
                    ["", *columns],
                    index=columns.index(proposed) + 1 if proposed in columns else 0,
                    format_func=lambda column: column or _("– none –"),
                    key=f"add-data-{field}-{sample.file_name}",
                )
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, alt=_("The first rows of the file"))
    return chosen


def _pairs(fields: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [fields[at : at + 3] for at in range(0, len(fields), 3)]


def _fields() -> dict[str, str]:
    """The fields that a reader may name a column for."""
    return {
        "date_start": _("First day (needed)"),
        "date_end": _("Last day"),
        "title": _("Title"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
        "point": _("Point, as “lat, lon” or WKT"),
        "place": _("Place"),
        "event_type": _("Type"),
        "actor1": _("Actor"),
        "actor2": _("Other side"),
        "fatalities_best": _("Killed"),
        "summary": _("Summary"),
        "publisher_source": _("Source"),
    }


def _add(request: Request) -> None:
    bar = st.progress(0.0, _("Reading the file"))

    def watch(step: str, done: float) -> None:
        bar.progress(min(1.0, done), step)

    try:
        outcome = own_data.holder().add(request, watch)
    except UnsettledDatesError as error:
        bar.empty()
        st.session_state[_UNSETTLED] = (request.files[0].name, error.examples)
        st.rerun(scope="fragment")
    except (FileError, CatalogueError) as error:
        bar.empty()
        st.error(markup.plain(str(error)))
        return
    bar.empty()
    query = Query(datasets=(outcome.about.dataset,))
    first, last = answers.extent(query) or (None, None)
    address.go(replace(query, since=first, until=last))
    st.session_state[_LAST] = outcome
    own_data.forget_uploads()
    st.rerun(scope="fragment")


def _show_outcome(outcome: Outcome) -> None:
    about = outcome.about
    st.success(
        _("{kept} of {read} records of {file} were added.").format(
            kept=f"{about.kept:,}", read=f"{about.read:,}", file=markup.plain(about.files[0].name)
        )
    )
    for rule, count in about.refused.items():
        st.markdown(f"- {count:,}: {markup.plain(rule_sentence(about.card.key, rule))}")
    if told := decoding_sentence(about.files[0]):
        st.markdown(markup.plain(told))
    for note in outcome.notes:
        st.markdown(markup.plain(note))
    for remark in remarks(about):
        st.markdown(markup.plain(remark))
    if outcome.refused_file and outcome.refused_file.exists():
        asked = urlencode({"dataset": about.dataset, "key": reader.store().key_for([about.dataset])})
        link = {
            "label": _("Refused records with their lines"),
            "address": f"api/refused.csv?{asked}",
            "help": "",
            "refusal": "",
        }
        st.html(markup.render("downloads.html", files=[link], sizes=""))
    if st.button(_("Show it on the map"), type="primary", key="add-data-show"):
        st.rerun()
