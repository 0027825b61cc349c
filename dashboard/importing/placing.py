"""Where imported events may stand on the map: side of the line, distance to it, known place, pin, area or neither."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd

from dashboard.dossier.event import GeoPrecision
from dashboard.dossier.gazetteer import Gazetteer, Place, fold
from dashboard.dossier.placement import FAR_FROM_PLACE, NULL_ISLAND, OTHER_COUNTRY, SWAPPED
from dashboard.dossier.profile import MAP
from dashboard.importing.countries import Countries, countries_at, covered, covered_here, may_lie_in
from dashboard.sources.cells import is_one_of
from dashboard.store.columns import MOST_NORTHERN, WORLD

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

HOMONYM = "homonym"
# A place of the gazetteer is meant where an event of its name lies no farther from it than this, and cannot be where it
# lies farther than that. In between another place may have the name.
SAME_PLACE_KM, OTHER_PLACE_KM = 5, 25
# Some 1.1 km: a ship may be at 0/0, and none of these events.
_NULL_DEGREES = 0.01
# Kinds of places that are wider than any such distance.
_WIDE = {"country", "region", "zone"}
_POINTS = [str(precision) for precision in GeoPrecision if precision.is_a_point]
# What an event can be drawn as: a pin, an area, nothing.
_PIN, _AREA, _NOTHING = "pin", "area", "nothing"
_SPOT = ("lat", "lon", "place", "municipality", "country", "drawn")
_SPOT_SCHEMA = ibis.schema(
    {
        **dict.fromkeys(("lat", "lon"), "float64"),
        **dict.fromkeys(("place", "municipality", "country", "drawn"), "string"),
        **{"side": "string", "distance_km": "float64", "key": "string", "warning": "string", "area": "string"},
        "records": "int64",
    }
)


@dataclass(frozen=True, slots=True)
class GazetteerContext:
    """What places are told by: the gazetteer, and the keys of the municipalities that have a polygon on the map."""

    gazetteer: Gazetteer
    municipalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Covered:
    """What the name of a country covers anywhere, and of a point of the map."""

    anywhere: Countries
    here: Countries


def place(incoming: "Table", connection: Any, known_places: GazetteerContext) -> "Table":
    """The incoming records with the columns that say where they stand.

    Added: country_side, distance_km, key (of the gazetteer, or ""), x, y, area, elsewhere (as in SCHEMA); `lat` and
    `lon` stay for pins alone, and `warning` gains HOMONYM or one of MISPLACED, with which a record has no side, area or
    pin. All that is told of a spot is worked out once; `connection` takes the spots in as table `spots`.
    """
    records = incoming.mutate(
        drawn=_drawn_as(incoming),
        municipality=ibis.ifelse(incoming.geo_precision == GeoPrecision.MUNICIPALITY, incoming.municipality, ""),
    )
    named = records.filter(_has_point(records)).select("country").distinct()
    countries = {
        name: _Covered(covered(name), covered_here(name))
        for name in connection.to_pyarrow(named)["country"].to_pylist()
    }
    known = [name for name, codes in countries.items() if codes.here]
    told = records.filter(_has_point(records) & (_is_on_map(records) | _is_null(records) | _is_told(records, known)))
    spots = connection.to_pyarrow(told.group_by(_SPOT).aggregate(records=told.count())).to_pandas()
    connection.create_table(
        "spots", _Spots(spots, countries, known_places).facts(), schema=_SPOT_SCHEMA, overwrite=True
    )
    facts = connection.table("spots").drop("records")
    facts = facts.rename({f"spot_{name}": name for name in facts.columns})
    same = [records[name] == facts[f"spot_{name}"] for name in _SPOT]
    return _placed(records.left_join(facts, same))


def warned(connection: Any) -> dict[str, int]:
    """How many of the records that were placed last have each warning of their place."""
    spots = connection.table("spots")
    counted = spots.filter(spots.warning != "").group_by("warning").aggregate(records=spots.records.sum())
    return {row["warning"]: row["records"] for row in connection.to_pyarrow(counted).to_pylist()}


def _placed(joined: "Table") -> "Table":
    is_here = joined.spot_side.notnull()
    is_point = joined.drawn == _PIN
    is_pin = is_point & is_here
    area = ibis.ifelse(is_pin, "", joined.spot_area)
    latitude = ibis.least(ibis.greatest(joined.lat, -MOST_NORTHERN), MOST_NORTHERN).radians()
    # The inverse hyperbolic sine of the tangent, as columns.square() has it.
    north = (latitude.tan() + (latitude.tan() * latitude.tan() + 1).sqrt()).ln()
    elsewhere = ibis.coalesce(joined.country.nullif(""), joined.place.nullif(""), ibis.literal(""))
    warning = joined.spot_warning.nullif("")
    return joined.mutate(
        country_side=joined.spot_side.fill_null(""),
        distance_km=ibis.ifelse(is_pin, joined.spot_distance_km, ibis.null("float64")),
        key=joined.spot_key.fill_null(""),
        warning=ibis.coalesce((joined.warning + ";" + warning), joined.warning, warning, ibis.literal("")),
        x=ibis.ifelse(is_pin, ((joined.lon + 180) / 360 * WORLD).floor(), ibis.null("float64")).cast("int32"),
        y=ibis.ifelse(is_pin, ((1 - north / ibis.pi) / 2 * WORLD).floor(), ibis.null("float64")).cast("int32"),
        area=area,
        elsewhere=ibis.ifelse(area.notnull(), ibis.null("string"), elsewhere),
        lat=ibis.ifelse(is_point, joined.lat, ibis.null("float64")),
        lon=ibis.ifelse(is_point, joined.lon, ibis.null("float64")),
    )


def _drawn_as(incoming: "Table") -> "StringValue":
    return ibis.cases(
        (incoming.geo_precision.isin(_POINTS) & _has_point(incoming), _PIN),
        (incoming.geo_precision == str(GeoPrecision.COUNTRY), _NOTHING),
        else_=_AREA,
    )


def _has_point(records: "Table") -> "BooleanValue":
    return records.lat.notnull() & records.lon.notnull()


def _is_on_map(records: "Table") -> "BooleanValue":
    """True for what lies on the map and is placed more closely than to a country."""
    return MAP.extent.contains(records.lon, records.lat) & (records.drawn != _NOTHING)


def _is_null(records: "Table") -> "BooleanValue":
    return (records.lat.abs() <= _NULL_DEGREES) & (records.lon.abs() <= _NULL_DEGREES)


def _is_told(records: "Table", known: list[str]) -> "BooleanValue":
    """True where a point can be held against the country that is named, or where none is."""
    return is_one_of(records.country, ["", *known])


class _Spots:
    """Spots (columns of _SPOT and `records`) with all that is told of them; `countries` are what each name covers."""

    def __init__(self, spots: pd.DataFrame, countries: Mapping[str, _Covered], known_places: GazetteerContext) -> None:
        self._spots = spots
        self._places: list[str] = spots["place"].tolist()
        self._municipalities: list[str] = spots["municipality"].tolist()
        self._countries: list[str] = spots["country"].tolist()
        self._known_places = known_places
        self._named = _Named(known_places.gazetteer)
        self._lat, self._lon = spots["lat"].to_numpy(), spots["lon"].to_numpy()
        self._is_in_extent = MAP.extent.contains(self._lon, self._lat)
        self._covered = [
            countries[name].here if is_here else countries[name].anywhere
            for name, is_here in zip(self._countries, self._is_in_extent, strict=True)
        ]
        self._is_here = self._is_in_extent & (spots["drawn"] != _NOTHING).to_numpy()
        self._is_pin = (spots["drawn"] == _PIN).to_numpy()

    def facts(self) -> pd.DataFrame:
        """The columns of _SPOT_SCHEMA."""
        rows = range(len(self._spots))
        told = self._misplaced()
        wrong = ["" if warning == HOMONYM else warning for warning in told]
        found = [self._found(row) if self._is_here[row] else (None, False) for row in rows]
        places = [None if wrong[row] in {NULL_ISLAND, SWAPPED} else found[row][0] for row in rows]
        has_area = [not wrong[row] and not self._is_pin[row] for row in rows]
        areas = [
            _area(place, self._known_places) if place and has_area[row] else None for row, place in enumerate(places)
        ]
        sides, distances = self._sides_and_distances()
        return self._spots.assign(
            side=pd.Series([None if wrong[row] else sides[row] for row in rows], index=self._spots.index, dtype=object),
            distance_km=distances,
            key=[place.key if place else "" for place in places],
            warning=[told[row] or (HOMONYM if found[row][1] else "") for row in rows],
            area=pd.Series(areas, index=self._spots.index, dtype=object),
        )[list(_SPOT_SCHEMA.names)]

    def _found(self, row: int) -> tuple[Place | None, bool]:
        if self._is_pin[row]:
            return self._named.by_name(self._places[row], self._lat[row], self._lon[row])
        return self._named.by_municipality(self._municipalities[row], self._known_places), False

    def _sides_and_distances(self) -> "tuple[list[str | None], pd.Series[float]]":
        """Of what can be drawn; nothing of the rest."""
        import geopandas

        from dashboard.dossier.boundaries import WGS84, distance_to_line_km, sides_of

        here = self._spots.index[self._is_here]
        lon, lat = self._lon[self._is_here], self._lat[self._is_here]
        points = geopandas.GeoSeries(geopandas.points_from_xy(lon, lat), index=here, crs=WGS84)
        sides = dict(zip(here, sides_of(points), strict=True))
        return [sides.get(row) for row in self._spots.index], distance_to_line_km(points).reindex(self._spots.index)

    def _misplaced(self) -> list[str]:
        """Which of MISPLACED is true of each spot, the plainest first; HOMONYM where a place of its name lies elsewhere
        and it may have a namesake; else empty."""
        is_null = (abs(self._lat) <= _NULL_DEGREES) & (abs(self._lon) <= _NULL_DEGREES)
        fits, fits_exchanged = self._fit(self._lon, self._lat), self._fit(self._lat, self._lon)
        is_exchanged_here = MAP.extent.contains(self._lat, self._lon)
        strangers = self._strangers()
        wrong = []
        for row in range(len(self._spots)):
            says_nothing = not self._countries[row]
            is_stray = not self._is_in_extent[row] if says_nothing else not fits[row]
            is_exchanged = is_stray and is_exchanged_here[row] and (says_nothing or fits_exchanged[row])
            if is_null[row]:
                wrong.append(NULL_ISLAND)
            elif is_exchanged or strangers.get(row) == SWAPPED:
                wrong.append(SWAPPED)
            elif not fits[row]:
                wrong.append(OTHER_COUNTRY)
            else:
                wrong.append(strangers.get(row, ""))
        return wrong

    def _fit(self, lon: Any, lat: Any) -> Any:
        """Whether each point may lie in the country that is named; true where none is that we know."""
        fits = np.ones(len(self._spots), dtype=bool)
        covered = pd.Series(self._covered, index=self._spots.index, dtype=object)
        for codes in set(self._covered) - {frozenset()}:
            rows = (covered == codes).to_numpy()
            fits[rows] = may_lie_in(codes, lon[rows], lat[rows])
        return fits

    def _strangers(self) -> dict[int, str]:
        """Of each pin that lies far from every place that can be meant by its name: SWAPPED where its point lies near
        one when exchanged, FAR_FROM_PLACE where it is in no country of the map but such as have a place of the name,
        else HOMONYM: of other places nothing is known, and a country without one may have a namesake."""
        meant = {row: places for row in range(len(self._spots)) if (places := self._stranger_to(row))}
        rows = list(meant)
        told = {}
        for row, here in zip(rows, countries_at(self._lon[rows], self._lat[rows]), strict=True):
            may_be_in = here & self._covered[row] if self._covered[row] else here
            lat, lon = self._lat[row], self._lon[row]
            if any(_is_within(OTHER_PLACE_KM, place, lon, lat) for place in meant[row]):
                told[row] = SWAPPED
            else:
                told[row] = FAR_FROM_PLACE if may_be_in <= {place.country for place in meant[row]} else HOMONYM
        return told

    def _stranger_to(self, row: int) -> list[Place]:
        """The places that can be meant by a pin's name, where it lies far from all of them."""
        if not self._is_pin[row] or (self._countries[row] and not self._covered[row]):
            return []
        meant = self._named.in_countries(self._places[row], self._covered[row])
        is_near = any(_is_within(OTHER_PLACE_KM, place, self._lat[row], self._lon[row]) for place in meant)
        return [] if is_near else meant


