"""Which revisions of the schema this program knows, without the libraries that make them."""

from __future__ import annotations

from journey.errors import StoreNotInitialised, StoreOutdated, StoreTooNew

KNOWN_REVISIONS = ("0001", "0002")
SCHEMA_REVISION = KNOWN_REVISIONS[-1]


def refuse_newer(found: str | None, where: str) -> None:
    """Raise StoreTooNew where the revision found is none that this program knows."""
    if found is not None and found not in KNOWN_REVISIONS:
        raise StoreTooNew(
            f"{where} has revision {found!r}, which this version of journey does not know.\n"
            "Use the version of journey that made it, or a newer one."
        )


def check_revision(found: str | None, where: str) -> None:
    """Raise unless the store is at the revision that this program reads and writes."""
    if found is None:
        raise StoreNotInitialised(f"{where} holds no journey store: run `journey init`.")
    refuse_newer(found, where)
    if found != SCHEMA_REVISION:
        raise StoreOutdated(
            f"{where} has revision {found}; this version of journey needs {SCHEMA_REVISION}.\n"
            "Run `journey init` to upgrade it."
        )
