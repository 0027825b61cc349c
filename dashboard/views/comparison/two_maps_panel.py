"""Both sides of a comparison on maps of their own, each as constant as the map alone."""

import os
from functools import cache
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard.drawing.map.base_map import BaseMap, base_map
from dashboard.drawing.map.event_layer import EventLayer, Shown, feature_group
from dashboard.language import _, current_language, ngettext
from dashboard.reading.comparison import Side
from dashboard.views.parts import markup
from dashboard.views.session import address, answers

HEIGHT_PX = 380


def show(first: Side, second: Side, theme: str) -> None:
    """The first side's map, then the second's, with how many of its events a map can show."""
    with st.container(key="two-maps"):
        for key, side, name in (
            ("first", first, _("Map of the first side")),
            ("second", second, _("Map of the second side")),
        ):
            with st.container(key=f"two-maps-{key}", gap=None):
                st.html(markup.render("comparison_heading.html", text=_heading(side)))
                _show_map(side, f"two-maps-clicks-{key}", name, theme)


def _heading(side: Side) -> str:
    elsewhere = sum(count for _place, count in answers.elsewhere(side.query))
    here = side.totals.events - elsewhere
    text = ngettext("{side}: {here} event on the map", "{side}: {here} events on the map", here)
    return _("{text}, {elsewhere} elsewhere").format(
        text=text.format(side=side.label, here=f"{here:,}"), elsewhere=f"{elsewhere:,}"
    )


def _show_map(side: Side, key: str, name: str, theme: str) -> None:
    st_folium(
        _constant_map(current_language(), theme, os.environ.get("BASEMAP_URL"), name).again(),
        key=key,
        height=HEIGHT_PX,
        use_container_width=True,
        feature_group_to_add=feature_group(Shown(answers.map_payload(side.query), address.selected_event())),
        returned_objects=["last_active_drawing"],
        on_change=lambda: _marker_chosen(key),
        render=False,
    )


@cache
def _constant_map(language: str, theme: str, basemap_url: str | None, name: str) -> BaseMap:
    chart = base_map(language, "dark" if theme == "dark" else "light", basemap_url, name)
    chart.add_child(EventLayer())
    return chart


def _marker_chosen(key: str) -> None:
    answer: dict[str, Any] = st.session_state.get(key) or {}
    feature = answer.get("last_active_drawing") or {}
    if event_id := feature.get("properties", {}).get("event"):
        address.select(event_id)
