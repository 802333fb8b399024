"""Runs the commands that the documents quote and puts what they print under them.

A place is a line `<!-- output of: COMMAND -->` and the text block after it. Usage: python tools/refresh_outputs.py
Commands on official lists run on the real files beside the checkout; where those are absent their blocks stay.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
PLACE = re.compile(r"<!-- output of: (?P<command>.+?) -->\n(?:```text\n.*?```\n)?", re.DOTALL)
LISTS = ("ofac/full_2021-06", "ofac/full_2023-12-28", "un/consolidated_2024-05-15.xml.gz")


def main() -> None:
    """Refresh every document."""
    with tempfile.TemporaryDirectory() as folder:
        home, bare = Path(folder, "home"), Path(folder, "bare")
        for source in LISTS if DATA.is_dir() else ():
            run(["lists", "update", "--from", str(DATA / source)], home, folder)
        for document in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            text = document.read_text("utf-8")
            new = PLACE.sub(lambda match: _refreshed(match, home, bare, folder), text)
            if new != text:
                document.write_text(new, "utf-8")
                print(f"refreshed {document.relative_to(ROOT)}")


def run(words: list[str], home: Path, folder: str) -> str:
    """What a command prints, with the home folder left out of its sight."""
    command = [sys.executable, "-m", "nongrata", *words]
    environment = {"NONGRATA_HOME": str(home), "PATH": "/usr/bin:/bin", "COLUMNS": "120"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)  # noqa: S603 - our own command
    return (done.stdout + done.stderr).replace(str(home), "HOME").replace(str(folder), "FOLDER").rstrip()


def _refreshed(match: re.Match[str], home: Path, bare: Path, folder: str) -> str:
    words = shlex.split(match["command"])[1:]
    official = words[0] == "lists"
    if official and not DATA.is_dir():
        return match[0]
    printed = run(words, home if official else bare, folder)
    return f"<!-- output of: {match['command']} -->\n```text\n{printed}\n```\n"


if __name__ == "__main__":
    main()
