import csv
import gettext
import hashlib
import io
import json
import re
import zipfile
from urllib.parse import parse_qsl, urljoin

import pytest
from starlette.datastructures import ImmutableMultiDict

from dashboard.dossier.profile import OWN_FOLDER, PROFILE
from dashboard.drawing.map.frame_script import version
from dashboard.query import DEFAULT
from dashboard.query.query import from_params
from dashboard.sharing.export import FORMATS, export
from dashboard.sources.curated_rules import SeedError
from tests.clients import asking


def test_health_names_the_dataset_and_its_version(get, seed_rows):
    answer = get("/api/health")
    assert answer.status == 200
    package = json.loads((OWN_FOLDER / "seeds" / "datapackage.json").read_text("utf-8"))
    assert answer.json() == {
        "status": "ok",
        "dataset": "curated",
        "version": package["version"],
        "created": package["created"][:10],
        "events": len(seed_rows("events")),
    }


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


@pytest.mark.parametrize("extension", MEDIA_TYPES)
def test_a_file_comes_with_its_type_and_a_name_with_the_dates(get, extension):
    answer = get(f"/api/events.{extension}")
    assert answer.status == 200
    assert answer.headers["content-type"] == MEDIA_TYPES[extension]
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="kosovo-serbia-events_2023-09-24_2023-10-06.{extension}"'
    )


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    "params",
    [
        [],
        [("since", ""), ("until", "")],
        [("since", "2023-01-01"), ("until", "2023-12-31"), ("type", "PROTEST"), ("type", "ASSAULT")],
        [("actor", "kosovo_police"), ("confidence", "medium"), ("q", "Звечан")],
        [("q", "nothing of the kind")],
    ],
    ids=["default", "all", "types", "actor", "none"],
)
def test_a_route_gives_the_bytes_of_the_page(get, curated_store, extension, params):
    grouped: dict[str, list[str]] = {}
    for name, value in params:
        grouped.setdefault(name, []).append(value)
    query, problems = from_params(grouped, curated_store.vocabulary())
    assert problems == []
    assert get(f"/api/events.{extension}", params).body == b"".join(export(curated_store, query, extension))


@pytest.mark.parametrize("extension", MEDIA_TYPES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("base", ["https://dash.example/", "https://example.org/dash/"])
def test_a_file_of_events_links_to_its_dictionary(get, extension, method, base):
    (link,) = get(f"/api/events.{extension}", [("q", "KFOR")], method).headers.get_all("link")
    found = re.fullmatch(r'<([^>]+)>; rel="describedby"; type="([^"]+)"', link)
    assert urljoin(f"{base}api/events.{extension}?q=KFOR", found[1]) == f"{base}api/events.schema.json"
    assert get("/api/events.schema.json").headers["content-type"] == found[2] == "application/json"


def test_the_dictionary_describes_the_columns_of_the_csv_in_their_order(get):
    header = next(csv.reader(io.StringIO(get("/api/events.csv").body.decode("utf-8-sig"))))
    dictionary = get("/api/events.schema.json")
    assert [field["name"] for field in dictionary.json()["fields"]] == header
    assert dictionary.body == get("/api/events.schema.json", [("type", "ASSAULT"), ("lang", "en")]).body
    assert dictionary.body.count(b"\n") > len(header)  # to be read by people too
    head = get("/api/events.schema.json", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert get("/api/events.schema.json", method="POST").status == 405


def test_without_parameters_the_default_is_answered_and_named(get):
    answer = get("/api/events.csv")
    assert parse_qsl(answer.headers["dossier-query"]) == [("since", "2023-09-24"), ("until", "2023-10-06")]
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows
    assert all(row["date_start"] <= "2023-10-06" for row in rows)
    assert all((row["date_end"] or row["date_start"]) >= "2023-09-24" for row in rows)


def test_the_query_that_was_answered_is_named_whole(get):
    answer = get("/api/events.csv", [("until", ""), ("type", "ASSAULT"), ("q", "Banjskë")])
    assert parse_qsl(answer.headers["dossier-query"], keep_blank_values=True) == [
        ("since", "2023-09-24"),
        ("until", ""),
        ("type", "ASSAULT"),
        ("q", "Banjskë"),
    ]


@pytest.mark.parametrize("path", ["/api/events.csv", "/api/events.zip", "/api/events.schema.json", "/api/figures.json"])
@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ([("since", "yesterday")], "since=yesterday is not a date: write it as 2024-12-31."),
        ([("until", "2023-02-30")], "until=2023-02-30 is not a date: write it as 2024-12-31."),
        (
            [("since", "2023-10-02"), ("until", "2023-10-01")],
            "until=2023-10-01 is before since=2023-10-02: give the earlier day first.",
        ),
        ([("confidence", "total")], "confidence=total is not known: it can be low, medium, high."),
        ([("actor", "nobody")], "actor=nobody is not known in this data."),
        ([("place", "atlantis")], "place=atlantis is not known in this data."),
        ([("dataset", "acled")], "dataset=acled is not known: it can be curated."),
        ([("from", "2023-09-24")], "There is no parameter “from”."),
        ([("q", "x" * 201)], "q is longer than 200 characters: only its beginning can be used."),
    ],
)
def test_a_bad_parameter_is_answered_with_400_and_a_sentence(get, path, params, sentence):
    answer = get(path, params)
    assert (answer.status, answer.json()) == (400, {"error": sentence})


