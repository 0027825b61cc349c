"""Playback in the frame: what each day shows, by keyboard, without the map moving."""

import json
import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.dossier.event import Spread
from dashboard.drawing.map import playback as drawing
from dashboard.drawing.map.crossings import Crossing
from dashboard.drawing.map.event_layer import EventLayer, dense_payload, payload
from dashboard.drawing.map.playback import PlaybackBar, playback, question
from dashboard.query import Query
from dashboard.query.options import Options
from tests.browser.axe import ours
from tests.browser.dashboard_page import MAP, map_frame, shown_ids, start_again, the_map, wait_until_idle
from tests.browser.test_frame import HERE, READY, answer
from tests.factories import GAZETTEER, JARINJE, area, event, store

ROUTE = re.compile(r"/api/playback\.json")
EMPTY = {"events": [], "names": [], "strip": "", "closures": [], "density": None, "playback": None}


def on(event_id, day, until=None, **changes):
    last = date(2023, 9, until) if until else None
    return event(event_id, date_start=date(2023, 9, day), date_end=last, **changes)


EVENTS = [
    on("third", 3, fatalities=Spread(best=2)),
    on("fifth-to-ninth", 5, until=9, lat=42.5, lon=21.2),
    area("sixth", place="north_kosovo", date_start=date(2023, 9, 6)),
    on("sixteenth", 16, lat=42.97, lon=20.78),  # at the place of the first
]
SHUT = on("shut", 4, until=5, place="crossing_jarinje")
# What of EVENTS has begun by a day, and what of them touches its last seven days, read off the dates above.
SO_FAR = {
    3: {"third"},
    4: {"third"},
    5: {"third", "fifth-to-ninth"},
    6: {"third", "fifth-to-ninth", "sixth"},
    16: {"third", "fifth-to-ninth", "sixth", "sixteenth"},
}
WINDOW = {
    9: {"third", "fifth-to-ninth", "sixth"},
    10: {"fifth-to-ninth", "sixth"},
    15: {"fifth-to-ninth"},
    16: {"sixteenth"},
}


@pytest.fixture(scope="module")
def opened(browser):
    """A frame with event layer and bar, for readers who want little motion."""
    yield from _frame(browser, "reduce")


@pytest.fixture(scope="module")
def moving(browser):
    """The same for readers who said nothing of motion."""
    yield from _frame(browser, "no-preference")


def _frame(browser, motion):
    page = browser.new_page(viewport={"width": 900, "height": 520}, reduced_motion=motion)
    page.missing, page.asked, page.mistakes = set(), [], []
    page.on("pageerror", lambda mistake: page.mistakes.append(str(mistake)))
    page.route("**/*", lambda route: answer(page, route, "light", None))
    page.route(ROUTE, lambda route: _answer_days(page, route))
    page.route(re.compile(r"/api/density\.json"), lambda route: route.fulfill(json=page.squares))
    page.goto(HERE)
    page.evaluate("options => dossier.events(options)", EventLayer().options)
    page.evaluate("options => dossier.playback(options)", PlaybackBar().options)
    page.evaluate(READY)
    yield page
    page.close()


def _answer_days(page, route) -> None:
    page.views.append(urlsplit(route.request.url).query)
    if page.answer is None:
        route.abort()
    else:
        route.fulfill(content_type="application/json", body=json.dumps(page.answer))


def send(page, events=EVENTS, selected="", closures=(), query=None) -> None:
    """What the page sends to its frame; the route then answers for the same events."""
    page.answer = playback(store(*events), Query())
    asked = question(query or Query(), Options(), {"curated": "Curated dossier"})
    page.evaluate(
        "text => dossier.show(text)",
        payload(events, GAZETTEER, set(), closures) | {"selected": selected, "playback": asked},
    )


def prepared(page):
    """The frame with the bar closed and EVENTS on the map."""
    page.views = []
    page.evaluate("text => dossier.show(text)", EMPTY | {"selected": ""})
    send(page)
    expect(page.get_by_role("button", name="Play the days")).to_be_visible()
    return page


@pytest.fixture
def frame(opened):
    yield prepared(opened)
    assert opened.mistakes == []


