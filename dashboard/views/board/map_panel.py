"""The map: one constant base and an event layer, and around it what the map alone does not say."""

import os
from functools import cache
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard.drawing.map.base_map import BaseMap, base_map
from dashboard.drawing.map.event_layer import EventLayer, feature_group
from dashboard.drawing.map.payload import Playable, PlaybackQuestion
from dashboard.drawing.map.playback import PlaybackBar, question
from dashboard.language import current_language
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.views.board import elsewhere_panel, places_panel, story_panel
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, map_channel, names, reader
from dashboard.views.sourcing import coverage_panel

HEIGHT_PX = 460
_KEY = "map-clicks"


def show(query: Query, selected: str, theme: str, options: Options) -> None:
    """The line, the map, and what stands beside it."""
    with st.container(key="map", gap=None):
        line = st.container(key="map-line", horizontal=True, vertical_alignment="center", gap="small")
        _show_map(query, selected, theme, options)
        with line:
            coverage_panel.show(query)
        _show_chosen(selected)
        elsewhere_panel.show(query, selected)
        if answers.is_dense(query):
            places_panel.show(query)


def _show_map(query: Query, selected: str, theme: str, options: Options) -> None:
    # First of all, so that the frame draws while the rest is made.
    payload: Playable = {**answers.map_payload(query), "playback": _to_play(query, options)}
    shown = map_channel.hand_over(payload, selected, story_panel.view(options))
    st_folium(
        _constant_map(current_language(), theme, os.environ.get("BASEMAP_URL")).again(),
        key=_KEY,
        height=HEIGHT_PX,
        use_container_width=True,
        feature_group_to_add=feature_group(shown),
        returned_objects=["last_active_drawing"],
        on_change=_marker_chosen,
        render=False,
    )


@cache
def _constant_map(language: str, theme: str, basemap_url: str | None) -> BaseMap:
    chart = base_map(language, "dark" if theme == "dark" else "light", basemap_url)
    chart.add_child(EventLayer())
    chart.add_child(PlaybackBar())
    return chart


def _to_play(query: Query, options: Options) -> PlaybackQuestion | None:
    """What playback asks the server for; None where there is nothing to play."""
    if not answers.count(query):
        return None
    labels = {name: names.dataset(name) for name in query.datasets}
    return question(query, options, labels, reader.store().key_for(query.datasets))


def _marker_chosen() -> None:
    answer: dict[str, Any] = st.session_state.get(_KEY) or {}
    feature = answer.get("last_active_drawing") or {}
    if event_id := feature.get("properties", {}).get("event"):
        address.select(event_id)


def _show_chosen(selected: str) -> None:
    """On a small screen the details stand far below the map: a way to them (style.css hides it elsewhere)."""
    event = answers.event(selected) if selected else None
    if event:
        st.html(markup.render("chosen.html", title=event.title))
