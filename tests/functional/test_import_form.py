"""``journey import form``: deliveries of the registration form become events."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from journey.aggregates.participant import violations
from journey.codebook import PROEVEN
from journey.interchange.form import deliver
from journey.interchange.form.layout import form_tabs
from journey.interchange.form.workbook import to_workbook
from journey.ledger import Ledger
from journey.projections.filling import filled
from tests.command_line import Ran, done, exported, journey
from tests.stories import events_in, told

P = "2025-10-31"
TABS = {tab.name: tab for tab in form_tabs(PROEVEN)}

CLEAN = """
    A-1
    2025-01-10 intake geslacht=man geboortejaar=1990 taalniveau=A1
    2025-02-01 voortraject_started soort_voortraject=standaard
    2025-02-10 activity_started activiteit=training naam=lassen
    2025-03-10 activity_ended activiteit=training naam=lassen
    2025-04-01 voortraject_ended
    2025-05-01 placed sector=horeca uren_per_week=24 contract=bepaalde_tijd
    2025-06-01 characteristics_changed taalniveau=A2
    2025-07-01 placement_changed uren_per_week=32
    2025-08-01 put_on_hold reden_on_hold=medisch
    2025-09-01 resumed
    A-2
    2025-02-10 intake
    2025-03-01 voortraject_started
    A-3
    2025-01-15 intake
    2025-02-01 placed
    2025-06-01 placement_ended reden_einde=opgezegd_werknemer
    2025-06-15 dropped_out reden_uitstroom=verhuizing
    A-4
    2025-03-15 intake
    2025-05-01 mediation_started
    2025-06-01 put_on_hold
