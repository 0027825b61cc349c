"""Reads foreign formats in a process of its own, with a limit to its memory: a file that breaks its library, or unpacks
to more than there is room for, takes nothing else with it."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dashboard.file_error import FileError, PartError
from dashboard.language import _, current_language, speaking
from dashboard.opening.file_names import shown_name
from dashboard.opening.kinds import Kind, Reader
from dashboard.opening.rows import Numbering, Rows, first_cells, write_rows
from dashboard.stopping import check

# What a reader may take beside its library, in all and for each byte of its file, and for how long: a bomb costs no
# more.
_BYTES, _BYTES_FOR_EACH, _SECONDS = 64 * 2**20, 25, 1800
# For each byte above those of a small file there is more, up to a limit: long texts that repeat are packed to little.
_SMALL, _MORE_FOR_EACH, _MOST_MORE = 3 * 2**19, 75, 2**29
# So often it is asked whether what it reads is still wanted.
_POLL_S = 0.2
# Libraries that take much beforehand take no more than they need.
_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_ROOT = Path(__file__).parents[2]


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
            raise _too_large(path) from error
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
        [sys.executable, "-P", "-m", "dashboard.opening.apart"],
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


def _too_large(path: Path) -> FileError:
    return FileError(
        _(
            "“{name}” unpacks to more than the memory that is given to a file of its size. Save the table as CSV UTF-8 "
            "and give that."
        ).format(name=shown_name(path))
    )


def main() -> None:
    """Answer one request, from standard input to standard output."""
    request = json.load(sys.stdin)
    kind = Kind(Reader(request["kind"]["reader"]), request["kind"]["ending"], tuple(request["kind"]["members"]))
    asked = Asked(**request["asked"])
    source = Source(Path(request["path"]), request["link"], kind, asked.part)
    with speaking(request["language"]):
        try:
            answer = _answer(source, asked, request["bytes"])
        except PartError as error:
            answer = {"refused": str(error), "parts": error.parts}
        except FileError as error:
            answer = {"refused": str(error)}
        except MemoryError:
            answer = {"refused": str(_too_large(source.path))}
        except OSError as error:  # a full disk: that of the table, since the file itself could be read before
            answer = {"disk": [error.errno, error.strerror]}
    json.dump(answer, sys.stdout)


def _answer(source: Source, asked: Asked, most_bytes: int) -> dict[str, Any]:
    rows = _rows(source, most_bytes)
    told = {"noun": rows.noun, "part": rows.part, "notes": rows.notes, "numbers": [], "cells": []}
    if asked.target is None:
        return told | {"cells": first_cells(rows, source.path, asked.most)}
    return told | {"numbers": list(write_rows(rows, source.path, Path(asked.target), asked.longest).numbers)}


def _rows(source: Source, most_bytes: int) -> Rows:
    """By the reader of the file's kind, which is loaded before there is a limit to what it takes."""
    match source.kind.reader:
        case Reader.SHEETS:
            from dashboard.opening.sheets import read
        case Reader.LAYERS:
            # pyogrio loads them for its other half where they are, which takes a second.
            sys.modules |= dict.fromkeys(("geopandas", "pandas"))  # type: ignore[arg-type]
            from dashboard.opening.layers import read
        case Reader.PARQUET:
            from dashboard.opening.parquet import read
    _limit(most_bytes)
    return read(source)


def _limit(most_bytes: int) -> None:
    import resource

    taken = _taken()
    limits = {resource.RLIMIT_CPU: _SECONDS, resource.RLIMIT_CORE: 0}
    limits |= {resource.RLIMIT_DATA: taken + most_bytes} if taken else {}
    for what, most in limits.items():
        with suppress(ValueError, OSError):  # a system that has set less
            resource.setrlimit(what, (most, most))


def _taken() -> int:
    """The bytes of memory that this process has for data; 0 where the system does not tell, nor limit them."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


if __name__ == "__main__":
    main()
