"""How hostile or cooperative a type of event counts: the published table of weights, looked up."""

from collections.abc import Iterable
from functools import cached_property

from dashboard.dossier.event import EventType, Weight


class Weights:
    """The rows of seeds/weights.csv."""

    def __init__(self, rows: Iterable[Weight]) -> None:
        self.rows = tuple(rows)

    @cached_property
    def _points(self) -> dict[tuple[EventType, str], float]:
        return {(row.event_type, row.mode): row.weight for row in self.rows}

    def of(self, event_type: EventType, mode: str) -> float | None:
        """Weight points, negative where hostile; a mode without a row has its type's. None: the type is not scored.

        >>> weights = Weights([Weight(EventType.COERCE, "", -7, ""), Weight(EventType.COERCE, "curfew", -6.5, "")])
        >>> [weights.of(EventType.COERCE, mode) for mode in ("", "curfew", "seize")]
        [-7, -6.5, -7]
        >>> weights.of(EventType.OTHER, "")
        """
        points = self._points
        return points.get((event_type, mode), points.get((event_type, "")))

    @property
    def types(self) -> list[EventType]:
        """The types that weigh something, with one mode or another."""
        return [
            event_type
            for event_type in EventType
            if any(row.weight for row in self.rows if row.event_type is event_type)
        ]

    @property
    def most(self) -> float:
        """The largest weight in either direction."""
        return max((abs(row.weight) for row in self.rows), default=0.0)