def shown(page) -> set[str]:
    texts = page.locator("[data-events]").evaluate_all("nodes => nodes.map((node) => node.dataset.events)")
    return {event_id for text in texts for event_id in text.split()}


def wait_for_day(page, day: int) -> None:
    page.locator(f'#map_div[data-day="2023-09-{day:02}"]').wait_for()


def go_to(page, day: int) -> None:
    """Move the slider by keyboard: it starts on 3 September."""
    slider = page.get_by_role("slider", name="Day")
    slider.press("Home")
    for _ in range(day - 3):
        slider.press("ArrowRight")
    wait_for_day(page, day)


def open_bar(page) -> None:
    page.get_by_role("button", name="Play the days").press("Enter")
    wait_for_day(page, 3)


def test_before_it_is_opened_there_is_one_button_and_all_events(frame):
    assert frame.get_by_role("region", name="Playback").get_by_role("button").all_inner_texts() == ["Play the days"]
    assert shown(frame) == {"third", "fifth-to-ninth", "sixth", "sixteenth"}
    assert frame.views == []


def test_opened_by_keyboard_it_shows_the_first_day_and_waits_where_motion_is_unwanted(frame):
    open_bar(frame)
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_focused()
    assert frame.views == ["since=&until=&dataset=curated"]
    assert shown(frame) == {"third"}
    expect(frame.get_by_role("status")).to_have_text("3 Sep 2023 · 1 of 4 events · killed: 2")


@pytest.mark.parametrize("day", SO_FAR)
def test_a_day_shows_what_has_begun_by_then(frame, day):
    open_bar(frame)
    go_to(frame, day)
    assert shown(frame) == SO_FAR[day]
    expect(frame.get_by_role("status")).to_contain_text(f"{day} Sep 2023 · {len(SO_FAR[day])} of 4 events")


@pytest.mark.parametrize("day", WINDOW)
def test_the_window_shows_what_touches_the_last_seven_days(frame, day):
    open_bar(frame)
    mode = frame.get_by_role("combobox", name="Days shown")
    mode.select_option("The last 7 days")
    go_to(frame, day)
    assert shown(frame) == WINDOW[day]
    expect(frame.get_by_role("status")).to_contain_text(f"– {day} Sep 2023 · {len(WINDOW[day])} of 4 events")
    mode.select_option("All days so far")


def test_arrows_step_from_every_button_and_stop_at_the_ends(frame):
    open_bar(frame)
    frame.keyboard.press("ArrowRight")
    wait_for_day(frame, 4)
    frame.keyboard.press("Tab")
    frame.keyboard.press("Enter")  # one day back
    wait_for_day(frame, 3)
    frame.keyboard.press("ArrowLeft")
    wait_for_day(frame, 3)
    frame.get_by_role("slider").press("End")
    wait_for_day(frame, 16)
    frame.get_by_role("button", name="One day on").press(" ")
    wait_for_day(frame, 16)
    expect(frame.get_by_role("slider")).to_have_attribute("aria-valuetext", "16 Sep 2023")


def test_closed_it_shows_the_whole_query_again_and_gives_the_focus_back(frame):
    open_bar(frame)
    frame.keyboard.press("Escape")
    expect(frame.get_by_role("button", name="Play the days")).to_be_focused()
    assert shown(frame) == {"third", "fifth-to-ninth", "sixth", "sixteenth"}
    assert frame.locator("#map_div[data-day]").count() == 0


def test_the_map_keeps_still(frame):
    where = "[map.getZoom(), map.getCenter().lat, map.getCenter().lng, map.getSize().x, map.getSize().y]"
    before = frame.evaluate(where)
    open_bar(frame)
    go_to(frame, 6)
    assert frame.evaluate(where) == before
    frame.keyboard.press("Escape")
    frame.wait_for_timeout(100)
    assert frame.evaluate(where) == before


def test_the_bar_covers_nothing_in_the_corners_of_the_map(frame):
    open_bar(frame)
    top = frame.locator(".playback").bounding_box()["y"]
    for corner in (".legend", ".imprint", ".leaflet-control-scale"):
        box = frame.locator(corner).bounding_box()
        assert box["y"] + box["height"] <= top


