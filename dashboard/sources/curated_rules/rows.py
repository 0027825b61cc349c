"""Rules between columns and tables: keys, dates, figures, points, the sides of actors."""

from collections.abc import Iterable, Iterator
from datetime import date
from math import isfinite

from dashboard.dossier.event import GeoPrecision
from dashboard.dossier.phrases import PLACEHOLDERS, is_phrase
from dashboard.dossier.profile import MAP, PROFILE
from dashboard.dossier.sides import OTHER
from dashboard.sources.curated_rules.problems import Problem, Tables

# The columns that may hold several keys.
_LISTS = {
    ("events", "source_ids"), ("events", "actor1"), ("events", "actor2"), ("claims", "conflicts_with"),
    ("key_figures", "shown_claims"), ("key_figures", "see_also_claims"), ("human_calls", "event_ids"),
    ("stories", "claim_ids"), ("stories", "statement_ids"),
}  # fmt: skip


def _broken_references(
    tables: Tables, table: str, columns: Iterable[str], known: Iterable[str], where: str
) -> Iterator[Problem]:
    known = set(known)
    for line, row in tables.lines(table):
        for column in columns:
            for key in filter(None, row[column].split(";") if (table, column) in _LISTS else [row[column]]):
                if key not in known:
                    yield Problem(
                        f"{table}.csv",
                        line,
                        column,
                        f"“{key}” is not in {where}",
                        f"correct the key or add the row to {where}",
                    )


def references(tables: Tables) -> Iterator[Problem]:
    """Keys name rows that exist."""
    rows = tables.rows
    sources = [row["source_id"] for row in rows["sources"]]
    actors = [row["key"] for row in rows["actors"]]
    claims = [row["claim_id"] for row in rows["claims"]]
    statements = [row["statement_id"] for row in rows["statements"]]
    events = [row["id"] for row in rows["events"]]
    places = [row["key"] for row in [*tables.places, *rows["places"]]]
    yield from _broken_references(tables, "events", ["source_ids"], sources, "sources.csv")
    yield from _broken_references(tables, "events", ["actor1", "actor2"], actors, "actors.csv")
    yield from _broken_references(tables, "events", ["place"], places, "places.csv")
    yield from _broken_references(tables, "coverage", ["place"], places, "places.csv")
    yield from _broken_references(tables, "events", ["zone"], tables.zones, "zones.geojson")
    yield from _broken_references(tables, "claims", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "claims", ["source_id"], sources, "sources.csv")
    yield from _broken_references(tables, "claims", ["superseded_by", "conflicts_with"], claims, "claims.csv")
    yield from _broken_references(tables, "events", ["superseded_by"], events, "events.csv")
    yield from _broken_references(tables, "statements", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "statements", ["source_id"], sources, "sources.csv")
    yield from _broken_references(tables, "statements", ["superseded_by"], statements, "statements.csv")
    yield from _broken_references(tables, "key_figures", ["shown_claims", "see_also_claims"], claims, "claims.csv")
    yield from _broken_references(tables, "human_calls", ["event_ids"], events, "events.csv")
    yield from _broken_references(tables, "stories", ["event_id"], events, "events.csv")
    yield from _broken_references(tables, "stories", ["claim_ids"], claims, "claims.csv")
    yield from _broken_references(tables, "stories", ["statement_ids"], statements, "statements.csv")


def lists_without_repetition(tables: Tables) -> Iterator[Problem]:
    """A list holds every key once, and nothing empty."""
    for table, column in sorted(_LISTS):
        for line, row in tables.lines(table):
            keys = row.get(column, "").split(";")
            if len(set(keys)) < len(keys) or (len(keys) > 1 and "" in keys):
                yield Problem(
                    f"{table}.csv",
                    line,
                    column,
                    "the list holds a key twice, or an empty one",
                    "write each key once, with a semicolon between two",
                )


def cells_of_one_line(tables: Tables) -> Iterator[Problem]:
    """No cell holds a line break: the lines of all that follows would be wrong."""
    for table in tables.rows:
        for line, row in tables.lines(table):
            for column, cell in row.items():
                if len((cell or "").splitlines()) > 1:
                    yield Problem(
                        f"{table}.csv", line, column, "the cell holds a line break", "write a blank in its place"
                    )


