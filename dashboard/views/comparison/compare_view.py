"""Compare: two periods, or two datasets, side by side; differences in words first, then charts, maps and a table."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st

from dashboard.drawing.charts.comparison import comparison_spec, side_colours
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.reading import comparison as reading
from dashboard.reading.comparison import Comparison, ComparisonError, Row, Side
from dashboard.reading.comparison_words import cautions, differences
from dashboard.sharing.tables.comparison import comparison_csv, comparison_file_name
from dashboard.views.board import details_panel
from dashboard.views.comparison import against_panel, two_maps_panel
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, reader
from dashboard.views.session.cache import cached

_MOST_BARS = 8
_MOST_ROWS = 50


def show(query: Query, options: Options, theme: str) -> None:
    """What the query is compared with, and how the two differ."""
    with st.container(key="compare", gap="small"):
        st.html(markup.render("map_line.html", text=_explanation(query)))
        against_panel.show(query, options)
        try:
            first, second = reading.compared(reader.store(), query, options)
        except ComparisonError as error:
            st.warning(markup.plain(str(error)))
            return
        compared = _compared(first, second, options)
        _show_words(compared, theme)
        if options.are_both_mapped:
            two_maps_panel.show(compared.first, compared.second, theme)
            _show_chosen(compared)
        _show_charts(compared, theme)
        _show_table(compared)
        _show_download(compared, options)


def _explanation(query: Query) -> str:
    text = _("What the filter shows, the first side, is set against a second side that you choose here.")
    if len(query.datasets) > 1:
        text += " " + _("Of several datasets the first is compared, since numbers of several are never added up.")
    return text


def _compared(first: Query, second: Query, options: Options) -> Comparison:
    is_named = first.datasets != second.datasets
    reaching = 0 if is_named else _in_both(first, second)
    counted = [
        replace(_side(query, is_named), ledger=answers.ledger(query, options.ledger_rules)) for query in (first, second)
    ]
    return Comparison(counted[0], counted[1], reaching)


@cached
def _side(query: Query, is_named: bool) -> Side:
    return reading.side(reader.store(), query, is_named)


@cached
def _in_both(first: Query, second: Query) -> int:
    return reading.in_both(reader.store(), first, second)


def _show_words(compared: Comparison, theme: str) -> None:
    sides = zip((compared.first.label, compared.second.label), side_colours(theme), strict=True)
    st.html(
        markup.render(
            "comparison.html",
            sides=list(sides),
            differences=differences(compared),
            cautions=cautions(reader.store(), compared),
        )
    )


def _show_charts(compared: Comparison, theme: str) -> None:
    with st.container(key="compare-charts"):
        for measure, heading in _headings().items():
            rows = compared.rows(measure)
            if not rows:
                continue
            with st.container(key=f"compare-{measure}", gap=None):
                st.html(markup.render("comparison_heading.html", text=_chart_heading(heading, len(rows))))
                st.vega_lite_chart(
                    comparison_spec(
                        [(row.name, int(row.first or 0), int(row.second or 0)) for row in rows[:_MOST_BARS]],
                        (compared.first.label, compared.second.label),
                        theme,
                    ),
                    key=f"compare-chart-{measure}-{hash((compared.first.query, compared.second.query))}",
                    alt=_chart_words(heading, rows[:_MOST_BARS]),
                )


def _headings() -> dict[str, str]:
    return {"type": _("Types"), "place": _("Places"), "actor": _("Actors")}


def _chart_heading(heading: str, rows: int) -> str:
    if rows <= _MOST_BARS:
        return heading
    return _("{heading}, the first {shown} of {count}").format(heading=heading, shown=_MOST_BARS, count=f"{rows:,}")


def _chart_words(heading: str, rows: list[Row]) -> str:
    """The chart for those who cannot see it."""
    pairs = [
        _("{name} {first} against {second}").format(name=row.name, first=f"{row.first:,}", second=f"{row.second:,}")
        for row in rows
    ]
    return _("{heading}: {pairs}.").format(heading=heading, pairs=", ".join(pairs))


def _show_table(compared: Comparison) -> None:
    box = st.expander(_("All numbers as a table"), key="compare-table", on_change="rerun")
    if not box.open:
        return
    groups = {_("Events, casualties, ledger"): reading.figures(compared)}
    groups |= {heading: compared.rows(measure)[:_MOST_ROWS] for measure, heading in _headings().items()}
    box.html(
        markup.render(
            "comparison_table.html",
            labels=(compared.first.label, compared.second.label),
            is_of_one_dataset=compared.is_of_one_dataset,
            groups=[(heading, [_cells(compared, row) for row in rows]) for heading, rows in groups.items() if rows],
        )
    )


def _cells(compared: Comparison, row: Row) -> tuple[str, str, str, str]:
    difference = compared.difference(row)
    return row.name, _number(row.first), _number(row.second), "–" if difference is None else f"{difference:+,}"


def _number(value: int | Decimal | None) -> str:
    return _("unknown") if value is None else f"{value:,}"


def _show_download(compared: Comparison, options: Options) -> None:
    st.download_button(
        _("CSV of this comparison"),
        data=partial(comparison_csv, compared, options, reader.store().shared.vocabulary()),
        file_name=comparison_file_name(compared),
        mime="text/csv; charset=utf-8",
        on_click="ignore",
        key="compare-download",
        help=_("Every number of both sides and their difference; for spreadsheets"),
    )


def _show_chosen(compared: Comparison) -> None:
    """The details of an event that was chosen on one of the maps."""
    if not (selected := address.selected_event()):
        return
    store_ = reader.store()
    event = store_.find(selected)
    sides = (compared.first.query, compared.second.query)
    held = [query for query in sides if event and store_.position(query, event) is not None]
    details_panel.show((held or list(sides))[0], selected)