def test_a_marker_that_stays_is_left_alone_and_the_chosen_one_keeps_its_ring(frame):
    send(frame, selected="third")
    open_bar(frame)
    frame.evaluate("window.kept = document.querySelector('[data-events=third]')")
    go_to(frame, 6)
    assert frame.evaluate("kept === document.querySelector('[data-events=third]')")
    expect(frame.locator("[data-events=third]")).to_have_attribute("aria-current", "true")


def test_a_closed_crossing_is_told_from_its_day_on(frame):
    send(frame, closures=[Crossing(JARINJE, SHUT, is_closed=False)])
    open_bar(frame)
    chip = frame.locator("[data-crossing=crossing_jarinje]")
    expect(chip).to_have_count(0)
    go_to(frame, 5)
    expect(chip).to_have_class(re.compile("closed"))
    go_to(frame, 6)
    expect(chip).not_to_have_class(re.compile("closed"))


def test_another_filter_keeps_the_day_where_it_can(frame):
    open_bar(frame)
    go_to(frame, 6)
    send(frame, EVENTS[:2], query=Query(date(2023, 9, 1)))
    expect(frame.get_by_role("status")).to_have_text("6 Sep 2023 · 2 of 2 events · killed: 2")
    send(frame, EVENTS[:1], query=Query(date(2023, 9, 2)))
    expect(frame.get_by_role("status")).to_have_text("3 Sep 2023 · 1 of 1 events · killed: 2")


def test_a_failure_is_said_and_can_be_tried_again(frame):
    frame.answer = None
    frame.get_by_role("button", name="Play the days").press("Enter")
    alert = frame.get_by_role("alert")
    expect(alert).to_have_text("Not loaded: days to play. Retry")
    assert shown(frame) == {"third", "fifth-to-ninth", "sixth", "sixteenth"}
    frame.answer = playback(store(*EVENTS), Query())
    alert.get_by_role("button", name="Retry").press("Enter")
    wait_for_day(frame, 3)
    expect(alert).to_have_count(0)


