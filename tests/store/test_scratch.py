"""The folder of what readers add, with the file system and other processes as witnesses."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dashboard.store.scratch import Scratch, tidy

HOLD = """
from dashboard.store.scratch import scratch_folder
folder = scratch_folder()
(folder / "reader").mkdir()
(folder / "reader" / "mine.duckdb").write_text("secret")
print(folder, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    """A temporary folder of the system's that is this test's alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def holder(temporary: Path) -> tuple["subprocess.Popen[str]", Path]:
    """A process that holds a reader's data, and where."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", HOLD],
        env=os.environ | {"TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, Path(process.stdout.readline().strip())


def paths(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_only_its_user_can_look_into_it():
    before = os.umask(0)
    try:
        made = Scratch()
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    made.close()


def test_nobody_can_know_its_name_before_it_is_there(temporary):
    one, other = Scratch(), Scratch()
    assert one.folder != other.folder
    assert {path.parent for path in (one.folder, other.folder)} == {temporary}
    one.close()
    other.close()
    assert paths(temporary) == set()


def test_what_a_living_process_holds_stays_and_what_a_killed_one_left_goes(temporary):
    process, folder = holder(temporary)
    tidy()
    assert (folder / "reader" / "mine.duckdb").read_text() == "secret"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert folder.exists()
    tidy()
    assert not folder.exists()


def test_a_process_that_ends_takes_its_folder_along(temporary):
    process, folder = holder(temporary)
    process.communicate("\n", timeout=30)
    assert not folder.exists()


def looks_like_ours(temporary: Path) -> Path:
    return temporary / f"kosovo-serbia-dashboard-own-{os.getuid()}-abcd1234"


def test_a_folder_of_that_name_which_we_did_not_make_is_left_alone(temporary):
    folder = looks_like_ours(temporary)
    folder.mkdir()
    (folder / "thesis.txt").write_text("a stranger's")
    for lock in (None, "", "LOCK"):
        if lock is not None:
            (folder / "LOCK").write_text(lock)
        before = paths(temporary)
        tidy()
        assert paths(temporary) == before
    assert (folder / "thesis.txt").read_text() == "a stranger's"


def test_a_folder_of_another_user_is_left_alone(monkeypatch, temporary):
    process, folder = holder(temporary)
    process.kill()
    process.wait()
    user = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: user)
    others = folder.rename(temporary / folder.name.replace(f"-{user - 1}-", f"-{user}-"))
    tidy()
    assert (others / "reader" / "mine.duckdb").read_text() == "secret"


def test_no_link_is_followed(temporary):
    target = temporary / "elsewhere"
    target.mkdir()
    (target / "thesis.txt").write_text("a stranger's")
    with_mark = Scratch()
    (target / "LOCK").write_bytes((with_mark.folder / "LOCK").read_bytes())
    with_mark.close()
    looks_like_ours(temporary).symlink_to(target)  # a link in the folder's place
    inner = temporary / f"{looks_like_ours(temporary).name}2"
    inner.mkdir()
    (inner / "LOCK").symlink_to(target / "LOCK")  # a link in the lock's place
    before = paths(temporary)
    lock = (target / "LOCK").read_bytes()
    tidy()
    assert paths(temporary) == before
    assert (target / "thesis.txt").read_text() == "a stranger's"
    assert (target / "LOCK").read_bytes() == lock


def test_a_link_inside_what_a_killed_process_left_leads_nowhere(temporary):
    stranger = temporary / "thesis"
    stranger.mkdir()
    (stranger / "chapter.txt").write_text("a stranger's")
    process, folder = holder(temporary)
    (folder / "reader" / "link").symlink_to(stranger)
    process.kill()
    process.wait()
    tidy()
    assert not folder.exists()
    assert (stranger / "chapter.txt").read_text() == "a stranger's"


ODD = ["file", "pipe", "dangling link", "lock is a link", "lock is a folder", "lock is a pipe"]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_in_its_place_a_start_goes_on(temporary, odd):
    folder = looks_like_ours(temporary)
    match odd:
        case "file":
            folder.write_text("a stranger's")
        case "pipe":
            os.mkfifo(folder)
        case "dangling link":
            folder.symlink_to(temporary / "nowhere")
        case "lock is a link":
            folder.mkdir()
            (folder / "LOCK").symlink_to("/dev/zero")
        case "lock is a folder":
            (folder / "LOCK").mkdir(parents=True)
        case "lock is a pipe":
            folder.mkdir()
            os.mkfifo(folder / "LOCK")
    before = paths(temporary)
    tidy()
    assert paths(temporary) == before
    made = Scratch()
    assert made.folder.is_dir()
    made.close()


def test_without_a_temporary_folder_tidying_goes_on(monkeypatch, temporary):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "gone"))
    tidy()
