"""What a reader says of an uploaded file before it is added: its sheet, its letters, its columns, its dates."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.conventions import Order
from dashboard.file_error import PartError
from dashboard.language import _
from dashboard.opening.table import peek
from dashboard.publisher import FileError, Layout, Sample, unique_names
from dashboard.sources import own
from dashboard.store.importing import Request
from dashboard.store.private import MOST_BYTES
from dashboard.store.publishers import PUBLISHERS, recognise
from dashboard.views import markup
from dashboard.views.upload import on_disk

_PREVIEWED = 5
_PEEKED = "add-data-peeked"
# The uploaded file whose dates can be read in two ways, and three of them.
_UNSETTLED = "add-data-unsettled"
# Whose letters nobody has to choose.
_QUIET = {"utf-8", "utf-8-sig"}


@dataclass(frozen=True, slots=True)
class _Look:
    """How an upload is looked at: its sheet or layer and the encoding that was chosen, empty for none; and what is
    seen so."""

    part: str
    encoding: str
    sample: Sample


def forget() -> None:
    """Begin anew."""
    st.session_state.pop(_PEEKED, None)
    st.session_state.pop(_UNSETTLED, None)


def ask_order(upload: UploadedFile, examples: tuple[str, ...]) -> None:
    """From now on ask whether the day or the month comes first in the dates of this upload."""
    st.session_state[_UNSETTLED] = (upload.file_id, examples)


def choose(upload: UploadedFile) -> Request | None:
    """Show the file and ask what there is to say of it: a request that lacks the file; None where something is wrong or
    missing, which is told. OSError where the file cannot be kept."""
    try:
        look = _looked_at(upload)
    except FileError as error:
        st.error(markup.plain(str(error)))
        return None
    if look is None:
        return None
    try:
        layout = recognise(look.sample)
    except FileError as error:
        st.warning(markup.plain(str(error)))
        layout = None
    mapping: Mapping[str, str] = {}
    is_own = layout is None or layout.publisher == own.SOURCE.key
    if is_own:
        mapping = _confirmed_columns(look, layout, upload.file_id)
    elif layout:
        st.success(
            _("This is {publisher}: {vintage}.").format(
                publisher=PUBLISHERS[layout.publisher].SOURCE.name, vintage=markup.plain(layout.vintage)
            )
        )
    if is_own or look.sample.encoding not in {"", *_QUIET}:
        _show_first_rows(look.sample)
    return Request(
        (),
        publisher=layout.publisher if layout else own.SOURCE.key,
        mapping=mapping,
        part=look.part,
        encoding=look.encoding,
        dates=_told_order(upload.file_id),
    )


def _looked_at(upload: UploadedFile) -> _Look | None:
    """The first rows, by the sheet or layer and the encoding that the reader chose; None before a sheet is chosen."""
    part = ""
    try:
        sample = _peeked(upload, "", part)
    except PartError as error:
        chosen = st.selectbox(
            _("Sheet or layer"),
            error.parts,
            index=None,
            placeholder=_("Choose one"),
            key=f"add-data-part-{upload.file_id}",
        )
        if not chosen:
            return None
        part = chosen
        sample = _peeked(upload, "", part)
    if sample.encoding in {"", *_QUIET} and sample.is_settled:
        return _Look(part, "", sample)
    encoding = _chosen_encoding(sample, upload.file_id)
    return _Look(part, encoding, _peeked(upload, encoding, part) if encoding else sample)


def _chosen_encoding(sample: Sample, upload: str) -> str:
    """The encoding that the reader chose; empty while they leave what was found."""
    known = _encodings()
    found = sample.encoding
    label = _("Letters") if sample.is_settled else _("Letters: this is a guess, so look at the rows below")
    chosen: str = st.selectbox(
        label,
        [found, *(name for name in known if name != found)],
        format_func=lambda name: known.get(name, name),
        key=f"add-data-encoding-{upload}",
        help=_("How the bytes of the file are read as letters. The rows below show what comes of it."),
    )
    return "" if chosen == found else chosen


def _encodings() -> dict[str, str]:
    """The usual ones, by their names in Python."""
    return {
        "utf-8": "UTF-8",
        "cp1250": _("Windows-1250 (Latin: š, č, ž, ë)"),
        "cp1251": _("Windows-1251 (Cyrillic)"),
        "cp852": _("DOS 852 (Latin: š, č, ž, ë)"),
        "cp1252": _("Windows-1252 (western)"),
        "iso8859-2": _("ISO 8859-2 (Latin: š, č, ž, ë)"),
        "iso8859-5": _("ISO 8859-5 (Cyrillic)"),
        "utf-16": "UTF-16",
    }


def _peeked(upload: UploadedFile, encoding: str, part: str) -> Sample:
    """The first rows of an upload, which are looked for once and not at each choice that the reader makes."""
    known: dict[tuple[str, str, str], Sample | FileError] = st.session_state.setdefault(_PEEKED, {})
    asked = (upload.file_id, encoding, part)
    if asked not in known:
        with on_disk(upload.name, upload.getbuffer()) as path:
            try:
                known[asked] = peek(path, MOST_BYTES, encoding, part)
            except FileError as error:
                known[asked] = error
    found = known[asked]
    if isinstance(found, FileError):
        raise found
    return found


def _told_order(upload: str) -> Order | None:
    """Whether the day or the month comes first, asked where the whole file did not prove it; None if not asked."""
    asked, examples = st.session_state.get(_UNSETTLED, ("", ()))
    if asked != upload:
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


def _confirmed_columns(look: _Look, layout: Layout | None, upload: str) -> dict[str, str]:
    """The file's column for each field, as guessed and then confirmed by the reader; empty for none."""
    columns = unique_names(look.sample.rows[0]) if look.sample.rows else ()
    st.markdown(_("Say which column holds what; only the first day is needed."))
    guessed = layout.mapping if layout else own.propose(columns)
    chosen = {}
    with st.container(key="add-data-columns"):
        for row in _by_threes(list(_fields().items())):
            for side, (field, label) in zip(st.columns(len(row)), row, strict=True):
                proposed = guessed.get(field, "")
                chosen[field] = side.selectbox(
                    label,
                    ["", *columns],
                    index=columns.index(proposed) + 1 if proposed in columns else 0,
                    format_func=lambda column: column or _("– none –"),
                    key=f"add-data-{field}-{upload}-{look.part}-{look.encoding}",
                )
    return chosen


def _show_first_rows(sample: Sample) -> None:
    columns = unique_names(sample.rows[0]) if sample.rows else ()
    width = len(columns)
    rows = [dict(zip(columns, row, strict=False)) for row in sample.rows[1 : _PREVIEWED + 1] if len(row) == width]
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, alt=_("The first rows of the file"))


def _by_threes(fields: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [fields[at : at + 3] for at in range(0, len(fields), 3)]


def _fields() -> dict[str, str]:
    """The fields that a reader may name a column for."""
    return {
        "date_start": _("First day (needed)"),
        "date_end": _("Last day"),
        "title": _("Title"),
        "lat": _("Latitude"),
        "lon": _("Longitude"),
        "place": _("Place"),
        "event_type": _("Type"),
        "actor1": _("Actor"),
        "actor2": _("Other side"),
        "fatalities_best": _("Killed"),
        "summary": _("Summary"),
        "publisher_source": _("Source"),
    }
