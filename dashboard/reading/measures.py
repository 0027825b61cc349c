"""What claims count or state, in a reader's words."""

import csv
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from dashboard.dossier.event import Claim
from dashboard.dossier.phrases import fill
from dashboard.dossier.profile import SEEDS
from dashboard.language import _
from dashboard.reading.key_figures import value_of


@cache
def _measures() -> dict[str, dict[str, str]]:
    """The rows of seeds/measures.csv by measure."""
    return _by_first_column("measures.csv")


@cache
def _units() -> dict[str, dict[str, str]]:
    """The rows of seeds/units.csv by unit."""
    return _by_first_column("units.csv")


def _by_first_column(file: str) -> dict[str, dict[str, str]]:
    with (SEEDS / file).open(encoding="utf-8-sig", newline="") as opened:
        return {next(iter(row.values())): row for row in csv.DictReader(opened)}


def measure_name(measure: str) -> str:
    """The measure in words; one that seeds/measures.csv does not have, by its own name.

    >>> measure_name("boats_lost")
    'boats lost'
    """
    known = _measures().get(measure)
    return known["name"] if known else measure.replace("_", " ")


def by_measure(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """The claims by what they count, each measure in words; measures and claims in the order of `claims`."""
    claims = list(claims)
    order = {measure: at for at, measure in enumerate(dict.fromkeys(claim.measure for claim in claims))}
    in_groups = sorted(claims, key=lambda claim: order[claim.measure])
    return [(measure_name(measure), list(group)) for measure, group in groupby(in_groups, lambda claim: claim.measure)]


def counted(claim: Claim) -> str:
    """What a claim counts: its value with the words of measure and unit; for a claim in words the measure and these.

    "1 police officer killed", "at least 3 gunmen killed", "Place: the northern town".
    """
    count = _count(claim)
    value = value_of(claim)
    if count is None:
        return _("{measure}: {value}").format(measure=measure_name(claim.measure), value=value)
    known = _measures().get(claim.measure, {})
    phrase = known.get("one" if count == 1 else "many") or _("{value} {unit} ({measure})")
    counted_unit, _bracket, told = claim.unit.partition(" (")  # "protesters (in hospital)"
    unit, details = unit_name(counted_unit, count), [told.removesuffix(")")]
    if claim.unit[:1].isdigit():  # "5 police, 6 civilians" tells apart whom the number counts
        unit, details = unit_name("people", count), [claim.unit]
    elif "{unit}" not in phrase and not _is_implied(counted_unit):
        details.insert(0, unit)
    detail = "; ".join(filter(None, details))
    words = fill(phrase, value, unit, measure_name(claim.measure))
    return _("{words} ({detail})").format(words=words, detail=detail) if detail else words


def stated(claim: Claim) -> str:
    """The same where the measure stands above: of a claim in words these alone."""
    return counted(claim) if _count(claim) else claim.value_text


def _count(claim: Claim) -> int | None:
    """The number that decides between one and many; None for a claim in words."""
    known = {value for value in (claim.high, claim.best, claim.low) if value is not None}
    if not known:
        return None
    return 1 if known == {1} else 2


def unit_name(unit: str, count: int) -> str:
    """The unit of so many; one that seeds/units.csv does not have as it stands.

    >>> unit_name("boats", 1)
    'boats'
    """
    known = _units().get(unit)
    return known["one" if count == 1 else "many"] if known else unit


def _is_implied(unit: str) -> bool:
    """True for a unit that says no more than the words of its measure."""
    return not unit or _units().get(unit, {}).get("is_implied") == "yes"
