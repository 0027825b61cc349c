"""A reader adds a file of their own, and nobody else sees it."""

import io
import json
import re
import time
from datetime import date
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from dashboard.importing import import_profile
from tests.browser.dashboard_page import ROWS, open_page, wait_until_idle
from tests.browser.server import Server, running
from tests.browser.witness import NewPage

TABLE = (
    "Datum;Naslov;Lat;Lng;Poginuli\n"
    "24.09.2023;<b>Napad</b> u Banjskoj;42,97;20,78;1\n"
    "25.09.2023;Skup u Zvečanu;42,9;20,87;\n"
    "uskoro;?;42;20;\n"
).encode()


def add(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="Add data").click()
    page.locator("input[type=file]").first.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_an_own_file_is_shown_to_its_reader_alone(new_page: NewPage, server: Server):
    page = new_page()
    open_page(page)
    add(page, "moji podaci.csv", TABLE)
    expect(page.get_by_text("Say which column holds what")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 of 3 records of moji podaci.csv were added.")).to_be_visible()
    expect(page.get_by_text("1: a date is missing or cannot be read")).to_be_visible()
    refused = page.get_by_role("link", name="Refused records with their lines")
    link = f"/{refused.get_attribute('href')}"
    assert "uskoro;?;42;20;" in server.get(link).decode()
    headers = server.headers(link)
    assert headers["cache-control"] == "no-store, private"
    assert headers["content-disposition"].startswith('attachment; filename="kosovo-serbia-refused_')
    without_key, _, key = link.partition("&key=")
    for wrong in ("", "&key=", f"&key={key[:-1]}", f"&key={key}x"):
        assert b"uskoro" not in server.get(without_key + wrong)
    assert b"uskoro" not in server.get(f"/api/refused.csv?dataset=curated&key={key}")
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.get_by_text("2 events of moji podaci.csv from 24 September to 25 September 2023.")).to_be_visible()
    expect(page.get_by_text("<b>Napad</b> u Banjskoj")).to_be_visible()
    (dataset,) = re.findall(r"dataset=(own-[0-9a-f]+)", page.url)

    assert b"is not known" in server.get(f"/api/events.csv?dataset={dataset}")
    stranger = new_page(reader="another")
    stranger.goto(f"{server.url}/?dataset={dataset}")
    expect(stranger.get_by_text(f"dataset={dataset} is not known")).to_be_visible()
    expect(stranger.get_by_text("Skup u Zvečanu")).to_have_count(0)


def test_dates_that_can_be_read_in_two_ways_are_asked_for(page: Page):
    open_page(page)
    add(page, "us.csv", b"Date,Title\n10/6/2023,A raid\n10/1/2023,A search\n")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Nothing in the file proves how its dates are meant: 10/6/2023, 10/1/2023")).to_be_visible()
    page.get_by_text("The month comes first").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 of 2 records of us.csv were added.")).to_be_visible()
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.get_by_text("2 events of us.csv from 1 October to 6 October 2023.")).to_be_visible()


def test_a_file_of_a_long_name_is_added(page: Page):
    open_page(page)
    add(page, "я" * 180 + ".csv", TABLE)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 of 3 records of")).to_be_visible()


def workbook(**sheets: list[list[object]]) -> bytes:
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(held)
    return held.getvalue()


def test_of_a_workbook_with_several_tables_the_reader_chooses_the_sheet(page: Page):
    events = [["Datum", "Naslov"], [date(2023, 9, 24), "Napad"], [date(2023, 9, 25), "Skup"]]
    open_page(page)
    add(page, "moja tabela.xlsx", workbook(Codes=[["code", "word"], ["1", "x"]], Events=events))
    page.get_by_role("combobox", name="Sheet or layer").click()
    expect(page.get_by_role("button", name="Add", exact=True)).to_have_count(0)
    page.get_by_role("option", name="Events").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 of 2 records of moja tabela.xlsx were added.")).to_be_visible()


