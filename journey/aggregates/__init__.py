"""Deciding on one participant's timeline; pure, without a database or a clock."""
