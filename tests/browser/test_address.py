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
from tests.browser.server import ROOT

CLASH = "2023-05-29-zvecan-kfor-clash"
DEFAULT_SENTENCE = "42 events from 24 September to 6 October 2023."


def test_an_address_restores_filter_and_selection(page: Page) -> None:
    open_page(page, f"?since=2023-05-01&until=2023-05-31&type=PROTEST&event={CLASH}")
    expect(sentence(page)).to_have_text("2 events from 1 May to 31 May 2023 of type protest.")
    assert shown_ids(page) == ["2023-05-26-zvecan-clashes", CLASH]
    expect(details(page).get_by_role("heading", name="Protesters and KFOR troops clash in Zvečan")).to_be_visible()
    since = page.get_by_role("group", name="From").get_by_role("spinbutton")
    assert since.all_inner_texts() == ["2023", "05", "01"]
    until = page.get_by_role("group", name="To, included").get_by_role("spinbutton")
    assert until.all_inner_texts() == ["2023", "05", "31"]
    page.get_by_role("button", name="More filters (1)").click()
    expect(page.locator("[data-testid=stPopoverBody]").get_by_text("Protest", exact=True)).to_be_visible()


def test_a_text_in_any_script_is_restored_from_the_address(page: Page):
    open_page(page, "?q=Zve%C4%8Dan")
    expect(page.get_by_role("textbox", name="Search")).to_have_value("Zvečan")
    page.reload()
    expect(page.get_by_role("textbox", name="Search")).to_have_value("Zvečan")


def test_back_and_forward_restore(default_view: Page) -> None:
    page = default_view
    start_again(page)
    preset(page, "2023").click()
    expect(sentence(page)).to_contain_text("from 1 January to 31 December 2023")
    marker(page, CLASH).wait_for()
    wait_until_idle(page)
    page.go_back()
    expect(sentence(page)).to_have_text(DEFAULT_SENTENCE)
    expect(preset(page, "Banjska crisis 24 Sep – 6 Oct 2023")).to_have_attribute("aria-checked", "true")
    expect(marker(page, CLASH)).to_have_count(0)
    wait_until_idle(page)
    page.go_forward()
    expect(sentence(page)).to_contain_text("from 1 January to 31 December 2023")
    marker(page, CLASH).wait_for()


def test_back_gives_up_a_selection(default_view: Page) -> None:
    page = default_view
    start_again(page)
    row(page, "Six people arrested, four of them in Rudare").click()
    expect(details(page)).to_be_visible()
    wait_until_idle(page)
    page.go_back()
    expect(details(page)).to_have_count(0)
    expect(the_map(page).locator(".selected")).to_have_count(0)


def test_bad_parameters_are_named_and_ignored(default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=2023-13-01&type=WAR&type=ASSAULT&place=atlantis&colour=red")
    messages = "\n".join(page.locator("[data-testid=stAlert]").all_inner_texts())
    assert "since=2023-13-01 is not a date: write it as 2023-09-24." in messages
    assert "type=WAR is not known: it can be AGREE, CONSULT" in messages
    assert "place=atlantis is not known in this data." in messages
    assert "There is no parameter “colour”." in messages
    expect(sentence(page)).to_have_text("2 events from 24 September to 6 October 2023 of type armed attack.")
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_dates_in_the_wrong_order_are_named_and_ignored(default_view: Page) -> None:
    page = default_view
    start_again(page, "?since=2023-10-06&until=2023-09-24")
    expect(page.locator("[data-testid=stAlert]")).to_have_text(
        "until=2023-09-24 is before since=2023-10-06: give the earlier day first."
    )
    expect(sentence(page)).to_have_text(DEFAULT_SENTENCE)


def test_an_event_outside_the_filter_says_so(default_view: Page) -> None:
    page = default_view
    start_again(page, f"?event={CLASH}")
    expect(details(page)).to_contain_text("Not in this filter.")
    expect(sentence(page)).to_have_text(DEFAULT_SENTENCE)
    assert CLASH not in shown_ids(page)


def test_an_unknown_event_is_named(default_view: Page) -> None:
    page = default_view
    start_again(page, "?event=2023-01-01-nothing")
    expect(page.get_by_text("There is no event “2023-01-01-nothing” in this data.")).to_be_visible()


def test_markup_in_an_address_is_only_text(page: Page) -> None:
    open_page(page, "?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E&type=%3Cb%3E**x**&event=%5Bx%5D(javascript:hit)")
    expect(page.get_by_text("type=<b>**x** is not known")).to_be_visible()
    expect(sentence(page)).to_contain_text("mentioning “<img src=x onerror=window.hit=1>”")
    assert page.evaluate("window.hit") is None
    assert page.locator("a[href^=javascript]").count() == 0


def test_the_permalink_of_the_details_opens_the_same_view(default_view: Page) -> None:
    page = default_view
    start_again(page, f"?since=2023-05-01&until=2023-05-31&event={CLASH}")
    details(page).get_by_role("link", name="Permalink to this event").click()
    wait_for_markers(page, 3)
    assert params(page) == [
        ("since", "2023-05-01"),
        ("until", "2023-05-31"),
        ("data", json.loads((ROOT / "seeds" / "datapackage.json").read_text("utf-8"))["version"]),
        ("event", CLASH),
    ]
