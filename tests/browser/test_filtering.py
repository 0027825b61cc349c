"""Changing the filter: the map stays as it is, and every way to say the same dates gives the same."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

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
from tests.browser.dossiers import Dossier

# A later first day: the event that stays on the map, the day, what the sentence says, and how many are on the map.
LATER = {
    "kosovo": ("2023-09-30-predejane-convoy", "2023-09-30", "from 30 September to 6 October 2023", 10),
    "island": ("2031-03-09-mission-reinforced", "2031-03-09", "from 9 March to 16 March 2031", 4),
}
# A few days among the first dates: the sentence, and what is on the map.
FEW = {
    "kosovo": (
        (date(2023, 9, 25), date(2023, 9, 27)),
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
    ),
    "island": (
        (date(2031, 3, 5), date(2031, 3, 7)),
        "4 events from 5 March to 7 March 2031.",
        [
            "2031-03-03-hesk-roadblock",
            "2031-03-05-pelmory-rally",
            "2031-03-06-halora-alert",
            "2031-03-07-oskeld-accuses",
        ],
    ),
}
TWO_BRUSHES = {
    "kosovo": (
        ((date(2023, 9, 26), date(2023, 10, 1)), "from 26 September to 1 October 2023"),
        ((date(2023, 9, 24), date(2023, 9, 25)), "from 24 September to 25 September 2023"),
    ),
    "island": (
        ((date(2031, 3, 5), date(2031, 3, 10)), "from 5 March to 10 March 2031"),
        ((date(2031, 3, 3), date(2031, 3, 4)), "from 3 March to 4 March 2031"),
    ),
}
# The open preset, its sentence and its first day.
OPEN = {
    "kosovo": ("Since 2008", "127 events since 1 January 2008.", "2008-01-01"),
    "island": ("Since 2030", "14 events since 1 January 2030.", "2030-01-01"),
}
# One name in three spellings, and an event of that place.
SPELLINGS = {
    "kosovo": (("Zveçan", "Звечан", "zvecan"), "2023-05-29-zvecan-kfor-clash"),
    "island": (("Pelmory", "Πέλμορι", "pelmori"), "2031-03-05-pelmory-rally"),
}
# Dates in the wrong order: what is typed, and what the page says.
SWAPPED = {
    "kosovo": (date(2023, 10, 20), "The last day (2023-10-06) is before the first day (2023-10-20)."),
    "island": (date(2031, 3, 20), "The last day (2031-03-16) is before the first day (2031-03-20)."),
}


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


def test_filtering_keeps_frame_zoom_centre_and_the_markers_that_stay(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    map_frame(page).evaluate(
        "void map.setView([map.getCenter().lat + 0.1, map.getCenter().lng - 0.2], 10, { animate: false })"
    )
    wait_until_idle(page)
    before = map_view(page)
    _mark_everything(page)
    page.get_by_role("textbox", name="Search").fill(dossier.word)
    page.get_by_role("textbox", name="Search").press("Enter")
    expect(sentence(page)).to_contain_text(f"mentioning “{dossier.word}”")
    wait_for_markers(page, 1)
    assert shown_ids(page) == [dossier.alone.id]
    assert _marks(page, dossier.alone.id) == ["same frame", "same window", "same node"]
    assert map_view(page) == before


def test_keyboard_focus_stays_on_a_marker_while_the_filter_changes(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    event_id, since, words, count = LATER[dossier.name]
    start_again(page)
    _mark_everything(page)
    marker(page, event_id).focus()
    page.evaluate(f"history.pushState({{}}, '', '?since={since}'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(sentence(page)).to_contain_text(words)
    wait_for_markers(page, count)
    assert _marks(page, event_id) == ["same frame", "same window", "same node"]
    focused = map_frame(page).evaluate("document.activeElement.dataset.events")
    assert focused == event_id


def _brush_it(page: Page, dossier: Dossier, since: date, until: date) -> None:
    brush(page, dossier.first, since, until)


def _type_it(page: Page, dossier: Dossier, since: date, until: date) -> None:
    if since > dossier.first[1]:
        type_date(page, "To, included", until)
    type_date(page, "From", since)
    type_date(page, "To, included", until)


def _seen(page: Page) -> tuple[list[tuple[str, str]], str, list[str]]:
    return params(page), sentence(page).inner_text(), shown_ids(page)


@pytest.mark.parametrize("ask", [_brush_it, _type_it])
def test_a_brush_and_typed_dates_give_the_same_result(
    dossier: Dossier, default_view: Page, ask: Callable[[Page, Dossier, date, date], None]
) -> None:
    page = default_view
    (since, until), words, ids = FEW[dossier.name]
    start_again(page)
    ask(page, dossier, since, until)
    expect(sentence(page)).to_have_text(words)
    wait_for_markers(page, len(ids))
    wait_until_idle(page)
    assert _seen(page) == ([("since", str(since)), ("until", str(until))], words, ids)


def test_a_preset_and_typed_dates_give_the_same_result(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    year, words, count = dossier.year
    start_again(page)
    preset(page, year).click()
    expect(sentence(page)).to_contain_text(words)
    wait_for_markers(page, count)
    wait_until_idle(page)
    by_preset = _seen(page)
    start_again(page)
    _type_it(page, dossier, date(int(year), 1, 1), date(int(year), 12, 31))
    expect(sentence(page)).to_contain_text(words)
    wait_for_markers(page, count)
    wait_until_idle(page)
    assert _seen(page) == by_preset
    assert by_preset[0] == [("since", f"{year}-01-01"), ("until", f"{year}-12-31")]
    expect(preset(page, year)).to_have_attribute("aria-checked", "true")


def test_a_second_brush_works_as_the_first(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    for dates, words in TWO_BRUSHES[dossier.name]:
        brush(page, dossier.first, *dates)
        expect(sentence(page)).to_contain_text(words)
        wait_until_idle(page)


def test_an_open_preset_lists_every_event(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    name, words, since = OPEN[dossier.name]
    start_again(page)
    preset(page, name).click()
    expect(sentence(page)).to_have_text(words)
    assert params(page) == [("since", since), ("until", "")]


def test_reset_brings_back_the_default_view_and_a_bare_address(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, f"?since={dossier.year[0]}-01-01&type=PROTEST&q=zvecan&event={dossier.other.id}")
    page.get_by_role("button", name="Reset").click()
    expect(sentence(page)).to_have_text(dossier.sentence)
    wait_until_idle(page)
    assert params(page) == []
    expect(page.get_by_role("textbox", name="Search")).to_have_value("")


def test_text_is_found_in_any_spelling(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    spellings, event_id = SPELLINGS[dossier.name]
    found = []
    for spelling in spellings:
        start_again(page, f"?since=2008-01-01&until=&q={spelling}")
        expect(sentence(page)).to_contain_text(f"mentioning “{spelling}”")
        found.append(shown_ids(page))
    assert found[0] == found[1] == found[2]
    assert event_id in found[0]


def test_dates_in_the_wrong_order_are_named_and_the_old_ones_kept(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    day, said = SWAPPED[dossier.name]
    start_again(page)
    type_date(page, "From", day)
    expect(page.get_by_text(said)).to_be_visible()
    expect(sentence(page)).to_have_text(dossier.sentence)
    assert the_map(page).locator("[data-events]").count() > 0


def test_fields_that_come_late_say_what_the_address_says(dossier: Dossier, new_page: Callable[..., Page]) -> None:
    """The page's scripts for fields are held back until the reader has done something else."""
    page = new_page(reader="late")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/(DateInput|TextInput)[^/]*[.]js"), hold)
    word = {"kosovo": "monastery", "island": "road"}[dossier.name]
    page.goto(f"/?since={dossier.attack.id[:10]}&until={dossier.attack.id[:10]}&q={word}")
    expect(sentence(page)).to_contain_text({"kosovo": "24 September 2023", "island": "4 March 2031"}[dossier.name])
    shown = sentence(page).inner_text()
    page.get_by_role("button", name="Add data").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_idle(page)
    assert held
    for route in held:
        route.continue_()
    expect(page.get_by_role("textbox", name="Search")).to_have_value(word)
    preset(page, dossier.year[0]).click()  # the next run hears what all fields say
    expect(sentence(page)).to_contain_text(dossier.year[1])
    page.go_back()
    expect(sentence(page)).to_have_text(shown)
    expect(page.get_by_role("textbox", name="Search")).to_have_value(word)
