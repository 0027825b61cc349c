"""The point of a record's geometry, in two columns before the record's own, which may be called the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# First, so that a guess by name takes these, and a column of the file's own of such a name is numbered as repeated.
COLUMNS = ("lon", "lat")


@dataclass(frozen=True, slots=True)
class Placed:
    """A record's own values by name, and longitude, latitude (EPSG:4326) where its geometry is one point."""

    values: dict[str, object]
    point: tuple[object, object] | None = None


def columns(own: Iterable[str], *, has_points: bool) -> tuple[str, ...]:
    """The columns of a table: those of its points, where it has any, and its own.

    >>> columns(["date", "lat"], has_points=True)
    ('lon', 'lat', 'date', 'lat')
    """
    return (*(COLUMNS if has_points else ()), *own)


def cells(placed: Placed, own: Sequence[str], *, has_points: bool) -> list[object]:
    """The record's values in the order of columns().

    >>> cells(Placed({"lat": 1.0, "date": "d"}, (20.78, 42.97)), ["date", "lat"], has_points=True)
    [20.78, 42.97, 'd', 1.0]
    """
    point = (placed.point or (None, None)) if has_points else ()
    return [*point, *map(placed.values.get, own)]
