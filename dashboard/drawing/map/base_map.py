"""The constant base map: what the frame's own script needs to draw boundaries, relief and names."""

from collections.abc import Iterable
from copy import copy
from typing import Any, Literal

import folium
from branca.element import Element
from folium.template import Template

from dashboard.dossier.extent import Box
from dashboard.dossier.gazetteer import Place
from dashboard.dossier.names import forms_for
from dashboard.dossier.profile import MAP
from dashboard.drawing.map import frame_script
from dashboard.drawing.map.frame_texts import map_texts
from dashboard.drawing.map.payload import Corners, Ground, Label, MapOptions
from dashboard.language import speaking

Theme = Literal["light", "dark"]

# Relative to the component's frame, so that they survive any base path; the map asks for nothing else.
SCRIPTS = [
    ("leaflet", "../../assets/leaflet/leaflet.js"),
    ("jquery", "../../assets/jquery/jquery.min.js"),
    ("frame", frame_script.address()),
]
STYLES = [
    ("leaflet", "../../assets/leaflet/leaflet.css"),
    ("map", "../../assets/map/map.css"),
]


class Cartography(folium.MacroElement):
    """The call that makes the frame's script draw the base map; data is fetched there, not sent from here."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.cartography({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, language: str, theme: Theme, basemap_url: str | None, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name = "Cartography"
        self.options: MapOptions = {
            "language": language,
            "theme": theme,
            "basemapUrl": basemap_url,
            "credit": MAP.credit,
            "ground": _ground(language),
            "strings": map_texts() | ({"map": name} if name else {}),
        }


class BaseMap(folium.Map):
    """A map that is made once and shown again and again: to make one takes longer than all else about it."""

    _is_rendered = False

    def again(self) -> "BaseMap":
        """The map as it was made, for the component, which puts what is to be shown into the map that it gets."""
        self.render()
        given = copy(self)
        given._children = self._children.copy()
        return given

    def render(self, **kwargs: Any) -> str:
        """Only the first time; nothing changes from one time to the next, nor in the page that it stands in."""
        if not self._is_rendered:
            super().render(**kwargs)  # type: ignore[no-untyped-call]
            page: Any = self.get_root()
            page.header, page.html = _Written(page.header.render()), _Written(page.html.render())
            self._is_rendered = True
        return ""


class _Written(Element):
    """A part of a page as text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_kwargs: Any) -> str:
        return self._text


def base_map(language: str, theme: Theme, basemap_url: str | None = None, name: str = "") -> BaseMap:
    """A new base map, the same for the same arguments; only another language or theme rebuilds the frame.

    `name` is what a screen reader calls it where it is not the only map of the page.
    """
    with speaking(language):
        cartography = Cartography(language, theme, basemap_url, name)
    base = BaseMap(
        location=MAP.centre,  # the frame fits the focus once it knows its own size
        zoom_start=MAP.zooms.first,
        tiles=None,
        control_scale=False,
        zoom_control=True,
        attributionControl=False,
        minZoom=MAP.zooms.least,
        maxZoom=MAP.zooms.most,
        zoomSnap=0.25,
        maxBounds=_corners(MAP.extent),
        maxBoundsViscosity=1,
        scrollWheelZoom=False,
    )
    base.default_js, base.default_css = list(SCRIPTS), list(STYLES)
    base.add_child(cartography)
    # The component's own name for its map, which it would put in the place of a random one in every script.
    base._id = "div"
    return base


def labels(places: Iterable[Place], language: str) -> list[Label]:
    """What the map writes at each place in its window that has a rank; lat, lon in EPSG:4326.

    Both local forms where the local majority's is known, else the name in the reader's language.
    """
    return [
        {
            "key": place.key,
            "text": place.label if place.first_form else place.names.in_language(language),
            "kind": place.kind,
            "rank": place.rank,
            "lat": place.lat,
            "lon": place.lon,
            "country": place.country,
        }
        for place in places
        if place.rank is not None and place.is_on_map
    ]


def _corners(box: Box) -> Corners:
    """Two corners as (lat, lon)."""
    return [(box.south, box.west), (box.north, box.east)]


def _ground(language: str) -> Ground:
    """What ties the frame to this crisis; `names` are the properties that name a country, the first that is there."""
    return {
        "extent": _corners(MAP.extent),
        "home": _corners(MAP.focus),
        "zooms": (MAP.zooms.least, MAP.zooms.most),
        "parties": [
            {"iso": party.iso, "fill": {"light": party.fill.light, "dark": party.fill.dark}, "mark": party.mark}
            for party in MAP.parties
        ],
        "stripSide": MAP.strip.side if MAP.strip else "",
        "largest": MAP.largest,
        "names": [f"name_{form}" for form in forms_for(language)],
        "layers": [{"role": layer.role, "file": layer.file} for layer in MAP.layers],
    }
