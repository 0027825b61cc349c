import re
from datetime import date

import pytest

from dashboard.dossier.event import EventType
from dashboard.dossier.placement import place_event
from dashboard.drawing.map.base_map import labels
from dashboard.drawing.map.crossings import crossings
from dashboard.drawing.map.event_layer import payload
from dashboard.drawing.paper.canvas import Frame
from dashboard.drawing.paper.ground import boundary
from dashboard.drawing.paper.map import Shown, box_of, map_svg
from dashboard.drawing.paper.marks import grouped, steps
from dashboard.query import DEFAULT, Query
from tests.factories import GAZETTEER, area, event
from tests.pictures import SVG, parsed

SIZE = (900, 600)


def drawn(*events, until=None, **how):
    given = payload(events, GAZETTEER, frozenset({"zvecan"}), crossings(events, GAZETTEER, until))
    return map_svg(Shown(given, labels(GAZETTEER.values(), "en"), "A map", **how), *SIZE)


def ids_in(svg):
    marked = [one.get("data-events") for one in parsed(svg).iter() if one.get("data-events")]
    return sorted(key for keys in marked for key in keys.split())


def texts(svg):
    return [one.text for one in parsed(svg).iter(f"{SVG}text") if one.get("fill") != "none"]


def test_every_event_on_the_map_is_drawn_once_and_no_other(curated_store):
    for query in (DEFAULT, Query(), Query(types=(EventType.MOBILIZE,))):
        events = curated_store.events(query)
        gazetteer = curated_store.dossier.gazetteer
        given = payload(events, gazetteer, curated_store.municipalities, ())
        svg = map_svg(Shown(given, labels(gazetteer.values(), "en"), "A map"), *SIZE)
        on_the_map = [
            one.id for one in events if place_event(one, gazetteer, curated_store.municipalities).kind != "off_map"
        ]
        assert ids_in(svg) == sorted(on_the_map)


def test_a_pin_far_from_the_line_is_still_inside_the_picture():
    svg = drawn(event("north", lat=44.3, lon=19.0), event("south", lat=41.4, lon=23.0))
    places = re.findall(r'data-events="\w+".*?translate\(([\d.-]+) ([\d.-]+)\)', svg)
    assert len(places) == 2
    assert all(0 < float(x) < SIZE[0] and 0 < float(y) < SIZE[1] for x, y in places)


def test_near_pins_share_a_ring_with_their_number():
    svg = drawn(event("a"), event("b", lat=42.971), event("c", lat=42.4, lon=21.5))
    assert "2" in texts(svg)
    # At zoom 1 the world is 512 px wide: 16 degrees are 22.8 px and 17 degrees 24.2 px.
    frame = Frame(512, 512, 1, 0, 0)
    pins = [{"kind": "pin", "lat": 0, "lon": lon} for lon in (0, 16, 17)]
    assert [len(one.events) for one in grouped(frame, pins)] == [2, 1]


def test_an_area_is_never_a_pin():
    root = parsed(drawn(area("wide", place="north_kosovo")))
    (node,) = [one for one in root.iter() if one.get("data-events") == "wide"]
    assert node.tag == f"{SVG}path"
    assert node.get("stroke-dasharray") == "2 4"


def test_the_strip_lies_on_the_serbian_side_and_says_what_is_not_known():
    svg = drawn(area("build-up", zone="boundary_serbian_side", episode="serbian-deployment-2023"))
    assert 'clip-path="url(#strip-side)"' in svg
    assert "Reported build-up;" in texts(svg)
    assert "url(#hatch)" not in drawn(event())


def test_a_closed_crossing_carries_its_dates():
    closure = event(
        "shut", place="crossing_jarinje", mode="restrict", date_end=date(2023, 10, 18), lat=43.2186, lon=20.6917
    )
    assert "closed 24 Sep – 18 Oct 2023" in texts(drawn(closure, until=date(2023, 10, 6)))
    assert "Crossing, closed" in texts(drawn(closure, until=date(2023, 10, 6)))
    assert "Crossing, closed" not in texts(drawn(event()))


