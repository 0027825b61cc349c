"""The tension ledger: hostility and cooperation over time, what each event adds to a day, and how far to trust it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.dossier.days import Days
from dashboard.drawing.charts.histogram import BRUSH, bin_end, bin_start, bin_width
from dashboard.drawing.charts.ledger import attention_spec, deaths_spec, ledger_spec, line_colours
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import LedgerRules, Options
from dashboard.query.wording import short_day
from dashboard.reading import direction
from dashboard.reading.ledger.breakdown import Breakdown, break_down
from dashboard.reading.ledger.days import LedgerDay, counts_reports, daily_weights, faded
from dashboard.store import Bin
from dashboard.views.board import histogram_panel
from dashboard.views.parts import markup
from dashboard.views.session import answers, names, reader
from dashboard.views.session.cache import cached
from dashboard.views.tension import contributions_panel, ledger_controls_panel, ledger_figures_panel


def show(query: Query, options: Options, theme: str) -> None:
    """The ledger of each of the query's datasets, each for itself."""
    with st.container(key="tension", gap="small"):
        st.html(markup.render("map_line.html", text=_explanation(query, options)))
        asked = answers.days(query)
        if asked is None:
            st.info(_("No event at any date: there is nothing to add up. Ask for less in the filter."))
            return
        ledger_controls_panel.show(options, asked.last)
        for part in query.by_dataset():
            _show_dataset(part, query, options, theme)
        if len(query.datasets) > 1:
            histogram_panel.show(query, theme)
        st.html(markup.render("ledger_limits.html"))


def _explanation(query: Query, options: Options) -> str:
    text = _(
        "Every event adds its weight on its first day, and {half_life} days later half of it is left; what happened "
        "before these dates still counts."
    ).format(half_life=options.half_life)
    if len(query.datasets) > 1:
        text += " " + _("Each dataset has a ledger of its own: numbers of several are never added up.")
    return text


def _show_dataset(part: Query, query: Query, options: Options, theme: str) -> None:
    name = part.dataset
    if len(query.datasets) > 1:
        st.html(markup.render("sentence.html", text=names.dataset(name)))
    asked = answers.days(part)
    if asked is None:
        st.info(_("No event of this dataset at any date."))
        return
    if counts_reports(reader.store(), name):
        _show_attention(part, query, asked, theme)
        return
    day = min(options.day or asked.last, asked.last)
    until_day = replace(part, since=None, until=day)
    breakdown = _breakdown(until_day, options.ledger_rules)
    added = _added(until_day, options.is_peacekeeping_added)
    history = direction.history(reader.store(), added, LedgerDay(name, day, options.half_life))
    with st.container(key=f"ledger-{name}"):
        with st.container(key=f"ledger-charts-{name}", gap=None):
            _show_lines(part, query, options, theme, are_few=direction.is_too_little(history, day))
            _show_deaths(part, query, theme)
            if len(query.datasets) == 1:
                histogram_panel.show(query, theme)
        with st.container(key=f"ledger-side-{name}", gap="small"):
            ledger_figures_panel.show(part, breakdown, direction.in_words(history, day))
    contributions_panel.show(part, breakdown, options)


@dataclass(frozen=True, slots=True)
class _Axis:
    """The time axis of a chart: first and last day, the dates shaded on it, and the bins that a brush takes."""

    chart: str
    span: Days
    shade: Days
    width: Bin


def _axis(part: Query, query: Query, chart: str) -> _Axis:
    """As the histogram has it; a chart that was brushed keeps its shading, and so its brush, under its name."""
    name = f"{chart}-{part.dataset}"
    asked = answers.days(query) or Days(date.min, date.max)
    span, shade = histogram_panel.axis_and_shade(query, asked, name)
    width = bin_width(*span)
    return _Axis(name, Days(bin_start(span.first, width), bin_end(span.last, width)), shade, width)


def _brushable(spec: dict[str, Any], part: Query, axis: _Axis, alt: str) -> None:
    key = f"{axis.chart}-{hash((axis.span, axis.shade, replace(part, since=None, until=None)))}"
    st.vega_lite_chart(
        spec,
        key=key,
        on_select=lambda: histogram_panel.brushed(key, axis.width, axis.span, axis.chart),
        selection_mode=[BRUSH],
        alt=alt,
    )


def _show_lines(part: Query, query: Query, options: Options, theme: str, *, are_few: bool) -> None:
    hostile, cooperative = line_colours(theme)
    st.html(markup.render("ledger_legend.html", hostile=hostile, cooperative=cooperative, are_few=are_few))
    drawn = _Drawn(options.ledger_rules, are_few)
    axis = _axis(part, query, f"ledger-{options.half_life}-{options.is_peacekeeping_added:d}-{are_few:d}")
    spec = _lines_chart(replace(part, since=None, until=axis.span.last), axis.span, axis.shade, drawn, theme)
    words = _("Hostility and cooperation from {first} to {last}; the figures of one day stand in words beside it.")
    _brushable(spec, part, axis, words.format(first=short_day(axis.span.first), last=short_day(axis.span.last)))


def _show_deaths(part: Query, query: Query, theme: str) -> None:
    axis = _axis(part, query, "deaths")
    deaths = _deaths(replace(part, since=axis.span.first, until=axis.span.last), axis.width)
    st.html(markup.render("ledger_deaths.html", is_known=not deaths.empty))
    if not deaths.empty:
        words = _("Deaths from {first} to {last}: {best} by the best figures.").format(
            first=short_day(axis.span.first), last=short_day(axis.span.last), best=f"{int(deaths['best'].sum()):,}"
        )
        spec = deaths_spec(deaths, axis.span, axis.shade, axis.width, theme)
        st.vega_lite_chart(spec, key=f"deaths-{part.dataset}", alt=words)


def _show_attention(part: Query, query: Query, asked: Days, theme: str) -> None:
    axis = _axis(part, query, "attention")
    attention = _attention(replace(part, since=axis.span.first, until=axis.span.last))
    within = attention[attention["day"].between(pd.Timestamp(asked.first), pd.Timestamp(asked.last))]
    distinct, reports = (f"{int(within[column].sum()):,}" for column in ("attention", "reports"))
    st.html(markup.render("attention.html", distinct=distinct, reports=reports))
    spec = attention_spec(attention, axis.span, axis.shade, theme)
    _brushable(spec, part, axis, _("Reported attention by day: {distinct} altogether.").format(distinct=distinct))
    contributions_panel.show_attention_download(part)


@cached
def _added(query: Query, is_peacekeeping_added: bool) -> pd.DataFrame:
    return daily_weights(reader.store(), query, is_peacekeeping_added=is_peacekeeping_added)


@cached
def _breakdown(query: Query, rules: LedgerRules) -> Breakdown:
    return break_down(reader.store(), query, rules)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What decides how the lines run; points where events `are_few`."""

    rules: LedgerRules
    are_few: bool


@cached
def _lines_chart(query: Query, axis: Days, shade: Days, drawn: _Drawn, theme: str) -> dict[str, Any]:
    added = _added(query, drawn.rules.is_peacekeeping_added)
    lines = faded(added, drawn.rules.half_life, *axis)
    lines["events"] = added["events"].reindex(lines.index, fill_value=0)
    return ledger_spec(lines, axis, shade, theme, are_few=drawn.are_few)


@cached
def _deaths(query: Query, width: Bin) -> pd.DataFrame:
    return reader.store().of(query).deaths(query, width)


@cached
def _attention(query: Query) -> pd.DataFrame:
    return reader.store().of(query).attention(query)
