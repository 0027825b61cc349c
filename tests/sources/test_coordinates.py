import ibis
import pytest

from dashboard.sources import coordinates
from tests.sources.files import engine


def degrees(lat: str, lon: str) -> tuple[float | None, float | None]:
    return tuple(engine().to_pyarrow(one).as_py() for one in coordinates.degrees(ibis.literal(lat), ibis.literal(lon)))


def point(cell: str) -> tuple[float | None, float | None, bool]:
    found = coordinates.point(coordinates.point_text(ibis.literal(cell)))
    return tuple(engine().to_pyarrow(one).as_py() for one in (found.lat, found.lon, found.is_unread))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("42.97", "20.78"), (42.97, 20.78)),
        (("42,97", "20,78"), (42.97, 20.78)),
        (("-33", "-180"), (-33, -180)),
        (("42.97 N", "20°30'E"), (42.97, 20.5)),
        (("42.97", "20°30'E"), (42.97, 20.5)),
        (("90.1", "180.1"), (None, None)),
        (("42.97", ""), (42.97, None)),
        (("north", "nan"), (None, None)),
        (("1e999", "inf"), (None, None)),
    ],
)
def test_degrees_are_read_in_each_form_and_within_the_earths(cells, expected):
    assert degrees(*cells) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("POINT (20.78 42.97)", (42.97, 20.78, False)),
        ("SRID=4326;POINT Z (20.78 42.97 512)", (42.97, 20.78, False)),
        ("42.97, 20.78", (42.97, 20.78, False)),
        ("42.97,20.78", (42.97, 20.78, False)),
        ("MULTIPOINT ((20.78 42.97))", (42.97, 20.78, False)),
        ("42.97 N, 20.5 E", (42.97, 20.5, False)),
        ("LINESTRING (20 42, 21 43)", (None, None, False)),
        ("POINT EMPTY", (None, None, False)),
        ("", (None, None, False)),
        ("POINT (4740000 7460000)", (None, None, True)),
        ("POINT (200 42)", (None, None, True)),
        ("99.1, 20.1", (None, None, True)),
        ("in the village", (None, None, True)),
    ],
)
def test_the_point_of_a_cell_is_read_or_absent_or_said_to_be_unread(cell, expected):
    lat, lon, is_unread = point(cell)
    assert ((lat, lon) if None not in (lat, lon) else (None, None), is_unread) == (expected[:2], expected[2])
