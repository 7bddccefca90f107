"""Every error that a user can cause, in one tree; each knows its exit code.

The command line catches :class:`JourneyError` in one place, prints the message and ends with
``exit_code``. Anything else that is raised is a defect of the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class JourneyError(Exception):
    """Base of the tree. The message is a few plain lines: what, where, what would be right."""

    exit_code: ClassVar[int] = 1


# -- 1: refused -------------------------------------------------------------------------------


class Refused(JourneyError):
    """The domain says no: a rule, bad input, or something that is not there."""


class RuleBroken(Refused):
    """The timeline as it would then stand breaks a rule.

    ``mend`` says what would do instead, where only the order within one day is wrong.
    """

    def __init__(self, message: str, mend: str | None = None):
        super().__init__(f"{message}\n{mend}" if mend else message)
        self.mend = mend


class NotFound(Refused):
    """A participant or event that the log does not hold."""


class Conflict(Refused):
    """Another writer recorded something of this participant in the meantime."""


class BadInput(Refused):
    """Something given does not have the shape or value that it must have.

    ``problems`` lists every single one; ``count`` is their number, which may be larger than the
    number that is listed.
    """

    def __init__(self, message: str, problems: Sequence[str] = (), count: int | None = None):
        super().__init__("\n".join([message, *problems]))
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count


# -- 2: wrong usage ---------------------------------------------------------------------------


class WrongUsage(JourneyError):
    """The command line was called in a way that can't be carried out."""

    exit_code = 2


# -- 3: the store can't be used ---------------------------------------------------------------


class StoreError(JourneyError):
    """The store can't be used as it is."""

    exit_code = 3


class StoreUnreachable(StoreError):
    """No database answers at this URL, or it may not be opened."""


class StoreNotInitialised(StoreError):
    """The database holds no journey store."""


class StoreOutdated(StoreError):
    """The store was made by an older version of the program and has to be upgraded."""


class StoreTooNew(StoreError):
    """The store was made by a newer version of the program."""


class StoreLocked(StoreError):
    """Another process holds the store and did not let go in time."""


class KeysUnusable(StoreError):
    """The keys to what is sealed in the log are missing, or not those that sealed it."""


class OtherKeyFile(KeysUnusable):
    """The keys are wrapped with another key file than the one that is given."""


class StoreDamaged(StoreError):
    """The store holds something that journey can't have written."""


class Undecodable(StoreDamaged):
    """A column of text holds bytes that are no UTF-8."""
