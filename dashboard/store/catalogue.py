"""Imported datasets on disk: immutable versioned files, and for each dataset the pointer to the current one."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query.query import CURATED
from dashboard.store.folder_mark import (
    CatalogueError,
    check_is_no_link,
    check_may_be_moved,
    claimed,
    entries,
    is_claimed,
)
from dashboard.store.version_files import POINTER, Draft, Kind, Version, is_version, time_of, version_at, version_of

__all__ = ["DOSSIER", "Catalogue", "CatalogueError", "Draft", "Fault", "Pointer", "Version"]

# The dossier whose datasets these are: each has a folder of its own, lest two dossiers take each other's names.
DOSSIER = PROFILE.slug
COMMAND = "python -m dashboard.ingest"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LONGEST_POINTER = 100  # bytes


@dataclass(frozen=True, slots=True)
class Pointer:
    """The version of a dataset that stands, and the one before it, which is kept."""

    current: Version
    former: Version | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a dataset cannot be shown, as a sentence that says what to do; `dataset` is empty where it is the folder."""

    dataset: str
    sentence: str


class Catalogue:
    """The datasets of a dossier, one folder each, in the dossier's folder under `root`.

    A version is written under names that say so, and only when it is whole do its files get theirs and CURRENT comes to
    point to it, so that whoever reads meets the old version whole or the new one whole, whenever a writer is killed.

    Who reads writes nothing. Who writes deletes only what this program made: files that are called as its own are, in a
    folder that bears its mark.
    """

    def __init__(self, root: Path, dossier: str = DOSSIER) -> None:
        self.root = root
        self.folder = root / dossier
        self._path = str(self.folder)
        self._dossier = dossier
        self._read: dict[str, tuple[tuple[int, int, int], Pointer | None]] = {}

    # Who reads.

    def datasets(self) -> list[str]:
        """The names of the datasets that have a current version, in their order."""
        return [version.dataset for version in self.versions()]

    def versions(self) -> list[Version]:
        """The current version of each dataset that has one, by name; none where the folder cannot be read."""
        try:
            names = sorted(os.listdir(self.folder))  # noqa: PTH208 - as in pointer()
        except OSError:
            return []
        return [version for version in map(self.current, names) if version]

    def current(self, dataset: str) -> Version | None:
        """The version that stands now."""
        pointer = self.pointer(dataset)
        return pointer.current if pointer else None

    def pointer(self, dataset: str) -> Pointer | None:
        """What CURRENT says; None where there is none or it names no version.

        A page asks this a hundred times, so it is read again only where it is another file than before.
        """
        path = f"{self._path}/{dataset}/{POINTER}"
        try:
            if self._is_linked(dataset):
                return None
            found = os.lstat(path)  # a path object would take several times as long
            file = found.st_ino, found.st_mtime_ns, found.st_size
            known = self._read.get(dataset)
            if known and known[0] == file:
                return known[1]
            is_ours = stat.S_ISREG(found.st_mode) and _NAME.fullmatch(dataset)
            pointer = self._parsed(dataset, Path(path)) if is_ours else None
        except (OSError, ValueError):  # ValueError: the name holds what no path may
            return None
        self._read[dataset] = file, pointer
        return pointer

    def kept(self, dataset: str) -> list[Version]:
        """All versions whose files of events are there, the newest first, whatever CURRENT says."""
        folder = self.folder / dataset
        found = {version_of(path.name, dataset) for path, kind in _seen(folder) if _holds_events(path, kind)}
        return [Version(folder, dataset, version) for version in sorted(found, reverse=True)]

    def faults(self) -> list[Fault]:
        """What lies in the folders and is no dataset that stands, by name; what is not ours is not spoken of."""
        try:
            names = _folders(self.root)
            here = _folders(self.folder) if self.folder.name in names else []
        except FileNotFoundError:
            return []
        except OSError as error:
            return [
                Fault(
                    "",
                    _("The folder of imported datasets cannot be read ({reason}): see what DATASETS names.").format(
                        reason=error.strerror
                    ),
                )
            ]
        if self.folder.is_symlink():
            return [Fault("", _linked(self.folder.name))]
        found = [self._fault(name) for name in here]
        found += [self._misplaced(name) for name in names]
        return sorted((fault for fault in found if fault), key=lambda fault: fault.dataset)

    def unknown(self, dataset: str) -> CatalogueError:
        """The error for a dataset that is not there or has no current version."""
        if self.kept(dataset):
            return CatalogueError(_without_pointer(dataset))
        return CatalogueError(
            _("There is no dataset “{dataset}”: it can be {known}.").format(
                dataset=dataset, known=", ".join(self.datasets()) or _("none")
            )
        )

    def misplaced(self) -> list[str]:
        """Datasets that lie beside the dossier's folder, as before dossiers had one."""
        try:
            return [name for name in _folders(self.root) if self._misplaced(name)]
        except OSError:
            return []

    def left(self) -> list[str]:
        """Datasets whose first import was stopped and left files; not those that are imported now."""
        try:
            names = _folders(self.folder)
        except OSError:
            return []
        return [name for name in names if self._is_left(self.folder / name)]

    # Who writes.

    @contextmanager
    def writing(self, dataset: str) -> Iterator[Draft]:
        """A new version to write; CatalogueError if the name is not allowed, the folder another's or somebody at work.

        Nothing of it is seen before publish(); what is not published is removed.
        """
        folder = self.folder / _allowed(dataset)
        self._check_is_in_place(dataset)
        check_is_no_link(self.folder, folder)
        _check_can_be_written(folder)
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._check_has_a_pointer(dataset)
            with self.claimed(dataset):
                self._check_has_a_pointer(dataset)
                _sweep(folder)
                try:
                    yield _started(folder)
                finally:
                    with suppress(OSError):  # it says nothing of what was written; the next one sweeps again
                        _sweep(folder)
        finally:
            for path in made:
                with suppress(OSError):  # it is not empty
                    path.rmdir()

    def _check_has_a_pointer(self, dataset: str) -> None:
        """CatalogueError where there is data and nothing says which version of it is current."""
        if not self.pointer(dataset) and self.kept(dataset):
            raise CatalogueError(_without_pointer(dataset))

    def publish(self, draft: Draft) -> Version:
        """Make the version the current one: after its files are on disk, the pointer is replaced in one step.

        The version that stood is kept beside it; one before that is removed.
        """
        version, before = draft.version, self.pointer(draft.version.dataset)
        for file in (draft.events, draft.refused, draft.changes):
            if file.exists():
                _sync(file)
        try:
            self.point(Pointer(version, before.current if before else None), draft)
        finally:
            if self.current(version.dataset) != version:
                _delete(version.folder, {version.version})
        kept = {version.version} | ({before.current.version} if before else set())
        with suppress(OSError):  # the new version stands; what could not be removed is with the next one
            _delete(version.folder, {other.version for other in self.kept(version.dataset)} - kept)
        return version

    def point(self, pointer: Pointer, draft: Draft | None = None) -> None:
        """Replace CURRENT, by whoever has the dataset claimed; files of a draft get their names just before.

        CatalogueError where it does not say afterwards what it should.
        """
        folder, dataset = pointer.current.folder, pointer.current.dataset
        target = folder / POINTER
        if target.is_symlink() or (target.exists() and not target.is_file()):
            raise CatalogueError(
                _("{name} of “{dataset}” is not the file that it should be: move it elsewhere.").format(
                    name=POINTER, dataset=dataset
                )
            )
        new = draft or _started(folder)
        lines = [version.version for version in (pointer.current, pointer.former) if version]
        try:
            with new.pointer.open("x", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in lines)
            _sync(new.pointer)
            if draft:
                draft.finish()
            _sync(folder)
            new.pointer.replace(target)
            _sync_what_stands(folder)
        finally:
            if not draft:
                shutil.rmtree(new.work, ignore_errors=True)  # what could not be removed is with the next import
        if self.pointer(dataset) != pointer:
            raise CatalogueError(
                _(
                    "“{dataset}” could not be changed, since something else changes its folder: look into it, and try "
                    "again."
                ).format(dataset=dataset)
            )

    def remove(self, dataset: str) -> bool:
        """Remove a dataset, or what is left of one; False where files of others keep the folder.

        CatalogueError if there is nothing of this name, the folder is another's, or somebody is at work in it.
        """
        folder = self.folder / _allowed(dataset)
        self._check_is_in_place(dataset)
        if all(kind is Kind.FOREIGN for _path, kind in _seen(folder)):
            raise self.unknown(dataset)
        with self.claimed(dataset):
            found = entries(folder)
            for kind in (Kind.POINTER, Kind.DATA, Kind.LEFT, Kind.MARK):
                for path in (path for path, of in found if of is kind):
                    _unmake(path)
                _sync(folder)
        with suppress(OSError):  # it is not empty
            folder.rmdir()
        return not folder.exists()

    def take_in(self, dataset: str) -> None:
        """Move a dataset from beside the dossier's folder into it; CatalogueError where it is not all ours."""
        old, new = self.root / _allowed(dataset), self.folder / dataset
        check_is_no_link(self.folder, new)
        if new.exists():
            raise CatalogueError(
                _(
                    "“{dataset}” lies both in the folder of datasets and in its folder {dossier}: remove one of them."
                ).format(dataset=dataset, dossier=self._dossier)
            )
        check_may_be_moved(old, self._dossier)
        self.folder.mkdir(exist_ok=True)
        old.rename(new)
        _sync(self.folder)
        with self.claimed(dataset):
            _sweep(new)

    @contextmanager
    def claimed(self, dataset: str) -> Iterator[None]:
        """While nobody else may change the dataset; CatalogueError as of writing()."""
        folder = self.folder / _allowed(dataset)
        if not folder.is_dir():
            raise self.unknown(dataset)
        with claimed(folder, self._dossier):
            yield

    def _parsed(self, dataset: str, path: Path) -> Pointer | None:
        with path.open("rb") as file:
            lines = file.read(_LONGEST_POINTER).decode("ascii", errors="replace").split()
        if not 1 <= len(lines) <= 2 or not all(map(is_version, lines)):
            return None
        return Pointer(*(Version(self.folder / dataset, dataset, line) for line in lines))

    def _check_is_in_place(self, dataset: str) -> None:
        if fault := self._misplaced(dataset):
            raise CatalogueError(fault.sentence)

    def _is_linked(self, dataset: str) -> bool:
        """Whether a link stands in the place of one of our folders, by now; OSError where there is neither."""
        return any(stat.S_ISLNK(os.lstat(path).st_mode) for path in (self._path, f"{self._path}/{dataset}"))

    def _fault(self, dataset: str) -> Fault | None:
        folder = self.folder / dataset
        try:
            if folder.is_symlink():
                return Fault(dataset, _linked(dataset)) if _is_there(folder / POINTER) else None
            if self.pointer(dataset) is None and any(kind is Kind.DATA for _path, kind in entries(folder)):
                return Fault(dataset, _without_pointer(dataset))
        except OSError as error:
            return Fault(
                dataset, _("The folder of “{dataset}” cannot be read: {reason}.").format(
                    dataset=dataset, reason=error.strerror
                )
            )  # fmt: skip
        return None

    def _misplaced(self, dataset: str) -> Fault | None:
        folder = self.root / dataset
        if folder == self.folder or not _is_of_before(folder):
            return None
        return Fault(
            dataset,
            _(
                "“{dataset}” lies where earlier versions of this program kept it, and is not shown: `{command} renew "
                "{dataset}` moves it."
            ).format(dataset=dataset, command=COMMAND),
        )

    def _is_left(self, folder: Path) -> bool:
        kinds = {kind for _path, kind in _seen(folder)}
        return {Kind.MARK, Kind.LEFT} <= kinds and not kinds & {Kind.POINTER, Kind.DATA} and not is_claimed(folder)


