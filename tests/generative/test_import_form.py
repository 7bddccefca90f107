"""Forms filled from any log, imported elsewhere one after the other, tell what the log tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from journey.application import take_in
from journey.catalogue import Rules
from journey.codebook import PROEVEN
from journey.interchange.form.contradictions import contradictions
from journey.interchange.form.deliver import Outcome, Terms, deliver
from journey.interchange.form.layout import NUMBER, form_tabs
from journey.interchange.form.model import Cell, Delivery, Row
from journey.ledger import Ledger
from journey.projections.filling import filled
from journey.projections.form import Dated, FormRow, Value
from journey.projections.snapshot import snapshot
from journey.store import Store, open_store
from tests.stories import TODAY, told
from tests.strategies import logs, peildata


def delivery_of(rows: Mapping[str, Sequence[FormRow]]) -> Delivery:
    """The rows as they would be read from a workbook."""
    return Delivery(
        "form",
        {
            tab: tuple(Row(tab, n, cells_of(row)) for n, row in enumerate(of_tab, 2))
            for tab, of_tab in rows.items()
        },
    )


def cells_of(row: FormRow) -> dict[str, Cell]:
    values: dict[str, Value] = {NUMBER: row.deelnemernummer, **row.values}
    for name, value in row.values.items():
        if isinstance(value, Dated):
            if value.precisie != "dag":
                values[f"{name}_precisie"] = value.precisie
            if value.volgorde is not None:
                values[f"{name}_volgorde"] = value.volgorde
    return {name: Cell(str(value), value) for name, value in values.items()}


def handed_in(store: Store, rows: Mapping[str, Sequence[FormRow]], peildatum: date) -> Outcome:
    delivery = delivery_of(rows)
    assert not [
        finding
        for finding in contradictions(delivery, form_tabs(PROEVEN), peildatum)
        if finding.severity == "error"
    ]
    terms = Terms(peildatum, Rules(TODAY.date(), PROEVEN), "mw-1")
    outcome = deliver(delivery, Ledger(store).histories(), terms)
    assert not [finding for finding in outcome.findings if finding.severity == "error"]
    take_in(store, outcome.proposals)
    return outcome


def content(rows: Mapping[str, Sequence[FormRow]]) -> dict[str, list[tuple[str, dict[str, Value]]]]:
    """The rows of each tab; what is said of one day may stand in another order."""
    return {
        tab: sorted(((r.deelnemernummer, dict(r.values)) for r in of), key=repr)
        for tab, of in rows.items()
    }


@settings(deadline=None, max_examples=30, phases=[Phase.generate])
@given(st.data())
def test_forms_of_any_log_at_two_days(data: st.DataObject) -> None:
    log = data.draw(logs())
    days = sorted([data.draw(peildata(log)), data.draw(peildata(log))])
    with told(log) as store, open_store("sqlite://", clock=lambda: TODAY) as other:
        ledger = Ledger(store)
        for day in days:
            rows = filled(ledger, day)
            handed_in(other, rows, day)
            assert content(filled(Ledger(other), day)) == content(rows)
            assert not handed_in(other, rows, day).proposals
        for day in days:
            expected = [person.row for person in snapshot(ledger, day)]
            assert [person.row for person in snapshot(Ledger(other), day)] == expected
