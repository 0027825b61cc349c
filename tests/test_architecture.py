import ast
import sys
from collections.abc import Collection
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

DASHBOARD = Path("dashboard")

# What a module may import lies on a lower floor, or in its own room.
FLOORS = [
    {"language"},
    {"dossier", "templating", "spreadsheet"},
    {"query", "sources"},
    {"opening"},
    {"store"},
    {"importing", "reading", "drawing"},
    {"sharing"},
    {"web"},
    {"views"},
    {"commands"},
    {"page", "app", "ingest"},
]
# The same inside views/: what every screen has, then the screens, of which some show others.
SCREENS = [
    {"session"},
    {"parts"},
    {"own_data"},
    {"sourcing"},
    {"board"},
    {"heading", "tension", "comparison", "portraits", "accounts"},
]
MOST_MODULES = 17  # in one folder
# Packages whose place is fixed: who may import them.
ONLY_IN = {
    "streamlit": {"views", "web", "app", "page"},
    "streamlit_folium": {"views"},
    "folium": {"drawing"},
    "branca": {"drawing"},
    "ibis": {"store", "importing", "query", "sources"},
    "duckdb": {"store", "importing"},
    "starlette": {"web", "app"},
    "anyio": {"web"},
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


@pytest.mark.parametrize("path", sorted((DASHBOARD / "views").rglob("*/*.py")), ids=str)
def test_a_screen_knows_only_what_stands_below_it(path):
    here = path.parent.name
    for name in imported(path):
        match name.split("."):
            case ["dashboard", "views", room, *_] if room != here:
                assert screen_of(room) < screen_of(here), f"{path} imports {name}, which does not stand below it"


def screen_of(room: str) -> int:
    return next(number for number, rooms in enumerate(SCREENS) if room in rooms)


def test_no_modules_import_each_other_in_a_circle():
    names = {".".join(path.with_suffix("").parts): path for path in MODULES}
    graph = {name: {found for found in imported(path) for found in known(found, names)} for name, path in names.items()}
    TopologicalSorter(graph).prepare()  # CycleError names the circle


def known(name: str, names: Collection[str]) -> list[str]:
    """The module that an imported name is or stands in."""
    return [found for found in (name, name.rpartition(".")[0]) if found in names][:1]


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES} - {DASHBOARD}), ids=str)
def test_a_folder_is_taken_in_at_a_glance(folder):
    assert len([path for path in folder.glob("*.py") if path.stem != "__init__"]) <= MOST_MODULES


def test_publishers_do_not_know_each_other():
    cards = {path.stem for path in (DASHBOARD / "sources").glob("*.py") if "SOURCE = " in path.read_text("utf-8")}
    assert {"acled", "gdelt", "own", "ucdp"} <= cards
    for publisher in cards:
        names = imported(DASHBOARD / "sources" / f"{publisher}.py")
        known = {name.split(".")[2] for name in names if name.startswith("dashboard.sources.")}
        assert not known & (cards - {publisher}), f"{publisher} knows {known}"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_library_is_used_only_where_it_belongs(path):
    for name in {full.split(".")[0] for full in imported(path)}:
        assert unit(path) in ONLY_IN.get(name, {unit(path)}), f"{path} imports {name}"


def test_nothing_at_the_top_is_named_like_a_module_of_the_standard_library():
    """`streamlit run` puts the script's folder first on the path."""
    assert not {unit(path) for path in MODULES} & (sys.stdlib_module_names - {"__init__"})


@pytest.mark.parametrize(
    "path",
    [*sorted((DASHBOARD / "views").rglob("*.py")), DASHBOARD / "page.py", *sorted((DASHBOARD / "web").rglob("*.py"))],
    ids=str,
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


@pytest.mark.parametrize("path", sorted([*(DASHBOARD / "views").rglob("*.py"), DASHBOARD / "page.py"]), ids=str)
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
