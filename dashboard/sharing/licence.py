"""Under which licence the dossier's own rows are passed on: the dossier's, or none that is stated."""

from dashboard.dossier.profile import PROFILE
from dashboard.language import _


def data_package_licence(rows: str) -> dict[str, str]:
    """A member of a Data Package's `licenses`, for what `rows` names."""
    licence = PROFILE.licence
    if licence is None:
        return {"name": "Not-stated", "title": f"Not stated ({rows})", "path": "about:blank"}
    return {"name": licence.name, "title": f"{licence.title} ({rows})", "path": licence.path}


def licence_sentence() -> str:
    """The same for readers."""
    licence = PROFILE.licence.short if PROFILE.licence else _("licence not stated")
    return _("Events, claims, statements and sources: {licence}").format(licence=licence)
