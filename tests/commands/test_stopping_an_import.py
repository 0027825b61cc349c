"""Ctrl-C at whatever an import does: it says so, and all is as it was before.

The witnesses are a process of its own with its exit code, the file system, and the system's list of processes.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
# The command line, which says at which step it is.
IMPORT = """
import sys
from dashboard.commands import ingest

class Told(ingest.Bar):
    def __call__(self, step, done):
        print(step, flush=True)
        super().__call__(step, done)

ingest.Bar = Told
sys.exit(ingest.main())
"""
ROWS = 60_000


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A table that takes an import some seconds: of places, so that each step has something to do."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("id,date,title,lat,lon,place,type,killed,summary\n")
        for number in range(ROWS):
            file.write(
                f"{number},2023-09-{1 + number % 30:02},Event {number},42.{number % 1000:03},20.{number % 997:03},"
                f"Zvečan,ASSAULT,{number % 9},Nothing that ever happened {number * 7919 % 1_000_003}\n"
            )
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    """A workbook, which is read in a process of its own."""
    path = tmp_path_factory.mktemp("large") / "large.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.append(["date", "title"])
    for number in range(5000):
        sheet.append([f"2023-09-{1 + number % 30:02}", f"Event {number}"])
    book.save(path)
    return path


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder, and what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def processes_of(group: int) -> set[int]:
    """The processes of a group, as the system lists them; those that have ended are none."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)  # noqa: S607
    found = [line.split() for line in listed.stdout.splitlines()]
    return {int(pid) for pid, of, state in found if int(of) == group and not state.startswith("Z")}


def started(folder: Path, file: Path, *options: str) -> "subprocess.Popen[str]":
    (folder / "tmp").mkdir(exist_ok=True)
    environment = os.environ | {"DATASETS": str(folder / "datasets"), "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", IMPORT, "auto", str(file), "--dataset", "mine", *options],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def check_it_stopped(process: "subprocess.Popen[str]", folder: Path, before: dict[str, str]) -> None:
    _out, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip().splitlines()[-1]) == (130, "Stopped. Nothing has changed.")
    assert "Traceback" not in said
    assert processes_of(process.pid) == set()
    assert files(folder) == before


@pytest.mark.parametrize(("step", "wait_s"), [("Opening", 0), ("Checking", 0.2), ("Writing", 0.2)])
def test_ctrl_c_at_any_step_leaves_all_as_it_was(large, tmp_path, step, wait_s):
    with started(tmp_path, large) as process:
        assert process.stdout
        while (line := process.stdout.readline()) and line.strip() != step:
            pass
        time.sleep(wait_s)
        process.send_signal(signal.SIGINT)
        check_it_stopped(process, tmp_path, {"tmp": "folder"})


@pytest.mark.parametrize("command", [["list"], ["auto", "--replace"]], ids=str)
@pytest.mark.parametrize("wait_s", [0.05, 0.8, 1.5])
def test_ctrl_c_while_the_command_is_loaded_stops_it_before_it_begins(large, tmp_path, wait_s, command):
    environment = os.environ | {"DATASETS": str(tmp_path / "datasets"), "PYTHONPATH": str(ROOT)}
    files_given = [large] if command[0] == "auto" else []
    with subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-X", "importtime", "-m", "dashboard.ingest", *command, *files_given],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        while "dashboard.commands.interrupting" not in (process.stderr.readline() if process.stderr else ""):
            pass  # Python itself is starting
        time.sleep(wait_s)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=60)
    told = [line for line in said.splitlines() if not line.startswith("import time:")]
    assert (process.returncode, out, told) == (130, "", ["Stopped. Nothing has changed."])
    assert "Traceback" not in said
    assert files(tmp_path) == {}


