"""Events as an Excel workbook, for readers whose Excel expects another separator in CSV than the comma."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dashboard.language import _
from dashboard.spreadsheet import begins_like_a_formula, without_controls
from dashboard.store.scratch import scratch_folder

# What a sheet holds beside its header, and a cell; Excel counts characters as UTF-16 does.
MOST_ROWS, MOST_CHARACTERS = 1_048_575, 32_767
_CHUNK = 2**16
# Nothing but what is written as a number or a date becomes one.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}


class TooManyRowsError(ValueError):
    """More rows than a sheet holds; the message says what to do."""


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet without rich text: XlsxWriter takes "<r>…</r>" for its own, writing its tags as such."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, attributes)


def check_rows(count: int) -> None:
    """TooManyRowsError where a sheet cannot hold so many rows."""
    if count > MOST_ROWS:
        raise TooManyRowsError(
            _(
                "An Excel sheet holds {most} events, and these are {count}: ask for fewer, for example for fewer days, "
                "or take the CSV or GeoParquet file."
            ).format(most=f"{MOST_ROWS:,}", count=f"{count:,}")
        )


def workbook(columns: Sequence[str], tables: Iterable[pl.DataFrame], created: date) -> Iterator[bytes]:
    """A table as a workbook in chunks: dates are dates, numbers numbers and all else is text; null is an empty cell.

    The same table and `created` give the same bytes. It is put together on disk, where all goes that may be a
    reader's own; until it is there the chunks are empty, so that whoever takes them can stop the work.
    """
    with TemporaryDirectory(prefix="workbook-", dir=scratch_folder()) as folder:
        file = Path(folder) / "events.xlsx"
        book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"created": datetime.combine(created, time(), UTC)})
        sheet = book.add_worksheet(_("Events"), _Sheet)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
        typed = book.add_format({"quote_prefix": True})  # as if an apostrophe had been typed first: it stays a text
        first = 1
        for table in tables:
            _write(sheet, first, table, typed)
            first += table.height
            yield b""
        book.close()
        with file.open("rb") as made:
            while chunk := made.read(_CHUNK):
                yield chunk


def _write(sheet: Any, first: int, table: pl.DataFrame, typed: Any) -> None:
    """The table's rows from row `first` on; `typed` is the format of a text that looks like a formula."""

    def write_text(row: int, column: int, text: str) -> None:
        sheet.write_string(row, column, cell_text(text), typed if begins_like_a_formula(text) else None)

    by_type = {pl.String: write_text, pl.Date: sheet.write_datetime}
    writers = [by_type.get(kind.base_type(), sheet.write_number) for kind in table.dtypes]
    for row, cells in enumerate(table.iter_rows(), first):
        for column, (write, cell) in enumerate(zip(writers, cells, strict=True)):
            if cell is not None:
                write(row, column, cell)


def cell_text(text: str) -> str:
    """The text as a cell may hold it: control characters spelled out, and cut with a mark where it is too long."""
    text = without_controls(text)
    if len(text) <= MOST_CHARACTERS // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= MOST_CHARACTERS * 2:
        return text
    mark = _("… [cut here, since a cell of a workbook holds no more: the CSV file has it all]")
    return units[: (MOST_CHARACTERS - len(mark)) * 2].decode("utf-16-le", errors="ignore") + mark
