"""Runs migrations on the connection that ``journey.store.migrate`` hands over."""

from __future__ import annotations

from alembic import context

# The caller has begun the transaction: on SQLite too, a migration happens whole or not at all.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
