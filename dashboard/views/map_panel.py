"""The map: one constant base, an event layer, the line above it and the strip of what happened elsewhere."""

import os
from collections import defaultdict
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import store
from dashboard.boundaries import CREDIT
from dashboard.drawing.base_map import base_map
from dashboard.drawing.event_layer import EventLayer, feature_group
from dashboard.event import Event
from dashboard.language import _, current_language, ngettext
from dashboard.query import Query
from dashboard.query.wording import day, short_day, short_span
from dashboard.views import address, answers, markup

HEIGHT_PX = 460
_KEY = "map-clicks"
_ATTEMPT = "map-attempt"


def show(query: Query, selected: str, theme: str) -> None:
    """The line, the map, and the strip."""
    with st.container(key="map", gap=None):
        _show_line(query)
        _show_map(query, selected, theme)
        _show_failure()
        _show_chosen(selected)
        _show_strip(query, selected)


def _show_line(query: Query) -> None:
    events, elsewhere = answers.events(query), answers.elsewhere(query)
    dossier = store.current().dossier
    text = _("Curated selection, not live; last event in it {day}; {here} on the map, {elsewhere} elsewhere").format(
        day=day(max(event.date_start for event in dossier.events)),
        here=len(events) - len(elsewhere),
        elsewhere=len(elsewhere),
    )
    with st.container(key="map-line", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.render("map_line.html", text=text))
        with st.popover(_("Coverage and sourcing"), type="tertiary", key="coverage"):
            st.html(
                markup.render(
                    "coverage.html",
                    rows=_coverage_rows(),
                    credit=CREDIT,
                    version=dossier.version,
                    created=dossier.created,
                )
            )


def _coverage_rows() -> list[dict[str, str]]:
    dossier = store.current().dossier
    return [
        {
            "dates": short_span(one.date_from, one.date_to) if one.date_to else short_day(one.date_from),
            "place": dossier.gazetteer[one.place].label if one.place else _("all"),
            "complete": _("yes") if one.is_complete else _("no"),
            "rule": one.rule,
            "note": one.note,
        }
        for one in dossier.coverage
    ]


def _show_map(query: Query, selected: str, theme: str) -> None:
    chart = base_map(current_language(), "dark" if theme == "dark" else "light", os.environ.get("BASEMAP_URL"))
    chart.add_child(EventLayer(theme))
    st_folium(
        chart,
        key=f"{_KEY}-{st.session_state.get(_ATTEMPT, 0)}",
        height=HEIGHT_PX,
        use_container_width=True,
        feature_group_to_add=feature_group(answers.map_payload(query), selected),
        returned_objects=["last_active_drawing"],
        on_change=_marker_chosen,
        render=False,
    )


def _marker_chosen() -> None:
    attempt = st.session_state.get(_ATTEMPT, 0)
    answer: dict[str, Any] = st.session_state.get(f"{_KEY}-{attempt}") or {}
    feature = answer.get("last_active_drawing") or {}
    if event_id := feature.get("properties", {}).get("event"):
        address.select(event_id)


def _show_failure() -> None:
    """Seen only while the map's frame has no height (style.css): it could not load its script."""
    with st.container(key="map-failure"):
        st.markdown(_("The map could not be loaded. The list and the downloads work without it."))
        st.button(_("Load the map again"), on_click=_try_again, key="map-retry")


def _try_again() -> None:
    st.session_state[_ATTEMPT] = st.session_state.get(_ATTEMPT, 0) + 1


def _show_chosen(selected: str) -> None:
    """On a small screen the details stand far below the map: a way to them (style.css hides it elsewhere)."""
    event = store.current().find(selected) if selected else None
    if event:
        st.html(markup.render("chosen.html", title=event.title))


def _show_strip(query: Query, selected: str) -> None:
    elsewhere = answers.elsewhere(query)
    if not elsewhere:
        return
    gazetteer = store.current().dossier.gazetteer
    by_place: defaultdict[str, list[Event]] = defaultdict(list)
    for event in elsewhere:
        by_place[event.place].append(event)
    with st.container(key="elsewhere", horizontal=True, vertical_alignment="center", gap="small"):
        count = len(elsewhere)
        st.html(
            markup.render(
                "map_line.html",
                text=ngettext("{count} event elsewhere:", "{count} events elsewhere:", count).format(count=count),
            )
        )
        for place, events in sorted(by_place.items(), key=lambda item: (-len(item[1]), item[0])):
            label = f"{markup.plain(gazetteer[place].label)} **{len(events)}**"
            with st.popover(label, type="tertiary", key=f"elsewhere-{place}"):
                for event in events:
                    st.button(
                        f"{short_day(event.date_start)} · {markup.plain(event.title)}",
                        key=f"elsewhere-event-{event.id}",
                        type="secondary" if event.id == selected else "tertiary",
                        on_click=address.select,
                        args=(event.id,),
                    )
