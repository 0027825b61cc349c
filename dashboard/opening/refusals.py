"""What is said of a file that is no table."""

from pathlib import Path

from dashboard.file_error import FileError
from dashboard.language import _
from dashboard.opening.file_names import shown_name


def not_a_table(path: Path, seems: str, remedy: str = "") -> FileError:
    """What the file seems to be, and what to give instead."""
    remedy = remedy or _("Give a table of events: CSV, TSV or GeoJSON, also in a ZIP or gzip.")
    return FileError(
        _("“{name}” seems to be {seems}. {remedy}").format(name=shown_name(path), seems=seems, remedy=remedy)
    )


def damaged(path: Path) -> FileError:
    """An archive that cannot be unpacked."""
    return FileError(
        _("“{name}” is a damaged or encrypted archive: unpack it yourself and give the table.").format(
            name=shown_name(path)
        )
    )


def too_long(path: Path, longest: int) -> FileError:
    """A table of more than `longest` bytes."""
    return FileError(
        _("“{name}” holds more than {limit} MB: give a part of it, or import it by command line.").format(
            name=shown_name(path), limit=longest // 2**20
        )
    )
