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

_PREFIX = "kosovo-serbia-dashboard-own"
_LOCK = "LOCK"
# What a lock of ours holds, so that no folder of another's is taken for one of ours.
_MARK = b"This folder and all in it is deleted when the dashboard that made it has ended.\n"


class Scratch:
    """A folder of its own in the system's temporary folder, which nobody can know before it is there.

    So no other user can have put a folder or link of that name in its place. Mode 0700; it is deleted when it is closed
    or the process ends, and by tidy() where the process was killed.
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
        shutil.rmtree(folder)


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
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()
