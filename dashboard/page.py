"""The page: reads the address, then shows each panel for the one query that it holds."""

from pathlib import Path

import streamlit as st

from dashboard import store
from dashboard.boundaries import LayerError
from dashboard.language import _, footnote
from dashboard.sources.curated_rules import SeedError
from dashboard.views import (
    address,
    answers,
    download_panel,
    events_panel,
    figures_panel,
    filter_panel,
    histogram_panel,
    map_panel,
    markup,
)

VIEWS = Path(__file__).parent / "views"


def main() -> None:
    """One run of the page."""
    st.set_page_config(
        page_title=_("Kosovo*–Serbia tension dashboard"),
        page_icon=str(VIEWS / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(VIEWS / "style.css")
    try:
        store.current()
    except (SeedError, LayerError) as error:
        st.error(_("The data cannot be shown until this is mended:"))
        st.code(str(error), language=None, wrap_lines=True)
        return
    theme = "dark" if st.context.theme.type == "dark" else "light"
    query, problems = address.read()
    selected = address.selected_event()
    st.html(markup.render("header.html", note=footnote()))
    filter_panel.show(query)
    for problem in problems:
        st.warning(markup.plain(problem))
    filter_panel.show_sentence(query)
    with st.container(key="board"):
        figures_panel.show(query)
        map_panel.show(query, selected, theme)
        histogram_panel.show(query, theme)
        with st.container(key="side"):
            events_panel.show_list(query, selected)
            download_panel.show(query, selected)
    table = st.expander(_("All columns as a table"), key="table-expander", on_change="rerun")
    if table.open:
        with table:
            events_panel.show_table(query, selected)


main()
answers.settle()
