"""The brief opens without any request, leads from numbers to sources and prints on two sheets; the map is a file."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.dashboard_page import open_page
from tests.browser.dossiers import Dossier
from tests.browser.server import Server

HEADING = {"kosovo": "Kosovo*–Serbia tension: brief", "island": "Halora†–Mirvane–Oskeld dispute: brief"}
# A number, and who is named where it leads.
NUMBER = {"kosovo": ("4,500", "AFP"), "island": ("1,200", "Concord Mission")}
# A month: its dates, and how the brief says them.
MONTH = {
    "kosovo": ("2023-05-01", "2023-05-31", "from 1 May to 31 May 2023"),
    "island": ("2031-03-01", "2031-03-31", "from 1 March to 31 March 2031"),
}
FILES = {"brief.html": "Brief (HTML)", "brief.pdf": "Brief (PDF)", "map.svg": "Map SVG", "map.png": "Map PNG"}


@pytest.fixture
def brief_file(server: Server, tmp_path: Path) -> Path:
    """The brief of the default view as a reader saved it."""
    path = tmp_path / "brief.html"
    path.write_bytes(server.get("/api/brief.html"))
    return path


def test_a_saved_brief_asks_for_nothing_and_prints_on_two_sheets(
    dossier: Dossier, browser: Browser, brief_file: Path
) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(brief_file.as_uri())
    expect(page.get_by_role("heading", name=HEADING[dossier.name])).to_be_visible()
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('600 12px \"Source Sans Pro\"'))")
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(printed) == 2
    assert [one for one in asked if not one.startswith("data:")] == [brief_file.as_uri()]
    assert said == []
    context.close()


def test_a_number_leads_to_its_source(dossier: Dossier, browser: Browser, brief_file: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(brief_file.as_uri())
    number, publisher = NUMBER[dossier.name]
    page.get_by_role("link", name=number, exact=True).first.click()
    expect(page.locator(":target")).to_contain_text(publisher)
    context.close()


@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_wider_than_the_window(dossier: Dossier, browser: Browser, brief_file: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(brief_file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_the_brief_opens_under_the_server_s_own_policy(dossier: Dossier, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/api/brief.html?type=ASSAULT")
    expect(page.get_by_role("link", name=dossier.attacks)).to_be_visible()
    assert said == []


def test_each_link_gives_its_file(dossier: Dossier, page: Page) -> None:
    since, until, words = MONTH[dossier.name]
    open_page(page, f"?since={since}&until={until}")
    page.get_by_role("button", name="Brief", exact=True).click()
    links = page.locator("[data-testid=stPopoverBody]")
    got = {}
    for name, label in FILES.items():
        link = links.get_by_role("link", name=label, exact=True)
        if name == "brief.html":
            with page.expect_popup() as opened:
                link.click()
            expect(opened.value.get_by_text(words).first).to_be_visible()
            opened.value.close()
            continue
        with page.expect_download() as waiting:
            link.click()
        what, extension = name.split(".")
        assert waiting.value.suggested_filename == f"{dossier.slug}-{what}_{since}_{until}.{extension}"
        got[name] = Path(waiting.value.path()).read_bytes()
    assert len(pypdfium2.PdfDocument(got["brief.pdf"])) >= 1
    assert Image.open(io.BytesIO(got["map.png"])).size == (2400, 1560)
    assert got["map.svg"].startswith(b"<svg")
