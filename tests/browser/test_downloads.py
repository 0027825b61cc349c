"""Downloads are what is filtered, byte for byte what the routes give, and a view can be cited."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import start_again
from tests.browser.dossiers import Dossier
from tests.browser.server import Server

# Another query than the first, and its dates in a file's name.
NARROWED = {
    "kosovo": ("?since=2023-05-01&until=2023-05-31&type=PROTEST&q=zvecan", "2023-05-01_2023-05-31"),
    "island": ("?since=2031-03-01&until=2031-03-31&type=PROTEST&q=hesk", "2031-03-01_2031-03-31"),
}
# What the page of a citation says: title, what is shown.
CITED = {
    "kosovo": (
        "Kosovo*–Serbia tension dashboard",
        "2 events from 24 September to 6 October 2023 of type armed attack",
    ),
    "island": (
        "Halora†–Mirvane–Oskeld dispute dashboard",
        "1 event from 3 March to 16 March 2031 of type armed attack",
    ),
}
LABELS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "parquet": "GeoParquet", "zip": "ZIP"}


def _download(page: Page, extension: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.locator(".st-key-downloads").get_by_role("link", name=LABELS[extension], exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("is_narrowed", [False, True], ids=["first dates", "narrowed"])
def test_each_link_gives_the_bytes_of_the_route(
    dossier: Dossier, default_view: Page, server: Server, is_narrowed: bool
) -> None:
    page = default_view
    address, dates = NARROWED[dossier.name] if is_narrowed else ("", dossier.file_dates)
    start_again(page, address)
    for extension in LABELS:
        name, content = _download(page, extension)
        assert name == f"{dossier.slug}-events_{dates}.{extension}"
        assert content == server.get(f"/api/events.{extension}{address}")
        assert len(content) > 500


def test_what_the_columns_mean_is_a_link_beside_the_files(dossier: Dossier, default_view: Page, server: Server) -> None:
    page = default_view
    start_again(page)
    with page.context.expect_page() as waiting:
        page.locator(".st-key-downloads").get_by_role("link", name="What the columns mean").click()
    opened = waiting.value
    assert opened.url == f"{server.url}/api/events.schema.json"
    expect(opened.locator("body")).to_contain_text("First day of the event, local calendar day (ISO 8601).")
    expect(opened.locator("body")).to_contain_text("separated by “;”")
    opened.close()


def test_an_open_end_stands_in_the_file_name(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    year = int(dossier.year[0])
    start_again(page, f"?since={year}-10-01&until=")
    assert _download(page, "csv")[0] == f"{dossier.slug}-events_{year}-10-01_open.csv"


def test_the_selection_does_not_narrow_a_download(dossier: Dossier, default_view: Page, server: Server) -> None:
    page = default_view
    start_again(page, f"?event={dossier.attack.id}")
    assert _download(page, "csv")[1] == server.get("/api/events.csv")


def test_a_view_is_cited_with_permalink_version_and_dates(dossier: Dossier, default_view: Page, server: Server) -> None:
    page = default_view
    title, shown = CITED[dossier.name]
    start_again(page, f"?type=ASSAULT&event={dossier.attack.id}")
    page.get_by_role("button", name="Cite this view").click()
    citation = page.locator("[data-testid=stPopoverBody] code")
    expect(citation).to_be_visible()
    assert re.fullmatch(
        re.escape(f"{title}. {shown}. ")
        + r"Curated dataset, version (\d+\.\d+\.\d+) of \d{1,2} \w+ 20\d\d\. "
        + re.escape(f"{server.url}/?type=ASSAULT&data=")
        + rf"\1&event={dossier.attack.id}"
        + r" \(accessed \d{1,2} \w+ 20\d\d\)\.",
        citation.inner_text().strip(),
    )
