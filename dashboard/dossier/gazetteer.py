"""Place names in four forms -> key, coordinates, exact or not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import cyrtranslit
from anyascii import anyascii

from dashboard.dossier.names import Names
from dashboard.dossier.profile import MAP, PROFILE

# Languages whose rules are known; of any other script the letters are taken one by one.
_TRANSLITERATED = tuple(form.transliterated for form in PROFILE.forms if form.transliterated)


def fold(text: str) -> str:
    """Text without case, diacritics or script, for comparing.

    >>> fold("Çà Và")
    'ca va'
    """
    for language in _TRANSLITERATED:
        text = cyrtranslit.to_latin(text, language)
    return anyascii(text).casefold()


@dataclass(frozen=True, slots=True)
class Place:
    """A named place; lat, lon in EPSG:4326. `radius_km` is the soft circle of a place without a polygon."""

    key: str
    names: Names
    kind: str
    lat: float
    lon: float
    country: str
    municipality: str
    radius_km: float | None
    rank: int | None
    source: str

    @property
    def label(self) -> str:
        """The name as the map and the page show it."""
        return self.names.label

    @property
    def first_form(self) -> str:
        """The local majority's language, a key of the profile's local_forms; empty elsewhere."""
        return self.names.first_form

    @property
    def is_on_map(self) -> bool:
        """True where the map can show it."""
        return MAP.extent.contains(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Match:
    """A place found by name; `is_exact` is False where only the letters without diacritics agree."""

    place: Place
    is_exact: bool


class Gazetteer(Mapping[str, Place]):
    """Every known place by its key."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.key: place for place in places}
        self._by_name: defaultdict[str, list[Place]] = defaultdict(list)
        for place in self._places.values():
            for name in {fold(form) for form in place.names.forms()}:
                self._by_name[name].append(place)

    def __getitem__(self, key: str) -> Place:
        return self._places[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def label(self, key: str, otherwise: str = "") -> str:
        """The label of a place, or what else it is called where no place has the key."""
        place = self._places.get(key)
        return place.label if place else otherwise

    def find(self, name: str) -> list[Match]:
        """Places of this name in any of the four forms, exact spellings first; homonyms all stand."""
        name = name.strip()
        found = [Match(place, name in place.names.forms()) for place in self._by_name.get(fold(name), ())]
        return sorted(found, key=lambda match: (not match.is_exact, match.place.key))
