"""Which datasets are shown; only where there are several."""

from dataclasses import replace

import streamlit as st

from dashboard.language import _
from dashboard.query import Query
from dashboard.views.parts import markup, popover
from dashboard.views.session import address, answers, names, reader

_CHOSEN = "filter-datasets-chosen"


def show(query: Query) -> None:
    """A button that says which are chosen; behind it all of them, each with its own count for this filter."""
    offered = names.offered()
    if len(offered) < 2:
        return
    if choosing := popover.opened(_label(query), "filter-datasets"):
        with choosing:
            st.session_state[_CHOSEN] = list(query.datasets)
            st.multiselect(
                _("Datasets, one at least"),
                offered,
                format_func=lambda name: _counted(query, name),
                key=_CHOSEN,
                on_change=_changed,
                args=(offered,),
            )
            st.html(markup.render("map_line.html", text=_("Numbers of several datasets are never added up.")))


def show_faults() -> None:
    """What was imported and cannot be shown, each with its reason; nothing where all can."""
    if sentences := [markup.plain(fault.sentence) for fault in reader.store().faults()]:
        st.warning("\n".join(f"- {sentence}" for sentence in sentences) if sentences[1:] else sentences[0])


def _label(query: Query) -> str:
    if len(query.datasets) > 1:
        return _("Datasets ({count})").format(count=len(query.datasets))
    return _("Dataset: {name}").format(name=markup.plain(_short(names.dataset(query.datasets[0]))))


def _short(label: str) -> str:
    return label if len(label) <= 30 else label[:29] + "…"


def _counted(query: Query, name: str) -> str:
    count = answers.totals(replace(query, datasets=(name,))).events
    return _("{dataset} ({count})").format(dataset=names.dataset(name), count=f"{count:,}")


def _changed(offered: list[str]) -> None:
    chosen = tuple(name for name in offered if name in st.session_state[_CHOSEN])
    if chosen:
        address.ask_datasets(chosen)
