"""Progress that appears only where something takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import journey_cli.files
from journey_cli.files import late_progress
from tests.command_line import done, taken_in
from tests.stories import SAVES


class Bars(list[tuple[str, int | None]]):
    """The bars that were asked for, and how far they came."""

    def __init__(self) -> None:
        self.done = 0

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
        self.append((what, total))
        yield self._advance

    def _advance(self, amount: int) -> None:
        self.done += amount


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Bars:
    bars = Bars()
    monkeypatch.setattr(journey_cli.files, "progress", bars.progress)
    return bars


def read_all(total: int | None) -> None:
    with late_progress(total) as on_rows:
        for _ in range(3):
            on_rows(10)


def test_what_is_quick_shows_no_bar(bars: Bars) -> None:
    read_all(30)
    assert bars == []


@pytest.mark.parametrize("total", [30, None])
def test_what_takes_long_shows_one_bar_of_everything(
    bars: Bars, monkeypatch: pytest.MonkeyPatch, total: int | None
) -> None:
    monkeypatch.setattr(journey_cli.files, "AT_ONCE", -1.0)
    read_all(total)
    assert bars == [("reading", total)]
    assert bars.done == 30


def test_sealing_a_log_that_takes_long_shows_how_far_it_is(
    bars: Bars, monkeypatch: pytest.MonkeyPatch, ready_sqlite: str, tmp_path: Path
) -> None:
    taken_in(ready_sqlite, SAVES)
    key = str(tmp_path / "journey.key")
    done(ready_sqlite, "seal", "--new-key", key)
    monkeypatch.setattr(journey_cli.files, "AT_ONCE", -1.0)
    done(ready_sqlite, "seal", "--key", key)
    assert bars == [("reading", 5)]
    assert bars.done == 5
