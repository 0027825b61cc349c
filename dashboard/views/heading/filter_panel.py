"""The filter: dates, presets, text, and the rest behind one button; the sentence that says what is shown."""

from dataclasses import replace
from datetime import date

import streamlit as st

from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query import DEFAULT, Query
from dashboard.query.query import EARLIEST, LATEST, LONGEST_TEXT
from dashboard.query.wording import confidence_name, day, precision_name, type_name
from dashboard.views.heading import datasets_panel
from dashboard.views.parts import markup, popover
from dashboard.views.session import address, answers, names, reader

_PRESET = "filter-preset"


def presets() -> dict[str, tuple[date | None, date | None]]:
    """Dates that readers often ask for."""
    return {str(preset.label): (preset.dates.since, preset.dates.until) for preset in PROFILE.presets}


def show(query: Query) -> None:
    """The filter's widgets in one row.

    Streamlit's page loads a widget after it was told of it, and one that was told of twice by then begins with its
    default: so that is what the address says (a date's is what the session holds, unless `value` is given).
    """
    changed = address.widgets_changed
    with st.container(key="filter", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            _("From"), key=address.SINCE, min_value=EARLIEST, max_value=LATEST,
            format="YYYY-MM-DD", on_change=changed, width=160,
        )  # fmt: skip
        st.date_input(
            _("To, included"), key=address.UNTIL, min_value=EARLIEST, max_value=LATEST,
            format="YYYY-MM-DD", on_change=changed, width=160,
        )  # fmt: skip
        _show_presets(query)
        datasets_panel.show(query)
        st.text_input(
            _("Search"), key=address.TEXT, value=query.text, placeholder=_("Title, actor or place"),
            on_change=changed, width=190, max_chars=LONGEST_TEXT,
        )  # fmt: skip
        _show_more(query)
        st.button(_("Reset"), on_click=address.reset, disabled=query == DEFAULT, key="filter-reset")


def _show_presets(query: Query) -> None:
    names = presets()
    now = next((name for name, dates in names.items() if dates == (query.since, query.until)), None)
    st.session_state[_PRESET] = now
    st.segmented_control(
        _("Presets"), list(names), key=_PRESET, on_change=_preset_changed, label_visibility="collapsed"
    )


def _preset_changed() -> None:
    chosen = st.session_state[_PRESET]
    if chosen:
        address.ask_dates(*presets()[chosen])


def _show_more(query: Query) -> None:
    narrowed = sum(map(bool, (query.types, query.actors, query.places, query.precisions, query.confidence)))
    label = _("More filters ({count})").format(count=narrowed) if narrowed else _("More filters")
    if more := popover.opened(label, address.MORE):
        with more:
            _show_lists(query)


def _show_lists(query: Query) -> None:
    changed = address.widgets_changed
    st.multiselect(_("Event types"), list(EventType), format_func=type_name, key=address.TYPES, on_change=changed)
    st.multiselect(
        _("Actors, on either side of an event"),
        sorted({*answers.frequent(query, "actor"), *query.actors}, key=names.actor),
        format_func=names.actor,
        key=address.ACTORS,
        on_change=changed,
    )
    st.multiselect(
        _("Places"),
        sorted({*answers.frequent(query, "place"), *query.places}, key=names.place),
        format_func=names.place,
        key=address.PLACES,
        on_change=changed,
    )
    st.multiselect(
        _("How closely placed"),
        list(GeoPrecision),
        format_func=precision_name,
        key=address.PRECISIONS,
        on_change=changed,
    )
    st.selectbox(
        _("Least confidence"),
        [None, *Confidence],
        format_func=lambda value: confidence_name(value) if value else _("Any, unknown included"),
        key=address.CONFIDENCE,
        on_change=changed,
    )


def show_sentence(query: Query) -> None:
    """What is shown, in one sentence; an empty result explains itself and offers the nearest dates."""
    st.html(markup.sentence(answers.sentence(query)))
    if not answers.count(query):
        _explain_empty(query)


def _explain_empty(query: Query) -> None:
    before, after = reader.store().nearest_days(query)
    dates_alone = Query(since=query.since, until=query.until, datasets=query.datasets)
    with st.container(key="empty", border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_empty_words(bool(before or after), is_narrowed=query != dates_alone), width="content")
        for nearest, template in ((before, _("Nearest earlier: {day}")), (after, _("Nearest later: {day}"))):
            if nearest:
                st.button(
                    template.format(day=day(nearest)),
                    on_click=address.ask,
                    args=(replace(query, since=nearest, until=nearest),),
                )
        if query != dates_alone:
            st.button(
                _("Keep the dates, drop the other filters"),
                on_click=address.ask,
                args=(dates_alone,),
            )


def _empty_words(is_found_elsewhere: bool, is_narrowed: bool) -> str:
    if is_found_elsewhere:
        return _("**No event matches these dates**, but there are some on other days.")
    if is_narrowed:
        return _("**No event matches**, on any date: another filter is too narrow.")
    return _("**No event matches these dates.**")
