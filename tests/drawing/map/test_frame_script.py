"""The frame's script: small modules, each of which says what it offers and needs, joined in an order that works."""

import re
import shutil
from graphlib import CycleError
from pathlib import Path

import pytest

from dashboard.dossier.profile import MAP
from dashboard.drawing.cartography import FRAME
from dashboard.drawing.map import frame_script

SCRIPTS = sorted(FRAME.rglob("*.js"))
MOST_LINES = 270


def head(text: str) -> str:
    """The comment that a script begins with, on one line."""
    return " ".join(line.removeprefix("//").strip() for line in text.partition('"use strict"')[0].splitlines())


@pytest.fixture
def copied(tmp_path, monkeypatch) -> Path:
    """The frame's folder, to be changed; the script is made of it anew."""
    folder = tmp_path / "frame"
    shutil.copytree(FRAME, folder)
    monkeypatch.setattr(frame_script, "FRAME", folder)
    monkeypatch.setattr(frame_script, "_REGISTRY", folder / "registry.js")
    for made in (frame_script.frame_script, frame_script.version):
        made.cache_clear()
    yield folder
    for made in (frame_script.frame_script, frame_script.version):
        made.cache_clear()


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


@pytest.mark.parametrize("name", ["dom.js", "map.css", "symbols.json", "cartography.json"])
def test_another_script_or_table_has_another_address(copied, name):
    before = frame_script.address()
    file = copied / name
    file.write_text(file.read_text("utf-8").replace("1.4", "1.6").replace("what a click does", "a click"), "utf-8")
    for made in (frame_script.frame_script, frame_script.version):
        made.cache_clear()
    assert (frame_script.address() == before) == (name == "map.css" or file.read_bytes() == (FRAME / name).read_bytes())
    assert re.fullmatch(r"\.\./\.\./assets/map/frame\.js\?v=[0-9a-f]{12}", before)


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


def test_no_script_of_the_frame_and_no_module_of_paper_knows_this_crisis():
    files = [layer.file for layer in MAP.layers]
    words = [*MAP.codes, MAP.largest, "Kosovo", "Serbia", *files]
    sources = [*SCRIPTS, *sorted(Path("dashboard/drawing/paper").glob("*.py"))]
    for path in sources:
        code = path.read_text("utf-8").replace("hillshade.json", "")  # about the relief, which has its own file
        assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", code)] == [], path