def test_too_many_events_are_told(frame, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_EVENTS", 3)
    send(frame)
    frame.get_by_role("button", name="Play the days").press("Enter")
    expect(frame.get_by_role("status")).to_have_text(
        "Playback is for up to 200,000 events and 40,000 days: narrow the dates to play fewer."
    )
    expect(frame.get_by_role("slider")).to_be_hidden()
    assert shown(frame) == {"third", "fifth-to-ninth", "sixth", "sixteenth"}
    frame.get_by_role("button", name="Close playback").press("Enter")


def test_unwanted_motion_is_a_picture_a_second(frame):
    open_bar(frame)
    frame.get_by_role("combobox", name="Speed").select_option("7 days a second")
    frame.get_by_role("slider").press(" ")
    expect(frame.get_by_role("button", name="Pause")).to_be_visible()
    seen = frame.evaluate(
        """() => new Promise((done) => {
          const seen = [];
          const box = document.getElementById("map_div");
          const note = () => seen.push([box.dataset.day, performance.now()]);
          new MutationObserver(note).observe(box, { attributeFilter: ["data-day"] });
          setTimeout(() => done(seen), 2600);
        })"""
    )
    (first, first_ms), (second, second_ms) = seen
    assert (first, second) == ("2023-09-10", "2023-09-16")
    assert second_ms - first_ms > 900
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()  # the last day ends it


def test_space_plays_and_pauses(moving):
    frame = prepared(moving)
    frame.get_by_role("button", name="Play the days").press("Enter")
    wait_for_day(frame, 5)  # it plays by itself
    slider = frame.get_by_role("slider")
    expect(frame.get_by_role("status")).to_have_attribute("aria-live", "off")
    slider.press(" ")
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(frame.get_by_role("status")).to_have_attribute("aria-live", "polite")
    day = frame.locator("#map_div").get_attribute("data-day")
    assert day < "2023-09-16"  # else the end would have stopped it
    frame.wait_for_timeout(1200)
    assert frame.locator("#map_div").get_attribute("data-day") == day
    frame.get_by_role("combobox", name="Speed").select_option("30 days a second")
    slider.press(" ")
    wait_for_day(frame, 16)
    expect(frame.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert frame.mistakes == []


def dots(page) -> int:
    """How many points of the dots' canvas have colour; 0 while it is hidden."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector("canvas.playback-dots");
          if (canvas.hidden) return 0;
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }"""
    )


def test_many_events_are_dots_that_come_with_their_day(frame, monkeypatch):
    monkeypatch.setattr("dashboard.drawing.map.event_layer.MOST_MARKERS", 1)
    asked = question(Query(), Options(), {"curated": "Curated dossier"})
    cells = {"x": [0], "y": [0], "n": [2500], "top": [0, 2500, 0, 0, 0, 0]}
    frame.squares = {
        "box": [18.8, 41.3, 23.4, 44.4], "zoom": 13, "x": 4569, "y": 3011,
        "types": [{"type": "ASSAULT", "name": "Armed attack"}],
        "datasets": [{"dataset": "curated", "count": 2500, "cells": cells}],
    }  # fmt: skip
    many = dense_payload(asked["address"], {"curated": [("circle:north_kosovo", 1)]}, GAZETTEER, [])
    frame.answer = playback(store(*EVENTS), Query())
    frame.evaluate("text => dossier.show(text)", many | {"selected": "", "playback": asked})
    squares = frame.locator("canvas.density")
    expect(squares).to_be_visible()
    round_area = frame.get_by_role("button", name="northern part of Kosovo")
    expect(round_area).to_have_count(1)

    open_bar(frame)
    expect(squares).to_be_hidden()
    expect(round_area).to_have_count(0)
    expect(frame.locator(".legend")).to_contain_text("Force, troops")
    one = dots(frame)
    assert one > 20
    go_to(frame, 5)
    assert dots(frame) == 2 * one
    go_to(frame, 6)
    expect(round_area).to_have_count(1)
    expect(round_area).to_have_attribute("aria-label", "northern part of Kosovo: area, not an exact place")
    squares_of, frame.squares = frame.squares, {"page": 1, "pages": 1, "datasets": []}
    with frame.expect_request(re.compile("area=")) as listing:
        round_area.press("Enter")
    told = dict(parse_qsl(urlsplit(listing.value.url).query, keep_blank_values=True))
    assert (told["area"], told["since"], told["until"]) == ("circle:north_kosovo", "", "2023-09-06")
    frame.squares = squares_of
    frame.get_by_role("combobox", name="Days shown").select_option("The last 7 days")
    go_to(frame, 16)
    assert dots(frame) == one
    frame.get_by_role("combobox", name="Days shown").select_option("All days so far")
    frame.evaluate("() => { map.setZoom(10, {animate: false}); }")
    assert dots(frame) == 2 * one
    frame.keyboard.press("Escape")
    assert dots(frame) == 0
    expect(squares).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_the_page_it_needs_no_run_and_passes_the_rules(default_view, scheme):
    page = default_view
    page.emulate_media(color_scheme=scheme)
    start_again(page)
    page.locator(MAP).scroll_into_view_if_needed()
    before = shown_ids(page)
    runs = page.evaluate_handle(
        """() => {
          const runs = [];
          const app = document.querySelector("[data-testid=stApp]");
          new MutationObserver(() => runs.push(1)).observe(app, { attributeFilter: ["data-test-script-state"] });
          return runs;
        }"""
    )
    the_map(page).get_by_role("button", name="Play the days").press("Enter")
    status = the_map(page).locator(".playback-readout")
    expect(status).to_contain_text("24 Sep 2023 · 10 of 42 events")
    assert set(shown_ids(page)) < set(before)
    the_map(page).get_by_role("slider").press("End")
    expect(status).to_contain_text("6 Oct 2023 · 42 of 42 events · killed: 4 (4 to 5)")
    assert shown_ids(page) == before
    assert page.evaluate("runs => runs.length", runs) == 0
    assert ours(page) == []
    map_frame(page).evaluate("document.querySelector('.playback-close').click()")
    wait_until_idle(page)
