"""The density layer in the frame: its squares, what it asks of the server, and the way from them to single events."""

import csv
import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard.drawing.map.density import density_address
from dashboard.drawing.map.event_layer import EventLayer, dense_payload
from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.store.catalogue import Catalogue
from tests.browser.dashboard_page import MAP, details, map_frame, open_page, params
from tests.browser.test_frame import HERE, READY, answer
from tests.factories import GAZETTEER

ROUTE = re.compile(r"/api/density\.json")
ADDRESS = "since=&until=&dataset=ucdp"
HOSTILE = "<img src=x onerror=alert(1)>"
TYPES = [{"type": "ASSAULT", "name": "Armed attack"}, {"type": "PROTEST", "name": HOSTILE}]
# Two squares of zoom 13 side by side, at 20.808° E, 42.969° N and east of it, in a view of the whole window.
BOX = [18.8, 41.3, 23.4, 44.4]
X, Y = 4569, 3011
SQUARE = (42.957, 20.808)  # (lat, lon) in the first of them
BESIDE_SQUARE = (42.91, 20.84)  # in the municipality of Zvečan and in no square


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


def singles(*events) -> dict:
    dataset = {"dataset": "ucdp", "count": len(events), "events": list(events)}
    return {"box": BOX, "zoom": 13, "x": X, "y": Y, "datasets": [dataset]}


def listed(page, pages, *datasets) -> dict:
    """A page of a list: for each dataset its name, count, the number of the first of its events, and the events."""
    parts = [dict(zip(("dataset", "count", "first", "events"), one, strict=True)) for one in datasets]
    return {"box": BOX, "zoom": 13, "x": X, "y": Y, "page": page, "pages": pages, "datasets": parts}


@pytest.fixture(scope="module")
def opened(browser):
    """A frame with an event layer; it takes seconds to load, so one serves all tests."""
    page = browser.new_page(viewport={"width": 900, "height": 520}, reduced_motion="reduce")
    page.missing, page.asked, page.mistakes = set(), [], []
    page.on("pageerror", lambda mistake: page.mistakes.append(str(mistake)))
    page.route("**/*", lambda route: answer(page, route, "light", None))
    page.route(ROUTE, lambda route: answer_density(page, route))
    page.goto(HERE)
    page.evaluate("options => dossier.events(options)", EventLayer().options)
    page.evaluate(READY)
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
        "img",
        name="Density of 2,340 events in view; Enter opens the framed square nearest to the middle; a table of all "
        "places stands under the map",
    )
    expect(canvas).to_be_visible()
    area = frame.get_by_role("button", name="Zvečan/Zveçan: 1,250 events, placed to the municipality only")
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


def test_what_is_asked_already_is_not_asked_again(frame):
    frame.answers = lambda _asked: "later"
    with frame.expect_request(ROUTE):
        send(frame, dense())
    frame.evaluate("() => { map.panBy([60, 30], {animate: false}); }")
    frame.wait_for_timeout(250)
    assert len(frame.views) == 1
    frame.held.fulfill(content_type="application/json", body=json.dumps(squares(40)))
    wait_for(frame, "cells")


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
    few = listed(1, 1, ("ucdp", 2, 1, [single("e1"), single("e2")]))
    frame.answers = lambda asked: few if "list" in asked else squares(40, 2300)
    send(frame, dense())
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    rows = frame.locator(".event-list li button")
    expect(rows).to_have_count(2)
    expect(frame.locator(".event-list .pages")).to_have_count(0)
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


def paged(asked):
    """120 events of a square in pages of 50, or the square."""
    if "list" not in asked:
        return squares(120)
    page = int(asked["list"])
    numbers = range(page * 50 - 49, min(page * 50, 120) + 1)
    return listed(page, 3, ("ucdp", 120, numbers[0], [single(f"e{number}") for number in numbers]))


