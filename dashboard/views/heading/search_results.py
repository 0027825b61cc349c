"""Pages of actors and places that the searched text names."""

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import View
from dashboard.reading.portrait import Findable, Found, findable, search
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, reader
from dashboard.views.session.cache import cached

_MOST = 5


def show(query: Query) -> None:
    """One quiet line of up to five pages; nothing where the text names nobody and no place."""
    found = _found(query)
    if not found:
        return
    with st.container(key="found", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.render("map_line.html", text=_("People and places:")))
        for match in found:
            st.button(
                markup.plain(match.label),
                key=f"found-{match.view}-{match.key}",
                type="tertiary",
                on_click=address.show_actor if match.view is View.ACTOR else address.show_place,
                args=(match.key,),
            )


@cached
def _found(query: Query) -> tuple[Found, ...]:
    if not query.text:
        return ()
    return tuple(search(query.text, _findable(Query(datasets=query.datasets)), _MOST))


@cached
def _findable(query: Query) -> tuple[Findable, ...]:
    return findable(reader.store(), answers.frequent(query, "actor"), answers.frequent(query, "place"))
