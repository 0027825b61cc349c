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
from tests.browser.dossiers import Dossier

CONVOY = "2023-09-30-predejane-convoy", "Serbian convoy seen moving north at Predejane"
# An area or strip that stands for several events: the one to choose.
IN_ONE_AREA = {
    "kosovo": ("2023-09-25-serbian-buildup", "Reported Serbian troop build-up near the line"),
    "island": ("2031-03-06-halora-alert", "Soldiers of Halora reported in the hills near the line"),
}
# What the details of the attack say.
DETAILS = {
    "kosovo": ("24 Sep 2023", "Armed attack", "Actor", "Other side", "Kosovo Police", "Killed", "Confidence"),
    "island": ("4 Mar 2031", "Armed attack", "Actor", "Other side", "Police of Mirvane", "Killed", "Confidence"),
}
# An event of which sides say something, and one of them.
SAID = {"kosovo": ("2023-09-29-us-warning", "US"), "island": ("2031-03-04-hesk-shooting", "Mirvane")}
FIFTH = {
    "kosovo": ("2023-09-24-banjska-standoff", "Day-long gun battle around the monastery"),
    "island": ("2031-03-06-halora-alert", "Soldiers of Halora reported in the hills near the line"),
}
# The title before that of `together` in the list.
BEFORE = {
    "kosovo": "Gunmen leave; police control the monastery area",
    "island": "Residents block the road at Hesk",
}
SELECTED = re.compile(r"\bselected\b")


def test_choosing_a_row_rings_the_marker_and_opens_details(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    before = map_view(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    row(page, dossier.together.title).click()
    expect_chosen(page, *dossier.together)
    expect(the_map(page).locator(".selected")).to_have_count(1)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"
    assert map_view(page) == before


def test_details_say_who_when_how_sure_and_from_where(dossier: Dossier, page: Page) -> None:
    open_page(page, f"?event={dossier.attack.id}")
    article = details(page)
    for text in DETAILS[dossier.name]:
        expect(article).to_contain_text(text)
    expect(article).to_contain_text("to the village, not to the spot")
    expect(article.get_by_role("heading", name="Figures claimed")).to_be_visible()
    expect(article.get_by_role("heading", name="Sources")).to_be_visible()
    for link in article.locator("ol.sources a").all():
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer"
    expect(article.locator("ol.sources a").first).to_be_visible()


def test_statements_stand_by_side(dossier: Dossier, page: Page) -> None:
    event_id, side = SAID[dossier.name]
    open_page(page, f"?event={event_id}")
    expect(details(page).get_by_role("heading", name="What the sides said")).to_be_visible()
    expect(details(page).get_by_role("heading", name=side, exact=True)).to_be_visible()


def test_clicking_a_marker_chooses_the_row(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    click_on(page, marker(page, dossier.alone.id))
    expect_chosen(page, *dossier.alone)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"


def test_the_same_marker_can_be_chosen_again_after_closing(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    click_on(page, marker(page, dossier.alone.id))
    expect_chosen(page, *dossier.alone)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(details(page)).to_have_count(0)
    expect(the_map(page).locator(".selected")).to_have_count(0)
    wait_until_idle(page)
    assert params(page) == []
    click_on(page, marker(page, dossier.alone.id))
    expect_chosen(page, *dossier.alone)


def test_a_marker_on_another_page_of_the_list_turns_to_it(default_view: Page) -> None:
    page = default_view
    start_again(page)
    expect(row(page, CONVOY[1])).to_have_count(0)
    click_on(page, marker(page, CONVOY[0]))
    expect_chosen(page, *CONVOY)


def test_tab_and_enter_choose_a_marker(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.get_by_role("button", name="Coverage and sourcing").focus()
    tab_to(page, f'[data-events="{dossier.alone.id}"]', most=40)
    page.keyboard.press("Enter")
    expect_chosen(page, *dossier.alone)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_an_area_is_chosen_like_a_marker(dossier: Dossier, default_view: Page, way: str) -> None:
    page = default_view
    start_again(page)
    if way == "mouse":
        click_on(page, marker(page, dossier.area.id))
    else:
        marker(page, dossier.area.id).focus()
        page.keyboard.press("Enter")
    expect_chosen(page, *dossier.area)


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_what_stands_for_several_lists_them_and_one_is_chosen(dossier: Dossier, default_view: Page, way: str) -> None:
    page = default_view
    event_id, title = IN_ONE_AREA[dossier.name]
    start_again(page)
    if way == "mouse":
        click_on(page, marker(page, event_id))
        the_map(page).get_by_role("dialog").get_by_role("button", name=title).click()
    else:
        marker(page, event_id).focus()
        page.keyboard.press("Enter")
        expect(the_map(page).get_by_role("dialog").get_by_role("button", name=title)).to_be_focused()
        page.keyboard.press("Enter")
    expect_chosen(page, event_id, title)


def test_a_shared_marker_lists_every_event_and_the_keyboard_chooses_one(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    shared = marker(page, dossier.together.id)
    shared.focus()
    page.keyboard.press("Enter")
    dialog = the_map(page).get_by_role("dialog")
    titles = dialog.locator("li b").all_inner_texts()
    assert titles == list(dossier.together_titles)
    for _ in range(titles.index(dossier.together.title)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_chosen(page, *dossier.together)
    expect(dialog.get_by_role("button", name=dossier.together.title)).to_have_attribute("aria-current", "true")


def test_escape_closes_the_list_and_gives_focus_back(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    shared = marker(page, dossier.together.id)
    shared.focus()
    page.keyboard.press("Enter")
    expect(the_map(page).get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(the_map(page).get_by_role("dialog")).to_have_count(0)
    expect(shared).to_be_focused()


def test_an_event_elsewhere_is_chosen_in_the_strip(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    place, event = dossier.far
    page.locator(".st-key-elsewhere-curated").get_by_role("radio", name=f"{place} 1").click()
    page.locator(".st-key-events-elsewhere-curated").get_by_role("button").click()
    expect(details(page).get_by_role("heading", name=event.title)).to_be_visible()
    wait_until_idle(page)
    assert params(page) == [("event", event.id)]
    expect(details(page)).to_contain_text("outside the map")
    expect(the_map(page).locator(".selected")).to_have_count(0)


def test_a_row_of_the_table_is_chosen_like_one_of_the_list(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    left, top = table_box(page)
    header_px, row_px, box_px = 35, 35, 18
    page.mouse.move(left + box_px, top + header_px + 4.5 * row_px)
    page.mouse.click(left + box_px, top + header_px + 4.5 * row_px)  # the fifth event
    expect_chosen(page, *FIFTH[dossier.name])


def test_previous_next_and_the_chosen_row_walk_through_the_list(dossier: Dossier, page: Page) -> None:
    open_page(page, f"?event={dossier.together.id}")
    page.get_by_role("button", name="Previous", exact=True).click()
    expect(details(page)).to_contain_text(BEFORE[dossier.name])
    page.get_by_role("button", name="Next", exact=True).click()
    expect_chosen(page, *dossier.together)
    page.get_by_role("button", name="Close", exact=True).click()
    expect(details(page)).to_have_count(0)
    expect(row(page, dossier.together.title).locator("input")).not_to_be_checked()
