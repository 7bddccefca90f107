"""Every figure in every format that can hold it: the same numbers, and the same bytes again."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey import __version__
from journey.errors import Refused, WrongUsage
from journey.presentation import formats, spreadsheet
from journey.presentation.formats import FORMATS
from journey.presentation.markup import to_html, to_markdown
from journey.presentation.sheet import Column, Line, Sheet
from journey.presentation.spreadsheet import to_xlsx
from journey.presentation.text import visible
from journey_cli import options
from journey_cli.context import chosen_format
from tests.command_line import Ran, done, journey
from tests.html_page import cells, dutch, parsed

# The beginning of the log, for speed: some fifty participants with long histories.
EARLY = ("--known-at", "#500")
P = ("--peildatum", "2025-10-31", *EARLY)
WINDOW = ("--from", "2023-12-31", "--to", "2025-10-31", *EARLY)
ROWS = {
    "snapshot": ("snapshot", *P),
    "spells": ("spells", *P),
    "trend": ("trend", *WINDOW),
    "list": ("list", *P),
}
FIGURES = {
    **ROWS,
    "tables": ("tables", *P),
    "flow": ("flow", *WINDOW, "--per", "quarter"),
    "matrix": ("flow", *WINDOW, "--matrix"),
    "durations": ("durations", *P, "--by", "deelname"),
    "show": ("show", "AMS-0001", *P),
}
TREES = sorted(FIGURES.keys() - ROWS.keys())


@cache
def answer(url: str, figure: str, name: str) -> bytes:
    return made(url, figure, name)


def made(url: str, figure: str, name: str) -> bytes:
    return done(url, *FIGURES[figure], "--format", name).out


def data(url: str, figure: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(url, figure, "json"))
    return found


# -- the registry -----------------------------------------------------------------------------


def test_the_options_name_what_the_registry_holds() -> None:
    assert tuple(FORMATS) == options.ROW_FORMATS
    assert set(options.FORMATS) == {name for name, found in FORMATS.items() if not found.rows_only}


def test_no_two_formats_have_one_ending() -> None:
    endings = [found.ending for found in FORMATS.values()]
    assert len(set(endings)) == len(endings)


@pytest.mark.parametrize("figure", FIGURES)
def test_the_same_log_and_arguments_give_the_same_bytes(demo_url: str, figure: str) -> None:
    for name in FORMATS if figure in ROWS else options.FORMATS:
        assert made(demo_url, figure, name) == answer(demo_url, figure, name), name


@pytest.mark.parametrize("figure", TREES)
def test_what_a_format_cannot_hold_is_refused_before_a_store_is_opened(figure: str) -> None:
    for asked in (("--format", "parquet"), ("-o", "x.parquet")):
        ran = journey("sqlite:///nowhere.db", *FIGURES[figure], *asked)
        assert (ran.code, ran.out) == (2, b"")
        assert "parquet" in ran.err


@pytest.mark.parametrize("figure", FIGURES)
def test_an_unknown_ending_is_refused_before_a_store_is_opened(figure: str) -> None:
    ran = journey("sqlite:///nowhere.db", *FIGURES[figure], "-o", "x.pdf")
    assert ran.code == 2
    assert "x.pdf: no format ends in .pdf; allowed: .txt, .csv, .json, .xlsx" in ran.err
    assert (".parquet" in ran.err) == (figure in ROWS)


def test_a_format_that_is_not_installed_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    ran = journey("sqlite:///nowhere.db", "spells", *P, "--format", "parquet")
    assert ran.code == 2
    assert "parquet needs pyarrow" in ran.err
    assert "journey[parquet]" in ran.err


def test_a_terminal_is_not_given_what_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("journey_cli.context.sys", terminal)
    with pytest.raises(WrongUsage, match="name a file with -o"):
        chosen_format("xlsx", None)
    assert chosen_format("xlsx", "x.xlsx") == "xlsx"
    assert chosen_format("json", None) == "json"


def test_a_format_loads_its_own_library_only(demo_url: str) -> None:
    script = (
        "import sys\n"
        "from journey_cli.main import run\n"
        f"run(['--database', {demo_url!r}, 'tables', '--peildatum', '2025-10-31', *sys.argv[1:]])\n"
        "print({'xlsxwriter', 'pyarrow'} & sys.modules.keys(), file=sys.stderr)\n"
    )
    for name, loaded in {"html": "set()", "xlsx": "{'xlsxwriter'}"}.items():
        ran = subprocess.run(
            [sys.executable, "-c", script, "--format", name], capture_output=True, check=True
        )
        assert ran.stderr.decode().splitlines()[-1] == loaded


def test_the_ending_picks_the_format(demo_url: str, tmp_path: Path) -> None:
    for name, found in FORMATS.items():
        path = tmp_path / f"s{found.ending}"
        ran = journey(demo_url, *FIGURES["trend"], "-o", str(path))
        assert (ran.code, ran.out) == (0, b"")
        assert path.read_bytes() == answer(demo_url, "trend", name)


# -- workbooks --------------------------------------------------------------------------------


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_rows(page: Any) -> list[list[Any]]:
    """The rows of a sheet from its heading on."""
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]


def test_a_workbook_has_a_first_sheet_and_one_for_each_table(demo_url: str) -> None:
    book = workbook(answer(demo_url, "tables", "xlsx"))
    assert book.sheetnames == ["Over", *(f"Tabel {number}" for number in range(1, 10))]
    facts = {row[0]: row[1] for row in book["Over"].iter_rows(min_row=3, values_only=True)}
    assert facts["Peildatum"] == "2025-10-31"
    assert facts["Zoals bekend op"] == "#500"
    assert facts["Positie in het logboek"] == data(demo_url, "tables")["position"]
    assert facts["Versie van de definities"] == data(demo_url, "tables")["definitions"]
    assert facts["Versie van journey"] == __version__


def test_a_first_sheet_says_what_was_asked_for(demo_url: str) -> None:
    asked = ("--where", "proef=wsd", "--unit", "startbanen", "--format", "xlsx")
    ran = journey(demo_url, "--lang", "en", *FIGURES["tables"], *asked)
    book = workbook(ran.out)
    assert book.sheetnames[:2] == ["About", "Table 1"]
    facts = {row[0]: row[1] for row in book["About"].iter_rows(min_row=3, values_only=True)}
    assert facts["As known at"] == "#500"
    assert facts["Only"] == "proef=wsd"
    assert facts["Unit of tables 6 and 7"] == "startbanen"


def test_tables_read_back_from_a_workbook_are_the_json(demo_url: str) -> None:
    book = workbook(answer(demo_url, "tables", "xlsx"))
    for table in data(demo_url, "tables")["tables"]:
        _heading, *rows = sheet_rows(book[f"Tabel {table['table']}"])
        assert [[unmeant(label), *cells] for label, *cells in rows] == list(expected(table))


SEVERAL = ("Vervoersmiddelen en rijbewijs", "Type voortraject(en)")
"""Blocks in which one participant may stand in several rows."""


def expected(table: dict[str, Any]) -> Iterator[list[Any]]:
    """The rows of a table's sheet, made of the JSON."""
    for block in table["blocks"]:
        several = "; meer antwoorden mogelijk" if block["block"] in SEVERAL else ""
        yield [f"{block['block']} ({block['unit']}{several})", *spread(block["of"])]
        if block["base"] != block["of"]:
            yield ["Percentages zijn van", *spread(block["base"])]
        for row in block["rows"]:
            label = f"↳ {row['row']}" if "of_which" in row else row["row"]
            if "mean" in row:
                yield [label, *spread(row["mean"])]
            else:
                pairs = zip(row["n"].values(), row["pct"].values(), strict=True)
                yield [label, *(cell for pair in pairs for cell in pair)]


