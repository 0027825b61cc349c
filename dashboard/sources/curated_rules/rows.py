"""Rules between columns and tables: keys, dates, spreads, points, the sides of actors."""

from collections.abc import Iterable, Iterator

from dashboard.event import GeoPrecision
from dashboard.sources.curated_rules.problems import Problem, Tables


def _broken_references(
    tables: Tables, table: str, columns: Iterable[str], known: Iterable[str], where: str
) -> Iterator[Problem]:
    known = set(known)
    for line, row in tables.lines(table):
        for column in columns:
            for key in filter(None, row[column].split(";")):
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


def sourced(tables: Tables) -> Iterator[Problem]:
    """An event names a source."""
    for line, row in tables.lines("events"):
        if not row["source_ids"]:
            yield Problem(
                "events.csv", line, "source_ids", "an event needs a source", "name one, or withdraw the event"
            )


def dates_in_order(tables: Tables) -> Iterator[Problem]:
    """An event ends no earlier than it starts."""
    for line, row in tables.lines("events"):
        if row["date_end"] and row["date_end"] < row["date_start"]:
            yield Problem(
                "events.csv",
                line,
                "date_end",
                f"the event ends ({row['date_end']}) before it starts ({row['date_start']})",
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
        if row["kind"] in _PRIVATE and row["side"] != "other":
            yield Problem(
                "actors.csv",
                line,
                "side",
                f"{row['key']} ({row['kind']}) is counted to {row['side']}; who holds no office takes no side",
                "write other; if they act for an office or a party, correct the kind",
            )


# What reinforces a peacekeeping mission; the ledger lists it apart.
_REINFORCING = {"AGREE", "AID", "MOBILIZE"}
_PARTIES = {"Pristina", "Belgrade", "Kosovo Serb"}


def reinforcement_is_by_others_than_the_parties(tables: Tables) -> Iterator[Problem]:
    """Peacekeepers are reinforced by those who send them: no move of a party, and never one against the mission."""
    sides = {row["key"]: row["side"] for row in tables.rows["actors"]}
    for line, row in tables.lines("events"):
        if row["event_type"] not in _REINFORCING or "peacekeeping" not in row["context"].split(";"):
            continue
        if parties := [key for key in row["actor1"].split(";") if sides.get(key) in _PARTIES]:
            yield Problem(
                "events.csv",
                line,
                "context",
                f"{parties[0]} is of a party ({sides[parties[0]]}), and what it does is counted, not listed apart",
                "leave the context peacekeeping to what peacekeepers and those who send them do",
            )
        if row["event_type"] == "MOBILIZE" and "NATO/KFOR" in {sides.get(key) for key in row["actor2"].split(";")}:
            yield Problem(
                "events.csv",
                line,
                "actor2",
                "the mission that is reinforced stands as the side that is threatened",
                "write AGREE for a decision or AID for an arrival, and leave actor2 empty",
            )