@pytest.mark.parametrize("name", ["type", "precision"])
def test_a_bad_value_is_answered_with_those_that_are_known(get, name):
    answer = get("/api/events.csv", [(name, "x")])
    assert answer.status == 400
    assert answer.json()["error"].startswith(f"{name}=x is not known: it can be ")


def test_every_bad_parameter_is_named_in_one_answer(get):
    error = get("/api/events.csv", [("since", "x"), ("type", "y")]).json()["error"]
    assert "since=x" in error
    assert "type=y" in error


@pytest.mark.parametrize("extension", ["ods", "CSV", "exe"])
def test_an_unknown_format_is_answered_with_those_that_exist(get, extension):
    answer = get(f"/api/events.{extension}")
    assert (answer.status, answer.json()["error"]) == (
        400,
        f"There is no events.{extension}: it can be events.csv, events.xlsx, events.geojson, events.parquet, "
        "events.zip.",
    )


@pytest.mark.parametrize("path", ["/api/events.csv", "/api/events.zip", "/api/figures.json"])
def test_a_selection_is_no_part_of_the_query(get, path):
    assert get(path, [("event", "anything"), ("lang", "en")]).body == get(path).body


PATHS = [
    "/api/events.csv", "/api/events.xlsx", "/api/figures.json", "/api/map.svg", "/api/ledger.csv", "/api/labels.json",
    "/api/comparison.csv", "/api/playback.json", "/api/density.json", "/api/events.schema.json",
]  # fmt: skip
OF_ITS_OWN = {
    "/api/comparison.csv": [("against_since", "2023-05-01"), ("against_until", "2023-05-31")],
    "/api/density.json": [("box", "20,42,21,43"), ("zoom", "10")],
}


@pytest.mark.parametrize("path", PATHS)
def test_a_language_is_obeyed_or_refused(get, path, monkeypatch):
    own = OF_ITS_OWN.get(path, [])
    assert get(path, [*own, ("lang", "en")]).status == 200
    answer = get(path, [*own, ("lang", "xx")])
    assert (answer.status, answer.json()["error"]) == (400, "lang=xx cannot be used: it can be en.")


@pytest.mark.parametrize("path", ["/api/events.csv", "/api/events.xlsx", "/api/figures.json", "/api/ledger.csv"])
def test_an_answer_speaks_the_language_that_was_asked_for_to_its_last_byte(get, path, monkeypatch):
    from dashboard import language
    from dashboard.query import options
    from dashboard.web.routes import asking as address

    class Albanian(gettext.NullTranslations):
        def gettext(self, message):
            return message.replace("This designation", "Ky emërtim")

    plain = language._catalogue
    monkeypatch.setattr(language, "_catalogue", lambda name: Albanian() if name == "sq" else plain(name))
    for module in (options, address):
        monkeypatch.setattr(module, "LANGUAGES", ("en", "sq"))
    assert PROFILE.note
    monkeypatch.setitem(PROFILE.note.text.by_language, "sq", "Ky emërtim is without prejudice")
    asked, plain_english = (texts_of(path, get(path, [("lang", name)]).body) for name in ("sq", "en"))
    assert "Ky emërtim is without prejudice" in asked
    assert "This designation" not in asked
    assert "This designation is without prejudice" in plain_english


