"""The demonstration log, for tests that only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command_line import done


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> str:
    """URL of a store with the demonstration log. No test may write to it."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("demo") / "demo.db")
    done(f"sqlite:///{path}", "demo")
    return f"sqlite:///{path}"
