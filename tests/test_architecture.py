import ast
import sys
from pathlib import Path

import pytest

DASHBOARD = Path("dashboard")

# What a module may import lies on a lower floor, or in its own package.
FLOORS = [
    {
        "event",
        "language",
        "window",
        "conventions",
        "channels",
        "open_pages",
        "spreadsheet",
        "terminal",
        "interrupting",
        "file_error",
        "points",
        "blanks",
        "cell_errors",
    },
    {
        "actor",
        "gazetteer",
        "boundaries",
        "publisher",
        "stopping",
        "cells",
        "coordinates",
        "templating",
        "hosting",
        "settings",
    },
    {"query", "sources", "placement", "opening", "reader_cookie"},
    {"store"},
    {"reading", "drawing"},
    {"sharing"},
    {"streaming"},
    {"views", "routes", "security", "gate", "descriptors", "uploads", "long_address"},
    {"app", "page", "ingest"},
]
# Packages whose place is fixed: who may import them.
ONLY_IN = {
    "streamlit": {"views", "app", "page", "descriptors", "uploads"},
    "streamlit_folium": {"views"},
    "folium": {"drawing"},
    "branca": {"drawing"},
    "ibis": {"store", "query", "sources", "publisher", "cells", "coordinates"},
    "duckdb": {"store"},
    "starlette": {"routes", "security", "streaming", "gate", "app", "descriptors", "uploads", "long_address"},
    "anyio": {"streaming", "routes"},
    "altair": {"drawing"},
}
MODULES = sorted(DASHBOARD.rglob("*.py"))


def unit(path: Path) -> str:
    """The package or module at the top of dashboard/ that a file belongs to."""
    return path.relative_to(DASHBOARD).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Full names of what a file imports, lazily or not."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def floor_of(name: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if name in floor)


def own_imports(path: Path) -> set[str]:
    """Units of dashboard/ that a file imports."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("dashboard.")}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_has_a_floor(path):
    if path == DASHBOARD / "__init__.py":
        assert own_imports(path) == set()
        return
    assert any(unit(path) in floor for floor in FLOORS), f"{path} has no floor: give it one in FLOORS"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_imports_only_from_lower_floors(path):
    if path == DASHBOARD / "__init__.py":
        return
    here = unit(path)
    for name in own_imports(path) - {here}:
        assert floor_of(name) < floor_of(here), f"{path} imports {name}, which is not on a lower floor"


def test_publishers_do_not_know_each_other():
    for path in (DASHBOARD / "sources").glob("*.py"):
        publisher = path.stem.removesuffix("_rules")
        others = {
            name.split(".")[2].removesuffix("_rules")
            for name in imported(path)
            if name.startswith("dashboard.sources.")
        }
        assert others <= {publisher}, f"{path} knows {others}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_library_is_used_only_where_it_belongs(path):
    for name in {full.split(".")[0] for full in imported(path)}:
        assert unit(path) in ONLY_IN.get(name, {unit(path)}), f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_is_named_like_one_of_the_standard_library(path):
    assert path.stem not in sys.stdlib_module_names


@pytest.mark.parametrize(
    "path", [*sorted((DASHBOARD / "views").glob("*.py")), DASHBOARD / "page.py", DASHBOARD / "routes.py"], ids=str
)
def test_page_and_routes_ask_the_readers_store_and_no_other(path):
    assert "dashboard.store.current" not in imported(path)
    assert "store.current(" not in path.read_text("utf-8").replace("reader.store", "")


def test_a_floor_names_only_what_exists():
    units = {unit(path) for path in MODULES} - {"__init__"}
    assert {name for floor in FLOORS for name in floor} == units


# Calls whose first argument, label, help, placeholder or alt a reader sees.
SEEN = {
    "button", "caption", "checkbox", "date_input", "download_button", "error", "expander", "header", "info",
    "markdown", "metric", "multiselect", "popover", "radio", "segmented_control", "selectbox", "subheader",
    "success", "tabs", "text", "text_input", "title", "toggle", "warning", "write",
}  # fmt: skip
SEEN_KEYWORDS = {"label", "help", "placeholder", "alt", "body"}


def bare_texts(node: ast.AST) -> list[str]:
    """Words in an expression that do not pass through gettext."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
        return []
    if isinstance(node, ast.Constant):
        is_words = isinstance(node.value, str) and any(letter.isalpha() for letter in node.value)
        return [node.value] if is_words else []
    if isinstance(node, ast.Lambda):
        return []
    is_part_seen = isinstance(node, ast.Subscript | ast.FormattedValue)
    children = [node.value] if is_part_seen else ast.iter_child_nodes(node)
    return [text for child in children for text in bare_texts(child)]


def seen_by_the_reader(call: ast.Call) -> list[ast.AST]:
    named = [keyword.value for keyword in call.keywords if keyword.arg in SEEN_KEYWORDS]
    return [*call.args[:1], *named] if call.func.attr in SEEN else named


@pytest.mark.parametrize("path", sorted([*(DASHBOARD / "views").glob("*.py"), DASHBOARD / "page.py"]), ids=str)
def test_what_a_reader_sees_goes_through_gettext(path):
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
    ]
    bare = [text for call in calls for one in seen_by_the_reader(call) for text in bare_texts(one)]
    assert bare == []


def test_words_are_told_from_gettext_and_format_specifications():
    def texts(source: str) -> list[str]:
        return bare_texts(ast.parse(source, mode="eval").body)

    assert texts('"Reset"') == ["Reset"]
    assert texts('f"{count:,} events"') == [" events"]
    assert texts('_("Reset")') == []
    assert texts('f"**{markup.plain(title)}** {day:%d}"') == []
