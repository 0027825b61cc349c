"""What each event adds to the day that is broken down: a table that adds up to the figures, and its file."""

from decimal import Decimal
from functools import partial
from typing import TypedDict

import streamlit as st

from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.wording import day as in_full
from dashboard.query.wording import short_day, type_name
from dashboard.reading.ledger.breakdown import Breakdown, Row
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, points_text
from dashboard.reading.ledger.entries import Counted
from dashboard.sharing.permalink import page_address
from dashboard.sharing.tables.ledger import attention_csv, ledger_csv, ledger_file_name
from dashboard.views.parts import markup
from dashboard.views.session import reader
from dashboard.views.tension.ledger_controls_panel import signed

_FEW, _MOST = 8, 300


class _Cells(TypedDict):
    """A row of the table: an event, or several that weigh the same, with what it adds to both lines."""

    date: str
    title: str
    href: str
    note: str
    type: str
    weight: str
    age: str
    counts: bool
    hostility: str
    cooperation: str


class _Table(TypedDict):
    """The rows that add most, all others gathered, and the sums: exact, and as the figures show them."""

    rows: list[_Cells]
    gathered: list[tuple[str, str, str]]
    sums: list[str]
    shown: list[str]


def show(query: Query, breakdown: Breakdown, options: Options) -> None:
    """The rows that add most, all others gathered, and the sum; the file has every row."""
    with st.container(key=f"contributions-{breakdown.of.dataset}", gap="small"):
        with st.container(
            key=f"contributions-head-{breakdown.of.dataset}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(markup.render("comparison_heading.html", text=_heading(breakdown)))
            st.download_button(
                _("CSV"),
                data=partial(ledger_csv, breakdown),
                file_name=ledger_file_name(breakdown.of.dataset, breakdown.of.day),
                mime="text/csv; charset=utf-8",
                on_click="ignore",
                key=f"download-ledger-{breakdown.of.dataset}",
                help=_("Every row, with weight, age and what it adds; the last columns add up to the figures"),
            )
            is_all = len(breakdown.rows) > _FEW and st.toggle(
                ngettext("Show all {count} row", "Show all {count} rows", len(breakdown.rows)).format(
                    count=f"{len(breakdown.rows):,}"
                )
                if len(breakdown.rows) <= _MOST
                else _("Show the first {count} rows").format(count=_MOST),
                key=f"contributions-all-{breakdown.of.dataset}",
            )
        st.html(markup.render("contributions.html", **_table(query, breakdown, _MOST if is_all else _FEW)))


def _heading(breakdown: Breakdown) -> str:
    return _("What adds up to the figures of {day}").format(day=in_full(breakdown.of.day))


def show_attention_download(query: Query) -> None:
    """The file of a dataset that counts reports."""
    name = query.dataset
    st.download_button(
        _("Reports by day as CSV"),
        data=partial(_attention, query),
        file_name=ledger_file_name(name, None),
        mime="text/csv; charset=utf-8",
        on_click="ignore",
        key=f"download-attention-{name}",
    )


def _attention(query: Query) -> bytes:
    return attention_csv(reader.store(), query)


def _table(query: Query, breakdown: Breakdown, most: int) -> _Table:
    rows, others = breakdown.rows[:most], breakdown.rows[most:]
    others_name = ngettext("{count} other row", "{count} other rows", len(others)).format(count=f"{len(others):,}")
    gathered = [(others_name, _sum(others, HOSTILITY), _sum(others, COOPERATION))] if others else []
    gathered.append((_("Older, or lost in rounding"), breakdown.rest[HOSTILITY], breakdown.rest[COOPERATION]))
    sums = [breakdown.sums[line] for line in (HOSTILITY, COOPERATION)]
    return {
        "rows": [_cells(row, query) for row in rows],
        "gathered": [(name, _points(hostility), _points(cooperation)) for name, hostility, cooperation in gathered],
        "sums": [f"{value:,}" for value in sums],
        "shown": [points_text(value) for value in sums],
    }


def _sum(rows: tuple[Row, ...], line: str) -> Decimal:
    return sum((row.adds[line] for row in rows), Decimal(0))


def _cells(row: Row, query: Query) -> _Cells:
    entry = row.entry
    counted = ngettext("{count} event", "{count} events", entry.events).format(count=f"{entry.events:,}")
    return {
        "date": short_day(entry.day),
        "title": entry.title or counted,
        "href": page_address(query, entry.event_id) if entry.event_id else "",
        "note": _note(row),
        "type": type_name(entry.event_type) + (f" ({entry.mode})" if entry.mode else ""),
        "weight": signed(entry.weight),
        "age": f"{row.age_days:,}",
        "counts": row.counts,
        "hostility": _points(row.adds[HOSTILITY]),
        "cooperation": _points(row.adds[COOPERATION]),
    }


def _note(row: Row) -> str:
    return {
        Counted.YES: "" if row.entry.is_corroborated else _("not corroborated"),
        Counted.EPISODE: _("not counted: its episode counts once a day"),
        Counted.PEACEKEEPING: _("not counted: peacekeepers, listed apart"),
    }[row.counted]


def _points(value: Decimal) -> str:
    """Points to a thousandth; nothing where nothing is added."""
    return f"{value:,}" if value else ""
