from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pandas as pd
import pyarrow as pa
import pytest

from dashboard.dossier.event import EventType
from dashboard.dossier.extent import Box
from dashboard.drawing.map import density
from dashboard.drawing.map.density import View, ViewError, cells, density_address, listed, picture, read_page, read_view
from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import DEFAULT, Query
from dashboard.query.query import Vocabulary, from_params
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from dashboard.store.columns import WORLD, square
from tests.factories import area, dossier, event, store
from tests.synthetic import import_synthetic

ALL = Query()
NORTH = "20.5,42.8,21.5,43.3"
# South-east of where equator and prime meridian cross: its first cell is 2048, 2048 of the 4096 by 4096 of zoom 12.
ORIGIN = View(Box(0.01, -1, 1, -0.01), zoom=8)


def counted(*rows) -> pa.Table:
    """Rows of Dataset.cells(): x, y, type, events."""
    x, y, types, events = zip(*rows, strict=True)
    return pa.table({"x": x, "y": y, "type": list(map(number, types)), "events": events})


def number(event_type) -> int:
    return list(EventType).index(event_type)


ASSAULT, PROTEST, AGREE, OTHER = map(number, (EventType.ASSAULT, EventType.PROTEST, EventType.AGREE, EventType.OTHER))


def test_a_cell_has_its_place_in_the_view_its_count_and_its_types_the_most_frequent_first():
    table = counted((2048, 2050, "ASSAULT", 3), (2048, 2050, "PROTEST", 5), (2051, 2048, "AGREE", 1))
    assert cells(table, ORIGIN) == {
        "x": [3, 0],
        "y": [0, 2],
        "n": [1, 8],
        "top": [AGREE, 1, 0, 0, 0, 0, PROTEST, 5, ASSAULT, 3, 0, 0],
    }


def test_a_cell_tells_of_three_types_and_counts_all():
    table = counted(
        (2048, 2048, "AGREE", 4), (2048, 2048, "ASSAULT", 9), (2048, 2048, "OTHER", 1), (2048, 2048, "PROTEST", 6)
    )
    assert cells(table, ORIGIN)["n"] == [20]
    assert cells(table, ORIGIN)["top"] == [ASSAULT, 9, PROTEST, 6, AGREE, 4]


def test_types_of_equal_count_come_in_the_order_of_the_types():
    table = counted((2048, 2048, "OTHER", 2), (2048, 2048, "AGREE", 2))
    assert cells(table, ORIGIN)["top"][:4] == [AGREE, 2, OTHER, 2]


def test_no_events_are_no_cells():
    table = counted((2048, 2048, "OTHER", 2)).slice(0, 0)
    assert cells(table, ORIGIN) == {"x": [], "y": [], "n": [], "top": []}


@pytest.mark.parametrize(
    ("query", "address"),
    [
        (DEFAULT, "since=2023-09-24&until=2023-10-06&dataset=curated"),
        (ALL, "since=&until=&dataset=curated"),
        (
            Query(date(2010, 1, 1), None, types=(EventType.ASSAULT,), text="Звечан", datasets=("curated", "ucdp")),
            "since=2010-01-01&until=&type=ASSAULT&q=%D0%97%D0%B2%D0%B5%D1%87%D0%B0%D0%BD&dataset=curated&dataset=ucdp",
        ),
    ],
)
def test_the_address_is_complete(query, address):
    assert density_address(query) == address
    vocabulary = Vocabulary(datasets=frozenset({"curated", "ucdp"}))
    assert from_params(parse_qs(address, keep_blank_values=True), vocabulary) == (query, [])


def test_the_secret_of_a_readers_own_dataset_goes_with_the_address():
    query = replace(ALL, datasets=("own-1f",))
    assert density_address(query, "secret") == "since=&until=&dataset=own-1f&key=secret"


