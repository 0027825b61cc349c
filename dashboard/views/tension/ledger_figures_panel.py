"""A day's figures in words: both sums with their range, what they hang on, direction, and what people make of it."""

import streamlit as st

from dashboard.dossier.days import Days
from dashboard.dossier.event import Call, HumanCall
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.wording import day as in_full
from dashboard.query.wording import short_day, short_span, type_name
from dashboard.reading.ledger.breakdown import Breakdown, Influence
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, points_text
from dashboard.views.parts import markup
from dashboard.views.session import answers, reader

# Less than this is 0.0 to readers, and not worth a sentence.
_LEAST = 0.05


def show(query: Query, breakdown: Breakdown, direction: list[str]) -> None:
    """The figures of the day that is broken down; `direction` is said beside them."""
    st.html(
        markup.render(
            "ledger_figures.html",
            day=in_full(breakdown.of.day),
            figures=[_figure(breakdown, HOSTILITY, _("Hostility")), _figure(breakdown, COOPERATION, _("Cooperation"))],
            direction=direction,
            aside=_aside(breakdown),
            calls=[_call(call) for call in reader.store().dossier.human_calls if _is_of(call, query)],
        )
    )


def _figure(breakdown: Breakdown, line: str, label: str) -> dict[str, str]:
    total, low = breakdown.sums[line], breakdown.sums[f"{line}_low"]
    influence = breakdown.influences.get(line)
    return {
        "line": line,
        "label": label,
        "value": points_text(total),
        "range": _("{low} to {high}").format(low=points_text(low), high=points_text(total)),
        "influence": _influence(influence) if influence and influence.change >= _LEAST else "",
    }


def _influence(influence: Influence) -> str:
    entry = influence.entry
    name = entry.title or _("one event of type {type} on {day}").format(
        type=type_name(entry.event_type).lower(), day=short_day(entry.day)
    )
    return _("Hangs most on one event, with {change}: {name}").format(change=f"{influence.change:,.1f}", name=name)


def _aside(breakdown: Breakdown) -> str:
    if all(float(points) < _LEAST for points in breakdown.aside.values()):
        return ""
    return ngettext(
        "Listed apart: {count} reinforcement of peacekeepers, which would add {hostility} to hostility and "
        "{cooperation} to cooperation.",
        "Listed apart: {count} reinforcements of peacekeepers, which would add {hostility} to hostility and "
        "{cooperation} to cooperation.",
        breakdown.set_aside,
    ).format(
        count=f"{breakdown.set_aside:,}",
        hostility=points_text(breakdown.aside[HOSTILITY]),
        cooperation=points_text(breakdown.aside[COOPERATION]),
    )


def _is_of(call: HumanCall, query: Query) -> bool:
    """True where the call's period meets the dates asked for."""
    asked = answers.days(query)
    return asked is not None and asked.meets(Days(call.date_from, call.date_to))


def _call(call: HumanCall) -> dict[str, str]:
    return {
        "call": {
            Call.DETERIORATED: _("Deteriorated"),
            Call.IMPROVED: _("Improved"),
            Call.UNCHANGED: _("Unchanged"),
        }[call.call],
        "period": short_span(call.date_from, call.date_to),
        "reason": call.reason,
        "by": _("{author}, {day}").format(author=call.author, day=short_day(call.made_on)),
    }