def _area(place: Place, known_places: GazetteerContext) -> str | None:
    """How an event placed to a municipality is drawn, as Placement says: its polygon, or its soft circle."""
    if place.key in known_places.municipalities:
        return f"municipality:{place.key}"
    return f"circle:{place.key}" if place.radius_km and place.is_on_map else None


# What publishers put after the name of a settlement.
_SETTLEMENTS = (" village", " town", " city")


class _Named:
    """The gazetteer asked for names, each name looked up once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._places: dict[str, list[Place]] = {}

    def by_name(self, name: str, lat: float, lon: float) -> tuple[Place | None, bool]:
        """The place of this name that lies near, and whether one of this name lies only farther away."""
        places = self._called(_without(name, *_SETTLEMENTS))
        near = [place for place in places if _is_within(SAME_PLACE_KM, place, lat, lon)]
        return (near[0], False) if near else (None, bool(places))

    def in_countries(self, name: str, codes: Countries) -> list[Place]:
        """The places of this name in these countries, in whichever where none is given; none where one is too wide."""
        places = self._called(_without(name, *_SETTLEMENTS))
        if any(place.kind in _WIDE for place in places):
            return []
        return [place for place in places if not codes or place.country in codes]

    def by_municipality(self, name: str, known_places: GazetteerContext) -> Place | None:
        """The place that stands for a municipality of this name."""
        places = self._called(_without(name, " municipality"))
        return next((place for place in places if _area(place, known_places)), None)

    def _called(self, name: str) -> list[Place]:
        name = name.strip()
        if name not in self._places:
            self._places[name] = [match.place for match in self._gazetteer.find(name)] if fold(name) else []
        return self._places[name]


def _without(name: str, *kinds: str) -> str:
    """The name without the kind of place that a publisher puts after it."""
    lower = name.strip().lower()
    return next((name.strip()[: -len(kind)] for kind in kinds if lower.endswith(kind)), name)


def _is_within(km: float, place: Place, lat: float, lon: float) -> bool:
    return _km_apart(place.lat, place.lon, lat, lon) <= km


def _km_apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance on the sphere, good to a per cent at these scales."""
    return hypot(lat - other_lat, (lon - other_lon) * cos(radians(lat))) * 111.2
