"""What running servers make of changes behind their backs: imports by others, broken seeds, a clock set back."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.proto.Delta_pb2 import Delta

from tests.bench.reader import Reader
from tests.browser.server import ROOT, Server, copy_project, running

HEADER = "id,date,title\n"
ONE, TWO, THREE = (HEADER + "".join(f"{n},2023-09-{24 + n},Event {n}\n" for n in range(rows)) for rows in (1, 2, 3))
# The command line a day ago: each module of ours that asks for the time is told yesterday's.
A_DAY_AGO = """
import sys, time
from datetime import datetime, timedelta
from dashboard.ingest import main

class Yesterday(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(days=1)

now = time.time
time.time = lambda: now() - 86400
for name, module in list(sys.modules.items()):
    if name.startswith("dashboard.") and getattr(module, "datetime", None) is datetime:
        module.datetime = Yesterday
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("datasets")


@pytest.fixture(scope="module")
def servers(folder) -> Iterator[list[Server]]:
    """Two servers on one folder of datasets."""
    with ExitStack() as started:
        yield [started.enter_context(running(environment={"DATASETS": str(folder)})) for _server in range(2)]


@pytest.fixture
def put(folder, tmp_path):
    """Import a table as the dataset “mine”, by the command line, in the place of what stands."""

    def command(table: str, how: tuple[str, ...] = ("-m", "dashboard.ingest")) -> None:
        file = tmp_path / "mine.csv"
        file.write_text(table, "utf-8")
        ingest(folder, *how, "events", str(file), "--dataset", "mine", "--replace")

    return command


def ingest(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "DATASETS": str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)  # noqa: S603 - our command


def titles(server: Server) -> list[str]:
    """The titles that the server's file of the dataset holds."""
    rows = csv.DictReader(io.StringIO(server.get("/api/events.csv?dataset=mine&since=&until=").decode("utf-8-sig")))
    return [row["title"] for row in rows]


class Listener(Reader):
    """A reader that keeps the last sentence on what is shown."""

    said = ""

    def _note(self, delta: Delta) -> None:
        super()._note(delta)
        found = re.search(r'class="sentence[^>]*>\s*(.*?)\s*<', delta.new_element.html.body, re.DOTALL)
        self.said = found[1] if found else self.said


def test_all_servers_on_a_folder_follow_an_import_a_replacement_and_a_removal(servers, folder, put):
    put(ONE)
    assert [titles(server) for server in servers] == [["Event 0"]] * 2
    readers = [Listener(server.url, "dataset=mine&since=&until=").open() for server in servers]
    assert [reader.said.startswith("1 event") for reader in readers] == [True, True]
    put(TWO)
    assert [titles(server) for server in servers] == [["Event 0", "Event 1"]] * 2
    for reader in readers:
        reader.ask_from("From", date(2023, 9, 1))
        assert reader.said.startswith("2 events")
        reader.close()
    ingest(folder, "-m", "dashboard.ingest", "remove", "mine")
    for server in servers:
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(server.url + "/api/events.csv?dataset=mine")  # noqa: S310 - loopback


def day_of(file: Path) -> str:
    """The day on which a version was imported, as its own card has it."""
    with duckdb.connect(file, read_only=True) as version:
        return json.loads(version.sql("FROM about").fetchone()[0])["imported"]


def test_an_import_after_the_clock_was_set_back_is_the_one_that_all_servers_show(servers, folder, put):
    put(ONE)
    assert [titles(server) for server in servers] == [["Event 0"]] * 2
    put(THREE, how=("-c", A_DAY_AGO))
    before, after = sorted((folder / "kosovo-serbia" / "mine").glob("*.duckdb"))
    assert day_of(after) < day_of(before)  # the clock was set back, and still the later import has the later name
    assert [titles(server) for server in servers] == [["Event 0", "Event 1", "Event 2"]] * 2


def test_seeds_broken_while_running_change_nothing_until_the_next_start_names_file_line_and_rule(tmp_path):
    root = copy_project(tmp_path / "project")
    paths = ("/api/health", "/api/events.csv", "/api/events.zip", "/api/figures.json")
    events = root / "seeds" / "events.csv"
    with running(root) as server:
        before = [server.get(path) for path in paths]
        lines = events.read_text("utf-8").split("\n")
        lines[1] = lines[1].replace(",2008-02-17,", ",17 February 2008,", 1)
        events.write_text("\n".join(lines), "utf-8")
        assert [server.get(path) for path in paths] == before
        reader = Listener(server.url).open()
        assert reader.said.startswith("42 events")
        reader.close()
    with running(root) as server:
        for said in (server.get("/api/health"), server.get("/api/events.csv"), server.log().encode()):
            assert b"events.csv, line 2, column date_start: " in said
