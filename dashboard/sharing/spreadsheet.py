"""CSV that a spreadsheet opens rightly and runs nothing of: UTF-8 with BOM, CRLF, RFC 4180."""

import csv
import io
import re
from collections.abc import Generator, Iterable, Mapping, Sequence

import polars as pl

BOM = "\ufeff"
_CRLF = "\r\n"
# A text cell that begins with one of these, after blanks or not, is a formula to a spreadsheet.
_FORMULA = "^[ \n\u00a0]*[=+@\t\r＝＋－＠-]"


def safe_cell(cell: object) -> object:
    """The cell with an apostrophe before text that a spreadsheet would run; numbers stay (a longitude of -77)."""
    return f"'{cell}" if isinstance(cell, str) and re.match(_FORMULA, cell) else cell


def csv_file(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """A small table as a file; None becomes an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=_CRLF)
    text.write(BOM)
    writer.writerow(columns)
    writer.writerows(["" if row[name] is None else safe_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode()


def csv_chunks(columns: Sequence[str], tables: Iterable[pl.DataFrame]) -> Generator[bytes, None, None]:
    """A table of any length as a file in chunks, header first; null becomes an empty cell."""
    yield csv_file(columns, ())
    for table in tables:
        yield table.with_columns(_safe(table)).write_csv(include_header=False, line_terminator=_CRLF).encode()


def _safe(table: pl.DataFrame) -> list[pl.Expr]:
    """safe_cell() for whole columns of text."""
    texts = [pl.col(name) for name, dtype in table.schema.items() if dtype == pl.String]
    return [pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep() for text in texts]
