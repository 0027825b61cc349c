import pytest

from dashboard.dossier.names import Names
from dashboard.dossier.profile import footnote
from dashboard.language import _, current_language, ngettext, speaking


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (Names(("Zvečan", "Zveçan", "Zvečan", "Звечан"), "sr"), "Zvečan/Zveçan"),
        (Names(("Banjska", "Banjskë", "Banjska", "Бањска"), "sr"), "Banjska/Banjskë"),
        (Names(("Pristina", "Prishtinë", "Priština", "Приштина"), "sq"), "Prishtinë/Priština"),
        (Names(("Prizren", "Prizren", "Prizren", "Призрен"), "sq"), "Prizren"),
        (Names(("Skopje", "Shkup", "Skoplje", "Скопље")), "Skopje"),
        (Names(("Kraljevo", "", "Kraljevo", "Краљево"), "sr"), "Kraljevo"),
        (Names(("A place", "", "", ""), "sq"), "A place"),
    ],
)
def test_both_local_forms_stand_with_the_local_majoritys_first(names, label):
    assert names.label == label


def test_an_unknown_form_is_left_out():
    assert Names(("Kraljevo", "", "Kraljevo", "Краљево")).forms() == ("Kraljevo", "Kraljevo", "Краљево")


def test_a_message_without_a_catalogue_stays_english():
    assert _("Reset") == "Reset"


@pytest.mark.parametrize(("count", "text"), [(0, "events"), (1, "event"), (2, "events"), (21, "events")])
def test_english_has_two_forms_of_a_count(count, text):
    assert ngettext("event", "events", count) == text


def test_the_language_is_the_readers_only_inside_the_block():
    with speaking("sq"):
        assert current_language() == "sq"
    assert current_language() == "en"


def test_the_language_comes_back_after_a_failure():
    with pytest.raises(ZeroDivisionError), speaking("sq"):
        raise ZeroDivisionError
    assert current_language() == "en"


def test_the_footnote_is_the_agreed_one():
    assert footnote() == (
        "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 "
        "and the ICJ Opinion on the Kosovo declaration of independence."
    )