def _allowed(dataset: str) -> str:
    if dataset == CURATED or not _NAME.fullmatch(dataset):
        raise CatalogueError(
            _(
                "A dataset cannot be called “{dataset}”: use up to 40 small letters, digits, - and _, a letter first, "
                "and not “{taken}”."
            ).format(dataset=dataset[:60], taken=CURATED)
        )
    return dataset


def _without_pointer(dataset: str) -> str:
    return _(
        "“{dataset}” has data but no current version: `{command} repair {dataset}` or `{command} remove {dataset}`."
    ).format(dataset=dataset, command=COMMAND)


def _linked(dataset: str) -> str:
    return _("“{dataset}” is a symbolic link, which is not followed: put the folder itself in its place.").format(
        dataset=dataset
    )


def _folders(folder: Path) -> list[str]:
    """The entries that are called as a dataset can be and are folders, or links to some."""
    with os.scandir(folder) as found:
        return sorted(entry.name for entry in found if _NAME.fullmatch(entry.name) and _is_folder(entry))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a folder or a link to one; what cannot be looked at is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_there(path: Path) -> bool:
    """Whether something is there, as far as we may look."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_of_before(folder: Path) -> bool:
    """Whether the folder, as far as we may look into it, holds a dataset: a pointer and events."""
    try:
        if folder.is_symlink() or not (folder / POINTER).is_file():
            return False
        names = os.listdir(folder)  # noqa: PTH208 - their names are enough
    except OSError:
        return False
    return any(name.endswith(".duckdb") and version_of(name, folder.name) for name in names)


def _seen(folder: Path) -> list[tuple[Path, Kind]]:
    """What lies in the folder; nothing where it cannot be read."""
    try:
        return entries(folder)
    except OSError:
        return []


def _holds_events(path: Path, kind: Kind) -> bool:
    return kind is Kind.DATA and path.suffix == ".duckdb"


def _check_can_be_written(folder: Path) -> None:
    """CatalogueError where DuckDB would write elsewhere: it takes "?" for the beginning of options."""
    if "?" in str(folder.absolute()):
        raise CatalogueError(
            _("The folder {folder} has a question mark in its path: give the setting DATASETS another one.").format(
                folder=folder.parent.parent
            )
        )


def _started(folder: Path) -> Draft:
    """A draft whose folder has been made now, in a dataset's folder that is claimed."""
    draft = Draft(Version(folder, folder.name, _later_than(folder)))
    draft.work.mkdir()
    return draft


