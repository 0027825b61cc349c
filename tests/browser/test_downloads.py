"""Downloads are what is filtered, byte for byte what the routes give, and a view can be cited."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import start_again
from tests.browser.server import Server

LABELS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "parquet": "GeoParquet", "zip": "ZIP"}


def _download(page: Page, extension: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.locator(".st-key-downloads").get_by_role("link", name=LABELS[extension], exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("address", "dates"),
    [
        ("", "2023-09-24_2023-10-06"),
        ("?since=2023-05-01&until=2023-05-31&type=PROTEST&q=zvecan", "2023-05-01_2023-05-31"),
    ],
)
def test_each_link_gives_the_bytes_of_the_route(default_view: Page, server: Server, address: str, dates: str) -> None:
    page = default_view
    start_again(page, address)
    for extension in LABELS:
        name, content = _download(page, extension)
        assert name == f"kosovo-serbia-events_{dates}.{extension}"
        assert content == server.get(f"/api/events.{extension}{address}")
        assert len(content) > 500


def test_what_the_columns_mean_is_a_link_beside_the_files(default_view: Page, server: Server) -> None:
    page = default_view
    start_again(page)
    with page.context.expect_page() as waiting:
        page.locator(".st-key-downloads").get_by_role("link", name="What the columns mean").click()
    opened = waiting.value
    assert opened.url == f"{server.url}/api/events.schema.json"
    expect(opened.locator("body")).to_contain_text("First day of the event, local calendar day (ISO 8601).")
    expect(opened.locator("body")).to_contain_text("separated by “;”")
    opened.close()


def test_an_open_end_stands_in_the_file_name(default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=2024-01-01&until=")
    assert _download(page, "csv")[0] == "kosovo-serbia-events_2024-01-01_open.csv"


def test_the_selection_does_not_narrow_a_download(default_view: Page, server: Server) -> None:
    page = default_view
    start_again(page, "?event=2023-09-24-banjska-ambush")
    assert _download(page, "csv")[1] == server.get("/api/events.csv")


def test_a_view_is_cited_with_permalink_version_and_dates(default_view: Page, server: Server) -> None:
    page = default_view
    start_again(page, "?type=ASSAULT&event=2023-09-24-banjska-ambush")
    page.get_by_role("button", name="Cite this view").click()
    citation = page.locator("[data-testid=stPopoverBody] code")
    expect(citation).to_be_visible()
    assert re.fullmatch(
        r"Kosovo\*–Serbia tension dashboard\. 2 events from 24 September to 6 October 2023 of type armed attack\. "
        r"Curated dataset, version (\d+\.\d+\.\d+) of \d{1,2} \w+ 20\d\d\. "
        + re.escape(f"{server.url}/?type=ASSAULT&data=")
        + r"\1&event=2023-09-24-banjska-ambush \(accessed \d{1,2} \w+ 20\d\d\)\.",
        citation.inner_text().strip(),
    )
