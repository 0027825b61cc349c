"""What is asked of the process that reads a foreign format, and what it answers."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.kinds import Kind
from dashboard.opening.rows import Numbering
from dashboard.sources.file_error import FileError


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path, a link to it with a plain name, its kind, and the sheet or layer that is wanted."""

    path: Path
    link: str
    kind: Kind
    part: str


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a file: its first cells where these were asked for, else how its records are numbered."""

    cells: tuple[tuple[str, ...], ...]
    numbering: Numbering
    part: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be made: the table as a file `target` of `longest` bytes at most, or its first rows where `most` says
    how many."""

    part: str = ""
    target: Path | None = None
    longest: int | None = None
    most: int = 0


def too_large(path: Path) -> FileError:
    """The file unpacks to more than its reader may take."""
    return FileError(
        _(
            "“{name}” unpacks to more than the memory that is given to a file of its size. Save the table as CSV UTF-8 "
            "and give that."
        ).format(name=shown_name(path))
    )
