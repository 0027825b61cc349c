"""Imported datasets on disk: immutable versioned files, and for each dataset the pointer to the current one."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.language import _
from dashboard.query.question import CURATED

_POINTER = "CURRENT"
_LOCK = "LOCK"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class CatalogueError(ValueError):
    """A dataset cannot be written or removed; the message says why and what to do."""


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
    def work(self) -> Path:
        """The folder of what the import needs while it runs."""
        return self.folder / f"{self.dataset}-{self.version}.work"


class Catalogue:
    """The datasets of a folder, one folder each.

    A version is written under a name of its own, and only then does CURRENT come to point to it, so that whoever reads
    meets the old version whole or the new one whole, whenever a writer is killed. What no pointer names is removed
    when the next writer or server starts.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, tuple[tuple[int, int], Version]] = {}

    def datasets(self) -> list[str]:
        """The names of the datasets that have a current version, in their order."""
        return [version.dataset for version in self.versions()]

    def versions(self) -> list[Version]:
        """The current version of each dataset that has one, by name."""
        try:
            names = sorted(os.listdir(self.folder))  # noqa: PTH208 - as in current()
        except FileNotFoundError:
            return []
        return [version for version in map(self.current, names) if version]

    def current(self, dataset: str) -> Version | None:
        """The version that stands now.

        A page asks this a hundred times, so the pointer is read again only where it is another file than before.
        """
        pointer = f"{self.folder}/{dataset}/{_POINTER}"
        try:
            found = os.stat(pointer)  # noqa: PTH116 - a path object would take several times as long
            file = found.st_ino, found.st_mtime_ns
            known = self._read.get(dataset)
            if known and known[0] == file:
                return known[1]
            version = Version(self.folder / dataset, dataset, Path(pointer).read_text("ascii").strip())
        except (FileNotFoundError, NotADirectoryError):
            return None
        self._read[dataset] = file, version
        return version

    @contextmanager
    def writing(self, dataset: str, version: str) -> Iterator[Version]:
        """A new version to write; CatalogueError if the name is not allowed or another import of it is running.

        Nothing of it is seen before publish(); what is not published is removed.
        """
        folder = self.folder / _allowed(dataset)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder) as is_ours:
            if not is_ours:
                raise CatalogueError(
                    _("Another import of “{dataset}” is running: wait until it has ended.").format(dataset=dataset)
                )
            self._clear(folder)
            new = Version(folder, dataset, version)
            new.work.mkdir()
            try:
                yield new
            finally:
                self._tidy(folder)

    def publish(self, version: Version) -> None:
        """Make the version the current one: after its files are on disk, the pointer is replaced in one step."""
        for file in (version.events, version.refused):
            if file.exists():
                _sync(file)
        _sync(version.folder)
        pointer = version.folder / f"{_POINTER}.new"
        pointer.write_text(f"{version.version}\n", "ascii")
        _sync(pointer)
        pointer.replace(version.folder / _POINTER)
        _sync(version.folder)

    def remove(self, dataset: str) -> None:
        """Remove a dataset; CatalogueError if there is none of this name or an import of it is running."""
        folder = self.folder / _allowed(dataset)
        if self.current(dataset) is None:
            raise CatalogueError(
                _("There is no dataset “{dataset}”: it can be {known}.").format(
                    dataset=dataset, known=", ".join(self.datasets()) or _("none")
                )
            )
        with _locked(folder) as is_ours:
            if not is_ours:
                raise CatalogueError(
                    _("An import of “{dataset}” is running: wait until it has ended.").format(dataset=dataset)
                )
            (folder / _POINTER).unlink()
            _sync(folder)
            shutil.rmtree(folder)

    def tidy(self) -> None:
        """Remove what killed imports left behind; what a running one is writing stays."""
        if not self.folder.is_dir():
            return
        for folder in filter(Path.is_dir, self.folder.iterdir()):
            with _locked(folder) as is_ours:
                if is_ours:
                    self._tidy(folder)

    def _tidy(self, folder: Path) -> None:
        """Clear the folder, and remove it where no dataset is in it."""
        self._clear(folder)
        if self.current(folder.name) is None:
            shutil.rmtree(folder)

    def _clear(self, folder: Path) -> None:
        """Remove every file but those of the current version."""
        kept = self.current(folder.name)
        names = {_POINTER, _LOCK} | ({kept.events.name, kept.refused.name} if kept else set())
        for path in folder.iterdir():
            if path.name in names:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _allowed(dataset: str) -> str:
    if dataset == CURATED or not _NAME.fullmatch(dataset):
        raise CatalogueError(
            _(
                "A dataset cannot be called “{dataset}”: use up to 40 small letters, digits, - and _, a letter first, "
                "and not “{taken}”."
            ).format(dataset=dataset[:60], taken=CURATED)
        )
    return dataset


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """True while we alone may write to the folder; the lock ends with the process, however that ends."""
    with (folder / _LOCK).open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _sync(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
