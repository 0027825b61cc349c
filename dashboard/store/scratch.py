"""The folder in which this process keeps what readers add: ours alone, and deleted with the process or after it."""

import fcntl
import os
import re
import shutil
import stat
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from dashboard.dossier.profile import PROFILE

_PREFIX = f"{PROFILE.slug}-dashboard-own"
_LOCK = "LOCK"
# What a lock of ours holds, so that no folder of another's is taken for one of ours.
_MARK = b"This folder and all in it is deleted when the dashboard that made it has ended.\n"


class Scratch:
    """A folder of its own in the system's temporary folder, which nobody can know before it is there.

    So no other user can have put a folder or link of that name in its place. Mode 0700; it is deleted when it is closed
    or the interpreter ends, and by tidy() where the process was killed.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}-{os.getuid()}-"))
        lock = _locked_file(self.folder)
        self.close = weakref.finalize(self, _close, self.folder, lock)


@cache
def _scratch() -> Scratch:
    return Scratch()


def scratch_folder() -> Path:
    """That of this process, made on first use."""
    return _scratch().folder


def close() -> None:
    """Delete the folder of this process with all in it; who asks for it afterwards gets a new one."""
    if _scratch.cache_info().currsize:
        _scratch().close()
        _scratch.cache_clear()


def tidy() -> None:
    """Delete what this user's processes left behind that were killed.

    Only a folder that belongs to us, bears our mark and is not locked is deleted; what cannot be looked at stays.
    """
    for folder in _left_behind():
        with suppress(OSError):
            _delete_unless_in_use(folder)


def _left_behind() -> Iterator[Path]:
    ours = re.compile(rf"{_PREFIX}-{os.getuid()}-\w+")
    with suppress(OSError):
        yield from (path for path in Path(tempfile.gettempdir()).iterdir() if ours.fullmatch(path.name))


def _delete_unless_in_use(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        return
    with os.fdopen(os.open(folder / _LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as lock:
        if not stat.S_ISREG(os.fstat(lock.fileno()).st_mode) or lock.read(len(_MARK) + 1) != _MARK:
            return
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError where its process lives
        _delete(folder)


def _locked_file(folder: Path) -> IO[bytes]:
    """A lock file that is locked before it has its name, so that nobody finds it open."""
    new = folder / f"{_LOCK}.new"
    lock = new.open("xb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    lock.write(_MARK)
    lock.flush()
    new.rename(folder / _LOCK)
    return lock


def _close(folder: Path, lock: IO[bytes]) -> None:
    with suppress(OSError):
        _delete(folder)
    lock.close()


def _delete(folder: Path) -> None:
    """The lock goes last: what a process that is killed meanwhile leaves can still be told for ours."""
    for path in folder.iterdir():
        if path.name == _LOCK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if [path.name for path in folder.iterdir()] == [_LOCK]:
        (folder / _LOCK).unlink()
        folder.rmdir()
