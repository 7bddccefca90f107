"""Progress that appears only where something takes long, and only on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

import cli.files
from cli.files import late_progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    # On a dumb terminal there are no bars.
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def read_all(total: int | None = 30) -> None:
    with late_progress(total) as on_rows:
        for _ in range(3):
            on_rows(10)


def test_what_is_quick_shows_nothing(screen: Screen) -> None:
    read_all()
    assert screen.getvalue() == ""


@pytest.mark.parametrize("total", [30, None])
def test_what_takes_long_shows_a_bar(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, total: int | None
) -> None:
    monkeypatch.setattr(cli.files, "AT_ONCE", -1.0)
    read_all(total)
    assert "reading" in screen.getvalue()


def test_a_file_gets_no_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.files, "AT_ONCE", -1.0)
    read_all()
    assert capsys.readouterr().err == ""
