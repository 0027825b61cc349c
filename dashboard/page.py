"""The page: reads the address, then shows each panel for the one query that it holds."""

from pathlib import Path

import streamlit as st

from dashboard.dossier.layer_rules import LayerError
from dashboard.dossier.profile import PROFILE, footnote_line
from dashboard.language import _, speaking
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.wording import first_of
from dashboard.sources.curated_rules import SeedError
from dashboard.store import DamagedError, UnknownDatasetError
from dashboard.views.accounts import accounts_view
from dashboard.views.board import (
    download_panel,
    events_panel,
    figures_panel,
    histogram_panel,
    map_panel,
    story_panel,
    table_panel,
)
from dashboard.views.comparison import compare_view
from dashboard.views.heading import cited_panel, datasets_panel, filter_panel, navigation, search_results
from dashboard.views.parts import lost_server, markup
from dashboard.views.portraits import actor_view, place_view
from dashboard.views.session import address, own_datasets, reader
from dashboard.views.sourcing import sources_view
from dashboard.views.tension import tension_view
from dashboard.web import garbage

# Readings of the query beside the map; each has `show(query, options, theme)`.
READINGS = {
    View.ACTOR: actor_view,
    View.COMPARE: compare_view,
    View.PLACE: place_view,
    View.SOURCES: sources_view,
    View.TENSION: tension_view,
    View.ACCOUNTS: accounts_view,
}
VIEWS = Path(__file__).parent / "views"


def main() -> None:
    """One run of the page: what never changes, then what follows the address."""
    st.set_page_config(
        page_title=str(PROFILE.title),
        page_icon=str(VIEWS / "icon.png"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(VIEWS / "style.css")
    lost_server.watch()
    try:
        reader.store()
    except (SeedError, LayerError) as error:
        st.error(_("The data cannot be shown until this is mended:"))
        st.code(str(error), language=None, wrap_lines=True)
        return
    with speaking(address.options()[0].language):
        st.html(markup.render("header.html", title=PROFILE.short_title, note=footnote_line()))
    show()


@st.fragment
def show() -> None:
    """Everything that follows the address; a fragment, so that its reruns send nothing else."""
    own_datasets.attend()
    with speaking(address.options()[0].language):
        query, problems = address.read()
        try:
            _show_query(query, address.selected_event(), problems)
        except (UnknownDatasetError, DamagedError) as error:
            st.error(markup.plain(str(error)))
            st.button(_("Show the curated dossier"), on_click=address.reset)
    garbage.freeze_survivors()


def _show_query(query: Query, selected: str, problems: list[str]) -> None:
    theme = "dark" if st.context.theme.type == "dark" else "light"
    options, ignored = address.options()
    above = st.container(key="above")  # one element, whatever is in it: a map that moved would be built anew
    if options.view is View.MAP:
        _show_map(query, selected, theme, options)
    with above:
        navigation.show(options)
        datasets_panel.show_faults()
        filter_panel.show(query)
        for problem in first_of([*problems, *ignored]):
            st.warning(markup.plain(problem))
        filter_panel.show_sentence(query)
        cited_panel.show(query, selected, options)
        search_results.show(query)
    if options.view is not View.MAP:
        READINGS[options.view].show(query, options, theme)


def _show_map(query: Query, selected: str, theme: str, options: Options) -> None:
    """The board; the map goes out first, so that its frame draws while the rest is still made."""
    with st.container(key="board"):
        figures = st.container(key=None if options.story else "figures")  # the map would be built anew in another place
        map_panel.show(query, selected, theme, options)
        if not options.story:
            with figures:
                figures_panel.show(query)
        histogram_panel.show(query, theme)
        with st.container(key="side"):
            if options.story:
                story_panel.show(query, options, selected)
            else:
                events_panel.show(query, selected)
            download_panel.show(query, selected)
    table = st.expander(_("All columns as a table"), key="table-expander", on_change="rerun")
    if table.open:
        with table:
            table_panel.show(query, selected)


main()
