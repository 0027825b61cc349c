"""How far an import has come: its step, the part of all that is done, its records, and the time that remains."""

import math
from dataclasses import dataclass

from dashboard.language import _, ngettext

# Which part of an import of two million records each of its steps takes, so that one knows how much is left.
SHARES = {"Opening": 0.06, "Reading": 0.20, "Checking": 0.20, "Placing": 0.02, "Writing": 0.52, "Comparing": 0.0}
# Before, neither rate nor remaining time say anything.
_SOON_S, _SOON_DONE = 1.0, 0.02


def part_done(step: str, done: float) -> float:
    """The part of the whole import that is done, 0 to 1, where so much of this step is.

    >>> round(part_done("Writing", 0.5), 2)
    0.74
    """
    names = [_(name) for name in SHARES]
    shares = list(SHARES.values())
    at = names.index(step)
    return sum(shares[:at]) + min(1.0, done) * shares[at]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an import is: `done` of the whole, 0 to 1, after so many seconds; `records` None until they are known."""

    step: str = ""
    done: float = 0.0
    records: int | None = None
    seconds: float = 0.0

    @property
    def remaining_s(self) -> float | None:
        """The seconds that remain if it goes on like this; None where that cannot be told yet."""
        if self.seconds < _SOON_S or self.done < _SOON_DONE:
            return None
        return self.seconds / self.done * (1 - self.done)

    @property
    def records_per_s(self) -> float | None:
        """How many of the records are done in a second, each of them through all steps; None if not known."""
        if self.records is None or self.seconds < _SOON_S:
            return None
        return self.records * self.done / self.seconds

    def sentence(self) -> str:
        """All that is known of it, in plain words.

        >>> Progress("Writing", 0.74, 100_000, 3.7).sentence()
        'Writing · 100,000 records · 20,000 a second · about 2 seconds remain'
        """
        said = [self.step]
        if self.records is not None:
            said.append(ngettext("{count} record", "{count} records", self.records).format(count=f"{self.records:,}"))
        if self.records_per_s is not None:
            said.append(_("{count} a second").format(count=f"{round(self.records_per_s):,}"))
        if self.remaining_s is not None:
            said.append(_remaining(self.remaining_s))
        return " · ".join(said)


def _remaining(seconds: float) -> str:
    if seconds >= 90:
        minutes = round(seconds / 60)
        return ngettext("about {count} minute remains", "about {count} minutes remain", minutes).format(count=minutes)
    whole = max(1, math.ceil(seconds))
    return ngettext("about {count} second remains", "about {count} seconds remain", whole).format(count=whole)
