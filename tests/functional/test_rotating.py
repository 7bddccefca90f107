"""Keys that are wrapped anew while somebody else adds or destroys one, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from secrets import token_bytes
from threading import Thread

import psycopg
import pytest

from journey.aggregates.identity import participant_id
from journey.errors import KeysUnusable, StoreLocked
from journey.personal import Personal
from journey.store.opening import connect
from journey.store.session import Row
from journey.vault.keyfile import make_key_file
from journey.vault.keystore import KeyStore
from journey.vault.sealing import About
from journey.vault.vault import KeyPlaces, Vault, prepare_keys, rotate
from tests.conftest import PostgresServer

NOTE = Personal({"toelichting": "ziek"})
ONE, TWO = participant_id("A-1"), participant_id("A-2")


def about(number: str) -> About:
    return About("00000000-0000-4000-8000-000000000001", number, "intake", 1)


@pytest.fixture
def places(store_url: str, tmp_path: Path) -> KeyPlaces:
    """A key file and a key store, with a key of A-1 and one of A-2."""
    made = KeyPlaces("sqlite://", store_url, str(tmp_path / "journey.key"))
    prepare_keys(made, token_bytes)
    with Vault(made, token_bytes) as vault:
        vault.prepare([ONE, TWO])
    return made


@pytest.fixture
def other(places: KeyPlaces) -> Iterator[KeyStore]:
    """The key store as somebody else has it open, who waits for nobody."""
    location = places.key_store()
    with closing(KeyStore(connect(location, 0.2), location)) as keys:
        yield keys


def rows(places: KeyPlaces, statement: str, *parameters: object) -> list[Row]:
    with closing(connect(places.key_store(), 1)) as session:
        return session.rows(statement, *parameters)


def wrapped(places: KeyPlaces, pid: str) -> object:
    [(found,)] = rows(places, "SELECT wrapped FROM journey_data_key WHERE participant_id = ?", pid)
    return found


def test_a_key_destroyed_while_keys_are_wrapped_anew_stays_destroyed(
    places: KeyPlaces, other: KeyStore
) -> None:
    destroyed = []

    def erasing_meanwhile(size: int) -> bytes:
        # Random bytes are asked for between reading a key and keeping it as it is wrapped now.
        with suppress(StoreLocked):
            other.destroy([ONE])
            destroyed.append(ONE)
        return token_bytes(size)

    done = rotate(places, f"{places.key_file}.2", erasing_meanwhile)
    if not destroyed:
        other.destroy([ONE])
    assert wrapped(places, ONE) is None
    assert done.keys == 2 - len(destroyed)
    assert [key.participant_id for key in other.living()] == [TWO]


def test_a_key_destroyed_before_keys_are_wrapped_anew_stays_destroyed(
    places: KeyPlaces, other: KeyStore
) -> None:
    other.destroy([ONE])
    assert rotate(places, None, token_bytes).keys == 1
    assert wrapped(places, ONE) is None


def test_no_key_is_added_under_a_key_file_that_was_replaced(places: KeyPlaces) -> None:
    with Vault(places, token_bytes) as recording:
        recording.check()
        recording.prepare([ONE])
        assert rotate(places, None, token_bytes).keys == 2
        # Whose key was at hand is sealed as before.
        recording.seal(about("A-1"), NOTE)
        for numbers in (["A-3"], ["A-4", "A-5"]):
            with pytest.raises(KeysUnusable, match="wrapped with another key file"):
                recording.prepare(map(participant_id, numbers))
    with Vault(places, token_bytes) as later:
        later.prepare(map(participant_id, ("A-3", "A-4", "A-5")))
        assert len(later.keys.living()) == 5
    assert rows(places, "SELECT count(DISTINCT kek) FROM journey_data_key") == [(1,)]


def test_who_adds_a_key_while_keys_are_wrapped_anew_waits_and_is_refused(places: KeyPlaces) -> None:
    refused: list[KeysUnusable] = []

    def recording() -> None:
        try:
            vault.prepare([participant_id("A-3")])
        except KeysUnusable as error:
            refused.append(error)

    def recording_meanwhile(size: int) -> bytes:
        if not thread.ident:
            thread.start()
            thread.join(0.5)
            assert thread.is_alive()
        return token_bytes(size)

    thread = Thread(target=recording)
    with Vault(places, token_bytes) as vault:
        vault.check()
        make_key_file(f"{places.key_file}.2", token_bytes)
        assert rotate(places, f"{places.key_file}.2", recording_meanwhile).keys == 2
        thread.join()
        assert len(refused) == 1
        assert len(vault.keys.living()) == 2


def test_a_key_that_is_not_gone_after_all_is_told(places: KeyPlaces) -> None:
    """As where the database is one that puts back what is taken out of it."""
    with closing(connect(places.key_store(), 1)) as session:
        for statement in PUT_BACK[session.__class__.__name__]:
            session.execute(statement)
    with (
        Vault(places, token_bytes) as vault,
        pytest.raises(KeysUnusable, match="still holds a key that was destroyed"),
    ):
        vault.destroy([ONE])
    assert wrapped(places, ONE) is not None


PUT_BACK = {
    "SqliteSession": [
        "CREATE TRIGGER put_back AFTER UPDATE ON journey_data_key BEGIN "
        "UPDATE journey_data_key SET wrapped = OLD.wrapped, kek = OLD.kek "
        "WHERE participant_id = OLD.participant_id; END"
    ],
    "PostgresSession": [
        "CREATE FUNCTION put_back() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE TRIGGER put_back BEFORE UPDATE ON journey_data_key "
        "FOR EACH ROW EXECUTE FUNCTION put_back()",
    ],
}


def test_the_old_wrapping_leaves_the_table_of_postgresql(
    postgres_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    places = KeyPlaces("sqlite://", postgres_url, str(tmp_path / "journey.key"))
    prepare_keys(places, token_bytes)
    with Vault(places, token_bytes) as vault:
        vault.prepare([ONE])
    old = wrapped(places, ONE)
    assert isinstance(old, bytes)
    rotate(places, None, token_bytes)
    with closing(connect(places.key_store(), 1)) as session:
        session.execute("CHECKPOINT")
    tables = (postgres_server.folder / "data" / "base").rglob("*")
    assert not [path for path in tables if path.is_file() and old in path.read_bytes()]


@pytest.fixture
def owned(postgres_url: str, tmp_path: Path) -> KeyPlaces:
    """A key file, and a key store on PostgreSQL with a key of A-1."""
    places = KeyPlaces("sqlite://", postgres_url, str(tmp_path / "journey.key"))
    prepare_keys(places, token_bytes)
    with Vault(places, token_bytes) as vault:
        vault.prepare([ONE])
    return places


@pytest.fixture
def guest(owned: KeyPlaces, postgres_url: str) -> Iterator[KeyPlaces]:
    """The same key store for a role that may use it and does not own it."""
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute("CREATE ROLE guest LOGIN; GRANT ALL ON journey_data_key TO guest")
        try:
            yield owned._replace(keys=postgres_url.replace("//postgres:", "//guest:"))
        finally:
            admin.execute("DROP OWNED BY guest; DROP ROLE guest")


def test_who_does_not_own_the_keys_of_postgresql_is_told_that_they_stay(
    owned: KeyPlaces, guest: KeyPlaces
) -> None:
    with Vault(guest, token_bytes) as vault, pytest.raises(KeysUnusable, match="owner"):
        vault.destroy([ONE])
    assert wrapped(owned, ONE) is None
    with Vault(owned, token_bytes) as vault:
        vault.destroy([ONE])


def test_who_does_not_own_the_keys_of_postgresql_rotates_none(
    owned: KeyPlaces, guest: KeyPlaces
) -> None:
    before = wrapped(owned, ONE)
    for new_file in (None, f"{owned.key_file}.2"):
        with pytest.raises(KeysUnusable, match="owner"):
            rotate(guest, new_file, token_bytes)
    assert wrapped(owned, ONE) == before
    with Vault(owned, token_bytes) as vault:
        vault.prepare([ONE])


@contextmanager
def looked_at(places: KeyPlaces) -> Iterator[None]:
    """Somebody looks at the keys meanwhile, as a dump does, and does not end."""
    assert places.keys is not None
    with psycopg.connect(places.keys.replace("+psycopg", "")) as dump:
        dump.execute("SELECT count(*) FROM journey_data_key")
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journey.vault.keystore.connect", partial(connect, wait=0.2))


@pytest.mark.usefixtures("impatient")
def test_a_key_of_postgresql_is_destroyed_while_somebody_holds_the_table(owned: KeyPlaces) -> None:
    with Vault(owned, token_bytes) as vault:
        with (
            looked_at(owned),
            pytest.raises(StoreLocked, match="the key is destroyed, but another session"),
        ):
            vault.destroy([ONE])
        assert wrapped(owned, ONE) is None
        vault.destroy([ONE])


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("ending", [None, ".2"])
def test_keys_of_postgresql_are_of_use_when_somebody_held_the_table_while_rotating(
    owned: KeyPlaces, ending: str | None
) -> None:
    new_file = ending and f"{owned.key_file}{ending}"
    with looked_at(owned), pytest.raises(StoreLocked, match="the keys are wrapped anew with"):
        rotate(owned, new_file, token_bytes)
    with Vault(owned._replace(key_file=new_file or owned.key_file), token_bytes) as vault:
        vault.prepare([ONE])
    assert rotate(owned, new_file, token_bytes).keys == (0 if ending else 1)