def test_the_legend_holds_what_is_in_view_alone():
    shown = texts(drawn(event(), event("b", lat=42.4, event_type=EventType.CONSULT)))
    assert "Armed attack" in shown
    assert "Talks" in shown
    assert "Protest" not in shown


def test_it_names_both_forms_the_asterisk_its_footnote_and_the_credit():
    shown = texts(drawn(event()))
    whole = " ".join(shown)
    assert "Banjska/Banjskë" in shown
    assert "KOSOVO*" in shown
    assert "* This designation is without prejudice to positions on status" in whole
    assert "© OpenStreetMap contributors (ODbL)" in whole


def test_a_hostile_title_stays_text():
    svg = drawn(event(title='</title><script>alert(1)</script><a href="javascript:alert(1)">', place="zvecan"))
    root = parsed(svg)
    assert not [one for one in root.iter() if one.tag.endswith("script")]
    assert [one.get("href") for one in root.iter(f"{SVG}a")] == []
    assert any("<script>" in (one.text or "") for one in root.iter(f"{SVG}title"))


def test_it_asks_for_nothing():
    svg = drawn(event(), area("build-up", zone="boundary_serbian_side"))
    addresses = re.findall(r'href="([^"]*)"|url\(([^)]*)\)', svg)
    assert {(first or second).split(",")[0] for first, second in addresses} == {
        "data:image/png;base64", "#hatch", "#strip-side",
    }  # fmt: skip


def test_a_marker_leads_to_where_its_event_is_told():
    root = parsed(drawn(event(), links={"e1": "#e-1"}))
    assert [one.get("href") for one in root.iter(f"{SVG}a")] == ["#e-1"]


def test_names_do_not_stand_on_each_other():
    svg = parsed(drawn(event()))
    lines = [one for one in svg.iter(f"{SVG}text") if one.get("fill") == "none" and not one.get("text-anchor")]
    spots = [(float(one.get("x")), float(one.get("y"))) for one in lines]
    assert len(spots) == len(set(spots))


def test_squares_are_graded_by_round_steps():
    # The lowest tenth of the 20 squares ends at 3; (1000 / 3) ** (1/5) is 3.2: steps at 9.6, 30.6, 97.9 and 312.9.
    assert steps([1, *range(2, 20), 1000]) == [1, 10, 30, 100, 300]
    assert steps([4, 4]) == [1]


def test_a_map_of_counts_draws_each_square_once():
    size, zoom = (900, 600), box_of(900, 600)[1] + 4
    x, y = (int((20.8 + 180) / 360 * 2**zoom), int(2**zoom * 0.3674))
    counted = {
        "zoom": zoom, "x": x, "y": y, "types": [],
        "datasets": [{"dataset": "one", "cells": {"x": [0, 1], "y": [0, 0], "n": [3, 1]}},
                     {"dataset": "two", "cells": {"x": [0], "y": [0], "n": [2]}}],
    }  # fmt: skip
    dense = {"events": [], "names": [], "strip": "", "closures": [], "density": {"areas": []}}
    svg = map_svg(Shown(dense, (), "A map", picture=counted), *size)
    squares = re.findall(r'd="(M[^"]*z)" fill="#\w+" fill-opacity="0.86"', svg)
    assert sum(d.count("z") for d in squares) == 2
    assert "2 or more in a square" in texts(svg)


@pytest.mark.parametrize("size", [(760, 380), (1200, 780), (400, 400)])
def test_the_whole_line_is_in_the_box(size):
    box, zoom = box_of(*size)
    west, south, east, north = boundary().bounds
    assert box.west < west
    assert box.south < south
    assert box.east > east
    assert box.north > north
    assert 7 <= zoom <= 10