def partial_dates_that_are_dates(tables: Tables) -> Iterator[Problem]:
    """A date that may be partial is one of the calendar, and its precision is what is written."""
    for table, column in (("claims", "date_said"), ("claims", "refers_to"), ("sources", "date_published")):
        for line, row in tables.lines(table):
            if (text := row.get(column, "")) and not _is_partial_date(text):
                yield Problem(
                    f"{table}.csv",
                    line,
                    column,
                    f"“{text}” is no day, month or year",
                    "write 2024, 2024-09 or 2024-09-24",
                )
    for line, row in tables.lines("claims"):
        said, precision = row["date_said"], row.get("date_said_precision", "")
        if said and precision and precision != ("year", "month", "day")[min(said.count("-"), 2)]:
            yield Problem(
                "claims.csv",
                line,
                "date_said_precision",
                f"{said} is not known to the {precision}",
                "write day, month or year, as much as date_said has",
            )


def _is_partial_date(text: str) -> bool:
    """True of a day, month or year of the calendar.

    >>> [_is_partial_date(text) for text in ("2024", "2024-09", "2024-02-29", "2024-13", "2025-02-29")]
    [True, True, True, False, False]
    """
    try:
        date.fromisoformat(text + "-01" * (2 - text.count("-")))
    except ValueError:
        return False
    return True


def claims_of_a_number_or_words(tables: Tables) -> Iterator[Problem]:
    """A claim is a number with its unit, or words; never both, nor neither."""
    for line, row in tables.lines("claims"):
        numbers = [float(row[part]) for part in ("low", "best", "high") if row[part]]
        if bool(numbers) == bool(row["value_text"]):
            rule = "the claim has a number and words" if numbers else "the claim has neither number nor words"
            yield Problem("claims.csv", line, "value_text", rule, "give low, best or high with a unit, or value_text")
        elif not all(map(isfinite, numbers)):
            yield Problem("claims.csv", line, "best", "the number is infinite", "write the number that was said")
        elif numbers and not row["unit"]:
            yield Problem("claims.csv", line, "unit", "a number needs its unit", "say what is counted")


def keys_of_their_own(tables: Tables) -> Iterator[Problem]:
    """A place is in one gazetteer alone."""
    gazetteer = {row["key"] for row in tables.places}
    for line, row in tables.lines("places"):
        if row["key"] in gazetteer:
            yield Problem(
                "places.csv",
                line,
                "key",
                f"“{row['key']}” is in the gazetteer of geodata/ already",
                "use that place, or give this one a key of its own",
            )


def words_of_the_profile(tables: Tables) -> Iterator[Problem]:
    """A side of a line is a party of map.json, and the first form of a name one of dossier.json."""
    sides = {*(party.name for party in MAP.parties), "boundary", "other"}
    for line, row in tables.lines("events"):
        if row["country_side"] not in sides:
            yield Problem(
                "events.csv",
                line,
                "country_side",
                f"“{row['country_side']}” is no party of map.json",
                f"write one of {', '.join(sorted(sides))}, or add the party",
            )
    for line, row in tables.lines("places"):
        if row["first_form"] and row["first_form"] not in PROFILE.local_forms:
            yield Problem(
                "places.csv",
                line,
                "first_form",
                f"“{row['first_form']}” is not among local_forms in dossier.json",
                "use one of these, add it there, or leave the cell empty",
            )


def phrases_that_can_be_filled_in(tables: Tables) -> Iterator[Problem]:
    """The words of a measure have no braces but those of its placeholders, those of a unit none."""
    braced = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for table, remedy in (("measures", f"write no braces but {braced}"), ("units", "write it without braces")):
        for line, row in tables.lines(table):
            for column in ("one", "many"):
                if not is_phrase(row[column]) or (table == "units" and "{" in row[column]):
                    rule = f"“{row[column]}” cannot be filled in"
                    yield Problem(f"{table}.csv", line, column, rule, remedy)


def steps_on_the_map(tables: Tables) -> Iterator[Problem]:
    """A step of a story looks at a point of the map's extent."""
    for line, row in tables.lines("stories"):
        if not MAP.extent.contains(float(row["lon"]), float(row["lat"])):
            yield Problem(
                "stories.csv",
                line,
                "lat",
                f"the point {row['lat']}, {row['lon']} (lat, lon) lies outside the extent of map.json",
                "correct the point, or widen the extent",
            )


