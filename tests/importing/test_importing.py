import csv
import gzip
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from dashboard.dossier.event import DatePrecision, Event, EventType, GeoPrecision, Spread
from dashboard.importing.importing import Outcome, Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.sources.publisher import FileError
from dashboard.store.catalogue import Catalogue, CatalogueError
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import (
    ACLED,
    ACLED_2022,
    ACLED_AFRICA,
    ACLED_EVENT,
    GDELT_61,
    GDELT_62,
    GDELT_EVENT,
    GED_19,
    GED_23,
    GED_EVENT,
    row,
)

HEADER = ["file", "line", "rule", "record"]
DATE = "a date is missing or cannot be read"
# From 42.5 N, 21.0 E to the line in EPSG:32634, measured with pyproj and shapely alone.
GED_KM = 42.185
MALFORMED = "the record has too many cells, too few in a file without a header, or a quotation mark that is not closed"
TWICE = "an earlier record has the same id"


@dataclass
class Imported:
    """An import's outcome, its events by the publisher's id, and the rows of its file of refused records."""

    outcome: Outcome
    events: dict[str, Event]
    refused: list[list[str]]

    def refused_of(self, file: str) -> list[tuple[int, str]]:
        """Line and record of what was refused of a file."""
        return [(int(line), record) for name, line, _rule, record in self.refused if name == file]


def rows_of(file: Path | None) -> list[list[str]]:
    if file is None:
        return []
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = csv.reader(opened)
    assert header == HEADER
    return rows


@pytest.fixture(scope="module")
def ground(curated_store) -> GazetteerContext:
    return GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)


@pytest.fixture(scope="module")
def imported(ground, tmp_path_factory):
    """Import files of these names and bytes as one dataset."""

    def run(files: dict[str, bytes], folder: Path | None = None, **request) -> Imported:
        folder = folder or tmp_path_factory.mktemp("import")
        given = folder / "given"
        given.mkdir(exist_ok=True)
        for name, content in files.items():
            (given / name).write_bytes(content)
        catalogue = Catalogue(folder / "datasets")
        paths = tuple(given / name for name in files)
        outcome = import_files(Request(paths, **request), catalogue, ground, lambda step, done: None)
        name = outcome.about.dataset
        dataset = Dataset(Engine.read_only(catalogue.current(name).events))
        events = {one.publisher_id: one for one in dataset.events(Query(datasets=(name,)))}
        dataset.engine.close()
        return Imported(outcome, events, rows_of(outcome.refused_file))

    return run


