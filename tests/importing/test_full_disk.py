"""An import on a disk that is full, read-only or allows no larger file: a sentence, and all is as it was."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import ROOT
from tests.disk import files
from tests.synthetic import put_synthetic

TABLE = "id,date,title,summary\n" + "".join(
    f"{number},2023-09-{1 + number % 30:02},Event {number},{number * 7919:x}\n" for number in range(3000)
)
# In a namespace of its own: mounts what its first argument says over DATASETS with what lay in it, runs the import, and
# copies what is there then to the second.
NAMESPACE = """
set -e
mkdir "$2/was" && cp -a "$DATASETS/." "$2/was"
case $1 in
    readonly) mount --bind "$DATASETS" "$DATASETS" && mount -o remount,ro,bind "$DATASETS" ;;
    *) mount -t tmpfs -o size="$1" tmpfs "$DATASETS" && cp -a "$2/was/." "$DATASETS" ;;
esac
code=0; "$PYTHON" -m dashboard.ingest auto "$2/mine.csv" --dataset "$3" --replace || code=$?
mkdir "$2/is" && cp -a "$DATASETS/." "$2/is"
exit $code
"""


def imported(folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    """What a command said that runs an import, with DATASETS in the folder."""
    environment = {
        **os.environ, "DATASETS": str(folder / "datasets"), "PYTHONPATH": str(ROOT), "PYTHON": sys.executable,
    }  # fmt: skip
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def has_namespaces() -> bool:
    return bool(shutil.which("unshare")) and not subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False  # noqa: S607
    ).returncode  # fmt: skip


@pytest.fixture
def folder(tmp_path) -> Path:
    """A dataset of two versions, and a table of 3,000 events."""
    for events in (10, 20):
        put_synthetic(tmp_path / "datasets", "mine", events)
    (tmp_path / "mine.csv").write_text(TABLE)
    return tmp_path


def said(answer: "subprocess.CompletedProcess[str]") -> str:
    """The line that was said last, and no traceback before it."""
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Traceback" not in answer.stderr
    return answer.stderr.replace("\r", "\n").strip().rpartition("\n")[2]


def run_limited(folder: Path, limit: str, dataset: str) -> "subprocess.CompletedProcess[str]":
    """Where namespaces are refused: no file may be longer than so many blocks of 1,024 bytes."""
    script = f'ulimit -f {limit}; exec "$PYTHON" -m dashboard.ingest auto "$0" --dataset "$1" --replace'
    return imported(folder, "bash", "-c", script, str(folder / "mine.csv"), dataset)


# The standing dataset takes 4.4 MB: what is left then is enough for nothing, for the work, or for half of the new one.
@pytest.mark.parametrize("size", ["full", "half"])
@pytest.mark.parametrize("dataset", ["mine", "new"])
def test_on_a_full_disk_an_import_says_so_and_the_old_version_stands(folder, size, dataset):
    before = files(folder / "datasets")
    if has_namespaces():
        taken = sum(path.stat().st_size for path in (folder / "datasets").rglob("*") if path.is_file())
        room = {"full": 64 * 1024, "half": 1500 * 1024}[size]
        answer = imported(
            folder, "unshare", "-rm", "sh", "-c", NAMESPACE, "sh", str(taken + room), str(folder), dataset
        )
        after = files(folder / "is")
    else:
        answer = run_limited(folder, {"full": "1", "half": "1500"}[size], dataset)
        after = files(folder / "datasets")
    assert said(answer).endswith("Nothing has changed.")
    assert after == before
    assert not (folder / "is" / "kosovo-serbia" / "new").exists()


def test_a_file_that_may_not_grow_says_so_and_the_old_version_stands(folder):
    before = files(folder / "datasets")
    assert said(run_limited(folder, "600", "mine")).endswith("Nothing has changed.")
    assert files(folder / "datasets") == before


def test_in_a_read_only_folder_an_import_says_so(folder):
    before = files(folder / "datasets")
    if has_namespaces():
        answer = imported(folder, "unshare", "-rm", "sh", "-c", NAMESPACE, "sh", "readonly", str(folder), "mine")
        assert said(answer) == "The disk says: Read-only file system. Nothing has changed."
    else:
        answer = run_limited(folder, "0", "mine")
        assert said(answer).endswith("Nothing has changed.")
    assert files(folder / "datasets") == before
