"""The container that a form is handed in as: judged by its directory before anything is unpacked.

A hostile file is refused by what it would unpack to, how much that is for its size, and how many
entries it has. An entry whose size is not what the directory says is cut off there by the zip
library, and its checksum is wrong.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from journey.errors import BadInput, NotFound
from journey.fields import shown

MB: Final = 1 << 20
LARGEST_FILE: Final = 32 * MB
LARGEST_UNPACKED: Final = 64 * MB
LARGEST_PART: Final = 8 * MB
"""So much may a part be that is read as a whole; sheets and texts are read bit by bit."""
MOST_ENTRIES: Final = 1000
MOST_PACKED: Final = 200
"""So many times smaller than what it unpacks to may an entry be."""
SMALL: Final = MB
"""Up to this size it may be packed as tightly as can be."""
BIT: Final = 64 * 1024
DEEPEST: Final = 50
"""So many elements may stand in each other; a workbook has about ten."""
LONGEST: Final = MB
"""So much may one tag or comment be: it is looked at again with every bit that follows."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_ELEMENTS: Final = 3_000_000
"""So many elements may all parts have that are read: twice those of ten thousand participants."""

MOST_NAMES: Final = 2000
"""So many names may the elements and attributes of a part have; a workbook has about a hundred. The
parser keeps every one."""

_ENCODINGS: Final = frozenset({"UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1"})
"""Those that the parser knows by itself; workbooks are in the first two."""
_PASSWORD: Final = "is protected with a password; save it without one"
_DAMAGED: Final = "is damaged: it can't be unpacked; save it again, or ask for a new copy"


Start = Callable[[str, dict[str, str]], None]
"""Told the name of an element that begins, and its attributes."""
End = Callable[[str], None]
"""Told the name of an element that ends."""
Text = Callable[[str], None]
"""Told what stands between them."""


class Archive:
    """A zip file that is safe to unpack."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.names = tuple(info.filename for info in packed.infolist() if not info.is_dir())
        self._elements = 0

    def size(self, name: str) -> int:
        """How many bytes a part unpacks to."""
        return self._packed.getinfo(name).file_size

    def whole(self, name: str) -> bytes:
        """The content of a small part; empty where there is none."""
        if name not in self.names:
            return b""
        if self.size(name) > LARGEST_PART:
            raise BadInput(f"its part {name} is too large; save it again without what is not asked")
        with self.open(name) as stream:
            return stream.read()

    def parse(self, stream: IO[bytes], start: Start, end: End, text: Text) -> Iterator[None]:
        """Read the XML of a part as :func:`parse` does. Raises :class:`BadInput` also where all
        that was read has more elements than a form comes to."""
        for begun in parse(stream, start, end, text):
            self._elements += begun
            if self._elements > MOST_ELEMENTS:
                raise BadInput(
                    f"holds more than {MOST_ELEMENTS // 1_000_000} million elements; delete empty "
                    "rows and columns beside the form, or hand it in per proef"
                )
            yield

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A part, to be read bit by bit."""
        try:
            with self._packed.open(name) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError) as error:
            raise BadInput(_DAMAGED) from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The zip file at a path. Raises :class:`BadInput` for one that is no zip file or hostile."""
    content = _begin_of(path)
    if not content.startswith(_ZIP):
        raise BadInput(_what_it_is(path, content))
    try:
        with zipfile.ZipFile(path) as packed:
            _check(packed)
            yield Archive(packed)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise BadInput(_DAMAGED) from error


def _begin_of(path: Path) -> bytes:
    """The first bytes of a file that is not too large. Raises :class:`NotFound`,
    :class:`BadInput`, also for a pipe or device, which may never end."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("is no file but a pipe or device; save the form as a file")
        size = status.st_size
        with path.open("rb") as stream:
            begin = stream.read(BIT)
    except OSError as error:
        raise NotFound(f"can't be read: {error.strerror}") from error
    if size > LARGEST_FILE:
        raise BadInput(
            f"is {size // MB} MB; a form has at most {LARGEST_FILE // MB} MB: hand it in per proef"
        )
    return begin