def text(*rows, delimiter=",", end="\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


# Of files that have to be survived: by name their bytes, the title of each event that is kept, and line and record of
# what is refused.
OWN = {
    "windows.csv": (
        "\ufeffid;datum;naslov;lat;lon\r\nw1;24.09.2023.;Šta, „tako“;42,97;20,78\r\n".encode(),
        {"w1": "Šta, „tako“"},
        [],
    ),
    "excel.csv": (
        "\ufeffid;datum;naslov\r\ne1;24.09.2023;Jedan\r\n;;\r\n;;\r\n\r\n\r\n".encode(),
        {"e1": "Jedan"},
        [(3, ";;"), (4, ";;")],
    ),
    "cp1250.csv": ("id;date;title\nc1;2023-09-24;Zvečan, š ž đ\n".encode("cp1250"), {"c1": "Zvečan, š ž đ"}, []),
    "latin.csv": (b"id;date;title\nl1;2023-09-24;Zve\xe7an \xeb\x81\n", {"l1": "Zveçan ë�"}, []),
    "utf16.txt": ("id\tdate\ttitle\r\nu1\t2023-09-24\tЗвечан\r\n".encode("utf-16"), {"u1": "Звечан"}, []),
    "mac.csv": (b"id,date,title\rm1,2023-09-24,One\rm2,some day,Two\r", {"m1": "One"}, [(3, "m2,some day,Two")]),
    "quoted.csv": (
        b'id,date,title\nq1,2023-09-24,"a ""b"",\nc"\n\nq2,some\tday,"d\n\n""e"""\nq3,2023-09-25,f\nq4,some day,g\n',
        {"q1": 'a "b",\nc', "q3": "f"},
        [(5, 'q2,some\tday,"d\n\n""e"""'), (9, "q4,some day,g")],
    ),
    "malformed.csv": (
        b'id,date,title\nx1,2023-09-24\nx2,2023-09-24,a,b,c\nx3,2023-09-24,a\nx4,no,a\nx5,2023-09-24,"a\n',
        {"x1": "", "x3": "a"},
        [(3, "x2,2023-09-24,a,b,c"), (5, "x4,no,a"), (6, 'x5,2023-09-24,"a')],
    ),
    "zipped.zip": (zipped("x/events.tsv", b"id\tdate\ttitle\nz1\t2023-09-24\tOne\n"), {"z1": "One"}, []),
    "packed.csv.gz": (gzip.compress(b"id,date,title\ng1,2023-09-24,One\n"), {"g1": "One"}, []),
    "tags.csv": (
        b"id,date,title\n#event+id,#date, #event\nt1,2023-09-24,One\n#event+id,#date,#event\n",
        {"t1": "One"},
        [(4, "#event+id,#date,#event")],
    ),
    "points.geojson": (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "j1", "date": '
        b'"2023-09-24", "title": "One"}, "geometry": {"type": "Point", "coordinates": [20.78, 42.97]}}]}',
        {"j1": "One"},
        [],
    ),
    "late start.csv": (b"\n\nid,date,title\ns1,2023-09-24,One\ns2,,Two\n", {"s1": "One"}, [(5, "s2,,Two")]),
    "it's 100% {0}.csv": (b"id,date,title\nn1,2023-09-24,One\n", {"n1": "One"}, []),
    "names.csv": (
        b'id,date,title,title,"x""; DROP TABLE events; --",,record,file,refused\nr1,2023-09-24,One,1,2,3,4,5,6\n',
        {"r1": "One"},
        [],
    ),
    "long.csv": (b"id,date,title\nlong1,2023-09-24," + b"x" * 1_000_000 + b"\n", {"long1": "x" * 1_000_000}, []),
    "invalid.csv": (b"id,date,title\ni1,2023-09-24,a\xed\xa0\x80b\xff\n", {"i1": "aÝáÇb"}, []),
    "sep.csv": (
        b"sep=;\r\nid;date;title\r\np1;2023-09-24;One\r\np2;some day;Two\r\n",
        {"p1": "One"},
        [(4, "p2;some day;Two")],
    ),
    "stray.csv": (
        b'id,date,title\nv1,2023-09-24,a "b\nv2,some day,c" d\nv3,2023-09-24,e\n',
        {"v1": 'a "b', "v3": "e"},
        [(3, 'v2,some day,c" d')],
    ),
    "blank.csv": (b"id,date,title\r\n\r\nk1,2023-09-24\r\nk2,2023-09-24,a\r\n", {"k1": "", "k2": "a"}, []),
    "mixed.csv": (
        b"id,date,title\r\ny1,2023-09-24,One\ny2,some day,Two\r\n",
        {"y1": "One"},
        [(3, "y2,some day,Two")],
    ),
    "a[1]*.csv": (b"id,date,title\nb1,2023-09-24,One\n", {"b1": "One"}, []),
    "header.csv": (
        b'id,date,title,"no\nte"\no1,2023-09-24,One,x\no2,some day,Two,y\n',
        {"o1": "One"},
        [(4, "o2,some day,Two,y")],
    ),
    "padded.csv": (
        b"id,date,title,notes\n d1 , 2023-09-24\t,  One ,\nd2,2023-09-24, NA ,Two\n",
        {"d1": "One", "d2": "Two"},
        [],
    ),
}


@pytest.fixture(scope="module")
def own(imported) -> list[Imported]:
    """The files of OWN, a few to a dataset."""
    names = list(OWN)
    return [imported({name: OWN[name][0] for name in names[first : first + 5]}) for first in range(0, len(names), 5)]


@pytest.mark.parametrize("name", OWN)
def test_a_table_of_ones_own_is_survived(own, name):
    _content, kept, refused = OWN[name]
    one = own[list(OWN).index(name) // 5]
    letters = next(iter(kept)).rstrip("0123456789")
    titles = {key: event.title for key, event in one.events.items()}
    assert {key: title for key, title in titles.items() if key.rstrip("0123456789") == letters} == kept
    assert one.refused_of(name) == refused


def test_of_every_file_what_was_read_is_kept_or_refused(own):
    abouts = [one.outcome.about for one in own]
    assert [(about.read, about.kept) for about in abouts] == [(7, 5), (13, 7), (7, 5), (9, 7), (7, 5)]
    assert all(about.read == about.kept + sum(about.refused.values()) for about in abouts)


# Of the publishers' files: GED with newlines in cells, Windows' line ends, a row of tags, thousands, an unknown best,
# multi-day events; one packed, one without header.


@pytest.fixture(scope="module")
def ucdp(imported) -> Imported:
    long = {"id": "4", "date_start": "1999-01-15 00:00:00.000", "date_end": "1999-02-20 00:00:00.000", "date_prec": "5"}
    newest = [
        row(GED_23, GED_EVENT),
        row(GED_23, GED_EVENT, {"id": "2", "source_headline": 'Two\nlines, "quoted"', "adm_1": "", "best": "0"}),
        row(GED_23, GED_EVENT, {"id": "3", "date_start": "some day"}),
        row(GED_23, GED_EVENT, long | {"where_prec": "4"}),
        row(GED_23, GED_EVENT, {"id": "5", "low": "7"}),
    ]
    tags = [f"#{name}" for name in GED_19]
    old = [tags, row(GED_19, GED_EVENT, {"id": "6", "low": "1,200", "best": "1,234", "high": "2,000", "adm_1": "_"})]
    return imported(
        {
            "new.csv": ("\ufeff" + text(GED_23, *newest, end="\r\n")).encode(),
            "old.csv": text(GED_19, *old).encode(),
            "candidate.csv.gz": gzip.compress(text(row(GED_23, GED_EVENT, {"id": "7", "where_prec": "7"})).encode()),
        }
    )


def test_every_vintage_of_ged_is_told(ucdp):
    assert ucdp.outcome.about.vintage == (
        "GED 23.1 or later (49 columns), GED 19.1 layout (42 columns), GED Candidate, no header (49 columns)"
    )


def test_records_of_ged_are_kept_or_refused(ucdp):
    about = ucdp.outcome.about
    assert (about.dataset, about.read, about.kept, about.refused) == ("ucdp", 7, 6, {"date": 1})
    assert sorted(ucdp.events) == ["2", "4", "5", "6", "7", "900001"]


def test_a_refused_record_stands_as_it_was_with_the_line_that_it_begins_in(ucdp):
    record = text(row(GED_23, GED_EVENT, {"id": "3", "date_start": "some day"}), end="")
    # The header, the first event, and the second over two lines.
    assert ucdp.refused == [["new.csv", "5", DATE, record]]


def test_an_event_of_ged_comes_back_from_the_store(ucdp):
    event = ucdp.events["900001"]
    assert event == Event(
        id="ucdp:900001",
        dataset="ucdp",
        date_start=date(1999, 1, 15),
        date_end=None,
        date_precision=DatePrecision.DAY,
        time_local="",
        title="Government of Somewhere - Group A – state-based violence",
        place="",
        country_side="Kosovo",
        lat=42.5,
        lon=21.0,
        geo_precision=GeoPrecision.VILLAGE,
        zone="",
        event_type=EventType.ASSAULT,
        mode="",
        context="",
        actor1=("Government of Somewhere",),
        actor2=("Group A",),
        fatalities=Spread(2, 3, 5),
        injured=Spread(),
        summary="Clash near the village",
        confidence=None,
        sources=(),
        episode="",
        in_article=False,
        place_name="Samplevillage village",
        country="Serbia (Yugoslavia)",
        distance_km=event.distance_km,
        publisher_id="900001",
        publisher_type="type_of_violence=1",
        publisher_source="An agency",
    )
    assert event.distance_km == pytest.approx(GED_KM, abs=0.5)


def test_cells_of_ged_come_back_as_they_were_meant(ucdp):
    events = ucdp.events
    assert events["2"].summary == 'Two\nlines, "quoted"'
    assert events["2"].fatalities == Spread(2, 0, 5)
    assert (events["4"].date_end, events["4"].date_precision) == (date(1999, 2, 20), DatePrecision.MONTH)
    assert events["6"].fatalities == Spread(1200, 1234, 2000)
    assert events["5"].warning == "fatalities_order"
    assert events["6"].warning == ""


def test_what_ged_places_to_a_region_or_beyond_has_no_coordinates(ucdp):
    for key, precision in (("4", GeoPrecision.REGION), ("7", GeoPrecision.COUNTRY)):
        event = ucdp.events[key]
        assert (event.geo_precision, event.lat, event.lon, event.distance_km) == (precision, None, None, None)


@pytest.fixture(scope="module")
def acled(imported) -> Imported:
    twice = [row(ACLED, ACLED_EVENT), row(ACLED, ACLED_EVENT, {"notes": "again"})]
    words = row(ACLED_2022, ACLED_EVENT, {"event_id_cnty": "SRB2", "event_date": "23 February 2022", "iso": "688"})
    names = [name.upper().replace("GEO_PRECISION", "GEO_PRECIS") for name in ACLED_AFRICA]
    old = {"event_id_cnty": "3KOS", "event_date": "31/12/2019", "event_type": "Riots/Protests", "fatalities": "2"}
    known = {name: cell for name, cell in ACLED_EVENT.items() if name in ACLED_AFRICA}
    return imported(
        {
            "kosovo.csv": text(ACLED, *twice).encode(),
            "serbia.csv": text(ACLED_2022, words, delimiter=";").encode(),
            "old.csv": text(names, row(ACLED_AFRICA, known, old | {"event_type": "Protests"})).encode(),
        }
    )


def test_a_row_of_acled_for_kosovo_is_kept(acled):
    event = acled.events["XKX1"]
    assert (event.id, event.country, event.country_side) == ("acled:XKX1", "Kosovo", "Kosovo")
    assert (event.lat, event.lon, event.geo_precision) == (42.9, 20.9, GeoPrecision.TOWN)
    assert (event.event_type, event.publisher_type) == (EventType.PROTEST, "Protests / Peaceful protest")
    assert event.actor1 == ("Protesters (Somewhere)", "Group A", "Group B")
    assert (event.fatalities, event.publisher_source) == (Spread(None, 0, None), "A newspaper")


def test_dates_of_acled_are_read_in_every_form(acled):
    days = {key: event.date_start for key, event in acled.events.items()}
    assert days == {"XKX1": date(2023, 9, 24), "SRB2": date(2022, 2, 23), "3KOS": date(2019, 12, 31)}


def test_of_two_records_with_one_id_the_first_stands(acled):
    again = text(row(ACLED, ACLED_EVENT, {"notes": "again"}), end="")
    assert acled.refused == [["kosovo.csv", "3", TWICE, again]]
    assert acled.events["XKX1"].summary == "On 24 September 2023, people gathered."
    assert acled.outcome.about.refused == {"duplicate": 1}


@pytest.fixture(scope="module")
def gdelt(imported) -> Imported:
    quoted = text(row(GDELT_61, GDELT_EVENT, {"actor1name": "A"}), delimiter="\t").replace("KOSOVO", 'KOS"OVO')
    wrong = text(row(GDELT_61, GDELT_EVENT, {"globaleventid": "2", "sqldate": "20231399"}), delimiter="\t")
    placeless = {"globaleventid": "3", "actiongeo_lat": "", "actiongeo_long": "", "actiongeo_type": "1"}
    saved = row(GDELT_62, GDELT_EVENT, placeless | {"eventcode": "043", "eventrootcode": "04", "eventbasecode": "043"})
    return imported(
        {
            "20230924120000.export.CSV": (quoted + wrong).encode(),
            "saved.tsv": text(saved, delimiter="\t").encode(),
        }
    )


def test_a_quotation_mark_in_gdelt_is_a_letter(gdelt):
    assert gdelt.events["1000000001"].title == 'A → KOS"OVO: fighting'
    assert [(file, line) for file, line, _rule, _record in gdelt.refused] == [("20230924120000.export.CSV", "2")]


def test_a_frame_of_gdelt_with_one_more_column_is_read(gdelt):
    event = gdelt.events["3"]
    assert (event.publisher_type, event.geo_precision) == ("EventCode=043; QuadClass=4", GeoPrecision.COUNTRY)
    assert (event.lat, event.country, event.event_type) == (None, "Kosovo*", EventType.CONSULT)


def test_gdelts_banjska_is_not_ours(gdelt):
    event = gdelt.events["1000000001"]
    assert (event.place, event.place_name, event.warning) == ("", "Banjska", "homonym")


# Of one import after another.


@pytest.fixture
def one_by_one(imported, tmp_path):
    """Import into the same folder again and again."""

    def run(files: dict[str, bytes], **request) -> Imported:
        return imported(files, tmp_path, **request)

    run.catalogue = Catalogue(tmp_path / "datasets")
    return run


ONE = b"id,date,title,when\n1,2023-09-24,One,2023-10-01\n"


def test_the_same_file_again_changes_nothing_and_another_only_if_asked_to(one_by_one):
    first = one_by_one({"one.csv": ONE})
    version = one_by_one.catalogue.current("own")
    assert first.outcome.is_new

    again = one_by_one({"one.csv": ONE})
    assert (again.outcome.is_new, again.outcome.about) == (False, first.outcome.about)
    renamed = one_by_one({"two.csv": ONE}, is_replacing=True)
    assert not renamed.outcome.is_new
    assert one_by_one.catalogue.current("own") == version

    other = {"one.csv": b"id,date,title\n1,2023-09-24,Other\n"}
    with pytest.raises(CatalogueError) as taken:
        one_by_one(other)
    assert str(taken.value) == (
        "There is a dataset “own” already, from one.csv: say --replace to put this in its place, or --dataset with "
        "another name."
    )
    assert one_by_one.catalogue.current("own") == version

    replaced = one_by_one(other, is_replacing=True)
    assert replaced.events["1"].title == "Other"
    assert one_by_one.catalogue.current("own") != version


def test_a_replacement_that_fails_leaves_what_was_there(one_by_one):
    one_by_one({"one.csv": ONE})
    version = one_by_one.catalogue.current("own")
    for bad, problem in ((b"id,date\n1,no\n", "None of the 1 records"), (b"a,b\n", "no column"), (b"", "empty file")):
        with pytest.raises(FileError, match=problem):
            one_by_one({"one.csv": bad}, is_replacing=True)
        assert one_by_one.catalogue.current("own") == version
    assert {path.name for path in version.folder.iterdir()} == {"CURRENT", "DASHBOARD", version.events.name}


def test_a_column_that_people_choose_is_read(one_by_one):
    chosen = one_by_one({"one.csv": ONE}, dataset="mine", mapping={"date_start": "when", "summary": "title"})
    assert chosen.events["1"].id == "mine:1"
    assert (chosen.events["1"].date_start, chosen.events["1"].summary) == (date(2023, 10, 1), "One")
    assert chosen.outcome.about.mapping["date_start"] == "when"


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (
            {"date_start": "nothing", "title": "title", "place": "ort"},
            "“one.csv” has no column “nothing” for date_start, “ort” for place. It has: id, date, title, when.",
        ),
        ({"nothing": "when", "none": "when"}, "No field is called nothing, none; the fields are publisher_id, date_"),
    ],
)
def test_all_columns_or_fields_that_are_not_there_are_told_together(one_by_one, mapping, told):
    with pytest.raises(FileError) as refused:
        one_by_one({"one.csv": ONE}, mapping=mapping)
    assert str(refused.value).startswith(told)
    assert one_by_one.catalogue.datasets() == []


