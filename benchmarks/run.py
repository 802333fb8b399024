"""Speed and memory of the main job, measured as whole processes: medians, beside a floor measured in the same run.

Run `make bench`. Needs the real list files in ../shared/data; says so and stops where they are absent.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
NONGRATA = ROOT / ".venv" / "bin" / "nongrata"
RUNS = 5
SUBJECTS = 20_000


def measure(command: Sequence[str], runs: int = RUNS) -> tuple[float, float]:
    """Median wall seconds and largest peak MiB of a command over several runs, after one that does not count."""
    walls, peaks = [], []
    for run in range(runs + 1):
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) > 1:
            raise SystemExit(f"{' '.join(command)} failed")
        if run:
            walls.append(time.perf_counter() - started)
            peaks.append(usage.ru_maxrss / 1024)
    return statistics.median(walls), max(peaks)


def subjects(path: Path, count: int) -> None:
    """A file of invented subjects: syllables put together, so that they are nobody and mostly distinct."""
    rng = random.Random(20161229)  # noqa: S311 - names to measure with, not secrets
    syllables = "ba do ve ri mo sha len kov ska tor an el is ur gan mir zha pe lo nik".split()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "kind", "date_of_birth"])
        for number in range(count):
            words = ["".join(rng.choices(syllables, k=rng.randint(2, 3))).title() for _ in range(rng.randint(2, 3))]
            writer.writerow([number, " ".join(words), "person", f"{rng.randint(1940, 2005)}-05-17"])


def main() -> None:
    """Measure and print a table, then the same as JSON."""
    if not DATA.is_dir():
        raise SystemExit(f"the real list files are not on this machine (looked in {DATA})")
    sdn = DATA / "ofac" / "xml_2024-05-07" / "sdn.xml.gz"
    python = str(ROOT / ".venv" / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder, "home"), Path(folder, "subjects.csv")
        subjects(file, SUBJECTS)
        tool = [str(NONGRATA)]
        floor = measure([python, "-c", "import numpy"])
        fresh = [python, "-c", _FRESH, str(NONGRATA), str(sdn), folder]
        results = {
            "python that imports numpy (the floor)": floor,
            "lists update: full SDN.XML of 2024-05-07, load and compile": measure(fresh),
        }
        update = [*tool, "lists", "update", "--from", str(sdn), "--home", str(home)]
        subprocess.run(update, check=True, stdout=subprocess.DEVNULL)
        for name in ("Igor Petrov", "Богачев Евгений", "Mohammad Ali Hussein"):
            results[f"check, cold: {name}"] = measure([*tool, "check", name, "--home", str(home)])
        out = ["--out", str(Path(folder, "hits.parquet"))]
        results[f"screen: {SUBJECTS:,} persons"] = measure([*tool, "screen", str(file), "--home", str(home), *out], 3)
    _print(results, floor[0])


_FRESH = """
import subprocess, sys, tempfile
with tempfile.TemporaryDirectory(dir=sys.argv[3]) as home:
    sys.exit(subprocess.run([sys.argv[1], "lists", "update", "--from", sys.argv[2], "--home", home]).returncode)
"""


def _print(results: dict[str, tuple[float, float]], floor_s: float) -> None:
    processor = platform.processor() or platform.machine()
    print(f"machine: {processor}, {os.cpu_count()} cores (shared), Python {platform.python_version()}")
    print(f"medians of {RUNS} runs\n")
    print(f"{'what':<62}{'wall s':>9}{'x floor':>9}{'peak MiB':>10}")
    for what, (wall_s, peak_mib) in results.items():
        print(f"{what:<62}{wall_s:>9.2f}{wall_s / floor_s:>9.1f}{peak_mib:>10.0f}")
    rate = SUBJECTS / results[f"screen: {SUBJECTS:,} persons"][0]
    print(f"\nscreen: {rate:,.0f} persons/s end to end on one core")
    print(json.dumps({what: {"wall_s": round(w, 3), "peak_mib": round(p)} for what, (w, p) in results.items()}))


if __name__ == "__main__":
    sys.exit(main())
