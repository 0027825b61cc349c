"""The sides that speak and act, as seeds/sides.csv lists them."""

import csv
from dataclasses import dataclass
from functools import cache

from dashboard.dossier.profile import SEEDS

# Everybody who belongs to none; each dossier has it.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Side:
    """A side: whether it has a column in Accounts, is a party to the crisis, or a peacekeeping mission."""

    name: str
    has_account: bool
    is_party: bool
    is_mission: bool


@cache
def sides() -> dict[str, Side]:
    """By their names, in their order."""
    with (SEEDS / "sides.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    flags = ("has_account", "is_party", "is_mission")
    return {row["side"]: Side(row["side"], *(row[flag] == "yes" for flag in flags)) for row in rows}


def with_account() -> tuple[str, ...]:
    """The names of those that have an account of their own, in the order of their columns."""
    return tuple(side.name for side in sides().values() if side.has_account)


def order_of(side: str) -> int:
    """The place of a side among all."""
    return list(sides()).index(side)
