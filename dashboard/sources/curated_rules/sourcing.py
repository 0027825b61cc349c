"""Rules of what rests on what: sources, the article, calls of people, and coverage that says it is complete."""

from collections.abc import Iterator
from math import cos, hypot, radians

from dashboard.dossier.profile import PROFILE
from dashboard.sources.curated_rules.problems import Problem, Row, Tables

# A coverage that names a village covers its sites too: places this near.
_AT_KM = 2.0
_KM_PER_DEGREE = 111.2


def an_event_lists_the_sources_of_what_is_said_of_it(tables: Tables) -> Iterator[Problem]:
    """The source of a claim or statement is among those of its event."""
    cited = _sources_of_events(tables)
    for table in ("claims", "statements"):
        for line, row in tables.lines(table):
            event = row["event_id"]
            if event in cited and row["source_id"] not in cited[event]:
                yield Problem(
                    f"{table}.csv",
                    line,
                    "source_id",
                    f"{row['source_id']} is not among the sources of its event {event}",
                    "add it to the event's source_ids",
                )


def an_event_of_the_article_lists_the_article(tables: Tables) -> Iterator[Problem]:
    """What the article reports, by column in_article, names it as a source; dossier.json says which article."""
    article = PROFILE.article
    for line, row in tables.lines("events"):
        if row["in_article"] in {"yes", "true"} and (not article or article not in row["source_ids"].split(";")):
            yield Problem(
                "events.csv",
                line,
                "source_ids",
                f"the article reports the event (in_article), but {article or 'none'} is not among its sources",
                "add it, or write no into in_article" if article else "name the article in dossier.json, or write no",
            )


def _sources_of_events(tables: Tables) -> dict[str, list[str]]:
    return {row["id"]: row["source_ids"].split(";") for row in tables.rows["events"]}


def a_call_names_events_of_its_period(tables: Tables) -> Iterator[Problem]:
    """A judgement of a period rests on two events or more, all within it.

    Whether these are all that its reason speaks of only a reader can tell.
    """
    starts = {row["id"]: row["date_start"] for row in tables.rows["events"]}
    for line, row in tables.lines("human_calls"):
        named = [key for key in row["event_ids"].split(";") if key]
        if len(set(named)) < 2:
            yield Problem(
                "human_calls.csv",
                line,
                "event_ids",
                f"a call rests on two events or more, and this one names {len(set(named))}",
                "name every event that the reason speaks of",
            )
        for key in named:
            if key in starts and not row["date_from"] <= starts[key] <= row["date_to"]:
                yield Problem(
                    "human_calls.csv",
                    line,
                    "event_ids",
                    f"{key} began on {starts[key]}, outside the call's dates ({row['date_from']} to {row['date_to']})",
                    "name events of these dates, or correct the dates",
                )


def complete_coverage_has_an_event_for_every_claim(tables: Tables) -> Iterator[Problem]:
    """Where coverage says complete, each claim of its days at its place has an event of that day at the place.

    A claim is at the place where its event is, and of the day that it describes: refers_to, else the event's own. A
    claim that names no event, or no day of its own for what happened later, only a reader can miss an event for.
    """
    for line, row in tables.lines("coverage"):
        if row["complete"] not in {"yes", "true"}:
            continue
        if not row["place"] or not row["date_to"]:
            yield Problem(
                "coverage.csv",
                line,
                "complete",
                "complete for no single place, or without an end: nobody can check that",
                "name place and date_to, or write no",
            )
            continue
        there = _events_at(tables, row["place"])
        for claim in tables.rows["claims"]:
            day = claim["refers_to"]
            is_meant = claim["event_id"] in there and len(day) == len("2024-12-31")
            if is_meant and row["date_from"] <= day <= row["date_to"] and not _has_event(there, day):
                yield Problem(
                    "coverage.csv",
                    line,
                    "complete",
                    f"{claim['claim_id']} is of {day} at {row['place']}, and no event there is of that day",
                    "add the event, or write no into complete",
                )


def _has_event(events: dict[str, Row], day: str) -> bool:
    return any(row["date_start"] <= day <= (row["date_end"] or row["date_start"]) for row in events.values())


def _events_at(tables: Tables, place: str) -> dict[str, Row]:
    """Events at a place or at a site of it, by id."""
    places = {row["key"]: row for row in [*tables.places, *tables.rows["places"]]}
    if place not in places:
        return {}
    return {
        row["id"]: row
        for row in tables.rows["events"]
        if row["place"] in places and _apart_km(places[place], places[row["place"]]) <= _AT_KM
    }


def _apart_km(one: Row, other: Row) -> float:
    """Distance of two near places (EPSG:4326), as on a plane."""
    north = float(one["lat"]) - float(other["lat"])
    east = (float(one["lon"]) - float(other["lon"])) * cos(radians(float(one["lat"])))
    return hypot(north, east) * _KM_PER_DEGREE
