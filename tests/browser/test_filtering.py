"""Changing the filter: the map stays as it is, and every way to say the same dates gives the same."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import (
    MAP,
    brush,
    map_frame,
    map_view,
    marker,
    params,
    preset,
    sentence,
    shown_ids,
    start_again,
    the_map,
    type_date,
    wait_for_markers,
    wait_until_idle,
)

DEFAULT_DATES = date(2023, 9, 24), date(2023, 10, 6)
COUNT_OF_2023 = 34  # events on the map


def _mark_everything(page: Page) -> None:
    """Leave a mark on the frame's element, its window and each of its markers: a rebuilt one would lack it."""
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    map_frame(page).evaluate(
        """() => {
          window.mark = "same window";
          for (const node of document.querySelectorAll("[data-events]")) node.mark = "same node";
        }"""
    )


def _marks(page: Page, event_id: str) -> list[str]:
    return [
        page.locator(MAP).evaluate("frame => frame.mark"),
        map_frame(page).evaluate("window.mark"),
        marker(page, event_id).evaluate("node => node.mark"),
    ]


def test_filtering_keeps_frame_zoom_centre_and_the_markers_that_stay(default_view: Page) -> None:
    page = default_view
    start_again(page)
    map_frame(page).evaluate("void map.setView([42.95, 20.8], 10, { animate: false })")
    wait_until_idle(page)
    before = map_view(page)
    _mark_everything(page)
    page.get_by_role("textbox", name="Search").fill("rudare")
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(sentence(page)).to_contain_text("mentioning “rudare”")
    wait_for_markers(page, 1)
    assert shown_ids(page) == ["2023-09-24-six-arrested"]
    assert _marks(page, "2023-09-24-six-arrested") == ["same frame", "same window", "same node"]
    assert map_view(page) == before


def test_keyboard_focus_stays_on_a_marker_while_the_filter_changes(default_view: Page) -> None:
    page = default_view
    start_again(page)
    _mark_everything(page)
    marker(page, "2023-09-30-predejane-convoy").focus()
    page.evaluate("history.pushState({}, '', '?since=2023-09-30'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(sentence(page)).to_contain_text("from 30 September to 6 October 2023")
    wait_for_markers(page, 10)
    assert _marks(page, "2023-09-30-predejane-convoy") == ["same frame", "same window", "same node"]
    focused = map_frame(page).evaluate("document.activeElement.dataset.events")
    assert focused == "2023-09-30-predejane-convoy"


def _brush_it(page: Page, since: date, until: date) -> None:
    brush(page, DEFAULT_DATES, since, until)


def _type_it(page: Page, since: date, until: date) -> None:
    if since > DEFAULT_DATES[1]:
        type_date(page, "To, included", until)
    type_date(page, "From", since)
    type_date(page, "To, included", until)


def _seen(page: Page) -> tuple[list[tuple[str, str]], str, list[str]]:
    return params(page), sentence(page).inner_text(), shown_ids(page)


@pytest.mark.parametrize("ask", [_brush_it, _type_it])
def test_a_brush_and_typed_dates_give_the_same_result(
    default_view: Page, ask: Callable[[Page, date, date], None]
) -> None:
    page = default_view
    start_again(page)
    ask(page, date(2023, 9, 25), date(2023, 9, 27))
    expect(sentence(page)).to_contain_text("from 25 September to 27 September 2023")
    wait_for_markers(page, 9)
    wait_until_idle(page)
    assert _seen(page) == (
        [("since", "2023-09-25"), ("until", "2023-09-27")],
        "11 events from 25 September to 27 September 2023.",
        [
            "2023-09-24-brnjak-closed",
            "2023-09-24-jarinje-closed",
            "2023-09-25-banjska-hotel-arrests",
            "2023-09-25-pilgrims-leave",
            "2023-09-25-serbian-buildup",
            "2023-09-25-weapons-displayed",
            "2023-09-26-four-suspects-freed",
            "2023-09-26-kosovo-drone-video",
            "2023-09-27-banjska-reopened",
        ],
    )


def test_a_preset_and_typed_dates_give_the_same_result(default_view: Page) -> None:
    page = default_view
    start_again(page)
    preset(page, "2023").click()
    expect(sentence(page)).to_contain_text("from 1 January to 31 December 2023")
    wait_for_markers(page, COUNT_OF_2023)
    wait_until_idle(page)
    by_preset = _seen(page)
    start_again(page)
    _type_it(page, date(2023, 1, 1), date(2023, 12, 31))
    expect(sentence(page)).to_contain_text("from 1 January to 31 December 2023")
    wait_for_markers(page, COUNT_OF_2023)
    wait_until_idle(page)
    assert _seen(page) == by_preset
    assert by_preset[0] == [("since", "2023-01-01"), ("until", "2023-12-31")]
    expect(preset(page, "2023")).to_have_attribute("aria-checked", "true")


def test_a_second_brush_works_as_the_first(default_view: Page) -> None:
    page = default_view
    start_again(page)
    brush(page, DEFAULT_DATES, date(2023, 9, 26), date(2023, 10, 1))
    expect(sentence(page)).to_contain_text("from 26 September to 1 October 2023")
    wait_until_idle(page)
    brush(page, DEFAULT_DATES, date(2023, 9, 24), date(2023, 9, 25))
    expect(sentence(page)).to_contain_text("from 24 September to 25 September 2023")


def test_since_2008_is_open_at_its_end_and_lists_every_event(default_view: Page) -> None:
    page = default_view
    start_again(page)
    preset(page, "Since 2008").click()
    expect(sentence(page)).to_have_text("127 events since 1 January 2008.")
    assert params(page) == [("since", "2008-01-01"), ("until", "")]


def test_reset_brings_back_the_default_view_and_a_bare_address(default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=2023-01-01&type=PROTEST&q=zvecan&event=2023-05-29-zvecan-kfor-clash")
    page.get_by_role("button", name="Reset").click()
    expect(sentence(page)).to_have_text("42 events from 24 September to 6 October 2023.")
    wait_until_idle(page)
    assert params(page) == []
    expect(page.get_by_role("textbox", name="Search")).to_have_value("")


def test_text_is_found_in_any_spelling(default_view: Page) -> None:
    page = default_view
    found = []
    for spelling in ("Zveçan", "Звечан", "zvecan"):
        start_again(page, f"?since=2008-01-01&until=&q={spelling}")
        expect(sentence(page)).to_contain_text(f"mentioning “{spelling}”")
        found.append(shown_ids(page))
    assert found[0] == found[1] == found[2]
    assert "2023-05-29-zvecan-kfor-clash" in found[0]


def test_dates_in_the_wrong_order_are_named_and_the_old_ones_kept(default_view: Page) -> None:
    page = default_view
    start_again(page)
    type_date(page, "From", date(2023, 10, 20))
    expect(page.get_by_text("The last day (2023-10-06) is before the first day (2023-10-20).")).to_be_visible()
    expect(sentence(page)).to_have_text("42 events from 24 September to 6 October 2023.")
    assert the_map(page).locator("[data-events]").count() > 0