def test_a_view_grows_to_whole_cells():
    view = read_view(NORTH, "8")
    # Of 4096 columns, 20.5° E lies in column 2281 and 21.5° E in column 2292.
    assert view.box.west == pytest.approx(2281 / 4096 * 360 - 180, abs=1e-6)
    assert view.box.east == pytest.approx(2293 / 4096 * 360 - 180, abs=1e-6)
    assert view.box.south < 42.8
    assert view.box.north > 43.3


@pytest.mark.parametrize("zoom", range(8, 17))
def test_the_edges_of_a_view_are_those_of_cells(zoom):
    west, south, east, north = 20.78, 42.90, 20.80, 42.92
    view = read_view(f"{west},{south},{east},{north}", str(zoom))
    size = WORLD >> (zoom + 4)
    left, top = square(view.box.west, view.box.north)
    right, bottom = square(view.box.east, view.box.south)
    assert (left % size, top % size, right % size, bottom % size) == (0, 0, size - 1, size - 1)


def test_what_lies_outside_of_the_map_is_cut_off():
    view = read_view("0,0,30,80", "8")
    # 18.8° E lies in column 2261, 23.4° E in column 2314 of 4096.
    assert view.box.west == pytest.approx(2261 / 4096 * 360 - 180, abs=1e-6)
    assert view.box.east == pytest.approx(2315 / 4096 * 360 - 180, abs=1e-6)


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "21.5,42.8,20.5,43.3", "20.5,nan,21.5,43.3", "20,42,inf,43"])
def test_a_box_that_is_none_is_refused_with_an_example(box):
    with pytest.raises(ViewError, match=r"box=.* is not a box: write it as west,south,east,north"):
        read_view(box, "8")


@pytest.mark.parametrize("zoom", ["", "7", "17", "8.5", "08", "x" * 500])
def test_a_zoom_that_is_none_is_refused_with_what_it_can_be(zoom):
    with pytest.raises(ViewError, match=r"zoom=.{0,20} is not known: it can be a whole number from 8 to 16\."):
        read_view(NORTH, zoom)


def test_a_box_elsewhere_is_refused_with_where_the_map_is():
    with pytest.raises(ViewError, match=r"outside the map, which is 18\.8,41\.3,23\.4,44\.4"):
        read_view("4,50,5,51", "8")


def test_more_cells_than_a_screen_has_are_refused():
    with pytest.raises(ViewError, match="too large for zoom=16"):
        read_view("18.8,41.3,23.4,44.4", "16")


NEIGHBOURS = event("west", lon=20.7800), event("east", lon=20.7801)


def test_a_cell_that_the_box_cuts_counts_whole():
    view = read_view("20.5,42.9,20.78005,43.0", "8")
    assert picture(store(*NEIGHBOURS), ALL, view)["datasets"][0]["count"] == 2


def test_few_events_are_sent_one_by_one_as_markers_are():
    answer = picture(store(*NEIGHBOURS, area("a", place="north_kosovo")), ALL, read_view(NORTH, "8"))
    (curated,) = answer["datasets"]
    assert (curated["dataset"], curated["count"]) == ("curated", 2)
    assert [one["id"] for one in curated["events"]] == ["east", "west"]
    assert curated["events"][0]["typeName"] == "Armed attack"
    assert curated["events"][0]["place"] == "Banjska/Banjskë"


def test_more_are_counted_by_cell(monkeypatch):
    monkeypatch.setattr(density, "MOST_SINGLE", 1)
    answer = picture(store(*NEIGHBOURS), ALL, read_view(NORTH, "8"))
    (curated,) = answer["datasets"]
    assert curated["count"] == 2
    assert curated["cells"]["n"] == [2]
    # 20.78° E lies in column 2284 of 4096, three to the right of the view's first.
    assert (answer["x"], curated["cells"]["x"], answer["zoom"]) == (2281, [3], 12)
    assert answer["types"][curated["cells"]["top"][0]] == {"type": "ASSAULT", "name": "Armed attack"}


