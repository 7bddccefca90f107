"""Forms as they are handed in: workbooks and CSV files, good, odd, broken and hostile."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from journey.codebook import PROEVEN
from journey.errors import BadInput, NotFound
from journey.interchange.form import archive
from journey.interchange.form.layout import form_tabs
from journey.interchange.form.marking import marked
from journey.interchange.form.model import Delivery
from journey.interchange.form.reading import read_form
from journey.interchange.form.workbook import to_workbook
from journey.projections.form import DEELNEMER, SITUATIE, STARTBAAN, Dated, FormRow, Value

DAY = date(2025, 3, 1)
INTAKE: dict[str, Value] = {"proef": "wsd", "instroomdatum": Dated(DAY), "deelname": "verplicht"}
TABS = {tab.name: tab for tab in form_tabs(PROEVEN)}
ROWS = {
    DEELNEMER: [
        FormRow(DEELNEMER, "W-1", {**INTAKE, "geboortejaar": 1990}),
        FormRow(DEELNEMER, "W-2", INTAKE),
    ],
    SITUATIE: [FormRow(SITUATIE, "W-1", {"status": "startbaan", "vervoer": ("fiets", "ov")})],
    STARTBAAN: [
        FormRow(
            STARTBAAN,
            "W-1",
            {"startbaan": "1", "begin": Dated.of(DAY, "maand", 2), "uren_per_week": 24.5},
        )
    ],
}
SHEET = "xl/worksheets/sheet2.xml"
"""The part of the tab Deelnemer."""


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form that two participants stand on."""
    return to_workbook(form_tabs(PROEVEN), ROWS)