def unmeant(label: str) -> str:
    """A label as JSON has it; that of a mean says to people over how many cases it is."""
    return re.sub(r"^(Gemiddelde duur .*) \(over \d+ beëindigde\)$", r"\1", label)


def spread(numbers: dict[str, Any]) -> Iterator[Any]:
    for number in numbers.values():
        yield from (number, None)


def test_a_snapshot_read_back_from_a_workbook_is_the_json(demo_url: str) -> None:
    heading, *rows = sheet_rows(workbook(answer(demo_url, "snapshot", "xlsx"))["Gegevens"])
    found = [dict(zip(heading, map(as_json, row), strict=True)) for row in rows]
    for row, wanted in zip(found, data(demo_url, "snapshot")["rows"], strict=True):
        assert row == {name: joined(value) for name, value in wanted.items()}


def as_json(value: Any) -> Any:
    return value.date().isoformat() if isinstance(value, datetime) else value


def joined(value: Any) -> Any:
    return "|".join(value) if isinstance(value, list) else value


def test_trend_flow_and_durations_read_back_from_a_workbook_are_the_json(demo_url: str) -> None:
    _, *rows = sheet_rows(workbook(answer(demo_url, "trend", "xlsx"))["Stand"])
    assert [[as_json(row[0]), *row[1:-1]] for row in rows] == [
        [one["day"], *one["stand"].values()] for one in data(demo_url, "trend")["stands"]
    ]
    book = workbook(answer(demo_url, "flow", "xlsx"))
    periods = data(demo_url, "flow")["periods"]
    _, *rows = sheet_rows(book["Stand"])
    stocks = [p[name] for p in periods for name in ("begin", "end", "residual")]
    found = [row[3:] for row in rows if row[2] in ("begin", "= eind", "rest")]
    assert found == [list(stock.values()) for stock in stocks]
    _, *rows = sheet_rows(book["Overgangen"])
    assert [row[-1] for row in rows] == [move["n"] for p in periods for move in p["moves"]]
    book = workbook(answer(demo_url, "durations", "xlsx"))
    measures = data(demo_url, "durations")["measures"]
    _, *rows = sheet_rows(book["Duren"])
    assert [[*row[:3], *row[-4:]] for row in rows] == [
        [m["measure"], m["group"], m["n"], *quartiles(m), m["naive_mean"]] for m in measures
    ]
    assert "niet bereikt" in [cell for row in rows for cell in row]
    _, *rows = sheet_rows(book["Incidentie"])
    shares = [
        share
        for measure in measures
        for one in measure["incidence"]
        for name, share in one.items()
        if name not in ("days", "at_risk")
    ]
    # A workbook keeps sixteen digits.
    assert [row[-1] for row in rows] == [s and pytest.approx(s, rel=1e-14) for s in shares]


