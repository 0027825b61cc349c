"""Where imported events may stand on the map: side of the line, distance to it, known place, pin, area or neither."""

from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from dashboard.event import GeoPrecision
from dashboard.gazetteer import Gazetteer, Place, fold
from dashboard.store.columns import MOST_NORTHERN, WORLD
from dashboard.window import EAST, NORTH, SOUTH, WEST

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

HOMONYM = "homonym"
# A place of the gazetteer is meant where an event of its name lies no farther from it than this.
SAME_PLACE_KM = 5
_POINTS = [str(precision) for precision in GeoPrecision if precision.is_a_point]
_SPOT = ("lat", "lon", "place", "municipality", "is_point")
_SPOT_SCHEMA = ibis.schema(
    {
        **{"lat": "float64", "lon": "float64", "place": "string", "municipality": "string", "is_point": "boolean"},
        **{"side": "string", "distance_km": "float64", "key": "string", "is_homonym": "boolean", "area": "string"},
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What places are told by: the gazetteer, and the keys of the municipalities that have a polygon on the map."""

    gazetteer: Gazetteer
    municipalities: frozenset[str]


def place(incoming: "Table", connection: Any, ground: Ground) -> "Table":
    """The incoming records with the columns that say where they stand.

    Added: country_side, distance_km, key (of the gazetteer, or ""), x, y, area, elsewhere (as in SCHEMA); `lat` and
    `lon` stay for pins alone, and `warning` gains HOMONYM. Sides and distances are computed once per distinct spot of
    the map's window; `connection` takes them in as table `spots`.
    """
    records = incoming.mutate(
        is_point=_is_point(incoming),
        municipality=ibis.ifelse(incoming.geo_precision == GeoPrecision.MUNICIPALITY, incoming.municipality, ""),
    )
    spots = connection.to_pyarrow(records.filter(_is_on_map(records)).select(*_SPOT).distinct()).to_pandas()
    connection.create_table("spots", _spot_facts(spots, ground), schema=_SPOT_SCHEMA, overwrite=True)
    facts = connection.table("spots").rename({f"spot_{name}": name for name in _SPOT_SCHEMA.names})
    same = [records[name] == facts[f"spot_{name}"] for name in _SPOT]
    return _placed(records.left_join(facts, same))


def _placed(joined: "Table") -> "Table":
    is_here = joined.spot_side.notnull()
    is_pin = joined.is_point & is_here
    area = ibis.ifelse(is_pin, "", joined.spot_area)
    latitude = ibis.least(ibis.greatest(joined.lat, -MOST_NORTHERN), MOST_NORTHERN).radians()
    # The inverse hyperbolic sine of the tangent, as columns.square() has it.
    north = (latitude.tan() + (latitude.tan() * latitude.tan() + 1).sqrt()).ln()
    elsewhere = ibis.coalesce(joined.country.nullif(""), joined.place.nullif(""), ibis.literal(""))
    homonym = ibis.ifelse(joined.spot_is_homonym, HOMONYM, ibis.null("string"))
    return joined.mutate(
        country_side=joined.spot_side.fill_null(""),
        distance_km=ibis.ifelse(is_pin, joined.spot_distance_km, ibis.null("float64")),
        key=joined.spot_key.fill_null(""),
        warning=ibis.coalesce((joined.warning + ";" + homonym), joined.warning, homonym, ibis.literal("")),
        x=ibis.ifelse(is_pin, ((joined.lon + 180) / 360 * WORLD).floor(), ibis.null("float64")).cast("int32"),
        y=ibis.ifelse(is_pin, ((1 - north / ibis.pi) / 2 * WORLD).floor(), ibis.null("float64")).cast("int32"),
        area=area,
        elsewhere=ibis.ifelse(area.notnull(), ibis.null("string"), elsewhere),
        lat=ibis.ifelse(joined.is_point, joined.lat, ibis.null("float64")),
        lon=ibis.ifelse(joined.is_point, joined.lon, ibis.null("float64")),
    )


def _is_point(incoming: "Table") -> "BooleanValue":
    return incoming.geo_precision.isin(_POINTS) & incoming.lat.notnull() & incoming.lon.notnull()


def _is_on_map(records: "Table") -> "BooleanValue":
    """True for what lies in the window and is placed more closely than to a country."""
    return (
        records.lon.between(WEST, EAST)
        & records.lat.between(SOUTH, NORTH)
        & (records.geo_precision != str(GeoPrecision.COUNTRY))
    )


def _spot_facts(spots: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Side and distance of each spot, the place of the gazetteer that is meant, and the area that is drawn."""
    import geopandas

    from dashboard.boundaries import WGS84, distance_to_line_km, sides_of

    points = geopandas.GeoSeries(geopandas.points_from_xy(spots["lon"], spots["lat"]), crs=WGS84)
    named = _Named(ground.gazetteer)
    rows: list[dict[Any, Any]] = spots.to_dict("records")
    found = [
        named.by_name(row["place"], row["lat"], row["lon"])
        if row["is_point"]
        else named.by_municipality(row["municipality"], ground)
        for row in rows
    ]
    areas = [
        _area(place, ground) if place and not row["is_point"] else None
        for row, (place, _is_homonym) in zip(rows, found, strict=True)
    ]
    return spots.assign(
        side=sides_of(points),
        distance_km=distance_to_line_km(points),
        key=[place.key if place else "" for place, _is_homonym in found],
        is_homonym=[is_homonym for _place, is_homonym in found],
        area=pd.Series(areas, index=spots.index, dtype=object),
    )[list(_SPOT_SCHEMA.names)]


def _area(place: Place, ground: Ground) -> str | None:
    """How an event placed to a municipality is drawn, as Placement says: its polygon, or its soft circle."""
    if place.key in ground.municipalities:
        return f"municipality:{place.key}"
    return f"circle:{place.key}" if place.radius_km and place.is_in_window else None


class _Named:
    """The gazetteer asked for names, each name looked up once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._places: dict[str, list[Place]] = {}

    def by_name(self, name: str, lat: float, lon: float) -> tuple[Place | None, bool]:
        """The place of this name that lies near, and whether one of this name lies only farther away."""
        places = self._called(_without(name, " village", " town", " city"))
        near = [place for place in places if _km_apart(place.lat, place.lon, lat, lon) <= SAME_PLACE_KM]
        return (near[0], False) if near else (None, bool(places))

    def by_municipality(self, name: str, ground: Ground) -> tuple[Place | None, bool]:
        """The place that stands for a municipality of this name."""
        places = self._called(_without(name, " municipality"))
        return next((place for place in places if _area(place, ground)), None), False

    def _called(self, name: str) -> list[Place]:
        name = name.strip()
        if name not in self._places:
            self._places[name] = [match.place for match in self._gazetteer.find(name)] if fold(name) else []
        return self._places[name]


def _without(name: str, *kinds: str) -> str:
    """The name without the kind of place that a publisher puts after it."""
    lower = name.strip().lower()
    return next((name.strip()[: -len(kind)] for kind in kinds if lower.endswith(kind)), name)


def _km_apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance on the sphere, good to a per cent at these scales."""
    return hypot(lat - other_lat, (lon - other_lon) * cos(radians(lat))) * 111.2
