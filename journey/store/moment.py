"""Recorded-at as text: UTC, always six decimals, so that the order of texts is that of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def moment_text(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SS.ffffffZ`` of an aware datetime."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def just_after(moment: str) -> str:
    """The moment one microsecond later."""
    return moment_text(datetime.fromisoformat(moment) + timedelta(microseconds=1))


def is_moment(text: str) -> bool:
    """Whether the text has exactly the form that the log keeps."""
    try:
        return moment_text(datetime.fromisoformat(text)) == text
    except (ValueError, OverflowError):
        return False
