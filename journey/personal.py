"""Personal values on their way in and out: apart from the event, and shown to none by accident.

:class:`Personal` is what travels between the command line and the seal. Neither its text nor a
traceback shows a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec

from journey.events import Event, personal_of

REPLACEMENT: Final = "replacement"
"""Under this name a correction holds the personal fields of the event that it corrects."""


class Personal:
    """The personal values of one event by field; those of a correction hold ``replacement`` too.

    :meth:`values` is the only way to them.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    @classmethod
    def of_correction(cls, replacement: Personal) -> Personal:
        """What a correction holds: every personal field of the event as it should have been."""
        return cls({REPLACEMENT: replacement.values()})

    @classmethod
    def hidden(cls, event: type[Event]) -> Personal:
        """What may stand in a seal that is not opened: every personal field, without a value."""
        return cls(dict.fromkeys(personal_of(event)))

    def values(self) -> dict[str, Any]:
        """The values by field, as they travel."""
        return dict(self._values)

    def plaintext(self) -> bytes:
        """The values as canonical JSON, which is what is sealed."""
        return msgspec.json.encode(self._values, order="sorted")

    def __bool__(self) -> bool:
        return bool(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._values == other._values

    def __hash__(self) -> int:
        return hash(frozenset(self._values))

    def __repr__(self) -> str:
        """Never a value."""
        return f"Personal({', '.join(self._values)})"


NOTHING: Final = Personal({})


class Given(NamedTuple):
    """What was given of one event: its data, and its personal values apart from it."""

    data: dict[str, Any]
    personal: Personal


def parted(cls: type[Event], values: Mapping[str, Any]) -> Given:
    """The values of an event, those of its personal fields apart from the others."""
    personal = {name: value for name, value in values.items() if name in personal_of(cls)}
    return Given({n: v for n, v in values.items() if n not in personal}, Personal(personal))
