"""Map files as tables: what geopandas writes is read, and a file that names others opens none of them."""

import csv
import http.server
import re
import sqlite3
import threading
import zipfile

import geopandas
import pytest
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon

from dashboard.opening.table import Table, open_table, peek
from dashboard.sources.file_error import FileError, PartError

PLACES = [Point(20.78, 42.97), MultiPoint([(20.88, 42.9)]), GeometryCollection([Point(21.1, 42.6)])]
OTHERS = [LineString([(20, 42), (21, 43)]), Polygon([(20, 42), (21, 42), (21, 43)]), MultiPoint([(1, 1), (2, 2)]), None]
TEXTS = {"title": ["a", "š Ж", ""], "date": ["2023-09-24", "2023-09-25", "2023-09-26"], "n": [1, 2, 3]}
KML = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>{}</name>{}<Point><coordinates>20.78,42.97,0</coordinates></Point></Placemark>"
GPX = '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'


def points(crs="EPSG:4326") -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(TEXTS, geometry=[PLACES[0]] * 3, crs="EPSG:4326").to_crs(crs)


def rows_of(table: Table) -> list[dict[str, str]]:
    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def opened(tmp_path):
    """The rows of a file as Python's csv module reads what became of it."""
    work = tmp_path / "work"
    work.mkdir()

    def read(path, part="") -> list[dict[str, str]]:
        return rows_of(open_table(path, work, part=part))

    return read


def write(folder, frame, kind):
    """A map file that is called like a table."""
    if kind == "shp":
        frame.to_file(folder / "events.shp", encoding="utf-8")
        with zipfile.ZipFile(folder / "shapes.csv", "w") as archive:
            for path in sorted(folder.glob("events.*")):
                archive.write(path, f"../data {{1}}/{path.name}")
            archive.writestr("README.txt", "About these shapes,\nthat are events.\n")
        return folder / "shapes.csv"
    frame.to_file(folder / f"a.{kind}")
    return (folder / f"a.{kind}").rename(folder / "a.csv")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32634"])
@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp"])
def test_points_come_with_their_cells_and_in_longitude_and_latitude(tmp_path, opened, kind, crs):
    rows = opened(write(tmp_path, points(crs), kind))
    assert sorted((row["title"], row["date"], row["n"]) for row in rows) == [
        ("", "2023-09-26", "3"), ("a", "2023-09-24", "1"), ("š Ж", "2023-09-25", "2"),
    ]  # fmt: skip
    assert [(float(row["lon"]), float(row["lat"])) for row in rows] == [pytest.approx((20.78, 42.97), abs=1e-8)] * 3


def test_only_what_is_one_point_has_coordinates(tmp_path, opened):
    shapes = [*PLACES, *OTHERS]
    frame = geopandas.GeoDataFrame({"n": range(len(shapes))}, geometry=shapes, crs="EPSG:4326")
    rows = opened(write(tmp_path, frame, "gpkg"))
    assert [(row["n"], row["lon"], row["lat"]) for row in rows] == [
        ("0", "20.78", "42.97"), ("1", "20.88", "42.9"), ("2", "21.1", "42.6"),
        ("3", "", ""), ("4", "", ""), ("5", "", ""), ("6", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["fgb", "gpkg"])
def test_a_record_without_a_place_is_one_too(tmp_path, opened, kind):
    frame = geopandas.GeoDataFrame({"n": [1, 2, 3]}, geometry=[PLACES[0], None, PLACES[0]], crs="EPSG:4326")
    frame.to_file(tmp_path / f"a.{kind}", SPATIAL_INDEX="NO")
    written = geopandas.read_file(tmp_path / f"a.{kind}", use_arrow=False)
    rows = opened(tmp_path / f"a.{kind}")
    assert [(row["n"], row["lon"]) for row in rows] == [
        (str(n), "20.78" if place else "") for n, place in zip(written["n"], written.geometry, strict=True)
    ]
    assert {("1", "20.78"), ("3", "20.78")} <= {(row["n"], row["lon"]) for row in rows}


def test_of_several_layers_one_is_asked_for_and_what_a_program_keeps_is_none(tmp_path, opened):
    file = tmp_path / "a.gpkg"
    points().to_file(file, layer="Events")
    points().iloc[:0].to_file(file, layer="Empty")
    with sqlite3.connect(file) as base:
        base.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleName TEXT)")
        base.execute("INSERT INTO layer_styles VALUES (1, 'x')")
        base.execute("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('layer_styles', 'attributes')")
    assert [row["n"] for row in opened(file)] == ["1", "2", "3"]
    points().iloc[:1].to_file(file, layer="Districts")
    with pytest.raises(
        PartError, match=r"has several layers: Events, Districts\. Say which one: --layer NAME"
    ) as asked:
        peek(file)
    assert asked.value.parts == ("Events", "Districts")
    assert [row["n"] for row in opened(file, "Districts")] == ["1"]
    with pytest.raises(PartError, match="has no layer “x”"):
        opened(file, "x")


