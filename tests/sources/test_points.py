"""Points in one cell of a table, and degrees with letters, minutes and seconds."""

import json

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from dashboard.sources.points import latitude_in, longitude_in, point_in

HERE = (20.7812, 42.9712)
POINT = shapely.Point(HERE)


@pytest.mark.parametrize(
    "cell",
    ["POINT (20.7812 42.9712)", "point(20.7812 42.9712)", "POINT Z (20.7812 42.9712 512)", "POINTZ(20.7812 42.9712 1)",
     "POINT M (20.7812 42.9712 1)", "POINT ZM (20.7812 42.9712 1 2)",
     "MULTIPOINT ((20.7812 42.9712))", "MULTIPOINT (20.7812 42.9712)", "SRID=4326;POINT(20.7812 42.9712)",
     "srid=4326; Point Z (20.7812 42.9712 0)", "GEOMETRYCOLLECTION (POINT (20.7812 42.9712))",
     shapely.to_wkb(POINT, hex=True), shapely.to_wkb(shapely.set_srid(POINT, 4326), hex=True, include_srid=True),
     shapely.to_geojson(POINT), json.dumps({"type": "MultiPoint", "coordinates": [HERE]}),
     "42.9712, 20.7812", " 42.9712,20.7812 ", "(42.9712, 20.7812)", "42.9712 20.7812", "42.9712; 20.7812",
     "42,9712; 20,7812", "42,9712 20,7812", "42,9712, 20,7812", "42.9712°, 20.7812°", "42.9712° N, 20.7812° E",
     "42.9712\u00a0N 20.7812\u202fE", "\u00a042.9712,\u00a020.7812\u00a0",
     "42.9712N 20.7812E", "N 42.9712 E 20.7812", "20.7812 E, 42.9712 N", "42,9712 N; 20,7812 E", "42.9712N20.7812E"],
)  # fmt: skip
def test_one_point_is_read(cell):
    assert point_in(cell) == HERE


@pytest.mark.parametrize(
    "cell",
    ["42°58'12\"N 20°46'30\"E", "42°58′12″N, 20°46′30″E", "42° 58' 12'' N / 20° 46' 30'' E", "42°58.2'N 20°46.5'E",
     "E 20°46'30.0\" N 42°58'12.0\"", "42º58’12”N20º46’30”E"],
)  # fmt: skip
def test_minutes_are_sixtieths_and_seconds_their_sixtieths(cell):
    # 58/60 + 12/3600 = 0.97; 46/60 + 30/3600 = 0.775
    assert point_in(cell) == pytest.approx((20.775, 42.97), abs=1e-12)


def test_the_number_of_a_reference_system_is_obeyed():
    expected = pyproj.Transformer.from_crs(32634, 4326, always_xy=True).transform(481_000, 4_757_000)
    assert point_in("SRID=32634;POINT(481000 4757000)") == pytest.approx(expected, abs=1e-12)
    cell = shapely.to_wkb(shapely.set_srid(shapely.Point(481_000, 4_757_000), 32634), hex=True, include_srid=True)
    assert point_in(cell) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    "cell",
    ["POINT EMPTY", "LINESTRING (20 42, 21 43)", "POLYGON ((20 42, 21 43, 20 43, 20 42))", "MULTIPOINT ((1 1), (2 2))",
     "GEOMETRYCOLLECTION EMPTY", "GEOMETRYCOLLECTION (POINT (1 1), POINT (2 2))", "LINESTRING Z (20 42 1, 21 43 1)",
     shapely.to_wkb(shapely.LineString([(20, 42), (21, 43)]), hex=True),
     shapely.to_geojson(shapely.LineString([(20, 42), (21, 43)])),
     shapely.Point(20, 42).buffer(1).wkt],
)  # fmt: skip
def test_a_shape_that_is_no_point_gets_no_centre(cell):
    assert point_in(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["", "POINT (20.78)", "POINT (x y)", "HERE (1 2)", "SRID=4326;POINT(1e30 1e30)", "SRID=999999;POINT(1 2)",
     "POINT (7460000 4740000)", "200.5, 20.5", "91.0, 20.0", "POINT (20 91)", "42.9712", "42,9712",
     "42,9712,20,7812", "42,97", "12 30", "24, 9", "24.09.2023", "1, 2, 3", "1234.5, 20", "Banjska, 2", "42, 20.78",
     "POINT (20.78 42.97", "٤٢.٩, ٢٠.٧", "42.97 S 20.78", "42.97 N 20.78 N", "42°60'N 20°0'E", "42.5°30'N 20°0'E",
     "-42.97 N 20.78 E", "42.97 S, 20.78 I", "0101000020E6100000", "{\"coordinates\"}", "nan, nan", "12:30 14:45"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_to_be_so(cell):
    with pytest.raises(ValueError, match=r"\w"):
        point_in(cell)


@given(some.floats(-180, 180), some.floats(-90, 90))
def test_what_shapely_writes_is_read_letter_by_letter(lon, lat):
    for cell in (
        shapely.to_wkt(shapely.Point(lon, lat), rounding_precision=-1),
        shapely.to_wkb(shapely.Point(lon, lat), hex=True),
    ):
        assert point_in(cell) == pytest.approx((lon, lat), rel=1e-15)


@given(some.text("NSEW0123456789.,°'\" -", max_size=40))
def test_no_cell_brings_a_reading_down_or_beyond_the_earth(cell):
    try:
        lon, lat = point_in(cell) or (0, 0)
    except ValueError:
        return
    assert -180 <= lon <= 180
    assert -90 <= lat <= 90


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("42.97 N", "20.78 E", (42.97, 20.78)),
        ("N42,97", "E20,78", (42.97, 20.78)),
        ("42.97°", "20.78°", (42.97, 20.78)),
        ("−42.97", "−20.78", (-42.97, -20.78)),
        ("33.9 S", "18.4 W", (-33.9, -18.4)),
    ],
)
def test_letters_and_signs_say_the_direction(lat, lon, expected):
    assert (latitude_in(lat, lon), longitude_in(lon)) == expected


@pytest.mark.parametrize(
    ("lat", "lon"), [("42.97 S", "20.78 I"), ("42.97 S", "20.78"), ("42.97 J", "20.78 I"), ("42.97 E", "20.78 N")]
)
def test_a_letter_that_means_something_else_in_serbian_is_not_guessed(lat, lon):
    with pytest.raises(ValueError, match="l"):
        latitude_in(lat, lon)
