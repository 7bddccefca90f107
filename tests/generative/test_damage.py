"""Whatever is changed in a log shows; and where nothing was changed, nothing is said."""

from __future__ import annotations

import io
from random import Random

import pytest

from journey.proof.audit import audit_export
from tests import strategies
from tests.damage import CHANGES, Change, change_field, copy_of, unnoticed
from tests.stories import as_file, exported, told


def test_no_changed_field_goes_unnoticed() -> None:
    assert unnoticed(copy_of(1), change_field, 500, seed=1) == []


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_rows_goes_unnoticed(change: Change) -> None:
    assert unnoticed(copy_of(2), change, 50, seed=2) == []


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
