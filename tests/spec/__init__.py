"""A table in, a table out: the definitions as examples."""