def test_at_the_nearest_zoom_a_square_lists_its_events_page_by_page(frame):
    frame.answers = paged
    frame.evaluate("() => { map.setView([42.957, 20.83], 12, {animate: false}); }")
    send(frame, dense())
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    told, rows = frame.locator(".event-list .pages p"), frame.locator(".event-list li button")
    earlier, later = (frame.get_by_role("button", name=f"{which} page") for which in ("Previous", "Next"))
    field = frame.get_by_role("spinbutton", name="Page of 3")
    expect(told).to_have_text("1–50 of 120")
    expect(rows).to_have_count(50)
    expect(rows.first).to_be_focused()
    expect(earlier).to_be_disabled()
    later.press("Enter")
    expect(told).to_have_text("51–100 of 120")
    expect(later).to_be_focused()
    assert frame.views[-1] == frame.views[-2] | {"list": "2"}
    frame.evaluate("() => { map.setZoom(11, {animate: false}); }")  # the list stays that of the square
    later.press("Enter")
    expect(told).to_have_text("101–120 of 120")
    expect(rows).to_have_count(20)
    expect(later).to_be_disabled()
    lists = [view for view in frame.views if "list" in view]
    assert [view["list"] for view in lists] == ["1", "2", "3"]
    assert {(view["box"], view["zoom"]) for view in lists} == {(lists[0]["box"], "12")}
    field.fill("2")
    field.press("Enter")
    expect(told).to_have_text("51–100 of 120")
    expect(rows.first).to_have_attribute("data-event", "e51")
    field.fill("99")
    field.press("Tab")
    expect(told).to_have_text("101–120 of 120")
    rows.first.click()
    send(frame, dense(), selected="e101")
    expect(rows.first).to_have_attribute("aria-current", "true")
    earlier.press("Enter")
    expect(told).to_have_text("51–100 of 120")
    earlier.press("Escape")
    expect(frame.locator(".event-list")).to_have_count(0)


def test_a_page_that_does_not_come_is_said_and_can_be_tried_again(frame):
    frame.answers = lambda asked: None if asked.get("list") == "2" else paged(asked)
    frame.evaluate("() => { map.setView([42.957, 20.83], 12, {animate: false}); }")
    send(frame, dense())
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    frame.get_by_role("button", name="Next page").click()
    expect(frame.get_by_role("alert")).to_have_text("Not loaded: events of this view. Retry")
    expect(frame.locator(".event-list .pages p")).to_have_text("1–50 of 120")
    frame.answers = paged
    frame.get_by_role("button", name="Retry").click()
    expect(frame.locator(".event-list .pages p")).to_have_text("51–100 of 120")
    frame.keyboard.press("Escape")


def test_the_counts_of_two_datasets_stand_side_by_side_on_a_page(frame):
    both = squares(120)
    both["datasets"].append(squares(7, dataset="acled")["datasets"][0])
    page = listed(1, 3, ("ucdp", 120, 1, [single("e1")]), ("acled", 7, 0, []))
    frame.answers = lambda asked: page if "list" in asked else both
    frame.evaluate("() => { map.setView([42.957, 20.83], 12, {animate: false}); }")
    send(
        frame, dense_payload(ADDRESS, {"ucdp": [], "acled": []}, GAZETTEER, [], {"ucdp": "UCDP GED", "acled": "ACLED"})
    )
    wait_for(frame, "cells")
    point_at(frame, *SQUARE, click=True)
    expect(frame.locator(".event-list .pages p")).to_have_text("UCDP GED: 1–1 of 120; ACLED: 7 events")
    frame.keyboard.press("Escape")


def test_by_keyboard_the_square_nearest_to_the_middle_is_told_and_opened(frame):
    frame.answers = paged
    frame.evaluate("() => { map.setView([42.957, 20.83], 12, {animate: false}); }")
    send(frame, dense())
    wait_for(frame, "cells")
    frame.locator("#map_div").focus()
    tip = frame.locator(".density-tip")
    frame.keyboard.press("ArrowLeft")
    expect(tip.locator("b")).to_have_text("120 events")
    frame.keyboard.press("Enter")
    expect(frame.locator(".event-list .pages p")).to_have_text("1–50 of 120")
    expect(tip).to_have_count(0)
    frame.keyboard.press("Escape")
    expect(frame.locator("#map_div")).to_be_focused()
    expect(tip.locator("b")).to_have_text("120 events")
    frame.evaluate("document.activeElement.blur()")
    expect(tip).to_have_count(0)


