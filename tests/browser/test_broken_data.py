"""A broken row stops the dashboard with file, line, column, rule and remedy; a broken dataset stops nothing else."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard_page import sentence
from tests.browser.server import Server, copy_project, running
from tests.browser.witness import NewPage
from tests.disk import Entry, ingest, listing
from tests.synthetic import import_synthetic, put_synthetic


def test_a_broken_row_is_named_on_the_page_and_in_the_terminal(new_page: NewPage, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "broken")
    events = root / "seeds" / "events.csv"
    lines = events.read_text("utf-8").split("\n")
    assert lines[1].startswith("2008-02-17-independence,2008-02-17,")
    lines[1] = lines[1].replace(",2008-02-17,", ",17 February 2008,", 1)
    events.write_text("\n".join(lines), "utf-8")
    with running(root) as server:
        page = new_page(base_url=server.url)
        page.goto("/")
        expect(page.get_by_text("The data cannot be shown until this is mended:")).to_be_visible()
        told = page.locator("[data-testid=stCode]")
        for part in ("events.csv, line 2, column date_start: ", "date", "To mend it: "):
            expect(told).to_contain_text(part)
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.get_by_text("Traceback")).to_have_count(0)
        assert "events.csv, line 2, column date_start: " in server.log()
        assert "To mend it: " in server.log()
        assert b'"status":"broken"' in server.get("/api/health")
        assert b"events.csv, line 2, column date_start" in server.get("/api/events.csv")


COMMAND = "python -m dashboard.ingest"
REASONS = {
    "cut": "“cut” cannot be shown, since its file is damaged: ",
    "lost": f"“lost” has data but no current version: `{COMMAND} repair lost` or `{COMMAND} remove lost`.",
    "old": "“old” lies where earlier versions of this program kept it, and is not shown: "
    f"`{COMMAND} renew old` moves it.",
}


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ordinary folder with datasets in it that are whole, damaged, without a pointer, and where they lay before."""
    root = tmp_path_factory.mktemp("home")
    ours = root / "kosovo-serbia"
    for name, events in (("lost", 20), ("old", 20), ("running", 2000), ("whole", 20)):
        put_synthetic(root, name, events)
    import_synthetic(root, "cut", 20)
    (cut,) = (ours / "cut").glob("*.duckdb")
    os.truncate(cut, cut.stat().st_size - 1)
    (ours / "lost" / "CURRENT").unlink()
    (ours / "old").rename(root / "old")
    for folder in (root / "photos", ours / "photos"):
        folder.mkdir()
        (folder / "one.jpg").write_text("a picture")
    return root


@pytest.fixture(scope="module")
def before(datasets: Path) -> set[Entry]:
    """What lies there before any server has started."""
    return listing(datasets)


@pytest.fixture(scope="module")
def degraded(datasets: Path, before: set[Entry]) -> Iterator[Server]:
    with running(environment={"DATASETS": str(datasets)}) as server:
        yield server


def rows(server: Server, dataset: str) -> int:
    """The events of a dataset as its server gives them; fails with an answer that is no file."""
    body = server.get(f"/api/events.csv?since=&until=&dataset={dataset}")
    assert not body.startswith(b"{"), body
    return body.count(b"\r\n") - 1


def test_a_damaged_dataset_is_named_everywhere_and_nothing_else_goes_down(
    new_page: NewPage, degraded: Server, datasets: Path, before: set[Entry]
) -> None:
    page = new_page(base_url=degraded.url)
    page.goto("/")
    told = page.get_by_test_id("stAlert")
    for reason in REASONS.values():
        expect(told).to_contain_text(reason)
    expect(sentence(page)).to_contain_text("events")
    assert degraded.headers("/api/health")  # answers with 200
    health = json.loads(degraded.get("/api/health"))
    assert (health["status"], health["dataset"]) == ("degraded", "curated")
    listed = ingest(datasets, "list")
    assert listed.returncode == 0
    for reason, line in zip(REASONS.values(), listed.stdout.splitlines()[-3:], strict=True):
        assert line.startswith(reason)
    assert health["reasons"] == listed.stdout.splitlines()[-3:]
    assert rows(degraded, "curated") > 100
    assert rows(degraded, "whole") == 20
    assert b"dataset=cut is not known" in degraded.get("/api/events.csv?dataset=cut")
    assert listing(datasets) == before


def test_a_dataset_that_is_cut_while_the_server_reads_it_takes_nothing_with_it(
    degraded: Server, datasets: Path
) -> None:
    assert rows(degraded, "running") == 2000
    (file,) = (datasets / "kosovo-serbia" / "running").glob("*.duckdb")
    os.truncate(file, file.stat().st_size // 2)
    assert b"error" in degraded.get("/api/events.csv?dataset=running")
    assert (rows(degraded, "curated") > 100, rows(degraded, "whole")) == (True, 20)
    health = json.loads(degraded.get("/api/health"))
    assert [reason for reason in health["reasons"] if "“running” cannot be shown" in reason] != []


def test_two_servers_and_an_import_on_one_folder_all_have_the_new_version(
    degraded: Server, datasets: Path, tmp_path: Path
) -> None:
    table = tmp_path / "mine.csv"
    with running(environment={"DATASETS": str(datasets)}) as other:
        for days in (3, 5):
            table.write_text("date,title\n" + "".join(f"2023-09-{day:02},Day {day}\n" for day in range(1, days + 1)))
            assert ingest(datasets, "events", table, "--dataset", "fresh", "--replace").returncode == 0
            assert [rows(server, "fresh") for server in (degraded, other)] == [days, days]
        assert ingest(datasets, "remove", "fresh").returncode == 0
        for server in (degraded, other):
            assert b"error" in server.get("/api/events.csv?dataset=fresh")