def _what_it_is(path: Path, begin: bytes) -> str:
    """Why a file is no workbook, in words."""
    if begin.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            return _PASSWORD
        return "is a workbook of before 2007 (.xls); save it as .xlsx"
    if not begin:
        return "is empty"
    if b"\0" not in begin:
        return (
            "is text and no workbook; save it as .xlsx, or hand in the five tabs as CSV files in a "
            "folder or zip"
        )
    return "is no workbook (.xlsx)"


def _check(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES:
        raise BadInput(f"holds {len(entries)} parts; a workbook has at most {MOST_ENTRIES}")
    if len({entry.filename for entry in entries}) < len(entries):
        raise BadInput(_DAMAGED)
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED:
        raise BadInput(
            f"unpacks to {total // MB} MB; allowed: {LARGEST_UNPACKED // MB} MB. Delete empty rows "
            "below the last one, or hand it in per proef"
        )
    for entry in entries:
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise BadInput(_PASSWORD)
    if entry.compress_type not in _METHODS:
        raise BadInput(_DAMAGED)
    if entry.file_size > max(SMALL, MOST_PACKED * entry.compress_size):
        raise BadInput(
            "holds a part that unpacks to more than "
            f"{MOST_PACKED} times its size, as no workbook does"
        )


def parse(stream: IO[bytes], start: Start, end: End, text: Text) -> Iterator[int]:
    """Read XML bit by bit, calling back with names without their prefix; yields after each bit how
    many elements began in it.

    A document whose first name has no prefix is taken to have none: that is twice as quick.

    Raises :class:`BadInput` for what is no XML, for a document type, with which a few bytes can
    be made to stand for any number, and for what no workbook has and costs time or memory: elements
    deep in each other, tags without an end, and names without number.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    elements = _Elements(parser, start, end)
    parser.CharacterDataHandler = text
    parser.XmlDeclHandler = _refuse_encoding
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    try:
        while bit := stream.read(BIT):
            parser.Parse(bit)
            read += len(bit)
            if read - parser.CurrentByteIndex > LONGEST:
                raise BadInput(f"has a tag of more than {LONGEST // MB} MB, as no workbook has")
            if len(parser.intern) > MOST_NAMES:
                raise BadInput(
                    f"has more than {MOST_NAMES} names of elements and attributes, as no workbook "
                    "has"
                )
            yield elements.taken()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(_DAMAGED) from error


class _Elements:
    """Calls back for each element, and counts them; those deep in each other are refused."""

    def __init__(self, parser: expat.XMLParserType, start: Start, end: End) -> None:
        self._parser = parser
        self._start = start
        self._end = end
        self._depth = 0
        self._begun = 0
        parser.StartElementHandler = self._first

    def taken(self) -> int:
        """How many began; each is counted once."""
        begun, self._begun = self._begun, 0
        return begun

    def _first(self, tag: str, given: dict[str, str]) -> None:
        begin, end = self._begin, self._finish
        if ":" in tag:
            self._parser.StartElementHandler = lambda tag, given: begin(_bare(tag), given)
            self._parser.EndElementHandler = lambda tag: end(_bare(tag))
        else:
            self._parser.StartElementHandler, self._parser.EndElementHandler = begin, end
        begin(_bare(tag), given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self._begun += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadInput(f"has elements more than {DEEPEST} deep, as no workbook has")
        self._start(tag, given)

    def _finish(self, tag: str) -> None:
        self._depth -= 1
        self._end(tag)


def _bare(tag: str) -> str:
    """A name without its prefix."""
    return tag.rpartition(":")[2]


def _refuse_encoding(version: str, encoding: str | None, standalone: int) -> None:
    if encoding is not None and encoding.upper() not in _ENCODINGS:
        raise BadInput(f"is written in {shown(encoding)}; a workbook is in UTF-8: save it again")


def _refuse_doctype(*_: object) -> None:
    raise BadInput("holds a document type (<!DOCTYPE>), as no workbook does")
