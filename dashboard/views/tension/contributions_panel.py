"""What each event adds to the day that is taken apart: a table that adds up to the figures, and its file."""

from decimal import Decimal
from functools import partial

import streamlit as st

from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.wording import day as in_full
from dashboard.query.wording import short_day, type_name
from dashboard.reading.ledger import COOPERATION, HOSTILITY, Apart, Row, Standing, shown
from dashboard.sharing.permalink import page_address
from dashboard.sharing.tables.ledger import attention_csv, ledger_csv, ledger_file_name
from dashboard.views.parts import markup
from dashboard.views.session import reader
from dashboard.views.tension.ledger_controls_panel import signed

_FEW, _MOST = 8, 300


def show(query: Query, apart: Apart, options: Options) -> None:
    """The rows that add most, all others gathered, and the sum; the file has every row."""
    with st.container(key=f"contributions-{apart.dataset}", gap="small"):
        with st.container(
            key=f"contributions-head-{apart.dataset}", horizontal=True, vertical_alignment="center", gap="small"
        ):
            st.html(markup.render("comparison_heading.html", text=_heading(apart)))
            st.download_button(
                _("CSV"),
                data=partial(ledger_csv, apart),
                file_name=ledger_file_name(apart.dataset, apart.day),
                mime="text/csv; charset=utf-8",
                on_click="ignore",
                key=f"download-ledger-{apart.dataset}",
                help=_("Every row, with weight, age and what it adds; the last columns add up to the figures"),
            )
            is_all = len(apart.rows) > _FEW and st.toggle(
                ngettext("Show all {count} row", "Show all {count} rows", len(apart.rows)).format(
                    count=f"{len(apart.rows):,}"
                )
                if len(apart.rows) <= _MOST
                else _("Show the first {count} rows").format(count=_MOST),
                key=f"contributions-all-{apart.dataset}",
            )
        st.html(markup.render("contributions.html", **_table(query, apart, _MOST if is_all else _FEW)))


def _heading(apart: Apart) -> str:
    return _("What adds up to the figures of {day}").format(day=in_full(apart.day))


def show_attention_download(query: Query) -> None:
    """The file of a dataset that counts reports."""
    (name,) = query.datasets
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


def _table(query: Query, apart: Apart, most: int) -> dict[str, object]:
    rows, others = apart.rows[:most], apart.rows[most:]
    others_name = ngettext("{count} other row", "{count} other rows", len(others)).format(count=f"{len(others):,}")
    gathered = [(others_name, _sum(others, HOSTILITY), _sum(others, COOPERATION))] if others else []
    gathered.append((_("Older, or lost in rounding"), apart.rest[HOSTILITY], apart.rest[COOPERATION]))
    sums = [apart.sums[line] for line in (HOSTILITY, COOPERATION)]
    return {
        "rows": [_cells(row, query) for row in rows],
        "gathered": [(name, _points(hostility), _points(cooperation)) for name, hostility, cooperation in gathered],
        "sums": [f"{value:,}" for value in sums],
        "shown": [shown(value) for value in sums],
    }


def _sum(rows: tuple[Row, ...], line: str) -> Decimal:
    return sum((row.adds[line] for row in rows), Decimal(0))


def _cells(row: Row, query: Query) -> dict[str, object]:
    entry = row.settled.entry
    counted = ngettext("{count} event", "{count} events", entry.events).format(count=f"{entry.events:,}")
    return {
        "date": short_day(entry.day),
        "title": entry.title or counted,
        "href": page_address(query, entry.event_id) if entry.event_id else "",
        "note": _note(row),
        "type": type_name(entry.event_type) + (f" ({entry.mode})" if entry.mode else ""),
        "weight": signed(entry.weight),
        "age": f"{row.age_days:,}",
        "counts": row.settled.counts,
        "hostility": _points(row.adds[HOSTILITY]),
        "cooperation": _points(row.adds[COOPERATION]),
    }


def _note(row: Row) -> str:
    return {
        Standing.COUNTED: "" if row.settled.entry.is_corroborated else _("not corroborated"),
        Standing.EPISODE: _("not counted: its episode counts once a day"),
        Standing.PEACEKEEPING: _("not counted: peacekeepers, listed apart"),
    }[row.settled.standing]


def _points(value: Decimal) -> str:
    """Points to a thousandth; nothing where nothing is added."""
    return f"{value:,}" if value else ""
