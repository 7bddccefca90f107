"""A delivery of the registration form on its way into the log: read, judged, listed, recorded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from journey.aggregates.identity import participant_id
from journey.application import LISTED, take_in
from journey.catalogue import Rules
from journey.errors import BadInput
from journey.interchange.form.contradictions import contradictions
from journey.interchange.form.deliver import Outcome, Terms, deliver, rows_by_person
from journey.interchange.form.layout import TITLES, form_tabs
from journey.interchange.form.marking import marked
from journey.interchange.form.model import Finding
from journey.interchange.form.reading import read_form
from journey.ledger import Ledger
from journey.presentation.answer import Head
from journey.presentation.delivery import delivery_answer
from journey.store import Store
from journey.wording import and_more, counted
from journey_cli.context import Context, chosen_format, hand_out, say
from journey_cli.files import progress, writing
from journey_cli.who import may_record, today


class Asked(NamedTuple):
    """What is to be taken in, and how, as the command line gives it."""

    file: str
    peildatum: date
    dry_run: bool
    output: str | None
    staff: str | None
    format_: str | None


def take_in_form(context: Context, asked: Asked) -> None:
    """Read a delivery, say what is wrong with it, list what it changes, and record that.

    Raises :class:`BadInput` where there is an error; nothing is recorded then.
    """
    file, peildatum, output = asked.file, asked.peildatum, asked.output
    _check_output(output, file)
    name, who = chosen_format(asked.format_, None), may_record(asked.staff)
    with context.open() as store:
        day = store.today()
        if peildatum > day:
            raise BadInput(f"--peildatum {peildatum} lies in the future; allowed: up to {day}")
        findings, outcome = _judged(store, file, peildatum, day, who)
        if output is not None:
            _mark(store, file, findings, output)
        head = Head.of(Ledger(store), peildatum)
        if name == "json" and _errors(findings):
            hand_out(delivery_answer(head, (), findings, context.lang), name, None)
        _refuse_errors(file, findings, output)
        _warn(findings)
        answer = delivery_answer(head, outcome.changes, findings, context.lang)
        hand_out(answer, name, None)
        _record(store, file, outcome, asked.dry_run)


def _check_output(output: str | None, file: str) -> None:
    """A usage error for a name that is no workbook's, or that of the form itself."""
    if output is not None and Path(output).suffix.lower() != ".xlsx":
        raise click.UsageError(f"-o {output}: the copy is a workbook; let the name end in .xlsx.")
    if output is not None and os.path.realpath(output) == os.path.realpath(file):
        raise click.UsageError(f"-o {output} is the form itself; give the copy another name.")


def _judged(
    store: Store, file: str, peildatum: date, day: date, who: str | None
) -> tuple[list[Finding], Outcome]:
    """Everything that was found in a delivery, and what it comes to."""
    proeven = store.proeven()
    with progress("reading", None) as on_rows:
        delivery = read_form(Path(file), proeven, on_rows)
    for note in delivery.notes:
        say(note)
    found = [*delivery.findings, *contradictions(delivery, form_tabs(proeven), peildatum)]
    spoilt = {
        participant_id(f.deelnemernummer)
        for f in found
        if f.severity == "error" and f.deelnemernummer is not None
    }
    terms = Terms(peildatum, Rules(day, proeven, today()), who)
    with progress("comparing", len(rows_by_person(delivery))) as on_person:
        outcome = deliver(delivery, Ledger(store).histories(), terms, spoilt, on_person)
    return [*found, *outcome.findings], outcome


def _mark(store: Store, file: str, findings: Sequence[Finding], output: str) -> None:
    content = marked(Path(file), store.proeven(), findings)
    with writing(output) as stream:
        stream.write(content)
    say(f"{output}: {file} with {counted(len(findings), 'finding')} marked")


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings because of which nothing is recorded."""
    return [finding for finding in findings if finding.severity == "error"]


def _refuse_errors(file: str, findings: Sequence[Finding], output: str | None) -> None:
    errors = _errors(findings)
    if errors:
        lines = _listed(errors)
        if output is None:
            lines.append("-o issues.xlsx marks every one in a copy of the form")
        raise BadInput(
            f"{file}: nothing was recorded: {counted(len(errors), 'error')}", lines, len(errors)
        )


def _warn(findings: Sequence[Finding]) -> None:
    if findings:
        say(f"{len(findings)} to ask about; they are no reason not to record:")
    for line in _listed(findings):
        say(f"  {line}")


def _listed(findings: Sequence[Finding]) -> list[str]:
    return and_more([_told(finding) for finding in findings[:LISTED]], len(findings))


def _told(finding: Finding) -> str:
    """Where, who, what stands there, what is wrong with it and what to ask."""
    place = finding.at or (f"row {finding.row}" if finding.row else "")
    parts = [f"{TITLES[finding.tab]} {place}".strip(), finding.deelnemernummer, finding.column]
    where = " · ".join(part for part in parts if part)
    stands = f" ({finding.stands})" if finding.stands else ""
    stop = "" if finding.problem.endswith("?") else "."
    return f"{where}{stands}: {finding.problem}{stop} {finding.ask}"


def _record(store: Store, file: str, outcome: Outcome, dry_run: bool) -> None:
    with progress("judging", None) as on_judged:
        report = take_in(store, outcome.proposals, dry_run=dry_run, on_judged=on_judged)
    done = "would add" if dry_run else "added"
    newest = "" if dry_run else f"; the newest position is {report.position}"
    say(
        f"{file}: {done} {counted(report.added, 'event')} of "
        f"{counted(report.participants, 'participant')}{newest}"
    )
    kept = sum(change.what == "kept" for change in outcome.changes)
    if kept:
        say(
            f"{counted(kept, 'fact')} of the log that the form does not have (blijft staan) "
            "will not go by leaving it out: retract what was never so"
        )
