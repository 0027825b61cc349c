"""Choosing an event: in the list, on the map, in the strip or in the table, each shows it everywhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import (
    MAP,
    click_on,
    details,
    expect_chosen,
    map_view,
    marker,
    open_page,
    params,
    row,
    start_again,
    tab_to,
    table_box,
    the_map,
    wait_until_idle,
)

CONVOY = "2023-09-30-predejane-convoy", "Serbian convoy seen moving north at Predejane"
ARRESTS = "2023-09-24-six-arrested", "Six people arrested, four of them in Rudare"
SEARCHES = "2023-09-29-police-searches", "Kosovo police search five sites in the north"
BUILD_UP = "2023-09-25-serbian-buildup", "Reported Serbian troop build-up near the line"
SIEGE = "2023-09-24-banjska-standoff", "Day-long gun battle around the monastery"
SELECTED = re.compile(r"\bselected\b")


def test_choosing_a_row_rings_the_marker_and_opens_details(default_view: Page) -> None:
    page = default_view
    start_again(page)
    before = map_view(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    row(page, SIEGE[1]).click()
    expect_chosen(page, *SIEGE)
    expect(the_map(page).locator(".selected")).to_have_count(1)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"
    assert map_view(page) == before


def test_details_say_who_when_how_sure_and_from_where(page: Page) -> None:
    open_page(page, "?event=2023-09-24-banjska-ambush")
    article = details(page)
    for text in ("24 Sep 2023", "Armed attack", "Actor", "Other side", "Kosovo Police", "Killed", "Confidence"):
        expect(article).to_contain_text(text)
    expect(article).to_contain_text("to the village, not to the spot")
    expect(article.get_by_role("heading", name="Figures claimed")).to_be_visible()
    expect(article.get_by_role("heading", name="Sources")).to_be_visible()
    for link in article.locator("ol.sources a").all():
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer"
    expect(article.locator("ol.sources a").first).to_be_visible()


def test_statements_stand_by_side(page: Page) -> None:
    open_page(page, "?event=2023-09-29-us-warning")
    expect(details(page).get_by_role("heading", name="What the sides said")).to_be_visible()
    expect(details(page).get_by_role("heading", name="US", exact=True)).to_be_visible()


def test_clicking_a_marker_chooses_the_row(default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    click_on(page, marker(page, ARRESTS[0]))
    expect_chosen(page, *ARRESTS)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"


def test_the_same_marker_can_be_chosen_again_after_closing(default_view: Page) -> None:
    page = default_view
    start_again(page)
    click_on(page, marker(page, ARRESTS[0]))
    expect_chosen(page, *ARRESTS)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(details(page)).to_have_count(0)
    expect(the_map(page).locator(".selected")).to_have_count(0)
    wait_until_idle(page)
    assert params(page) == []
    click_on(page, marker(page, ARRESTS[0]))
    expect_chosen(page, *ARRESTS)


def test_a_marker_on_another_page_of_the_list_turns_to_it(default_view: Page) -> None:
    page = default_view
    start_again(page)
    expect(row(page, CONVOY[1])).to_have_count(0)
    click_on(page, marker(page, CONVOY[0]))
    expect_chosen(page, *CONVOY)


def test_tab_and_enter_choose_a_marker(default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.get_by_role("button", name="Coverage and sourcing").focus()
    tab_to(page, f'[data-events="{ARRESTS[0]}"]', most=40)
    page.keyboard.press("Enter")
    expect_chosen(page, *ARRESTS)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_an_area_is_chosen_like_a_marker(default_view: Page, way: str) -> None:
    page = default_view
    start_again(page)
    if way == "mouse":
        click_on(page, marker(page, SEARCHES[0]))
    else:
        marker(page, SEARCHES[0]).focus()
        page.keyboard.press("Enter")
    expect_chosen(page, *SEARCHES)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_the_strip_lists_its_events_and_one_is_chosen(default_view: Page, way: str) -> None:
    page = default_view
    start_again(page)
    if way == "mouse":
        click_on(page, marker(page, BUILD_UP[0]))
        the_map(page).get_by_role("dialog").get_by_role("button", name=BUILD_UP[1]).click()
    else:
        marker(page, BUILD_UP[0]).focus()
        page.keyboard.press("Enter")
        expect(the_map(page).get_by_role("dialog").get_by_role("button", name=BUILD_UP[1])).to_be_focused()
        page.keyboard.press("Enter")
    expect_chosen(page, *BUILD_UP)


def test_a_shared_marker_lists_every_event_and_the_keyboard_chooses_one(default_view: Page) -> None:
    page = default_view
    start_again(page)
    shared = marker(page, SIEGE[0])
    shared.focus()
    page.keyboard.press("Enter")
    dialog = the_map(page).get_by_role("dialog")
    titles = dialog.locator("li b").all_inner_texts()
    assert titles == [
        "Kosovo Police shot at in Banjska; one officer killed",
        "Two trucks block the bridge into Banjska",
        "Armed men break into Banjska Monastery",
        "Gunmen leave; police control the monastery area",
        "Day-long gun battle around the monastery",
        "Two arrested at a hotel, more arms found at Banjska",
        "Kosovo police show the weapons seized",
        "Kosovo Police let people back into Banjska",
    ]
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_chosen(page, *SIEGE)
    expect(dialog.get_by_role("button", name=SIEGE[1])).to_have_attribute("aria-current", "true")


def test_escape_closes_the_list_and_gives_focus_back(default_view: Page) -> None:
    page = default_view
    start_again(page)
    shared = marker(page, SIEGE[0])
    shared.focus()
    page.keyboard.press("Enter")
    expect(the_map(page).get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(the_map(page).get_by_role("dialog")).to_have_count(0)
    expect(shared).to_be_focused()


def test_an_event_elsewhere_is_chosen_in_the_strip(default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.locator(".st-key-elsewhere-curated").get_by_role("radio", name="Odesa 1").click()
    page.locator(".st-key-events-elsewhere-curated").get_by_role("button").click()
    expect(details(page).get_by_role("heading", name="EU urges Serbia to halt and withdraw forces")).to_be_visible()
    wait_until_idle(page)
    assert params(page) == [("event", "2023-09-30-borrell-urges-withdrawal")]
    expect(details(page)).to_contain_text("outside the map")
    expect(the_map(page).locator(".selected")).to_have_count(0)


def test_a_row_of_the_table_is_chosen_like_one_of_the_list(default_view: Page) -> None:
    page = default_view
    start_again(page)
    left, top = table_box(page)
    header_px, row_px, box_px = 35, 35, 18
    page.mouse.move(left + box_px, top + header_px + 4.5 * row_px)
    page.mouse.click(left + box_px, top + header_px + 4.5 * row_px)  # the fifth event
    expect_chosen(page, *SIEGE)


def test_previous_next_and_the_chosen_row_walk_through_the_list(page: Page) -> None:
    open_page(page, f"?event={SIEGE[0]}")
    page.get_by_role("button", name="Previous", exact=True).click()
    expect(details(page)).to_contain_text("Gunmen leave; police control the monastery area")
    page.get_by_role("button", name="Next", exact=True).click()
    expect_chosen(page, *SIEGE)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(details(page)).to_have_count(0)
    expect(row(page, SIEGE[1]).locator("input")).not_to_be_checked()
