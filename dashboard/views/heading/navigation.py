"""The top navigation: the map and the readings of the same query."""

import streamlit as st

from dashboard.language import _
from dashboard.query.options import Options, View
from dashboard.views.session import address

_KEY = "navigation"


def view_names() -> dict[View, str]:
    """The views that the navigation offers, in its order."""
    return {
        View.MAP: _("Map"),
        View.TENSION: _("Tension"),
        View.COMPARE: _("Compare"),
        View.ACCOUNTS: _("Accounts"),
        View.SOURCES: _("Sources and method"),
    }


def show(options: Options) -> None:
    """One button per view; an actor's or a place's page is none of them."""
    names = view_names()
    st.session_state[_KEY] = options.view if options.view in names else None
    st.segmented_control(
        _("View"),
        list(names),
        format_func=lambda view: names[view],
        key=_KEY,
        on_change=_changed,
        label_visibility="collapsed",
    )


def _changed() -> None:
    if chosen := st.session_state[_KEY]:
        address.show_as(view=chosen)
