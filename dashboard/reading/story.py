"""A story: a step with what it rests on, and the view of page and map that it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from dashboard.dossier.event import Claim, Statement, Step
from dashboard.query import Query


@dataclass(frozen=True, slots=True)
class Scene:
    """A step among `steps` of its story, with the claims and statements that its text rests on, in the step's order.

    `before` and `after` are None at the two ends.
    """

    step: Step
    steps: int
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...]
    before: Step | None
    after: Step | None


def scene(
    steps: Sequence[Step], number: int, claims: Mapping[str, Claim], statements: Iterable[Statement]
) -> Scene | None:
    """The step of this number, counted from 1; None where the story has none. `claims` are by id."""
    if not 1 <= number <= len(steps):
        return None
    step = steps[number - 1]
    said = {statement.statement_id: statement for statement in statements}
    return Scene(
        step=step,
        steps=len(steps),
        claims=tuple(claims[key] for key in step.claims),
        statements=tuple(said[key] for key in step.statements),
        before=steps[number - 2] if number > 1 else None,
        after=steps[number] if number < len(steps) else None,
    )


def query_of(step: Step) -> Query:
    """What a step asks for: all events of its days."""
    return Query(since=step.since, until=step.until)


class MapView(TypedDict):
    """Where the map looks."""

    key: str
    lat: float
    lon: float
    zoom: float


def view_of(step: Step) -> MapView:
    """Where the map looks: its centre in degrees (EPSG:4326) and zoom; the key is another one for each step."""
    return {"key": f"{step.story}/{step.step}", "lat": step.lat, "lon": step.lon, "zoom": step.zoom}
