"""Personal fields: sealed with a key of the participant's own, which is kept apart from the log."""
