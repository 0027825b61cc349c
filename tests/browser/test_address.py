"""The address is the state: it restores, goes back and forth, and survives what makes no sense."""

import json

from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import (
    details,
    marker,
    open_page,
    params,
    preset,
    row,
    sentence,
    shown_ids,
    start_again,
    the_map,
    wait_for_markers,
    wait_until_idle,
)
from tests.browser.dossiers import Dossier

# A month and a type: what the sentence says, what is on the map, which event is chosen.
MONTH = {
    "kosovo": (
        ("2023-05-01", "2023-05-31"),
        "2 events from 1 May to 31 May 2023 of type protest.",
        ["2023-05-26-zvecan-clashes", "2023-05-29-zvecan-kfor-clash"],
        ("2023-05-29-zvecan-kfor-clash", "Protesters and KFOR troops clash in Zvečan"),
    ),
    "island": (
        ("2031-03-01", "2031-03-31"),
        "2 events from 1 March to 31 March 2031 of type protest.",
        ["2031-03-03-hesk-roadblock", "2031-03-05-pelmory-rally"],
        ("2031-03-05-pelmory-rally", "Rally for the residents of Hesk in Pelmory"),
    ),
}
# How many of the month are on the map, of any type.
OF_THE_MONTH = {"kosovo": 3, "island": 9}
TEXT = {"kosovo": ("Zve%C4%8Dan", "Zvečan"), "island": ("%CE%9A%CE%AC%CE%BB%CF%84%CE%B1", "Κάλτα")}


def test_an_address_restores_filter_and_selection(dossier: Dossier, page: Page) -> None:
    dates, words, ids, (event_id, title) = MONTH[dossier.name]
    open_page(page, f"?since={dates[0]}&until={dates[1]}&type=PROTEST&event={event_id}")
    expect(sentence(page)).to_have_text(words)
    assert shown_ids(page) == ids
    expect(details(page).get_by_role("heading", name=title)).to_be_visible()
    since = page.get_by_role("group", name="From").get_by_role("spinbutton")
    assert since.all_inner_texts() == dates[0].split("-")
    until = page.get_by_role("group", name="To, included").get_by_role("spinbutton")
    assert until.all_inner_texts() == dates[1].split("-")
    page.get_by_role("button", name="More filters (1)").click()
    expect(page.locator("[data-testid=stPopoverBody]").get_by_text("Protest", exact=True)).to_be_visible()


def test_a_text_in_any_script_is_restored_from_the_address(dossier: Dossier, page: Page):
    sent, text = TEXT[dossier.name]
    open_page(page, f"?q={sent}")
    expect(page.get_by_role("textbox", name="Search")).to_have_value(text)
    page.reload()
    expect(page.get_by_role("textbox", name="Search")).to_have_value(text)


def test_back_and_forward_restore(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    preset(page, dossier.year[0]).click()
    expect(sentence(page)).to_contain_text(dossier.year[1])
    marker(page, dossier.other.id).wait_for()
    wait_until_idle(page)
    page.go_back()
    expect(sentence(page)).to_have_text(dossier.sentence)
    expect(preset(page, dossier.preset)).to_have_attribute("aria-checked", "true")
    expect(marker(page, dossier.other.id)).to_have_count(0)
    wait_until_idle(page)
    page.go_forward()
    expect(sentence(page)).to_contain_text(dossier.year[1])
    marker(page, dossier.other.id).wait_for()


def test_back_gives_up_a_selection(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    row(page, dossier.alone.title).click()
    expect(details(page)).to_be_visible()
    wait_until_idle(page)
    page.go_back()
    expect(details(page)).to_have_count(0)
    expect(the_map(page).locator(".selected")).to_have_count(0)


def test_bad_parameters_are_named_and_ignored(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=2023-13-01&type=WAR&type=ASSAULT&place=atlantis&colour=red")
    messages = "\n".join(page.locator("[data-testid=stAlert]").all_inner_texts())
    assert "since=2023-13-01 is not a date: write it as 20" in messages
    assert "type=WAR is not known: it can be AGREE, CONSULT" in messages
    assert "place=atlantis is not known" in messages
    assert "There is no parameter “colour”." in messages
    expect(sentence(page)).to_have_text(dossier.attacks)
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_dates_in_the_wrong_order_are_named_and_ignored(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    first, last = dossier.first
    start_again(page, f"?since={last}&until={first}")
    expect(page.locator("[data-testid=stAlert]")).to_have_text(
        f"until={first} is before since={last}: give the earlier day first."
    )
    expect(sentence(page)).to_have_text(dossier.sentence)


def test_an_event_outside_the_filter_says_so(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, f"?event={dossier.other.id}")
    expect(details(page)).to_contain_text("Not in this filter.")
    expect(sentence(page)).to_have_text(dossier.sentence)
    assert dossier.other.id not in shown_ids(page)


def test_an_unknown_event_is_named(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, "?event=2023-01-01-nothing")
    expect(page.get_by_text("There is no event “2023-01-01-nothing” in this data.")).to_be_visible()


def test_markup_in_an_address_is_only_text(dossier: Dossier, page: Page) -> None:
    open_page(page, "?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E&type=%3Cb%3E**x**&event=%5Bx%5D(javascript:hit)")
    expect(page.get_by_text("type=<b>**x** is not known")).to_be_visible()
    expect(sentence(page)).to_contain_text("mentioning “<img src=x onerror=window.hit=1>”")
    assert page.evaluate("window.hit") is None
    assert page.locator("a[href^=javascript]").count() == 0


def test_the_permalink_of_the_details_opens_the_same_view(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    (since, until), _words, _ids, (event_id, _title) = MONTH[dossier.name]
    start_again(page, f"?since={since}&until={until}&event={event_id}")
    details(page).get_by_role("link", name="Permalink to this event").click()
    wait_for_markers(page, OF_THE_MONTH[dossier.name])
    assert params(page) == [
        ("since", since),
        ("until", until),
        ("data", json.loads((dossier.folder / "seeds" / "datapackage.json").read_text("utf-8"))["version"]),
        ("event", event_id),
    ]
