"""The map's window: what lies outside has no place on the map. EPSG:4326 degrees."""

WEST, EAST, SOUTH, NORTH = 18.8, 23.4, 41.3, 44.4


def holds(lon: float, lat: float) -> bool:
    """True for a point in the window, its edge included."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH
