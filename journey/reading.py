"""Reading what is sealed, each time with a line in the log of readings; and erasing it for ever.

The values are opened, then the line is written and committed, and only then does a caller get
them: no line, no reading. A reading that fails leaves a line with the status ERROR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from journey.aggregates.participant import Participant
from journey.aggregates.state import Entry
from journey.errors import (
    BadInput,
    JourneyError,
    KeysUnusable,
    NotFound,
    OtherKeyFile,
    Refused,
    StoreDamaged,
)
from journey.events import Event, IdentityRecorded, personal_of
from journey.ledger import Ledger
from journey.peildatum import moment_text
from journey.personal import NOTHING, REPLACEMENT, Personal
from journey.store import Reader, Reading, Record, Store
from journey.telling import tells
from journey.vault.opening import holds_sealed, opened, opened_event, sound
from journey.vault.sealing import Entropy
from journey.vault.vault import Vault
from journey.wording import counted

ACTIVITY: Final = "processing_activity"
"""The setting that names the activity in the organisation's register of processing."""

SUBJECT_TYPE: Final = "deelnemernummer"

Found = TypeVar("Found")


class Asking(NamedTuple):
    """Who reads, why, and where the moments and ids of the log come from."""

    reader: str
    reden: str
    clock: Callable[[], datetime]
    entropy: Entropy


class Identity(NamedTuple):
    """Who a participant is: the event that says so, as it is read, and what it says."""

    entry: Entry
    personal: Personal


def read_identity(store: Store, vault: Vault, number: str, asking: Asking) -> Identity:
    """Who a participant is by the newest standing ``identity_recorded``; no other seal is opened.

    Raises:
        NotFound: there is no such participant, or no identity was recorded.
        Refused: it was erased, or there is no key file.
        StoreError: the keys can't be used, or a seal is damaged.
    """

    def identity(participant: Participant, records: Sequence[Record]) -> Identity:
        found = [e for e in participant.timeline if isinstance(e.event, IdentityRecorded)]
        if not found:
            raise NotFound(
                f"the log holds no identity of {participant.number}; "
                "`journey record identity_recorded` records one"
            )
        return Identity(found[-1], opened_event(vault, records, found[-1].event_id))

    return _logged(store, vault, number, asking, "identify", identity)


def read_notes(
    store: Store, vault: Vault, number: str, asking: Asking, upto: int
) -> Mapping[str, Personal]:
    """The personal fields of a participant's events by event id, as known at a position; but not
    who they are.

    Raises as :func:`read_identity`.
    """

    def notes(participant: Participant, records: Sequence[Record]) -> Mapping[str, Personal]:
        who = {r.event_id for r in records if r.type == "identity_recorded"}
        read = opened(vault, (r for r in records if r.position <= upto))
        return {i: _note(personal) if i in who else personal for i, personal in read.items()}

    return _logged(store, vault, number, asking, "show --with-notes", notes)


def read_event(
    store: Store, vault: Vault, participant: Participant, event_id: str, asking: Asking
) -> Personal:
    """The personal fields of one event, to correct it, as the events of ``participant`` say them.

    No other seal is opened; nothing is logged where there is none. Raises as
    :func:`read_identity`.
    """
    records = list(sound(store.participant(str(participant.id))[: participant.version]))
    if not holds_sealed(records, event_id):
        return NOTHING

    def event(_: Participant, __: Sequence[Record]) -> Personal:
        return opened_event(vault, records, event_id)

    return _logged(store, vault, participant.number, asking, "correct", event)


def read_again(
    store: Store, vault: Vault, event_ids: Iterable[str], asking: Asking, name: str = "record"
) -> Mapping[str, Personal]:
    """What was sealed with events whose ids are given again, by id: to compare, as it was recorded.

    Left out is what the log does not hold, or holds without personal fields; nothing is logged of
    it. Raises as :func:`read_identity`.
    """
    records = [r for r in store.by_event_ids(event_ids).values() if r.sealed is not None]
    if not records:
        return {}
    numbers = {record.participant_id: record.subject for record in records}.values()
    people = [known(store, number) for number in numbers]

    def events() -> Mapping[str, Personal]:
        return {record.event_id: vault.unseal(record) for record in sound(records)}

    return _logged_of_all(store, vault, people, asking, name, events)


def _note(personal: Personal) -> Personal:
    """Of who somebody is, what every event may have."""
    given = personal.values().items()
    return Personal({name: value for name, value in given if name in personal_of(Event)})


def _logged(
    store: Store,
    vault: Vault,
    number: str,
    asking: Asking,
    name: str,
    read: Callable[[Participant, Sequence[Record]], Found],
) -> Found:
    participant = known(store, number)
    return _logged_of_all(
        store,
        vault,
        [participant],
        asking,
        name,
        lambda: read(participant, store.participant(str(participant.id))),
    )


