"""Reads foreign formats in a process of its own, with a limit to its memory: a file that breaks its library, or unpacks
to more than there is room for, takes nothing else with it."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard.language import _, current_language
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.request import Asked, Made, too_large
from dashboard.opening.kinds import Kind
from dashboard.opening.rows import Numbering
from dashboard.opening.stopping import check
from dashboard.sources.file_error import FileError, PartError

# What a reader may take beside its library, in all and for each byte of its file: a bomb costs no more.
_BYTES, _BYTES_FOR_EACH = 64 * 2**20, 25
# For each byte above those of a small file there is more, up to a limit: long texts that repeat are packed to little.
_SMALL, _MORE_FOR_EACH, _MOST_MORE = 3 * 2**19, 75, 2**29
# So often it is asked whether what it reads is still wanted.
_POLL_S = 0.2
# Libraries that take much beforehand take no more than they need.
_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_ROOT = Path(__file__).parents[3]


def read_apart(path: Path, kind: Kind, asked: Asked) -> Made:
    """Read a file; FileError says why it cannot be read, PartError which sheets or layers there are to choose from."""
    with TemporaryDirectory() as folder:
        link = Path(folder) / f"events.{'zip' if kind.members else kind.ending}"
        link.symlink_to(path.resolve())
        request = {
            "path": os.fsencode(path).decode(errors="surrogateescape"),
            "link": str(link),
            "kind": asdict(kind),
            "asked": asdict(asked) | {"target": asked.target and str(asked.target)},
            "language": current_language(),
            "bytes": _most_bytes(path.stat().st_size),
        }
        try:
            answer = _answer_of(json.dumps(request).encode(), folder)
        except MemoryError as error:
            raise too_large(path) from error
    try:
        return _understood(json.loads(answer))
    except ValueError as error:
        if isinstance(error, FileError):
            raise
        raise _broken(path) from error


def _most_bytes(size: int) -> int:
    """How much memory a reader may take for a file of so many bytes.

    >>> [_most_bytes(megabytes * 2**20) // 2**20 for megabytes in (0, 1, 4, 50)]
    [64, 89, 351, 1826]
    """
    return _BYTES + _BYTES_FOR_EACH * size + min(_MOST_MORE, _MORE_FOR_EACH * max(0, size - _SMALL))


def _answer_of(request: bytes, folder: str) -> bytes:
    """What the process says to a request; it is ended where nobody wants that any more, and MemoryError says that it
    needed more than it may take."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "dashboard.opening.foreign.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=os.environ | _ALONE | {"PYTHONPATH": str(_ROOT)},
    ) as process:
        given: bytes | None = request
        try:
            while True:
                try:
                    answer, _said = process.communicate(given, timeout=_POLL_S)
                except subprocess.TimeoutExpired:
                    given = None  # it has that
                    check()
                else:
                    check()  # Ctrl-C in a terminal ends that process too, and what it said is cut off
                    if process.returncode == -signal.SIGABRT:  # so ends what is not written in Python
                        raise MemoryError
                    return answer
        finally:
            process.kill()


def _understood(answer: dict[str, Any]) -> Made:
    if parts := answer.get("parts"):
        raise PartError(answer["refused"], tuple(parts))
    if disk := answer.get("disk"):
        raise OSError(*disk)
    if refused := answer.get("refused"):
        raise FileError(refused)
    return Made(
        tuple(map(tuple, answer["cells"])),
        Numbering(answer["noun"], answer["numbers"]),
        answer["part"],
        tuple(answer["notes"]),
    )


def _broken(path: Path) -> FileError:
    return FileError(
        _("“{name}” cannot be read: it seems to be damaged. Save the table as CSV UTF-8 and give that.").format(
            name=shown_name(path)
        )
    )
