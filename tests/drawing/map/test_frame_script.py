"""The frame's script: small modules, each of which says what it offers and needs, joined in an order that works."""

import re
import shutil
from graphlib import CycleError
from pathlib import Path

import pytest

from dashboard.drawing.cartography import FRAME
from dashboard.drawing.map import frame_script

SCRIPTS = sorted(FRAME.rglob("*.js"))
MOST_LINES = 270


def head(text: str) -> str:
    """The comment that a script begins with, on one line."""
    return " ".join(line.removeprefix("//").strip() for line in text.partition('"use strict"')[0].splitlines())


def forget() -> None:
    """Let the script be made anew."""
    frame_script.frame_script.cache_clear()
    frame_script.version.cache_clear()


@pytest.fixture
def copied(tmp_path, monkeypatch) -> Path:
    """The frame's folder, to be changed; the script is made of it anew."""
    folder = tmp_path / "frame"
    shutil.copytree(FRAME, folder)
    monkeypatch.setattr(frame_script, "FRAME", folder)
    monkeypatch.setattr(frame_script, "_REGISTRY", folder / "registry.js")
    forget()
    yield folder
    forget()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(FRAME)))
def test_a_script_says_what_it_offers_and_needs_and_is_read_in_one_go(path):
    text = path.read_text("utf-8")
    said = re.search(r"Needs: ([^.]*)\.", head(text))
    assert said, f"{path} does not say what it needs"
    assert re.search(r"Offers: \S", head(text)), f"{path} does not say what it offers"
    assert text.count("\n") <= MOST_LINES
    if path.name == "registry.js":
        return
    needed = re.search(r"dossier\.define\(\s*\"\w+\",\s*\[([^\]]*)\]", text)[1]
    assert re.findall(r"\w+", said[1].replace("nothing", "")) == re.findall(r"\w+", needed)


def test_what_is_needed_stands_before_what_needs_it_and_each_script_once():
    known: set[str] = set()
    for name, needs in re.findall(
        r'^dossier\.define\(\s*"(\w+)",\s*\[([^\]]*)\]', frame_script.frame_script(), re.MULTILINE
    ):
        assert name not in known
        assert set(re.findall(r"\w+", needs)) <= known, name
        known.add(name)
    assert len(known) == len(SCRIPTS) - 1 + 2  # the registry is no module, and two are tables


@pytest.mark.parametrize(
    ("name", "is_of_the_script"),
    [("dom.js", True), ("registry.js", True), ("symbols.json", True), ("cartography.json", True), ("map.css", False)],
)
def test_a_change_of_any_script_or_table_changes_the_address(copied, name, is_of_the_script):
    before = frame_script.address()
    assert re.fullmatch(r"\.\./\.\./assets/map/frame\.js\?v=[0-9a-f]{12}", before)
    file = copied / name
    file.write_text(file.read_text("utf-8").replace("{", "{ ", 1), "utf-8")
    forget()
    assert (frame_script.address() != before) == is_of_the_script


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("const x = 1;\n", "odd.js defines 0 modules: it has to be one call of dossier.define()."),
        ('dossier.define("odd", ["dom", "tooth"], () => 1);\n', "odd.js needs tooth: add it, or mend the name."),
    ],
)
def test_a_script_that_is_no_module_or_needs_what_is_not_there_is_named(copied, text, sentence):
    (copied / "odd.js").write_text(text, "utf-8")
    with pytest.raises(frame_script.FrameScriptError, match=re.escape(sentence)):
        frame_script.frame_script()


def test_scripts_that_need_each_other_in_a_circle_are_refused(copied):
    (copied / "odd.js").write_text('dossier.define("odd", ["even"], () => 1);\n', "utf-8")
    (copied / "even.js").write_text('dossier.define("even", ["odd"], () => 1);\n', "utf-8")
    with pytest.raises(CycleError):
        frame_script.frame_script()
