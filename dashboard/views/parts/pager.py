"""Pages of a list: which one is shown, and the way to the others."""

from dataclasses import dataclass

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.views.parts import markup
from dashboard.views.session import answers


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
        """What is shown of how many, and the pages to turn to; nothing where there is one page."""
        count = answers.count(query)
        if count <= self.size:
            return
        last = min(first + self.size, count)
        is_of_one = len(query.datasets) == 1  # what several hold is never added up
        words = _("{first}–{last} of {count}") if is_of_one else _("{first}–{last}")
        shown = words.format(first=f"{first + 1:,}", last=f"{last:,}", count=f"{count:,}")
        st.html(markup.render("map_line.html", text=shown))
        key = f"{self.key}-page"
        st.session_state[key] = first // self.size + 1
        st.pagination(
            -(-count // self.size),
            key=key,
            max_visible_pages=5,
            on_change=self._turned,
            args=(query, selected),
            width="stretch",
        )

    def _turned(self, query: Query, selected: str) -> None:
        self._turn(query, selected, st.session_state[f"{self.key}-page"] - 1)

    def _turn(self, query: Query, selected: str, page: int) -> None:
        st.session_state[self.key] = (query, selected), page
