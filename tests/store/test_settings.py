import pytest

from dashboard.store.settings import SettingError, whole_number


def test_a_setting_that_is_not_there_or_empty_is_the_default(monkeypatch):
    monkeypatch.delenv("EXPORTS", raising=False)
    assert whole_number("EXPORTS", 8) == 8
    monkeypatch.setenv("EXPORTS", " ")
    assert whole_number("EXPORTS", 8) == 8


def test_a_setting_is_a_whole_number(monkeypatch):
    monkeypatch.setenv("EXPORTS", " 3 ")
    assert whole_number("EXPORTS", 8) == 3


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "2.5", "²", "8 MB", "1000001", "9" * 40, "1e3", "８"])
def test_another_text_is_refused_with_what_is_needed(monkeypatch, wrong):
    monkeypatch.setenv("EXPORTS", wrong)
    with pytest.raises(SettingError, match=f"EXPORTS is “{wrong}”: give a whole number from 1 to 1,000,000, or leave"):
        whole_number("EXPORTS", 8)
