"""Sealing and opening what stands in the log, with the keys that are kept apart from it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, Self

from journey.aggregates.identity import participant_id
from journey.errors import (
    KeysUnusable,
    NotFound,
    OtherKeyFile,
    Refused,
    StoreDamaged,
    StoreNotInitialised,
    WrongUsage,
)
from journey.keyfiles import swap_private
from journey.personal import Personal
from journey.store import NewRecord, Record
from journey.store.urls import Location, SqliteLocation, parse_url
from journey.vault.keyfile import WrappingKey, make_key_file, read_key_file
from journey.vault.keystore import (
    A_LOG,
    KeyStore,
    Wrapped,
    make_keys,
    open_keys,
    refuse_keys,
)
from journey.vault.sealing import KEY, About, Broken, Entropy, seal, unseal


class KeyPlaces(NamedTuple):
    """Where keys are: the URLs of the log and of the key store (None: beside the log), and the
    key file (None: there is none)."""

    log: str
    keys: str | None
    key_file: str | None

    def check(self) -> None:
        """Raise what is wrong with the places that are named, before anything is made there."""
        if self.key_file is not None:
            refuse_keys(parse_url(self.log))
            self.key_store()
            if Path(self.key_file).exists():
                read_key_file(self.key_file)

    def key_store(self) -> Location:
        """Where the key store is; raises :class:`WrongUsage` where that can't be."""
        log = parse_url(self.log)
        location = _beside(log) if self.keys is None else _named(self.keys)
        if location == log:
            raise WrongUsage(A_LOG)
        return location


def _named(keys: str) -> Location:
    try:
        return parse_url(keys)
    except WrongUsage as error:
        raise WrongUsage(f"JOURNEY_KEYS: {error}") from None


def _beside(log: Location) -> Location:
    if not isinstance(log, SqliteLocation) or log.path is None:
        raise WrongUsage(
            "Keys of this log have no place by themselves: set JOURNEY_KEYS to the database URL of "
            "the key store, such as sqlite:////var/lib/journey/journey.keys.db."
        )
    return SqliteLocation(log.path.with_name(f"{log.path.stem}.keys.db"))


def prepare_keys(places: KeyPlaces, entropy: Entropy) -> str | None:
    """Make the key file and the key store where they are missing; what was made, in words.

    None where no key file is named. A key file that is missing beside a key store with keys in it
    is an error: those keys are of no use without the old one.
    """
    if places.key_file is None:
        return None
    location = places.key_store()
    new_file = not Path(places.key_file).exists()
    if new_file:
        _refuse_orphans(location, places.key_file)
        key = make_key_file(places.key_file, entropy)
    else:
        key = read_key_file(places.key_file)
    make_keys(location)
    made = "a new key file" if new_file else "the key file"
    return f"{made} {places.key_file} ({key.fingerprint}), and the key store {location.shown}"


def _refuse_orphans(location: Location, key_file: str) -> None:
    if isinstance(location, SqliteLocation) and not (location.path and location.path.exists()):
        return
    make_keys(location)
    with closing(open_keys(location)) as keys:
        if keys.living():
            raise KeysUnusable(
                f"{key_file} does not exist, while {location.shown} holds keys that are wrapped "
                "with a key file; put that file back"
            )


