"""Which folders this program may write in and delete from: those that bear its mark, one process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.language import _
from dashboard.store.version import MARK, POINTER, Kind, kind_of, version_of


class CatalogueError(ValueError):
    """A dataset cannot be written or removed; the message says why and what to do."""


@contextmanager
def claimed(folder: Path, dossier: str) -> Iterator[None]:
    """While we alone may change the dataset's folder, which is there and bears our mark from now on.

    A folder without a mark is taken where nothing is in it but what this program calls its own. CatalogueError where it
    is another's or somebody is at work in it; nothing was written then. The lock ends with the process, however that
    ends.
    """
    text = _text(dossier, folder.name)
    _check_is_ours(folder, text)
    mark = folder / MARK
    is_new = not mark.exists()
    handle = _locked(mark)
    try:
        _check_is_ours(folder, text)
        if os.fstat(handle).st_size < len(text):
            os.pwrite(handle, text, 0)
            os.fsync(handle)
        yield
    except BaseException:
        if is_new:
            mark.unlink(missing_ok=True)
        raise
    finally:
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
    """Whether the folder bears this mark; CatalogueError where it bears another."""
    found = _read(folder / MARK)
    if not text.startswith(found):  # a mark that was cut short, or none, is as good as none
        raise CatalogueError(
            _(
                "The folder of “{dataset}” bears the mark of another one, so nothing in it is changed: delete its file "
                "{mark} if all that is in it is of “{dataset}”."
            ).format(dataset=folder.name, mark=MARK)
        )
    return found == text


def _read(mark: Path) -> bytes:
    """The first bytes of a mark; empty where there is none."""
    if not mark.is_file() or mark.is_symlink():
        return b""
    with mark.open("rb") as file:
        return file.read(4096)


def _locked(mark: Path) -> int:
    while True:
        handle = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), mark.lstat()):
                return handle
        except FileNotFoundError:
            pass  # the dataset was removed while we waited for the lock, and its mark with it
        except BlockingIOError:
            os.close(handle)
            raise CatalogueError(
                _("Another import of “{dataset}” is running: wait until it has ended.").format(dataset=mark.parent.name)
            ) from None
        os.close(handle)


def _text(dossier: str, dataset: str) -> bytes:
    return (
        f"This folder was made by the Kosovo*-Serbia tension dashboard for its dataset {dataset} of {dossier}.\n"
        f"It writes and deletes here {POINTER}, this file, and what is called {dataset}-TIME with an ending of its "
        "own; nothing else.\n"
    ).encode()


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + ("" if len(names) <= 3 else ", …")
