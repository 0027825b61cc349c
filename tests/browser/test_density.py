"""The density layer in the frame: its squares, what it asks of the server, and the way from them to single events."""

import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.drawing.density import density_address
from dashboard.drawing.event_layer import EventLayer, dense_payload
from dashboard.query import Query
from tests.browser.dashboard_page import MAP, map_frame, open_page, params
from tests.browser.test_frame import HERE, answer
from tests.building import GAZETTEER

ROUTE = re.compile(r"/api/density\.json")
ADDRESS = "since=&until=&dataset=ucdp"
HOSTILE = "<img src=x onerror=alert(1)>"
TYPES = [{"type": "ASSAULT", "name": "Armed attack"}, {"type": "PROTEST", "name": HOSTILE}]
# Two squares of zoom 13 side by side, at 20.808° E, 42.969° N and east of it, in a view of the whole window.
BOX = [18.8, 41.3, 23.4, 44.4]
X, Y = 4569, 3011
SQUARE = (42.957, 20.808)  # (lat, lon) in the first of them


def dense(address=ADDRESS, areas=(("municipality:zvecan", 1250),), dataset="ucdp") -> dict:
    return dense_payload(address, {dataset: areas}, GAZETTEER, [])


def squares(*counts, dataset="ucdp") -> dict:
    """An answer: squares side by side from X, each with attacks and two other events."""
    top = [number for count in counts for number in (0, count - 2, 1, 2, 0, 0)]
    columns = {"x": list(range(len(counts))), "y": [0] * len(counts), "n": list(counts), "top": top}
    return {
        "box": BOX, "zoom": 13, "x": X, "y": Y, "types": TYPES,
        "datasets": [{"dataset": dataset, "count": sum(counts), "cells": columns}],
    }  # fmt: skip


def single(event_id, lat=42.957, lon=20.808) -> dict:
    return {
        "id": event_id, "kind": "pin", "feature": "", "lat": lat, "lon": lon, "radiusKm": None, "type": "ASSAULT",
        "typeName": "Armed attack", "family": "force", "title": HOSTILE, "place": "Banjska", "when": "24 Sep 2023",
    }  # fmt: skip


def singles(*events, more=0) -> dict:
    dataset = {"dataset": "ucdp", "count": len(events) + more, "events": list(events), "more": more}
    return {"box": BOX, "zoom": 13, "x": X, "y": Y, "datasets": [dataset]}


@pytest.fixture(scope="module")
def opened(browser):
    """A frame with an event layer; it takes seconds to load, so one serves all tests."""
    page = browser.new_page(viewport={"width": 900, "height": 520}, reduced_motion="reduce")
    page.missing, page.asked, page.mistakes = set(), [], []
    page.on("pageerror", lambda mistake: page.mistakes.append(str(mistake)))
    page.route("**/*", lambda route: answer(page, route, "light", None))
    page.route(ROUTE, lambda route: answer_density(page, route))
    page.goto(HERE)
    page.evaluate("options => dossier.events(map, options)", EventLayer("light").options)
    page.evaluate("dossier.ready")
    yield page
    page.close()


def answer_density(page, route) -> None:
    asked = dict(parse_qsl(urlsplit(route.request.url).query, keep_blank_values=True))
    page.views.append(asked)
    found = page.answers(asked)
    if found is None:
        route.abort()
    elif found == "later":
        page.held = route
    else:
        route.fulfill(content_type="application/json", body=json.dumps(found))


@pytest.fixture
def frame(opened):
    """The frame without events. Its route answers `frame.answers(parameters)`; all it was asked is in `frame.views`."""
    opened.views = []
    opened.answers = lambda _asked: squares(40, 2300)
    send(opened, dense() | {"density": None, "closures": [], "strip": ""})
    opened.locator('#map_div[data-shown="0"][data-density=""]').wait_for()
    opened.evaluate("() => { map.setView([42.957, 20.83], 9, {animate: false}); }")
    opened.mouse.move(2, 2)
    yield opened
    assert opened.mistakes == []