def test_of_several_shapefiles_in_a_zip_one_is_asked_for(tmp_path, opened):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("events", "areas"):
            points().to_file(tmp_path / f"{name}.shp")
            for path in sorted(tmp_path.glob(f"{name}.*")):
                archive.write(path, path.name)
    with pytest.raises(PartError) as asked:
        peek(tmp_path / "a.zip")
    assert sorted(asked.value.parts) == ["areas", "events"]
    assert len(opened(tmp_path / "a.zip", "areas")) == 3


def test_where_a_file_names_no_reference_system_it_is_said(tmp_path):
    points().to_file(tmp_path / "events.shp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"events.{ending}", f"events.{ending}")
    table = open_table(tmp_path / "a.zip", tmp_path)
    assert table.notes == ("It names no reference system: its coordinates are taken for longitude and latitude.",)
    assert rows_of(table)[0]["lon"] == "20.78"


def test_a_kml_has_names_times_and_data(tmp_path, opened):
    file = tmp_path / "a.csv"
    file.write_text("\ufeff" + KML.format(
        MARK.format("a", "<TimeStamp><when>2023-09-24T23:30:00-05:00</when></TimeStamp>"
                    '<ExtendedData><Data name="killed"><value>3</value></Data></ExtendedData>')
        + MARK.format("š", "<TimeSpan><begin>2023-09-24</begin><end>2023-09-26</end></TimeSpan>")
        + "<Placemark><name>area</name><Polygon><outerBoundaryIs><LinearRing><coordinates>20,42 21,42 21,43 20,42"
          "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    ), "utf-8")  # fmt: skip
    assert [{name: row[name] for name in row if row[name]} for row in opened(file)] == [
        {"name": "a", "date_start": "2023-09-24T23:30:00-05:00", "killed": "3", "lon": "20.78", "lat": "42.97"},
        {"name": "š", "date_start": "2023-09-24T00:00:00", "date_end": "2023-09-26T00:00:00", "lon": "20.78",
         "lat": "42.97"},
        {"name": "area"},
    ]  # fmt: skip
    assert [*opened(file)[0]] == ["lon", "lat", "name", "date_start", "date_end", "killed"]


WHEN = "<TimeStamp><when>2023-09-24</when></TimeStamp>"


PLAIN = KML.format(MARK.format("š", WHEN))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PLAIN, "utf-8-sig"),
        (PLAIN.replace("UTF-8", "UTF-16"), "utf-16"),
        (KML.format(f"<Folder><Folder>{MARK.format('š', WHEN)}</Folder></Folder>"), "utf-8"),
        (PLAIN.replace("<Point>", "<MultiGeometry><Point>").replace("</Point>", "</Point></MultiGeometry>"), "utf-8"),
        (KML.format('<Schema name="s" id="s"><SimpleField type="string" name="date_start"/></Schema>' + MARK.format(
            "š", '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="date_start">2023-09-24</SimpleData>'
                 "</SchemaData></ExtendedData>")), "utf-8"),
        (re.sub("<(/?)(?=[A-Za-z])", r"<\1k:", PLAIN).replace("xmlns=", "xmlns:k="), "utf-8"),
    ],
    ids=["mark", "UTF-16", "in folders", "one of several points", "with a schema", "with a prefix"],
)  # fmt: skip
def test_a_kml_is_read_however_it_is_written(tmp_path, opened, text, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode(encoding))
    ((name, day, lon, lat),) = [(one["name"], one["date_start"][:10], one["lon"], one["lat"]) for one in opened(file)]
    assert (name, day, float(lon), float(lat)) == ("š", "2023-09-24", 20.78, 42.97)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("<TimeStamp><when>2023-09</when></TimeStamp>", "2023-09"),
        ("<TimeStamp><k:when> 2023 </k:when></TimeStamp>", "2023"),
        ("<TimeSpan><begin>2023-09-24</begin><end>2023-10</end></TimeSpan>", "2023-10"),
    ],
)
def test_a_time_of_a_kml_that_names_no_day_is_refused_and_not_completed(tmp_path, opened, time, told, encoding):
    text = KML.format(MARK.format("a", WHEN) + "<!-- long -->" * 100_000 + MARK.format("b", time))
    (tmp_path / "a.kml").write_bytes(
        text.replace("UTF-8", encoding).replace("<kml", '<kml xmlns:k="x"').encode(encoding)
    )
    with pytest.raises(FileError, match=f"“a.kml” has a time that names no day, “{told}”"):
        opened(tmp_path / "a.kml")


