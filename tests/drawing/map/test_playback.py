import base64
import json
import math
from dataclasses import replace
from datetime import date

import folium
import numpy as np
import pytest

from dashboard.dossier.event import EventType, GeoPrecision, Spread
from dashboard.drawing.map import playback as drawing
from dashboard.drawing.map.playback import PlaybackBar, playback, question
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.factories import area, dossier, event, store
from tests.synthetic import import_synthetic

ALL = Query()


def on(day, event_id=None, until=None, **changes):
    """An event of September 2023, which lasts until another day of it."""
    last = date(2023, 9, until) if until else None
    return event(event_id or f"e{day}", date_start=date(2023, 9, day), date_end=last, **changes)


def only(answer) -> dict:
    """The series of the only dataset."""
    (dataset,) = answer["datasets"]
    return dataset


def test_the_days_go_from_the_first_event_to_the_last_day_of_any():
    answer = playback(store(on(3), on(5, until=9), on(6)), ALL)
    assert (answer["first"], answer["days"], answer["isTooMuch"]) == ("2023-09-03", 7, False)


def test_the_days_stay_within_the_dates_asked_for():
    query = Query(date(2023, 9, 4), date(2023, 9, 8))
    answer = playback(store(on(1, until=5), on(6, until=20)), query)
    assert (answer["first"], answer["days"]) == ("2023-09-04", 5)
    assert only(answer)["cumulative"]["events"] == [1, 1, 2, 2, 2]


def test_so_far_counts_all_that_has_begun():
    answer = only(playback(store(on(3), on(3, "f"), on(5, until=6), on(6)), ALL))
    assert answer["dataset"] == "curated"
    assert answer["all"] == 4
    assert answer["cumulative"]["events"] == [2, 2, 3, 4]


def test_the_window_counts_what_touches_its_seven_days_first_and_last_included():
    # On the 9th the window goes back to the 3rd, on the 10th to the 4th; the event until the 5th leaves on the 12th.
    answer = only(playback(store(on(3), on(4, until=5), on(13)), ALL))
    assert answer["window"]["events"] == [1, 2, 2, 2, 2, 2, 2, 1, 1, 0, 1]


def test_killed_are_added_up_as_low_best_and_high_and_are_unknown_until_one_is_reported():
    events = [
        on(3),
        on(4, fatalities=Spread(low=30)),  # "at least 30" counts as 30 in all three
        on(5, fatalities=Spread(1, 2, 5)),
        on(6, fatalities=Spread(0, 0, 0)),
    ]
    numbers = only(playback(store(*events), ALL))["cumulative"]
    assert numbers["low"] == [None, 30, 31, 31]
    assert numbers["best"] == [None, 30, 32, 32]
    assert numbers["high"] == [None, 30, 35, 35]


def test_a_reported_none_is_not_unknown_and_leaves_the_window_as_unknown():
    numbers = only(playback(store(on(3, fatalities=Spread(0, 0, 0)), on(10)), ALL))["window"]
    assert numbers["best"] == [0, 0, 0, 0, 0, 0, 0, None]


def test_the_last_day_so_far_is_the_whole_query(curated_store):
    numbers = only(playback(curated_store, ALL))["cumulative"]
    totals = curated_store.of(ALL).totals(ALL)
    assert numbers["events"][-1] == totals.events
    killed = totals.fatalities
    assert [numbers[part][-1] for part in ("low", "best", "high")] == [killed.low, killed.best, killed.high]


def test_the_ledger_is_asked_for_the_days_to_play_dataset_by_dataset():
    asked = []

    def series(query, first, last):
        asked.append((query.datasets, first, last))
        return {"hostility": [9.0, 8.6, 8.2]}

    assert only(playback(store(on(3), on(5)), ALL, series))["hostility"] == [9.0, 8.6, 8.2]
    assert asked == [(("curated",), date(2023, 9, 3), date(2023, 9, 5))]


def test_a_query_without_events_has_no_days():
    assert playback(store(on(3)), Query(date(2020, 1, 1), date(2020, 1, 2))) == {
        "first": "",
        "days": 0,
        "isTooMuch": False,
        "datasets": [],
        "pins": None,
    }


