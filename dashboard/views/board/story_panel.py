"""The story of the crisis beside the map: a step at a time, with what it rests on."""

from typing import TypedDict

import streamlit as st

from dashboard.dossier.event import Claim, Statement, Step
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.wording import partial_day, short_span
from dashboard.reading.measures import counted
from dashboard.reading.story import MapView, Scene, query_of, scene, view_of
from dashboard.views.board import details_panel
from dashboard.views.board.figures_panel import claim_marks
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, reader


class _Said(TypedDict):
    """What somebody said that a step rests on."""

    speaker: str
    side: str
    date: str
    text: str
    source: str
    url: str
    marks: list[str]


def view(options: Options) -> MapView | None:
    """Where the map looks in the story that is told; None while none is."""
    found = _scene(options)
    return view_of(found.step) if found else None


def show(query: Query, options: Options, selected: str) -> None:
    """The step that is told, and above it the details of another event where the reader has chosen one."""
    found = _scene(options)
    with st.container(key="events", border=True, gap="small"):
        if found and selected and selected != found.step.event_id:
            details_panel.show(query, selected)
        with st.container(key="story", gap="small"):
            if found is None:
                _show_no_such_step(options)
                return
            _show_buttons(found)
            st.html(_article(found))
            _show_ways_on(found.step, query, selected)


def _scene(options: Options) -> Scene | None:
    dossier = reader.store().dossier
    steps = dossier.stories.get(options.story, ())
    return scene(steps, options.step, dossier.claims, dossier.statements)


def _show_no_such_step(options: Options) -> None:
    steps = reader.store().dossier.stories[options.story]
    st.warning(
        _("There is no step {step}: this story has steps 1 to {last}.").format(step=options.step, last=len(steps))
    )
    st.button(_("To the first step"), key="story-first", on_click=address.tell, args=(steps[0],))
    st.button(_("Close the story"), key="story-close", on_click=_close)


def _show_buttons(found: Scene) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="story-buttons"):
        for label, step, key in (
            (_("Previous step"), found.before, "story-previous"),
            (_("Next step"), found.after, "story-next"),
        ):
            st.button(label, key=key, disabled=step is None, on_click=address.tell, args=(step,))
        st.button(_("Close the story"), key="story-close", on_click=_close)


def _close() -> None:
    address.show_as(story="", step=1)


def _article(found: Scene) -> str:
    step = found.step
    event = answers.event(step.event_id) if step.event_id else None
    count = _("Step {step} of {steps}").format(step=step.step, steps=found.steps)
    return markup.render(
        "story.html",
        where=f"{count} · {short_span(step.since, step.until)}",
        title=step.title,
        text=step.text,
        marks=answers.reversals().words(event) if event else [],
        said=[*map(_statement, found.statements), *map(_claim, found.claims)],
    )


def _statement(statement: Statement) -> _Said:
    source = reader.store().dossier.sources[statement.source_id]
    return {
        "speaker": statement.speaker,
        "side": statement.side,
        "date": partial_day(statement.date),
        "text": statement.paraphrase,
        "source": source.publisher,
        "url": source.url,
        "marks": answers.reversals().words(statement),
    }


def _claim(claim: Claim) -> _Said:
    source = reader.store().dossier.sources[claim.source_id]
    return {
        "speaker": claim.said_by,
        "side": claim.side,
        "date": partial_day(claim.date_said),
        "text": counted(claim),
        "source": source.publisher,
        "url": source.url,
        "marks": claim_marks(claim),
    }


def _show_ways_on(step: Step, query: Query, selected: str) -> None:
    """Back to the step's own view where the reader has left it, and on to all that is known of its event."""
    with st.container(horizontal=True, gap="small", key="story-ways"):
        if query != query_of(step) or selected != step.event_id:
            st.button(_("Back to this step’s view"), key="story-again", on_click=address.tell, args=(step,))
        if step.event_id:
            st.button(_("All about this event"), key="story-event", type="tertiary", on_click=_leave_for, args=(step,))
        st.button(
            _("The sides’ accounts"),
            key="story-accounts",
            type="tertiary",
            on_click=address.show_as,
            kwargs={"view": View.ACCOUNTS},
        )


def _leave_for(step: Step) -> None:
    """The event's details in place of the story."""
    address.select(step.event_id)
    _close()
