"""Which folders this program may write in and delete from: those that bear its mark, one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.store.version_files import MARK, POINTER, Kind, kind_of, mark_in_the_making, version_at, version_of

# In the first line of a mark.
_OF = " for its dataset "


class CatalogueError(ValueError):
    """A dataset cannot be written or removed; the message says why and what to do."""


@contextmanager
def claimed(folder: Path, dossier: str) -> Iterator[None]:
    """While we alone may change the dataset's folder, which is there and bears our mark from now on.

    A folder without a mark is taken where nothing is in it but what this program calls its own. CatalogueError where it
    is another's or somebody is at work in it; nothing was written then. In the end the mark goes where nothing else of
    ours is left. The lock ends with the process, however that ends.
    """
    text = _text(dossier, folder.name)
    _check_is_ours(folder, text)
    mark = folder / MARK
    handle = _locked(mark, text)
    try:
        _check_is_ours(folder, text)
        yield
    finally:
        if _is_at(handle, mark) and not _holds_more_than_the_mark(folder):
            mark.unlink()
        os.close(handle)


def is_claimed(folder: Path) -> bool:
    """True while somebody changes the folder; asks without writing."""
    try:
        handle = os.open(folder / MARK, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def entries(folder: Path) -> list[tuple[Path, Kind]]:
    """What lies in a dataset's folder, by name."""
    return [(path, kind_of(path, folder.name)) for path in sorted(folder.iterdir())]


def check_is_no_link(*folders: Path) -> None:
    """CatalogueError where one of these is a symbolic link."""
    for folder in folders:
        if folder.is_symlink():
            raise CatalogueError(
                _("“{name}” is a symbolic link, and this program follows none in the folder of datasets.").format(
                    name=folder.name
                )
            )


def check_may_be_moved(folder: Path, dossier: str) -> None:
    """CatalogueError where the folder is a link, bears the mark of another or holds what this program did not make."""
    check_is_no_link(folder)
    _check_mark(folder, _text(dossier, folder.name))
    _check_may_be_taken(folder)


def _check_may_be_taken(folder: Path) -> None:
    """CatalogueError where the folder without a mark holds what this program did not make.

    What others could call so too, a lock or a pointer, is ours only beside what bears the dataset's name.
    """
    found = entries(folder)
    foreign = [path.name for path, kind in found if kind is Kind.FOREIGN]
    if not any(kind is Kind.DATA for _path, kind in found):
        foreign += [path.name for path, kind in found if kind is Kind.POINTER]
    if not any(kind in {Kind.DATA, Kind.LEFT} and version_of(path.name, folder.name) for path, kind in found):
        foreign += [path.name for path, kind in found if kind is Kind.LEFT]
    if foreign:
        raise CatalogueError(
            _(
                "The folder of “{dataset}” was not made by this program and holds what is not of it ({names}), so "
                "nothing in it is changed: move that elsewhere, or take another name."
            ).format(dataset=folder.name, names=_few(foreign))
        )


def _check_is_ours(folder: Path, text: bytes) -> None:
    check_is_no_link(folder.parent, folder)
    if not _check_mark(folder, text):
        _check_may_be_taken(folder)


def _check_mark(folder: Path, text: bytes) -> bool:
    """Whether the folder bears this mark; CatalogueError where it bears that of another dataset or dossier."""
    found = _read(folder / MARK)
    if found is not None and _whose(found) != _whose(text):
        raise CatalogueError(
            _(
                "The folder of “{dataset}” bears the mark of another one, so nothing in it is changed: delete its file "
                "{mark} if all that is in it is of “{dataset}”."
            ).format(dataset=folder.name, mark=MARK)
        )
    return found is not None


def _read(mark: Path) -> bytes | None:
    """The first bytes of a mark; None where there is none."""
    if not mark.is_file() or mark.is_symlink():
        return None
    with mark.open("rb") as file:
        return file.read(4096)


def _locked(mark: Path, text: bytes) -> int:
    """A handle of the mark, which is made where there is none, with a lock on it."""
    while True:
        if not mark.exists():
            _make(mark, text)
        try:
            handle = os.open(mark, os.O_RDWR | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue  # the dataset was removed in this moment, and its mark with it
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(handle, mark):
                return handle
        except BlockingIOError:
            os.close(handle)
            raise CatalogueError(
                _("Another import of “{dataset}” is running: wait until it has ended.").format(dataset=mark.parent.name)
            ) from None
        os.close(handle)


def _make(mark: Path, text: bytes) -> None:
    """Write the mark, whole or not at all; where somebody else made one in this moment, that one stays."""
    draft = mark_in_the_making(mark.parent, version_at(datetime.now(UTC)))
    try:
        with draft.open("xb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            _give_a_name(draft, mark, text)
    finally:
        draft.unlink(missing_ok=True)


def _give_a_name(draft: Path, mark: Path, text: bytes) -> None:
    try:
        mark.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # file systems of memory cards have no links
        with mark.open("xb") as file:
            file.write(text)


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is the one that lies there now."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _holds_more_than_the_mark(folder: Path) -> bool:
    return any(kind not in {Kind.MARK, Kind.FOREIGN} for _path, kind in entries(folder))


def _whose(mark: bytes) -> bytes:
    """Of which dataset and dossier a mark is; not by what title, which a dossier may change."""
    return mark.partition(b"\n")[0].rpartition(_OF.encode())[2]


def _text(dossier: str, dataset: str) -> bytes:
    title = str(PROFILE.title).replace("–", "-")
    return (
        f"This folder was made by the {title}{_OF}{dataset} of {dossier}.\n"
        f"It writes and deletes here {POINTER}, this file, and what is called {dataset}-TIME with an ending of its "
        "own; nothing else.\n"
    ).encode()


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + ("" if len(names) <= 3 else ", …")
