"""Actors: one wording for each, in up to four forms, with its side."""

from dataclasses import dataclass

from dashboard.dossier.names import Names


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts or is acted on; `side` is one of seeds/sides.csv."""

    key: str
    names: Names
    side: str
    kind: str

    @property
    def label(self) -> str:
        """The actor's English name."""
        return self.names.en
