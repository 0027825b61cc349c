"""The tables of a dataset: its events, and the two that are counted from them."""

from typing import TYPE_CHECKING

import ibis

from dashboard.store.columns import (
    DAILY_DIMENSIONS,
    DAILY_SCHEMA,
    FALLBACKS,
    LEDGER_DIMENSIONS,
    LEDGER_SCHEMA,
    PEACEKEEPING,
    SCHEMA,
    SPREADS,
)

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

EVENTS = ibis.table(SCHEMA, name="events")
DAILY = ibis.table(DAILY_SCHEMA, name="daily")
LEDGER = ibis.table(LEDGER_SCHEMA, name="ledger")
# The next two stand only in the file of an imported dataset.
NAMES = ibis.table({"kind": "string", "value": "string", "events": "int64"}, name="names")
ABOUT = ibis.table({"json": "string"}, name="about")


def daily(events: "Table") -> "Table":
    """The daily table of an events table."""
    sums = {
        f"{what}_{part}": ibis.coalesce(*(events[f"{what}_{other}"] for other in order)).sum().cast("int64")
        for what in SPREADS
        for part, order in FALLBACKS.items()
    }
    grouped = events.group_by(*DAILY_DIMENSIONS).aggregate(events=events.count(), **sums)
    return grouped.select(*DAILY_SCHEMA.names)


def ledger(events: "Table") -> "Table":
    """The ledger table of an events table: its events by day and what decides how they weigh."""
    grouped = events.mutate(is_peacekeeping=is_peacekeeping(events)).group_by(*LEDGER_DIMENSIONS)
    counted = grouped.aggregate(events=lambda table: table.count())
    return counted.order_by("date_start").select(*LEDGER_SCHEMA.names)


def is_peacekeeping(events: "Table") -> "BooleanValue":
    """True for events that have peacekeeping among their contexts."""
    return (ibis.literal(";") + events.context + ";").contains(f";{PEACEKEEPING};")
