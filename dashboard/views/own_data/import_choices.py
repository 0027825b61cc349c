"""What a reader says of an uploaded file before it is added: its sheet, its letters, its columns, its dates."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.importing import import_profile as profiles
from dashboard.importing.importing import Request
from dashboard.importing.publishers import PUBLISHERS, of_others, recognise
from dashboard.language import _
from dashboard.opening.limits import MOST_BYTES
from dashboard.opening.table import peek
from dashboard.sources import own
from dashboard.sources.conventions import Order
from dashboard.sources.file_error import PartError
from dashboard.sources.publisher import FileError, Layout, Sample, unique_names
from dashboard.views.own_data.upload import on_disk
from dashboard.views.parts import markup

_PREVIEWED, _SIDE_BY_SIDE = 5, 3
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


@dataclass(frozen=True, slots=True)
class _Saved:
    """Choices of before, and what tells the widgets of this upload and these choices from those of others."""

    key: str
    profile: profiles.Profile


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
    saved = _saved_choices(upload.file_id)
    try:
        look = _looked_at(upload, saved)
    except FileError as error:
        st.error(markup.plain(str(error)))
        return None
    if look is None:
        return None
    try:
        layout = recognise(look.sample)
    except FileError as error:
        if not saved.profile.mapping or _seems_of_others(look.sample):
            st.warning(markup.plain(str(error)))
        layout = None
    mapping: Mapping[str, str] = {}
    is_own = layout is None or layout.publisher == own.SOURCE.key
    if is_own:
        mapping = _confirmed_columns(look, layout, saved)
    elif layout:
        st.success(
            _("This is {publisher}: {vintage}.").format(
                publisher=PUBLISHERS[layout.publisher].SOURCE.name, vintage=markup.plain(layout.vintage)
            )
        )
        if saved.profile.mapping:
            st.info(_("The columns of the saved choices are not used: those of this file are known."))
    if is_own or look.sample.encoding not in {"", *_QUIET}:
        _show_first_rows(look.sample)
    return Request(
        (),
        publisher=layout.publisher if layout else own.SOURCE.key,
        mapping=mapping,
        part=look.part,
        encoding=look.encoding,
        types=saved.profile.types,
        dates=_told_order(upload.file_id) or saved.profile.dates,
    )


def _seems_of_others(sample: Sample) -> bool:
    """Whether the table is a publisher's, or one that lacks something of that."""
    try:
        return of_others(sample) is not None
    except FileError:
        return True


def _saved_choices(upload: str) -> _Saved:
    """The choices of before that the reader wants to be used; none where there are none, or they cannot be read."""
    with st.expander(_("Use saved choices")):
        file = st.file_uploader(
            _("A file that “Save these choices” made"), type="json", key="add-data-profile", max_upload_size=1
        )
        if file is None:
            return _Saved(upload, profiles.Profile())
        try:
            profile = profiles.from_json(file.getbuffer()[: profiles.LONGEST + 1].tobytes(), file.name)
        except FileError as error:
            st.error(markup.plain(str(error)))
            return _Saved(upload, profiles.Profile())
    return _Saved(f"{upload}-{file.file_id}", profile)


def _looked_at(upload: UploadedFile, saved: _Saved) -> _Look | None:
    """The first rows, by the sheet or layer and the encoding that the reader chose; None before a sheet is chosen."""
    part = _chosen_part(upload, saved)
    if part is None:
        return None
    sample = _peeked(upload, "", part)
    told = saved.profile.encoding
    is_quiet = sample.encoding in _QUIET and sample.is_settled and told in {"", *_QUIET}
    if not sample.encoding or is_quiet:
        return _Look(part, "", sample)
    encoding = _chosen_encoding(sample, saved)
    return _Look(part, encoding, _peeked(upload, encoding, part) if encoding else sample)


def _chosen_part(upload: UploadedFile, saved: _Saved) -> str | None:
    """The sheet or layer that the reader chose, empty where the file leaves no choice; None before one is chosen."""
    told = saved.profile.part
    is_there = bool(told) and _has_part(upload, told)
    try:
        _peeked(upload, "", "")
    except PartError as error:
        if told and not is_there:
            st.warning(
                _("The saved choices name “{part}”, of which this file has no table. Choose another one.").format(
                    part=markup.plain(told)
                )
            )
        parts = [*dict.fromkeys([*error.parts, *([told] if is_there else [])])]
        return st.selectbox(
            _("Sheet or layer"),
            parts,
            index=parts.index(told) if is_there else None,
            placeholder=_("Choose one"),
            key=f"add-data-part-{saved.key}",
        )
    if told and not is_there:
        st.warning(
            _("The saved choices name “{part}”, of which this file has no table. Its only table is read.").format(
                part=markup.plain(told)
            )
        )
    return told if is_there else ""


def _has_part(upload: UploadedFile, part: str) -> bool:
    try:
        _peeked(upload, "", part)
    except FileError:
        return False
    return True


def _chosen_encoding(sample: Sample, saved: _Saved) -> str:
    """The encoding that the reader chose; empty while they leave what was found."""
    known = _encodings()
    found = sample.encoding
    names = dict.fromkeys([found, *known, *filter(None, [saved.profile.encoding])])
    label = _("Letters") if sample.is_settled else _("Letters: this is a guess, so look at the rows below")
    chosen: str = st.selectbox(
        label,
        [*names],
        index=[*names].index(saved.profile.encoding or found),
        format_func=lambda name: known.get(name, name),
        key=f"add-data-encoding-{saved.key}",
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


def _confirmed_columns(look: _Look, layout: Layout | None, saved: _Saved) -> dict[str, str]:
    """The file's column for each field, as guessed and then confirmed by the reader; empty for none."""
    columns = unique_names(look.sample.rows[0]) if look.sample.rows else ()
    st.markdown(_("Say which column holds what; only the first day is needed."))
    if missing := profiles.lacking(saved.profile, columns):
        st.warning(
            _("The saved choices name columns that this file has not: {columns}. Choose others for these.").format(
                columns=markup.plain(", ".join(missing))
            )
        )
    guessed = {**(layout.mapping if layout else own.propose(columns)), **saved.profile.mapping}
    chosen = {}
    with st.container(key="add-data-columns"):
        for row in _by_threes(list(_fields().items())):
            for side, (field, label) in zip(st.columns(_SIDE_BY_SIDE), row, strict=False):
                proposed = guessed.get(field, "")
                chosen[field] = side.selectbox(
                    label,
                    ["", *columns],
                    index=columns.index(proposed) + 1 if proposed in columns else 0,
                    format_func=lambda column: column or _("– none –"),
                    key=f"add-data-{field}-{saved.key}-{look.part}-{look.encoding}",
                )
    # What is asked for by command line alone.
    return {field: column for field, column in guessed.items() if field not in chosen and column in columns} | chosen


def _show_first_rows(sample: Sample) -> None:
    columns = unique_names(sample.rows[0]) if sample.rows else ()
    width = len(columns)
    given = [row for row in sample.rows[1 : _PREVIEWED + 1] if len(row) <= width]
    rows = [dict(zip(columns, [*row, *[""] * (width - len(row))], strict=True)) for row in given]
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, alt=_("The first rows of the file"))


def _by_threes(fields: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [fields[at : at + _SIDE_BY_SIDE] for at in range(0, len(fields), _SIDE_BY_SIDE)]


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
