"""The house itself: locks, directions of imports, start-up, and nothing of one machine in it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())

MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work|opt|mnt)/\w")
REGISTRY = re.compile(r"\b(?:pypi|pythonhost(?:ed)|npmjs|crates|debian)\.(?:org|io|com)\b")


def pinned(lock: str) -> dict[str, tuple[Requirement, str]]:
    """The requirements of a lock by name, each with the text of its entry."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    requirements = [(Requirement(entry.split("\\")[0]), entry) for entry in entries]
    return {canonicalize_name(found.name): (found, entry) for found, entry in requirements}


def group(name: str) -> Iterator[str]:
    """The requirements of a dependency group, those of included groups among them."""
    for item in PROJECT["dependency-groups"][name]:
        if isinstance(item, str):
            yield item
        else:
            yield from group(item["include-group"])


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every tracked text file that is there: its name and its lines."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_everything_with_hashes(lock: str) -> None:
    for requirement, entry in pinned(lock).values():
        assert [part.operator for part in requirement.specifier] == ["=="], entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|--(?:extra-)?index|--find-links|^-[ifec]\s", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*PROJECT["project"]["dependencies"], *group("build")]),
        ("requirements-dev.lock", list(group("dev"))),
    ],
)
def test_lock_covers_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    pins = pinned(lock)
    for asked in map(Requirement, wanted):
        found, _ = pins[canonicalize_name(asked.name)]
        version = next(iter(found.specifier)).version
        assert version in asked.specifier, f"{lock} has {found.name} {version}, not {asked}"


def test_locks_agree() -> None:
    running, working = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: str(entry[0]) for name, entry in running.items()} == {
        name: str(working[name][0]) for name in running
    }


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_module_has_its_place_in_the_layers() -> None:
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name for layer in layers for name in layer.split(" : ")}
    modules = {path.parent for path in ROOT.glob("journey/*/__init__.py")}
    modules |= set(ROOT.glob("journey/*.py")) - {ROOT / "journey" / "__init__.py"}
    assert {f"journey.{path.stem}" for path in modules} <= placed


def test_what_is_installed_has_names_that_are_ours_alone(tmp_path: Path) -> None:
    built = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(built, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    packages = {name for name in names if not name.endswith(".dist-info")}
    assert packages == {"journey", "journey_cli", "journey_migrations"}


def test_nothing_tracked_names_a_registry_or_a_path_of_a_machine() -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line) or str(ROOT) in line
    ]
    assert found == []


def test_help_loads_click_and_no_other_library() -> None:
    others = {
        canonicalize_name(Requirement(text).name) for text in PROJECT["project"]["dependencies"]
    }
    script = (
        "import sys\n"
        "from journey_cli.main import main\n"
        "sys.argv = ['journey', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit:\n    print('loaded:', *sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shown, _, loaded = ran.stdout.rpartition("loaded:")
    assert "Usage" in shown
    assert others & set(loaded.split()) == {"click"}