"""


def clean(story: str = CLEAN, peildatum: str = P) -> Any:
    """The form that tells a story, to be changed."""
    day = date.fromisoformat(peildatum)
    with told(story) as store:
        content = to_workbook(form_tabs(PROEVEN), filled(Ledger(store), day), day)
    return openpyxl.load_workbook(io.BytesIO(content))


def place(book: Any, tab: str, number: str, nth: int) -> int:
    """The row in which the nth row (from 0; -1: a new one) of a participant stands."""
    sheet = book[TABS[tab].title]
    rows = [row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == number]
    if nth >= 0:
        return int(rows[nth])
    new = max((row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value), default=1) + 1
    sheet.cell(new, 1).value = number
    return int(new)


def put(book: Any, tab: str, row: int, column: str, value: Any) -> str:
    """Write in a cell; its coordinate."""
    index = list(TABS[tab].column).index(column) + 1
    cell = book[TABS[tab].title].cell(row, index)
    cell.value = value
    if isinstance(value, int):
        cell.number_format = "General"
    return str(cell.coordinate)


def handed_in(url: str, folder: Path, book: Any, *more: str, peildatum: str = P) -> Ran:
    path = folder / "form.xlsx"
    book.save(path)
    given = ("--peildatum", peildatum, "--as", "mw-1", *more)
    return journey(url, "import", "form", str(path), *given)


def snapshot(url: str, peildatum: str) -> Any:
    ran = journey(url, "snapshot", "--peildatum", peildatum, "--format", "json")
    return json.loads(ran.out)["rows"]


# -- mistakes -------------------------------------------------------------------------------------

day = date.fromisoformat

MISTAKES: Sequence[tuple[str, str, str, int, dict[str, Any], str]] = [
    ("no number", "startbaan", "A-1", 0, {"deelnemernummer": None}, "deelnemernummer"),
    ("a BSN", "deelnemer", "A-2", 0, {"deelnemernummer": "123456782"}, "deelnemernummer"),
    ("a V-nummer", "situatie", "A-2", 0, {"deelnemernummer": 1234567890}, "deelnemernummer"),
    ("nobody's number", "startbaan", "A-1", 0, {"deelnemernummer": "X-9"}, "deelnemernummer"),
    ("a shape", "deelnemer", "A-2", 0, {"deelnemernummer": "A 2!"}, "deelnemernummer"),
    ("twice", "deelnemer", "A-2", 0, {"deelnemernummer": "A-1"}, "deelnemernummer"),
    ("twice, in small", "deelnemer", "A-2", 0, {"deelnemernummer": "a-1"}, "deelnemernummer"),
    ("twice situatie", "situatie", "A-2", 0, {"deelnemernummer": "A-1"}, "deelnemernummer"),
    ("no proef", "deelnemer", "A-1", 0, {"proef": None}, "proef"),
    ("not our proef", "deelnemer", "A-1", 0, {"proef": "utrecht"}, "proef"),
    ("nearly a proef", "deelnemer", "A-1", 0, {"proef": "Amsterdm"}, "proef"),
    ("no intake", "deelnemer", "A-1", 0, {"instroomdatum": None}, "instroomdatum"),
    ("no deelname", "deelnemer", "A-1", 0, {"deelname": None}, "deelname"),
    ("deelname unknown", "deelnemer", "A-1", 0, {"deelname": "misschien"}, "deelname"),
    ("a late intake", "deelnemer", "A-1", 0, {"instroomdatum": day("2025-12-01")}, "instroomdatum"),
    ("no date", "deelnemer", "A-1", 0, {"instroomdatum": "begin maart"}, "instroomdatum"),
    ("two digits", "deelnemer", "A-1", 0, {"instroomdatum": "10-01-25"}, "instroomdatum"),
    ("two ways", "deelnemer", "A-1", 0, {"instroomdatum": "10/01/2025"}, "instroomdatum"),
    ("a serial", "deelnemer", "A-1", 0, {"instroomdatum": 45667}, "instroomdatum"),
    ("no such day", "deelnemer", "A-1", 0, {"instroomdatum": "30-02-2025"}, "instroomdatum"),
    ("before 1900", "deelnemer", "A-1", 0, {"instroomdatum": "10-01-1825"}, "instroomdatum"),
    ("a code", "deelnemer", "A-1", 0, {"geslacht": "mannelijk"}, "geslacht"),
    ("born too early", "deelnemer", "A-1", 0, {"geboortejaar": 1850}, "geboortejaar"),
    ("born too late", "deelnemer", "A-1", 0, {"geboortejaar": 2030}, "geboortejaar"),
    ("no year", "deelnemer", "A-1", 0, {"geboortejaar": "negentig"}, "geboortejaar"),
    ("gemeente", "deelnemer", "A-1", 0, {"gemeente": "Amsterdam"}, "gemeente"),
    ("level", "situatie", "A-1", 0, {"taalniveau": "A3"}, "taalniveau"),
    ("children", "situatie", "A-1", 0, {"kinderen": 99}, "kinderen"),
    ("half a child", "situatie", "A-1", 0, {"kinderen": 1.5}, "kinderen"),
    ("transport", "situatie", "A-1", 0, {"vervoer": "fiets, paard"}, "vervoer"),
    ("ja or nee", "situatie", "A-1", 0, {"uitkering": "soms"}, "uitkering"),
    ("status", "situatie", "A-1", 0, {"status": "Werkt"}, "status"),
    ("nee, with rows", "situatie", "A-1", 0, {"plaatsing_ooit": "Nee"}, "plaatsing_ooit"),
    ("never in one", "situatie", "A-1", 0, {"voortraject_ooit": "Nee"}, "voortraject_ooit"),
    ("never on hold", "situatie", "A-1", 0, {"on_hold_ooit": "Nee"}, "on_hold_ooit"),
    ("status is over", "situatie", "A-1", 0, {"status": "On hold"}, "status"),
    ("status after exit", "situatie", "A-3", 0, {"status": "In bemiddeling"}, "status"),
    ("a late change", "situatie", "A-1", 1, {"sinds": day("2025-11-01")}, "sinds"),
    ("an early change", "situatie", "A-1", 1, {"sinds": day("2025-01-01")}, "sinds"),
    ("a change answers", "situatie", "A-1", 1, {"status": "Startbaan"}, "status"),
    ("no part", "voortraject", "A-1", 0, {"onderdeel": None}, "onderdeel"),
    ("a part", "voortraject", "A-1", 0, {"onderdeel": "cursus"}, "onderdeel"),
    ("no begin", "voortraject", "A-1", 0, {"begin": None}, "begin"),
    ("before intake", "voortraject", "A-1", 0, {"begin": day("2025-01-01")}, "begin"),
    ("end before begin", "voortraject", "A-1", 0, {"einde": day("2025-01-20")}, "einde"),
    ("afgerond?", "voortraject", "A-1", 0, {"afgerond": None}, "afgerond"),
    ("afgerond, no end", "voortraject", "A-2", 0, {"afgerond": "Ja"}, "afgerond"),
    ("reason, no end", "voortraject", "A-2", 0, {"reden": "Medische redenen"}, "reden"),
    ("name", "voortraject", "A-2", 0, {"naam": "lassen"}, "naam"),
    (
        "kind of an activity",
        "voortraject",
        "A-1",
        1,
        {"soort_voortraject": "Maatwerk"},
        "soort_voortraject",
    ),
    ("end of mediation", "voortraject", "A-4", 0, {"einde": day("2025-05-20")}, "einde"),
    (
        "two open",
        "voortraject",
        "A-2",
        -1,
        {"onderdeel": "Voortraject", "begin": day("2025-04-01")},
        "begin",
    ),
    ("no key", "startbaan", "A-1", 0, {"startbaan": None}, "startbaan"),
    ("no start", "startbaan", "A-1", 0, {"begin": None}, "begin"),
    ("hours", "startbaan", "A-1", 0, {"uren_per_week": 80}, "uren_per_week"),
    (
        "lessons",
        "startbaan",
        "A-1",
        0,
        {"inburgeringsuren_per_week": 30},
        "inburgeringsuren_per_week",
    ),
    (
        "months",
        "startbaan",
        "A-1",
        0,
        {"contract": "Onbepaalde tijd", "duur_overeenkomst_maanden": 12},
        "duur_overeenkomst_maanden",
    ),
    ("ended before", "startbaan", "A-1", 0, {"einde": day("2025-04-01")}, "einde"),
    ("ended before a change", "startbaan", "A-1", 1, {"sinds": day("2025-04-01")}, "sinds"),
    (
        "reason of a running one",
        "startbaan",
        "A-1",
        0,
        {"reden_einde": "Andere baan"},
        "reden_einde",
    ),
    ("change of nothing", "startbaan", "A-1", 1, {"startbaan": "7"}, "startbaan"),
    (
        "key twice",
        "startbaan",
        "A-1",
        -1,
        {"startbaan": "1", "begin": day("2025-09-10")},
        "startbaan",
    ),
    ("sector", "startbaan", "A-1", 0, {"sector": "Horica"}, "sector"),
    (
        "a date for a number",
        "startbaan",
        "A-1",
        0,
        {"omvang_vestiging": day("2025-05-10")},
        "omvang_vestiging",
    ),
    ("hold, no date", "on_hold", "A-4", 0, {"begin": None}, "begin"),
    ("exit, no date", "on_hold", "A-3", 0, {"begin": None}, "begin"),
    ("what?", "on_hold", "A-4", 0, {"gebeurtenis": None}, "gebeurtenis"),
    ("wrong reason", "on_hold", "A-4", 0, {"reden_uitstroom": "Verhuizing"}, "reden_uitstroom"),
    ("reason of a hold", "on_hold", "A-3", 0, {"reden_on_hold": "Familie"}, "reden_on_hold"),
    (
        "aspect",
        "on_hold",
        "A-4",
        -1,
        {"gebeurtenis": "Onbekend", "begin": day("2025-06-01")},
        "aspect",
    ),
    ("aspect of a hold", "on_hold", "A-4", 0, {"aspect": "Status"}, "aspect"),
    (
        "hold over hold",
        "on_hold",
        "A-4",
        -1,
        {"gebeurtenis": "On hold", "begin": day("2025-07-01")},
        "begin",
    ),
    ("hold ends early", "on_hold", "A-4", 0, {"einde": day("2025-05-01")}, "einde"),
    (
        "uitval twice",
        "on_hold",
        "A-3",
        -1,
        {"gebeurtenis": "Uitval", "begin": day("2025-07-01")},
        "begin",
    ),
    ("footing", "on_hold", "A-3", 0, {"deelname": "Verplicht"}, "deelname"),
    ("precision alone", "on_hold", "A-3", 0, {"einde_precisie": "Maand"}, "einde_precisie"),
    (
        "starts on hold",
        "startbaan",
        "A-4",
        -1,
        {"startbaan": "1", "begin": day("2025-07-01")},
        "begin",
    ),
    (
        "starts after exit",
        "startbaan",
        "A-3",
        -1,
        {"startbaan": "2", "begin": day("2025-07-01")},
        "begin",
    ),
    (
        "einde after uitval",
        "on_hold",
        "A-3",
        -1,
        {"gebeurtenis": "Einde startbaan c.q. deelname proef", "begin": day("2025-08-01")},
        "begin",
    ),
]


@pytest.mark.parametrize(
    ("tab", "number", "nth", "cells", "column"),
    [mistake[1:] for mistake in MISTAKES],
    ids=[mistake[0] for mistake in MISTAKES],
)
def test_a_mistake_is_found_where_it_stands_and_nothing_is_imported(
    ready_sqlite: str,
    tmp_path: Path,
    tab: str,
    number: str,
    nth: int,
    cells: dict[str, Any],
    column: str,
) -> None:
    book = clean()
    row = place(book, tab, number, nth)
    where = {name: put(book, tab, row, name, value) for name, value in cells.items()}
    at = where.get(column) or put(book, tab, row, column, None)
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert ran.code == 1
    assert f"  {TABS[tab].title} {at} · " in ran.err, ran.err
    assert "Traceback" not in ran.err
    assert exported(ready_sqlite) == b""


def test_there_are_sixty_kinds_of_mistakes() -> None:
    assert len(MISTAKES) >= 60


def test_nothing_is_said_of_a_clean_form(ready_url: str, tmp_path: Path) -> None:
    ran = handed_in(ready_url, tmp_path, clean())
    assert ran.code == 0
    assert ran.err.count("\n") == 1
    assert "added 19 events of 4 participants; the newest" in ran.err


# -- the next delivery ----------------------------------------------------------------------------


def changes(ran: Ran) -> list[list[Any]]:
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)["changes"]
    return [[c["deelnemernummer"], c["what"], c["event"], c["datum"], c["said"]] for c in found]


def test_a_delivery_says_as_much_as_its_events_one_by_one(
    ready_sqlite: str, demo_url: str, tmp_path: Path
) -> None:
    """The demonstration at two peildata, imported one after the other; each form once more."""
    peildata = ("2025-08-31", "2025-10-31")
    for peildatum in peildata:
        path = str(tmp_path / f"{peildatum}.xlsx")
        filling = ("form", "template", "--filled", "--peildatum", peildatum, "-o")
        assert journey(demo_url, *filling, path).code == 0
        taking = ("import", "form", path, "--peildatum", peildatum, "--as", "mw-1")
        done(ready_sqlite, *taking)
        before = exported(ready_sqlite)
        assert changes(journey(ready_sqlite, *taking, "--format", "json")) == []
        assert exported(ready_sqlite) == before
        again = str(tmp_path / "again.xlsx")
        assert journey(ready_sqlite, *filling, again).code == 0
        assert Path(again).read_bytes() == Path(path).read_bytes()
    for peildatum in peildata:
        assert snapshot(ready_sqlite, peildatum) == snapshot(demo_url, peildatum)
        numbers = ("tables", "--peildatum", peildatum, "--format", "csv")
        assert journey(ready_sqlite, *numbers).out == journey(demo_url, *numbers).out


@pytest.fixture
def delivered(ready_url: str, tmp_path: Path) -> str:
    """A store that the clean form was imported into."""
    assert handed_in(ready_url, tmp_path, clean()).code == 0
    return ready_url


OTHERWISE: Sequence[tuple[str, str, int, dict[str, Any], list[list[Any]]]] = [
    (
        "deelnemer",
        "A-1",
        0,
        {"geslacht": "Vrouw"},
        [["A-1", "corrected", "intake", "2025-01-10", "geslacht: man → vrouw"]],
    ),
    (
        "deelnemer",
        "A-1",
        0,
        {"geslacht": "Onbekend"},
        [["A-1", "corrected", "intake", "2025-01-10", "geslacht: man → -"]],
    ),
    (
        "deelnemer",
        "A-1",
        0,
        {"geslacht": None},
        [["A-1", "kept", "intake", "2025-01-10", "geslacht = man"]],
    ),
    (
        "deelnemer",
        "A-1",
        0,
        {"instroomdatum": day("2025-01-12")},
        [["A-1", "corrected", "intake", "2025-01-12", "datum: 2025-01-10 → 2025-01-12"]],
    ),
    ("deelnemer", "A-1", 0, {"instroomdatum": "2025-01"}, []),
    (
        "situatie",
        "A-1",
        -1,
        {"sinds": day("2025-10-01"), "taalniveau": "B1"},
        [["A-1", "new", "characteristics_changed", "2025-10-01", "taalniveau=B1"]],
    ),
    (
        "situatie",
        "A-1",
        1,
        {"taalniveau": "B1"},
        [["A-1", "corrected", "characteristics_changed", "2025-06-01", "taalniveau: A2 → B1"]],
    ),
    (
        "situatie",
        "A-1",
        1,
        {"sinds": day("2025-06-05")},
        [
            [
                "A-1",
                "corrected",
                "characteristics_changed",
                "2025-06-05",
                "datum: 2025-06-01 → 2025-06-05",
            ]
        ],
    ),
    (
        "startbaan",
        "A-1",
        0,
        {"einde": day("2025-10-15"), "reden_einde": "Andere baan"},
        [
            ["A-1", "new", "placement_ended", "2025-10-15", "startbaan=1, reden_einde=andere_baan"],
            ["A-1", "new", "information_missing", "2025-10-31", "aspecten=status"],
        ],
    ),
    (
        "startbaan",
        "A-1",
        0,
        {"uren_per_week": 20},
        [["A-1", "corrected", "placed", "2025-05-01", "uren_per_week: 24 → 20"]],
    ),
    (
        "startbaan",
        "A-1",
        -1,
        {"startbaan": "1", "sinds": day("2025-10-01"), "uren_per_week": 36},
        [["A-1", "new", "placement_changed", "2025-10-01", "startbaan=1, uren_per_week=36"]],
    ),
    (
        "voortraject",
        "A-2",
        0,
        {"einde": day("2025-09-01"), "afgerond": "Ja"},
        [["A-2", "new", "voortraject_ended", "2025-09-01", "afgerond=True"]],
    ),
    (
        "voortraject",
        "A-2",
        0,
        {"begin": day("2025-03-05")},
        [
            [
                "A-2",
                "corrected",
                "voortraject_started",
                "2025-03-05",
                "datum: 2025-03-01 → 2025-03-05",
            ]
        ],
    ),
    (
        "on_hold",
        "A-1",
        0,
        {"einde": None},
        [["A-1", "kept", "resumed", "2025-09-01", "is not on the form"]],
    ),
    (
        "situatie",
        "A-4",
        0,
        {"plaatsing_ooit": None, "on_hold_ooit": None},
        [["A-4", "new", "information_missing", "2025-10-31", "aspecten=plaatsing"]],
    ),
]


@pytest.mark.parametrize(("tab", "number", "nth", "cells", "expected"), OTHERWISE)
def test_what_is_said_otherwise_is_corrected_and_what_follows_is_new(
    delivered: str,
    tmp_path: Path,
    tab: str,
    number: str,
    nth: int,
    cells: dict[str, Any],
    expected: list[list[Any]],
) -> None:
    book = clean()
    if "einde" in cells and nth == 0 and tab in ("startbaan", "voortraject"):
        put(book, "situatie", place(book, "situatie", number, 0), "status", None)
    row = place(book, tab, number, nth)
    for name, value in cells.items():
        put(book, tab, row, name, value)
    dry = handed_in(delivered, tmp_path, book, "--dry-run", "--format", "json")
    found = changes(dry)
    kept = exported(delivered)
    if tab == "voortraject" and "einde" in cells:
        found = [change for change in found if change[2] != "information_missing"]
    assert found == expected
    assert (
        changes(handed_in(delivered, tmp_path, book, "--format", "json"))[: len(found)]
        == changes(dry)[: len(found)]
    )
    assert exported(delivered).startswith(kept)
    again = changes(handed_in(delivered, tmp_path, book, "--format", "json"))
    assert [change for change in again if change[1] != "kept"] == []


@pytest.mark.parametrize(
    ("terms", "cells", "said"),
    [
        (
            "contract=bepaalde_tijd duur_overeenkomst_maanden=12",
            {"contract": "Onbepaalde tijd", "duur_overeenkomst_maanden": None},
            "contract: bepaalde_tijd → onbepaalde_tijd, duur_overeenkomst_maanden: 12 → -",
        ),
        (
            "contract=onbepaalde_tijd",
            {"contract": None, "duur_overeenkomst_maanden": 12},
            "contract: onbepaalde_tijd → -, duur_overeenkomst_maanden: - → 12",
        ),
        (
            "uren_per_week=24 inburgeringsuren_per_week=8",
            {"uren_per_week": 6, "inburgeringsuren_per_week": None},
            "uren_per_week: 24 → 6, inburgeringsuren_per_week: 8 → -",
        ),
        (
            "uren_per_week=24 inburgeringsuren_per_week=8",
            {"uren_per_week": 9, "inburgeringsuren_per_week": None},
            "uren_per_week: 24 → 9",
        ),
    ],
)
def test_what_new_terms_exclude_does_not_stay(
    ready_sqlite: str, tmp_path: Path, terms: str, cells: dict[str, Any], said: str
) -> None:
    book = clean(f"2025-03-10 intake\n2025-05-01 placed sector=horeca {terms}")
    assert handed_in(ready_sqlite, tmp_path, book).code == 0
    row = place(book, "startbaan", "A-1", 0)
    for name, value in cells.items():
        put(book, "startbaan", row, name, value)
    corrected = ["A-1", "corrected", "placed", "2025-05-01", said]
    found = changes(handed_in(ready_sqlite, tmp_path, book, "--format", "json"))
    assert [change for change in found if change[1] != "kept"] == [corrected]
    assert [change[4] for change in found if change[1] == "kept"] == (
        ["inburgeringsuren_per_week = 8"] if cells.get("uren_per_week") == 9 else []
    )


def test_what_only_the_log_has_and_is_in_the_way_is_named(delivered: str, tmp_path: Path) -> None:
    """Uitval that should have been Einde: the type of an event can't be corrected."""
    book = clean()
    row = place(book, "on_hold", "A-3", 0)
    put(book, "on_hold", row, "gebeurtenis", "Einde startbaan c.q. deelname proef")
    situation = place(book, "situatie", "A-3", 0)
    put(book, "situatie", situation, "status", "Einde startbaan c.q. deelname proef")
    ran = handed_in(delivered, tmp_path, book, "--dry-run")
    target = event_id(delivered, "A-3", "dropped_out")
    assert ran.code == 1
    assert (
        "does not go with dropped_out (Uitval) on 2025-06-15, which the log has and the" in ran.err
    )
    assert f"`journey retract {target}`" in ran.err
    assert "journey correct" not in ran.err
    assert "reentered" not in ran.err
    by_hand(delivered, "A-3", "dropped_out")
    found = changes(handed_in(delivered, tmp_path, book, "--format", "json"))
    assert [change[1:4] for change in found] == [["new", "completed", "2025-06-15"]]


