"""What the brief's template is given of figures, disputes, what was taken back, and events."""

from typing import TypedDict

from markupsafe import Markup


class FigureShown(TypedDict):
    """A key figure with who said it; the value is None where it is unknown. Numbers are those of sources."""

    label: str
    value: str | None
    unit: str
    detail: str
    said: str
    numbers: list[int]


class Said(TypedDict):
    """Who said it, and the number of the source."""

    by: str
    number: int


class Stated(TypedDict):
    """What is claimed, and all who claim just that."""

    words: str
    said: list[Said]


class Dispute(TypedDict):
    """Claims that contradict each other; the event is named where several have the same measure."""

    measure: str
    event: str
    figures: list[Stated]


class TakenBack(TypedDict):
    """What was taken back, and what took it back."""

    said: str
    earlier: str
    later: str
    numbers: list[int]


class EventRow(TypedDict):
    """A row of the table of events; `more` sources are not numbered here."""

    when: str
    type: str
    symbol: Markup
    title: str
    place: str
    killed: str
    injured: str
    doubt: str
    numbers: list[int]
    more: int


class TotalsShown(TypedDict):
    """What the events of one dataset add up to."""

    label: str
    value: str
    detail: str
