"""How much of a file is taken, whatever it claims to hold."""

from pathlib import Path
from typing import Protocol

from dashboard.opening.refusals import too_long, too_much_unpacked
from dashboard.opening.stopping import check

# The largest file a reader may add on the page; .streamlit/config.toml has the same number in MB.
MOST_BYTES = 50 * 2**20
MOST_RECORDS = 200_000
# In bytes, of one record of a table, or of one value of a JSON text.
LONGEST_RECORD = 4_000_000
MOST_COLUMNS = 2000
# Elements and members of a JSON text, each of which costs the more time the less it holds.
MOST_VALUES = 500_000
# What an archive may hold where nobody said how much: tables of events are packed to a tenth or a thirtieth.
_MOST_TIMES, _ALWAYS = 100, 2**27


class Readable(Protocol):
    """What bytes can be read from, some at a time."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, or fewer; none at the end."""


class Limited:
    """Bytes of a file, of which no more than `most` can be read: FileError says so of what is longer."""

    def __init__(self, content: Readable, path: Path, most: int | None, is_packed: bool) -> None:
        """`most` None is no limit for a plain file, and for a packed one many times its size."""
        self._content, self._path, self._stated = content, path, most
        self._left = most_unpacked(path) if most is None and is_packed else most

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end; all that there is without a size."""
        parts: list[bytes] = []
        left = size
        check()
        while left and (part := self._content.read(left if left > 0 else self._whole())):
            self._count(len(part))
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _whole(self) -> int:
        return -1 if self._left is None else self._left + 1

    def _count(self, read: int) -> None:
        if self._left is None:
            return
        self._left -= read
        if self._left < 0:
            raise too_long(self._path, self._stated) if self._stated is not None else too_much_unpacked(self._path)


def most_unpacked(path: Path) -> int:
    """How many bytes an archive may hold where nobody said how many."""
    return _ALWAYS + _MOST_TIMES * path.stat().st_size
