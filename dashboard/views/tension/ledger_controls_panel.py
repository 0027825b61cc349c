"""What a reader may move in the ledger: the day, the half-life and the peacekeepers; and the table of weights."""

from datetime import date
from typing import TypedDict

import streamlit as st

from dashboard.language import _
from dashboard.query.half_life import HALF_LIVES
from dashboard.query.options import Options
from dashboard.query.query import EARLIEST
from dashboard.query.wording import short_day, type_name
from dashboard.views.parts import markup, popover
from dashboard.views.session import address, reader

_DAY, _HALF_LIFE, _PEACEKEEPING = "ledger-day", "ledger-half-life", "ledger-peacekeeping"


class _WeightRow(TypedDict):
    """A type with its weight; `modes` are those that weigh something else."""

    type: str
    code: str
    weight: str
    modes: list[str]
    note: str


def show(options: Options, last: date) -> None:
    """The choices in one row, and a sentence where the address asks for a day after the dates shown."""
    _fill(options, last)
    with st.container(key="ledger-controls", horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.date_input(
            _("Day taken apart"),
            key=_DAY,
            min_value=EARLIEST,
            max_value=last,
            format="YYYY-MM-DD",
            on_change=_day_changed,
            args=(last,),
            width=150,
        )
        st.select_slider(
            _("Half-life in days"),
            sorted({*HALF_LIVES, options.half_life}),
            key=_HALF_LIFE,
            on_change=_half_life_changed,
            width=260,
        )
        st.toggle(_("Count peacekeepers too"), key=_PEACEKEEPING, on_change=_peacekeeping_changed)
        if table := popover.opened(_("Table of weights"), "ledger-weights"):
            table.html(markup.render("weights.html", rows=_weight_rows()))
    if options.day and options.day > last:
        st.info(
            _("{day} is after the last day asked for: {last} is taken apart instead.").format(
                day=short_day(options.day), last=short_day(last)
            )
        )


def _fill(options: Options, last: date) -> None:
    """Make the widgets say what the address says; only where they differ, lest typing be overwritten."""
    said = {
        _DAY: min(options.day or last, last),
        _HALF_LIFE: options.half_life,
        _PEACEKEEPING: options.is_peacekeeping_added,
    }
    for key, value in said.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _day_changed(last: date) -> None:
    day = st.session_state[_DAY]
    address.show_as(day=None if day == last else day)


def _half_life_changed() -> None:
    address.show_as(half_life=st.session_state[_HALF_LIFE])


def _peacekeeping_changed() -> None:
    address.show_as(is_peacekeeping_added=st.session_state[_PEACEKEEPING])


def _weight_rows() -> list[_WeightRow]:
    """A row per type: its own weight, and its modes that weigh something else."""
    rows = reader.store().dossier.weights
    return [
        {
            "type": type_name(row.event_type),
            "code": row.event_type.value,
            "weight": signed(row.weight),
            "modes": [
                f"{other.mode} {signed(other.weight)}"
                for other in rows
                if other.event_type is row.event_type and other.mode and other.weight != row.weight
            ],
            "note": row.note,
        }
        for row in rows
        if not row.mode
    ]


def signed(points: float) -> str:
    """Weight points with their sign.

    >>> signed(-6.5), signed(8.0), signed(0.0)
    ('−6.5', '+8', '0')
    """
    return f"{points:+g}".replace("-", "−") if points else "0"
