"""The measurements behind bin/bench: medians of interleaved runs on a private SQLite database in a temporary folder.

Prints one JSON line per figure; only ratios travel from machine to machine, so both sides are measured in the same run.
The exit code is 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Final

from _bench_alat import private_database
from _bench_clock import bench_clock
from _bench_collection import bench_collection
from _bench_delivery import bench_delivery
from _bench_paper import bench_paper
from _bench_reminders import bench_reminders

BENCHES: Final[dict[str, Callable[[int], bool]]] = {
    "clock": bench_clock,
    "collection": bench_collection,
    "delivery": bench_delivery,
    "paper": bench_paper,
    "reminders": bench_reminders,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure what was promised.")
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--runs", type=int, default=7, help="how often each side runs; the median counts")
    given = parser.parse_args()
    with private_database():
        return 0 if BENCHES[given.name](given.runs) else 1


if __name__ == "__main__":
    sys.exit(main())
