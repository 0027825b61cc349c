"""Whatever ends the server, nothing of a reader's stays on the disk: with the file system as the witness."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from dashboard.store.scratch import tidy
from tests.browser.server import running

OURS = "kosovo-serbia-dashboard-own-*"


@pytest.fixture
def _hears_of_a_hangup():
    """Tests that nohup started would hand on to the server that it hears of none."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("_hears_of_a_hangup")
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_server_that_is_told_to_end_takes_what_readers_added_along(tmp_path, told):
    with running(environment={"TMPDIR": str(tmp_path)}) as server:
        (folder,) = tmp_path.glob(OURS)
        (folder / "reader").mkdir()
        (folder / "reader" / "mine.csv").write_text("Zrnovo")
        os.kill(server.pid, told)
        end = time.monotonic() + 20
        while _descriptors(server.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert list(tmp_path.glob(OURS)) == []


# Each is killed while what a reader gave it lies on the disk.
KILLED = {
    "while it makes a workbook": """
import os, signal
from datetime import date
import polars as pl
from dashboard.sharing.workbook import workbook

def tables():
    for _number in range(3):
        yield pl.DataFrame({"title": ["Zrnovo"] * 5000})
    os.kill(os.getpid(), signal.SIGKILL)

list(workbook(["title"], tables(), date(2026, 1, 1)))
""",
    "while the dialog is open": """
import os, signal
from dashboard.views.own_data.upload import on_disk

with on_disk("mine.csv", b"date,title\\n2023-09-24,Zrnovo\\n"):
    os.kill(os.getpid(), signal.SIGKILL)
""",
}


@pytest.mark.parametrize("when", KILLED)
def test_the_next_start_finds_nothing_that_a_killed_server_left(tmp_path, monkeypatch, when):
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", KILLED[when]], env=environment, check=False)  # noqa: S603 - our own
    assert ended.returncode == -signal.SIGKILL
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"Zrnovo" in path.read_bytes()]
    assert left
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tidy()
    assert list(tmp_path.iterdir()) == []


def _descriptors(pid: int) -> list[str]:
    """What the process has open; nothing once it has ended, even where nobody has asked for its end yet."""
    try:
        return os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 - names alone
    except OSError:
        return []