def texts_of(path: str, body: bytes) -> str:
    if path.endswith("json"):
        return json.dumps(json.loads(body), ensure_ascii=False)
    if path.endswith("csv"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("path", ["/api/events.csv", "/api/figures.json", "/api/ledger.csv"])
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("half_life", "soon", "half_life=soon cannot be used: give whole days from 1 to 365."),
        ("figures", "all", "There is no parameter “figures”."),
        ("step", "0", "step=0 cannot be used: give the number of a step, from 1."),
    ],
)
def test_what_says_how_to_show_is_obeyed_or_refused(get, path, name, value, sentence):
    answer = get(path, [(name, value)])
    assert (answer.status, answer.json()["error"]) == (400, sentence)


@pytest.mark.parametrize("name", ["half_life", "view", "lang", "since", "day"])
def test_what_is_given_twice_is_told(get, name):
    value = {"half_life": "7", "view": "map", "lang": "en", "since": "2023-09-24", "day": "2023-09-30"}[name]
    answer = get("/api/events.csv", [(name, value), (name, value)])
    assert (answer.status, answer.json()["error"]) == (400, f"{name} is given more than once; the last is used.")


@pytest.mark.parametrize("name", ["story", "against_dataset"])
def test_what_is_in_no_data_is_refused_by_routes_as_by_the_page(get, name):
    answer = get("/api/events.csv", [(name, "bogus")])
    assert (answer.status, answer.json()["error"]) == (400, f"{name}=bogus is not known in this data.")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("9.9.9", "This was cited at version 9.9.9 of the dataset, which is not known here: the newest is {newest}. "),
        ("1.0.5", "This was cited at version 1.0.5 of the dataset, which is not known here: the newest is {newest}. "),
        ("<b>", "data=<b> cannot be used: give a version of the dataset as 1.0.0."),
        ("1.0", "data=1.0 cannot be used: give a version of the dataset as 1.0.0."),
        ("１.0.0", "data=１.0.0 cannot be used: give a version of the dataset as 1.0.0."),
    ],
)
def test_a_version_that_was_never_published_is_refused(get, version, sentence):
    newest = get("/api/health").json()["version"]
    for route in ("events.csv", "brief.html", "ledger.csv", "events.schema.json"):
        answer = get(f"/api/{route}", [("data", version)])
        assert (answer.status, answer.json()["error"].partition("What has")[0]) == (400, sentence.format(newest=newest))


def test_an_address_of_the_page_can_be_given_to_a_route(get):
    page = [
        ("type", "ASSAULT"), ("view", "actor"), ("of", "kfor"), ("half_life", "7"), ("peacekeeping", "1"),
        ("both", "1"), ("day", "2023-09-30"), ("changed_since", "1.0.0"), ("story", "banjska-2023"), ("step", "2"),
        ("lang", "en"), ("event", "2023-09-24-banjska-ambush"), ("fbclid", "IwAR0x"), ("utm_source", "chat"),
        ("data", "1.0.0"),
    ]  # fmt: skip
    assert get("/api/events.csv", page).body == get("/api/events.csv", [("type", "ASSAULT")]).body


def test_an_address_out_of_a_chat_gives_what_was_sent(get):
    sent, pasted = (
        get("/api/events.csv", [("since", "2023-09-24"), ("until", day)]) for day in ("2023-09-30", "2023-09-30).")
    )
    assert (pasted.status, pasted.body) == (200, sent.body)
    assert pasted.headers["dossier-query"] == sent.headers["dossier-query"]


def test_more_events_than_a_sheet_holds_are_answered_with_a_sentence(get, monkeypatch):
    monkeypatch.setattr("dashboard.sharing.workbook.MOST_ROWS", 3)
    answer = get("/api/events.xlsx")
    assert answer.status == 400
    assert answer.json()["error"].startswith("An Excel sheet holds 3 events, and these are ")


@pytest.mark.parametrize("text", ["\x00", "' OR 1=1 --", "%", "\u202e", "a" * 200])
def test_any_text_can_be_searched(get, text):
    assert get("/api/events.csv", [("q", text)]).status == 200


@pytest.mark.parametrize("extension", FORMATS)
def test_a_date_far_away_is_answered(get, extension):
    params = [("since", "0001-01-01"), ("until", "9999-12-31")]
    assert get(f"/api/events.{extension}", params).status in {200, 400}


