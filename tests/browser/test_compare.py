"""Comparing two periods, and the pages of actors and places, by keyboard alone."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.dashboard_page import params, sentence, start_again, tab_to, wait_until_idle
from tests.browser.witness import NARROW, ColorScheme

OPENED_AT = "?view=compare"


def differences(page: Page) -> Locator:
    return page.locator(".comparison .differences li")


def open_compare(page: Page, address: str = OPENED_AT) -> None:
    start_again(page, address)
    expect(differences(page).first).to_be_visible()


def test_two_periods_are_compared_by_keyboard_alone(default_view: Page) -> None:
    page = default_view
    open_compare(page)
    expect(differences(page).first).to_have_text("Events: 42 against 0, 42 more.")
    tab_to(page, '.st-key-against [role="radiogroup"] button, .st-key-against-preset button')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(differences(page).first).to_have_text("Events: 42 against 1, 41 more.")
    wait_until_idle(page)
    assert dict(params(page))["against_since"] == "2023-09-11"
    assert dict(params(page))["against_until"] == "2023-09-23"
    page.go_back()
    expect(differences(page).first).to_have_text("Events: 42 against 0, 42 more.")


def test_the_comparison_downloads_as_one_file(default_view: Page) -> None:
    page = default_view
    open_compare(page, "?view=compare&against_since=2023-09-11&against_until=2023-09-23")
    tab_to(page, ".st-key-compare-download button")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = Path(download.value.path())
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    (events,) = [row for row in rows if row["measure"] == "events"]
    assert (events["first"], events["second"], events["difference"]) == ("42", "1", "41")
    assert download.value.suggested_filename == (
        "kosovo-serbia-comparison_2023-09-24_2023-10-06_against_2023-09-11_2023-09-23.csv"
    )


def test_the_switch_maps_both_sides_by_keyboard(default_view: Page) -> None:
    page = default_view
    open_compare(page, "?view=compare&since=2023-01-01&until=2023-12-31")
    tab_to(page, '.st-key-against-both input, .st-key-against-both [role="switch"]')
    page.keyboard.press("Space")
    for key, events in (("first", 34), ("second", 8)):
        frame = page.frame_locator(f".st-key-two-maps-{key} iframe")
        frame.locator(f'#map_div[data-shown="{events}"]').wait_for()
    assert ("both", "1") in params(page)


def test_a_marker_of_the_second_side_opens_its_details(default_view: Page) -> None:
    page = default_view
    open_compare(page, "?view=compare&since=2023-01-01&until=2023-12-31&both=1")
    frame = page.frame_locator(".st-key-two-maps-second iframe")
    marker = frame.locator('[data-events="2022-12-10-barricades"], [data-events]:not([data-events*=" "])').first
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-details article")).to_be_visible()
    expect(page.locator(".st-key-details article")).not_to_contain_text("Not in this filter.")


def test_everything_has_room_on_a_small_screen(default_view: Page) -> None:
    page = default_view
    page.set_viewport_size(NARROW)
    for address in ("?view=compare&since=2023-01-01&until=2023-12-31&both=1", "?view=actor&of=kosovo_police"):
        start_again(page, address)
        expect(page.locator(".comparison, .portrait")).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_a_search_leads_to_a_page_and_that_to_another_by_keyboard(default_view: Page) -> None:
    page = default_view
    start_again(page, "?q=Звечан&since=&until=")
    tab_to(page, '[class*="st-key-found-place-"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text("Zvečan/Zveçan")
    wait_until_idle(page)
    assert ("of", "zvecan") in params(page)
    tab_to(page, '[class*="st-key-company-curated-actor-kosovo_police"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text("Kosovo Police")
    page.go_back()
    expect(page.locator(".portrait h2")).to_have_text("Zvečan/Zveçan")


def test_the_details_lead_to_an_actors_page_and_it_back_to_the_map(default_view: Page) -> None:
    page = default_view
    start_again(page, "?event=2023-09-24-banjska-ambush")
    tab_to(page, ".st-key-details-show_actor-kosovo_police button")
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text("Kosovo Police")
    tab_to(page, ".st-key-portrait-map button")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_have_text(re.compile(r"^13 events from .* with Kosovo Police\.$"))
    wait_until_idle(page)
    assert ("actor", "kosovo_police") in params(page)


@pytest.mark.parametrize(
    "address", ["?q=banjska", "?view=compare&both=1&since=2023-01-01&until=2023-12-31", "?view=actor&of=kosovo_police"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(default_view: Page, scheme: ColorScheme, address: str) -> None:
    page = default_view
    page.emulate_media(color_scheme=scheme)
    start_again(page, address)
    expect(page.locator(".comparison, .portrait, .st-key-found").first).to_be_visible()
    for frame in page.locator("iframe").all():
        frame.content_frame.locator(f"#map_div[data-shown][data-theme={scheme}]").wait_for()
    assert findings(page) == []
