"""Points in one cell of a table."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from dashboard.opening.points import point_in

HERE = (20.7812, 42.9712)


@pytest.mark.parametrize(
    "cell",
    ["POINT (20.7812 42.9712)", "point(20.7812 42.9712)", "POINT Z (20.7812 42.9712 512)",
     "MULTIPOINT ((20.7812 42.9712))", "SRID=4326;POINT(20.7812 42.9712)", "42.9712, 20.7812", " 42.9712,20.7812 ",
     "(42.9712, 20.7812)",
     "42.9712 20.7812", "42.9712; 20.7812", "42,9712; 20,7812", "42,9712 20,7812"],
)  # fmt: skip
def test_one_point_is_read(cell):
    assert point_in(cell) == HERE


@pytest.mark.parametrize(
    "cell",
    ["", "POINT EMPTY", "POINT (20.78)", "POINT (x y)", "LINESTRING (20 42, 21 43)", "MULTIPOINT ((1 1), (2 2))",
     "SRID=3857;POINT(2313302 5306014)", "42.9712", "42,9712", "42,9712,20,7812", "42,97", "12 30", "24, 9",
     "24.09.2023", "1, 2, 3",
     "1234.5, 20", "Banjska, 2", "POINT (20.78 42.97", "42.97°, 20.78°", "٤٢.٩, ٢٠.٧"],
)  # fmt: skip
def test_what_is_not_one_point_is_none(cell):
    assert point_in(cell) is None


@given(some.floats(-180, 180), some.floats(-90, 90))
def test_what_shapely_writes_is_read_letter_by_letter(lon, lat):
    assert point_in(shapely.to_wkt(shapely.Point(lon, lat), rounding_precision=-1)) == pytest.approx(
        (lon, lat), rel=1e-15
    )