class Vault:
    """The keys of one log, opened when they are first needed. ``close`` it, or use it as a block.

    Raises, from every method that needs keys:
        Refused: there is no key file, so that nothing personal can be recorded or read.
        BadInput, NotFound: the key file can't be used.
        StoreError: the key store can't be used.
    """

    def __init__(self, places: KeyPlaces, entropy: Entropy) -> None:
        self._places = places
        self._entropy = entropy
        self._data_keys: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the key store, if it was opened."""
        self._data_keys.clear()
        opened: KeyStore | None = self.__dict__.pop("keys", None)
        if opened is not None:
            opened.close()

    @cached_property
    def keys(self) -> KeyStore:
        """The key store."""
        try:
            return open_keys(self._places.key_store())
        except StoreNotInitialised:
            if self._places.key_file is None:
                # `journey init` alone would make none.
                raise Refused(NO_KEY_FILE) from None
            raise

    @cached_property
    def _wrapping(self) -> WrappingKey:
        if self._places.key_file is None:
            raise Refused(NO_KEY_FILE)
        try:
            return read_key_file(self._places.key_file)
        except NotFound as error:
            raise NotFound(f"{error}\n{_MISSING}") from None

    @property
    def has_key_file(self) -> bool:
        """Whether there is a key file, be it the right one or not."""
        return self._places.key_file is not None and Path(self._places.key_file).exists()

    def check(self) -> None:
        """Raise where nothing can be sealed."""
        _ = self._wrapping, self.keys

    # -- sealing ------------------------------------------------------------------------------

    def prepare(self, participant_ids: Iterable[str]) -> None:
        """Have a data key for each of these participants; one that has none yet gets one."""
        missing = [pid for pid in dict.fromkeys(participant_ids) if pid not in self._data_keys]
        if not missing:
            return
        known = self.keys.of(missing)
        self.keys.add([self._new_key(pid) for pid in missing if pid not in known])
        # Read again: whoever was first to keep a key keeps theirs.
        kept = self.keys.of(missing)
        if len(kept) < len(missing):
            raise self._other_key_file()
        self._data_keys |= {pid: self._unwrapped(key) for pid, key in kept.items()}

    def seal(self, about: About, personal: Personal) -> bytes:
        """The personal values of an event, sealed. The key is kept before anything is sealed."""
        pid = participant_id(about.subject)
        self.prepare([pid])
        return seal(self._data_keys[pid], about, personal, self._entropy)

    def _new_key(self, pid: str) -> Wrapped:
        wrapping = self._wrapping
        wrapped = wrapping.wrap(pid, self._entropy(KEY), self._entropy)
        return Wrapped(pid, wrapped, wrapping.fingerprint)

    def _unwrapped(self, key: Wrapped) -> bytes:
        if key.wrapped is None:
            raise Refused(
                "the key was destroyed: what it sealed was erased, and nobody can read it"
            )
        if key.kek != self._wrapping.fingerprint:
            raise self._other_key_file(f" ({key.kek})")
        try:
            return self._wrapping.unwrap(key.participant_id, key.wrapped)
        except Broken:
            raise StoreDamaged(f"the key in {self.keys.where} is damaged") from None

    def _other_key_file(self, which: str = "") -> OtherKeyFile:
        return OtherKeyFile(
            f"the keys in {self.keys.where} are wrapped with another key file{which} than "
            f"{self._places.key_file} ({self._wrapping.fingerprint}), as after `journey keys "
            "rotate`; give the command again with that one (JOURNEY_KEY_FILE)"
        )

    # -- opening ------------------------------------------------------------------------------

    def unseal(self, record: Record) -> Personal:
        """The personal values of an event of the log; empty where it has none.

        Raises, beside what keys raise, :class:`StoreDamaged` where the seal does not open.
        """
        if record.sealed is None:
            return Personal({})
        try:
            data_key = self._data_key(record.participant_id)
            return unseal(data_key, about(record), record.sealed)
        except Broken:
            raise StoreDamaged(
                f"event {record.position} of the log is damaged, or sealed with another key than "
                "the key store has: its personal fields do not open. `journey verify` checks the "
                "log"
            ) from None
        except (Refused, KeysUnusable, StoreDamaged) as error:
            raise type(error)(f"event {record.position} of the log: {error}") from None

    def _data_key(self, pid: str) -> bytes:
        if pid not in self._data_keys:
            _ = self._wrapping
            key = self.keys.of([pid]).get(pid)
            if key is None:
                raise KeysUnusable(f"{self.keys.where} holds no key to it")
            self._data_keys[pid] = self._unwrapped(key)
        return self._data_keys[pid]

    # -- destroying ---------------------------------------------------------------------------

    def living(self, participant_ids: Iterable[str]) -> list[str]:
        """Those of these participants who have a key that is not destroyed."""
        found = self.keys.of(participant_ids)
        return sorted(pid for pid, key in found.items() if key.wrapped is not None)

    def destroy(self, participant_ids: Iterable[str]) -> None:
        """Destroy the keys of these participants, for ever; who has none can get none.

        Raises, beside what keys raise, :class:`KeysUnusable` where one is there all the same.
        """
        pids = list(participant_ids)
        self.keys.destroy(pids)
        for pid in pids:
            self._data_keys.pop(pid, None)
        if self.living(pids):
            raise KeysUnusable(f"{self.keys.where} still holds a key that was destroyed in it")


class Rotated(NamedTuple):
    """How many keys were wrapped anew, with the key of which file, and where the old one is."""

    keys: int
    new_file: str
    old_file: str
    in_place: bool


def rotate(places: KeyPlaces, new_file: str | None, entropy: Entropy) -> Rotated:
    """Wrap every key anew under the key of ``new_file``, which is made where it is missing.

    None: the key file itself gets a new key, and the old one is kept beside it under its
    fingerprint. All of them in one transaction: broken off, it can be given again, also when the
    key file has been swapped meanwhile.

    Raises, beside what keys raise, :class:`StoreLocked` where all is done but that the old
    wrapping stays in the file of the table.
    """
    if places.key_file is None:
        raise Refused(NO_KEY_FILE)
    file = _behind_links(places.key_file)
    target = new_file or f"{file}.new"
    old = read_key_file(file)
    new = read_key_file(target) if Path(target).exists() else make_key_file(target, entropy)
    with closing(open_keys(places.key_store())) as keys:
        count = keys.rewrap(
            new.fingerprint, lambda key: _rewrapped(key, old, new, entropy, keys.where)
        )
        kept = file
        if new_file is None:
            # At once: until then nobody can use the keys.
            target, kept = file, f"{file}.{old.fingerprint}"
            swap_private(file, f"{file}.new", kept)
        keys.write_anew(f"the keys are wrapped anew with {target} (the old key is {kept})")
    return Rotated(count, target, kept, in_place=new_file is None)


def _behind_links(path: str) -> str:
    """The file itself: the old key is told to be destroyed, and a link to it is not it."""
    return os.path.realpath(path) if Path(path).is_symlink() else path


def _rewrapped(
    key: Wrapped, old: WrappingKey, new: WrappingKey, entropy: Entropy, where: str
) -> Wrapped:
    pid = key.participant_id
    if key.kek != old.fingerprint:
        raise KeysUnusable(
            f"{where} holds a key that is wrapped with the key file {key.kek}, and the key file "
            f"given holds {old.fingerprint}; nothing was changed"
        )
    assert key.wrapped is not None
    try:
        data_key = old.unwrap(pid, key.wrapped)
    except Broken:
        raise StoreDamaged(f"the key of participant {pid} in {where} is damaged") from None
    return Wrapped(pid, new.wrap(pid, data_key, entropy), new.fingerprint)


def about(record: NewRecord | Record) -> About:
    """What the seal of a row is bound to."""
    return About(record.event_id, record.subject, record.type, record.type_version)


def at_hand(vault: Vault | None) -> Vault:
    """The keys, which what is personal can't do without; raises :class:`Refused` where there are
    none."""
    if vault is None:
        raise Refused(NO_KEY_FILE)
    return vault


NO_KEY_FILE: Final = (
    "there are no keys, and without them no personal field can be recorded or read.\n"
    "Set JOURNEY_KEY_FILE to a file for the key (of this installation alone, not beside the "
    "database) and run `journey init`, which makes it; or leave personal fields out"
)

_MISSING: Final = (
    "Put the file that JOURNEY_KEY_FILE names back; where there are no keys yet, `journey init` "
    "makes it"
)
