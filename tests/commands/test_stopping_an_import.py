"""Ctrl-C at whatever an import does: it says so, and all is as it was before.

The witnesses are a process of its own with its exit code, the file system, and the system's list of processes.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
# The command line, which says at which step it is.
IMPORT = """
import sys
from dashboard import ingest

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
