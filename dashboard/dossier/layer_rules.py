"""What a layer of geodata/ has to be: the rules for a file, its features and the description of a relief."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from PIL import Image, UnidentifiedImageError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import LinearRing

from dashboard.dossier.json_file import JsonError, parse, text_of
from dashboard.dossier.names import FORMS
from dashboard.dossier.profile import MAP, Role

NAME_FORMS = tuple(f"name_{form}" for form in FORMS)
_ON_THE_EDGE = 1e-5  # coordinates have five decimals


class LayerError(ValueError):
    """A layer that can't be trusted: which file, which feature, which rule, what to do."""

    def __init__(self, file: str, feature: str, rule: str, remedy: str) -> None:
        super().__init__(f"{file}, {feature}: {rule}. {remedy}")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of one file, with what an error has to name."""

    file: str
    title: str
    properties: dict[str, Any]
    geometry: BaseGeometry

    def refuse(self, rule: str, remedy: str) -> LayerError:
        """That it breaks a rule."""
        return LayerError(self.file, self.title, rule, remedy)


def features_of(path: Path) -> Iterator[Feature]:
    """The features of a file, in their order; LayerError where it has none that can be read."""
    collection = _said(path)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        raise LayerError(path.name, "the file", "holds no features", "Export it as a FeatureCollection.")
    for number, raw in enumerate(features, start=1):
        try:
            properties, geometry = dict(raw["properties"]), shape(raw["geometry"])
        except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError):
            raise LayerError(
                path.name, f"feature {number}", "has no properties or no geometry", "Export the layer again."
            ) from None
        name = properties.get("name_en") or properties.get("pair") or raw.get("id") or "no name"
        yield Feature(path.name, f"feature {number} ({name})", properties, geometry)


def faults_of(features: Sequence[Feature], role: Role) -> Iterator[LayerError]:
    """The rules that features of a role, out of all of its files, break."""
    for feature in features:
        yield from _faults(feature, role)
    yield from _repeated(features, role)


def _faults(feature: Feature, role: Role) -> Iterator[LayerError]:
    yield from _unnamed(feature)
    yield from _unkeyed(feature, role)
    yield from _unplaced_name(feature, role)
    yield from _unsourced(feature)
    yield from _of_another_kind(feature, role)
    yield from _misshapen(feature)
    if role != "sea":  # which alone reaches out of the extent, so that no edge shows
        yield from _out_of_extent(feature)


def _said(path: Path) -> Any:
    """What a JSON file says; LayerError where it says nothing."""
    try:
        return parse(text_of(path))
    except FileNotFoundError:
        raise LayerError(path.name, "the file", "is not there", f"Put it into {path.parent.name}/.") from None
    except OSError as error:
        rule = f"cannot be read ({error.strerror})"
        raise LayerError(path.name, "the file", rule, "Make it a file that this program may read.") from error
    except JsonError as error:
        raise LayerError(path.name, error.where, error.rule, f"{error.remedy}.") from None


def _unnamed(feature: Feature) -> Iterator[LayerError]:
    if "pair" in feature.properties:  # other borders go by the codes of their two countries
        return
    missing = [form for form in NAME_FORMS if not feature.properties.get(form)]
    if missing and missing != list(NAME_FORMS[1:]):  # a descriptive name keeps to English
        yield feature.refuse(
            f"has no {', '.join(missing)}",
            "Give every name in all forms of dossier.json, a descriptive one in English alone.",
        )


# By what a feature of a role is found.
_KEYS: dict[Role, str] = {"countries": "iso", "municipalities": "id", "zones": "id"}


def _key_of(feature: Feature, role: Role) -> str:
    """By what the feature is found in its role; empty where it is not."""
    key = feature.properties.get(_KEYS[role]) if role in _KEYS else ""
    return key if isinstance(key, str) else ""


def _unkeyed(feature: Feature, role: Role) -> Iterator[LayerError]:
    if (key := _KEYS.get(role)) and not _key_of(feature, role):
        yield feature.refuse(f"has no {key} among its properties", "Give each feature of the layer one of its own.")


def _unplaced_name(feature: Feature, role: Role) -> Iterator[LayerError]:
    """Degrees where a country's name prefers to stand, or null where none is written; 0 is a latitude."""
    given = [feature.properties.get(name, "") for name in ("label_lon", "label_lat")]
    if role == "countries" and given != [None, None] and not all(type(degrees) in {int, float} for degrees in given):
        yield feature.refuse(
            "says not where its name stands",
            "Give label_lon and label_lat among its properties: degrees, or null in both for no name.",
        )