@pytest.fixture(scope="module")
def two_datasets(tmp_path_factory):
    """One curated event and 1,000 invented ones."""
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "invented", 1000)
    return Store(dossier([event()]), frozenset({"zvecan"}), catalogue=Catalogue(folder))


def test_datasets_are_never_added_up(two_datasets):
    query = replace(ALL, datasets=("curated", "invented"))
    curated, invented = picture(two_datasets, query, read_view("18.8,41.3,23.4,44.4", "8"))["datasets"]
    assert (curated["count"], curated["cells"]["n"]) == (1, [1])
    assert invented["count"] == sum(invented["cells"]["n"]) > 500


def test_a_place_that_the_gazetteer_lacks_keeps_the_publishers_name(two_datasets):
    query = replace(ALL, datasets=("invented",))
    (invented,) = picture(two_datasets, query, read_view(NORTH, "12"))["datasets"]
    assert all(one["place"].startswith("Settlement ") for one in invented["events"])


def test_a_list_goes_on_from_one_dataset_to_the_next_and_adds_up_neither(two_datasets):
    query = replace(ALL, datasets=("curated", "invented"))
    whole = read_view("18.8,41.3,23.4,44.4", "8")
    first = listed(two_datasets, query, whole, 1)
    curated, invented = first["datasets"]
    assert (curated["first"], len(curated["events"]), curated["count"]) == (1, 1, 1)
    assert (invented["first"], len(invented["events"])) == (1, 49)
    assert first["pages"] == -(-(1 + invented["count"]) // 50) > 10
    curated, again = listed(two_datasets, query, whole, 2)["datasets"]
    assert (curated["first"], curated["events"], curated["count"]) == (0, [], 1)
    assert (again["first"], len(again["events"]), again["count"]) == (50, 50, invented["count"])


def test_a_page_beyond_the_last_is_refused_with_how_many_there_are():
    view = read_view(NORTH, "8")
    assert [one["id"] for one in listed(store(*NEIGHBOURS), ALL, view, 1)["datasets"][0]["events"]] == ["east", "west"]
    with pytest.raises(ViewError, match=r"list=2 is beyond the last page, 1\."):
        listed(store(*NEIGHBOURS), ALL, view, 2)
    assert listed(store(), ALL, view, 1)["datasets"] == [{"dataset": "curated", "count": 0, "first": 0, "events": []}]


@pytest.mark.parametrize("page", ["", "0", "-1", "1.5", "x", "٣", "9" * 400])
def test_a_page_that_is_none_is_refused(page):
    with pytest.raises(
        ViewError, match=r"list=.{0,20} is not known: it is the number of a page of 50 events, from 1\."
    ):
        read_page(page)


# On one spot as many on one day as on all others together; more beside it, and some at a municipality alone.
SPOT = "42.957", "20.808"
SPOTS = [
    {"id": f"e{number:04d}", "date": f"20{10 + number % 9}-0{1 + number % 7}-11" if number % 2 else "2015-05-05"}
    | dict(zip(("lat", "lon"), SPOT if number % 10 else ("42.96", "20.93"), strict=True))
    | {"type": ("ASSAULT", "PROTEST")[number % 3 == 0], "title": f"Incident {number}"}
    for number in range(5600)
]


@pytest.fixture(scope="module")
def spots(curated_store, tmp_path_factory) -> Store:
    """The rows of SPOTS as a dataset."""
    folder = tmp_path_factory.mktemp("spots")
    table = pd.DataFrame(SPOTS).sample(frac=1, random_state=2)
    table.to_csv(folder / "spots.csv", index=False)
    catalogue = Catalogue(folder / "datasets")
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    import_files(Request((folder / "spots.csv",), dataset="spots"), catalogue, ground, lambda step, done: None)
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue)


