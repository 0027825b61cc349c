import json
import re
from datetime import date

import pytest
from streamlit_folium import _get_feature_group_string

from dashboard.dossier.event import EventType, GeoPrecision
from dashboard.drawing.map.base_map import base_map
from dashboard.drawing.map.crossings import Crossing
from dashboard.drawing.map.event_layer import (
    STRIP_ZONE,
    EventLayer,
    Shown,
    dense_payload,
    feature_group,
    off_map,
    payload,
)
from tests.factories import GAZETTEER, JARINJE, area, event, ids

PIN = event("pin", title="Police ambushed")
BUILD_UP = area(
    "build-up",
    precision=GeoPrecision.ZONE,
    place="north_kosovo",
    zone="boundary_serbian_side",
    date_start=date(2023, 9, 25),
    date_end=date(2023, 9, 30),
    event_type=EventType.MOBILIZE,
)
ZONE = area("zone", precision=GeoPrecision.ZONE, place="north_kosovo", zone="northern_municipalities")
CIRCLE = area("circle", place="north_kosovo")
MUNICIPALITY = area("municipality", precision=GeoPrecision.MUNICIPALITY, place="zvecan")
ABROAD = event("abroad", place="brussels", lat=50.85, lon=4.35)
EVENTS = [PIN, BUILD_UP, ZONE, CIRCLE, MUNICIPALITY, ABROAD]
ATTACKS = [
    "${alert(1)}",
    "`+alert(1)+`",
    "</script><script>alert(1)</script>",
    "{{'x'}}",
    "{% raw %}",
    "{#",
    "{{{7*7}}}",
    '"); alert(1); ("',
    "\\u0022",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u202egnirts\u202c",
    "Zvečan/Zveçan, Звечан",
    "line\nbreak\u2028",
]


def shown(events=EVENTS, closures=()):
    return payload(events, GAZETTEER, {"zvecan"}, closures)


def script(element) -> str:
    """The text that the element puts into the page's script."""
    return element._template.module.script(element, {})


def unpacked(text: str) -> dict:
    """What a script hands to the event layer."""
    return json.loads(re.fullmatch(r"\s*dossier\.show\((.+)\);\s*", text).group(1))


def test_a_pin_says_all_that_the_frame_draws():
    (one,) = shown([PIN])["events"]
    assert one == {
        "id": "pin",
        "kind": "pin",
        "feature": "",
        "lat": 42.97,
        "lon": 20.78,
        "radiusKm": None,
        "type": "ASSAULT",
        "typeName": "Armed attack",
        "family": "force",
        "title": "Police ambushed",
        "place": "Banjska/Banjskë",
        "when": "24 Sep 2023",
        "start": "2023-09-24",
        "end": "2023-09-24",
    }


def test_each_event_is_drawn_as_its_precision_allows():
    assert {one["id"]: one["kind"] for one in shown()["events"]} == {
        "pin": "pin",
        "build-up": "strip",
        "zone": "zone",
        "circle": "circle",
        "municipality": "municipality",
    }


def test_the_build_up_is_a_dated_strip_without_any_position():
    (strip,) = shown([BUILD_UP])["events"]
    assert (strip["kind"], strip["feature"]) == ("strip", "boundary_serbian_side")
    assert (strip["lat"], strip["lon"], strip["radiusKm"]) == (None, None, None)
    assert strip["when"] == "25–30 Sep 2023"


def test_what_is_off_the_map_is_in_the_strip_beside_it_and_nowhere_else():
    on_map = {one["id"] for one in shown()["events"]}
    elsewhere = set(ids(off_map(EVENTS, GAZETTEER, {"zvecan"})))
    assert elsewhere == {"abroad"}
    assert on_map | elsewhere == set(ids(EVENTS))
    assert on_map & elsewhere == set()


@pytest.mark.parametrize("selected", ["", "pin", "not-there"])
def test_the_selection_is_handed_on(selected):
    (element,) = feature_group(Shown(shown(), selected))._children.values()
    assert unpacked(script(element)) == shown() | {"selected": selected, "view": None}


def test_the_view_of_a_step_is_handed_on():
    view = {"key": "story/2", "lat": 42.97, "lon": 20.78, "zoom": 11}
    (element,) = feature_group(Shown(shown(), "pin", view))._children.values()
    assert unpacked(script(element)) == shown() | {"selected": "pin", "view": view}


