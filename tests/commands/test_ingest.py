import csv
import io
import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from dashboard import store as stores
from dashboard.commands import ingest
from dashboard.commands.ingest import Bar, main, report
from dashboard.importing import import_profile
from dashboard.importing.importing import Outcome
from dashboard.query import Query
from dashboard.sources.publisher import Card
from dashboard.store import Store
from dashboard.store.about import About, ImportedFile
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import ACLED, ACLED_EVENT, row

OWN = b"id,date,title\n1,2023-09-24,One\n2,some day,Two\n3,2023-09-25,Three\n"
CARD = Card("ucdp", "UCDP GED", "Uppsala", "https://ucdp.uu.se", "CC BY 4.0", "", "")
FILES = (ImportedFile("ged.csv", "0" * 64), ImportedFile("more.csv", "1" * 64))


@pytest.fixture
def folder(curated_store, tmp_path, monkeypatch) -> Path:
    """The folder of the datasets, which this process's store reads too."""
    folder = tmp_path / "datasets"
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(folder))
    monkeypatch.setenv("DATASETS", str(folder))
    monkeypatch.setattr(stores, "current", lambda: store)
    monkeypatch.setattr(stores, "read_dossier", lambda: (store.dossier, store.municipalities))
    return folder


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "events.csv"
    path.write_bytes(OWN)
    return path


@pytest.fixture
def run(folder, capsys):
    """Run a command: what it returned, printed, and said on the side, without the progress bar."""

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main([str(one) for one in arguments])
        answer = capsys.readouterr()
        said = [line for line in answer.err.replace("\r", "\n").split("\n") if line.strip() and "B/s]" not in line]
        return code, answer.out, "\n".join(said)

    return command


def about(**changes) -> About:
    known = {
        "dataset": "ged",
        "card": CARD,
        "vintage": "GED 23.1",
        "files": FILES,
        "read": 1_234_567,
        "kept": 1_234_560,
    }
    return About(imported=datetime(2026, 11, 24, tzinfo=UTC).date(), **known | changes)


# Of the report.


def test_a_report_says_what_was_kept_and_what_was_refused_by_which_rule():
    outcome = Outcome(about(refused={"date": 5, "malformed": 1, "duplicate": 1}), True, Path("x/ged.refused.csv"))
    assert report(outcome) == [
        "ged: UCDP GED, GED 23.1",
        "read 1,234,567 = kept 1,234,560 + refused 7",
        "           5  a date is missing or cannot be read",
        "           1  the record has too many cells, too few in a file without a header, or a quotation mark that "
        "is not closed",
        "           1  an earlier record has the same id",
        "The refused records are in x/ged.refused.csv",
    ]


def test_a_report_names_the_columns_that_were_chosen():
    outcome = Outcome(about(read=3, kept=3, mapping={"date_start": "datum", "title": "naslov"}), True, None)
    assert report(outcome) == [
        "ged: UCDP GED, GED 23.1",
        "read 3 = kept 3 + refused 0",
        "columns: date_start = datum, title = naslov",
    ]


def test_a_report_says_that_nothing_has_changed():
    assert report(Outcome(about(), False, None)) == [
        "“ged” holds exactly this already (1,234,560 events, imported 2026-11-24): nothing has changed."
    ]


# Of the commands.


