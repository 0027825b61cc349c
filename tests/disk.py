"""What lies in a folder as the file system has it, and the command line as another process runs it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.browser.server import ROOT

Entry = tuple[str, str, int, int, str]


def listing(folder: Path) -> set[Entry]:
    """Path, type, size, time and content of all that is in the folder; links are not followed."""
    found = set()
    for inside, folders, files in os.walk(folder):
        for path in [Path(inside, name) for name in (*folders, *files)]:
            seen = path.lstat()
            if path.is_symlink():
                kind, content = "link", str(path.readlink())
            elif path.is_dir():
                kind, content = "folder", ""
            else:
                kind, content = "file", hashlib.sha256(path.read_bytes()).hexdigest()
            found.add((str(path.relative_to(folder)), kind, seen.st_size, seen.st_mtime_ns, content))
    return found


def files(folder: Path) -> set[tuple[str, str]]:
    """Path and content of the files in the folder, and of its folders the path, with "/" behind and nothing else."""
    entries = listing(folder)
    folders = {(f"{path}/", "") for path, kind, _size, _time, _content in entries if kind == "folder"}
    return folders | {(path, content) for path, kind, _size, _time, content in entries if kind == "file"}


def ingest(datasets: Path, *arguments: object, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    """`python -m dashboard.ingest` in a process of its own; `before` is a command that runs it."""
    return subprocess.run(  # noqa: S603 - our own command
        [*before, sys.executable, "-m", "dashboard.ingest", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DATASETS": str(datasets), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
