"""The number of events in an export and the root over them, with nothing but Python itself.

python root.py log.jsonl [SIZE]     (SIZE: of the first so many events only)
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path


def field(value: object) -> bytes:
    raw = b"" if value is None else value if isinstance(value, bytes) else str(value).encode()
    return b"\xff" * 4 if value is None else len(raw).to_bytes(4, "big") + raw


def leaf(position: int, line: str, versions: dict[str, int]) -> bytes:
    event = json.loads(line)
    data, number = event["data"], event["subject"]
    version = versions[number.casefold()] = versions.get(number.casefold(), 0) + 1
    name, type_version = event["type"].removeprefix("nl.startbaan.").rsplit(".v", 1)
    written = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    fields = [position, event["id"], number, version, name, type_version]
    sealed = b64decode(event["sealed"]) if "sealed" in event else None
    fields += [data["datum"], event["time"], data.get("recorded_by"), written, sealed]
    return sha256(b"\0" + b"".join(map(field, fields))).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    lines = lines[: int(sys.argv[2])] if len(sys.argv) > 2 else lines
    counted: dict[str, int] = {}
    leaves = [leaf(position, line, counted) for position, line in enumerate(lines, 1)]
    print(len(leaves), b64encode(root(leaves)).decode(), sep="\n")
