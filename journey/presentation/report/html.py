"""HTML and SVG, element by element: what is opened is closed, and every text is escaped."""

from __future__ import annotations

from html import escape
from typing import Final

from journey.presentation.text import visible


class Html(str):
    """Text that is HTML already; any other text is escaped where it becomes part of an element."""

    __slots__ = ()


_VOID: Final = frozenset({"meta", "input", "br", "path", "rect", "line"})


def el(name: str, /, *children: str, **attributes: object) -> Html:
    """An element. An attribute that is None is left out, True stands alone; ``class_`` and
    ``aria_label`` are written ``class`` and ``aria-label``. Joined without white space."""
    opened = f"<{name}{''.join(map(_attribute, attributes, attributes.values()))}>"
    if name in _VOID and not children:
        return Html(f"{opened[:-1]}/>" if name in _SVG else opened)
    return Html(f"{opened}{join(*children)}</{name}>")


_SVG: Final = frozenset({"path", "rect", "line"})


def join(*children: str) -> Html:
    """Elements and texts after one another."""
    return Html("".join(c if isinstance(c, Html) else escape(visible(c)) for c in children))


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'


def number(value: float) -> str:
    """A coordinate, with no more decimals than anyone can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
