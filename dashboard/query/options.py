"""Options: how to show what a query finds, and their form in an address beside the query's."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from dashboard.language import DEFAULT_LANGUAGE, LANGUAGES, _
from dashboard.query.half_life import HALF_LIFE, LONGEST_HALF_LIFE, SHORTEST_HALF_LIFE
from dashboard.query.pasted import as_sent
from dashboard.query.query import EARLIEST, LATEST


class View(StrEnum):
    """What the page can be: the map, or a reading of the same query."""

    MAP = "map"
    TENSION = "tension"
    COMPARE = "compare"
    ACCOUNTS = "accounts"
    SOURCES = "sources"
    ACTOR = "actor"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """How the tension ledger is kept: the half-life in days, and whether reinforcement of peacekeepers counts."""

    half_life: int = HALF_LIFE
    is_peacekeeping_added: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How to show a query.

    `of` is the key of the actor or place whose page is shown. `half_life` is in days; `day` is the day of the ledger
    that is broken down, None for the last one. `against_since` and `against_until`, both included, or
    `against_dataset` say what the query is compared with; None and empty mean a year earlier. `changed_since` is a day
    or a version. `story` is a story's key and `step` counts from 1. `language` is one of LANGUAGES. `cited` is the
    version of the curated dataset at which this view was cited, empty where it comes from no citation.
    """

    view: View = View.MAP
    of: str = ""
    half_life: int = HALF_LIFE
    is_peacekeeping_added: bool = False
    day: date | None = None
    against_since: date | None = None
    against_until: date | None = None
    against_dataset: str = ""
    are_both_mapped: bool = False
    changed_since: str = ""
    story: str = ""
    step: int = 1
    language: str = DEFAULT_LANGUAGE
    cited: str = ""

    @property
    def ledger_rules(self) -> LedgerRules:
        """How the ledger is kept."""
        return LedgerRules(self.half_life, self.is_peacekeeping_added)

    def to_params(self) -> list[tuple[str, str]]:
        """Address parameters, in a fixed order; what is as in Options() is left out.

        >>> Options(view=View.TENSION, half_life=7).to_params()
        [('view', 'tension'), ('half_life', '7')]
        """
        plain = Options()
        return [
            (name, _written(getattr(self, field)))
            for name, field in PARAMETERS.items()
            if getattr(self, field) != getattr(plain, field)
        ]


# The parameters of an address, and the options that they set.
PARAMETERS = {
    "view": "view",
    "of": "of",
    "half_life": "half_life",
    "peacekeeping": "is_peacekeeping_added",
    "day": "day",
    "against_since": "against_since",
    "against_until": "against_until",
    "against_dataset": "against_dataset",
    "both": "are_both_mapped",
    "changed_since": "changed_since",
    "story": "story",
    "step": "step",
    "lang": "language",
    "data": "cited",
}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def options_from_params(
    params: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]] | None = None
) -> tuple[Options, list[str]]:
    """The options that an address sets, and one sentence for each parameter that was ignored.

    `known` holds the values that can be asked for in the data at hand, by parameter (of, against_dataset, story, data);
    for a parameter that it does not name any value is taken.
    """
    taken: dict[str, object] = {}
    problems = []
    for name, field in PARAMETERS.items():
        values = params.get(name, ())
        if len(values) > 1:
            problems.append(_("{name} is given more than once; the last is used.").format(name=name))
        if not values or not values[-1].strip():
            continue
        among = (known or {}).get(name)
        value = as_sent(values[-1].strip(), partial(_is_taken, name, among))
        try:
            read = _READERS.get(name, str)(value)
        except ValueError:
            problems.append(_said(name, value))
            continue
        if among is not None and value not in among:
            problems.append(_unknown(name, value, among))
        else:
            taken[field] = read
    if (problem := _period_problem(taken)) is not None:
        problems.append(problem)
        taken.pop("against_since", None)
        taken.pop("against_until", None)
    return Options(**taken), problems  # type: ignore[arg-type]


def _unknown(name: str, value: str, among: Sequence[str]) -> str:
    if name == "data":
        return _(
            "This was cited at version {version} of the dataset, which is not known here: the newest is {newest}. "
            "What has changed since cannot be told."
        ).format(version=value, newest=among[-1] if among else "")
    return _("{name}={value} is not known in this data.").format(name=name, value=value[:40])


def _is_taken(name: str, among: Sequence[str] | None, value: str) -> bool:
    try:
        _READERS.get(name, str)(value)
    except ValueError:
        return False
    return among is None or value in among


def _period_problem(taken: Mapping[str, object]) -> str | None:
    since, until = taken.get("against_since"), taken.get("against_until")
    if isinstance(since, date) and isinstance(until, date):
        if until < since:
            return _("against_until={until} is before against_since={since}: give the earlier day first.").format(
                until=until, since=since
            )
        return None
    if since or until:
        return _("A period to compare with has two ends: give against_since and against_until.")
    return None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if value.isascii() and value.isdigit() else least - 1
        if not least <= number <= most:
            raise ValueError(value)
        return number

    return read


def _switch(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError(value)
    return value == "1"


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(value)
    return day


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(value)
    return value


def _version(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){2}", value):
        raise ValueError(value)
    return value


_READERS: dict[str, Callable[[str], object]] = {
    "view": View,
    "half_life": _number(SHORTEST_HALF_LIFE, LONGEST_HALF_LIFE),
    "peacekeeping": _switch,
    "day": _day,
    "against_since": _day,
    "against_until": _day,
    "both": _switch,
    "step": _number(1, 99),
    "lang": _language,
    "data": _version,
}


def _said(name: str, value: str) -> str:
    """What can be asked for, where a value could not be taken."""
    needed = {
        "view": _("it can be {views}").format(views=", ".join(View)),
        "half_life": _("give whole days from {least} to {most}").format(
            least=SHORTEST_HALF_LIFE, most=LONGEST_HALF_LIFE
        ),
        "step": _("give the number of a step, from 1"),
        "peacekeeping": _("it can be 0 or 1"),
        "both": _("it can be 0 or 1"),
        "lang": _("it can be {languages}").format(languages=", ".join(LANGUAGES)),
        "data": _("give a version of the dataset as 1.0.0"),
    }.get(name, _("give a day from {first} to {last}").format(first=EARLIEST, last=LATEST))
    return _("{name}={value} cannot be used: {needed}.").format(name=name, value=value[:40], needed=needed)