def test_a_day_of_gdelt_is_imported_at_once(imported):
    files = {
        f"{number:02}.export.CSV": text(
            *(row(GDELT_61, GDELT_EVENT, {"globaleventid": f"{number}{letter}"}) for letter in "12"), delimiter="\t"
        ).encode()
        for number in range(96)
    }
    about = imported(files).outcome.about
    assert (about.read, about.kept, about.refused) == (192, 192, {})


def test_of_files_of_two_layouts_in_turn_each_refused_record_is_told_with_its_own_file_and_line(imported):
    def table(columns, number) -> bytes:
        """Four records, of which the one of this number has no date."""
        days = {number: "some day"}
        events = [{"id": f"{number}{one}", "date_start": days.get(one, "1999-01-15")} for one in (1, 2, 3, 4)]
        return text(columns, *(row(columns, GED_EVENT, event) for event in events)).encode()

    layouts = [GED_23, GED_19, GED_23, GED_19]
    given = imported({f"{number}.csv": table(columns, number) for number, columns in enumerate(layouts, start=1)})
    assert (given.outcome.about.read, given.outcome.about.kept) == (16, 12)
    assert set(given.events) == {f"{file}{one}" for file in "1234" for one in "1234" if file != one}
    assert [(name, line) for name, line, _rule, _record in given.refused] == [
        ("1.csv", "2"), ("2.csv", "3"), ("3.csv", "4"), ("4.csv", "5"),
    ]  # fmt: skip


def test_own_files_without_ids_keep_all_their_records(imported):
    files = {"one.csv": b"date,title\n2023-09-24,One\n", "two.csv": b"date,title\n2023-09-25,Two\n"}
    assert sorted(one.title for one in imported(files).events.values()) == ["One", "Two"]


def test_more_records_than_allowed_are_refused(one_by_one):
    with pytest.raises(FileError, match="The file has 3 records, and at most 2 can be added here"):
        one_by_one({"one.csv": b"id,date\n" + b"1,2023-09-24\n" * 3}, most_records=2)
    assert one_by_one.catalogue.datasets() == []
