"""The ledger as a file: what each event adds to one day's figures, or a day's reports where a dataset counts those."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.reading.ledger.breakdown import Breakdown, Row, break_down
from dashboard.reading.ledger.days import LINES, counts_reports, last_day
from dashboard.sharing.footnote_column import NOTE, noted
from dashboard.sharing.published import published
from dashboard.spreadsheet import csv_file
from dashboard.store import Store

# `weight` is that of one event; the last four add up to the figures of the day, the low ones being of corroborated
# events alone.
COLUMNS = (
    "dataset", "ledger_day", "half_life_days", "event_date", "event_id", "title", "event_type", "mode", "episode",
    "corroborated", "events", "weight", "age_days", "counted", *LINES, *NOTE,
)  # fmt: skip
ATTENTION_COLUMNS = ("dataset", "day", "reports", "attention", *NOTE)


def ledger_csv(breakdown: Breakdown) -> bytes:
    """The rows of a day, and a last one with what is older or was lost in rounding."""
    day = breakdown.of
    same = {
        "dataset": published(day.dataset, [day.dataset]),
        "ledger_day": day.day.isoformat(),
        "half_life_days": day.half_life,
        **noted(),
    }
    rest = dict.fromkeys(COLUMNS) | {"title": "older, or lost in rounding", "counted": "yes"} | breakdown.rest
    return csv_file(COLUMNS, [*(_cells(row, day.dataset) | same for row in breakdown.rows), rest | same])


def _cells(row: Row, dataset: str) -> dict[str, object]:
    entry = row.entry
    return {
        "event_date": entry.day.isoformat(),
        "event_id": published(entry.event_id, [dataset]),
        "title": entry.title,
        "event_type": str(entry.event_type),
        "mode": entry.mode,
        "episode": entry.episode,
        "corroborated": "yes" if entry.is_corroborated else "no",
        "events": entry.events,
        "weight": Decimal(f"{entry.weight:g}"),  # no text, in which a minus would begin a formula
        "age_days": row.age_days,
        "counted": str(row.counted),
        **row.adds,
    }


def attention_csv(store: Store, query: Query) -> bytes:
    """Reports by day over the query's dates: all rows, and those that differ in day, actors, type or place."""
    name = query.dataset
    rows = store.dataset(name).attention(query)
    return csv_file(ATTENTION_COLUMNS, _attention_rows(name, zip(*rows.to_dict("list").values(), strict=True)))


def _attention_rows(name: str, rows: Iterator[tuple[date, int, int]]) -> Iterator[dict[str, object]]:
    note = noted()
    for day, reports, attention in rows:
        yield {
            "dataset": published(name, [name]),
            "day": f"{day:%Y-%m-%d}",
            "reports": reports,
            "attention": attention,
            **note,
        }


class LedgerDayError(ValueError):
    """A day was asked for that the query does not reach; the message says which can be asked for."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file, its name, and which table it is: the ledger, or reports by day."""

    name: str
    content: bytes
    table: Literal["ledger", "reports"] = "ledger"


def ledger_file(store: Store, query: Query, options: Options) -> LedgerFile:
    """The file of a query to one dataset; LedgerDayError where there is no such day to break down."""
    name = query.dataset
    if counts_reports(store, name):
        return LedgerFile(ledger_file_name(name, None), attention_csv(store, query), "reports")
    last = last_day(store, query)
    if last is None:
        raise LedgerDayError(_("The query finds no event at any date, so there is no day to take apart: ask for less."))
    day = options.day or last
    if day > last:
        raise LedgerDayError(
            _("day={day} is after the last day asked for, {last}: give an earlier day, or a later until.").format(
                day=day, last=last
            )
        )
    breakdown = break_down(store, replace(query, since=None, until=day), options.ledger_rules)
    return LedgerFile(ledger_file_name(name, day), ledger_csv(breakdown))


def ledger_file_name(dataset: str, day: date | None) -> str:
    """A name that carries dataset and day, e.g. "ledger_curated_2024-10-06.csv" after the slug."""
    return f"{PROFILE.slug}-ledger_{published(dataset, [dataset])}_{day.isoformat() if day else 'reports'}.csv"
