"""Pages of a list: which one is shown, and the buttons that turn it."""

from dataclasses import dataclass

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.views import answers, markup


@dataclass(frozen=True, slots=True)
class Pager:
    """Pages of `size` events; `key` names the list in the session and on the page."""

    key: str
    size: int

    def first(self, query: Query, selected: str) -> int:
        """The offset of the page to show: that of a newly chosen event, the first of a new query, or where the reader
        turned to."""
        page: int
        seen, page = st.session_state.get(self.key, (None, 0))
        if seen != (query, selected):
            is_new = not seen or seen[0] != query
            position = answers.position(query, selected) if selected else None
            page = position // self.size if position is not None else 0 if is_new else page
            self._turn(query, selected, page)
        return page * self.size

    def show(self, query: Query, selected: str, first: int) -> None:
        """Earlier, what is shown of how many, and later; nothing where there is one page."""
        count = answers.count(query)
        if count <= self.size:
            return
        page = first // self.size
        last = min(first + self.size, count)
        is_of_one = len(query.datasets) == 1  # what several hold is never added up
        words = _("{first}–{last} of {count}") if is_of_one else _("{first}–{last}")
        shown = words.format(first=f"{first + 1:,}", last=f"{last:,}", count=f"{count:,}")
        with st.container(key=f"{self.key}-pager", horizontal=True, vertical_alignment="center", gap="small"):
            for label, name, target, is_possible in (
                (_("Earlier"), "earlier", page - 1, page > 0),
                (_("Later"), "later", page + 1, last < count),
            ):
                st.button(
                    label,
                    key=f"{self.key}-{name}",
                    disabled=not is_possible,
                    on_click=self._turn,
                    args=(query, selected, target),
                )
            st.html(markup.render("map_line.html", text=shown))

    def _turn(self, query: Query, selected: str, page: int) -> None:
        st.session_state[self.key] = (query, selected), page
