"""What the map's frame gets from the server, and in which form.

It is opened with MapOptions. With each change of the page it gets a Message, through its channel and the component. For
more events than markers could show it asks for a Picture of what is in view, and for pages of the List of a square
or an area. Playback asks for the Days of the query. Names of places come once, as Labels.

Places are degrees of EPSG:4326, days are ISO dates and both included; texts are in the reader's language.
"""

from typing import Literal, NotRequired, TypedDict, final

AreaKind = Literal["zone", "municipality", "circle", "strip"]


Corners = list[tuple[float, float]]


class Fill(TypedDict):
    """A colour in both themes."""

    light: str
    dark: str


class PartyOnMap(TypedDict):
    """A country whose ground has a colour of its own; `mark` follows its name and leads to a footnote."""

    iso: str
    fill: Fill
    mark: str


class LayerFile(TypedDict):
    """A file of geodata, and what it is on the map."""

    role: str
    file: str


class Ground(TypedDict):
    """What ties the frame to a crisis; boxes are two corners as (lat, lon).

    `home` is what is shown whole at first, `stripSide` the party on whose side of the line the strip lies, `largest`
    the key of the largest city; `names` are the properties that name a country, the first that is there counts.
    """

    extent: Corners
    home: Corners
    zooms: tuple[float, float]
    parties: list[PartyOnMap]
    stripSide: str
    largest: str
    names: list[str]
    layers: list[LayerFile]


class MapOptions(TypedDict):
    """What never changes while a frame is open."""

    language: str
    theme: str
    basemapUrl: str | None
    credit: str
    ground: Ground
    strings: dict[str, str]


class Marker(TypedDict):
    """An event on the map: a pin or circle has lat and lon, a circle its radius, another area the feature it covers."""

    id: str
    kind: Literal["pin"] | AreaKind
    feature: str
    lat: float | None
    lon: float | None
    radiusKm: float | None
    type: str
    typeName: str
    family: str
    title: str
    place: str
    when: str
    start: str
    end: str


class CountedArea(TypedDict):
    """An area with the events that are placed to it alone: a sentence for each dataset. The density route lists the
    events of `area`, "kind:feature"."""

    area: str
    kind: AreaKind
    feature: str
    lat: float | None
    lon: float | None
    radiusKm: float | None
    place: str
    texts: list[str]


class Closure(TypedDict):
    """A crossing that is or was shut: `isClosed` speaks of the last day that was asked for."""

    key: str
    lat: float
    lon: float
    place: str
    isClosed: bool
    text: str
    start: str
    end: str


class DensityQuestion(TypedDict):
    """What the frame asks the density route, what lies in areas, and what readers call each dataset."""

    address: str
    areas: list[CountedArea]
    datasets: dict[str, str]


class PlaybackQuestion(TypedDict):
    """What the frame asks the playback route, and what readers call each dataset."""

    address: str
    datasets: dict[str, str]


class MapView(TypedDict):
    """Where the map looks, once for each key."""

    key: str
    lat: float
    lon: float
    zoom: float


class Contents(TypedDict):
    """What a map of a query holds: events, or where these are many, how to ask for them.

    `names` are keys of the places to name before others, `strip` is what is known of the strip beside the line.
    """

    events: list[Marker]
    names: list[str]
    strip: str
    closures: list[Closure]
    density: DensityQuestion | None


class Playable(Contents):
    """The same on a map with playback; None where there is nothing to play."""

    playback: PlaybackQuestion | None


class Message(Contents):
    """What the frame gets with each change: the map's contents, the chosen event's id, and where to look.

    A map with a channel gets each message twice; `turn` counts them in their session.
    """

    playback: NotRequired[PlaybackQuestion | None]
    selected: str
    view: MapView | None
    channel: NotRequired[str]
    turn: NotRequired[int]


class TypeOfEvent(TypedDict):
    """A type and what readers call it."""

    type: str
    name: str


class Cells(TypedDict):
    """Squares as columns: x and y from the first of the view, n events, and for each three pairs of type and count."""

    x: list[int]
    y: list[int]
    n: list[int]
    top: list[int]


class DatasetSingles(TypedDict):
    """One dataset in view: its number of pins, and these."""

    dataset: str
    count: int
    events: list[Marker]


class DatasetSquares(TypedDict):
    """One dataset in view: its number of pins, and the squares that count them."""

    dataset: str
    count: int
    cells: Cells


class Square(TypedDict):
    """A view in whole squares: west, south, east and north, the zoom whose tiles they are, and the first of them."""

    box: list[float]
    zoom: int
    x: int
    y: int


@final
class Singles(Square):
    """What a viewport with few pins shows."""

    datasets: list[DatasetSingles]


@final
class Squares(Square):
    """What a viewport with many pins shows; squares name their types by the index into `types`."""

    types: list[TypeOfEvent]
    datasets: list[DatasetSquares]


Picture = Singles | Squares


class DatasetPage(TypedDict):
    """The events of one dataset on a page of a list: `first` is the number of the first of them, of `count`."""

    dataset: str
    count: int
    first: int
    events: list[Marker]


class List(TypedDict):
    """A page of the pins of a viewport, or of the events that are drawn as an area."""

    page: int
    pages: int
    datasets: list[DatasetPage]


class Counts(TypedDict):
    """A number for each day: events, and the killed, None where no event reported any."""

    events: list[int | None]
    low: list[int | None]
    best: list[int | None]
    high: list[int | None]


class Tension(TypedDict, total=False):
    """Both lines of a dataset's ledger, a number for each day; reports have none."""

    hostility: list[float]
    cooperation: list[float]


class DatasetDays(Tension):
    """One dataset's days: of all that has begun by then, and of the last days."""

    dataset: str
    all: int
    cumulative: Counts
    window: Counts


class Pins(TypedDict):
    """Pins and areas as columns, packed as base64 of typed arrays; x and y are pixels of the zoom.

    x and y are Int32, family is Uint8, the others Uint16; start and end are numbers of days, from 0.
    """

    zoom: int
    families: list[str]
    x: str
    y: str
    start: str
    end: str
    family: str
    areas: list[str]
    area: str
    areaStart: str
    areaEnd: str


class Days(TypedDict):
    """What playback plays: so many days from the first; pins where the frame has not got all events itself."""

    first: str
    days: int
    isTooMuch: bool
    datasets: list[DatasetDays]
    pins: Pins | None


class Label(TypedDict):
    """A place that the map names."""

    key: str
    text: str
    kind: str
    rank: int
    lat: float
    lon: float
    country: str
