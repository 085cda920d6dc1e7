"""What every measurement shares: one JSON line per figure, sides that take turns, a private database."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


def line(
    bench: str,
    name: str,
    value: float,
    unit: str,
    *,
    ratio: float | None,
    against: str,
    goal: float,
    ok: bool,
    **more: object,
) -> bool:
    """One figure, as quality.md wants it; `more` says how it was measured, where that is not plain."""
    figure = {
        "bench": bench, "name": name, "value": round(value, 4), "unit": unit,
        "ratio": None if ratio is None else round(ratio, 3), "against": against, "goal": goal, "ok": ok, **more,
    }  # fmt: skip
    print(json.dumps(figure), flush=True)
    return ok


def computing(runs: int, *sides: Callable[[], object]) -> list[tuple[float, float]]:
    """Least seconds of each side, (of the processor, by the clock on the wall): for sides that compute in this process.

    A busy machine makes both longer, never shorter, so the least of several runs is nearest to the truth; and while the
    clock also counts the time in which others compute, the processor's does not.
    """
    times: list[list[tuple[float, float]]] = [[] for _ in sides]
    for side in sides:
        side()
    for _ in range(runs):
        for kept, side in zip(times, sides, strict=True):
            gc.collect()
            processor, clock = time.process_time(), time.perf_counter()
            side()
            kept.append((time.process_time() - processor, time.perf_counter() - clock))
    return [(min(one for one, _ in kept), min(other for _, other in kept)) for kept in times]


def interleaved(runs: int, *sides: Callable[[], object]) -> list[float]:
    """Median seconds of each side; the sides take turns, so that a noisy minute strikes all of them."""
    times: list[list[float]] = [[] for _ in sides]
    for side in sides:
        side()
    for _ in range(runs):
        for kept, side in zip(times, sides, strict=True):
            gc.collect()
            start = time.perf_counter()
            side()
            kept.append(time.perf_counter() - start)
    return [statistics.median(one) for one in times]


@contextlib.contextmanager
def private_database() -> Iterator[None]:
    """The program with a data folder and a database of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sop-bench-") as folder:
        for name in ("DATABASE_URL", "REDIS_URL", "PRODUKSI"):
            os.environ.pop(name, None)
        os.environ |= {"SOP_DATA": folder, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        sys.path.insert(0, str(ROOT))
        import django
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        django.setup()
        setup_test_environment(debug=False)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield
