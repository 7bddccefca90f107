"""Recorded-at as the log writes it, see :func:`journey.peildatum.moment_text`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from journey.peildatum import moment_text, parse_moment

_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)


def just_after(moment: str) -> str:
    """The moment one microsecond later."""
    return moment_text(parse_moment(moment) + timedelta(microseconds=1))


def is_moment(text: str) -> bool:
    """Whether the text has exactly the form that the log keeps, and names a moment."""
    if not _FORM.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
