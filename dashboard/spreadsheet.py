"""CSV that a spreadsheet opens rightly and runs nothing of: UTF-8 with BOM, CRLF, RFC 4180. Nothing else writes CSV.

Where the list separator is ";", Excel splits a file at semicolons and takes quotation marks within a cell for letters.
Then a formula may begin wherever a text has a semicolon or ends a line, quoted or not; so it is guarded there too.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

import polars as pl

BOM = "\ufeff"
_CRLF = "\r\n"
_GUARD = "'"
# What a formula begins with, in the widths that input methods for East Asia give it too, and the minus of typesetters.
_SIGNS = r"=+@\-＝＋－＠﹢﹣﹦﹫−"
# What may stand before it: quotation marks, and all that is blank or not seen (Unicode's Z, Cf, and what it calls
# ignorable by default). Line ends and tabs are among the splits, other control characters are spelled out before.
_UNSEEN = (
    '" \u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_LINE_ENDS = "\t\r\n"
# Where a text falls apart, whichever separator is in force but the comma, which the quotation marks take care of.
_SPLITS = f";{_LINE_ENDS}"
# Control characters, and two that no XML can hold.
_CONTROLS = "\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"

_AT_THE_START = f"^[{_UNSEEN}{_LINE_ENDS}]*[{_SIGNS}]"
_INSIDE = f"[{_SPLITS}][{_UNSEEN}]*[{_SIGNS}]"
_TO_BE_QUOTED = f'[",{_SPLITS}]'
_TO_BE_CHANGED = f"{_AT_THE_START}|{_INSIDE}|[{_CONTROLS}]"

_formula_at_the_start = re.compile(_AT_THE_START)
# A number that ends with its part of the text is none: the raw record of a table may hold many.
_formula_inside = re.compile(f"([{_SPLITS}][{_UNSEEN}]*)(?=[{_SIGNS}])(?![+-][0-9]+(?:[.,][0-9]+)*[{_SPLITS}])")
_control = re.compile(f"[{_CONTROLS}\ud800-\udfff]")  # half a surrogate pair stands for a byte of a file's name


def without_controls(text: str) -> str:
    r"""The text with its control characters spelled out; tabs and line ends stay.

    >>> without_controls("\x1b[2J")
    '\\x1b[2J'
    """
    return _control.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def begins_like_a_formula(text: str) -> bool:
    """True for text that a spreadsheet would run, or make a number of, were it typed."""
    return _formula_at_the_start.match(text) is not None


def safe_cell(cell: object) -> object:
    """The cell with an apostrophe before what of its text a spreadsheet would run; numbers stay (a longitude of -77).

    >>> safe_cell("=1+1"), safe_cell("NGO; =1+1"), safe_cell(-77)
    ("'=1+1", "NGO; '=1+1", -77)
    """
    if not isinstance(cell, str):
        return cell
    text = _formula_inside.sub(rf"\1{_GUARD}", without_controls(cell))
    return _GUARD + text if begins_like_a_formula(text) else text


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A table as the lines of a file, BOM and header first; None becomes an empty cell."""
    yield BOM + _line(columns)
    for row in rows:
        yield _line([row[name] for name in columns])


def csv_file(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A small table as a file."""
    return "".join(csv_lines(columns, rows)).encode()


def csv_chunks(columns: Sequence[str], tables: Iterable[pl.DataFrame]) -> Generator[bytes, None, None]:
    """A table of any length as a file in chunks, header first; null becomes an empty cell."""
    yield csv_file(columns, ())
    for table in tables:
        texts = [_cells(text) for text in table.iter_columns() if text.dtype == pl.String]
        written = table.with_columns(texts).write_csv(include_header=False, line_terminator=_CRLF, quote_style="never")
        yield written.encode()


def _line(cells: Iterable[object]) -> str:
    return ",".join("" if cell is None else _quoted(str(safe_cell(cell))) for cell in cells) + _CRLF


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if re.search(_TO_BE_QUOTED, text) else text


def _cells(text: pl.Series) -> pl.Series:
    """A whole column of text as _line() would write it."""
    changed = text.str.contains(_TO_BE_CHANGED).fill_null(value=False)
    if changed.any():
        text = text.clone().scatter(changed.arg_true(), [safe_cell(cell) for cell in text.filter(changed)])
    quoted = text.str.contains(_TO_BE_QUOTED).fill_null(value=False)
    if not quoted.any():
        return text
    has_marks = text.str.contains('"', literal=True).any()
    doubled = text.str.replace_all('"', '""', literal=True) if has_marks else text
    between_marks = pl.select(pl.concat_str(pl.lit('"'), doubled, pl.lit('"'))).to_series().alias(text.name)
    return between_marks if quoted.all() else text.zip_with(~quoted, between_marks)