def test_a_file_is_imported_listed_once_more_imported_and_removed(run, file, folder):
    code, printed, said = run("auto", file, "--dataset", "mine")
    refused = next((folder / "kosovo-serbia" / "mine").glob("*.refused.csv"))
    assert (code, said) == (0, "")
    assert printed.split("\n") == [
        "mine: Own data, own table (3 columns)",
        "read 3 = kept 2 + refused 1",
        "           1  a date is missing or cannot be read",
        "2 records without a point.",
        "columns: publisher_id = id, date_start = date, title = title",
        f"The refused records are in {refused}",
        "",
    ]
    assert (
        refused.read_bytes()
        == b'\xef\xbb\xbffile,line,rule,record\r\nevents.csv,3,a date is missing or cannot be read,"2,some day,Two"\r\n'
    )

    code, printed, _said = run("list")
    assert code == 0
    assert re.fullmatch(r"mine +2  Own data, own table \(3 columns\), (\d{4}-\d\d-\d\d), events\.csv\n", printed)
    code, printed, _said = run("auto", file, "--dataset", "mine")
    assert code == 0
    assert re.fullmatch(
        r"“mine” holds exactly this already \(2 events, imported .*\): nothing has changed\.\n", printed
    )

    file.write_bytes(b"date\n")
    assert run("remove", "mine") == (0, "Removed “mine”.\n", "")
    assert run("list") == (0, "No datasets have been imported yet.\n", "")
    assert list((folder / "kosovo-serbia").iterdir()) == []


def test_what_is_not_there_cannot_be_removed(run):
    assert run("remove", "mine") == (1, "", "There is no dataset “mine”: it can be none.")


