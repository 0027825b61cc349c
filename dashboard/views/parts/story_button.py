"""The way into the story, from wherever it may be wanted."""

import streamlit as st

from dashboard.language import _
from dashboard.views.parts import markup, popover
from dashboard.views.session import address, reader


def show() -> None:
    """A way into the story; where there are several, to each by the title of its first step."""
    stories = reader.store().dossier.stories
    if len(stories) == 1:
        ((first, *_rest),) = stories.values()
        st.button(_("The story of the crisis"), key="story-open", type="tertiary", on_click=address.tell, args=(first,))
    elif choosing := (popover.opened(_("Stories"), "story-open", "tertiary") if stories else None):
        for key, (first, *_rest) in stories.items():
            choosing.button(
                markup.plain(first.title), key=f"story-{key}", type="tertiary", on_click=address.tell, args=(first,)
            )