def _later_than(folder: Path) -> str:
    """Now, or, where the clock was set back, a moment after the newest version that any name in the folder tells."""
    now = version_at(datetime.now(UTC))
    newest = max(version_of(path.name, folder.name) for path in folder.iterdir())  # which has its mark
    if now > newest:
        return now
    try:
        return version_at(time_of(newest) + timedelta(microseconds=1))
    except OverflowError as error:
        raise CatalogueError(
            _(
                "No version can come after {newest}, which a file of “{dataset}” is called: move that file elsewhere."
            ).format(newest=newest, dataset=folder.name)
        ) from error


def _sweep(folder: Path) -> None:
    """Remove what writers left who were stopped; by whoever has the folder claimed."""
    for path, kind in entries(folder):
        if kind is Kind.LEFT:
            _unmake(path)


def _delete(folder: Path, versions: set[str]) -> None:
    for path, kind in entries(folder):
        if kind is Kind.DATA and version_of(path.name, folder.name) in versions:
            path.unlink()


def _unmake(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sync_what_stands(folder: Path) -> None:
    """Wait until a new pointer is on disk; CatalogueError where the disk doesn't say so, since it is there already."""
    try:
        _sync(folder)
    except OSError as error:
        raise CatalogueError(
            _(
                "“{dataset}” is changed, but the disk says: {reason}. Should the power fail now, the version before "
                "may be back: see `{command} list` then."
            ).format(dataset=folder.name, reason=error.strerror or error, command=COMMAND)
        ) from error


def _sync(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
