"""What ties the map to this crisis: its extent, its line, its parties and its layers."""

from dataclasses import dataclass

from dashboard.dossier.extent import WINDOW, Box


@dataclass(frozen=True, slots=True)
class Party:
    """A country whose ground and name the map shows first; `fill` is a colour of the palette, and a name with a
    footnote carries an asterisk."""

    iso: str
    fill: str
    has_footnote: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """A file of geodata, and what it is on the map."""

    role: str
    file: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground of a map.

    `extent` is what the data may cover and `home` what every map shows whole, `zooms` are the least and the most,
    `strip_side` is the party on whose side of the line the strip lies, `largest` the key of the largest city, and
    `names` are the properties that name a country, by language, the first of them for every other.
    """

    extent: Box
    home: Box
    centre: tuple[float, float]
    zooms: tuple[int, int]
    parties: tuple[Party, ...]
    strip_side: str
    largest: str
    names: dict[str, str]
    layers: tuple[Layer, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The parties' codes."""
        return tuple(party.iso for party in self.parties)

    def asterisk(self, iso: str) -> str:
        """What follows the name of a country: an asterisk where it has a footnote."""
        return "*" if any(party.iso == iso and party.has_footnote for party in self.parties) else ""

    def name_of(self, language: str) -> str:
        """The property that names a country to a reader of this language."""
        return self.names.get(language) or self.names["en"]


GROUND = Ground(
    extent=WINDOW,
    home=Box(20.353, 42.263, 21.79, 43.273),  # the boundary line
    centre=(42.77, 21.07),  # (lat, lon), the middle of the home, which the frame fits once it knows its own size
    zooms=(8, 12),
    parties=(Party("XK", "party_1", has_footnote=True), Party("RS", "party_2", has_footnote=False)),
    strip_side="RS",
    largest="pristina",
    names={"en": "name_en", "sq": "name_sq", "sr": "name_sr_latn"},
    # In the order in which the frame asks for them.
    layers=(
        Layer("boundary", "boundary_line.geojson"),
        Layer("countries", "countries.geojson"),
        Layer("zones", "zones.geojson"),
        Layer("municipalities", "municipalities.geojson"),
        Layer("borders", "borders_other.geojson"),
        Layer("sea", "sea.geojson"),
        Layer("districts", "serbia_districts.geojson"),
        Layer("relief", "hillshade.json"),
    ),
)