def sourced(tables: Tables) -> Iterator[Problem]:
    """An event names a source."""
    for line, row in tables.lines("events"):
        if not row["source_ids"]:
            yield Problem(
                "events.csv", line, "source_ids", "an event needs a source", "name one, or withdraw the event"
            )


_SPANS = (
    ("events", "date_start", "date_end"), ("coverage", "date_from", "date_to"), ("human_calls", "date_from", "date_to"),
    ("stories", "since", "until"),
)  # fmt: skip


def dates_in_order(tables: Tables) -> Iterator[Problem]:
    """What has two dates ends no earlier than it starts."""
    for table, first, last in _SPANS:
        for line, row in tables.lines(table):
            if row[last] and row[last] < row[first]:
                yield Problem(
                    f"{table}.csv",
                    line,
                    last,
                    f"the end ({row[last]}) is before the start ({row[first]})",
                    "swap or correct the dates",
                )


def spreads_in_order(tables: Tables) -> Iterator[Problem]:
    """Low, best and high rise."""
    for table, prefixes in (("events", ("fatalities_", "injured_")), ("claims", ("",))):
        for line, row in tables.lines(table):
            for prefix in prefixes:
                values = [float(row[prefix + part]) for part in ("low", "best", "high") if row[prefix + part]]
                if values != sorted(values):
                    yield Problem(
                        f"{table}.csv",
                        line,
                        f"{prefix}low",
                        "low, best and high are not in rising order",
                        "correct the three values; leave unknown ones empty",
                    )


def points_only_where_honest(tables: Tables) -> Iterator[Problem]:
    """Points have coordinates, and areas have none."""
    for line, row in tables.lines("events"):
        is_a_point = GeoPrecision(row["geo_precision"]).is_a_point
        has_both = bool(row["lat"] and row["lon"])
        if is_a_point and not has_both:
            yield Problem(
                "events.csv",
                line,
                "lat",
                f"precision {row['geo_precision']} needs lat and lon",
                "add both, or give a coarser precision",
            )
        if not is_a_point and (row["lat"] or row["lon"]):
            yield Problem(
                "events.csv",
                line,
                "lat",
                f"precision {row['geo_precision']} is an area and takes no coordinates",
                "empty lat and lon, or give a finer precision if a source supports it",
            )


# Kinds of actors who hold no office. Of one person no rule can tell whether they hold one: that is judged by hand.
_PRIVATE = {"civilians", "armed group"}


def private_actors_take_no_side(tables: Tables) -> Iterator[Problem]:
    """Who holds no office is not counted to a camp: civilians and armed groups are of side "other"."""
    for line, row in tables.lines("actors"):
        if row["kind"] in _PRIVATE and row["side"] != OTHER:
            yield Problem(
                "actors.csv",
                line,
                "side",
                f"{row['key']} ({row['kind']}) is counted to {row['side']}; who holds no office takes no side",
                "write other; if they act for an office or a party, correct the kind",
            )


# What reinforces a peacekeeping mission; the ledger lists it apart.
_REINFORCING = {"AGREE", "AID", "MOBILIZE"}


def reinforcement_is_by_others_than_the_parties(tables: Tables) -> Iterator[Problem]:
    """Peacekeepers are reinforced by those who send them: no move of a party, and never one against the mission."""
    side_of = {row["key"]: row["side"] for row in tables.rows["actors"]}
    parties = {row["side"] for row in tables.rows["sides"] if row["is_party"] == "yes"}
    missions = {row["side"] for row in tables.rows["sides"] if row["is_mission"] == "yes"}
    for line, row in tables.lines("events"):
        if row["event_type"] not in _REINFORCING or "peacekeeping" not in row["context"].split(";"):
            continue
        if acting := [key for key in row["actor1"].split(";") if side_of.get(key) in parties]:
            yield Problem(
                "events.csv",
                line,
                "context",
                f"{acting[0]} is of a party ({side_of[acting[0]]}), and what it does is counted, not listed apart",
                "leave the context peacekeeping to what peacekeepers and those who send them do",
            )
        if row["event_type"] == "MOBILIZE" and missions & {side_of.get(key) for key in row["actor2"].split(";")}:
            yield Problem(
                "events.csv",
                line,
                "actor2",
                "the mission that is reinforced stands as the side that is threatened",
                "write AGREE for a decision or AID for an arrival, and leave actor2 empty",
            )
