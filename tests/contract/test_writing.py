"""Taking in records: one transaction, gapless positions, recorded-at that only rises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from threading import Thread

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from journey.errors import BadInput, StoreLocked
from journey.store import DuplicateRecord, NewRecord, Record, Store, open_store
from journey.store.recorder import JourneyRecorder, StoredFact
from tests.contract.rows import NOON, noon, participant, row

JUST_AFTER = "2025-03-04T12:00:00.000001Z"


@pytest.fixture
def store(ready_url: str) -> Iterator[Store]:
    with open_store(ready_url, clock=noon) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "memory", "postgresql"])
def any_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    named = {"sqlite": "ready_sqlite", "postgresql": "ready_postgres"}
    kind = request.param
    url = "sqlite://" if kind == "memory" else request.getfixturevalue(named[kind])
    with open_store(url, clock=noon) as opened:
        yield opened


def record(store: Store, *rows: NewRecord) -> list[int]:
    with store.writing() as writing:
        return writing.append(rows)


def columns(records: Iterator[Record]) -> list[tuple[int, str]]:
    return [(found.position, found.recorded_at[-10:]) for found in records]


def test_positions_have_no_gaps_and_each_save_is_recorded_later(any_store: Store) -> None:
    assert any_store.newest() is None
    assert record(any_store, row(1), row(2)) == [1, 2]
    assert record(any_store) == []
    with any_store.writing() as writing:
        assert writing.now == JUST_AFTER
        assert writing.append([row(3)]) == [3]
        assert writing.append([row(4)]) == [4]
    first, second = "00.000000Z", "00.000001Z"
    assert columns(any_store.records()) == [(1, first), (2, first), (3, second), (4, second)]


def test_recorded_at_rises_also_when_the_clock_goes_back(ready_url: str) -> None:
    moments = iter([NOON, NOON - timedelta(hours=1), NOON + timedelta(seconds=1)])
    with open_store(ready_url, clock=lambda: next(moments)) as store:
        for number in (1, 2, 3):
            record(store, row(number))
        found = [saved.recorded_at for saved in store.records()]
    assert found == ["2025-03-04T12:00:00.000000Z", JUST_AFTER, "2025-03-04T12:00:01.000000Z"]


def test_without_a_clock_the_server_or_the_machine_tells_the_time(ready_url: str) -> None:
    with open_store(ready_url) as store:
        record(store, row(1))
        record(store, row(2))
        first, second = [saved.recorded_at for saved in store.records()]
    assert "2025" < first < second
    assert len(first) == len(second) == 27


def test_what_is_read_is_what_was_given(any_store: Store) -> None:
    odd = row(
        1, recorded_by=None, sealed=b"\0\xff\\x\n", data='{"a":"\\t\\\\ é 😀 \\u0000"}', subject="x"
    )
    record(any_store, odd)
    (found,) = any_store.records()
    assert found == Record(
        1,
        *(odd.event_id, odd.participant_id, odd.subject, odd.version, odd.type, odd.type_version),
        *(odd.datum, "2025-03-04T12:00:00.000000Z", None, odd.data, odd.sealed, found.leaf),
    )


def test_the_leaf_is_the_hash_that_is_written_down(any_store: Store) -> None:
    record(any_store, row(1, recorded_by=None), row(2, sealed=b"s"))
    for found in any_store.records():
        fields = [value for name, value in found._asdict().items() if name != "participant_id"]
        parts = [b"\x00"]
        for value in fields[:-1]:
            raw = value if isinstance(value, bytes) else str(value).encode()
            missing = value is None
            parts.append(b"\xff" * 4 if missing else len(raw).to_bytes(4, "big") + raw)
        assert found.leaf == sha256(b"".join(parts)).digest()


@pytest.mark.parametrize(
    "second",
    [row(1, of=1), row(2, version=1)],
    ids=["event id", "version of the participant"],
)
def test_a_duplicate_leaves_nothing_of_its_transaction(any_store: Store, second: NewRecord) -> None:
    record(any_store, row(1))
    with pytest.raises(DuplicateRecord):
        record(any_store, row(9), second)
    assert len(list(any_store.records())) == 1
    with any_store.writing() as writing:
        writing.append([row(8)])
        with pytest.raises(DuplicateRecord):
            writing.append([row(9), second])
    assert len(list(any_store.records())) == 1
    assert record(any_store, row(3)) == [2]


def test_a_duplicate_within_one_save_leaves_nothing(any_store: Store) -> None:
    with pytest.raises(DuplicateRecord):
        record(any_store, row(1), row(1, of=1))
    with pytest.raises(DuplicateRecord):
        record(any_store, row(1), row(2, version=1))
    assert any_store.newest() is None


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_leaves_no_trace(any_store: Store, error: type[BaseException]) -> None:
    def write_and_fail() -> None:
        with any_store.writing() as writing:
            writing.append([row(1)])
            raise error

    with pytest.raises(error):
        write_and_fail()
    assert any_store.newest() is None
    assert record(any_store, row(1)) == [1]


def test_a_discarded_transaction_leaves_no_trace(any_store: Store) -> None:
    with any_store.writing() as writing:
        writing.append([row(1)])
        writing.discard()
    assert any_store.newest() is None


def test_reads_in_a_transaction_see_its_rows_and_others_do_not(store: Store) -> None:
    record(store, row(1))
    with store.writing() as writing:
        writing.append([row(2), row(3, of=1)])
        found = writing.by_event_ids([row(2).event_id, row(77).event_id])
        assert [saved.position for saved in found.values()] == [2]
        assert writing.versions(participant(n) for n in (0, 1, 2)) == {
            participant(0): 2,
            participant(1): 3,
        }
        assert sum(len(rows) for rows in writing.participants()) == 3
        assert len(writing.participant(participant(0))) == 2
        assert store.newest() == (1, "2025-03-04T12:00:00.000000Z")
    assert store.newest() == (3, JUST_AFTER)


def test_a_history_keeps_its_moments(any_store: Store) -> None:
    moments = [f"2024-01-0{day}T00:00:00.000000Z" for day in (1, 1, 2)]
    with any_store.writing() as writing:
        writing.append_history([row(1), row(2), row(3)], moments)
        writing.append([row(4)], "2024-01-02T00:00:00.000000Z")
    assert [saved.recorded_at for saved in any_store.records()] == [*moments, moments[-1]]


@pytest.mark.parametrize(
    "moment",
    [
        "2024-01-01T23:59:59.999999Z",
        "2024-01-03T00:00:00Z",
        "2024-01-03T00:00:00.000000+00:00",
        "2024-02-30T00:00:00.000000Z",
        "later",
    ],
)
def test_a_moment_that_goes_back_or_is_written_otherwise_is_refused(
    store: Store, moment: str
) -> None:
    with store.writing() as writing:
        writing.append([row(1)], "2024-01-02T00:00:00.000000Z")
    with pytest.raises(BadInput, match="Recorded-at"), store.writing() as writing:
        writing.append([row(2)], moment)
    assert [saved.position for saved in store.records()] == [1]


def test_a_thread_that_is_writing_can_not_wait_for_itself(any_store: Store) -> None:
    with any_store.writing(), pytest.raises(RuntimeError), any_store.writing():
        pass
    assert record(any_store, row(1)) == [1]


def test_a_writer_that_does_not_end_is_not_waited_for_long(ready_url: str) -> None:
    with open_store(ready_url) as store, open_store(ready_url, wait=0.1) as other:
        with store.writing(), pytest.raises(StoreLocked, match="another process"):
            record(other, row(1))
        assert record(other, row(1)) == [1]


def test_threads_write_one_after_the_other(any_store: Store) -> None:
    def write(number: int) -> None:
        record(any_store, *(row(10 * number + k, of=number) for k in range(3)))

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = list(any_store.records())
    assert [saved.position for saved in found] == list(range(1, 25))
    saves = {saved.recorded_at: saved.participant_id for saved in found}
    assert len(saves) == len(set(saves.values())) == 8


def test_settings_and_proeven_come_filled_in_and_can_be_changed(any_store: Store) -> None:
    assert any_store.settings() == {"source": "urn:nld:oin:00000000000000000000:systeem:journey"}
    assert any_store.proeven()["sudwest-fryslan"] == "Súdwest-Fryslân"
    assert len(any_store.proeven()) == 7
    any_store.set_setting("source", "urn:example")
    any_store.add_proef("utrecht", "Utrecht")
    any_store.add_proef("wsd", "WSD Boxtel")
    assert any_store.settings() == {"source": "urn:example"}
    assert any_store.proeven()["utrecht"] == "Utrecht"
    assert any_store.proeven()["wsd"] == "WSD Boxtel"
    assert len(any_store.proeven()) == 8


# -- through the library's recorder -------------------------------------------------------------


def fact(number: int, *, of: int = 0) -> StoredFact:
    made = row(number, of=of)
    return StoredFact(
        originator_id=made.participant_id,
        originator_version=made.version,
        topic=made.type,
        state=made.data.encode(),
        event_id=made.event_id,
        subject=made.subject,
        type_version=made.type_version,
        datum=made.datum,
        recorded_by=made.recorded_by,
    )


def test_a_fact_keeps_all_its_columns(store: Store) -> None:
    recorder = JourneyRecorder(store)
    assert recorder.insert_events([fact(1)]) == [1]
    (found,) = store.records()
    assert found[:8] == (1, *row(1)[:7])
    (read,) = recorder.select_events(participant(0))
    assert (read.event_id, read.position, read.recorded_by) == (row(1).event_id, 1, "mw-17")
    assert read.recorded_at == found.recorded_at


def test_the_recorder_can_be_part_of_a_transaction(store: Store) -> None:
    recorder = JourneyRecorder(store)
    with store.writing() as writing:
        writing.append([row(1)], "2024-01-01T00:00:00.000000Z")
        moment = "2024-01-02T00:00:00.000000Z"
        assert recorder.insert_events([fact(2)], writing=writing, recorded_at=moment) == [2]
    assert store.newest() == (2, moment)
    with pytest.raises(IntegrityError, match="already holds"):
        recorder.insert_events([fact(2)])


def test_the_event_id_of_a_plain_stored_event_is_the_same_each_time(store: Store) -> None:
    plain = StoredEvent(participant(0), 0, "t", b"s")
    JourneyRecorder(store).insert_events([plain])
    with open_store("sqlite://") as other:
        JourneyRecorder(other).insert_events([plain])
        assert [r.event_id for r in other.records()] == [r.event_id for r in store.records()]


@pytest.mark.parametrize("number", [4_000, 50_000])
def test_thousands_in_one_save_do_not_hang(ready_postgres: str, number: int) -> None:
    with open_store(ready_postgres) as store:
        facts = [fact(count, of=count) for count in range(number)]
        positions = JourneyRecorder(store).insert_events(facts)
        assert positions == list(range(1, number + 1))
        assert sum(1 for _ in store.participants()) == number