def _repeated(features: Iterable[Feature], role: Role) -> Iterator[LayerError]:
    """Features by whose key another one of their role, in any of its files, is found already."""
    first: dict[str, Feature] = {}
    for feature in features:
        key = _key_of(feature, role)
        if key and (known := first.setdefault(key, feature)) is not feature:
            yield feature.refuse(
                f"has the {_KEYS[role]} {key}, as {known.file}, {known.title} has",
                "Make one feature with a MultiPolygon of the two, or give each its own.",
            )


def _unsourced(feature: Feature) -> Iterator[LayerError]:
    if missing := [fact for fact in ("source", "licence") if not feature.properties.get(fact)]:
        yield feature.refuse(
            f"states no {' and no '.join(missing)}", "Say where it is from and on what terms, or drop it."
        )


_LINES, _POLYGONS = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")
# What can be drawn and measured in each role; the zone of a strip is a line.
_GEOMETRIES: dict[Role, tuple[str, ...]] = {
    "line": _LINES,
    "borders": _LINES,
    "countries": _POLYGONS,
    "municipalities": _POLYGONS,
    "districts": _POLYGONS,
    "zones": (*_POLYGONS, *_LINES),
    "sea": _POLYGONS,
}


def _of_another_kind(feature: Feature, role: Role) -> Iterator[LayerError]:
    if feature.geometry.geom_type not in _GEOMETRIES[role]:
        yield feature.refuse(
            f"is a {feature.geometry.geom_type}, and the role {role} needs {' or '.join(_GEOMETRIES[role])}",
            "Export it as such, or give the file its role in map.json.",
        )


def _misshapen(feature: Feature) -> Iterator[LayerError]:
    geometry = feature.geometry
    if geometry.is_empty:
        yield feature.refuse("has a geometry without a point", "Export it again, or drop it.")
        return
    if not geometry.is_valid:
        yield feature.refuse(
            f"has an invalid ring ({shapely.is_valid_reason(geometry)})", "Repair it, e.g. with make_valid."
        )
        return
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and not LinearRing(part.exterior.coords).is_ccw:
            yield feature.refuse("has a clockwise outer ring", "Turn it counter-clockwise (RFC 7946, section 3.1.6).")


def _out_of_extent(feature: Feature) -> Iterator[LayerError]:
    west, south, east, north = feature.geometry.bounds
    e, box = _ON_THE_EDGE, MAP.extent
    if west < box.west - e or east > box.east + e or south < box.south - e or north > box.north + e:
        yield feature.refuse(
            f"reaches outside the map's extent (lon {box.west} to {box.east}, lat {box.south} to {box.north})",
            "Clip it, or check that coordinates are (lon, lat).",
        )


_IMAGE = re.compile(r"[\w-]+\.(png|jpg|jpeg|webp)")


def relief_faults(path: Path) -> Iterator[LayerError]:
    """What is wrong with the description of a shaded relief: an image for each theme, and where its corners are."""
    try:
        about = _said(path)
    except LayerError as error:
        yield error
        return
    if not isinstance(about, dict):
        yield LayerError(path.name, "the file", "is no object with light, dark and bounds", "Write it as one.")
        return
    for theme in ("light", "dark"):
        if rule := _image_fault(path.parent, about.get(theme)):
            yield LayerError(path.name, theme, rule, f"Name an image in {path.parent.name}/, as “relief.png”.")
    if not _are_corners(about.get("bounds")):
        yield LayerError(
            path.name, "bounds", "are no corners of the image", "Write [[south, west], [north, east]], in degrees."
        )


def _image_fault(folder: Path, name: object) -> str:
    """Why a value names no image in a folder; empty where it names one."""
    if not isinstance(name, str) or not _IMAGE.fullmatch(name):
        return "names no image"
    try:
        with Image.open(folder / name) as image:
            image.load()
    except FileNotFoundError:
        return f"names {name}, which is not there"
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return f"names {name}, which is no whole image"
    return ""


def _are_corners(bounds: Any) -> bool:
    try:
        (south, west), (north, east) = bounds
        return bool(-90 <= south < north <= 90 and -180 <= west < east <= 180)
    except (TypeError, ValueError):
        return False
