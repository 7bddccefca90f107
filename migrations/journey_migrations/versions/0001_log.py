"""The log, the installation's settings and proeven, and the register of publications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PROEVEN = {
    "amsterdam": "Amsterdam",
    "eindhoven": "Eindhoven",
    "groningen-drenthe": "Groningen-Drenthe",
    "helmond-de-peel": "Helmond-De Peel",
    "rotterdam": "Rotterdam",
    "sudwest-fryslan": "Súdwest-Fryslân",
    "wsd": "WSD",
}
SOURCE = "urn:nld:oin:00000000000000000000:systeem:journey"

# The first on SQLite: INSERT OR REPLACE would delete the row in the way without firing the
# trigger that refuses a delete.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER events_append_only BEFORE INSERT ON events
    BEGIN
        SELECT RAISE(ABORT, 'position is not the next one of the log')
        WHERE NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events);
        SELECT RAISE(ABORT, 'event_id is in the log already')
        WHERE EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id);
        SELECT RAISE(ABORT, 'version of this participant is in the log already')
        WHERE EXISTS (
            SELECT 1 FROM events
            WHERE participant_id = NEW.participant_id AND version = NEW.version
        );
    END
    """,
    """
    CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    BEGIN
        SELECT RAISE(ABORT, 'the log is append-only: no row is ever changed');
    END
    """,
    """
    CREATE TRIGGER events_no_delete BEFORE DELETE ON events
    BEGIN
        SELECT RAISE(ABORT, 'the log is append-only: no row is ever deleted');
    END
    """,
    """
    CREATE TRIGGER publication_append_only BEFORE INSERT ON publication
    BEGIN
        SELECT RAISE(ABORT, 'number is not the next one of the register')
        WHERE NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM publication);
    END
    """,
    """
    CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication
    BEGIN
        SELECT RAISE(ABORT, 'the register is append-only: no row is ever changed');
    END
    """,
    """
    CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication
    BEGIN
        SELECT RAISE(ABORT, 'the register is append-only: no row is ever deleted');
    END
    """,
)

# Positions and roles are checked once a statement, over all the rows it adds.
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()
    """,
    """
    CREATE FUNCTION events_check_added() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        added bigint;
        lowest bigint;
        highest bigint;
        before bigint;
    BEGIN
        SELECT count(*), min(position), max(position) INTO added, lowest, highest FROM added_rows;
        IF added = 0 THEN
            RETURN NULL;
        END IF;
        SELECT coalesce(max(position), 0) INTO before FROM events WHERE position < lowest;
        IF lowest <> before + 1 OR highest <> before + added THEN
            RAISE EXCEPTION 'position is not the next one of the log'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM added_rows WHERE session_role IS DISTINCT FROM session_user) THEN
            RAISE EXCEPTION 'session_role is not the role of this session'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER events_added AFTER INSERT ON events
    REFERENCING NEW TABLE AS added_rows
    FOR EACH STATEMENT EXECUTE FUNCTION events_check_added()
    """,
    """
    CREATE TRIGGER publication_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON publication
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()
    """,
    """
    CREATE FUNCTION publication_check_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM publication) THEN
            RAISE EXCEPTION 'number is not the next one of the register'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER publication_added BEFORE INSERT ON publication
    FOR EACH ROW EXECUTE FUNCTION publication_check_added()
    """,
)


def upgrade() -> None:
    """Make the tables and triggers, and fill in what every installation starts with."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    code = sa.Text(collation="C") if on_postgresql else sa.Text()
    if on_postgresql:
        _create_events(code, sa.BigInteger(), sa.text("session_user"))
    else:
        _create_events(code, sa.Integer(), None)
    setting = op.create_table(
        "setting",
        sa.Column("name", code, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    proef = op.create_table(
        "proef",
        sa.Column("code", code, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", code, nullable=False),
        sa.Column("peildatum", code, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
    )
    for statement in POSTGRESQL_TRIGGERS if on_postgresql else SQLITE_TRIGGERS:
        op.execute(statement)
    op.bulk_insert(setting, [{"name": "source", "value": SOURCE}])
    op.bulk_insert(proef, [{"code": code, "label": label} for code, label in PROEVEN.items()])


def _create_events(
    code: sa.Text, number: sa.types.TypeEngine[int], session_role: sa.TextClause | None
) -> None:
    op.create_table(
        "events",
        sa.Column("position", number, primary_key=True, autoincrement=False),
        sa.Column("event_id", code, nullable=False),
        sa.Column("participant_id", code, nullable=False),
        sa.Column("subject", code, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", code, nullable=False),
        sa.Column("type_version", sa.Integer, nullable=False),
        sa.Column("datum", code, nullable=False),
        sa.Column("recorded_at", code, nullable=False),
        sa.Column("recorded_by", code),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("session_role", code, server_default=session_role),
        sa.UniqueConstraint("event_id", name="uq_events_event_id"),
        sa.UniqueConstraint("participant_id", "version", name="uq_events_participant_version"),
        sa.CheckConstraint("position >= 1", name="ck_events_position"),
        sa.CheckConstraint("version >= 0", name="ck_events_version"),
        sa.CheckConstraint("type_version >= 1", name="ck_events_type_version"),
        sa.CheckConstraint("length(event_id) = 36", name="ck_events_event_id"),
        sa.CheckConstraint("length(participant_id) = 36", name="ck_events_participant_id"),
        sa.CheckConstraint("length(datum) = 10", name="ck_events_datum"),
        sa.CheckConstraint("length(recorded_at) = 27", name="ck_events_recorded_at"),
        sa.CheckConstraint("length(leaf) = 32", name="ck_events_leaf"),
        sqlite_autoincrement=True,
    )
