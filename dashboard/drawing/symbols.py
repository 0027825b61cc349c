"""Marker symbols: colour by family, shape by type; the one table that map frame and page share."""

import json
from functools import cache
from typing import Any

from dashboard.dossier.event import EventType
from dashboard.drawing.cartography import FRAME


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((FRAME / "symbols.json").read_text("utf-8"))
    return table


def colour(event_type: EventType, theme: str) -> str:
    """The type's colour as #rrggbb in the theme "light" or "dark"."""
    value: str = _table()["families"][event_type.family][theme]
    return value


def shape(event_type: EventType) -> str:
    """The type's shape as an SVG path in a box of 20 by 20."""
    value: str = _table()["shapes"][event_type]
    return value


def density_ramp(theme: str = "light") -> list[str]:
    """The colours of counts, from few to many, as #rrggbb."""
    value: list[str] = _table()["density"][theme]
    return value