@pytest.mark.parametrize(
    ("is_closed", "text"),
    [(True, "closed 24 Sep – 18 Oct 2023"), (False, "closed 24 Sep – 18 Oct 2023, then open")],
)
def test_a_closure_is_dated_and_says_whether_it_still_holds(is_closed, text):
    closure = event("closure", place="crossing_jarinje", date_end=date(2023, 10, 18))
    (one,) = shown([], [Crossing(JARINJE, closure, is_closed)])["closures"]
    assert one == {
        "key": "crossing_jarinje",
        "lat": 43.2186,
        "lon": 20.6917,
        "place": "Jarinje/Jarinjë",
        "isClosed": is_closed,
        "text": text,
        "start": "2023-09-24",
        "end": "2023-10-18",
    }


def test_a_crossing_that_was_never_closed_is_not_sent():
    assert shown([], [Crossing(JARINJE, None, False)])["closures"] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_data_stays_within_the_strings_of_the_script(attack):
    """The script is one call with one JSON value; what could end a string, a line or a script element is escaped."""
    text = script(Shown(shown([event(attack, title=attack)]), attack)).strip()
    assert unpacked(text)["selected"] == attack
    assert text.isascii()
    assert not set(text) & set("<>&'\n\r")
    assert not re.search(r"\{[{%#]", text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_component_takes_data_for_data(attack):
    """Its own text replacements and folium's templates leave what stands in the data as it is."""
    base = base_map("en", "light")
    layer = feature_group(Shown(shown([event("e1", title=attack)]), attack))
    sent = unpacked(re.search(r"dossier\.show.+", _get_feature_group_string(layer, base)).group())
    assert (sent["events"][0]["title"], sent["selected"]) == (attack, attack)
    assert "dossier.show" not in base.get_root().render()


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_the_script_carries_is_the_data_exactly(attack):
    sent = shown([event("e1", title=attack)])
    carried = unpacked(script(Shown(sent, "")))
    assert carried == sent | {"selected": "", "view": None}
    assert carried["events"][0]["title"] == attack


def test_the_feature_group_holds_the_payload_alone():
    group = feature_group(Shown(shown([PIN]), ""))
    (child,) = group._children.values()
    assert isinstance(child, Shown)


def test_the_constant_part_holds_no_data():
    assert set(EventLayer().options) == {"strings"}


@pytest.mark.parametrize(
    ("episodes", "note"),
    [
        ([], ""),
        (["serbian-deployment-2023"], "Reported build-up; extent and depth not stated; disputed by Serbia"),
        ([""], "Reported forces near the line; extent and depth not stated"),
        (
            ["", "serbian-deployment-2023"],
            "Reported forces near the line; extent and depth not stated; build-up of September 2023 disputed by Serbia",
        ),
    ],
)
def test_only_the_disputed_build_up_is_called_disputed(episodes, note):
    events = [
        area(f"e{number}", GeoPrecision.ZONE, zone=STRIP_ZONE, episode=episode)
        for number, episode in enumerate(episodes)
    ]
    assert shown(events)["strip"] == note


def dense(areas, **names):
    return dense_payload("since=&until=&dataset=ucdp", areas, GAZETTEER, [], names or None)


def test_many_events_are_sent_as_where_to_ask_for_them():
    sent = dense({"ucdp": [("municipality:zvecan", 1250)]})
    assert set(sent) == set(shown())
    assert sent["events"] == []
    assert sent["density"] == {
        "address": "since=&until=&dataset=ucdp",
        "datasets": {"ucdp": "ucdp"},
        "areas": [
            {
                "area": "municipality:zvecan",
                "kind": "municipality",
                "feature": "zvecan",
                "lat": 42.9075,
                "lon": 20.8403,
                "radiusKm": None,
                "place": "Zvečan/Zveçan",
                "texts": ["1,250 events, placed to the municipality only (area, not an exact place)"],
            }
        ],
    }


def test_few_events_need_no_density():
    assert shown()["density"] is None


def test_an_area_of_two_datasets_has_a_sentence_for_each_and_no_sum():
    sent = dense({"curated": [("circle:north_kosovo", 1)], "ucdp": [("circle:north_kosovo", 7)]}, ucdp="UCDP GED")
    (one,) = sent["density"]["areas"]
    assert one["radiusKm"] == 25
    assert one["texts"] == [
        "curated: 1 event, placed to this area only (not an exact place)",
        "UCDP GED: 7 events, placed to this area only (not an exact place)",
    ]


def test_the_strip_of_many_events_says_what_was_disputed():
    sent = dense({"curated": [("zone:boundary_serbian_side", 4)]})
    assert sent["density"]["areas"][0]["kind"] == "strip"
    assert sent["strip"].endswith("build-up of September 2023 disputed by Serbia")


def test_an_event_at_a_place_that_the_gazetteer_lacks_is_drawn_under_the_publishers_name():
    (one,) = shown([event("e1", place="", place_name="Settlement 7")])["events"]
    assert one["place"] == "Settlement 7"
    assert shown([event("e1", place="", place_name="Settlement 7")])["names"] == []