def test_a_file_that_is_no_table_says_so(page: Page):
    open_page(page)
    add(page, "report.csv", b"%PDF-1.7 binary")
    expect(page.get_by_text("seems to be a PDF document")).to_be_visible()


def test_where_the_disk_takes_no_more_the_dialog_says_so(new_page: NewPage):
    rows = "".join(f"{1 + number % 30}.09.2023;Skup {number};42,9;20,87;\n" for number in range(2000))
    with running(limit="-f 100") as small:  # no file is longer than 51,200 bytes
        page = new_page(base_url=small.url)
        open_page(page)
        add(page, "long.csv", TABLE + rows.encode())
        expect(page.get_by_text("The file could not be kept on the server: File too large.")).to_be_visible()
        page.get_by_role("dialog").get_by_label("Close", exact=True).click()
        add(page, "short.csv", TABLE)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text("The dataset could not be written: ")).to_contain_text("Nothing has changed.")
        expect(page.get_by_text("Traceback")).to_have_count(0)


def test_letters_that_are_a_guess_can_be_chosen_and_are_read_so(new_page: NewPage):
    page = new_page(reader="chooser")
    open_page(page)
    add(page, "stari.csv", "Datum;Naslov\n24.09.2023;Zvečan\n".encode("cp852"))
    letters = page.get_by_role("combobox", name="Letters: this is a guess")
    expect(letters).to_have_value("DOS 852 (Latin: š, č, ž, ë)")
    letters.click()
    page.get_by_role("option", name="Windows-1251").click()
    # Of DOS 852 a č is the byte 9F, which Windows-1251 has for џ.
    assert "Zve\u010dan".encode("cp852").decode("cp1251") == "Zveџan"
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 of 1 records of stari.csv were added.")).to_be_visible()
    expect(page.get_by_text("“stari.csv” was read as cp1251.")).to_be_visible()
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.locator(ROWS).filter(has_text="Zveџan")).to_be_visible()


def test_letters_of_plain_utf_8_are_nothing_to_ask_about(new_page: NewPage):
    page = new_page(reader="chooser")
    open_page(page)
    add(page, "novi.csv", "Datum;Naslov\n24.09.2023;Zvečan\n".encode())
    expect(page.get_by_text("Say which column holds what")).to_be_visible()
    expect(page.get_by_role("combobox", name="Letters")).to_have_count(0)


def test_words_for_types_get_a_meaning_and_the_file_is_added_again_in_its_place(new_page: NewPage):
    page = new_page(reader="namer")
    rows = "".join(f"2023-09-{day:02},Event {day},{'Racija' if day % 3 else 'barikada'}\n" for day in range(1, 10))
    open_page(page)
    add(page, "tipovi.csv", ("date,title,type\n" + rows + "2023-09-24,Last,RACIJA\n").encode())
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("10 of 10 records of tipovi.csv were added.")).to_be_visible()
    again = page.get_by_role("button", name="Add again with these types")
    expect(again).to_be_disabled()
    page.get_by_role("combobox", name="Racija (7)").click()
    page.get_by_role("option", name="Coercion").click()
    expect(page.get_by_role("combobox", name="barikada (3)")).to_be_visible()
    again.click()
    expect(page.get_by_role("combobox", name="Racija")).to_have_count(0)
    expect(page.get_by_role("combobox", name="barikada (3)")).to_be_visible()
    page.get_by_role("button", name="Show it on the map").click()
    expect(page.get_by_text("10 events of tipovi.csv from 1 September to 24 September 2023.")).to_be_visible()
    page.get_by_role("button", name="Add data").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Delete")).to_have_count(1)


