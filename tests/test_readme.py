"""What the README shows works as it stands there."""

import re

import pytest

from dashboard.dossier.profile import OWN_FOLDER as ROOT

README = (ROOT / "README.md").read_text("utf-8")
ADDRESSES = re.findall(r"`(/api/[^`\s]+)`", README)


def test_the_readme_shows_addresses():
    assert "/api/events.csv?since=2023-09-24&until=2023-10-06&type=ASSAULT" in ADDRESSES


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_readme_is_answered(get, address):
    assert get(address).status == 200


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)\b(?= +#|`)", README))))
def test_a_command_of_the_readme_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)", README))
def test_a_link_of_the_readme_leads_somewhere(path):
    assert (ROOT / path).exists()


SETTINGS = [
    "ADDRESS",
    "BASEMAP_URL",
    "DATASETS",
    "DOSSIER",
    "EXPORTS",
    "HOSTS",
    "OWN_DATASETS",
    "PATIENCE",
    "PORT",
    "PUBLIC_URL",
]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_the_readme_is_read(name):
    assert f"`{name}`" in README
    sources = [*(ROOT / "dashboard").rglob("*.py"), ROOT / "Makefile"]
    assert any(name in source.read_text("utf-8") for source in sources)
