"""Figures as pure functions of standing events."""
