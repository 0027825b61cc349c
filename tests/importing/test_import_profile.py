"""Choices for an import are saved and used again; what is no such file gets a sentence and changes nothing."""

import json
from pathlib import Path

import pytest

from dashboard.dossier.event import EventType
from dashboard.importing.import_profile import LONGEST, Profile, filled, from_json, lacking, load, save, to_json
from dashboard.importing.importing import Request
from dashboard.sources.conventions import Order
from dashboard.sources.file_error import FileError

PROFILE = Profile(
    {"date_start": "datum", "lat": ""},
    {"racija": EventType.COERCE},
    Order.MONTH_FIRST,
    "cp1250",
    "Događaji",
)
SAVED = {
    "kind": "import choices of the Kosovo*–Serbia tension dashboard",
    "version": 1,
    "columns": {"date_start": "datum", "lat": ""},
    "types": {"racija": "COERCE"},
    "dates": "mdy",
    "encoding": "cp1250",
    "part": "Događaji",
}


def test_what_is_saved_is_plain_json_and_comes_back():
    assert json.loads(to_json(PROFILE)) == SAVED
    assert from_json(to_json(PROFILE).encode(), "x") == PROFILE
    assert from_json(b"\xef\xbb\xbf" + json.dumps(SAVED).encode(), "x") == PROFILE  # as editors of Windows save it
    least = {"kind": SAVED["kind"], "version": 1}
    assert from_json(json.dumps(least).encode(), "x") == Profile()


def hostile(**changes: object) -> bytes:
    return json.dumps({**SAVED, **changes}).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b" " * LONGEST + hostile(), "it is larger than 100 kB"),
        (b"", "it is no JSON text in UTF-8"),
        (b"[" * 90_000, "it is no JSON text in UTF-8"),
        (b'{"a":' * 18_000 + b"1" + b"}" * 9_000, "it is no JSON text in UTF-8"),
        (b"\xff\xfe{}", "it is no JSON text in UTF-8"),
        (b'{"version": ' + b"9" * 5000 + b"}", "it is no JSON text in UTF-8"),
        (hostile(part="\ud800"), "it is no JSON text in UTF-8"),
        (hostile(columns={"title": "\udfff"}), "it is no JSON text in UTF-8"),
        (b"[1, 2]", "it does not say that it is one"),
        (b"null", "it does not say that it is one"),
        (hostile(kind=["x"]), "it does not say that it is one"),
        (hostile(more=1, other=2), "nobody knows its more, other"),
        (hostile(columns=[["date_start", "datum"]]), "its columns are no names with a text each"),
        (hostile(columns={"date_start": 3}), "its columns are no names with a text each"),
        (hostile(columns=None), "its columns are no names with a text each"),
        (hostile(columns={"__class__": "x"}), "no field is called __class__; they are publisher_id, date_start,"),
        (hostile(types={"raid": "ATTACK"}), "no type is called ATTACK; they are AGREE,"),
        (hostile(types={"raid": {"a": 1}}), "its types are no names with a text each"),
        (hostile(types={"raid": "COERCE", " ": "ASSAULT"}), "an empty word is given a type"),
        (hostile(dates="ymd"), "its dates are neither dmy nor mdy"),
        (hostile(dates=True), "its dates is no text"),
        (hostile(encoding=5), "its encoding is no text"),
        (hostile(part={"a": "b"}), "its part is no text"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_hostile_file_of_choices_is_refused_in_one_sentence(content, why):
    with pytest.raises(FileError, match="“x” holds no saved choices that can be used: ") as refused:
        from_json(content, "x")
    assert why in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("version", [0, 2, "1", None, [1]])
def test_choices_of_another_version_are_told_as_such(version):
    with pytest.raises(FileError, match="are of another version of this program"):
        from_json(hostile(version=version), "x")


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", "a\0b", "x" * 5000, "idna", "utf-32", "undefined"])
def test_an_encoding_that_is_none_is_named(encoding):
    with pytest.raises(FileError, match="No encoding that we can read is called"):
        from_json(hostile(encoding=encoding), "x")


def test_what_is_said_by_hand_counts_more():
    request = Request(
        (Path("x"),), mapping={"title": "naslov", "lat": "širina"}, types={"skup": EventType.CONSULT}, encoding="utf-8"
    )
    assert filled(request, PROFILE) == Request(
        (Path("x"),),
        mapping={"date_start": "datum", "title": "naslov", "lat": "širina"},
        types={"racija": EventType.COERCE, "skup": EventType.CONSULT},
        dates=Order.MONTH_FIRST,
        encoding="utf-8",
        part="Događaji",
    )


def test_columns_that_a_file_has_not_are_named():
    profile = Profile({"date_start": "datum", "title": "naslov", "lat": "", "summary": "opis"})
    assert lacking(profile, ("naslov", "date")) == ["datum", "opis"]


def test_saving_overwrites_choices_alone(tmp_path):
    file = tmp_path / "choices.json"
    save(file, Profile())
    save(file, PROFILE)
    assert json.loads(file.read_text("utf-8")) == SAVED
    assert load(file) == PROFILE
    for content in (b"", b"my only copy", b'{"kind": "other"}', hostile(version=2)):
        file.write_bytes(content)
        with pytest.raises(FileError, match="is there and holds no saved choices, so it is not overwritten"):
            save(file, PROFILE)
        assert file.read_bytes() == content
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    for other in (tmp_path / "folder", tmp_path / "broken", tmp_path / "none" / "x.json"):
        with pytest.raises(FileError):
            save(other, PROFILE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "choices.json", "folder"]
