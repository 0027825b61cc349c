"""GeoJSON features as rows of a table."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from dashboard.language import _
from dashboard.opening.refusals import not_a_table


def as_csv(content: bytes, path: Path) -> str:
    """One row per feature: its properties, its id, and lon, lat of a point (EPSG:4326, RFC 7946)."""
    try:
        document: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise not_a_table(path, _("damaged JSON")) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise not_a_table(path, _("JSON, but no GeoJSON FeatureCollection"))
    rows = [_feature_row(feature) for feature in features]
    columns = dict.fromkeys(name for row in rows for name in row)
    if not columns:
        raise not_a_table(path, _("an empty GeoJSON file"))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(errors="replace").decode()  # JSON can spell half a letter, which no text holds


def _feature_row(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    row = {str(name): _cell(value) for name, value in properties.items()}
    if "id" not in row and feature.get("id") is not None:
        row["id"] = str(feature["id"])
    geometry = feature.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        coordinates = geometry.get("coordinates")
        lon, lat = [*(coordinates if isinstance(coordinates, list) else ()), None, None][:2]
        row |= {"lon": _cell(lon), "lat": _cell(lat)}
    return row


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