def _logged_of_all(
    store: Store,
    vault: Vault,
    people: Sequence[Participant],
    asking: Asking,
    name: str,
    read: Callable[[], Found],
) -> Found:
    """What ``read`` gives of these participants, once there is a line for each of them."""
    start = moment_text(asking.clock())
    try:
        # First: where a key came back, nobody may be told that it is destroyed.
        refuse_behind(store, vault)
        for participant in people:
            _refuse_erased(participant)
        found = read()
    except JourneyError:
        _log(store, people, asking, name, start, "ERROR")
        raise
    _log(store, people, asking, name, start, "OK")
    return found


def _log(
    store: Store,
    people: Iterable[Participant],
    asking: Asking,
    name: str,
    start: str,
    status: str,
) -> None:
    activity = store.settings().get(ACTIVITY) or f"{store.source()}:verwerking:{SUBJECT_TYPE}"
    end, lines = moment_text(asking.clock()), []
    for participant in people:
        operation, trace = asking.entropy(8).hex(), asking.entropy(16).hex()
        about = (activity, participant.number, SUBJECT_TYPE)
        reading = Reading(operation, trace, f"journey {name}", start, end, status, *about)
        lines.append((reading, Reader(operation, asking.reader, asking.reden)))
    store.log_readings(lines)


def known(store: Store, number: str) -> Participant:
    """A participant that the log holds; raises :class:`NotFound`."""
    entries = Ledger(store).known(number)
    return Participant(entries[0].subject, tuple(entries))


def _refuse_erased(participant: Participant) -> None:
    erasure = participant.erasure
    if erasure is not None:
        raise Refused(
            f"{participant.number} was erased on {erasure.event.datum}: the key is destroyed, and "
            "nobody can read the personal fields"
        )


# -- erasing ----------------------------------------------------------------------------------


def came_back(store: Store, vault: Vault) -> list[str]:
    """The ids of participants who were erased and have a key all the same."""
    return vault.living(store.erased())


def refuse_behind(store: Store, vault: Vault) -> None:
    """Raise where the key store is older than an erasure in the log: then nobody's is read."""
    vault.check()
    count = len(came_back(store, vault))
    if count:
        raise KeysUnusable(
            f"the key store holds {counted(count, 'key')} of people who were erased, as after an "
            "old copy was put back; nothing is read before `journey keys reconcile` has destroyed "
            "them again"
        )


def reconcile(store: Store, vault: Vault) -> int:
    """Destroy the keys of everyone whom the log says is erased; returns how many there were."""
    back = came_back(store, vault)
    # Also where there are none: on PostgreSQL old rows may have outlived what was broken off.
    vault.destroy(back)
    return len(back)


def refuse_telling(
    store: Store, vault: Vault, participant: Participant, reden: str, asking: Asking
) -> str | None:
    """Raise :class:`BadInput` for a reason that names the person, as far as that can be seen.

    The reason stands in the log for ever. What nobody can open is no hindrance to erasing: what
    the reason was not held against is returned in words, None where it was held against all. A key
    file that is there and does not open the keys is an error. Looking is a reading like any other,
    and is logged.
    """
    records = [r for r in store.participant(str(participant.id)) if r.sealed is not None]
    if not records:
        return None
    if not vault.has_key_file:
        return "there is no key file (JOURNEY_KEY_FILE) to open it with"
    start = moment_text(asking.clock())
    looked = _looked_at(vault, records)
    if looked:
        _log(store, [participant], asking, "erase", start, "OK")
    for field, value in (known for values in looked for known in _known(values)):
        if tells(reden, field, value):
            raise BadInput(
                f"reden: holds what is known of this person ({field}), and would stay in the "
                "log for ever; leave it out"
            )
    shut = len(records) - len(looked)
    return f"{counted(shut, 'event')} of {len(records)} can't be opened" if shut else None


def _looked_at(vault: Vault, records: Iterable[Record]) -> list[Personal]:
    """What is sealed with these events, without what is damaged or has no key any more."""
    try:
        vault.check()
        looked = [_unsealed(vault, record) for record in records]
    except (BadInput, OtherKeyFile) as error:
        raise type(error)(f"{error}\n{_UNCHECKED}") from None
    return [personal for personal in looked if personal is not None]


def _unsealed(vault: Vault, record: Record) -> Personal | None:
    """What is sealed with an event; None where nothing at hand opens it."""
    try:
        return vault.unseal(record)
    except OtherKeyFile:
        raise
    except (Refused, KeysUnusable, StoreDamaged):
        return None


_UNCHECKED: Final = (
    "Where the right key file is lost, leave JOURNEY_KEY_FILE unset: then the reason is not checked"
)


def _known(personal: Personal) -> Iterator[tuple[str, object]]:
    """Every personal value with its field."""
    values = personal.values()
    replacement = values.pop(REPLACEMENT, {})
    yield from values.items()
    yield from replacement.items()
