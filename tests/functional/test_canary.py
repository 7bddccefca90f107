"""A name that sings wherever it stands in the clear: recorded, corrected, noted, exported, erased.

After every step each file there is is searched for it, and what commands say: the log, its WAL and
journals, the key store, exports, temporary files; on PostgreSQL the whole data folder of the
server, with its WAL and a log of every statement.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from time import sleep
from typing import NamedTuple

import psycopg
import pytest

from journey.store.opening import connect
from journey.store.urls import parse_url
from tests.command_line import Ran, command, environment, exported, journey
from tests.conftest import PostgresServer
from tests.stories import id_of

NAME = "Quirinia Kanarivogel"
EMPLOYER = "Zilvermeeuwerij"
BORN = "1987-06-05"
CONTACT = "06-98765432"
SONGS = tuple(
    form
    for word in ("quirinia", "kanarivogel", "zilvermeeuw", BORN, CONTACT)
    for form in (word.encode(), word.encode("utf-16-le"))
)
AGAIN = ("--reden", "later_bekend")


class Nest(NamedTuple):
    """A store, and every folder in which something of it could be left."""

    url: str
    work: Path
    server: Path | None

    def run(self, *arguments: str, stdin: bytes = b"") -> Ran:
        """Runs a command; neither it nor any file sings."""
        ran = journey(self.url, *arguments, stdin=stdin)
        assert not sings(ran.out), arguments
        assert not sings(ran.err.encode()), (arguments, ran.err)
        self.search(self.work)
        return ran

    def done(self, *arguments: str, stdin: bytes = b"") -> bytes:
        ran = self.run(*arguments, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran.out

    def refused(self, *arguments: str, stdin: bytes = b"") -> str:
        ran = self.run(*arguments, stdin=stdin)
        assert ran.code in (1, 2, 3), (arguments, ran)
        return ran.err

    def read(self, *arguments: str) -> bytes:
        """What a command shows that is there to show it."""
        ran = journey(self.url, *arguments, "--reden", "intake")
        assert sings(ran.out), (arguments, ran.err)
        assert not sings(ran.err.encode())
        self.search(self.work)
        return ran.out

    def search(self, folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                assert not sings(path.read_bytes()), path

    def search_server(self) -> None:
        """Everything that the database has on disk by now."""
        if self.server is not None:
            with psycopg.connect(plain(self.url), autocommit=True) as connection:
                connection.execute("CHECKPOINT")
            assert b"COPY events" in (self.server / "data" / "log").read_bytes()
            self.search(self.server)


def sings(content: bytes) -> bool:
    lowered = content.lower()
    return any(song in lowered for song in SONGS)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(params=["sqlite", "postgresql"])
def nest(
    request: pytest.FixtureRequest, tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> Nest:
    # The server first: it does not start in a folder that is another user's.
    on = {"sqlite": "ready_sqlite", "postgresql": "ready_postgres"}[request.param]
    url: str = request.getfixturevalue(on)
    monkeypatch.setenv("JOURNEY_USER", "mw-17")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        return Nest(url, tmp_path, None)
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} SET log_statement = 'all'")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Nest(url, tmp_path, server.folder)


def hatched(nest: Nest) -> None:
    """A participant of whom everything personal is recorded, corrected and noted."""
    on = ("--datum", "2025-03-01")
    intake = ("--proef", "wsd", "--deelname", "verplicht")
    nest.done("record", "intake", "A-1", *on, *intake, "--toelichting", NAME, "--id", id_of(1))
    who = ("--naam", "Quirinia Jansen", "--geboortedatum", BORN, "--contact", CONTACT)
    nest.done("record", "identity_recorded", "A-1", *on, *who, "--id", id_of(2))
    job = ("--startbaan", "1", "--werkgever", EMPLOYER)
    nest.done("record", "placed", "A-1", *on, *job, "--id", id_of(3))
    nest.done("correct", id_of(2), "--naam", NAME, *AGAIN)
    nest.done("correct", id_of(1), "--toelichting", f"is {NAME}", *AGAIN)
    nest.done("correct", id_of(3), "--sector", "horeca", *AGAIN)
    retracted = ("record", "put_on_hold", "A-1", *on, "--toelichting", NAME, "--id", id_of(4))
    nest.done(*retracted)
    nest.done("retract", id_of(4), "--reden", "dubbel")
    sheet = f"event,number,datum,toelichting\nmediation_started,A-1,2025-03-02,{NAME}\n"
    nest.done("record", "--from", "-", stdin=sheet.encode())


def exports(nest: Nest) -> list[bytes]:
    """Everything that leaves the store, in files that are searched too."""
    asked = [
        ("export", "events", "-o", "log.jsonl"),
        ("export", "xes", "--by", "event", "--peildatum", "2025-10-31", "-o", "log.xes"),
        ("snapshot", "--peildatum", "2025-10-31", "-o", "snapshot.csv"),
        ("tables", "--peildatum", "2025-10-31", "-o", "tables.csv"),
        ("report", "--peildatum", "2025-10-31", "-o", "report.html"),
        ("show", "A-1"),
        ("show", "A-1", "--format", "json"),
        ("list",),
        ("verify",),
    ]
    for arguments in asked:
        nest.done(*arguments)
    return [(nest.work / name).read_bytes() for name in ("snapshot.csv", "tables.csv")]


# The life of a name -------------------------------------------------------------------------------


def test_nothing_sings_from_recording_to_erasing(
    nest: Nest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hatched(nest)
    assert NAME.encode() in nest.read("identify", "A-1")
    assert EMPLOYER.encode() in nest.read("show", "A-1", "--with-notes")
    before = exports(nest)
    old = exported(nest.url)
    aside = tmp_path_factory.mktemp("aside")
    shutil.copy("journey.keys.db", aside)
    told = nest.refused("erase", "A-1", "--reden", f"verzoek van {NAME}", "--yes")
    assert "holds what is known of this person" in told
    nest.search_server()

    nest.done("erase", "A-1", "--reden", "verzoek", "--yes")
    assert exports(nest) == before
    nest.search_server()
    nobody_reads(nest)

    # An old export, in a store of its own, with today's keys.
    elsewhere = nest._replace(url=f"sqlite:///{nest.work / 'elsewhere.db'}")
    elsewhere.done("init")
    elsewhere.done("import", "events", "-", "--keep-recorded-at", stdin=old)
    nobody_reads(elsewhere)

    # The key store as it was before: refused until it is behind no more.
    shutil.copy(aside / "journey.keys.db", "journey.keys.db")
    nobody_reads(nest)
    nest.done("keys", "reconcile")
    nobody_reads(nest)
    nobody_reads(elsewhere)


def nobody_reads(nest: Nest) -> None:
    nest.refused("identify", "A-1", "--reden", "x")
    nest.refused("--debug", "identify", "a-1", "--reden", "x")
    nest.refused("show", "A-1", "--with-notes", "--reden", "x")
    nest.refused("show", "A-1", "--with-notes", "--reden", "x", "--format", "json")


# What goes wrong ----------------------------------------------------------------------------------

LONG = NAME * 20
NEW = ("record", "identity_recorded", "A-1", "--datum", "2025-03-01")
WRONG: list[tuple[str, ...]] = [
    (*NEW, "--naam", LONG),
    (*NEW, "--naam", f"{NAME}\x1b"),
    (*NEW, "--naam", f"{NAME}\udcff"),
    (*NEW, "--naam", NAME, "--contact", f"{CONTACT}\n{NAME}"),
    (*NEW, "--naam", NAME, "--geboortedatum", f"{BORN}x"),
    (*NEW, "--naam", NAME, "--geboortedatum", NAME),
    (*NEW, "--naam", NAME, "--volgorde", "100"),
    (*NEW, "--naam", NAME, "--sector", "horeca"),
    (*NEW, "--naam", NAME, "--id", id_of(1)),
    (*NEW, "--naam", NAME, "--id", "7"),
    (*NEW, "--naam", NAME, "--as", "12345678"),
    (*NEW, "--naam", *NAME.split()),
    (*NEW, f"--naam={NAME}", "Kanarivogel", "Zilvermeeuw"),
    (*NEW, "--name", NAME),
    (*NEW, f"--name={NAME}"),
    (*NEW[:3], "--datum", "2019-01-01", "--naam", NAME),
    (*NEW[:3], "--datum", "2999-01-01", "--naam", NAME),
    (*NEW[:3], "--datum", "gisteren", "--naam", NAME),
    ("record", "intake", "A-1", *NEW[3:], "--toelichting", NAME, "--proef", "x"),
    ("record", "intake", "A-1", *NEW[3:], "--toelichting", LONG * 20),
    ("record", "put_on_hold", "A-1", *NEW[3:], "--werkgever", EMPLOYER),
    ("record", "identity_recorded", "A-1", "--naam", NAME),
    ("correct", id_of(2), "--naam", NAME, *AGAIN),
    ("correct", id_of(2), "--naam", LONG, *AGAIN),
    ("correct", id_of(2), "--naam", *NAME.split(), *AGAIN),
    ("correct", id_of(2), "--name", NAME, *AGAIN),
    ("correct", id_of(2), "--geboortedatum", f"{BORN}-1", *AGAIN),
    ("correct", id_of(2), "--set", f"naam:{NAME}", *AGAIN),
    ("correct", id_of(2), "--set", f"naam={LONG}", *AGAIN),
    ("correct", id_of(2), "--set", f"name={NAME}", *AGAIN),
    ("correct", id_of(1), "--werkgever", EMPLOYER, *AGAIN),
    ("erase", "A-1", "--reden", NAME, "--yes"),
]


@pytest.mark.parametrize("nest", ["sqlite"], indirect=True)
def test_no_refusal_sings(nest: Nest) -> None:
    hatched(nest)
    before = exported(nest.url)
    for arguments in WRONG:
        nest.refused("--debug", *arguments)
        assert exported(nest.url) == before


SHEETS = [
    f"event,number,datum,naam\nidentity_recorded,A-1,2025-03-01,{LONG}\n",
    f"event,number,datum,geboortedatum,naam\nidentity_recorded,A-1,2025-03-01,{NAME},{NAME}\n",
    f"event,number,datum,naam\nidentity_recorded,A-1,2025-03-01,{NAME},{NAME}\n",
    f"event,number,datum,naam\nidentity_recorded,A-1,2999-03-01,{NAME}\n",
    f'event,number,datum,naam\nidentity_recorded,A-1,2025-03-01,"{NAME}\n',
    f"event,number,datum,werkgever\nput_on_hold,A-1,2025-03-01,{EMPLOYER}\n",
]


@pytest.mark.parametrize("nest", ["sqlite"], indirect=True)
def test_no_file_that_is_refused_sings(nest: Nest) -> None:
    hatched(nest)
    for sheet in SHEETS:
        nest.refused("--debug", "record", "--from", "-", stdin=sheet.encode())
    line = exported(nest.url).splitlines()[0]
    clear = line.replace(b'"data":{', b'"data":{"toelichting":"' + NAME.encode() + b'",')
    for wrong in (clear, clear.replace(b"000001", b"000009"), clear[:-9]):
        nest.refused("--debug", "import", "events", "-", stdin=wrong)


@pytest.mark.parametrize("nest", ["sqlite"], indirect=True)
def test_nothing_sings_where_store_or_keys_can_not_be_used(
    nest: Nest, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hatched(nest)
    new = (*NEW, "--naam", NAME)
    for url in ("sqlite:////nowhere/journey.db", "postgresql+psycopg://x@127.0.0.1:1/x"):
        nest._replace(url=url).refused("--debug", *new)
    content = Path(keys).read_text()
    for wrong in ("", content[:-9], content.replace("+", "-"), NAME):
        Path(keys).write_text(wrong)
        ran = journey(nest.url, "--debug", *new)
        assert ran.code == 1
        assert not sings(ran.err.encode())
    Path(keys).write_text(content)
    Path(keys).chmod(0o644)
    nest.refused("--debug", *new)
    Path(keys).chmod(0o600)
    for name, value in (
        ("JOURNEY_KEY_FILE", str(nest.work)),
        ("JOURNEY_KEY_FILE", ""),
        ("JOURNEY_KEYS", "postgresql+psycopg://x@127.0.0.1:1/x"),
        ("JOURNEY_KEYS", f"sqlite:///{nest.work}/away.db"),
        ("JOURNEY_KEYS", nest.url),
        ("JOURNEY_KEYS", "keys"),
    ):
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            nest.refused("--debug", *new)
            nest.refused("--debug", "identify", "A-1", "--reden", "x")


@pytest.mark.parametrize("nest", ["sqlite"], indirect=True)
def test_ctrl_c_does_not_sing(nest: Nest) -> None:
    hatched(nest)
    names = ("JOURNEY_KEYS", "JOURNEY_KEY_FILE", "JOURNEY_USER", "TMPDIR")
    around = environment(**{name: os.environ[name] for name in names})
    with closing(connect(parse_url(nest.url), 1)) as session:
        session.begin()
        running = subprocess.Popen(
            command(nest.url, "--debug", *NEW, "--naam", NAME), stderr=subprocess.PIPE, env=around
        )
        sleep(2)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=15)
        session.rollback()
    assert running.returncode == 130
    assert not sings(said)
    nest.search(nest.work)