def quartiles(measure: dict[str, Any]) -> list[Any]:
    """As people read them: in words where there are cases and too few of them got there."""
    never = "niet bereikt" if measure["n"] else None
    return [never if day is None else day for day in measure["quantiles"].values()]


def test_a_workbook_holds_no_clock(demo_url: str) -> None:
    with zipfile.ZipFile(io.BytesIO(answer(demo_url, "list", "xlsx"))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


TEXTS = st.text(max_size=40).filter(lambda text: visible(text).strip() and "_x" not in text)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from("=+-@").flatmap(lambda sign: TEXTS.map(lambda text: sign + text)))
def test_a_text_stays_a_text_in_every_format(text: str) -> None:
    sheet = Sheet("Blad", text, [Column("a"), Column("n", "whole")], [Line((text, text))])
    page = workbook(to_xlsx(text, {"where": [text]}, [sheet], "nl"))["Blad"]
    for cell in page[4]:
        assert (cell.data_type, cell.value) == ("s", visible(text))
        assert cell.quotePrefix
    html = parsed(to_html(text, [sheet], "nl"))
    assert cells(html.one("table"))[1] == [visible(text)] * 2
    (row,) = to_markdown("", [sheet], "nl").decode().splitlines()[-1:]
    assert row.count("|") - row.count("\\|") == 3
    assert "<" not in row


def test_more_rows_than_a_sheet_can_hold_are_refused(
    demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 100)
    ran: Ran = journey(demo_url, *FIGURES["spells"], "--format", "xlsx")
    assert (ran.code, ran.out) == (Refused.exit_code, b"")
    assert "csv and parquet hold any number" in ran.err


# -- Parquet ----------------------------------------------------------------------------------


@pytest.mark.parametrize("figure", ["snapshot", "spells", "list"])
def test_parquet_holds_the_rows_of_the_json(demo_url: str, figure: str) -> None:
    table = pq.read_table(io.BytesIO(answer(demo_url, figure, "parquet")))
    wanted = data(demo_url, figure)["rows"]
    found = [{name: plain(value) for name, value in row.items()} for row in table.to_pylist()]
    assert found == [{name: listed(name, value) for name, value in row.items()} for row in wanted]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def listed(name: str, value: Any) -> Any:
    """A column of lists holds lists only."""
    return [value] if name == "vervoer" and isinstance(value, str) else value


def test_parquet_has_types_and_says_what_it_is_of(demo_url: str) -> None:
    table = pq.read_table(io.BytesIO(answer(demo_url, "snapshot", "parquet")))
    types = {field.name: str(field.type) for field in table.schema}
    assert types["instroomdatum"] == types["inburgering_start"] == "date32[day]"
    assert types["leeftijd"] == types["aantal_startbanen"] == "int64"
    assert types["uren_per_week"] == types["uren_totaal"] == "double"
    assert types["status"] == types["deelnemernummer"] == "string"
    assert types["vervoer"].startswith("list<")
    assert table.schema.metadata[b"journey"].decode().startswith("Peildatum 2025-10-31 · ")


