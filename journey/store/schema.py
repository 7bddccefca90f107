"""The tables, declared once: migrations are made from it and a test holds them to it.

Only ``journey init`` imports this module, because SQLAlchemy takes longer to import than most
commands take to run; everything else uses the statements in :mod:`journey.store.statements`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

# Ids and codes sort by code point on every database, whatever language the server speaks.
code_text = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite knows its own row number only under the name INTEGER.
big_number = BigInteger().with_variant(Integer(), "sqlite")

events = Table(
    "events",
    metadata,
    Column("position", big_number, primary_key=True, autoincrement=False),
    Column("event_id", code_text, nullable=False),
    Column("participant_id", code_text, nullable=False),
    Column("subject", code_text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", code_text, nullable=False),
    Column("type_version", Integer, nullable=False),
    Column("datum", code_text, nullable=False),
    Column("recorded_at", code_text, nullable=False),
    Column("recorded_by", code_text),
    Column("data", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("leaf", LargeBinary, nullable=False),
    # The role of the session, which PostgreSQL fills in itself and which can't be chosen. It says
    # who was let in, beside who is said to have recorded; no part of a record, a leaf or an export.
    Column("session_role", code_text),
    UniqueConstraint("event_id", name="uq_events_event_id"),
    UniqueConstraint("participant_id", "version", name="uq_events_participant_version"),
    CheckConstraint("position >= 1", name="ck_events_position"),
    CheckConstraint("version >= 0", name="ck_events_version"),
    CheckConstraint("type_version >= 1", name="ck_events_type_version"),
    CheckConstraint("length(event_id) = 36", name="ck_events_event_id"),
    CheckConstraint("length(participant_id) = 36", name="ck_events_participant_id"),
    CheckConstraint("length(datum) = 10", name="ck_events_datum"),
    CheckConstraint("length(recorded_at) = 27", name="ck_events_recorded_at"),
    CheckConstraint("length(leaf) = 32", name="ck_events_leaf"),
    sqlite_autoincrement=True,
)

# Whoever reads what is sealed first asks who was erased.
Index(
    "ix_events_erased",
    events.c.participant_id,
    sqlite_where=text("type = 'identity_erased'"),
    postgresql_where=text("type = 'identity_erased'"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", code_text, primary_key=True),
    Column("value", Text, nullable=False),
)

proef = Table(
    "proef",
    metadata,
    Column("code", code_text, primary_key=True),
    Column("label", Text, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", code_text, nullable=False),
    Column("peildatum", code_text, nullable=False),
    Column("manifest", Text, nullable=False),
)

# The fields of the Dutch standard Logboek dataverwerkingen, one row an operation.
reading = Table(
    "reading",
    metadata,
    Column("operation_id", code_text, primary_key=True),
    Column("trace_id", code_text, nullable=False),
    Column("operation_name", code_text, nullable=False),
    Column("start_time", code_text, nullable=False),
    Column("end_time", code_text, nullable=False),
    Column("status", code_text, nullable=False),
    Column("processing_activity_id", code_text, nullable=False),
    Column("data_subject_id", code_text, nullable=False),
    Column("data_subject_id_type", code_text, nullable=False),
)

# The standard keeps the employee out of that log; who read and why stands here.
reader = Table(
    "reader",
    metadata,
    Column("operation_id", code_text, primary_key=True),
    Column("reader", code_text, nullable=False),
    Column("reden", Text, nullable=False),
)
