"""Results as people and programs read them: one registry of formats, one writer each."""
