"""GeoJSON features as records of a table."""

from pathlib import Path
from typing import Any

from dashboard.language import _
from dashboard.opening.placed import Placed
from dashboard.opening.projection import Projection, projection
from dashboard.opening.refusals import not_a_table


def crs_of(document: dict[str, Any], path: Path) -> Projection | None:
    """What the member `crs` says, which RFC 7946 took out and programs still write; None for longitude, latitude."""
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    if (name := properties.get("name")) is not None:
        return projection(name, path)
    if (code := properties.get("code")) is not None:
        return projection(f"EPSG:{code}", path)
    return projection(crs if isinstance(crs, str) else "crs", path)


def record(feature: dict[str, Any], project: Projection | None) -> Placed:
    """The properties of a feature and its id, and its point."""
    properties = feature.get("properties")
    row: dict[str, object] = dict(properties) if isinstance(properties, dict) else {}
    if "id" not in row and feature.get("id") is not None:
        row["id"] = feature["id"]
    point = _only_point(feature.get("geometry"))
    if point is None:
        return Placed(row)
    lon, lat = [*point, None, None][:2]
    if project is not None and _is_number(lon) and _is_number(lat):
        lon, lat = project(lon, lat)
    return Placed(row, (lon, lat))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _only_point(geometry: object) -> list[Any] | None:
    """The coordinates of the one point that a geometry is; a line or area is none, and gets no centre."""
    while isinstance(geometry, dict):
        held = geometry.get("coordinates")
        match geometry.get("type"):
            case "Point":
                return held if isinstance(held, list) else []
            case "MultiPoint" if isinstance(held, list) and len(held) == 1 and isinstance(held[0], list):
                return held[0]
            case "GeometryCollection":
                parts = geometry.get("geometries")
                geometry = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
            case _:
                return None
    return None


def refuse_other_maps(document: dict[str, Any], path: Path) -> None:
    """FileError for what looks like GeoJSON and is none; it says what to export instead."""
    features = document.get("features")
    first = features[0] if isinstance(features, list) and features else None
    is_esri = str(document.get("geometryType", "")).startswith("esri") or "fieldAliases" in document
    if is_esri or (isinstance(first, dict) and "attributes" in first and "properties" not in first):
        raise not_a_table(
            path,
            _("Esri JSON"),
            _("Ask the service for f=geojson, or export the layer as GeoJSON or CSV, and give that."),
        )
    if document.get("type") == "Topology":
        raise not_a_table(path, _("TopoJSON"), _("Export the layer as GeoJSON or CSV and give that."))
