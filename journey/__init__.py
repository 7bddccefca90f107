"""journey: event-sourced tracking of participants in municipal programmes."""

from typing import Final

__version__: Final = "0.1.0"
