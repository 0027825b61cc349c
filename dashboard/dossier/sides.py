"""The sides that speak and act, as seeds/sides.csv lists them."""

import csv
from collections.abc import Mapping
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
    with (SEEDS / "sides.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["side"]: side(row) for row in csv.DictReader(file)}


def side(row: Mapping[str, str]) -> Side:
    """The side of a row of the table."""
    return Side(row["side"], *(row[flag] == "yes" for flag in ("has_account", "is_party", "is_mission")))


def with_account() -> tuple[str, ...]:
    """The names of those that have an account of their own, in the order of their columns."""
    return tuple(side.name for side in sides().values() if side.has_account)


def order_of(side: str) -> int:
    """The place of a side among all."""
    return list(sides()).index(side)
