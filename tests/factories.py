"""Small hand-made data for tests: an event with defaults, a gazetteer, a dossier and a store."""

from dataclasses import replace
from datetime import date

from dashboard.dossier.actor import Actor
from dashboard.dossier.event import Claim, Confidence, DatePrecision, Event, EventType, GeoPrecision, Source, Spread
from dashboard.dossier.gazetteer import Gazetteer, Place
from dashboard.dossier.names import Names
from dashboard.sources.curated import Curated
from dashboard.store import Store

SOURCE = Source("agency", "Agency", "A report", "2023-09-24", "https://agency.example/1", "press", "read", "")


def event(event_id="e1", **changes) -> Event:
    """An armed attack in Banjska on 24 September 2023, but for what is changed."""
    default = Event(
        id=event_id,
        dataset="curated",
        date_start=date(2023, 9, 24),
        date_end=None,
        date_precision=DatePrecision.DAY,
        time_local="",
        title="Something happens",
        place="banjska",
        country_side="Kosovo",
        lat=42.97,
        lon=20.78,
        geo_precision=GeoPrecision.VILLAGE,
        zone="",
        event_type=EventType.ASSAULT,
        mode="",
        context="",
        actor1=("gunmen",),
        actor2=("kosovo_police",),
        fatalities=Spread(),
        injured=Spread(),
        summary="",
        confidence=Confidence.HIGH,
        sources=("agency",),
        episode="",
        in_article=False,
    )
    return replace(default, **changes)


def area(event_id="a1", precision=GeoPrecision.REGION, **changes) -> Event:
    """An event that has no coordinates of its own."""
    return event(event_id, **{"geo_precision": precision, "lat": None, "lon": None, **changes})


def place(key, names, kind="village", lat=42.97, lon=20.78, **changes) -> Place:
    """A place in Kosovo without soft circle, but for what is changed."""
    default = Place(key, names, kind, lat, lon, "XK", "", None, 5, "made by hand")
    return replace(default, **changes)


BANJSKA = place("banjska", Names(("Banjska", "Banjskë", "Banjska", "Бањска"), "sr"))
ZVECAN = place("zvecan", Names(("Zvečan", "Zveçan", "Zvečan", "Звечан"), "sr"), "town", 42.9075, 20.8403)
BRUSSELS = place("brussels", Names(("Brussels", "Bruksel", "Brisel", "Брисел")), "town", 50.85, 4.35, country="BE")
NORTH = place(
    "north_kosovo",
    Names(("northern part of Kosovo",)),
    "region",
    43.05,
    20.75,
    radius_km=25,
)
JARINJE = place(
    "crossing_jarinje", Names(("Jarinje", "Jarinjë", "Jarinje", "Јариње"), "sr"), "crossing", 43.2186, 20.6917
)
BRNJAK = place("crossing_brnjak", Names(("Brnjak", "Bërnjak", "Brnjak", "Брњак"), "sr"), "crossing", 42.9697, 20.5036)
GAZETTEER = Gazetteer([BANJSKA, ZVECAN, BRUSSELS, NORTH, JARINJE, BRNJAK])

ACTORS = {
    "gunmen": Actor("gunmen", Names(("Armed group",)), "other", "armed group"),
    "kosovo_police": Actor(
        "kosovo_police",
        Names(("Kosovo Police", "Policia e Kosovës", "Kosovska policija", "Косовска полиција")),
        "Pristina",
        "police",
    ),
    "serbia": Actor(
        "serbia", Names(("Government of Serbia", "", "Vlada Srbije", "Влада Србије")), "Belgrade", "government"
    ),
    "kfor": Actor("kfor", Names(("KFOR",)), "NATO/KFOR", "military"),
}


def claim(claim_id, **changes) -> Claim:
    """A standing figure without a value, said by the Agency on 24 September 2023, but for what is changed."""
    default = Claim(
        claim_id=claim_id,
        event_id="",
        measure="killed",
        low=None,
        best=None,
        high=None,
        value_text="",
        unit="people",
        said_by="Agency",
        side="media",
        date_said="2023-09-24",
        date_said_precision="day",
        refers_to="",
        source_id="agency",
        superseded_by="",
        conflicts_with="",
        note="",
    )
    return replace(default, **changes)


def dossier(events, claims=(), statements=(), sources=(SOURCE,), *, key_figures=(), weights=()) -> Curated:
    """A dataset, version 1.2.0 of 24 November 2026, of these records."""
    return Curated(
        version="1.2.0",
        created=date(2026, 11, 24),
        events=tuple(events),
        claims={one.claim_id: one for one in claims},
        statements=tuple(statements),
        sources={one.source_id: one for one in sources},
        actors=ACTORS,
        gazetteer=GAZETTEER,
        key_figures=tuple(key_figures),
        coverage=(),
        weights=tuple(weights),
        human_calls=(),
        stories={},
        changes=(),
    )


def store(*events, **records) -> Store:
    """A store in memory of these events; `records` as for dossier()."""
    return Store(dossier(events, **records), frozenset({"zvecan"}))


def ids(events) -> list[str]:
    """The ids of events, in their order."""
    return [one.id for one in events]
