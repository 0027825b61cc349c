"""Several datasets side by side: chosen, counted apart, drawn as density, and downloaded by route."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import (
    ROWS,
    details,
    figure,
    map_line,
    open_page,
    params,
    sentence,
    start_again,
    the_map,
    wait_until_idle,
)
from tests.browser.server import Server

BODY = "[data-testid=stPopoverBody]"


OPENED_AT = "?since=&until="


@pytest.fixture(scope="module")
def server(server_with_many: Server) -> Server:
    return server_with_many


def test_a_dataset_is_chosen_by_keyboard_and_both_keep_their_own_counts(default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=&until=")
    choosing = page.get_by_role("button", name="Dataset: Curated dossier")
    choosing.focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Datasets, one at least").focus()
    page.keyboard.type("inv")
    expect(page.get_by_role("option", name="Invented events (4,000)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(sentence(page)).to_have_text(
        "127 events of the curated dossier and, apart from them, 4,000 of Invented events of all dates."
    )
    wait_until_idle(page)
    assert params(page) == [("since", ""), ("until", ""), ("dataset", "curated"), ("dataset", "many")]
    expect(page.get_by_role("combobox", name="Datasets, one at least")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Datasets (2)")).to_be_visible()
    expect(figure(page, "events").locator(".value")).to_have_text("127")
    expect(figure(page, "events-many").locator(".value")).to_have_text("4,000")
    expect(page.locator(".st-key-histogram .stVegaLiteChart")).to_have_count(2)
    expect(map_line(page)).to_have_count(2)
    expect(map_line(page).last).to_contain_text("Invented events, invented, imported 24 Nov 2026")


def test_many_events_are_counted_on_the_map_listed_by_place_and_downloaded_by_route(default_view: Page) -> None:
    page = default_view
    start_again(page, "?dataset=many&since=&until=")
    the_map(page).locator(".legend").get_by_text("Events in a square").wait_for()
    page.get_by_role("button", name="Counts by place").click()
    tables = page.locator(f"{BODY} table")
    expect(tables).to_have_count(2)
    for table in tables.all():
        counts = [int(text.replace(",", "")) for text in table.locator("td:last-child").all_inner_texts()]
        assert sum(counts) == 4000
    page.keyboard.press("Escape")
    link = page.get_by_role("link", name="CSV", exact=True)
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == "kosovo-serbia-events_start_open.csv"
    assert Path(waiting.value.path()).read_bytes().count(b"\r\n") == 4001


def test_a_filter_whose_button_was_never_opened_still_applies(page: Page) -> None:
    open_page(page, "?since=2023-01-01&until=2023-12-31&type=PROTEST&actor=kfor")
    before = sentence(page).inner_text()
    page.get_by_role("textbox", name="Search").fill("zvecan")
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(sentence(page)).to_contain_text("of type protest with KFOR mentioning “zvecan”")
    assert before.endswith("of type protest with KFOR.")
    page.get_by_role("button", name="More filters (2)").click()
    page.get_by_role("combobox", name="Event types").focus()
    page.keyboard.type("armed")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_contain_text("of type protest or armed attack with KFOR")
    expect(page.get_by_role("combobox", name="Event types")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(BODY)).to_have_count(0)
    page.get_by_role("textbox", name="Search").fill("")
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(sentence(page)).to_have_text(before.replace("of type protest", "of type protest or armed attack"))


def test_an_imported_event_is_chosen_and_its_neighbours_walked_to(default_view: Page) -> None:
    page = default_view
    start_again(page, "?dataset=many&since=2010-01-01&until=2010-12-31")
    rows = page.locator(ROWS)
    rows.nth(1).click()
    expect(details(page)).to_contain_text("Publisher’s id")
    wait_until_idle(page)
    expect(rows.nth(1).locator("input")).to_be_checked()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(rows.nth(2).locator("input")).to_be_checked()