def test_figures_say_value_speaker_date_and_source(get):
    answer = get("/api/figures.json").json()
    figures = {one["measure"]: one for one in answer["figures"]}
    assert {measure: one["value"] for measure, one in figures.items()} == {
        "troops_kfor": "4,500",
        "killed": "4",
        "armed_men": "about 30",
        "troops_serbia_near_line": "8,350, then 4,500",
        "troops_additional": "200",
    }
    assert [claim["in_words"] for claim in figures["killed"]["shown_claims"]] == [
        "4 people killed", "1 police officer killed", "3 gunmen killed",
    ]  # fmt: skip
    assert figures["killed"]["detail"] == "1 police officer, 3 gunmen"
    assert figures["killed"]["established_later"] == "2023-10-23"
    for one in figures.values():
        for claim in one["shown_claims"]:
            assert claim["said_by"]
            assert claim["measure_words"]
            assert claim["date_said"]
            assert claim["source"]


def test_figures_without_a_claim_are_null_and_not_zero(get):
    answer = get("/api/figures.json", [("since", "2008-01-01"), ("until", "2008-12-31")]).json()
    assert [one["value"] for one in answer["figures"]] == [None] * 5


def test_figures_sum_the_casualties_of_the_query(get):
    params = [("since", "2023-09-24"), ("until", "2023-09-24"), ("type", "ASSAULT")]
    rows = list(csv.DictReader(io.StringIO(get("/api/events.csv", params).body.decode("utf-8-sig"))))
    answer = get("/api/figures.json", params).json()
    assert answer["events"] == len(rows) > 0
    assert answer["fatalities"]["best"] == sum(int(row["fatalities_best"]) for row in rows if row["fatalities_best"])
    assert answer["kosovo_note"].startswith("This designation is without prejudice")


def test_labels_are_for_the_map(get):
    answer = get("/api/labels.json")
    assert answer.status == 200
    texts = {one["key"]: one["text"] for one in answer.json()}
    assert texts["zvecan"] == "Zvečan/Zveçan"
    assert texts["pristina"] == "Prishtinë/Priština"


def test_an_unknown_language_is_answered_with_those_that_exist(get):
    answer = get("/api/labels.json", [("lang", "xx")])
    assert (answer.status, answer.json()["error"]) == (400, "lang=xx cannot be used: it can be en.")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/assets/leaflet/leaflet.js", "javascript"),
        ("/assets/leaflet/leaflet.css", "text/css"),
        ("/assets/jquery/jquery.min.js", "javascript"),
        ("/assets/map/frame.js", "javascript"),
        ("/assets/map/map.css", "text/css"),
        ("/assets/map/symbols.json", "application/json"),
        *((f"/assets/fonts/SourceSansPro-{face}.otf", "") for face in ("Regular", "Semibold", "It", "SemiboldIt")),
        ("/assets/geodata/boundary_line.geojson", ""),
        ("/assets/geodata/countries.geojson", ""),
        ("/assets/geodata/municipalities.geojson", ""),
        ("/assets/geodata/zones.geojson", ""),
        ("/assets/geodata/hillshade_light.png", "image/png"),
        ("/assets/geodata/hillshade.json", "application/json"),
    ],
)
def test_what_the_map_needs_is_served_from_here(get, path, content_type):
    answer = get(path)
    assert answer.status == 200
    assert answer.body
    assert content_type in answer.headers["content-type"]


def test_the_map_s_script_is_kept_for_good_under_its_own_address_alone(get):
    own = get("/assets/map/frame.js", [("v", version())])
    other = get("/assets/map/frame.js", [("v", "0123456789ab")])
    assert own.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert other.headers["cache-control"] == get("/assets/map/frame.js").headers["cache-control"] == "no-cache"
    assert hashlib.sha256(own.body).hexdigest().startswith(version())


@pytest.mark.parametrize(
    "path",
    [
        "/assets/geodata/../seeds/events.csv",
        "/assets/geodata/%2e%2e/seeds/events.csv",
        "/assets/geodata/..%2fpyproject.toml",
        "/assets/map/../../routes.py",
        "/assets/map/%2e%2e/%2e%2e/routes.py",
        "/assets/map//etc/passwd",
        "/assets/leaflet/../../../../../../etc/passwd",
        "/assets/leaflet/%252e%252e/x",
        "/assets/geodata/",
        "/api/events.",
        "/api/",
        "/api/secret",
    ],
)
def test_nothing_else_is_served(get, path):
    assert get(path).status in {400, 404}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed_over_the_web(get, method):
    assert get("/api/events.csv", method=method).status == 405


