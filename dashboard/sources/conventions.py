"""How one file writes its dates and numbers: settled once over the whole file, before its records are read."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """Which comes first in dates such as 10/6/2023."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a file's own cells prove, or people said of it.

    `order` is that of dates with slashes or dashes: where a file has none that could be read both ways, either will do.
    In dates with dots the day comes first. `decimal` is the mark before decimals, "." or ","; empty if nothing tells.
    """

    order: Order = Order.DAY_FIRST
    decimal: str = ""
