"""The dossier's footnote as the last column of every file; no column where it has none."""

from dashboard.dossier.profile import PROFILE, footnote

NOTE = (PROFILE.note.column,) if PROFILE.note else ()


def noted() -> dict[str, str]:
    """The column with the footnote."""
    return dict.fromkeys(NOTE, footnote())
