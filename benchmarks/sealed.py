"""What sealing costs: ``python -m benchmarks.sealed``.

The same sheet of events is recorded without and with a note on each of them, as whole processes on
a new SQLite store; where there are notes, every one is sealed, and every participant gets a key.
The logs that come of it are exported. Times are of the processor, the quickest of several. The
table goes to stdout as Markdown.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.run import run

EVENTS: Final = 20_000
PER_PERSON: Final = 5
NOTE: Final = "Sprak vandaag met de werkgever over de uren"


def sheet(note: str) -> str:
    """A day's work: for everyone an intake and some changes of it."""
    lines = ["event,number,datum,proef,deelname,taalniveau,toelichting"]
    for number in range(EVENTS // PER_PERSON):
        lines.append(f"intake,B-{number},2025-01-01,wsd,verplicht,,{note}")
        lines += [
            f"characteristics_changed,B-{number},2025-01-{day:02},,,A2,{note}"
            for day in range(2, PER_PERSON + 1)
        ]
    return "\n".join(lines)


def measured(folder: Path, note: str) -> tuple[float, float]:
    """Seconds of processor time to record the sheet, and to export the log that it makes."""
    folder.mkdir()
    url, file = f"sqlite:///{folder / 'journey.db'}", folder / "sheet.csv"
    os.environ["JOURNEY_KEY_FILE"] = str(folder / "journey.key")
    file.write_text(sheet(note))
    run("--database", url, "init")
    recorded = run("--database", url, "record", "--from", str(file), "--as", "mw-1")
    exported = run("--database", url, "export", "events", "-o", str(folder / "log.jsonl"))
    return recorded.processor, exported.processor


def quickest_of(folder: Path, note: str) -> tuple[float, float]:
    """The shortest times of several stores."""
    folder.mkdir()
    recorded, exported = zip(*(measured(folder / str(n), note) for n in range(3)), strict=True)
    return min(recorded), min(exported)


def main() -> None:
    """Measure and show."""
    with tempfile.TemporaryDirectory() as name:
        plain, sealed = (quickest_of(Path(name) / kind, note) for kind, note in KINDS.items())
    print("| command | plain s | sealed s | ratio | microseconds an event more |")
    print("| --- | --: | --: | --: | --: |")
    for what, before, after in zip(("record --from", "export events"), plain, sealed, strict=True):
        more = (after - before) / EVENTS * 1_000_000
        print(f"| {what} | {before:.2f} | {after:.2f} | {after / before:.2f} | {more:.0f} |")


KINDS: Final = {"plain": "", "sealed": NOTE}

if __name__ == "__main__":
    main()
