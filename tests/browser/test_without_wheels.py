"""Where a system has no wheel of PlutoPrint and uvloop, PDF and PNG are the only things missing, and say so."""

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard_page import open_page, sentence
from tests.browser.server import ROOT, Server
from tests.browser.witness import NewPage

HIDDEN = """import sys
sys.modules["plutoprint"] = sys.modules["uvloop"] = None  # to import them fails as if they were not installed
"""
OTHERS = [
    "/",
    "/api/health",
    "/api/brief.html",
    "/api/map.svg",
    "/api/events.csv",
    "/api/events.geojson",
    "/api/events.parquet",
    "/api/events.zip",
    "/api/figures.json",
    "/api/ledger.csv",
    "/api/comparison.csv?against_since=2023-09-01&against_until=2023-09-23",
    "/api/labels.json?lang=en",
    "/api/playback.json",
    "/assets/leaflet/leaflet.js",
]


@pytest.fixture(scope="module")
def bare(server_with: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server whose Python has neither."""
    folder = tmp_path_factory.mktemp("hiding")
    (folder / "sitecustomize.py").write_text(HIDDEN, "utf-8")
    return server_with(PYTHONPATH=f"{folder}:{ROOT}")


def status(server: Server, path: str) -> int:
    try:
        with urllib.request.urlopen(server.url + path, timeout=30) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("path", OTHERS)
def test_everything_else_is_answered(bare: Server, path: str) -> None:
    assert status(bare, path) == 200


@pytest.mark.parametrize("path", ["/api/brief.pdf", "/api/map.png"])
def test_pdf_and_png_say_what_is_missing_and_what_to_take_instead(bare: Server, path: str) -> None:
    assert status(bare, path) == 501
    said = bare.get(path).decode()
    for word in ("plutoprint", "HTML", "SVG", "pip install"):
        assert word in said


def test_the_page_works_and_offers_what_can_be_made(bare: Server, new_page: NewPage) -> None:
    page = new_page(base_url=bare.url)
    open_page(page)
    expect(sentence(page)).to_have_text("42 events from 24 September to 6 October 2023.")
    page.get_by_role("button", name="Brief", exact=True).click()
    for label, can_be_made in (
        ("Brief (HTML)", True),
        ("Map SVG", True),
        ("Brief (PDF)", False),
        ("Map PNG", False),
    ):
        expect(page.get_by_role("link", name=label)).to_have_count(int(can_be_made))
    expect(page.get_by_text("PDF and PNG cannot be made on this machine").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Map SVG").click()
    assert Path(download.value.path()).read_bytes().startswith(b"<svg ")
