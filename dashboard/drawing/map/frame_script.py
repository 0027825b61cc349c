"""The script of the map's frame as one file: our modules in the order in which they need each other, and the tables."""

import hashlib
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from dashboard.drawing.cartography import FRAME

# Every script but the registry is one call: its name, the names of what it needs, and how it is made.
_MODULE = re.compile(r'^dossier\.define\(\s*"(\w+)",\s*\[([^\]]*)\]', re.MULTILINE)
_REGISTRY = FRAME / "registry.js"


class FrameScriptError(ValueError):
    """A script of the frame is no module; the message names the file and what it lacks."""


@cache
def frame_script() -> str:
    """All scripts and tables of the frame; a change of any of them changes it."""
    tables = {path.stem: _table(path) for path in sorted(FRAME.glob("*.json"))}
    paths = {_module(path)[0]: path for path in sorted(FRAME.rglob("*.js")) if path != _REGISTRY}
    needs = {name: _module(path)[1] for name, path in paths.items()}
    for name, needed in needs.items():
        if missing := set(needed) - set(paths) - set(tables):
            lacking = ", ".join(sorted(missing))
            raise FrameScriptError(f"{paths[name].name} needs {lacking}: add it, or mend the name.")
    order = [name for name in TopologicalSorter(needs).static_order() if name in paths]
    scripts = [_REGISTRY.read_text("utf-8"), *tables.values(), *(paths[name].read_text("utf-8") for name in order)]
    return "\n".join(scripts)


@cache
def version() -> str:
    """What tells this script from every other one."""
    return hashlib.sha256(frame_script().encode()).hexdigest()[:12]


def address() -> str:
    """Where the frame finds its script, relative to the component; another script has another address."""
    return f"../../assets/map/frame.js?v={version()}"


def _table(path: Path) -> str:
    return f'dossier.define("{path.stem}", [], () => ({path.read_text("utf-8").strip()}));\n'


def _module(path: Path) -> tuple[str, list[str]]:
    """The name of a script's module, and the names of those that it needs."""
    found = _MODULE.findall(path.read_text("utf-8"))
    if len(found) != 1:
        raise FrameScriptError(f"{path.name} defines {len(found)} modules: it has to be one call of dossier.define().")
    ((name, needs),) = found
    return name, re.findall(r'"(\w+)"', needs)
