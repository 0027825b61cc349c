"""HTML from templates that escape everything they are given."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.language import _, ngettext


def environment(*folders: Path) -> Environment:
    """The templates of folders, whose texts are translated; a value that is missing is an error."""
    templates = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return templates
