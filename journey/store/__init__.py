"""The append-only log: the only place that knows a database."""
