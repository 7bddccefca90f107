"""Recorded-at as the log writes it, see :func:`journey.peildatum.moment_text`."""

from __future__ import annotations

from datetime import timedelta

from journey.peildatum import moment_text, parse_moment


def just_after(moment: str) -> str:
    """The moment one microsecond later."""
    return moment_text(parse_moment(moment) + timedelta(microseconds=1))


def is_moment(text: str) -> bool:
    """Whether the text has exactly the form that the log keeps."""
    try:
        return moment_text(parse_moment(text)) == text
    except ValueError:
        return False
