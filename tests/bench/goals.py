"""A goal, what was measured for it, and the table of all of them."""

import os
import platform
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version

_PACKAGES = ("streamlit", "folium", "streamlit-folium", "duckdb", "ibis-framework", "polars")


class Kind(Enum):
    """What a goal asks of our figure; the value says it before the bound."""

    TIMES_LESS = "at least {:g} times less"
    TIMES_AT_MOST = "at most {:g} times"
    LIMIT = "at most {:,g}"
    AT_LEAST = "at least {:,g}"  # a limit from below


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table: our figure, the rival's in the same unit, and the bound. A limit has no rival."""

    what: str
    unit: str
    ours: float
    rival: float | None
    kind: Kind
    bound: float

    @property
    def ratio(self) -> float | None:
        """How many times less than the rival's ours is, or how many times it, as the goal is worded."""
        if self.rival is None:
            return None
        return self.rival / self.ours if self.kind is Kind.TIMES_LESS else self.ours / self.rival

    @property
    def is_met(self) -> bool:
        """True where the figures are as good as asked."""
        if self.ratio is None:
            return self.ours >= self.bound if self.kind is Kind.AT_LEAST else self.ours <= self.bound
        return self.ratio >= self.bound if self.kind is Kind.TIMES_LESS else self.ratio <= self.bound

    def line(self) -> str:
        """The goal as a line of the table.

        >>> Goal("filter to map", "ms", 120, 960, Kind.TIMES_LESS, 4).line().split()
        ['filter', 'to', 'map,', 'ms', '120', '960', '8.0', 'at', 'least', '4', 'times', 'less', 'met']
        """
        rival, ratio = ("", "") if self.ratio is None else (_number(self.rival), f"{self.ratio:,.1f}")
        goal = self.kind.value.format(self.bound)
        result = "met" if self.is_met else "MISSED"
        return f"{f'{self.what}, {self.unit}':62}{_number(self.ours):>10}{rival:>11}{ratio:>8}  {goal:25}{result}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"


HEADER = f"{'':62}{'ours':>10}{'rival':>11}{'ratio':>8}  goal"


def machine() -> str:
    """What is measured on, without its name."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {packages}"
    )
