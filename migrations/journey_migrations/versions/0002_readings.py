"""Who was erased, found at once; and the log of who read what is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("reading", "reader")

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER {0}_append_only BEFORE INSERT ON {0}
    BEGIN
        SELECT RAISE(ABORT, 'operation_id is in the log already')
        WHERE EXISTS (SELECT 1 FROM {0} WHERE operation_id = NEW.operation_id);
    END
    """,
    """
    CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0}
    BEGIN
        SELECT RAISE(ABORT, 'the log of readings is append-only: no row is ever changed');
    END
    """,
    """
    CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0}
    BEGIN
        SELECT RAISE(ABORT, 'the log of readings is append-only: no row is ever deleted');
    END
    """,
)

POSTGRESQL_TRIGGERS = (
    """
    CREATE TRIGGER {0}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()
    """,
)


def upgrade() -> None:
    """Make the index, the two tables, and what keeps them append-only."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    code = sa.Text(collation="C") if on_postgresql else sa.Text()
    erased = sa.text("type = 'identity_erased'")
    op.create_index(
        "ix_events_erased",
        "events",
        ["participant_id"],
        sqlite_where=erased,
        postgresql_where=erased,
    )
    op.create_table(
        "reading",
        sa.Column("operation_id", code, primary_key=True),
        sa.Column("trace_id", code, nullable=False),
        sa.Column("operation_name", code, nullable=False),
        sa.Column("start_time", code, nullable=False),
        sa.Column("end_time", code, nullable=False),
        sa.Column("status", code, nullable=False),
        sa.Column("processing_activity_id", code, nullable=False),
        sa.Column("data_subject_id", code, nullable=False),
        sa.Column("data_subject_id_type", code, nullable=False),
    )
    op.create_table(
        "reader",
        sa.Column("operation_id", code, primary_key=True),
        sa.Column("reader", code, nullable=False),
        sa.Column("reden", sa.Text, nullable=False),
    )
    for table in TABLES:
        for statement in POSTGRESQL_TRIGGERS if on_postgresql else SQLITE_TRIGGERS:
            op.execute(statement.format(table))
