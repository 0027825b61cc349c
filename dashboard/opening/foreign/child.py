"""The process that reads one foreign file and ends: started by apart.py, with a limit to its memory and time."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboard.language import speaking
from dashboard.opening.foreign.request import Asked, Source, too_large
from dashboard.opening.kinds import Kind, Reader
from dashboard.opening.rows import Rows, first_cells, write_rows
from dashboard.sources.file_error import FileError, PartError

_SECONDS = 1800  # of a processor


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
            answer = {"refused": str(too_large(source.path))}
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
            from dashboard.opening.foreign.sheets import read
        case Reader.LAYERS:
            # pyogrio loads them for its other half where they are, which takes a second.
            sys.modules |= dict.fromkeys(("geopandas", "pandas"))  # type: ignore[arg-type]
            from dashboard.opening.foreign.layers import read
        case Reader.PARQUET:
            from dashboard.opening.foreign.parquet import read
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
