"""The tables of a dataset: its events, and what is made of them."""

from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.event import EventType
from dashboard.store.columns import (
    DAILY_DIMENSIONS,
    DAILY_SCHEMA,
    FALLBACKS,
    LEDGER_DIMENSIONS,
    LEDGER_SCHEMA,
    PEACEKEEPING,
    PIN_KINDS_SCHEMA,
    PIN_ZOOM,
    PINS_SCHEMA,
    SCHEMA,
    SPREADS,
    TYPE_BITS,
    WORLD_BITS,
)

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, Table

EVENTS = ibis.table(SCHEMA, name="events")
DAILY = ibis.table(DAILY_SCHEMA, name="daily")
PINS = ibis.table(PINS_SCHEMA, name="pins")
PIN_KINDS = ibis.table(PIN_KINDS_SCHEMA, name="pin_kinds")
LEDGER = ibis.table(LEDGER_SCHEMA, name="ledger")
# The next two stand only in the file of an imported dataset.
NAMES = ibis.table({"kind": "string", "value": "string", "events": "int64"}, name="names")
ABOUT = ibis.table({"json": "string"}, name="about")
ALL = (EVENTS, DAILY, PINS, PIN_KINDS, LEDGER, NAMES, ABOUT)


def daily(events: "Table") -> "Table":
    """The daily table of an events table."""
    sums = {
        f"{what}_{part}": ibis.coalesce(*(events[f"{what}_{other}"] for other in order)).sum().cast("int64")
        for what in SPREADS
        for part, order in FALLBACKS.items()
    }
    grouped = events.group_by(*DAILY_DIMENSIONS).aggregate(events=events.count(), **sums)
    return grouped.select(*DAILY_SCHEMA.names)


def pin_kinds(events: "Table") -> "Table":
    """The kinds of an events table's pins, in the order of their keys."""
    keys = _pins(events).select("key").distinct()
    kinds = keys.mutate(kind=ibis.row_number().over(order_by=keys.key).cast("int32"))
    return kinds.order_by("kind").select(*PIN_KINDS_SCHEMA.names)


def pins(events: "Table", kinds: "Table") -> "Table":
    """The pins table of an events table, by day."""
    table = _pins(events).inner_join(kinds, "key")
    return table.order_by("date_start").select(*PINS_SCHEMA.names)


def _pins(events: "Table") -> "Table":
    pins = events.filter(events.x.notnull())
    bits = WORLD_BITS - PIN_ZOOM
    cell = (pins.y.cast("int64") >> bits) * (1 << PIN_ZOOM) + (pins.x >> bits)
    return pins.select("date_start", "last_day", key=cell * (1 << TYPE_BITS) + _type_number(pins))


def _type_number(events: "Table") -> "IntegerValue":
    """Each event's type as its place in EventType."""
    return events.event_type.cases(*((value.value, number) for number, value in enumerate(EventType))).cast("int32")


def ledger(events: "Table") -> "Table":
    """The ledger table of an events table: its events by day and what decides how they weigh."""
    grouped = events.mutate(is_peacekeeping=is_peacekeeping(events)).group_by(*LEDGER_DIMENSIONS)
    counted = grouped.aggregate(events=lambda table: table.count())
    return counted.order_by("date_start").select(*LEDGER_SCHEMA.names)


def is_peacekeeping(events: "Table") -> "BooleanValue":
    """True for events that have peacekeeping among their contexts."""
    return (ibis.literal(";") + events.context + ";").contains(f";{PEACEKEEPING};")
