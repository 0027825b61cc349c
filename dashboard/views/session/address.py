"""The page's state: the address says what is shown; widgets only write to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.dossier.event import Confidence, EventType, GeoPrecision, Step
from dashboard.language import _
from dashboard.query import DEFAULT, Query
from dashboard.query.options import Options, View, options_from_params
from dashboard.query.pasted import as_sent, is_tracker
from dashboard.query.query import from_params
from dashboard.reading.changes import UnknownPointError, point_of
from dashboard.reading.story import query_of
from dashboard.views.session import answers, reader
from dashboard.web.hosting import public_url

# Session keys of the filter's widgets.
SINCE, UNTIL, TYPES, ACTORS = "filter-since", "filter-until", "filter-types", "filter-actors"
PLACES, PRECISIONS, CONFIDENCE, TEXT = (
    "filter-places",
    "filter-precisions",
    "filter-confidence",
    "filter-text",
)
# The widgets that stand in a popover of this key.
MORE = "filter-more"
_IN_MORE = {TYPES, ACTORS, PLACES, PRECISIONS, CONFIDENCE}
# What the widgets said that could not be taken, with the query that was kept: told while that one is shown.
_REFUSAL = "filter-refusal"


def read() -> tuple[Query, list[str]]:
    """The query of the address and a sentence for each parameter that was ignored.

    The widgets are made to say the same, since the address may have changed from outside (a link, back, forward).
    """
    query, problems = _read()
    _fill_widgets(query)
    refused_at, refusal = st.session_state.get(_REFUSAL, (None, ""))
    return query, [*problems, refusal] if refused_at == query else problems


def _read() -> tuple[Query, list[str]]:
    return from_params(_params(), reader.store().vocabulary())


def _params() -> Mapping[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def options() -> tuple[Options, list[str]]:
    """How the address wants it shown, and a sentence for each parameter that was ignored."""
    vocabulary = reader.store().vocabulary()
    how, problems = options_from_params(_params(), reader.store().known_options())
    of = as_sent(how.of, lambda key: not key or key in vocabulary.actors or key in vocabulary.places)
    return replace(how, of=of, changed_since=as_sent(how.changed_since, _is_point)), problems


def _is_point(text: str) -> bool:
    try:
        return not text or bool(point_of(text, reader.store().dossier.changes))
    except UnknownPointError:
        return False


def page() -> str:
    """The page's address with a slash at its end: the deployer's, else that which the reader's browser tells."""
    told = (st.context.url or "").rstrip("/")
    return public_url() or (f"{told}/" if told else "")


def show_as(**changes: Any) -> None:
    """Change options (fields of Options); the query stays."""
    _write(_read()[0], replace(options()[0], **changes))


def show_actor(key: str) -> None:
    """The page of an actor."""
    show_as(view=View.ACTOR, of=key)


def show_place(key: str) -> None:
    """The page of a place."""
    show_as(view=View.PLACE, of=key)


def tell(step: Step) -> None:
    """A step of a story beside the map: its days, its event, and no other filter."""
    query = query_of(step)
    _fill_widgets(query)
    how = replace(options()[0], view=View.MAP, of="", story=step.story, step=step.step)
    _write(query, how, step.event_id)


def selected_event() -> str:
    """The id in the address, or empty."""
    return as_sent(st.query_params.get("event", ""), lambda given: not given or answers.event(given) is not None)


def select(event_id: str) -> None:
    """Choose an event, or none with an empty id; what tracks a reader goes."""
    for name in filter(is_tracker, list(st.query_params)):
        del st.query_params[name]
    if event_id:
        st.query_params["event"] = event_id
    else:
        st.query_params.pop("event", None)


def ask(query: Query) -> None:
    """Show another query; selection and language stay."""
    _fill_widgets(query)
    _write(query)


def go(query: Query) -> None:
    """Show another query from the next run on; for use where the widgets have been shown already."""
    select("")
    _write(query)


def ask_dates(since: date | None, until: date | None) -> None:
    """Show other dates; everything else stays."""
    ask(replace(_read()[0], since=since, until=until))


def ask_datasets(datasets: tuple[str, ...]) -> None:
    """Show other datasets; everything else stays."""
    ask(replace(_read()[0], datasets=datasets))


def reset() -> None:
    """Back to the default view, without a selection."""
    select("")
    ask(DEFAULT)


def widgets_changed() -> None:
    """Callback of every filter widget: what they say becomes the address; those not shown say what it says already."""
    kept = _read()[0]
    said: dict[str, Any] = {key: st.session_state.get(key) for key in _values(kept)}
    try:
        query = Query(
            since=said[SINCE],
            until=said[UNTIL],
            types=tuple(EventType(value) for value in said[TYPES]),
            actors=tuple(said[ACTORS]),
            places=tuple(said[PLACES]),
            precisions=tuple(GeoPrecision(value) for value in said[PRECISIONS]),
            confidence=Confidence(said[CONFIDENCE]) if said[CONFIDENCE] else None,
            text=" ".join((said[TEXT] or "").split()),
            datasets=kept.datasets,
        )
    except ValueError as error:
        _fill_widgets(kept)
        st.session_state[_REFUSAL] = kept, f"{error} " + _("The dates shown before were kept.")
        return
    _write(query)


def _values(query: Query) -> dict[str, Any]:
    """What each widget says for a query, by session key."""
    return {
        SINCE: query.since,
        UNTIL: query.until,
        TYPES: list(query.types),
        ACTORS: list(query.actors),
        PLACES: list(query.places),
        PRECISIONS: list(query.precisions),
        CONFIDENCE: query.confidence,
        TEXT: query.text,
    }


def _fill_widgets(query: Query) -> None:
    """Make the widgets say what the query asks for.

    Streamlit forgets what a widget says that is not shown, so those in a closed popover are told at every run; the
    others only when they differ, lest what a reader is typing be overwritten.
    """
    is_more_open = st.session_state.get(MORE, False)
    for key, value in _values(query).items():
        is_new = key not in st.session_state and key != TEXT  # a new field of text has its default
        is_other = key in st.session_state and st.session_state[key] != value
        if is_new or is_other or (key in _IN_MORE and not is_more_open):
            st.session_state[key] = value


def _write(query: Query, changed: Options | None = None, event_id: str | None = None) -> None:
    """Make the address say this; the event stays as it is unless one, or with an empty id none, is given."""
    st.session_state.pop(_REFUSAL, None)
    event = selected_event() if event_id is None else event_id
    kept = [("event", event)] if event else []
    how = (changed or options()[0]).to_params()
    grouped: dict[str, list[str]] = {}
    for name, value in [*query.to_params(), *how, *kept]:
        grouped.setdefault(name, []).append(value)
    st.query_params.from_dict(grouped)