def send(frame, payload, selected="") -> None:
    """What the page sends to its frame with each change."""
    frame.evaluate("text => { dossier.show(text); }", payload | {"selected": selected})


def wait_for(frame, kind, address=ADDRESS) -> None:
    """Until the picture of the newest query is drawn."""
    frame.locator(f'#map_div[data-density="{kind}"][data-shown-query="{address}"]').wait_for()


def point_at(page, lat, lon, click=False) -> None:
    x, y = page.evaluate("at => { const {x, y} = map.latLngToContainerPoint(at); return [x, y]; }", [lat, lon])
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    if click:
        page.mouse.click(x, y)


def is_painted(page, lat, lon) -> bool:
    """True where the canvas has colour at a place."""
    return page.evaluate(
        """at => {
          const canvas = document.querySelector("canvas.density");
          const box = canvas.getBoundingClientRect();
          const {x, y} = map.latLngToContainerPoint(at);
          const ratio = canvas.width / box.width;
          return !canvas.hidden &&
            canvas.getContext("2d").getImageData((x - box.left) * ratio, (y - box.top) * ratio, 1, 1).data[3] > 0;
        }""",
        [lat, lon],
    )


def test_squares_tell_their_counts_and_types_as_text_and_the_legend_explains_them(frame):
    send(frame, dense())
    wait_for(frame, "cells")
    assert is_painted(frame, *SQUARE)
    point_at(frame, *SQUARE)
    tip = frame.locator(".density-tip")
    expect(tip.locator("b")).to_have_text("40 events")
    expect(tip.locator("li")).to_have_text(["Armed attack38", f"{HOSTILE}2"])
    assert frame.locator("img[src=x]").count() == 0
    expect(frame.locator(".legend")).to_contain_text("Events in a square")
    expect(frame.locator(".legend")).to_contain_text("Placed to an area only")
    canvas = frame.get_by_role(
        "img", name="Density of 2,340 events in view; a table of all places stands under the map"
    )
    expect(canvas).to_be_visible()
    area = frame.get_by_role("img", name="Zvečan/Zveçan: 1,250 events, placed to the municipality only")
    expect(area).to_have_count(1)


def test_datasets_stand_side_by_side_in_a_square(frame):
    both = squares(40)
    both["datasets"].append(squares(7, dataset="acled")["datasets"][0])
    frame.answers = lambda _asked: both
    send(
        frame, dense_payload(ADDRESS, {"ucdp": [], "acled": []}, GAZETTEER, [], {"ucdp": "UCDP GED", "acled": "ACLED"})
    )
    wait_for(frame, "cells")
    point_at(frame, *SQUARE)
    expect(frame.locator(".density-tip b")).to_have_text(["UCDP GED: 40 events", "ACLED: 7 events"])


def test_one_request_serves_a_viewport_and_short_pans(frame):
    frame.answers = lambda asked: squares(40) | {"box": [float(part) for part in asked["box"].split(",")]}
    send(frame, dense())
    wait_for(frame, "cells")
    send(frame, dense(), selected="another")
    frame.evaluate("() => { map.panBy([60, 30], {animate: false}); }")
    frame.wait_for_timeout(250)
    assert len(frame.views) == 1
    assert frame.views[0]["zoom"] == "9"
    assert is_painted(frame, *SQUARE)
    with frame.expect_request(ROUTE):
        frame.evaluate("() => { map.panBy([400, 0], {animate: false}); map.panBy([40, 0], {animate: false}); }")
    frame.wait_for_timeout(250)
    assert len(frame.views) == 2


