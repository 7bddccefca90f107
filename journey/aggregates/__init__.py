"""Where commands are decided: the standing timeline of one participant and what is legal on it."""
