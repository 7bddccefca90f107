"""Showing results: one renderer a format."""