def test_a_time_of_a_kmz_that_names_no_day_is_refused(tmp_path, opened):
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML.format(MARK.format("a", "<TimeStamp><when>2023-09</when></TimeStamp>")))
    with pytest.raises(FileError, match="names no day, “2023-09”"):
        opened(tmp_path / "a.kmz")


@pytest.mark.parametrize("member", ["doc.kml", "folder/my map.kml"])
def test_a_kmz_is_read(tmp_path, opened, member):
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/x.png", b"\x89PNG")
        archive.writestr(member, KML.format(MARK.format("a", "")))
    assert opened(tmp_path / "a.kmz") == [{"name": "a", "lon": "20.78", "lat": "42.97"}]


def test_the_waypoints_of_a_gpx_are_records_and_its_tracks_are_not(tmp_path, opened):
    track = '<trk><trkseg><trkpt lat="42" lon="20"/><trkpt lat="43" lon="20"/></trkseg></trk>'
    point = '<wpt lat="42.97" lon="20.78"><time>2023-09-24T03:00:00Z</time><name>a</name><desc>b</desc></wpt>'
    (tmp_path / "a.gpx").write_text(GPX.format(point + track))
    (row,) = opened(tmp_path / "a.gpx")
    assert row["date_start"].startswith("2023-09-24T03:00:00")
    assert {name: row[name] for name in row if name != "date_start"} == {
        "name": "a", "description": "b", "lon": "20.78", "lat": "42.97",
    }  # fmt: skip
    (tmp_path / "b.gpx").write_text(GPX.format(track))
    with pytest.raises(FileError, match="seems to be a GPX file without waypoints"):
        peek(tmp_path / "b.gpx")


