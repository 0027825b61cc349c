"""The data model: an event, its type and precision, and the claims, statements and sources behind it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Family(StrEnum):
    """What an event type is of: the colour of its marker."""

    COOPERATION = "cooperation"
    WORDS = "words"
    COERCION = "coercion"
    FORCE = "force"
    OTHER = "other"


class EventType(StrEnum):
    """PLOVER root codes (manual 0.8), and OTHER for what PLOVER has no type for."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    OTHER = "OTHER"

    @property
    def family(self) -> Family:
        """The colour family of the type."""
        return _FAMILIES[self]


_FAMILIES = {
    EventType.AGREE: Family.COOPERATION,
    EventType.CONSULT: Family.COOPERATION,
    EventType.SUPPORT: Family.COOPERATION,
    EventType.CONCEDE: Family.COOPERATION,
    EventType.COOPERATE: Family.COOPERATION,
    EventType.AID: Family.COOPERATION,
    EventType.RETREAT: Family.COOPERATION,
    EventType.REQUEST: Family.WORDS,
    EventType.ACCUSE: Family.WORDS,
    EventType.REJECT: Family.WORDS,
    EventType.THREATEN: Family.WORDS,
    EventType.PROTEST: Family.COERCION,
    EventType.SANCTION: Family.COERCION,
    EventType.COERCE: Family.COERCION,
    EventType.MOBILIZE: Family.FORCE,
    EventType.ASSAULT: Family.FORCE,
    EventType.OTHER: Family.OTHER,
}


class GeoPrecision(StrEnum):
    """How closely an event is placed, finest first."""

    SITE = "site"
    VILLAGE = "village"
    TOWN = "town"
    MUNICIPALITY = "municipality"
    REGION = "region"
    ZONE = "zone"
    COUNTRY = "country"

    @property
    def is_a_point(self) -> bool:
        """True where a pin is honest; coarser events are areas or have no place on the map."""
        return self in {GeoPrecision.SITE, GeoPrecision.VILLAGE, GeoPrecision.TOWN}


class DatePrecision(StrEnum):
    """How closely an event is dated."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Confidence(StrEnum):
    """How well an event's sources agree."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """1 for low to 3 for high, so that a minimum can be asked for."""
        return list(Confidence).index(self) + 1


@dataclass(frozen=True, slots=True)
class Spread:
    """A count as low, best and high; None is unknown, 0 is "reported none"."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def is_known(self) -> bool:
        """True where at least one of the three was reported."""
        return any(value is not None for value in (self.low, self.best, self.high))


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as in a row of seeds/events.csv.

    `date_end` is None for one day; both dates are included. `lat`, `lon` are EPSG:4326 and None where
    `geo_precision` is not a point. `zone` names a feature of zones.geojson. Actors and sources are keys.
    `episode` is shared by the events of one happening; `in_article` marks what the article reports from which the
    dossier began.

    What follows `in_article` is of imported datasets: their actors are names, and so is `place_name`, beside which
    `place` is a key only where the gazetteer knows the place. `publisher_*` is as the publisher gave it; `warning`
    holds codes, separated by ";"; `distance_km` is that of a pin to the boundary line (EPSG:32634).
    """

    id: str
    dataset: str
    date_start: date
    date_end: date | None
    date_precision: DatePrecision
    time_local: str
    title: str
    place: str
    country_side: str
    lat: float | None
    lon: float | None
    geo_precision: GeoPrecision
    zone: str
    event_type: EventType
    mode: str
    context: str
    actor1: tuple[str, ...]
    actor2: tuple[str, ...]
    fatalities: Spread
    injured: Spread
    summary: str
    confidence: Confidence | None
    sources: tuple[str, ...]
    episode: str
    in_article: bool
    place_name: str = ""
    country: str = ""
    distance_km: float | None = None
    publisher_id: str = ""
    publisher_type: str = ""
    publisher_source: str = ""
    source_url: str = ""
    warning: str = ""

    @property
    def last_day(self) -> date:
        """The last day of the event, itself included."""
        return self.date_end or self.date_start


@dataclass(frozen=True, slots=True)
class Headline:
    """What a list tells of an event; fields as in Event."""

    id: str
    dataset: str
    date_start: date
    date_end: date | None
    title: str
    event_type: EventType
    place: str
    place_name: str
    country: str

    @property
    def last_day(self) -> date:
        """The last day of the event, itself included."""
        return self.date_end or self.date_start


@dataclass(frozen=True, slots=True)
class Claim:
    """One published figure: who said it, on which side, when, and in which source; fields as in claims.csv.

    A claim in words has `value_text` and no numbers. An empty `event_id` is a standing figure. `date_said` may be
    partial ("2024-10"). `superseded_by` is the same speaker's later figure.
    """

    claim_id: str
    event_id: str
    measure: str
    low: float | None
    best: float | None
    high: float | None
    value_text: str
    unit: str
    said_by: str
    side: str
    date_said: str
    date_said_precision: str
    refers_to: str
    source_id: str
    superseded_by: str
    conflicts_with: str
    note: str

    @property
    def contradicted(self) -> tuple[str, ...]:
        """The ids in `conflicts_with`, which is a list as in the table."""
        return tuple(filter(None, self.conflicts_with.split(";")))


@dataclass(frozen=True, slots=True)
class Statement:
    """What one side said, in our paraphrase; fields as in statements.csv. `superseded_by` took it back."""

    statement_id: str
    event_id: str
    date: str
    speaker: str
    side: str
    paraphrase: str
    source_id: str
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was published; fields as in sources.csv."""

    source_id: str
    publisher: str
    title: str
    date_published: str
    url: str
    kind: str
    accessed_how: str
    note: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that people chose to show, the claims it shows and the claims to see with it."""

    measure: str
    label: str
    unit: str
    shown_claims: tuple[str, ...]
    see_also_claims: tuple[str, ...]
    shown_as: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """For which dates and place the selection is complete and by what rule; elsewhere it is a selection."""

    date_from: date
    date_to: date | None
    place: str
    is_complete: bool
    rule: str
    note: str


@dataclass(frozen=True, slots=True)
class Weight:
    """How hostile (negative) or cooperative (positive) a type of event counts; an empty mode is the type's own."""

    event_type: EventType
    mode: str
    weight: float
    note: str


class Call(StrEnum):
    """What people make of a period."""

    DETERIORATED = "deteriorated"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class HumanCall:
    """A dated judgement of a period, both days included, by its author; `events` are ids that it rests on."""

    made_on: date
    date_from: date
    date_to: date
    call: Call
    author: str
    reason: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: dates (both included), the chosen event, and what the text rests on; `lat` and `lon` are the
    map's centre (EPSG:4326)."""

    story: str
    step: int
    title: str
    text: str
    since: date
    until: date
    event_id: str
    claims: tuple[str, ...]
    statements: tuple[str, ...]
    lat: float
    lon: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Change:
    """What a version of the dataset added, revised or withdrew: a row of a table, or with an empty id all of it."""

    version: str
    date: str
    table: str
    row_id: str
    change: str
    note: str