@pytest.fixture
def handed_in(tmp_path: Path) -> Callable[[bytes], Path]:
    """Puts a file where it can be read."""

    def put(content: bytes, name: str = "form.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


def read(path: Path) -> Delivery:
    return read_form(path, PROEVEN)


def rows_of(delivery: Delivery) -> dict[str, list[FormRow | None]]:
    return {tab: [row.as_form_row() for row in rows] for tab, rows in delivery.tabs.items() if rows}


def changed(form: bytes, change: Callable[[openpyxl.Workbook], Any]) -> bytes:
    """The form as somebody saved it with a spreadsheet."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def repacked(
    form: bytes,
    parts: Mapping[str, Callable[[bytes], bytes]] | None = None,
    added: Mapping[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The form with some parts changed and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, parts[name](content) if parts and name in parts else content)
        for name, content in (added or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def with_rows(form: bytes, xml: str) -> bytes:
    """The form with these rows at the end of the tab Deelnemer."""
    end = b"</sheetData>"
    return repacked(form, {SHEET: lambda part: part.replace(end, xml.encode() + end)})


# -- good forms ---------------------------------------------------------------------------------


def test_a_form_is_read_as_it_was_filled_in(form: bytes, handed_in: Any) -> None:
    delivery = read(handed_in(form))
    assert rows_of(delivery) == ROWS
    assert not delivery.findings
    assert not delivery.notes
    assert delivery.proeven == {"wsd"}
    assert [row.number for row in delivery.tabs[DEELNEMER]] == [2, 3]
    assert delivery.tabs[DEELNEMER][1].at("deelname") == "E3"
    assert delivery.tabs[DEELNEMER][1].at("geboortejaar") == "G3"


def test_a_form_is_read_from_what_another_program_saved(form: bytes, handed_in: Any) -> None:
    delivery = read(handed_in(changed(form, lambda book: None)))
    assert rows_of(delivery) == ROWS
    assert delivery.findings == ()


def test_dates_that_count_from_1904_are_read_so(form: bytes, handed_in: Any) -> None:
    def from_1904(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    delivery = read(handed_in(changed(form, from_1904)))
    assert rows_of(delivery) == ROWS
    assert delivery.notes == ("form.xlsx: its dates count from 1904; they were read so",)


def test_names_with_a_prefix_are_names(form: bytes, handed_in: Any) -> None:
    def prefixed(part: bytes) -> bytes:
        return (
            part.replace(b"<", b"<x:")
            .replace(b"<x:/", b"</x:")
            .replace(b"<x:?xml", b"<?xml")
            .replace(b" xmlns=", b" xmlns:x=")
        )

    assert rows_of(read(handed_in(repacked(form, {SHEET: prefixed})))) == ROWS


def test_columns_may_stand_in_any_order_and_under_their_names(form: bytes, handed_in: Any) -> None:
    def moved(book: openpyxl.Workbook) -> None:
        sheet = book["Deelnemer"]
        sheet.insert_cols(1)
        sheet.insert_rows(1, 2)
        sheet["A3"] = "Opmerking"
        sheet["B3"] = " deelnemernummer"
        sheet["A4"] = "=> dit is tekst"
        sheet["A4"].data_type = "s"

    delivery = read(handed_in(changed(form, moved)))
    assert rows_of(delivery) == ROWS
    assert delivery.tabs[DEELNEMER][0].at("deelnemernummer") == "B4"
    assert [(f.severity, f.at, f.stands) for f in delivery.findings] == [
        ("warning", "A3", "Opmerking")
    ]


def test_a_sheet_that_is_not_of_the_form_is_left_out(form: bytes, handed_in: Any) -> None:
    delivery = read(handed_in(changed(form, lambda book: book.create_sheet("Kladblok"))))
    assert delivery.notes == ("form.xlsx: not part of the form and left out: 'Kladblok'",)
    assert rows_of(delivery) == ROWS


def test_a_million_empty_rows_that_have_a_format_cost_no_memory(
    form: bytes, handed_in: Any
) -> None:
    empty = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(4, 200_000))
    path = handed_in(with_rows(form, empty))
    tracemalloc.start()
    delivery = read(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows_of(delivery) == ROWS
    assert most < 8_000_000


def shown_as(code: str, day: date = date(2025, 3, 17)) -> Callable[[openpyxl.Workbook], None]:
    """The first intake as a date in this format."""

    def change(book: openpyxl.Workbook) -> None:
        cell = book["Deelnemer"]["C2"]
        cell.value, cell.number_format = day, code

    return change


@pytest.mark.parametrize(
    ("code", "first", "precisie", "seen"),
    [
        ("mmm-yy", date(2025, 3, 1), "maand", "03-2025"),
        ("[$-413]mmmm\\ yyyy;@", date(2025, 3, 1), "maand", "03-2025"),
        ("mm/yyyy", date(2025, 3, 1), "maand", "03-2025"),
        ("yyyy", date(2025, 1, 1), "jaar", "2025"),
        ("d mmm yyyy", date(2025, 3, 17), "dag", "17-03-2025"),
        ("d-mmm", date(2025, 3, 17), "dag", "17-03-2025"),
        ('"dag" yy-m', date(2025, 3, 1), "maand", "03-2025"),
    ],
)
def test_a_date_says_what_its_format_shows(
    code: str, first: date, precisie: str, seen: str, form: bytes, handed_in: Any
) -> None:
    path = handed_in(changed(form, shown_as(code)))
    delivery = read(path)
    assert not delivery.findings
    cell = delivery.tabs[DEELNEMER][0].cells["instroomdatum"]
    assert (cell.value, cell.raw) == (Dated.of(first, precisie), seen)
    copy = read(handed_in(marked(path, PROEVEN, ()), "copy.xlsx"))
    assert copy.tabs[DEELNEMER][0].cells["instroomdatum"] == cell


@pytest.mark.parametrize(("formats", "styles"), [(1, 200_000), (20_000, 100_000)])
def test_formats_that_say_nothing_take_no_time(
    form: bytes, handed_in: Any, formats: int, styles: int
) -> None:
    code = "[" * 250
    own = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n in range(formats))
    used = "".join(f'<xf numFmtId="{200 + n % formats}"/>' for n in range(styles))

    def many(part: bytes) -> bytes:
        part = part.replace(b"<fonts", f"<numFmts>{own}</numFmts><fonts".encode(), 1)
        return part.replace(b"</cellXfs>", f"{used}</cellXfs>".encode())

    path = handed_in(repacked(form, {"xl/styles.xml": many}, method=zipfile.ZIP_STORED))
    begun = time.process_time()
    assert rows_of(read(path)) == ROWS
    assert time.process_time() - begun < 5


def test_a_month_is_no_day_where_a_day_is_asked(form: bytes, handed_in: Any) -> None:
    def change(book: openpyxl.Workbook) -> None:
        column = list(TABS[DEELNEMER].column).index("verblijfsvergunning_verleend") + 1
        cell = book["Deelnemer"].cell(2, column)
        cell.value, cell.number_format = date(2020, 3, 1), "mmm-yy"

    [finding] = read(handed_in(changed(form, change))).findings
    assert (finding.severity, finding.stands) == ("error", "03-2020")
    assert "03-2020 shows no day; write the whole date" in finding.problem


def test_a_year_that_became_a_day_in_1905_is_asked_about(form: bytes, handed_in: Any) -> None:
    made_of_2024 = date(1899, 12, 30) + timedelta(days=2024)
    [finding] = read(handed_in(changed(form, shown_as("yyyy", made_of_2024)))).findings
    assert "is what a spreadsheet makes of the year 2024" in finding.problem


# -- cells of which something is found ------------------------------------------------------------


def spoilt(book: openpyxl.Workbook) -> None:
    people, jobs = book["Deelnemer"], book["Startbaan"]
    people["B2"] = "Amsterdm"
    people["C2"] = "01-02-25"
    people["C3"], people["C3"].number_format = 45717, "General"
    people["E3"] = "#N/A"
    people["E3"].data_type = "e"
    jobs["J2"] = "24,5"


FOUND = [
    ("error", "deelnemer", "B2", "W-1", "Amsterdm"),
    ("error", "deelnemer", "C2", "W-1", "01-02-25"),
    ("error", "deelnemer", "C3", "W-2", "45717"),
    ("error", "deelnemer", "E3", "W-2", "#N/A"),
    ("warning", "startbaan", "J2", "W-1", "24,5"),
]


def test_what_is_wrong_with_a_cell_is_found_where_it_stands(form: bytes, handed_in: Any) -> None:
    found = read(handed_in(changed(form, spoilt))).findings
    assert [(f.severity, f.tab, f.at, f.deelnemernummer, f.stands) for f in found] == FOUND
    assert all(f.problem and f.ask for f in found)


@pytest.mark.parametrize(
    ("change", "at", "problem"),
    [
        (lambda book: put("AZ1", "Opmerking")(book), "AZ1", "is no column of the form"),
        (lambda book: put("AZ3", "ziek")(book), "AZ3", "a column without a heading"),
    ],
)
def test_what_stands_beside_the_form_is_left_out_and_said(
    change: Callable[[openpyxl.Workbook], None], at: str, problem: str, form: bytes, handed_in: Any
) -> None:
    delivery = read(handed_in(changed(form, change)))
    (finding,) = delivery.findings
    assert (finding.severity, finding.at) == ("warning", at)
    assert problem in finding.problem


def raws(delivery: Delivery) -> list[tuple[str, int, dict[str, str]]]:
    """What stands in every cell."""
    return [
        (row.tab, row.number, {name: cell.raw for name, cell in row.cells.items()})
        for row in delivery.rows
    ]


def test_findings_are_marked_in_a_copy(form: bytes, handed_in: Any) -> None:
    path = handed_in(changed(form, spoilt))
    delivery = read(path)
    content = marked(path, PROEVEN, delivery.findings)
    assert content == marked(path, PROEVEN, delivery.findings)
    book = openpyxl.load_workbook(io.BytesIO(content))
    listed = list(book["Bevindingen"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in listed] == [at for _, _, at, _, _ in FOUND]
    for severity, tab, at, _, stands in FOUND:
        cell = book[tab.capitalize()][at]
        assert str(cell.value) == stands
        assert cell.comment is not None
        assert cell.fill.fgColor.rgb == ("FFF8B4B4" if severity == "error" else "FFFFE699")
    assert book["Deelnemer"]["A2"].comment is None
    again = read(handed_in(content, "issues.xlsx"))
    assert raws(again) == raws(delivery)
    assert not again.notes


def test_a_finding_about_an_empty_cell_or_a_row_is_marked_too(form: bytes, handed_in: Any) -> None:
    path = handed_in(form)
    found = read(handed_in(changed(form, spoilt), "x.xlsx")).findings[0]
    empty = msgspec.structs.replace(found, at=None, column="deelname", row=9)
    row = msgspec.structs.replace(found, at=None, column=None, row=3)
    tab = msgspec.structs.replace(found, at=None, column=None, row=None)
    book = openpyxl.load_workbook(io.BytesIO(marked(path, PROEVEN, [empty, row, tab])))
    commented = [c.coordinate for r in book["Deelnemer"].iter_rows() for c in r if c.comment]
    assert commented == ["A1", "A3", "E9"]


def test_so_many_errors_are_enough(
    form: bytes, handed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journey.interchange.form.reading.MOST_LISTED", 2)
    delivery = read(handed_in(changed(form, spoilt)))
    assert delivery.notes == ("form.xlsx: more than 2 cells can't be read; reading stopped there",)


# -- files that are refused -----------------------------------------------------------------------


def put(cell: str, value: object, tab: str = "Deelnemer") -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book[tab][cell] = value

    return change


def hide(book: openpyxl.Workbook) -> None:
    book["Waardelijsten"].sheet_state = "veryHidden"


BROKEN: dict[str, tuple[Callable[[openpyxl.Workbook], Any], str]] = {
    "a formula": (put("G2", "=1990+1"), "tab Deelnemer: there are formulas in G2"),
    "a formula in a tab below": (put("J2", "=8*3", "Startbaan"), "tab Startbaan: there are"),
    "merged cells": (
        lambda book: book["Situatie"].merge_cells("A2:B3"),
        "tab Situatie: cells are merged: A2:B3",
    ),
    "a hidden sheet": (hide, "has a hidden sheet: 'Waardelijsten'"),
    "a missing tab": (lambda book: book.remove(book["Startbaan"]), "Startbaan: is missing"),
    "a missing column": (
        lambda book: book["Deelnemer"].delete_cols(2),
        "the column Proef is missing",
    ),
    "a column twice": (put("D1", "Proef"), "the column Proef is there twice"),
    "no heading": (lambda book: book["Situatie"].delete_rows(1, 9), "Taalniveau is missing"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_workbook_that_is_no_plain_form_is_refused(
    kind: str, form: bytes, handed_in: Any
) -> None:
    change, text = BROKEN[kind]
    assert text in refused(handed_in(changed(form, change)))


def refused(path: Path) -> str:
    """Why a file is refused; it names the file."""
    with pytest.raises((BadInput, NotFound)) as caught:
        read(path)
    assert str(caught.value).startswith(path.name)
    return str(caught.value)


def bomb(part: bytes) -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return part.replace(b"?>", b"?>" + entity, 1)


def utf16(part: bytes) -> bytes:
    return bomb(part).decode().replace("UTF-8", "UTF-16").encode("utf-16")


def named(encoding: str) -> Callable[[bytes], bytes]:
    """A part that says to be written so."""
    return lambda part: part.replace(b'"UTF-8"', f'"{encoding}"'.encode())


def noise(length: int) -> str:
    """Text that can't be packed well."""
    return random.Random(7).randbytes(length // 2).hex()


def lying(form: bytes) -> bytes:
    """The form with a tab that unpacks to more than its size in the directory."""
    size = len(zipfile.ZipFile(io.BytesIO(form)).read(SHEET))
    large = repacked(form, {SHEET: lambda part: part + b" " * 5_000_000})
    true = struct.pack("<I", size + 5_000_000)
    assert large.count(true) == 2
    return large.replace(true, struct.pack("<I", size))


def encrypted(form: bytes) -> bytes:
    """The form with the flag of a password on its first part."""
    at = form.rindex(b"PK\x01\x02", 0, form.index(b"[Content_Types].xml", len(form) // 2))
    return form[: at + 8] + b"\x01" + form[at + 9 :]


def manifest(part: bytes) -> bytes:
    return part.replace(b"sheet.main", b"sheet.macroEnabled.main")


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda form: b"", "is empty"),
    "text": (lambda form: b"deelnemernummer;proef\nW-1;wsd\n", "is text and no workbook"),
    "a web page": (lambda form: b"<html><table></table></html>", "is text and no workbook"),
    "something": (lambda form: b"\x00\x01\x02" * 99, "is no workbook"),
    "an .xls": (lambda form: archive._OLE + bytes(999), "of before 2007 (.xls)"),
    "a password": (
        lambda form: archive._OLE + bytes(999) + archive._ENCRYPTED,
        "protected with a password",
    ),
    "a password on a part": (encrypted, "protected with a password"),
    "an .ods": (
        lambda form: repacked_as({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "is an OpenDocument file (.ods)",
    ),
    "an .xlsb": (lambda form: repacked_as({"xl/workbook.bin": b""}), "a binary workbook (.xlsb)"),
    "a .docx": (lambda form: repacked_as({"word/document.xml": b""}), "is a zip file without"),
    "half of it": (lambda form: form[: len(form) // 2], "is damaged"),
    "a flipped byte": (lambda form: flipped(form), "is damaged"),
    "macros": (
        lambda form: repacked(form, added={"xl/vbaProject.bin": b"x"}),
        "holds macros",
    ),
    "a workbook that may hold macros": (
        lambda form: repacked(form, {"[Content_Types].xml": manifest}),
        "holds macros",
    ),
    "external links": (
        lambda form: repacked(form, added={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "has links to other files",
    ),
    "entities": (lambda form: repacked(form, {SHEET: bomb}), "holds a document type"),
    "entities in UTF-16": (lambda form: repacked(form, {SHEET: utf16}), "holds a document type"),
    "entities in the texts": (
        lambda form: repacked(form, {"xl/sharedStrings.xml": bomb}),
        "holds a document type",
    ),
    "entities in the contents": (
        lambda form: repacked(form, {"xl/workbook.xml": bomb}),
        "holds a document type",
    ),
    "no XML": (lambda form: repacked(form, {SHEET: lambda part: part[:-9]}), "is damaged"),
    "a row that can't be": (lambda form: with_rows(form, '<row r="99999999"/>'), "is damaged"),
    "a row that is none": (lambda form: with_rows(form, '<row r="x"/>'), "is damaged"),
    "elements deep in each other": (
        lambda form: with_rows(form, "<a>" * 60 + "</a>" * 60),
        "has elements more than 50 deep",
    ),
    "elements deep in each other with a prefix": (
        lambda form: repacked(form, {SHEET: lambda part: b"<x:a>" * 60}),
        "has elements more than 50 deep",
    ),
    "a tag without an end": (
        lambda form: with_rows(form, f'<row x="{noise(3 * archive.MB)}"/>'),
        "has a tag of more than 1 MB",
    ),
    "a comment without an end": (
        lambda form: with_rows(form, f"<!--{noise(3 * archive.MB)}-->"),
        "has a tag of more than 1 MB",
    ),
    "very many names of elements": (
        lambda form: with_rows(form, "".join(f"<x{n}/>" for n in range(5000))),
        "has more than 2000 names",
    ),
    "very many names of attributes": (
        lambda form: with_rows(form, "".join(f'<row y{n}=""/>' for n in range(5000))),
        "has more than 2000 names",
    ),
    "very many cells in a row": (
        lambda form: with_rows(form, '<row r="9">' + "<c/>" * 20_000 + "</row>"),
        "row 9 has more than 16384 cells",
    ),
    **{
        f"written in {encoding}": (
            lambda form, encoding=encoding: repacked(form, {SHEET: named(encoding)}),  # type: ignore[misc]
            f"is written in '{encoding}'",
        )
        for encoding in ("UTF-7", "GBK", "Shift_JIS", "EBCDIC-XX", "idna", "hex")
    },
    "a column that can't be": (
        lambda form: with_rows(form, '<row r="9"><c r="ZZZ9"><v>1</v></c></row>'),
        "is damaged",
    ),
    "a part that is packed too well": (
        lambda form: repacked(form, added={"xl/x.bin": bytes(9_000_000)}),
        "more than 200 times its size",
    ),
    "a size that lies": (lying, "is damaged"),
    "a method that is not usual": (
        lambda form: repacked(form, method=zipfile.ZIP_LZMA),
        "is damaged",
    ),
    "too many parts": (
        lambda form: repacked(form, added={f"x/{n}": b"" for n in range(1000)}),
        "a workbook has at most 1000",
    ),
    "a large part that is read whole": (
        lambda form: repacked(
            form, {"xl/styles.xml": lambda part: part + random.Random(7).randbytes(9_000_000)}
        ),
        "its part xl/styles.xml is too large",
    ),
}


def repacked_as(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def flipped(form: bytes) -> bytes:
    """The form with a byte of the tab Deelnemer changed."""
    with zipfile.ZipFile(io.BytesIO(form)) as packed:
        info = packed.getinfo(SHEET)
    at = info.header_offset + 30 + len(SHEET) + info.compress_size // 2
    return form[:at] + bytes([form[at] ^ 0xFF]) + form[at + 1 :]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_broken_or_hostile_file_is_refused(kind: str, form: bytes, handed_in: Any) -> None:
    make, text = HOSTILE[kind]
    assert text in refused(handed_in(make(form)))


def test_a_file_is_refused_by_its_size_and_by_what_it_unpacks_to(
    form: bytes, handed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = handed_in(b"")
    for size, text in (
        (32 * archive.MB, "is no workbook"),
        (33 * archive.MB, "is 33 MB; a form has at most 32 MB"),
    ):
        with path.open("wb") as stream:
            stream.truncate(size)
        assert text in refused(path)
    monkeypatch.setattr(archive, "LARGEST_UNPACKED", 20_000)
    assert "unpacks to 0 MB" in refused(handed_in(form))


def test_what_is_no_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "form.xlsx"
    os.mkfifo(pipe)
    assert "is no file but a pipe or device" in refused(pipe)


def test_a_workbook_in_utf_16_is_read(form: bytes, handed_in: Any) -> None:
    def in_utf16(part: bytes) -> bytes:
        return part.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert rows_of(read(handed_in(repacked(form, {SHEET: in_utf16})))) == ROWS


def test_more_elements_than_a_form_comes_to_are_refused(
    form: bytes, handed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_ELEMENTS", 1000)
    assert "million elements; delete empty rows and columns" in refused(handed_in(form))


def test_more_rows_than_a_form_has_are_refused(
    form: bytes, handed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journey.interchange.form.reading.MOST_ROWS", 3)
    assert "has more than 3 rows" in refused(handed_in(form))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert "can't be read: No such file" in refused(tmp_path / "form.xlsx")
    assert "Deelnemer: is missing" in refused(tmp_path)


def test_the_folder_that_one_stands_in_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"^\.: does not have the five tabs"):
        read_form(Path(), PROEVEN)


# -- CSV files ------------------------------------------------------------------------------------


def as_csv(separator: str, comma: bool) -> dict[str, str]:
    """The form as five CSV files, by tab."""
    files = {}
    for tab in form_tabs(PROEVEN):
        headings = [column.heading for column in tab.columns if not column.beside]
        files[tab.title] = separator.join(headings) + "\r\n"
    hours = "24,5" if comma else "24.5"
    lines = {
        "Deelnemer": ["W-1", "WSD", "01-03-2025", "", "Verplicht"],
        "Situatie": ["W-1", "", "", "", "A1"],
        "Startbaan": ["W-1", "1", "2025-03", *[""] * 6, hours],
    }
    for title, cells in lines.items():
        width = files[title].count(separator)
        files[title] += separator.join([*cells, *[""] * (width + 1 - len(cells))]) + "\r\n\r\n"
    return files


@pytest.mark.parametrize(
    ("separator", "encoding", "said"),
    [
        (",", "utf-8", "UTF-8, commas"),
        (";", "utf-8-sig", "UTF-8, semicolons"),
        (";", "cp1252", "Windows-1252, semicolons"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_five_csv_files_are_a_form(
    separator: str, encoding: str, said: str, zipped: bool, tmp_path: Path
) -> None:
    texts = as_csv(separator, comma=separator == ";")
    texts["Deelnemer"] += f"W-2{separator}Súdwest-Fryslân{separator}2025-03-01\r\n"
    contents = {f"{title}.csv": text.encode(encoding) for title, text in texts.items()}
    folder = tmp_path / "form.zip"
    if zipped:
        folder.write_bytes(repacked_as({f"wsd/{name}": b for name, b in contents.items()}))
    else:
        folder.mkdir()
        for name, content in contents.items():
            (folder / name).write_bytes(content)
    delivery = read(folder)
    assert rows_of(delivery) == {
        DEELNEMER: [
            FormRow(DEELNEMER, "W-1", INTAKE),
            FormRow(DEELNEMER, "W-2", {"proef": "sudwest-fryslan", "instroomdatum": Dated(DAY)}),
        ],
        SITUATIE: [FormRow(SITUATIE, "W-1", {"taalniveau": "A1"})],
        STARTBAAN: [
            FormRow(
                STARTBAAN,
                "W-1",
                {"startbaan": "1", "begin": Dated.of(DAY, "maand"), "uren_per_week": 24.5},
            )
        ],
    }
    assert delivery.findings == ()
    assert delivery.notes[0] == f"form.zip: Deelnemer.csv is {said}"
    assert delivery.tabs[DEELNEMER][1].at("proef") == "B4"
    book = openpyxl.load_workbook(io.BytesIO(marked(folder, PROEVEN, ())))
    assert book["Deelnemer"]["B4"].value == "Súdwest-Fryslân"


BAD_CSV: dict[str, tuple[bytes, str]] = {
    "zeros": (b"Deelnemernummer\0", "Deelnemer.csv is no text in UTF-8 or Windows-1252"),
    "no encoding": (b"\x81\x8d", "Deelnemer.csv is no text in UTF-8 or Windows-1252 (byte 1)"),
    "another heading": (b"nummer;naam\n", "the column Proef is missing"),
    "nothing": (b"", "the column Deelnemernummer is missing"),
}


@pytest.mark.parametrize("kind", BAD_CSV)
def test_a_csv_file_that_is_no_tab_is_refused(kind: str, tmp_path: Path) -> None:
    content, text = BAD_CSV[kind]
    for title, good in as_csv(";", comma=True).items():
        (tmp_path / f"{title}.csv").write_text(good)
    (tmp_path / "Deelnemer.csv").write_bytes(content)
    assert text in refused(tmp_path)


def test_what_a_spreadsheet_says_first_in_a_csv_file_is_no_line(tmp_path: Path) -> None:
    for title, text in as_csv(";", comma=True).items():
        (tmp_path / f"{title.lower().replace(' ', '_')}.csv").write_text(f"sep=;\n{text}")
    delivery = read(tmp_path)
    assert [row.number for row in delivery.tabs[DEELNEMER]] == [3]
    (tmp_path / "Deelnemer.CSV").write_text("")
    assert "Deelnemer: there twice" in refused(tmp_path)


def test_the_forms_of_two_pilots_in_one_zip_are_refused(tmp_path: Path) -> None:
    files = {f"{title}.csv": text.encode() for title, text in as_csv(";", comma=True).items()}
    both = {f"{folder}/{name}": b for folder in ("wsd", "sudwest") for name, b in files.items()}
    path = tmp_path / "form.zip"
    path.write_bytes(repacked_as(both))
    for title in as_csv(";", comma=True):
        twice = f"{title}: there twice, as 'wsd/{title}.csv' and 'sudwest/{title}.csv'"
        assert twice in refused(path)
    assert "hand in one form at a time" in refused(path)


def test_a_csv_file_that_is_there_in_two_cases_is_refused(tmp_path: Path) -> None:
    for title, text in as_csv(";", comma=True).items():
        (tmp_path / f"{title}.csv").write_text(text)
    (tmp_path / "Startbaan.CSV").write_text("")
    assert "Startbaan: there twice, as 'Startbaan.CSV' and 'Startbaan.csv'" in refused(tmp_path)


def test_csv_files_are_refused_by_their_size(tmp_path: Path) -> None:
    for title in as_csv(",", comma=False):
        with (tmp_path / f"{title}.csv").open("wb") as stream:
            stream.truncate(7 * archive.MB)
    assert "holds 35 MB of CSV; a form has at most 32 MB" in refused(tmp_path)


def test_a_csv_file_may_not_hold_anything_at_all(tmp_path: Path) -> None:
    for title, text in as_csv(",", comma=False).items():
        (tmp_path / f"{title}.csv").write_text(text)
    with (tmp_path / "Deelnemer.csv").open("a") as stream:
        stream.write('W-3,"' + "x" * 200_000 + '"\n')
    assert "is not CSV: field larger than field limit" in refused(tmp_path)