def test_what_is_in_the_way_may_have_been_on_another_day(delivered: str, tmp_path: Path) -> None:
    done(delivered, "record", "dropped_out", "A-2", "--datum", "2025-06-01", "--as", "mw-2")
    book = clean()
    row = place(book, "startbaan", "A-2", -1)
    put(book, "startbaan", row, "startbaan", "1")
    put(book, "startbaan", row, "begin", day("2025-07-01"))
    ran = handed_in(delivered, tmp_path, book, "--dry-run")
    target = event_id(delivered, "A-2", "dropped_out")
    assert "does not go with dropped_out (Uitval) on 2025-06-01, which the log has" in ran.err
    assert f"Was it otherwise? Then `journey correct {target}`" in ran.err


def test_what_follows_from_a_mistake_is_not_asked(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean()
    row = place(book, "on_hold", "A-1", 0)
    put(book, "on_hold", row, "begin", day("2025-04-15"))
    ran = handed_in(ready_sqlite, tmp_path, book, "--dry-run", "--format", "json")
    found = json.loads(ran.out)["findings"]
    assert {f["severity"] for f in found} == {"error"}
    assert None not in [f["row"] for f in found]


# -- what a person decided ------------------------------------------------------------------------


def event_id(url: str, number: str, name: str) -> str:
    """The first event of this name that the log holds of a participant."""
    return next(
        str(event["id"])
        for event in events_in(exported(url))
        if event["subject"] == number and event["type"].split(".")[2] == name
    )


def by_hand(url: str, number: str, name: str, *given: str) -> str:
    """Correct an event of a participant, or retract it where nothing is given; its id."""
    target = event_id(url, number, name)
    what = "correct" if given else "retract"
    more = (*given, "--reden", "vergissing", "--as", "mw-2")
    done(url, what, target, *more)
    return target


DECIDED: Sequence[tuple[str, str, tuple[str, ...], str]] = [
    ("A-1", "placed", ("--datum", "2025-05-20"), "startbaan C2"),
    ("A-1", "intake", ("--geslacht", "vrouw"), "deelnemer F2"),
    ("A-1", "intake", ("--taalniveau", "B1"), "situatie E2"),
    ("A-1", "intake", ("--datum", "2025-01-12"), "deelnemer C2"),
    (
        "A-1",
        "characteristics_changed",
        ("--datum", "2025-06-05", "--taalniveau", "B1"),
        "situatie B3",
    ),
    ("A-1", "voortraject_ended", ("--afgerond", "nee"), "voortraject"),
    ("A-3", "placement_ended", ("--datum", "2025-06-02"), "startbaan"),
    ("A-3", "dropped_out", (), "on_hold"),
    ("A-1", "placement_changed", (), "startbaan"),
    ("A-4", "put_on_hold", (), "on_hold"),
    ("A-2", "voortraject_started", (), "voortraject"),
]


@pytest.mark.parametrize(("number", "name", "given", "at"), DECIDED)
def test_what_a_person_decided_is_kept_where_the_form_says_what_it_said(
    delivered: str, tmp_path: Path, number: str, name: str, given: tuple[str, ...], at: str
) -> None:
    target = by_hand(delivered, number, name, *given)
    before = exported(delivered)
    told = json.loads(handed_in(delivered, tmp_path, clean(), "--format", "json").out)
    assert [c for c in told["changes"] if c["what"] != "kept"] == []
    assert exported(delivered) == before
    found = [f for f in told["findings"] if "what was decided is kept" in f["problem"]]
    assert found
    assert {f["deelnemernummer"] for f in found} == {number}
    how = "corrected" if given else "retracted"
    today = events_in(before)[-1]["data"]["datum"]
    assert f"said until mw-2 {how} it on {today}, vergissing" in found[0]["problem"]
    mend = f"journey correct {target}" if given else f"journey record {name}"
    assert mend in found[0]["ask"]
    assert f"{found[0]['tab']} {found[0]['at']}".startswith(at)
    dated = "datum=" if "--datum" in given else ""
    assert (
        f"kept: the log {f'now has {dated}' if given else 'has it no more'}" in found[0]["problem"]
    )


PARTLY: Sequence[tuple[str, tuple[str, ...], str, dict[str, Any], str, str]] = [
    (
        "placed",
        ("--sector", "bouw_techniek"),
        "startbaan",
        {"uren_per_week": 28},
        "uren_per_week: 24 → 28",
        "sector=bouw_techniek",
    ),
    (
        "placed",
        ("--uren-per-week", "20"),
        "startbaan",
        {"begin": day("2025-05-10")},
        "datum: 2025-05-01 → 2025-05-10",
        "uren_per_week=20",
    ),
    (
        "put_on_hold",
        ("--datum", "2025-08-05"),
        "on_hold",
        {"reden_on_hold": "Zwangerschap"},
        "reden_on_hold: medisch → zwangerschap",
        "datum=2025-08-05",
    ),
    (
        "put_on_hold",
        ("--datum", "2025-08-05", "--precisie", "maand"),
        "on_hold",
        {"reden_on_hold": "Zwangerschap"},
        "reden_on_hold: medisch → zwangerschap",
        "datum=2025-08-01, precisie=maand",
    ),
    (
        "intake",
        ("--geboortejaar", "1985"),
        "situatie",
        {"taalniveau": "A0"},
        "taalniveau: A1 → A0",
        "geboortejaar=1985",
    ),
    (
        "voortraject_ended",
        ("--afgerond", "nee"),
        "voortraject",
        {"einde": day("2025-04-02")},
        "datum: 2025-04-01 → 2025-04-02",
        "afgerond=False",
    ),
]


@pytest.mark.parametrize(("name", "given", "tab", "cells", "said", "now"), PARTLY)
def test_what_a_person_decided_outlives_a_delivery_about_something_else(
    delivered: str,
    tmp_path: Path,
    name: str,
    given: tuple[str, ...],
    tab: str,
    cells: dict[str, Any],
    said: str,
    now: str,
) -> None:
    by_hand(delivered, "A-1", name, *given)
    book = clean()
    for column, value in cells.items():
        put(book, tab, place(book, tab, "A-1", 0), column, value)
    first = handed_in(delivered, tmp_path, book, "--format", "json")
    assert [change[4] for change in changes(first)] == [said]
    before = exported(delivered)
    again = handed_in(delivered, tmp_path, book, "--format", "json")
    assert changes(again) == []
    assert exported(delivered) == before
    for ran in (first, again):
        [finding] = json.loads(ran.out)["findings"]
        assert f"what was decided is kept: the log now has {now}" in finding["problem"]
        assert finding["ask"].startswith("Which of the two is right?")


def test_an_answer_that_goes_by_what_was_decided_is_not_asked_about(
    ready_sqlite: str, tmp_path: Path
) -> None:
    """Also where a delivery has changed something else of the event since."""
    story = "2025-03-10 intake\n2025-06-10 put_on_hold reden_on_hold=medisch"
    assert handed_in(ready_sqlite, tmp_path, clean(story)).code == 0
    by_hand(ready_sqlite, "A-1", "put_on_hold", "--datum", "2025-07-01")
    other = story.replace("medisch", "zwangerschap")
    [change] = changes(handed_in(ready_sqlite, tmp_path, clean(other), "--format", "json"))
    assert change[4] == "reden_on_hold: medisch → zwangerschap"
    june = "2025-06-15"
    earlier = clean(other, june)
    ran = handed_in(ready_sqlite, tmp_path, earlier, "--format", "json", peildatum=june)
    assert changes(ran) == []
    [finding] = json.loads(ran.out)["findings"]
    assert "the log now has datum=2025-07-01" in finding["problem"]


def test_a_form_that_says_something_new_corrects_what_a_person_decided(
    delivered: str, tmp_path: Path
) -> None:
    by_hand(delivered, "A-1", "placed", "--datum", "2025-05-20")
    book = clean()
    row = place(book, "startbaan", "A-1", 0)
    put(book, "startbaan", row, "begin", day("2025-05-10"))
    put(book, "startbaan", row, "sector", "Logistiek")
    [change] = changes(handed_in(delivered, tmp_path, book, "--format", "json"))
    assert change[:4] == ["A-1", "corrected", "placed", "2025-05-10"]
    assert "datum: 2025-05-20 → 2025-05-10, sector: horeca → logistiek (mw-2 corrected" in change[4]
    # The delivery has corrected it since, so the pilot may change its mind.
    assert changes(handed_in(delivered, tmp_path, book, "--format", "json")) == []
    [change] = changes(handed_in(delivered, tmp_path, clean(), "--format", "json"))
    assert change[4] == "datum: 2025-05-10 → 2025-05-01, sector: logistiek → horeca"


def test_only_what_a_person_decided_is_kept(delivered: str, tmp_path: Path) -> None:
    by_hand(delivered, "A-1", "intake", "--geslacht", "vrouw")
    book = clean()
    put(book, "deelnemer", 2, "geboortejaar", 1991)
    ran = handed_in(delivered, tmp_path, book, "--format", "json")
    [change] = changes(ran)
    assert change[4] == "geboortejaar: 1990 → 1991"
    [finding] = json.loads(ran.out)["findings"]
    assert (finding["at"], finding["stands"]) == ("F2", "Man")


def test_a_correction_by_hand_that_gives_the_reason_of_a_delivery_is_no_delivery(
    delivered: str, tmp_path: Path
) -> None:
    given = ("--datum", "2025-05-20", "--reden", "bron_gewijzigd", "--as", "mw-2")
    done(delivered, "correct", event_id(delivered, "A-1", "placed"), *given)
    ran = handed_in(delivered, tmp_path, clean(), "--format", "json")
    assert changes(ran) == []
    assert b"what was decided is kept" in ran.out


def test_that_something_is_known_after_all_is_kept(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean("2025-03-10 intake")
    put(book, "situatie", 2, "plaatsing_ooit", None)
    assert handed_in(ready_sqlite, tmp_path, book).code == 0
    by_hand(ready_sqlite, "A-1", "information_missing")
    ran = handed_in(ready_sqlite, tmp_path, book, "--format", "json")
    assert changes(ran) == []
    [finding] = json.loads(ran.out)["findings"]
    assert (finding["tab"], finding["column"]) == ("situatie", "plaatsing_ooit")
    assert "said until mw-2 retracted it" in finding["problem"]


# -- what is not known ----------------------------------------------------------------------------


def test_a_day_that_is_shown_as_its_month_changes_no_day(delivered: str, tmp_path: Path) -> None:
    book = clean()
    put(book, "deelnemer", 2, "instroomdatum", day("2025-01-01"))
    book["Deelnemer"]["C2"].number_format = "mmm-yy"
    assert changes(handed_in(delivered, tmp_path, book, "--format", "json")) == []


def test_since_when_something_is_not_known_can_be_put_right(ready_url: str, tmp_path: Path) -> None:
    book = clean("""
        2025-03-10 intake
        2025-04-01 information_missing aspecten=plaatsing
    """)
    assert handed_in(ready_url, tmp_path, book).code == 0
    put(book, "on_hold", place(book, "on_hold", "A-1", 0), "begin", day("2025-04-02"))
    assert changes(handed_in(ready_url, tmp_path, book, "--format", "json")) == [
        ["A-1", "corrected", "information_missing", "2025-04-02", "datum: 2025-04-01 → 2025-04-02"]
    ]
    assert changes(handed_in(ready_url, tmp_path, book, "--format", "json")) == []


def test_months_and_years_get_the_first_day_that_breaks_no_rule(
    ready_sqlite: str, tmp_path: Path
) -> None:
    book = clean("2025-03-10 intake")
    row = place(book, "startbaan", "A-1", -1)
    for column, value in {"startbaan": "1", "begin": "2025-03", "einde": "2025"}.items():
        put(book, "startbaan", row, column, value)
    put(book, "situatie", 2, "status", "In bemiddeling")
    put(book, "situatie", 2, "plaatsing_ooit", "Ja")
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert ran.code == 0, ran.err
    events = events_in(exported(ready_sqlite))
    told = [
        (e["type"].split(".")[2], e["data"]["datum"], e["data"].get("precisie")) for e in events
    ]
    assert told == [
        ("intake", "2025-03-10", None),
        ("placed", "2025-03-10", "maand"),
        ("placement_ended", "2025-03-11", "jaar"),
    ]


def test_years_in_which_no_day_fits_are_not_tried_day_by_day(
    ready_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def counted(entries: Sequence[Any], fresh: Any) -> Any:
        tried.append(len(entries))
        return violations(entries, fresh)

    monkeypatch.setattr(deliver, "violations", counted)
    book = clean("""
        2024-12-01 intake
        2024-12-15 put_on_hold
    """)
    for key in "123456":
        row = place(book, "startbaan", "A-1", -1)
        for column, value in {"startbaan": key, "begin": "2025"}.items():
            put(book, "startbaan", row, column, value)
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert (ran.code, ran.err.count("on hold")) == (1, 6)
    assert len(tried) < 30


def test_a_status_without_a_date_is_asked_about_and_not_made_up(
    ready_sqlite: str, tmp_path: Path
) -> None:
    book = clean("2025-03-10 intake")
    put(book, "situatie", 2, "status", "Heeft momenteel een startbaan")
    put(book, "situatie", 2, "plaatsing_ooit", "Ja")
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert ran.code == 0
    assert "Situatie N2 · A-1 · status (Heeft momenteel een startbaan): says" in ran.err
    [row] = snapshot(ready_sqlite, P)
    assert (row["status"], row["plaatsing_ooit"]) == ("onbekend", "onbekend")


def test_a_number_of_another_proef_is_taken_for_somebody_elses(
    delivered: str, tmp_path: Path
) -> None:
    before = exported(delivered)
    ran = handed_in(delivered, tmp_path, clean("2025-01-10 intake proef=amsterdam geslacht=vrouw"))
    assert ran.code == 1
    assert "Deelnemer B2 · A-1 · proef (Amsterdam): the log has this number in wsd" in ran.err
    assert exported(delivered) == before


def test_what_would_not_fit_any_more_is_told_where_the_form_tells_it(
    delivered: str, tmp_path: Path
) -> None:
    book = clean("""
        A-2
        2025-03-10 intake
    """)
    put(book, "situatie", 2, "status", None)
    ran = handed_in(delivered, tmp_path, book)
    assert ran.code == 1
    assert (
        "Deelnemer C2 · A-2 · instroomdatum (10-03-2025): does not go with voortraject_started "
        "(Voortraject) on" in ran.err
    )


def test_who_is_not_on_the_form_is_told_and_stays(delivered: str, tmp_path: Path) -> None:
    book = clean("""
        2025-01-10 intake proef=wsd
    """)
    found = changes(handed_in(delivered, tmp_path, book, "--format", "json"))
    assert [c[:3] for c in found if c[4] == "is not on the form" and c[0] != "A-1"] == [
        ["A-2", "kept", "intake"],
        ["A-3", "kept", "intake"],
        ["A-4", "kept", "intake"],
    ]
    assert len(snapshot(delivered, P)) == 4


@pytest.mark.parametrize(
    ("story", "recorded"),
    [
        ("2025-05-01 placed", ("placement_ended", "--startbaan", "1")),
        ("2025-05-01 put_on_hold", ("resumed",)),
        ("2025-05-01 dropped_out\n2025-06-01 reentered", ("dropped_out",)),
        ("2025-05-01 dropped_out", ("reentered",)),
    ],
)
def test_an_end_that_only_the_log_has_is_no_error_of_the_form(
    ready_sqlite: str, tmp_path: Path, story: str, recorded: tuple[str, ...]
) -> None:
    book = clean(f"2025-03-10 intake\n{story}")
    assert handed_in(ready_sqlite, tmp_path, book).code == 0
    event, *more = recorded
    given = ("--datum", "2025-09-01", "--as", "mw-1", *more)
    assert journey(ready_sqlite, "record", event, "A-1", *given).code == 0
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert ran.code == 0, ran.err
    assert "the log has an event that says otherwise" in ran.err


def test_who_came_back_on_the_form_has_not_left(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean()
    put(book, "on_hold", place(book, "on_hold", "A-3", 0), "einde", day("2025-09-01"))
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert (ran.code, "the form itself has a row that says otherwise" in ran.err) == (1, True)
    assert "Situatie N5 · A-3 · status (Uitval)" in ran.err


def test_a_row_that_is_there_twice_is_asked_about(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean()
    row = place(book, "voortraject", "A-4", -1)
    put(book, "voortraject", row, "onderdeel", "Bemiddeling")
    put(book, "voortraject", row, "begin", day("2025-05-01"))
    ran = handed_in(ready_sqlite, tmp_path, book, "--dry-run")
    assert f"Voortraject A{row} · A-4 · deelnemernummer (A-4): says the same as row" in ran.err


def test_a_date_and_how_well_it_is_known_have_to_agree(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean()
    put(book, "deelnemer", 2, "instroomdatum", "2025-01")
    at = put(book, "deelnemer", 2, "instroomdatum_precisie", "Jaar")
    ran = handed_in(ready_sqlite, tmp_path, book, "--dry-run")
    assert f"Deelnemer {at} · A-1 · instroomdatum_precisie (Jaar): does not go with" in ran.err
    put(book, "deelnemer", 2, "instroomdatum_precisie", "Maand")
    assert "does not go" not in handed_in(ready_sqlite, tmp_path, book, "--dry-run").err


def test_the_findings_stand_in_a_copy(ready_sqlite: str, tmp_path: Path) -> None:
    book = clean()
    put(book, "startbaan", place(book, "startbaan", "A-1", 0), "einde", day("2025-04-01"))
    issues = tmp_path / "issues.xlsx"
    ran = handed_in(ready_sqlite, tmp_path, book, "--dry-run", "-o", str(issues))
    assert ran.code == 1
    copy = openpyxl.load_workbook(issues)
    assert copy["Startbaan"]["U2"].comment is not None


def test_programs_get_every_error_and_nothing_that_was_changed(
    ready_sqlite: str, tmp_path: Path
) -> None:
    book = clean()
    at = put(book, "startbaan", place(book, "startbaan", "A-1", 0), "einde", day("2025-04-01"))
    ran = handed_in(ready_sqlite, tmp_path, book, "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["changes"]) == (1, [])
    assert ("error", at) in [(f["severity"], f["at"]) for f in told["findings"]]
    assert exported(ready_sqlite) == b""


def test_the_future_is_refused(ready_sqlite: str, tmp_path: Path) -> None:
    ran = handed_in(ready_sqlite, tmp_path, clean(), peildatum="2999-01-01")
    assert (ran.code, "lies in the future" in ran.err) == (1, True)


def test_csv_tells_the_same(delivered: str, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    book = clean()
    for tab in TABS.values():
        lines = []
        for row in book[tab.title].iter_rows(values_only=True):
            texts = [v.strftime("%d-%m-%Y") if hasattr(v, "strftime") else v for v in row]
            lines.append(";".join("" if text is None else f'"{text}"' for text in texts))
        (folder / f"{tab.title}.csv").write_text("\n".join(lines), "utf-8")
    given = ("--peildatum", P, "--as", "mw-1", "--format", "json")
    assert changes(journey(delivered, "import", "form", str(folder), *given)) == []


def test_a_form_may_be_taken_in_by_nobody_in_particular(
    ready_sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOURNEY_USER", raising=False)
    path = tmp_path / "form.xlsx"
    for wording in ("Verplicht", "Vrijwillig"):
        book = clean("2025-03-10 intake")
        put(book, "deelnemer", 2, "deelname", wording)
        book.save(path)
        done(ready_sqlite, "import", "form", str(path), "--peildatum", P)
    events = journey(ready_sqlite, "export", "events").text
    assert '"corrects"' in events
    assert "recorded_by" not in events


def test_the_copy_never_takes_the_place_of_the_form(ready_sqlite: str, tmp_path: Path) -> None:
    ran = handed_in(ready_sqlite, tmp_path, clean(), "-o", str(tmp_path / "." / "form.xlsx"))
    assert (ran.code, "is the form itself" in ran.err) == (2, True)


def test_that_nothing_is_filled_in_is_said(ready_sqlite: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(form_tabs(PROEVEN), {})))
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert (ran.code, "form.xlsx: no row of the five tabs is filled in" in ran.err) == (0, True)


def test_what_the_form_leaves_out_is_counted_and_one_is_one(delivered: str, tmp_path: Path) -> None:
    book = clean()
    book["Voortraject"].delete_rows(place(book, "voortraject", "A-1", 0))
    ran = handed_in(delivered, tmp_path, book)
    assert "added 0 events of 0 participants" in ran.err
    assert "of the log that the form does not have" in ran.err


@pytest.mark.parametrize(
    ("tab", "number", "column"),
    [
        ("deelnemer", "A-1", "deelname"),
        ("deelnemer", "A-1", "proef"),
        ("voortraject", "A-1", "afgerond"),
        ("voortraject", "A-1", "onderdeel"),
        ("startbaan", "A-1", "startbaan"),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_what_an_event_needs_cannot_be_unknown(
    ready_sqlite: str, tmp_path: Path, tab: str, number: str, column: str, again: bool
) -> None:
    if again:
        assert handed_in(ready_sqlite, tmp_path, clean()).code == 0
    book = clean()
    at = put(book, tab, place(book, tab, number, 0), column, "Onbekend")
    ran = handed_in(ready_sqlite, tmp_path, book)
    assert ran.code == 1
    assert f"{TABS[tab].title} {at} · {number} · {column} (Onbekend): " in ran.err


def test_what_runs_for_long_is_asked_of_the_row_that_goes_on(
    ready_sqlite: str, tmp_path: Path
) -> None:
    book = clean("""
        2023-01-10 intake
        2023-02-01 voortraject_started
        2023-03-01 activity_started activiteit=training naam=lassen
        2023-04-01 activity_ended activiteit=training naam=lassen
        2023-05-01 put_on_hold
        2023-06-01 resumed
        2023-07-01 put_on_hold
    """)
    err = handed_in(ready_sqlite, tmp_path, book).err
    assert "Voortraject E2 · A-1 · einde: lang_voortraject" in err
    assert "On hold en uitval E3 · A-1 · einde: lang_on_hold" in err