def test_choices_are_saved_and_used_again(new_page: NewPage, tmp_path: Path):
    page = new_page(reader="keeper")
    open_page(page)
    add(page, "maj.csv", b"kad;ono;vrsta\n24.09.2023;Napad;x\n")
    page.get_by_role("combobox", name="First day (needed)").click()
    page.get_by_role("option", name="kad").click()
    page.get_by_role("combobox", name="Title").click()
    page.get_by_role("option", name="ono").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 of 1 records of maj.csv were added.")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save these choices").click()
    assert re.fullmatch(r"maj_choices_\d{4}-\d\d-\d\d\.json", downloading.value.suggested_filename)
    saved = tmp_path / "saved.json"
    downloading.value.save_as(saved)
    assert json.loads(saved.read_text("utf-8"))["columns"]["date_start"] == "kad"
    page.get_by_role("dialog").get_by_label("Close", exact=True).click()
    add(page, "jun.csv", b"kad;sta\n25.09.2023;Skup\n")
    page.get_by_text("Use saved choices").click()
    page.locator("input[type=file]").nth(1).set_input_files(saved)
    expect(page.get_by_text("The saved choices name columns that this file has not: vrsta, ono")).to_be_visible()
    expect(page.get_by_role("combobox", name="First day (needed)")).to_have_value("kad")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 of 1 records of jun.csv were added.")).to_be_visible()


def test_a_sheet_of_saved_choices_that_the_file_has_not_is_told_and_another_is_asked_for(
    new_page: NewPage, tmp_path: Path
):
    def workbook(*sheets: str) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in sheets:
            for row in (["date", "title"], ["2023-09-24", f"Of {name}"]):
                sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
                sheet.append(row)
        book.save(tmp_path / "book.xlsx")
        return (tmp_path / "book.xlsx").read_bytes()

    saved = tmp_path / "saved.json"
    import_profile.save(saved, import_profile.Profile(part="July"))
    page = new_page(reader="sheets")
    open_page(page)
    add(page, "two.xlsx", workbook("May", "June"))
    page.get_by_text("Use saved choices").click()
    page.locator("input[type=file]").nth(1).set_input_files(saved)
    told = "The saved choices name “July”, of which this file has no table. "
    expect(page.get_by_text(told + "Choose another one.")).to_be_visible()
    page.get_by_role("combobox", name="Sheet or layer").click()
    page.get_by_role("option", name="June").click()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 of 1 records of two.xlsx were added.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Close", exact=True).click()
    add(page, "one.xlsx", workbook("May"))
    page.get_by_text("Use saved choices").click()
    page.locator("input[type=file]").nth(1).set_input_files(saved)
    expect(page.get_by_text(told + "Its only table is read.")).to_be_visible()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible()


def files_of_readers(folder: Path) -> list[str]:
    """What lies in a server's folders for what readers add, but for the locks."""
    return [path.name for path in folder.rglob("*") if path.is_file() and path.name != "LOCK"]


def test_an_import_is_cancelled_and_leaves_nothing(new_page: NewPage, tmp_path: Path):
    rows = "".join(f"{number},2023-09-{1 + number % 30:02},Event {number},Zvečan\n" for number in range(120_000))
    table = ("id,date,title,place\n" + rows).encode()
    with running(environment={"TMPDIR": str(tmp_path)}) as server:
        page = new_page(base_url=server.url)
        open_page(page)
        add(page, "long.csv", table)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text(re.compile("^(Opening|Reading|Checking|Placing|Writing) ·"))).to_be_visible()
        assert files_of_readers(tmp_path)
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Stopped. Nothing has changed.")).to_be_visible()
        expect(page.get_by_test_id("stAlertContentInfo")).to_have_text("Stopped. Nothing has changed.")
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        assert files_of_readers(tmp_path) == []
        expect(page.get_by_role("dialog").get_by_role("button", name="Delete")).to_have_count(0)

        # Closing the dialog cancels it too.
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        page.get_by_role("dialog").get_by_label("Close", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        wait_until_idle(page)
        page.get_by_role("button", name="Add data").click()
        expect(page.locator("input[type=file]").first).to_be_attached()
        deadline = time.monotonic() + 30
        while files_of_readers(tmp_path) and time.monotonic() < deadline:
            page.wait_for_timeout(200)
        assert files_of_readers(tmp_path) == []
        expect(page.get_by_role("dialog").get_by_role("button", name="Delete")).to_have_count(0)
        assert "Traceback" not in server.log()
