"""Whatever is changed in a log shows; and where nothing was changed, nothing is said."""

from __future__ import annotations

import io
from random import Random

import pytest

from journey.proof.audit import audit_export
from journey.proof.histories import judge
from journey.proof.problems import Problem, Problems
from journey.store import Record
from journey.store.session import Row
from tests import strategies
from tests.damage import CHANGES, Change, change_field, copy_of, unnoticed
from tests.stories import as_file, exported, told
from tests.strategies import PROEVEN


def test_no_changed_field_goes_unnoticed() -> None:
    assert unnoticed(copy_of(1), change_field, 500, seed=1) == []


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_rows_goes_unnoticed(change: Change) -> None:
    assert unnoticed(copy_of(2), change, 50, seed=2) == []


def judged(histories: list[list[Row]]) -> list[Problem]:
    problems = Problems()
    judge(histories, PROEVEN, problems)
    return problems.listed()


def test_what_was_found_right_vouches_for_nothing_else() -> None:
    copy, random = copy_of(16, 8, 60), Random(3)
    right = copy.histories()
    assert judged(right) == []
    for _ in range(500):
        with copy.trying():
            what = change_field(copy, random)
            changed = copy.histories()
            both = [one for one in judged(right + changed) if "in two parts" not in one.text]
            assert both == judged(changed), what


def pointed(entry: Row, row: Row) -> Row:
    """What an index gives whose entry points to a row: its own key, and the rest of the row."""
    return tuple(Record._make(row)._replace(participant_id=entry[2], version=entry[4]))


def test_no_entry_of_an_index_that_points_elsewhere_goes_unnoticed() -> None:
    histories, random = copy_of(16, 8, 60).histories(), Random(4)
    places = [(one, at) for one, rows in enumerate(histories) for at in range(len(rows))]
    for swapped in (False, True) * 200:
        (one, at), (other, there) = random.sample(places, 2)
        forged = [list(rows) for rows in histories]
        forged[one][at] = pointed(histories[one][at], histories[other][there])
        if swapped:
            forged[other][there] = pointed(histories[other][there], histories[one][at])
        assert judged(forged), (one, at, other, there, swapped)


def test_a_participant_whose_history_comes_twice_is_noticed() -> None:
    first, *rest = copy_of(2).histories()
    (problem,) = judged([first, *rest, first[:1]])
    assert problem == (first[0][0], f"participant_id '{first[0][2]}' comes in two parts")


@pytest.mark.parametrize("seed", range(60))
def test_a_clean_log_is_clean(seed: int) -> None:
    log = strategies.legal_log(Random(seed).randrange)
    report = audit_export(io.BytesIO(as_file(log)))
    assert (report.events, report.problems) == (len(log), [])


@pytest.mark.parametrize("seed", range(3))
def test_database_and_export_have_one_root(seed: int) -> None:
    copy = copy_of(seed)
    here = copy.verified()
    with told(strategies.legal_log(Random(seed).randrange)) as store:
        there = audit_export(io.BytesIO(exported(store)))
    assert here.ok
    assert there.ok
    assert (here.events, here.root) == (there.events, there.root)


def test_a_leaf_that_is_gone_is_noticed() -> None:
    copy = copy_of(2)
    with copy.trying():
        copy.put(1, "leaf", None)
        assert not copy.verified().ok
    assert copy.verified().ok
