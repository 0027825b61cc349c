"""The files of one version of a dataset: what they are called, and what is called as they are."""

import re
import stat
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

POINTER = "CURRENT"
MARK = "DASHBOARD"
# When its import began, to the microsecond.
_VERSION = re.compile(r"[0-9]{8}T[0-9]{12}")
_TIME = "%Y%m%dT%H%M%S%f"
_OF_A_VERSION = (".duckdb", ".refused.csv", ".changes.csv", ".duckdb.wal")
_FOLDERS_LEFT = (".work", ".duckdb.tmp")
_MARK_LEFT = ".mark.part"
# But for the mark: of versions of this program that wrote in another way.
_FILES_LEFT = (".duckdb.part", ".duckdb.part.wal", ".refused.csv.part", _MARK_LEFT)
_LOCK = "LOCK"  # which held nothing
_LEFT_BY_OTHERS = {f"{POINTER}.part", f"{POINTER}.new", _LOCK}


class Kind(Enum):
    """What an entry of a dataset's folder is by its name and type."""

    DATA = auto()  # of a version that was written to its end
    LEFT = auto()  # of a writer that works or was stopped
    POINTER = auto()
    MARK = auto()
    FOREIGN = auto()  # not made by this program


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a dataset; `folder` holds its files."""

    folder: Path
    dataset: str
    version: str

    @property
    def events(self) -> Path:
        """The DuckDB file of the events."""
        return self.folder / f"{self.dataset}-{self.version}.duckdb"

    @property
    def refused(self) -> Path:
        """The CSV file of the records that were refused."""
        return self.folder / f"{self.dataset}-{self.version}.refused.csv"

    @property
    def changes(self) -> Path:
        """The CSV file of what changed since the version before."""
        return self.folder / f"{self.dataset}-{self.version}.changes.csv"


@dataclass(frozen=True, slots=True)
class Draft:
    """A version while it is written: its files have other names until they are whole.

    They lie in the folder `work`, which whoever writes has just made: nobody can have put a link or file there before.
    """

    version: Version

    @property
    def events(self) -> Path:
        """The DuckDB file of the events."""
        return self._part(self.version.events.name)

    @property
    def refused(self) -> Path:
        """The CSV file of the records that were refused."""
        return self._part(self.version.refused.name)

    @property
    def changes(self) -> Path:
        """The CSV file of what changed since the version before."""
        return self._part(self.version.changes.name)

    @property
    def pointer(self) -> Path:
        """What CURRENT shall say."""
        return self._part(POINTER)

    @property
    def work(self) -> Path:
        """The folder of what the import needs while it runs."""
        return self.version.folder / f"{self.version.dataset}-{self.version.version}.work"

    def finish(self) -> None:
        """Give the files their names."""
        for file, name in ((self.refused, self.version.refused), (self.changes, self.version.changes)):
            if file.exists():
                file.rename(name)
        self.events.rename(self.version.events)

    def _part(self, name: str) -> Path:
        return self.work / f"{name}.part"


def version_at(time: datetime) -> str:
    """What a version is called whose import begins at this time.

    >>> version_at(datetime(2026, 11, 24, 12, 0, 0, 1))
    '20261124T120000000001'
    """
    return f"{time.year:04}{time:%m%dT%H%M%S%f}"


def time_of(version: str) -> datetime:
    """When the import of a version began; ValueError where the text is no version."""
    if not _VERSION.fullmatch(version):
        raise ValueError(version)
    return datetime.strptime(version, _TIME)


def is_version(text: str) -> bool:
    """True for what a version can be called."""
    try:
        time_of(text)
    except ValueError:
        return False
    return True


def mark_in_the_making(folder: Path, version: str) -> Path:
    """The dataset's mark while it is written."""
    return folder / f"{folder.name}-{version}{_MARK_LEFT}"


def version_of(name: str, dataset: str) -> str:
    """The version that a file's name tells, empty where it is not called as one of the dataset is.

    >>> version_of("ucdp-20261124T120000000001.refused.csv", "ucdp")
    '20261124T120000000001'
    """
    found = _VERSION.match(name, len(dataset) + 1) if name.startswith(f"{dataset}-") else None
    is_ours = found and name[found.end() :] in (*_OF_A_VERSION, *_FILES_LEFT, *_FOLDERS_LEFT) and is_version(found[0])
    return found.group() if found and is_ours else ""


def kind_of(path: Path, dataset: str) -> Kind:
    """What an entry of the dataset's folder is; a symbolic link is never ours."""
    try:
        found = path.lstat()
    except FileNotFoundError:  # by now
        return Kind.FOREIGN
    is_file, is_folder = stat.S_ISREG(found.st_mode), stat.S_ISDIR(found.st_mode)
    if path.name == POINTER:
        return Kind.POINTER if is_file else Kind.FOREIGN
    if path.name == MARK:
        return Kind.MARK if is_file else Kind.FOREIGN
    if path.name in _LEFT_BY_OTHERS:
        return Kind.LEFT if is_file and (path.name != _LOCK or not found.st_size) else Kind.FOREIGN
    if not version_of(path.name, dataset):
        return Kind.FOREIGN
    if path.name.endswith(_FOLDERS_LEFT):
        return Kind.LEFT if is_folder else Kind.FOREIGN
    if not is_file:
        return Kind.FOREIGN
    return Kind.LEFT if path.name.endswith(_FILES_LEFT) else Kind.DATA