def test_ctrl_c_while_a_dataset_is_replaced_leaves_the_one_that_stood(large, tmp_path):
    small = tmp_path / "small.csv"
    small.write_text("date,title\n2023-09-24,A raid\n", "utf-8")
    with started(tmp_path, small) as process:
        assert process.wait(60) == 0
    before = files(tmp_path)
    assert [name for name in before if name.endswith(".duckdb")]
    with started(tmp_path, large, "--replace") as process:
        assert process.stdout
        while (line := process.stdout.readline()) and line.strip() != "Writing":
            pass
        process.send_signal(signal.SIGINT)
        check_it_stopped(process, tmp_path, before)


def test_ctrl_c_while_another_process_reads_the_file_ends_that_too(workbook, tmp_path):
    with started(tmp_path, workbook) as process:
        while len(processes_of(process.pid)) < 2 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)  # to one of the two alone
        check_it_stopped(process, tmp_path, {"tmp": "folder"})


# Ctrl-C, once or twice, at the moment when CURRENT is replaced: before it, or when that is done and nothing else is.
AT_THE_MOMENT = """
import os, signal, sys
from pathlib import Path
from dashboard.commands import ingest

where, times, *arguments = sys.argv[1:]
replace = Path.replace

def replaced(self, target):
    is_it = Path(target).name == "CURRENT"
    if is_it and where == "before":
        press()
    replace(self, target)
    if is_it and where == "after":
        press()

def press():
    for _time in range(int(times)):
        signal.raise_signal(signal.SIGINT)

Path.replace = replaced
code = ingest.main(arguments)
print("LIST")
ingest.main(["list"])
sys.exit(code)
"""


def run_at_the_moment(folder: Path, where: str, times: int, *arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", AT_THE_MOMENT, where, str(times), *map(str, arguments)],
        cwd=ROOT, env=os.environ | {"DATASETS": str(folder / "datasets"), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def titles_of(folder: Path) -> list[str]:
    """The titles in the one file that CURRENT names first, as DuckDB itself reads it."""
    (pointer,) = folder.rglob("CURRENT")
    file = pointer.parent / f"mine-{pointer.read_text().split()[0]}.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM events ORDER BY id").fetchall()]


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Path:
    """A folder with the dataset that stands."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "old.csv").write_text("date,title\n2023-09-24,Old\n", "utf-8")
    done = run_at_the_moment(folder, "never", 0, "auto", folder / "old.csv", "--dataset", "mine")
    assert done.returncode == 0
    return folder


@pytest.mark.parametrize(
    ("where", "times", "stands"),
    [
        ("before", 1, ["New", "Newer"]),  # asked to stop when nothing stops it any more: it says what it did
        ("after", 1, ["New", "Newer"]),
        ("before", 2, ["Old"]),  # broken off
        ("after", 2, ["New", "Newer"]),
    ],
)
def test_ctrl_c_at_the_moment_of_publishing_leaves_one_version_whole_and_says_so(old, tmp_path, where, times, stands):
    folder = shutil.copytree(old, tmp_path / "folder")
    new = tmp_path / "new.csv"
    new.write_text("date,title\n2023-09-25,New\n2023-09-26,Newer\n", "utf-8")
    before = files(folder)
    done = run_at_the_moment(folder, where, times, "auto", new, "--dataset", "mine", "--replace")
    said, _list, listed = done.stdout.partition("LIST\n")
    assert "Traceback" not in done.stderr
    assert titles_of(folder) == stands
    assert listed.split()[:2] == ["mine", str(len(stands))]
    if times == 1:
        assert (done.returncode, "read 2 = kept 2 + refused 0" in said) == (0, True)
    else:
        assert (done.returncode, said) == (130, "")
        assert done.stderr.strip().endswith("Stopped at once: `python -m dashboard.ingest list` says what stands.")
    now = files(folder)
    if stands == ["Old"]:
        assert now == before
    else:
        assert len([name for name in now if name.endswith(".duckdb")]) == 2  # it, and the version before
        assert not [name for name in now if name.endswith((".work", ".part"))]
