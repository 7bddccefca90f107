"""Reading the log: by participant, by event id, by position, by moment."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from journey.store import NewRecord, Store, open_store
from tests.contract.rows import noon, participant, row

PEOPLE = 40
ROWS = 2500


def history() -> list[NewRecord]:
    """Rows of many participants through each other, versions rising from 1."""
    chance = Random(1)
    versions = dict.fromkeys(range(PEOPLE), 0)
    found = []
    for number in range(ROWS):
        of = chance.randrange(PEOPLE)
        versions[of] += 1
        found.append(row(number, of=of, version=versions[of]))
    return found


MOMENTS = [f"2024-01-01T{number // 60:02d}:{number % 60:02d}:00.000000Z" for number in range(1200)]


@pytest.fixture(params=["sqlite", "memory", "postgresql"], scope="module")
def full_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store with the history; saves of one to three rows, each a minute after the one before."""
    from journey.store.migrate import initialise

    server = None
    url = "sqlite://"
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('reading') / 'journey.db'}"
        initialise(url)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.ready_database()
    with open_store(url, clock=noon) as store:
        with store.writing() as writing:
            writing.append_history(history(), [MOMENTS[number // 3] for number in range(ROWS)])
        yield store
    if server is not None:
        server.drop(url)


def test_participants_come_whole_one_after_the_other(full_store: Store) -> None:
    groups = list(full_store.participants())
    owners = [rows[0][0] for rows in groups]
    assert owners == sorted(participant(number) for number in range(PEOPLE))
    assert all({found[0] for found in rows} == {rows[0][0]} for rows in groups)
    assert all(
        [found[1] for found in rows] == sorted(found[1] for found in rows) for rows in groups
    )
    given = {given.event_id: given for given in history()}
    for rows in groups:
        for _, position, event_id, subject, type_, version, data, recorded_at in rows:
            made = given[event_id]
            assert (subject, type_, version, data) == (made.subject, made.type, 1, made.data)
            assert recorded_at == MOMENTS[(position - 1) // 3]


def test_participants_up_to_a_position(full_store: Store) -> None:
    found = {rows[1] for group in full_store.participants(100) for rows in group}
    assert found == set(range(1, 101))
    assert list(full_store.participants(0)) == []


def test_one_participant(full_store: Store) -> None:
    whole = full_store.participant(participant(3))
    assert [found.version for found in whole] == list(range(1, len(whole) + 1))
    cut = full_store.participant(participant(3), upto=whole[4].position)
    assert cut == whole[:5]
    assert full_store.participant(participant(PEOPLE)) == []


def test_the_log_in_order(full_store: Store) -> None:
    assert [found.event_id for found in full_store.records()] == [r.event_id for r in history()]
    part = [found.position for found in full_store.records(after=10, upto=20)]
    assert part == list(range(11, 21))


def test_position_at_a_moment_agrees_with_counting(full_store: Store) -> None:
    known = [found.recorded_at for found in full_store.records()]
    between = [moment.replace("00.000000", "30.000000") for moment in MOMENTS[:5]]
    for moment in ["2023", *MOMENTS[::97], *between, MOMENTS[0], MOMENTS[833], "2026"]:
        assert full_store.position_at(moment) == sum(1 for at in known if at <= moment)


def test_by_event_ids_takes_any_number(full_store: Store) -> None:
    given = [found.event_id for found in history()]
    found = full_store.by_event_ids([*given, row(ROWS + 1).event_id])
    assert sorted(found) == sorted(given)
    assert all(event_id == record.event_id for event_id, record in found.items())
    assert full_store.by_event_ids([]) == {}


def test_by_the_start_of_an_event_id(full_store: Store) -> None:
    given = sorted(found.event_id for found in history())
    start = given[5][:2]
    alike = [event_id for event_id in given if event_id.startswith(start)]
    assert [r.event_id for r in full_store.by_event_id_prefix(start, 99)] == alike
    assert [r.event_id for r in full_store.by_event_id_prefix(start, 1)] == alike[:1]
    assert [r.event_id for r in full_store.by_event_id_prefix(given[5], 9)] == [given[5]]
    assert full_store.by_event_id_prefix("%", 9) == []
    assert len(full_store.by_event_id_prefix("", 9)) == 9


def test_versions(full_store: Store) -> None:
    expected: dict[str, int] = {}
    for given in history():
        expected[given.participant_id] = given.version
    assert full_store.versions([*expected, participant(PEOPLE)]) == expected


def test_a_stream_does_not_mind_what_happens_beside_it(ready_url: str) -> None:
    with open_store(ready_url) as store:
        with store.writing() as writing:
            writing.append([row(number, of=number % 7) for number in range(700)])
        groups = store.participants()
        first = next(groups)
        with store.writing() as writing:
            writing.append([row(701)])
        assert store.newest() != (700, "")
        assert sum(len(rows) for rows in groups) + len(first) == 700
        half = store.records()
        next(half)
        del half
        assert sum(1 for _ in store.records()) == 701
