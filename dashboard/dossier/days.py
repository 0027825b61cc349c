"""A span of days."""

from datetime import date
from typing import NamedTuple


class Days(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days these are.

        >>> Days(date(2024, 9, 24), date(2024, 9, 30)).length
        7
        """
        return (self.last - self.first).days + 1

    def meets(self, other: "Days") -> bool:
        """True where a day is of both.

        >>> Days(date(2024, 9, 1), date(2024, 9, 24)).meets(Days(date(2024, 9, 24), date(2024, 9, 30)))
        True
        """
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: "Days") -> bool:
        """True where all days of the other are among these.

        >>> Days(date(2024, 9, 1), date(2024, 9, 24)).contains(Days(date(2024, 9, 24), date(2024, 9, 24)))
        True
        """
        return self.first <= other.first and other.last <= self.last
