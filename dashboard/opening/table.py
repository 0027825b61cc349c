"""Opens what analysts have: a table in a file of any kind that we know becomes one UTF-8 table on disk."""

import csv
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from uuid import uuid4

from dashboard.language import _
from dashboard.opening.content import check_is_text, content_of
from dashboard.opening.encoding import (
    CHUNK,
    SEP_LINE,
    Encoding,
    decode_head,
    encoding_of,
    has_even_lines,
    told_delimiter,
    utf_16_of,
    write_as_utf8,
)
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.apart import read_apart
from dashboard.opening.foreign.request import Asked, Made
from dashboard.opening.json_records import is_json, read_json
from dashboard.opening.kinds import kind_of
from dashboard.opening.limits import MOST_COLUMNS, most_unpacked
from dashboard.opening.records import records_of
from dashboard.opening.refusals import not_a_table, too_long, too_many_columns
from dashboard.opening.rows import Numbering, first_cells, write_rows
from dashboard.opening.stopping import check, here
from dashboard.sources.file_error import FileError
from dashboard.sources.publisher import Sample

_HEAD = 1 << 16
_SAMPLE_ROWS = 30
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as UTF-8 text on disk; `sha256` is of the file as it was given, and so is `encoding`.

    `is_settled` is False where the encoding was guessed; `foreign` are lines with bytes that are none in it.
    `numbering` is None where the lines of the text are those of the file. `part` is the sheet or layer that was read.
    """

    path: Path
    file_name: str
    sha256: str
    encoding: str
    delimiter: str
    sample: Sample
    is_settled: bool = True
    foreign: tuple[int, ...] = ()
    numbering: Numbering | None = None
    part: str = ""
    notes: tuple[str, ...] = ()


def peek(path: Path, longest: int | None = None, encoding: str = "", part: str = "") -> Sample:
    """The first records of a file; FileError where it is no table, or is seen to be longer than `longest` bytes.

    `part` is a sheet or layer; PartError where there are several tables and it names none.
    """
    if kind := kind_of(path):
        made = read_apart(path, kind, Asked(part, most=_SAMPLE_ROWS))
        return Sample(shown_name(path), made.cells)
    _check_has_no_parts(path, part)
    head = _checked_head(path, longest, encoding)
    if is_json(head):
        return Sample(shown_name(path), tuple(first_cells(read_json(path, longest), path, _SAMPLE_ROWS)))
    found = encoding_of(path, longest, encoding)
    text = decode_head(head, found.name)
    sample = _sample(text, _delimiter(text, path, told_delimiter(head, found.name)), shown_name(path))
    return replace(sample, encoding=found.name, is_settled=found.is_settled)


def _checked_head(path: Path, longest: int | None, encoding: str) -> bytes:
    """The beginning of a text; FileError where it is none."""
    with content_of(path, longest) as content:
        head = content.read(_HEAD)
    if not encoding and not utf_16_of(head) and not is_json(head):
        check_is_text(head, path)
    return head


def open_table(path: Path, work: Path, longest: int | None = None, encoding: str = "", part: str = "") -> Table:
    """The whole file as a table; FileError where it is none or longer than `longest` bytes.

    What is no plain UTF-8 text is written into the folder `work` as such. `part` as of peek().
    """
    target = work / f"{uuid4().hex}.csv"
    with ThreadPoolExecutor(1) as thread:  # which has a processor of its own while it works out a hash
        hashing = thread.submit(here(_sha256), path)
        if kind := kind_of(path):
            made = read_apart(path, kind, Asked(part, target, longest))
            return _made(path, target, made, hashing.result())
        _check_has_no_parts(path, part)
        head = _checked_head(path, longest, encoding)
        if is_json(head):
            return _made(path, target, _from_json(path, target, longest), hashing.result())
        found = _as_utf8(path, target, head, longest, encoding)
        sha256 = hashing.result()
    text = _head_of(target)
    delimiter = _delimiter(text, path, told_delimiter(head, found.name))
    sample = _sample(text, delimiter, shown_name(path))
    return Table(target, shown_name(path), sha256, found.name, delimiter, sample, found.is_settled, found.foreign)


def _from_json(path: Path, target: Path, longest: int | None) -> Made:
    rows = read_json(path, longest)
    most = most_unpacked(path) if longest is None else longest
    return Made((), write_rows(rows, path, target, most), "", rows.notes)


def _made(path: Path, target: Path, made: Made, sha256: str) -> Table:
    sample = _sample(_head_of(target), ",", shown_name(path))
    return Table(
        target, shown_name(path), sha256, "utf-8", ",", sample,
        numbering=made.numbering, part=made.part, notes=made.notes,
    )  # fmt: skip


def _check_has_no_parts(path: Path, part: str) -> None:
    if part:
        raise FileError(
            _(
                '“{name}” has no sheets or layers, so none is called “{part}”: leave that out, or say --sheet "" where '
                "saved choices name it."
            ).format(name=shown_name(path), part=part)
        )


def _head_of(target: Path) -> str:
    with target.open("rb") as file:
        return file.read(_HEAD).decode("utf-8-sig", errors="ignore")


def _as_utf8(path: Path, target: Path, head: bytes, longest: int | None, named: str) -> Encoding:
    """Make `target` the table as UTF-8 text; with the encoding of the file."""
    encoding = encoding_of(path, longest, named)
    if encoding == Encoding("utf-8") and _is_plain(head, path) and has_even_lines(path):
        target.symlink_to(path.resolve())  # under a name that no engine takes for a pattern
    else:
        write_as_utf8(path, target, encoding, longest)
    if longest is not None and target.stat().st_size > longest:
        raise too_long(path, longest)
    return encoding


def _is_plain(head: bytes, path: Path) -> bool:
    """True where the file's own bytes are the table's."""
    if SEP_LINE.match(head):
        return False
    with path.open("rb") as file:
        return file.read(len(head)) == head and (b"\n" in head or b"\r" not in head)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            check()
            digest.update(chunk)
    return digest.hexdigest()


def _delimiter(text: str, path: Path, told: str) -> str:
    """The separator that the file tells, if its header has it; else that which the header has most of, outside
    quotation marks."""
    if not text.strip():
        raise not_a_table(path, _("an empty file"))
    counts = {delimiter: _count_in_header(text, delimiter) for delimiter in [*told, *_DELIMITERS]}
    best = told if told and counts[told] else max(_DELIMITERS, key=counts.__getitem__)
    if counts[best] >= MOST_COLUMNS:
        raise too_many_columns(path, MOST_COLUMNS)
    if not counts[best]:
        raise not_a_table(path, _("a text without columns"))
    return best


def _count_in_header(text: str, delimiter: str) -> int:
    """How often a delimiter stands in the first record that is not blank, outside quotation marks."""
    read = records_of(io.BytesIO(text.encode()), delimiter, is_quoted=True)
    header = next((record.raw for record in read if record.raw.strip()), b"")
    return b"".join(header.split(b'"')[::2]).count(delimiter.encode())


def _sample(text: str, delimiter: str, file_name: str) -> Sample:
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        rows = [tuple(row) for row in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_ROWS)]
    except csv.Error:
        rows = [tuple(line.split(delimiter)) for line in text.split("\n")[:_SAMPLE_ROWS]]
    return Sample(file_name, _with_whole_header(tuple(row for row in rows if row)))


def _with_whole_header(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The rows with a header as long as they are, where all of them have a cell more: an empty one at their end, or the
    number of the row before it, as R writes it."""
    if len(rows) < 2 or any(len(row) != len(rows[0]) + 1 for row in rows[1:]):
        return rows
    header, *data = rows
    if not any(row[-1].strip() for row in data):
        return ((*header, ""), *data)
    if [row[0] for row in data] == [str(number) for number in range(1, len(rows))]:
        return (("row", *header), *data)
    return rows
