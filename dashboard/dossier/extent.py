"""Parts of the map. EPSG:4326 degrees."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, its edges included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """True for a point in it, its edge included."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north
