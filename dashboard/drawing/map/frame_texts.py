"""The words that the map's frame writes: legend, controls, lists, density; playback has its own."""

from dashboard.dossier.profile import MAP, PROFILE
from dashboard.language import _


def map_texts() -> dict[str, str]:
    """Of the base map: its legend, its controls, and the layers that may fail to load."""
    return {
        "map": str(MAP.name),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "legend": _("Legend"),
        "line": str(MAP.line_name or _("Boundary line")),
        "open": _("Crossing"),
        "closed": _("Crossing, closed"),
        "strip": str(MAP.strip.disputed) if MAP.strip else "",
        "about": _("About boundaries, names and sources"),
        "disclaimer": str(PROFILE.note.short) if PROFILE.note else "",
        "failed": _("Not loaded: {layers}."),
        "retry": _("Retry"),
        "wheel": _("Click the map, or hold Ctrl, to zoom with the wheel"),
        "onlineMap": _("Online map"),
        "ownMap": _("Built-in map"),
        "countries": _("countries"),
        "sea": _("sea"),
        "relief": _("relief"),
        "municipalities": _("municipalities"),
        "districts": _("districts"),
        "borders": _("state borders"),
        "zones": _("zones"),
        "labels": _("place names"),
        "density": _("events of this view"),
        "playback": _("days to play"),
    }


def event_texts() -> dict[str, str]:
    """Of the events: lists, areas, and the legend of many events as squares."""
    return {
        "here": _("{count} events here"),
        "listOf": _("Events at {place}"),
        "close": _("Close the list"),
        "area": _("area, not an exact place"),
        "oneEvent": _("{count} event"),
        "events": _("{count} events"),
        "density": _(
            "Density of {counts} in view; Enter opens the framed square nearest to the middle; a table of all "
            "places stands under the map"
        ),
        "square": _("Events in a square"),
        "upTo": _("{from}–{to}"),
        "orMore": _("{from} or more"),
        "placedOnlyTo": _("Placed to an area only"),
        "page": _("{first}–{last} of {all}"),
        "pageNumber": _("Page"),
        "ofPages": _("of {pages}"),
        "previousPage": _("Previous page"),
        "nextPage": _("Next page"),
        "ofDataset": _("{dataset}: {text}"),
    }