@pytest.mark.parametrize(("limit", "value"), [("MOST_EVENTS", 1), ("MOST_DAYS", 2)])
def test_too_many_events_or_days_are_not_sent(monkeypatch, limit, value):
    monkeypatch.setattr(drawing, limit, value)
    answer = playback(store(on(3), on(5)), ALL)
    assert (answer["isTooMuch"], answer["days"], answer["datasets"]) == (True, 0, [])


def test_events_that_the_frame_holds_are_not_sent_again():
    assert playback(store(on(3)), ALL)["pins"] is None


def unpacked(pins, name, kind) -> list[int]:
    return np.frombuffer(base64.b64decode(pins[name]), kind).tolist()


def test_pins_are_packed_by_their_first_day_and_areas_apart(monkeypatch):
    monkeypatch.setattr("dashboard.drawing.map.event_layer.MOST_MARKERS", 2)
    events = [
        on(9, "late", event_type=EventType.AGREE),
        on(3, "early", until=4, lon=22.5, event_type=EventType.ASSAULT),
        replace(area("zone", place="north_kosovo"), date_start=date(2023, 9, 5)),
        replace(area("muni", GeoPrecision.MUNICIPALITY, place="zvecan"), date_start=date(2023, 9, 4)),
        on(6, "abroad", place="brussels", lat=50.85, lon=4.35),
    ]
    pins = playback(store(*events), ALL)["pins"]
    assert (pins["zoom"], pins["families"]) == (14, ["cooperation", "words", "coercion", "force", "other"])
    # 2**14 tiles of 256 px around the world: 22.5° E is (180 + 22.5) / 360 of 4,194,304 px, 20.78° E 0.5577 of them.
    assert unpacked(pins, "x", "<i4") == [2_359_296, 2_339_256]
    latitude = math.radians(42.97)
    y = (1 - math.log(math.tan(latitude) + 1 / math.cos(latitude)) / math.pi) / 2 * 2**22
    assert unpacked(pins, "y", "<i4") == [int(y), int(y)]
    assert unpacked(pins, "start", "<u2") == [0, 6]
    assert unpacked(pins, "end", "<u2") == [1, 6]
    assert unpacked(pins, "family", "u1") == [3, 0]
    assert pins["areas"] == ["circle:north_kosovo", "municipality:zvecan"]
    assert unpacked(pins, "area", "<u2") == [1, 0]
    assert unpacked(pins, "areaStart", "<u2") == [1, 2]
    assert unpacked(pins, "areaEnd", "<u2") == [1, 2]


def test_several_datasets_stand_side_by_side_and_their_pins_come_by_day(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.drawing.map.event_layer.MOST_MARKERS", 2)
    import_synthetic(tmp_path, "invented", 300)
    both = Store(dossier([on(3)]), frozenset({"zvecan"}), catalogue=Catalogue(tmp_path))
    answer = playback(both, Query(datasets=("curated", "invented")))
    assert [(one["dataset"], one["all"]) for one in answer["datasets"]] == [("curated", 1), ("invented", 300)]
    assert answer["first"][:4] == "2008"
    assert [one["cumulative"]["events"][-1] for one in answer["datasets"]] == [1, 300]
    starts = unpacked(answer["pins"], "start", "<u2")
    assert starts == sorted(starts)
    assert starts[0] < starts[-1]


@pytest.mark.parametrize(
    ("options", "more"),
    [
        (Options(), ""),
        (Options(view=View.MAP, story="banjska", step=2), ""),
        (Options(half_life=7, is_peacekeeping_added=True), "&half_life=7&peacekeeping=1"),
    ],
)
def test_the_frame_asks_for_the_whole_query_and_what_the_ledger_takes(options, more):
    assert question(ALL, options, {"curated": "Curated dossier"}) == {
        "address": f"since=&until=&dataset=curated{more}",
        "datasets": {"curated": "Curated dossier"},
    }


def test_the_bar_is_the_same_whatever_is_asked_for():
    chart = folium.Map()
    bar = PlaybackBar()
    chart.add_child(bar)
    assert bar.options == PlaybackBar().options
    assert bar.options["strings"]["months"][8] == "Sep"
    assert json.dumps(bar.options)