def test_parquet_of_nobody_has_the_same_columns(demo_url: str) -> None:
    asked = ("snapshot", "--peildatum", "1950-01-01", *EARLY, "--format", "parquet")
    none = pq.read_table(io.BytesIO(journey(demo_url, *asked).out))
    everyone = pq.read_table(io.BytesIO(answer(demo_url, "snapshot", "parquet")))
    assert none.num_rows == 0
    assert none.schema.names == everyone.schema.names
    assert none.schema.types == everyone.schema.types


# -- Markdown and HTML ------------------------------------------------------------------------


def test_tables_read_back_from_html_are_the_json(demo_url: str) -> None:
    html = parsed(answer(demo_url, "tables", "html"))
    assert html["lang"] == "nl"
    tables = list(html.all("table"))
    for table, wanted in zip(tables, data(demo_url, "tables")["tables"], strict=True):
        assert table.one("caption").text == f"Tabel {wanted['table']}. {wanted['title']}"
        _heading, *rows = cells(table)
        found = [[unmeant(label), *map(dutch, numbers)] for label, *numbers in rows]
        assert found == list(expected(wanted))
        assert all(th.get("scope") in ("col", "row", "rowgroup") for th in table.all("th"))


def test_only_a_percentage_over_nothing_is_a_dash(demo_url: str) -> None:
    html = parsed(made(demo_url, "tables", "html"))
    rows = [row for table in html.all("table") for row in cells(table)[1:]]
    means = [row for row in rows if row[0].startswith("Gemiddelde duur")]
    bases = [row for row in rows if row[0].startswith("Percentages zijn van")]
    assert means
    assert bases
    assert {row[2] for row in [*means, *bases]} == {""}
    markdown = answer(demo_url, "tables", "md").decode()
    [mean] = [x for x in markdown.splitlines() if "Gemiddelde duur vrijwilligerswerk" in x]
    assert mean.endswith(" |  |")


def test_durations_say_to_whoever_reads_them_what_the_terminal_says(demo_url: str) -> None:
    asked = (*FIGURES["durations"], "--where", "proef=amsterdam", "--measure", "pip_plaatsing")
    for lang, words in (
        (
            "nl",
            ("niet bereikt", "- : zo lang is niemand gevolgd", "wie nog wacht telt daarin niet"),
        ),
        ("en", ("not reached", "- : nobody was followed that long", "leaves out whoever still")),
    ):
        texts = {
            form: done(demo_url, "--lang", lang, *asked, "--format", form).text
            for form in ("table", "md", "html")
        }
        for text in texts.values():
            for word in words:
                assert word in text
        assert f"\n\n\\{words[1]}\n" in texts["md"]


def test_a_warning_of_groups_stands_in_markdown_and_html_too(demo_url: str) -> None:
    asked = ("durations", "--peildatum", "2025-10-31", "--by", "deelname")
    for form in ("table", "md", "html"):
        assert "Let op: deze groepen" in done(demo_url, *asked, "--format", form).text


def test_markdown_has_the_rows_of_the_html(demo_url: str) -> None:
    for figure in FIGURES:
        html = parsed(answer(demo_url, figure, "html"))
        lines = answer(demo_url, figure, "md").decode().splitlines()
        rows = [line for line in lines if line.startswith("| ")]
        assert len(rows) == sum(len(cells(table)) + 1 for table in html.all("table"))


def test_markdown_as_it_is_pasted() -> None:
    sheet = Sheet(
        "Tabel 4",
        "Tabel 4. Tussenstand - startbaan",
        [Column("Onderdeel"), Column("Alle", "whole"), Column("%", "percent")],
        [
            Line(("Al geplaatst? *", 1600, None), "section"),
            Line(("Onbekend", 24, 1.5)),
            Line(("waarvan | ooit", 0, None), "part"),
        ],
    )
    assert to_markdown("Peildatum 2025-10-31", [sheet], "nl").decode().splitlines() == [
        "Peildatum 2025-10-31",
        "",
        "## Tabel 4. Tussenstand - startbaan",
        "",
        "| Onderdeel | Alle | % |",
        "| --- | ---: | ---: |",
        "| **Al geplaatst? \\*** | 1.600 |  |",
        "| Onbekend | 24 | 1,5% |",
        "| ↳ waarvan \\| ooit | 0 | - |",
    ]
