"""Parts of the map. EPSG:4326 degrees."""

from dataclasses import dataclass
from typing import Any, overload


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees, its edges included."""

    west: float
    south: float
    east: float
    north: float

    @overload
    def contains(self, lon: float, lat: float) -> bool: ...
    @overload
    def contains(self, lon: Any, lat: Any) -> Any: ...
    def contains(self, lon: Any, lat: Any) -> Any:
        """True for a point in it, its edge included; of arrays or columns of points, for each of them."""
        return (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)
