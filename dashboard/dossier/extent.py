"""The map's window: what lies outside has no place on the map. EPSG:4326 degrees."""

from dataclasses import dataclass

WEST, EAST, SOUTH, NORTH = 18.8, 23.4, 41.3, 44.4


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, its edges included."""

    west: float
    south: float
    east: float
    north: float


WINDOW = Box(WEST, SOUTH, EAST, NORTH)


def holds(lon: float, lat: float) -> bool:
    """True for a point in the window, its edge included."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH
