"""A seal opens with its own key, for its own event, as it was made; and nothing shows a value."""

from __future__ import annotations

import json
import traceback
from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journey import codebook
from journey.aggregates.participant import Participant, pending
from journey.catalogue import Rules, field_problems, personal_problems
from journey.errors import BadInput, JourneyError
from journey.events import CATALOGUE, fields_of, personal_of
from journey.fields import Text
from journey.personal import Personal, parted
from journey.vault.keyfile import WrappingKey, make_key_file, read_key_file
from journey.vault.sealing import (
    BLOCK,
    LARGEST,
    About,
    Broken,
    form_problem,
    seal,
    unseal,
)

KEY = bytes(range(32))
ABOUT = About("00000000-0000-4000-8000-000000000001", "A-1", "intake", 1)
CANARY = "Kanarie-Ypenburg"
RULES = Rules(date(2026, 1, 1), frozenset(codebook.PROEVEN))
FRAME = 29


class Counted:
    """Bytes that are never the same, and always the same in the next run."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, size: int) -> bytes:
        self.number += 1
        return self.number.to_bytes(size, "big")


def sealed(values: dict[str, Any], about: About = ABOUT) -> bytes:
    return seal(KEY, about, Personal(values), Counted())


# The seal -----------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["naam", "contact", "toelichting"]), TEXTS), TEXTS)
def test_what_is_sealed_opens_again(values: dict[str, str], subject: str) -> None:
    about = ABOUT._replace(subject=subject)
    assert unseal(KEY, about, sealed(values, about)).values() == values


def test_every_changed_byte_shows() -> None:
    whole = sealed({"naam": CANARY})
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(Broken):
            unseal(KEY, ABOUT, bytes(changed))
    for length in range(len(whole)):
        with pytest.raises(Broken):
            unseal(KEY, ABOUT, whole[:length])


@pytest.mark.parametrize(
    "moved",
    [
        ABOUT._replace(event_id="00000000-0000-4000-8000-000000000002"),
        ABOUT._replace(subject="A-2"),
        ABOUT._replace(subject="a-1"),
        ABOUT._replace(type="placed"),
        ABOUT._replace(type_version=2),
        ABOUT._replace(subject="A-1i", type="ntake"),
    ],
)
def test_a_seal_of_another_event_does_not_open(moved: About) -> None:
    with pytest.raises(Broken):
        unseal(KEY, moved, sealed({"naam": CANARY}))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Broken):
        unseal(bytes(32), ABOUT, sealed({"naam": CANARY}))


def test_no_two_seals_are_alike() -> None:
    entropy = Counted()
    seals = {seal(KEY, ABOUT, Personal({"naam": CANARY}), entropy) for _ in range(100)}
    assert len(seals) == len({one[1:13] for one in seals}) == 100


def test_the_length_tells_little() -> None:
    lengths = {len(sealed({"naam": "x" * size})) for size in range(1, 200)}
    assert lengths == {FRAME + BLOCK * blocks for blocks in (1, 2, 3, 4)}


def test_the_longest_fields_fit() -> None:
    for cls in CATALOGUE.values():
        longest = {
            name: "\U0001f600" * field.kind.most
            for name, field in personal_of(cls).items()
            if isinstance(field.kind, Text)
        }
        assert form_problem(sealed({"replacement": longest})) is None


@pytest.mark.parametrize(
    "wrong",
    [b"", b"\1", b"\1" * FRAME, b"\1" * (FRAME + 63), b"\2" * (FRAME + 64), b"\1" * (LARGEST + 64)],
)
def test_what_is_no_seal_shows_without_a_key(wrong: bytes) -> None:
    assert form_problem(wrong)
    with pytest.raises(Broken):
        unseal(KEY, ABOUT, wrong)


def test_seals_of_an_old_log_open_for_ever() -> None:
    lines = (Path(__file__).parents[1] / "golden" / "v2.jsonl").read_text().splitlines()
    found = []
    for event in map(json.loads, lines):
        if "sealed" in event:
            about = About(event["id"], event["subject"], event["type"].split(".")[2], 1)
            found.append(unseal(KEY, about, b64decode(event["sealed"])).values())
    assert found[1]["naam"] == "Ayşe Voorbeeld"
    assert found[4] == {
        "replacement": {"naam": "Ayşe Voorbeeld-Jansen", "geboortedatum": "1990-05-01"}
    }
    assert len(found) == 7


# Nothing shows a value ----------------------------------------------------------------------------

PERSONAL = [(name, field) for name, cls in CATALOGUE.items() for field in personal_of(cls)]


@pytest.mark.parametrize(("name", "field"), PERSONAL)
def test_an_event_can_not_hold_a_personal_field(name: str, field: str) -> None:
    cls = CATALOGUE[name]
    assert str(fields_of(cls)[field].personal) == "True"
    (problem,) = [p for p in field_problems(cls, {field: CANARY}) if p.field == field]
    assert "personal field" in problem.text
    assert CANARY not in problem.text
    given = parted(cls, {"datum": "2025-01-01", field: CANARY})
    assert given.data == {"datum": "2025-01-01"}
    assert given.personal.values() == {field: CANARY}
    assert CANARY not in f"{given} {given.personal!r} {given.personal}"


@pytest.mark.parametrize(
    ("name", "field"), [(n, f) for n, f in PERSONAL if n not in ("corrected", "retracted")]
)
@pytest.mark.parametrize("wrong", [f"{CANARY}\n", f"{CANARY}\x00", CANARY * 500, ["a", CANARY]])
def test_no_message_shows_a_value_that_is_wrong(name: str, field: str, wrong: object) -> None:
    problems = personal_problems(CATALOGUE[name], Personal({field: wrong}), RULES)
    assert [p for p in problems if p.field == field]
    assert CANARY not in str(problems)


def test_no_traceback_shows_a_value() -> None:
    data = {"datum": "2025-01-01", "proef": "wsd", "deelname": "nee"}
    personal = Personal({"toelichting": CANARY})
    with pytest.raises(BadInput) as refused:
        Participant("A-1").record(ABOUT.event_id, CATALOGUE["intake"], data, RULES, personal)
    assert CANARY not in "".join(traceback.format_exception(refused.value))
    new = Participant("A-1").record(
        ABOUT.event_id, CATALOGUE["intake"], {**data, "deelname": "verplicht"}, RULES, personal
    )
    assert new.personal.values() == {"toelichting": CANARY}
    assert CANARY not in f"{new} {pending(new)}"


def test_texts_are_kept_as_people_see_them() -> None:
    text = Text(5)
    assert text.clean("  Zoe\u0308 ") == "Zoë"
    assert text.problem("  Zoe\u0308   ") is None
    assert text.problem("") == text.problem("  ") == "it has 0 characters"
    assert text.problem("zeslang") == "it has 7 characters"
    assert text.problem("a\u200cb") is None
    assert text.problem("a\ud800") == text.problem("a\tb") == "it holds a control character"
    assert text.problem(5) == "it is no text"


# Key files ----------------------------------------------------------------------------------------


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "journey.key"
    made = make_key_file(str(path), Counted())
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(str(path)).fingerprint == made.fingerprint
    assert path.read_text().strip() == made.text
    assert made.text.rpartition("+")[2] not in f"{made} {made!r}"
    with pytest.raises(BadInput, match="never written over"):
        make_key_file(str(path), Counted())
    for mode in (0o640, 0o604, 0o620, 0o602, 0o666):
        path.chmod(mode)
        with pytest.raises(BadInput, match="can be read or changed by others"):
            read_key_file(str(path))


@pytest.mark.parametrize("content", ["", "geheim", "JOURNEY-KEY+0123456789abcdef+", "+" * 99])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "journey.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(BadInput, match="holds no key as"):
        read_key_file(str(path))


def test_a_key_with_a_changed_letter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journey.key"
    text = make_key_file(str(path), Counted()).text
    for place in range(len(text)):
        path.write_text(text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :])
        with pytest.raises(JourneyError):
            read_key_file(str(path))


def test_a_wrapped_key_is_of_one_participant() -> None:
    kek = WrappingKey(KEY)
    wrapped = kek.wrap("one", bytes(32), Counted())
    assert kek.unwrap("one", wrapped) == bytes(32)
    with pytest.raises(Broken):
        kek.unwrap("another", wrapped)