def test_the_old_picture_stays_until_the_new_one_is_there(frame):
    frame.answers = lambda _asked: singles(single("old"))
    send(frame, dense())
    wait_for(frame, "events")
    frame.answers = lambda _asked: "later"
    with frame.expect_request(ROUTE):
        send(frame, dense("since=&until=&dataset=acled", dataset="acled"))
    frame.wait_for_timeout(100)
    expect(frame.locator("[data-events=old]")).to_be_visible()
    frame.held.fulfill(content_type="application/json", body=json.dumps(squares(40)))
    wait_for(frame, "cells", "since=&until=&dataset=acled")
    expect(frame.locator("[data-events=old]")).to_have_count(0)
    with frame.expect_request(ROUTE):
        send(frame, dense())
    frame.wait_for_timeout(100)
    assert is_painted(frame, *SQUARE)
    few = dense() | {"density": None, "events": [single("few")]}
    send(frame, few)  # overtakes the answer that is still waited for
    expect(frame.locator("[data-events=few]")).to_be_visible()
    expect(frame.locator("canvas.density")).to_be_hidden()
    expect(frame.locator('#map_div[data-density=""]')).to_have_count(1)


def test_a_failure_is_said_and_can_be_tried_again(frame):
    send(frame, dense())
    wait_for(frame, "cells")
    frame.answers = lambda _asked: None
    send(frame, dense("since=&until=2020-01-01&dataset=ucdp"))
    expect(frame.get_by_role("alert")).to_have_text("Not loaded: events of this view. Retry")
    assert is_painted(frame, *SQUARE)
    frame.answers = lambda _asked: squares(40)
    frame.get_by_role("button", name="Retry").click()
    wait_for(frame, "cells", "since=&until=2020-01-01&dataset=ucdp")
    expect(frame.get_by_role("alert")).to_have_count(0)


def test_a_square_is_listed_or_looked_at_more_closely(frame):
    frame.answers = lambda asked: singles(single("e1"), single("e2"), more=0) if "list" in asked else squares(40, 2300)
    send(frame, dense())
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    rows = frame.locator(".event-list li button")
    expect(rows).to_have_count(2)
    assert frame.locator("img[src=x]").count() == 0
    west, south, east, north = (float(part) for part in frame.views[-1]["box"].split(","))
    assert 20.7861 < west < east < 20.8301  # column 4569 of 8192
    assert south < SQUARE[0] < north
    rows.first.click()
    expect(rows.first).to_have_attribute("aria-current", "true")
    send(frame, dense(), selected="e1")  # the page runs again and sends the same query
    expect(rows).to_have_count(2)
    frame.keyboard.press("Escape")
    expect(frame.locator(".event-list")).to_have_count(0)
    point_at(frame, SQUARE[0], SQUARE[1] + 360 / 8192, click=True)
    frame.wait_for_function("map.getZoom() === 11 && !map._animatingZoom")
    assert frame.evaluate("map.getCenter().lng") == pytest.approx((X + 1.5) / 8192 * 360 - 180, abs=0.01)


def test_at_the_nearest_zoom_a_square_lists_its_first_events_and_says_of_how_many(frame):
    frame.answers = lambda asked: singles(single("e1"), more=2299) if "list" in asked else squares(2300)
    frame.evaluate("() => { map.setView([42.957, 20.83], 12, {animate: false}); }")
    send(frame, dense())
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    expect(frame.locator(".event-list p")).to_have_text("The first 1 of 2,300; narrow the dates to see the others")


def test_zooming_in_turns_squares_into_events_that_can_be_chosen(new_page, server_with_many):
    query = Query(datasets=("many",))
    page = new_page(base_url=server_with_many.url)
    open_page(page)
    inside = map_frame(page)
    send(inside, dense(density_address(query), dataset="many"))
    wait_for(inside, "cells", density_address(query))
    inside.evaluate("() => { map_div.setView([42.957, 20.83], 12, {animate: false}); }")
    wait_for(inside, "events", density_address(query))
    expect(inside.locator("canvas.density")).to_be_hidden()
    marker = inside.locator(".event-icon[data-events^=many]").first
    event_id = marker.get_attribute("data-events").split()[0]
    page.locator(MAP).scroll_into_view_if_needed()
    marker.press("Enter")
    row = inside.locator(f'.event-list [data-event="{event_id}"]')
    if row.count():
        row.press("Enter")
    page.wait_for_url("**event=**")
    assert ("event", event_id) in params(page)
