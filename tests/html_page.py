"""An HTML page as a tree, which refuses what a browser would silently mend."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"meta", "input", "br"})


class Node:
    """An element with its attributes and what is in it."""

    def __init__(self, name: str, attributes: dict[str, str | None]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name] or ""

    def get(self, name: str) -> str | None:
        """An attribute, or None."""
        return self.attributes.get(name)

    @property
    def text(self) -> str:
        """All text in it, in order."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, name: str = "", /, **attributes: str) -> Iterator[Node]:
        """Every element in it of this name with these attributes, in order."""
        for child in self.children:
            if isinstance(child, Node):
                if name in ("", child.name) and all(
                    child.get(key.rstrip("_")) == value for key, value in attributes.items()
                ):
                    yield child
                yield from child.all(name, **attributes)

    def one(self, name: str = "", /, **attributes: str) -> Node:
        """The only such element."""
        (found,) = self.all(name, **attributes)
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> stands twice"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> within <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(content: bytes) -> Node:
    """The page; an assertion fails where an element is not closed or closed within another."""
    parser = _Parser()
    parser.feed(content.decode())
    parser.close()
    assert parser.open == [parser.root]
    assert content.startswith(b"<!DOCTYPE html>\n")
    return parser.root.one("html")


def cells(table: Node) -> list[list[str]]:
    """A table as texts, its heading first; every row is as long as the heading."""
    rows = [
        [cell.text for cell in row.all() if cell.name in ("th", "td")] for row in table.all("tr")
    ]
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def dutch(text: str) -> float | int | None:
    """The number that a Dutch text shows: 1.234, 67,5%, 25,6; None for none."""
    if text in ("", "-", "–", "niet bereikt"):
        return None
    plain = text.removesuffix("%").replace(".", "").replace(",", ".")
    return float(plain) if "." in plain else int(plain)
