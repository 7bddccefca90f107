"""Keys and checkpoints: how they are written, what is refused, and what never stops to verify."""

from __future__ import annotations

import os
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journey.errors import BadInput, NotFound
from journey.proof.checkpoint import Checkpoint, Sealed, Vouched, cosign, parse, seal, vouched
from journey.proof.keys import (
    COSIGN,
    SEAL,
    PrivateKey,
    new_key,
    read_key,
    read_public_key,
    write_key,
)

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCE = "urn:nld:oin:00000000000000000000:systeem:journey"
LOG = new_key(SOURCE, bytes(range(32)))
AUDITOR = new_key("rekenkamer", bytes(range(32, 64)))
CHECKPOINT = Checkpoint(
    SOURCE,
    3,
    bytes(range(100, 132)),
    "2026-01-05T08:00:00.000000Z",
    "2025-12-30T11:42:18.000000Z",
)
SEEN = datetime(2026, 1, 6, 9, 30, tzinfo=UTC)


def both() -> Sealed:
    return cosign(seal(CHECKPOINT, LOG), AUDITOR, SEEN)


# -- the format --------------------------------------------------------------------------------


def test_a_checkpoint_is_four_lines_an_empty_one_and_its_signatures() -> None:
    lines = both().content.decode().split("\n")
    assert lines[:5] == [
        SOURCE,
        "3",
        "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=",
        "sealed 2026-01-05T08:00:00.000000Z newest 2025-12-30T11:42:18.000000Z",
        "",
    ]
    assert lines[5].startswith(f"— {SOURCE} ")
    assert lines[6].startswith("— rekenkamer ")
    assert lines[7:] == [""]


def test_signatures_are_those_of_the_published_formats() -> None:
    """Checked with the bare library, as C2SP signed-note and tlog-cosignature describe them."""
    sealed, cosigned = both().content.split(b"\n")[5:7]
    body = both().content.split(b"\n\n")[0] + b"\n"
    raw = b64decode(sealed.split(b" ")[2])
    assert (raw[:4], len(raw)) == (LOG.public.id(SEAL), 4 + 64)
    assert LOG.public.verifies(raw[4:], body)
    raw = b64decode(cosigned.split(b" ")[2])
    assert (raw[:4], len(raw)) == (AUDITOR.public.id(COSIGN), 4 + 8 + 64)
    seconds = int.from_bytes(raw[4:12], "big")
    assert seconds == int(SEEN.timestamp())
    assert AUDITOR.public.verifies(raw[12:], b"cosignature/v1\ntime %d\n%b" % (seconds, body))


def test_the_published_example_of_a_note_verifies() -> None:
    """The one in the documentation of Go's package for signed notes."""
    key = read_public_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    raw = b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
        "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert raw[:4] == key.id(SEAL)
    assert key.verifies(raw[4:], text.encode())


def test_what_is_written_is_read_again() -> None:
    assert parse(both().content) == both()
    empty = seal(Checkpoint(SOURCE, 0, bytes(32), "2026-01-05T08:00:00.000000Z"), LOG)
    assert parse(empty.content) == empty
    assert b"newest -\n" in empty.content


def test_who_signed_is_told() -> None:
    assert vouched(both(), LOG.public) == [Vouched(SOURCE, None)]
    assert vouched(both(), AUDITOR.public) == [Vouched("rekenkamer", "2026-01-06T09:30:00.000000Z")]
    own = cosign(both(), LOG, SEEN)
    assert vouched(own, LOG.public) == [
        Vouched(SOURCE, None),
        Vouched(SOURCE, "2026-01-06T09:30:00.000000Z"),
    ]


@pytest.mark.parametrize(
    "other", [new_key(SOURCE, bytes(32)), new_key("iemand-anders", bytes(range(32)))]
)
def test_another_key_did_not_sign(other: PrivateKey) -> None:
    assert vouched(both(), other.public) == []


def test_no_byte_of_a_signed_checkpoint_can_be_another() -> None:
    content = both().content
    for place in range(len(content)):
        for bit in (1, 32):
            changed = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
            try:
                sealed = parse(changed)
            except BadInput:
                continue
            assert not (vouched(sealed, LOG.public) and vouched(sealed, AUDITOR.public)), place


