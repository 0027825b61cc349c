"""An import of a reader's runs beside the page: it ends with a wish to stop it, with its reader, or with their data."""

import threading
import time
from io import BytesIO
from pathlib import Path

import pytest

from dashboard.importing.importing import Request
from dashboard.importing.private import Private
from dashboard.importing.progress import Progress
from dashboard.opening.stopping import StoppedError
from dashboard.views.own_data import import_run
from dashboard.views.own_data.import_run import Run
from tests.factories import event, store

ROWS = "date,title\n" + "".join(f"2023-09-{1 + number % 30:02},Event {number}\n" for number in range(20_000))


class Upload(BytesIO):
    """As Streamlit gives it."""

    name = "mine.csv"


@pytest.fixture
def own_folder(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr("dashboard.views.own_data.upload.scratch_folder", lambda: folder)
    return folder


@pytest.fixture
def holder(own_folder) -> Private:
    return Private(store(event("a")), lambda: None, own_folder)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def started(holder: Private, is_there=lambda: True) -> Run:
    return Run(Upload(ROWS.encode()), Request(()), "", holder, is_there)


def until(is_so) -> None:
    end = time.monotonic() + 60
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    assert is_so()


def test_it_runs_to_its_end_and_knows_how_far_it_is(holder, own_folder):
    run = started(holder)
    assert run.outcome().about.kept == 20_000
    assert (run.progress.step, run.progress.records) == ("Writing", 20_000)
    assert len(holder.names) == 1
    assert [path.suffix for path in files(own_folder) if path.suffix != ""] == [".duckdb"]


def test_whoever_stops_it_finds_nothing_of_it(holder, own_folder):
    run = started(holder)
    until(lambda: run.progress.step)
    run.stop()
    with pytest.raises(StoppedError, match=r"Stopped\. Nothing has changed"):
        run.outcome()
    assert (holder.names, files(own_folder)) == ((), [])


def test_it_stops_where_its_reader_does_not_come_back(holder, own_folder, monkeypatch):
    monkeypatch.setattr(import_run, "_RETURN_S", 0.0)
    gone = threading.Event()
    run = started(holder, lambda: not gone.is_set())
    until(lambda: run.progress.step)
    gone.set()
    with pytest.raises(StoppedError):
        run.outcome()
    assert (holder.names, files(own_folder)) == ((), [])


def test_it_stops_where_what_the_reader_holds_is_deleted(holder, own_folder):
    run = started(holder)
    until(lambda: run.progress.step)
    holder.close()
    with pytest.raises(StoppedError):
        run.outcome()
    assert files(own_folder) == []


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("Opening"), "Opening"),
        (Progress("Reading", 0.1, None, 2), "Reading · about 18 seconds remain"),
        (Progress("Checking", 0.5, 1, 0.5), "Checking · 1 record"),
        # Half of 60,000 in 3 seconds; the other half takes as long.
        (Progress("Writing", 0.5, 60_000, 3), "Writing · 60,000 records · 10,000 a second · about 3 seconds remain"),
        (Progress("Writing", 0.25, 60_000, 60), "Writing · 60,000 records · 250 a second · about 3 minutes remain"),
    ],
)
def test_what_is_known_of_it_is_said_in_plain_words(progress, said):
    assert progress.sentence() == said
