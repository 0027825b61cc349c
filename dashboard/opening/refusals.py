"""What is said of a file that is no table."""

from pathlib import Path

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.sources.file_error import FileError


def not_a_table(path: Path, seems: str, remedy: str = "") -> FileError:
    """What the file seems to be, and what to give instead."""
    remedy = remedy or _("Give a table of events: CSV, TSV or GeoJSON, also in a ZIP or gzip.")
    return FileError(
        _("“{name}” seems to be {seems}. {remedy}").format(name=shown_name(path), seems=seems, remedy=remedy)
    )


def not_utf_16(path: Path) -> FileError:
    """A text that was said to be UTF-16, and neither begins nor looks like it."""
    return FileError(
        _(
            "“{name}” is not read as UTF-16: it has no mark of it at its beginning, and its bytes aren’t in pairs. "
            "Leave the encoding to us, or say another one."
        ).format(name=shown_name(path))
    )


def damaged(path: Path) -> FileError:
    """An archive that cannot be unpacked."""
    return FileError(
        _("“{name}” is a damaged or encrypted archive: unpack it yourself and give the table.").format(
            name=shown_name(path)
        )
    )


def too_much_unpacked(path: Path) -> FileError:
    """An archive that holds many times its own size."""
    return FileError(
        _("“{name}” unpacks to more than a hundred times its size: unpack it yourself and give the table.").format(
            name=shown_name(path)
        )
    )


def long_record(name: str, line: int, longest: int) -> FileError:
    """A record of more than `longest` bytes, which begins in this line of the file of this name."""
    return FileError(
        _(
            "In “{name}” the record that begins in line {line} is longer than {limit} MB: close the quotation mark "
            "that is open there, or shorten its cells."
        ).format(name=name, line=f"{line:,}", limit=longest // 10**6)
    )


def reopened(name: str, line: int) -> FileError:
    """A record, which begins in this line of the file of this name, with a cell that is quoted, and quoted again."""
    return FileError(
        _(
            "In “{name}” the record that begins in line {line} has a cell whose quotation marks close and open again: "
            "write each mark that is of the text twice, or take it out."
        ).format(name=name, line=f"{line:,}")
    )


def uncountable(name: str, found: int, read: int) -> FileError:
    """A table whose records are others by its quotation marks than those that the engine read or set aside."""
    return FileError(
        _(
            "“{name}” has {found} records by its quotation marks, and {read} were read: save it as CSV once more, with "
            "each cell that holds a mark or a line break in marks, and each mark in it written twice."
        ).format(name=name, found=f"{found:,}", read=f"{read:,}")
    )


def zero_byte(path: Path, line: int) -> FileError:
    """A text with a byte in it that no text has."""
    return FileError(
        _(
            "“{name}” has a zero byte (NUL) in line {line}, which no text has: take it out, or export the file anew."
        ).format(name=shown_name(path), line=f"{line:,}")
    )


def too_deep(path: Path) -> FileError:
    """JSON with brackets in brackets, as many as nobody writes."""
    return not_a_table(path, _("JSON nested too deeply"))


def too_many_values(path: Path, most: int) -> FileError:
    """JSON of more elements than are read."""
    return FileError(
        _("“{name}” is JSON of more than {count} features: give a part of it, or save it as CSV.").format(
            name=shown_name(path), count=f"{most:,}"
        )
    )


def too_many_columns(path: Path, most: int) -> FileError:
    """A table of more columns than are taken."""
    return not_a_table(path, _("a table of more than {count} columns").format(count=most))


def too_long(path: Path, longest: int) -> FileError:
    """A table of more than `longest` bytes."""
    return FileError(
        _("“{name}” holds more than {limit} MB: give a part of it, or import it by command line.").format(
            name=shown_name(path), limit=longest // 2**20
        )
    )