@pytest.mark.parametrize(
    "text",
    [
        GPX.format("{0}{1}").replace("1.1", "1.0").replace("/1/1", "/1/0"),
        "\ufeff" + GPX.format(
            '<metadata><time>2020-01-01T00:00:00Z</time></metadata>{0}{1}<rte><rtept lat="1" lon="1"/></rte>'
        ),
        GPX.format("{0}<!-- <wpt lat='1' lon='1'/> -->\n\n{1}"),
    ],
    ids=["1.0", "with routes", "with comments"],
)  # fmt: skip
def test_every_waypoint_of_a_gpx_is_a_record(tmp_path, opened, text):
    points = (
        '<wpt lat="42.97" lon="20.78"><ele>5</ele><time>2023-09-24T03:00:00Z</time><name>a</name></wpt>',
        '<wpt lat="42.9" lon="20.88"><time>2023-09-25T03:00:00Z</time><name>š</name></wpt>',
    )
    (tmp_path / "a.gpx").write_text(text.format(*points), "utf-8")
    assert [(row["name"], row["date_start"][:10], row["lon"], row["lat"]) for row in opened(tmp_path / "a.gpx")] == [
        ("a", "2023-09-24", "20.78", "42.97"), ("š", "2023-09-25", "20.88", "42.9"),
    ]  # fmt: skip


@pytest.fixture
def asked():
    """The address of a server on this machine, and the paths that it has been asked for."""
    paths: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(KML.format(MARK.format("stolen", "")).encode())

        do_HEAD = do_GET  # noqa: N815 - as the library calls it

        def log_message(self, *_words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def virtual(source: str, layer: str) -> str:
    """What GDAL's virtual format opens instead of itself."""
    layer = f'<OGRVRTLayer name="{layer}"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    return f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"


@pytest.mark.parametrize("target", ["web", "disk"])
@pytest.mark.parametrize("kind", ["network link", "entity", "virtual", "virtual gpx"])
def test_a_file_that_names_others_opens_none_of_them(tmp_path, asked, kind, target):
    address, paths = asked
    secret = tmp_path / "secret.csv"
    secret.write_text("name,date\nstolen,2023-09-24\n")
    place = {"web": f"{address}/a.kml", "disk": str(secret)}[target]
    gdal = {"web": f"/vsicurl/{address}/a.kml", "disk": str(secret)}[target]
    layer = {"web": "doc", "disk": "secret"}[target]
    own = MARK.format("own &x;" if kind == "entity" else "own", "")
    text = {
        "network link": KML.format(f"{own}<NetworkLink><Link><href>{place}</href></Link></NetworkLink>"),
        "entity": f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{place}">]>' + KML.format(own).partition("?>")[2],
        "virtual": KML.format("").partition("?>")[2] + virtual(gdal, layer),
        "virtual gpx": GPX.format("").partition("?>")[2] + virtual(gdal, layer),
    }[kind]
    file = tmp_path / "a.kml"
    file.write_text(text)
    work = tmp_path / "work"
    work.mkdir()
    try:
        table = open_table(file, work)
    except FileError:
        cells = ""
    else:
        cells = table.path.read_text("utf-8")
    assert "stolen" not in cells
    assert paths == []
    assert [one.suffix for one in work.iterdir()] in ([], [".csv"])


def test_what_a_zip_calls_its_members_is_written_nowhere(tmp_path, opened):
    file = write(tmp_path, points(), "shp")
    before = sorted(tmp_path.parent.rglob("*"))
    assert len(opened(file)) == 3
    assert [one for one in sorted(tmp_path.parent.rglob("*")) if one not in before] == [*(tmp_path / "work").iterdir()]


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp", "kml", "gpx"])
def test_a_damaged_map_file_is_refused_in_words(tmp_path, kind):
    if kind in {"kml", "gpx"}:
        file = tmp_path / "a.csv"
        file.write_text({"kml": KML, "gpx": GPX}[kind].format(MARK.format("a", ""))[:200])
    else:
        file = write(tmp_path, points(), kind)
        if kind == "shp":
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr("events.shp", b"no shapes")
        else:
            file.write_bytes(file.read_bytes()[: 150 if kind == "fgb" else 5_000])
    with pytest.raises(FileError, match=r"cannot be read|seems to be|no records"):
        open_table(file, tmp_path)


def test_a_map_file_longer_than_allowed_is_refused(tmp_path):
    file = write(tmp_path, points(), "gpkg")
    with pytest.raises(FileError, match="holds more than"):
        open_table(file, tmp_path, longest=60)