@pytest.mark.parametrize(
    "path", ["/api/health", "/api/events.csv", "/api/events.xlsx", "/assets/map/frame.js", "/nowhere"]
)
def test_every_answer_carries_the_policy(get, path):
    headers = get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_zip_of_the_route_opens(get):
    archive = zipfile.ZipFile(io.BytesIO(get("/api/events.zip").body))
    assert archive.testzip() is None
    assert json.loads(archive.read("datapackage.json"))["query"] == DEFAULT.to_params() == []


def test_broken_data_is_answered_with_what_is_broken(get, monkeypatch):
    def refuse():
        raise SeedError.of("events.csv", 7, "lat", "it is wrong", "correct it")

    monkeypatch.setattr("dashboard.importing.private.current", refuse)
    text = "events.csv, line 7, column lat: it is wrong. To mend it: correct it."
    for path, body in (
        ("/api/events.csv", {"error": text}),
        ("/api/figures.json", {"error": text}),
        ("/api/labels.json", {"error": text}),
        ("/api/health", {"status": "broken", "error": text}),
    ):
        answer = get(path)
        assert (answer.status, answer.json()) == (503, body)


def test_a_query_too_long_for_a_proxy_s_headers_is_answered_without_its_name(get, seed_rows):
    actors = [("actor", row["key"]) for row in seed_rows("actors")]
    long = get("/api/events.csv", [("since", ""), ("until", ""), *actors])
    assert (long.status, long.headers["dossier-query"]) == (200, None)
    assert sum(len(name) + len(value) for name, value in long.headers.items()) < 2000
    short = get("/api/events.csv", [("q", "x" * 200), *actors[:20]])
    assert len(short.headers["dossier-query"]) <= 1024


def test_seven_thousand_parameters_are_looked_at_once_each(get, monkeypatch):
    walks = []
    getlist = ImmutableMultiDict.getlist

    def counted(self, key):
        walks.append(key)
        return getlist(self, key)

    monkeypatch.setattr(ImmutableMultiDict, "getlist", counted)
    answer = get("/api/events.csv", [(f"u{number}", "") for number in range(7000)])
    assert answer.status == 400
    assert answer.json()["error"].endswith("There is no parameter “u9”. And 6,990 more.")
    assert len(walks) <= 1


def test_a_reader_who_follows_a_link_is_told_on_a_page_what_is_wrong(get, port):
    client = asking(port, "/api/events.csv?type=WAR&key=secret", accept="text/html,application/xhtml+xml")
    head, _blank, page = client.recv(2**16).partition(b"\r\n\r\n")
    client.close()
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"\r\ncontent-type: text/html; charset=utf-8" in head
    assert b"type=WAR is not known: it can be " in page
    assert b'<a href="../?type=WAR">' in page
    assert b"secret" not in page


@pytest.mark.parametrize("path", ["/api/events.csv", "/api/map.svg", "/api/figures.json"])
@pytest.mark.parametrize(
    "text",
    ["Zve%C4%8Dan", "%D0%97%D0%B2", "%C3%AB", "a%FFb", "%ED%A0%80", "a%00b", "%E2%80%A6"],
)
def test_an_address_in_any_script_or_of_any_bytes_is_answered(get, path, text):
    assert get(f"{path}?q={text}").status == 200


def test_a_text_in_the_address_is_found_in_any_spelling(get):
    latin, accents, cyrillic = (
        get(f"/api/events.csv?since=&until=&q={text}").body
        for text in ("Zvecan", "Zve%C4%8Dan", "%D0%97%D0%B2%D0%B5%D1%87%D0%B0%D0%BD")
    )
    assert latin == accents == cyrillic
    assert latin.count(b"\r\n") > 1


def test_what_a_key_opens_is_kept_by_no_cache_and_any_other_answer_is_as_before(get):
    assert get("/api/events.csv?key=%C5%BE").headers["Cache-Control"] == "no-store, private"
    assert get("/api/events.csv?key").headers["Cache-Control"] == "no-store, private"
    assert "private" not in (get("/api/events.csv?q=key").headers["Cache-Control"] or "")


@pytest.mark.parametrize("path", ["/api/events.csv).", "/api//health", "/api/", "/api/figures.json)"])
def test_a_misspelt_address_of_a_route_is_not_found(get, path):
    assert get(path).status in {400, 404}
    assert get(path).json()["error"]


def test_of_many_problems_the_first_are_told_and_how_many_more_there_are(get):
    answer = get("/api/events.csv?" + "&".join(f"x{number}=1" for number in range(1200)))
    assert answer.status == 400
    assert answer.json()["error"].endswith("There is no parameter “x9”. And 1,190 more.")
