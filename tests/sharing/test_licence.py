"""The licence in files and brief is that of the dossier, as its folder says it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.dossiers import ISLAND
from tests.browser.server import ROOT

LICENCE = {
    "name": "ODbL-1.0",
    "short": "ODbL 1.0",
    "title": "Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}
SCRIPT = """
import json
from datetime import date
from dashboard import store
from dashboard.query import Query
from dashboard.sharing.brief.brief import BriefStamp, brief_html
from dashboard.sharing.export import about
from dashboard.sharing.tables.dictionary import table_schema

current, query = store.current(), Query()
html = brief_html(current, query, BriefStamp(date(2031, 4, 1)))
print(json.dumps([about(current, query, 14)["licenses"], table_schema(current)["licenses"], html]))
"""


def said(folder: Path) -> list:
    """The licences of an export and of the dictionary, and the brief's HTML, of a dossier."""
    environment = os.environ | {"DOSSIER": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SCRIPT]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603
    return json.loads(ended.stdout)


@pytest.mark.parametrize("licence", [None, LICENCE])
def test_files_and_brief_name_the_dossiers_own_licence_or_say_that_none_is_stated(tmp_path, licence):
    folder = shutil.copytree(ISLAND.folder, tmp_path / "dossier")
    profile = folder / "seeds" / "dossier.json"
    given = json.loads(profile.read_text("utf-8"))
    profile.write_text(json.dumps(given | ({"licence": licence} if licence else {})), "utf-8")
    export, dictionary, brief = said(folder)
    name, title = (licence["name"], licence["title"]) if licence else ("Not-stated", "Not stated")
    assert [found["name"] for found in export + dictionary] == [name, name]
    assert export[0]["title"] == f"{title} (events, claims, statements, sources)"
    assert f"statements and sources: {licence['short'] if licence else 'licence not stated'}." in brief
    assert "CC BY" not in brief + json.dumps(export + dictionary)