def test_an_area_lists_its_events_page_by_page_by_click_and_by_keyboard(frame):
    frame.answers = lambda asked: paged(asked) if "list" in asked else squares(40)
    send(frame, dense())
    wait_for(frame, "cells")
    area = frame.get_by_role("button", name="Zvečan/Zveçan: 1,250 events, placed to the municipality only")
    told, rows = frame.locator(".event-list .pages p"), frame.locator(".event-list li button")
    point_at(frame, *BESIDE_SQUARE, click=True)
    expect(told).to_have_text("1–50 of 120")
    assert frame.views[-1] == {"since": "", "until": "", "dataset": "ucdp", "area": "municipality:zvecan", "list": "1"}
    frame.get_by_role("button", name="Next page").click()
    expect(told).to_have_text("51–100 of 120")
    assert frame.views[-1] == frame.views[-2] | {"list": "2"}
    rows.first.press("Escape")
    expect(frame.locator(".event-list")).to_have_count(0)
    expect(area).to_be_focused()
    area.press("Enter")
    expect(rows.first).to_be_focused()
    expect(told).to_have_text("1–50 of 120")
    frame.keyboard.press("Escape")
    point_at(frame, *SQUARE, click=True)  # which lies above the area
    expect(told).to_have_text("1–50 of 120")
    assert "area" not in frame.views[-1]
    frame.keyboard.press("Escape")


@pytest.fixture(scope="module")
def one_spot(tmp_path_factory, curated_store):
    """A folder with the dataset `spot`: 2,600 events at one place, a third of them protests; and its file."""
    folder = tmp_path_factory.mktemp("one_spot")
    file = folder / "spot.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "date", "title", "type", "lat", "lon"])
        for number in range(2600):
            kind = "ASSAULT" if number % 3 else "PROTEST"
            day = f"20{10 + number % 10}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            rows.writerow([f"e{number}", day, f"Incident {number}", kind, *SQUARE])
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(folder / "datasets")
    import_files(Request((file,), dataset="spot"), catalogue, ground, lambda step, done: None)
    return folder / "datasets", file


def test_density_ends_in_the_events_of_the_file(new_page, server_with, one_spot):
    folder, file = one_spot
    with file.open(encoding="utf-8", newline="") as table:
        asked = [row for row in csv.DictReader(table) if row["date"] >= "2011-01-01"]
    asked.sort(key=lambda row: (row["date"], f"spot:{row['id']}"))
    page = new_page(base_url=server_with(DATASETS=str(folder)).url)
    open_page(page, "?dataset=spot&since=2011-01-01&until=")
    inside = map_frame(page)
    inside.locator('#map_div[data-density="cells"]').wait_for()
    inside.evaluate("at => { map_div.setView(at, 12, {animate: false}); }", SQUARE)
    inside.locator("#map_div").focus()
    inside.locator(".density-tip").wait_for()
    inside.locator("#map_div").press("Enter")
    told, rows = inside.locator(".event-list .pages p"), inside.locator(".event-list li button")
    expect(told).to_have_text(f"1–50 of {len(asked):,}")
    expect(rows.locator("b")).to_have_text([row["title"] for row in asked[:50]])
    last = (len(asked) - 1) // 50
    inside.locator(".event-list input").fill(str(last + 1))
    inside.locator(".event-list input").press("Enter")
    expect(told).to_have_text(f"{last * 50 + 1:,}–{len(asked):,} of {len(asked):,}")
    expect(rows.locator("b")).to_have_text([row["title"] for row in asked[last * 50 :]])
    rows.last.press("Enter")
    expect(details(page).get_by_role("heading", name=asked[-1]["title"])).to_be_visible()
    assert ("event", f"spot:{asked[-1]['id']}") in params(page)
    expect(rows.last).to_have_attribute("aria-current", "true")


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
