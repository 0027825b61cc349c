"""What the map shows, handed to its frame ahead of the page: the page's other elements would hold it up."""

from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

import streamlit as st

from dashboard.drawing.map.event_layer import Shown
from dashboard.drawing.map.payload import MapView, Message, Playable
from dashboard.web import channels

_STATE = "map-channel"


@dataclass(slots=True)
class _State:
    """A session's channel: its key, what was handed over last, and in which turn."""

    key: str = field(default_factory=lambda: token_urlsafe(16))
    asked: tuple[Any, ...] = ()
    turn: int = 0


def hand_over(payload: Playable, selected: str, view: MapView | None) -> Shown:
    """What the component is given; where it is something new, it has gone through the channel already.

    Whatever comes first is drawn. The turn tells the frame that it knows what comes second, and what is out of date.
    """
    state: _State = st.session_state.setdefault(_STATE, _State())
    is_new = (payload, selected, view) != state.asked
    if is_new:
        state.asked = payload, selected, view
        state.turn += 1
    message: Message = {**payload, "selected": selected, "view": view, "channel": state.key, "turn": state.turn}
    shown = Shown(message, selected, view)
    if is_new and (channel := channels.find(state.key)):
        channel.send(shown.payload)
    return shown