LINES = both().content.decode().split("\n")


def with_line(number: int, *lines: str) -> bytes:
    return "\n".join([*LINES[: number - 1], *lines, *LINES[number:]]).encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "four lines"),
        (b"\xff\xfe", "four lines"),
        (CHECKPOINT.body, "four lines"),
        (CHECKPOINT.body + b"\n", "a signature a line"),
        (both().content[:-1], "a signature a line"),
        (both().content.replace(b"\n", b"\r\n"), "four lines"),
        (with_line(1, ""), "line 1"),
        (with_line(1, "a b"), "line 1"),
        (with_line(1, "a+b"), "line 1"),
        (with_line(2, "03"), "line 2"),
        (with_line(2, "-3"), "line 2"),
        (with_line(2, "٣"), "line 2"),
        (with_line(2, "9" * 19), "line 2"),
        (with_line(3, "ZGVm"), "line 3"),
        (with_line(3, LINES[2].rstrip("=")), "line 3"),
        (with_line(4), "four lines"),
        (with_line(4, LINES[3], "more"), "four lines"),
        (with_line(4, "sealed now newest -"), "line 4"),
        (with_line(4, LINES[3] + " "), "line 4"),
        (with_line(6, "- a b"), "is no signature line"),
        (with_line(6, LINES[5] + " "), "is no signature line"),
        (with_line(6, f"— {SOURCE} AAAA"), "is no signature line"),
        (with_line(6, LINES[5], ""), "four lines"),
    ],
)
def test_what_is_not_exactly_a_checkpoint_is_refused(content: bytes, text: str) -> None:
    with pytest.raises(BadInput, match=text):
        parse(content)


# -- a file of long ago ------------------------------------------------------------------------


def test_the_checkpoint_of_long_ago_verifies() -> None:
    sealed = parse((GOLDEN / "v1.checkpoint").read_bytes())
    for name in ("v1.log.pub", "v1.auditor.pub"):
        assert vouched(sealed, read_public_key(str(GOLDEN / name)))


# -- keys --------------------------------------------------------------------------------------


def test_a_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "journey.key"
    before = os.umask(0)
    try:
        write_key(str(path), LOG)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(str(path)) == LOG
    with pytest.raises(BadInput, match="exists already"):
        write_key(str(path), AUDITOR)
    assert read_key(str(path)) == LOG


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o620, 0o601])
def test_a_key_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "journey.key"
    write_key(str(path), LOG)
    path.chmod(mode)
    with pytest.raises(BadInput, match=r"can be read or changed by others .*\n?.*chmod 600"):
        read_key(str(path))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "x",
        LOG.public.text,
        LOG.text.replace("PRIVATE", "PUBLIC"),
        LOG.text.replace("urn", "url"),
        LOG.text[:-4],
        AUDITOR.text + "\nmore",
        "PRIVATE+KEY+a+00000000+****",
    ],
)
def test_what_is_no_private_key_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "journey.key"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(BadInput, match="holds no private key"):
        read_key(str(path))


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="can't be read"):
        read_key(str(tmp_path / "none"))
    with pytest.raises(NotFound, match="no public key, and no file"):
        read_public_key(str(tmp_path / "none"))
    with pytest.raises(BadInput, match="can't be written"):
        write_key(str(tmp_path / "none" / "key"), LOG)


def test_a_public_key_is_given_as_text_or_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "journey.pub"
    path.write_text(f"{LOG.public.text}\n")
    assert read_public_key(str(path)) == read_public_key(LOG.public.text) == LOG.public


@pytest.mark.parametrize(
    "text",
    [
        LOG.public.text.replace("urn", "url"),
        LOG.public.text[:-4] + "AAAA",
        "a+00000000+AQ==",
        "a+00000000+****",
    ],
)
def test_what_is_no_public_key_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "journey.pub"
    path.write_text(text)
    with pytest.raises(BadInput, match="is no public key"):
        read_public_key(str(path))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "\u202e"])
def test_what_can_name_no_key_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="can't be the name of a key"):
        new_key(name, bytes(32))


def test_no_key_shows_in_what_is_printed_of_it() -> None:
    assert repr(LOG) == f"PrivateKey(name={SOURCE!r})"
