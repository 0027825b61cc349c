"""CSV that a spreadsheet opens rightly and runs nothing of: UTF-8 with BOM, CRLF, RFC 4180."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

BOM = "\ufeff"
# A text cell that begins with one of these is a formula to a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ROWS_A_CHUNK = 1000


def safe_cell(cell: object) -> object:
    """The cell with an apostrophe before text that a spreadsheet would run; numbers stay (a longitude of -77)."""
    if isinstance(cell, str) and cell.lstrip(" \n\u00a0").startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_chunks(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """The file in chunks, header first; None becomes an empty cell."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow(["" if row[name] is None else safe_cell(row[name]) for name in columns])
        if number % _ROWS_A_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