@pytest.mark.parametrize("types", [(), (EventType.PROTEST,)], ids=["all", "protests"])
def test_the_pages_of_a_square_hold_each_of_its_events_that_were_asked_for_once_and_in_order(spots, types):
    asked = pd.DataFrame(SPOTS)
    asked = asked[(asked["lat"] == SPOT[0]) & (asked["date"] >= "2012-01-01")]
    asked = asked[asked["type"].isin([one.value for one in types])] if types else asked
    expected = [f"spots:{one}" for one in asked.sort_values(["date", "id"])["id"]]
    query = replace(ALL, datasets=("spots",), since=date(2012, 1, 1), types=types)
    view = read_view("20.8075,42.9565,20.8079,42.9569", "12")
    pages = listed(spots, query, view, 1)["pages"]
    found = []
    for page in range(1, pages + 1):
        (answer,) = listed(spots, query, view, page)["datasets"]
        assert (answer["count"], answer["first"]) == (len(expected), len(found) + 1)
        found += [one["id"] for one in answer["events"]]
    assert found == expected
    assert len(expected) > 1000


@pytest.fixture(scope="module")
def placed(curated_store, tmp_path_factory) -> tuple[Store, pd.DataFrame]:
    """A dataset of 300 events, two thirds of them placed to a municipality only; and its rows."""
    folder = tmp_path_factory.mktemp("placed")
    rows = pd.DataFrame(
        {
            "id": f"e{number:03d}", "date": f"2023-0{1 + number * 7 % 9}-1{number % 5}",
            "title": f"On a {('road', 'bridge')[number % 4 > 2]}",
            "type": ("ASSAULT", "PROTEST")[number % 2], "place": ("Zvečan", "Leposavić", "Zvečan")[number % 3],
            "municipality": ("Zvečan", "Leposavić", "Zvečan")[number % 3], "country": "Kosovo",
            "lat": 42.9, "lon": 20.84,
            "geo_precision": ("municipality", "municipality", "country")[number % 3],
        }
        for number in range(300)
    )  # fmt: skip
    rows.to_csv(folder / "placed.csv", index=False)
    catalogue = Catalogue(folder / "datasets")
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    import_files(Request((folder / "placed.csv",), dataset="placed"), catalogue, ground, lambda step, done: None)
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue), rows


@pytest.mark.parametrize(
    "narrower", [{}, {"types": (EventType.PROTEST,)}, {"text": "bridge"}], ids=["all", "protests", "text"]
)
def test_the_pages_of_an_area_hold_each_of_its_events_that_were_asked_for_once_and_in_order(placed, narrower):
    here, rows = placed
    asked = rows[
        (rows["place"] == "Zvečan") & (rows["geo_precision"] == "municipality") & (rows["date"] >= "2023-03-01")
    ]
    asked = asked[asked["type"] == "PROTEST"] if "types" in narrower else asked
    asked = asked[asked["title"] == "On a bridge"] if "text" in narrower else asked
    expected = [f"placed:{one}" for one in asked.sort_values(["date", "id"])["id"]]
    query = replace(ALL, datasets=("placed",), since=date(2023, 3, 1), **narrower)
    assert dict(here.dataset("placed").areas(query))["municipality:zvecan"] == len(expected)
    pages = listed(here, query, "municipality:zvecan", 1)["pages"]
    found = []
    for page in range(1, pages + 1):
        (answer,) = listed(here, query, "municipality:zvecan", page)["datasets"]
        assert (answer["count"], answer["first"]) == (len(expected), len(found) + 1)
        found += [one["id"] for one in answer["events"]]
    assert found == expected
    assert len(expected) > 10


def test_an_area_where_nothing_is_has_an_empty_page(placed):
    here, _rows = placed
    answer = listed(here, replace(ALL, datasets=("placed",)), "circle:north_kosovo", 1)
    assert (answer["pages"], answer["datasets"][0]["count"], answer["datasets"][0]["events"]) == (1, 0, [])
