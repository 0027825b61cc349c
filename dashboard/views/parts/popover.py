"""A popover that is filled only while it is open, so that what nobody reads is neither asked for nor sent."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_LABELS = "popover-labels"


def opened(label: str, key: str, type: Literal["secondary", "tertiary"] = "secondary") -> DeltaGenerator | None:  # noqa: A002 - Streamlit's word
    """The popover to write into where the reader has opened it, else None.

    Streamlit takes a popover with another label for another one and would close it: the label changes after closing.
    """
    labels: dict[str, str] = st.session_state.setdefault(_LABELS, {})
    if not st.session_state.get(key):
        labels[key] = label
    popover = st.popover(labels.setdefault(key, label), key=key, type=type, on_change="rerun")
    return popover if popover.open else None