def test_the_publisher_can_be_named_and_must_be_right(run, file):
    code, printed, said = run("ucdp", file)
    assert (code, printed) == (1, "")
    assert said == (
        "“events.csv” is no file of UCDP GED in a layout that we know. Its first cells are: id, date, title. Try auto."
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: command"),
        (["fetch", "x.csv"], "invalid choice: 'fetch'"),
        (["auto"], "the following arguments are required: FILE"),
        (["auto", "x.csv", "--force"], "unrecognized arguments: --force"),
        (["auto", "x.csv", "--column", "date"], "write FIELD=COLUMN, e.g. date_start=Datum"),
        (["auto", "x.csv", "--dataset"], "expected one argument"),
        (["auto", "x.csv", "--dates", "ymd"], "invalid choice: 'ymd'"),
        (["auto", "x.csv", "--type", "Raid=ATTACK"], "write WORD=TYPE, e.g. Roadblock=COERCE; types are AGREE,"),
        (["remove"], "the following arguments are required: NAME"),
        (["list", "x"], "unrecognized arguments: x"),
    ],
)
def test_a_wrong_command_ends_with_2_and_says_why(arguments, said, capsys, folder):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    answer = capsys.readouterr()
    assert answer.err.startswith("usage: python -m dashboard.ingest")
    assert said in answer.err
    assert not folder.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], ["auto", "ucdp", "acled", "gdelt", "events", "list", "remove", "find out whose the file is"]),
        (["auto", "--help"], ["FILE", "--dataset NAME", "--replace", "--column FIELD=COLUMN"]),
    ],
)
def test_help_names_what_there_is(arguments, words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []


def test_who_stops_an_import_at_once_is_told_how_to_see_what_stands(run, file, folder, monkeypatch):
    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("dashboard.importing.importing.build", stop)
    assert run("auto", file) == (130, "", "Stopped at once: `python -m dashboard.ingest list` says what stands.")
    assert not folder.exists()


def test_a_full_disk_is_told_and_nothing_has_changed(run, file, folder, monkeypatch):
    def fill(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.importing.importing.build", fill)
    assert run("auto", file) == (1, "", "The disk says: No space left on device. Nothing has changed.")
    assert not folder.exists()


def test_a_folder_of_datasets_that_is_a_file_is_told(run, file, folder):
    folder.write_text("a file")
    code, printed, said = run("auto", file)
    assert (code, printed) == (1, "")
    assert re.fullmatch(r"The disk says: (File exists|Not a directory)\. Nothing has changed\.", said)
    assert folder.read_text() == "a file"


def test_what_is_said_of_dates_and_types_is_obeyed(run, tmp_path):
    file = tmp_path / "us.csv"
    file.write_text("id,date,title,type\n1,10/6/2023,A,Raid\n2,10/1/2023,B,Search\n")
    code, _printed, said = run("auto", file)
    assert code == 1
    assert "10/6/2023, 10/1/2023. Say --dates dmy if the day does, --dates mdy if the month does." in said
    code, printed, said = run("auto", file, "--dates", "mdy", "--type", "raid=Armed attack", "--type", "SEARCH=COERCE")
    assert (code, said) == (0, "")
    assert printed.split("\n")[1:4] == [
        "read 2 = kept 2 + refused 0",
        "2 records without a point.",
        "columns: publisher_id = id, date_start = date, title = title, event_type = type",
    ]


def test_what_is_said_of_a_file_is_saved_and_said_of_the_next_one(run, tmp_path, folder):
    first, second, choices = tmp_path / "may.csv", tmp_path / "june.csv", tmp_path / "choices.json"
    first.write_bytes("kad;šta;vrsta\n10/6/2023;Racija;x\n".encode("cp1250"))
    second.write_bytes("kad;šta;vrsta\n10/7/2023;Čekanje;X\n".encode("cp1250"))
    said = ["--column", "date_start=kad", "--column", "title=šta", "--encoding", "cp1250", "--dates", "mdy"]
    code, printed, _said = run("auto", first, *said, "--type", "x=COERCE", "--save-profile", choices)
    assert (code, printed.split("\n")[-2]) == (0, f"What was said of the files is saved in {choices}")
    assert json.loads(choices.read_text("utf-8")) == {
        "kind": "import choices of the Kosovo*–Serbia tension dashboard",
        "version": 1,
        "columns": {"date_start": "kad", "title": "šta", "event_type": "vrsta"},
        "types": {"x": "COERCE"},
        "dates": "mdy",
        "encoding": "cp1250",
        "part": "",
    }
    code, printed, said = run("auto", second, "--dataset", "june", "--profile", choices)
    assert (code, said) == (0, "")
    dataset = Dataset(Engine.read_only(Catalogue(folder).current("june").events))
    (found,) = dataset.events(Query(datasets=("june",)))
    dataset.engine.close()
    assert (found.title, found.date_start, found.event_type) == ("Čekanje", date(2023, 10, 7), "COERCE")
    code, printed, said = run("auto", second, "--dataset", "other", "--profile", choices, "--dates", "dmy")
    assert code == 0
    third = tmp_path / "third.csv"
    third.write_text("date,title\n2023-09-24,A\n")
    code, printed, said = run("auto", third, "--profile", choices)
    assert (code, printed) == (1, "")
    assert said == (
        "“third.csv” has no column “kad” for date_start, “šta” for title, “vrsta” for event_type. It has: date, title. "
        "Choose one of these for each, --column FIELD=COLUMN, or leave the field out, --column FIELD= without a column."
    )
    chosen = ["--column", "date_start=date", "--column", "title=", "--column", "event_type="]
    code, printed, said = run("auto", third, "--dataset", "third", "--profile", choices, *chosen)
    assert (code, said) == (0, "")
    assert "columns: date_start = date\n" in printed


@pytest.fixture
def sheets(tmp_path):
    """A workbook with a table on each of two sheets, and choices that name a third."""
    book = openpyxl.Workbook()
    book.active.title = "May"
    for sheet, title in ((book.active, "A"), (book.create_sheet("June"), "B")):
        sheet.append(["date", "title"])
        sheet.append(["2023-09-24", title])
    book.save(tmp_path / "book.xlsx")
    choices = tmp_path / "choices.json"
    import_profile.save(choices, import_profile.Profile(part="July"))
    return tmp_path / "book.xlsx", choices


def test_a_sheet_of_saved_choices_that_the_file_has_not_is_told_and_another_can_be_said(run, sheets, folder):
    book, choices = sheets
    code, printed, said = run("auto", book, "--profile", choices)
    assert (code, printed) == (1, "")
    assert said == "“book.xlsx” has no sheet “July”. It has: May, June. Say which one: --sheet NAME."
    assert not folder.exists()
    assert run("auto", book, "--profile", choices, "--sheet", "June")[0] == 0
    dataset = Dataset(Engine.read_only(Catalogue(folder).current("own").events))
    assert [one.title for one in dataset.events(Query(datasets=("own",)))] == ["B"]
    dataset.engine.close()


def test_a_sheet_of_saved_choices_can_be_left_out_where_a_file_has_none(run, sheets, file):
    _book, choices = sheets
    code, _printed, said = run("auto", file, "--profile", choices)
    assert (code, said) == (
        1,
        '“events.csv” has no sheets or layers, so none is called “July”: leave that out, or say --sheet "" where saved '
        "choices name it.",
    )
    assert run("auto", file, "--profile", choices, "--sheet", "")[0] == 0


def test_no_file_but_saved_choices_is_overwritten_and_nothing_is_imported_then(run, file, folder):
    before = file.read_bytes()
    code, printed, said = run("auto", file, "--save-profile", file)
    assert (code, printed) == (1, "")
    assert said == "“events.csv” is there and holds no saved choices, so it is not overwritten: name another file."
    assert file.read_bytes() == before
    assert not folder.exists()


# Of what a terminal would obey.

ERASE = "\x1b[2J\x9b31m\r\u202e"
NAMES = [f"{ERASE}.csv", "a\nRemoved “all”..csv", os.fsdecode(b"\xff\x1b.csv")]


def is_plain(text: str) -> bool:
    """True where each line holds nothing but what a terminal shows."""
    return all(line.isprintable() for line in text.removesuffix("\n").split("\n"))


@pytest.mark.parametrize("name", NAMES, ids=["escape sequences", "line end", "not UTF-8"])
def test_a_files_name_moves_no_cursor(run, folder, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(OWN)
    other = tmp_path / f"other {name}"
    other.write_bytes(OWN + b"4,2023-09-26,Four\n")
    said = [
        run("auto", tmp_path / f"no {name}"),
        run("auto", file, "--dataset", "mine"),
        run("list"),
        run("auto", file, "--dataset", "mine"),
        run("auto", other, "--dataset", "mine"),
        run("ucdp", file),
        run("remove", ERASE),
    ]
    assert [code for code, _out, _err in said] == [1, 0, 0, 0, 1, 1, 1]
    assert [text for _code, *texts in said for text in texts if not is_plain(text)] == []
    # Of the lists, the imports and refusals each is one line but for the report.
    assert [len(text.strip("\n").split("\n")) for _code, *texts in said for text in texts if text] == [
        1, 6, 1, 1, 1, 1, 1,
    ]  # fmt: skip


def test_a_header_moves_no_cursor(run, tmp_path):
    file = tmp_path / "events.csv"
    file.write_bytes(f"id,date,{ERASE}\n1,2023-09-24,One\n2,some day,{ERASE}\n".encode())
    for command in (["ucdp", file], ["events", file, "--column", f"title={ERASE}", "--column", "summary=nothing\x1b"]):
        code, printed, said = run(*command)
        assert (code, printed) == (1, "")
        assert is_plain(said)
    code, printed, said = run("events", file, "--column", f"title={ERASE}")
    assert is_plain(printed)
    assert is_plain(said)


def test_a_wrong_command_moves_no_cursor(capsys, folder):
    with pytest.raises(SystemExit):
        main(["list", ERASE])
    assert is_plain(capsys.readouterr().err)


def test_a_refused_record_moves_no_cursor_and_runs_nothing(run, folder, tmp_path):
    file = tmp_path / "events.csv"
    file.write_bytes(
        b"id;date;title;note\n1;2023-09-24;One;-77.1\n=1+1;some day;\x1b[2J;-77,03\n\xe2\x80\x8b=2;;x;=3\n"
    )
    assert run("auto", file, "--dataset", "mine")[0] == 0
    refused = next((folder / "kosovo-serbia" / "mine").glob("*.refused.csv")).read_text("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(refused, newline=""))][1:] == [
        "'=1+1;some day;\\x1b[2J;'-77,03",
        "'\u200b=2;;x;'=3",
    ]


# Of the progress bar.


def test_the_bar_shows_step_part_and_rate(tmp_path, capsys):
    file = tmp_path / "large.csv"
    file.write_bytes(bytes(10 * 2**20))
    bar = Bar((file,))
    bar("Opening", 0)
    bar._bar.refresh()
    bar("Writing", 0.5)
    bar._bar.refresh()
    said = capsys.readouterr().err
    bar.close()
    assert "Opening:   0%" in said
    # Before writing come 6 + 20 + 20 + 2 of a hundred, and half of 52 are 26.
    assert re.search(r"Writing:  74%\|.*7\.40M/10\.0M \[\d\d:\d\d<\d\d:\d\d, .*B/s\]", said)


def test_the_bar_names_the_records_once_they_are_counted(tmp_path, capsys):
    file = tmp_path / "large.csv"
    file.write_bytes(bytes(10 * 2**20))
    bar = Bar((file,))
    bar("Reading", 0.5)
    bar.count(60_000)
    bar("Writing", 0.5)
    bar._bar.refresh()
    said = capsys.readouterr().err
    bar.close()
    assert re.search(r"Writing, 60,000 records(, [\d,]+ a second)?:  74%\|", said)


def test_the_bar_never_goes_back(tmp_path, capsys):
    file = tmp_path / "large.csv"
    file.write_bytes(bytes(1000))
    bar = Bar((file, tmp_path / "nothing.csv"))
    positions = []
    for step, done in (("Reading", 0.5), ("Opening", 1), ("Reading", 0.2), ("Placing", 0), ("Writing", 1)):
        bar(step, done)
        positions.append(bar._bar.n)
    bar.close()
    assert positions == pytest.approx([160, 160, 160, 460, 1000], abs=1)


def test_an_import_moves_the_bar_to_the_end(file, folder, monkeypatch):
    steps = []

    class Seen(Bar):
        def __call__(self, step: str, done: float) -> None:
            steps.append(step)
            super().__call__(step, done)

    monkeypatch.setattr(ingest, "Bar", Seen)
    assert main(["auto", str(file)]) == 0
    assert list(dict.fromkeys(steps)) == ["Opening", "Reading", "Checking", "Placing", "Writing"]


def test_a_dataset_of_all_readers_is_never_called_as_one_of_a_readers_own(run, folder, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("date,title\n2023-09-24,A raid\n")
    code, _out, errors = run("events", str(file), "--dataset", "own-0123456789abcdef")
    assert code == 1
    assert "give --dataset another name" in errors
    assert not list(folder.rglob("*.duckdb"))


def test_columns_named_for_a_publishers_file_are_refused_in_words(folder, tmp_path, capsys):
    (tmp_path / "own.csv").write_bytes(OWN)
    assert main(["ucdp", str(tmp_path / "own.csv"), "--column", "title=title"]) == 1
    said = capsys.readouterr().err
    assert "Columns can be named for your own tables only, and this is to be a file of UCDP GED." in said
    assert Catalogue(folder).current("ucdp") is None


@pytest.mark.parametrize("said", [["--column", "title=notes"], ["--profile", "own.json"]])
def test_a_publishers_file_whose_columns_are_named_is_not_taken_for_ones_own_in_silence(run, folder, tmp_path, said):
    record = dict(zip(ACLED, row(ACLED, ACLED_EVENT), strict=True))
    file = tmp_path / "acled.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ACLED)
        writer.writeheader()
        writer.writerow(record)
    import_profile.save(tmp_path / "own.json", import_profile.Profile({"title": "notes"}))
    said = [str(tmp_path / one) if one.endswith(".json") else one for one in said]
    code, printed, errors = run("auto", file, *said)
    assert (code, printed) == (1, "")
    assert "named for your own tables only, and this is to be a file of ACLED. Leave the columns out, or say " in errors
    assert Catalogue(folder).current("own") is None
    code, printed, errors = run("events", file, *said)
    assert (code, errors, printed.split(",")[0]) == (0, "", "own: Own data")
    code, printed, _errors = run("auto", file)
    assert (code, printed.split(",")[0]) == (0, "acled: ACLED")
