"""A synthetic population, calibrated to the published figures.

:func:`events` gives the log of 607 participants whose tables at the report's peildatum are those
of its Bijlage 1, wherever one population can have them. :func:`compare` holds the tables made of
it against the printed ones. Nobody in it exists.
"""

from __future__ import annotations

from journey.demo.compare import Cell, Score, as_printed, compare, scores
from journey.demo.courses import PEILDATUM
from journey.demo.recording import events

__all__ = ["PEILDATUM", "Cell", "Score", "as_printed", "compare", "events", "scores"]
