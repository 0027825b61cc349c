"""What the query is compared with: presets, another dataset, or dates of the reader's own."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.query import EARLIEST, LATEST
from dashboard.reading.comparison import ComparisonError, compared, dates, first_side, weeks_before, year_earlier
from dashboard.views.parts import markup
from dashboard.views.session import address, names, reader

_PRESET, _SINCE, _UNTIL, _BOTH = "against-preset", "against-since", "against-until", "against-both"
_REFUSAL = "against-refusal"
_YEAR_EARLIER, _WEEKS_BEFORE = "year", "weeks"


def show(query: Query, options: Options) -> None:
    """The choices in one row, and a sentence where dates could not be taken."""
    first, second = _sides(query, options)
    choices = _choices(first, query)
    with st.container(key="against", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state[_PRESET] = next((key for key, changes in choices.items() if _is_now(options, changes)), None)
        st.segmented_control(
            _("Compare with"),
            list(choices),
            format_func=_choice_name,
            key=_PRESET,
            on_change=_preset_changed,
            args=(choices,),
        )
        for key, label, value in ((_SINCE, _("Second side from"), second[0]), (_UNTIL, _("To, included"), second[1])):
            if st.session_state.get(key) != value:
                st.session_state[key] = value
            st.date_input(
                label, key=key, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD",
                on_change=_dates_changed, args=(options,), width=160,
            )  # fmt: skip
        st.session_state[_BOTH] = options.are_both_mapped
        st.toggle(_("Both on maps"), key=_BOTH, on_change=_both_changed)
    refused_at, refusal = st.session_state.get(_REFUSAL, (None, ""))
    if refused_at == (query, options):
        st.warning(markup.plain(refusal))


def _sides(query: Query, options: Options) -> tuple[Query | None, tuple[date | None, date | None]]:
    """The first side where it has dates, and the dates of the second, though the two may not be compared."""
    first = None
    try:
        first = first_side(reader.store(), query)
        return first, dates(compared(reader.store(), query, options)[1])
    except ComparisonError:
        return first, (options.against_since, options.against_until)


def _choices(first: Query | None, query: Query) -> dict[str, dict[str, Any]]:
    """The options that each choice sets, by a key of its own."""
    plain: dict[str, Any] = {"against_since": None, "against_until": None, "against_dataset": ""}
    choices = {}
    if first:
        if year_earlier(first).first >= EARLIEST:
            choices[_YEAR_EARLIER] = plain
        since, until = weeks_before(first)
        if since >= EARLIEST:
            choices[_WEEKS_BEFORE] = plain | {"against_since": since, "against_until": until}
    others = [name for name in names.offered() if name != query.datasets[0]]
    return choices | {f"dataset:{name}": plain | {"against_dataset": name} for name in others}


def _is_now(options: Options, changes: dict[str, Any]) -> bool:
    return replace(options, **changes) == options


def _choice_name(key: str) -> str:
    if key == _YEAR_EARLIER:
        return _("Same days a year earlier")
    if key == _WEEKS_BEFORE:
        return _("The weeks before")
    return markup.plain(names.dataset(key.partition(":")[2]))


def _preset_changed(choices: dict[str, dict[str, Any]]) -> None:
    if chosen := st.session_state[_PRESET]:
        address.show_as(**choices[chosen])


def _dates_changed(options: Options) -> None:
    since, until = st.session_state[_SINCE], st.session_state[_UNTIL]
    if since is None or until is None:
        return
    if until < since:
        text = _("The last day ({until}) is before the first day ({since}).").format(until=until, since=since)
        st.session_state[_REFUSAL] = (address.read()[0], options), text + " " + _("The dates shown before were kept.")
        return
    st.session_state.pop(_REFUSAL, None)
    address.show_as(against_since=since, against_until=until)


def _both_changed() -> None:
    address.show_as(are_both_mapped=st.session_state[_BOTH])
