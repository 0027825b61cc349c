"""Query: dates, types, actors, places, precision, confidence, text and dataset; and its form in an address."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard.dossier.days import Days
from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query.pasted import as_sent, is_tracker

CURATED = "curated"
LONGEST_TEXT = 200
# Dates that can be asked for, both included.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

# What the datasets of a reader's own are called: no two alike, since answers about them are kept by name.
_OWN = re.compile(r"own-[0-9a-f]{16}")

# Parameters that say how, not what, to show: the page reads them, a query does not. PARAMETERS of options.py are such.
HOW_PARAMETERS = frozenset(
    {
        "event", "lang", "view", "of", "half_life", "peacekeeping", "day", "against_since", "against_until",
        "against_dataset", "both", "changed_since", "story", "step", "data",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values that can be asked for in the data at hand.

    `versions` are those that the curated dataset had, with the one that stands now as the last.
    """

    actors: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset({CURATED})
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What the reader asked to see.

    Both dates are included and None is an open end. Lists mean "any of them" and empty means "all". `confidence` is a
    minimum; events of unknown confidence pass only without one. `text` is searched word by word.
    """

    since: date | None = None
    until: date | None = None
    types: tuple[EventType, ...] = ()
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    precisions: tuple[GeoPrecision, ...] = ()
    confidence: Confidence | None = None
    text: str = ""
    datasets: tuple[str, ...] = field(default=(CURATED,))

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise ValueError(
                _("The last day ({until}) is before the first day ({since}).").format(
                    until=self.until, since=self.since
                )
            )

    def to_params(self) -> list[tuple[str, str]]:
        """Address parameters, in a fixed order; what is as in the default view is left out.

        >>> Query(DEFAULT.since, DEFAULT.until, types=(EventType.ASSAULT,)).to_params()
        [('type', 'ASSAULT')]
        """
        params: list[tuple[str, str]] = []
        if self.since != DEFAULT.since:
            params.append(("since", self.since.isoformat() if self.since else ""))
        if self.until != DEFAULT.until:
            params.append(("until", self.until.isoformat() if self.until else ""))
        params += [("type", value.value) for value in self.types]
        params += [("actor", value) for value in self.actors]
        params += [("place", value) for value in self.places]
        params += [("precision", value.value) for value in self.precisions]
        if self.confidence:
            params.append(("confidence", self.confidence.value))
        if self.text:
            params.append(("q", self.text))
        if self.datasets != DEFAULT.datasets:
            params += [("dataset", value) for value in self.datasets]
        return params

    def by_dataset(self) -> "list[Query]":
        """The same question to each of its datasets: what is counted is never added up over several."""
        return [replace(self, datasets=(dataset,)) for dataset in self.datasets]

    def closed(self, extent_of: "Callable[[Query], Days | None]") -> Days | None:
        """The dates asked for, an open end being that of what is found at any date; None where nothing closes it.

        `extent_of` gives first and last day of what a query finds, whatever dates it asks for.
        """
        if self.since and self.until:
            return Days(self.since, self.until)
        extent = extent_of(self)
        if extent is None:
            return None
        first, last = self.since or extent.first, self.until or extent.last
        return Days(first, last) if first <= last else None

    @property
    def dataset(self) -> str:
        """The one dataset that is asked; ValueError where there are several."""
        (name,) = self.datasets
        return name

    @property
    def narrows_beyond_dates(self) -> bool:
        """True where anything but the dates is asked for."""
        return replace(self, since=None, until=None) != Query()


def is_own(dataset: str) -> bool:
    """True of the name of a dataset that only its reader sees."""
    return bool(_OWN.fullmatch(dataset))


DEFAULT = Query(since=PROFILE.dates.since, until=PROFILE.dates.until)


def from_params(params: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> tuple[Query, list[str]]:
    """The query that an address asks for, and one sentence for each parameter that was ignored.

    `params` maps each name to all its values. A parameter that is absent means the default; `since=` or `until=`
    without a value is an open end. What an address picks up on its way is dropped without a word (pasted.py), but `q`
    keeps every mark: any text can be searched.
    """
    reader = _Reader(params, vocabulary)
    query = reader.read()
    return query, reader.problems


# The codes of each, in their order; to look one up takes no walk through all of them.
_CONFIDENCES, _TYPES, _PRECISIONS = (dict.fromkeys(map(str, kind)) for kind in (Confidence, EventType, GeoPrecision))


class _Reader:
    """Reads one address; collects a sentence for each thing that it could not take."""

    def __init__(self, params: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> None:
        self.params = params
        self.vocabulary = vocabulary
        self.problems: list[str] = []

    def read(self) -> Query:
        known = {
            "since", "until", "type", "actor", "place", "precision", "confidence", "q", "dataset",
        }  # fmt: skip
        for name in self.params:
            if name not in known | HOW_PARAMETERS and not is_tracker(name):
                self.problems.append(_("There is no parameter “{name}”.").format(name=_short(name)))
        since, until = self._date("since", DEFAULT.since), self._date("until", DEFAULT.until)
        if since and until and until < since:
            self.problems.append(self._reversed(since, until))
            since, until = DEFAULT.since, DEFAULT.until
        confidences = self._any_of("confidence", _CONFIDENCES)
        if len(confidences) > 1:
            self.problems.append(_("confidence takes one value; the first is used."))
        return Query(
            since=since,
            until=until,
            types=tuple(EventType(value) for value in self._any_of("type", _TYPES)),
            actors=self._any_of("actor", self.vocabulary.actors),
            places=self._any_of("place", self.vocabulary.places),
            precisions=tuple(GeoPrecision(value) for value in self._any_of("precision", _PRECISIONS)),
            confidence=Confidence(confidences[0]) if confidences else None,
            text=self._text(),
            datasets=self._any_of("dataset", self.vocabulary.datasets) or DEFAULT.datasets,
        )

    def _date(self, name: str, default: date | None) -> date | None:
        values = self.params.get(name, ())
        if not values:
            return default
        if len(values) > 1:
            self.problems.append(_("{name} is given more than once; the last is used.").format(name=name))
        value = as_sent(values[-1].strip(), _is_day_or_open)
        if not value:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.problems.append(
                _("{name}={value} is not a date: write it as 2024-12-31.").format(name=name, value=_short(value))
            )
            return default
        if not EARLIEST <= day <= LATEST:
            self.problems.append(
                _("{name}={value} is too far away: give a day from {first} to {last}.").format(
                    name=name, value=value, first=EARLIEST, last=LATEST
                )
            )
            return default
        return day

    def _reversed(self, since: date, until: date) -> str:
        if "until" not in self.params:
            return _(
                "since={since} is after the default last day, {until}: give until too, or until= for an open end."
            ).format(since=since, until=until)
        if "since" not in self.params:
            return _(
                "until={until} is before the default first day, {since}: give since too, or since= for an open end."
            ).format(since=since, until=until)
        return _("until={until} is before since={since}: give the earlier day first.").format(until=until, since=since)

    def _any_of(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Those of the values given that are allowed, each once; 7,000 values take no longer than 7,000 look-ups."""
        values = dict.fromkeys(as_sent(value, allowed.__contains__) for value in self.params.get(name, ()))
        for value in values:
            if value not in allowed:
                self.problems.append(self._unknown_value(name, value, allowed))
        return tuple(value for value in values if value in allowed)

    @staticmethod
    def _unknown_value(name: str, value: str, allowed: Collection[str]) -> str:
        if len(allowed) <= len(EventType):
            return _("{name}={value} is not known: it can be {allowed}.").format(
                name=name,
                value=_short(value),
                allowed=", ".join(sorted(allowed) if isinstance(allowed, frozenset) else allowed),
            )
        return _("{name}={value} is not known in this data.").format(name=name, value=_short(value))

    def _text(self) -> str:
        text = " ".join(" ".join(self.params.get("q", ())).split())
        if len(text) > LONGEST_TEXT:
            self.problems.append(
                _("q is longer than {limit} characters: only its beginning can be used.").format(limit=LONGEST_TEXT)
            )
        return text[:LONGEST_TEXT].strip()


def _is_day_or_open(value: str) -> bool:
    try:
        return not value or EARLIEST <= date.fromisoformat(value) <= LATEST
    except ValueError:
        return False


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"
