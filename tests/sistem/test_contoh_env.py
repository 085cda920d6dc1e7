"""deploy/contoh.env names every setting that is read from the environment, and none that is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "deploy" / "contoh.env").read_text(encoding="utf-8")

READ_ELSEWHERE = {"SITUS", "POSTGRES_PASSWORD", "WEB_CONCURRENCY", "WEB_THREADS", "DEMO_PASSWORD"}
"""By docker-compose.yml, Caddy, gunicorn and bin/run."""


def read_in_settings() -> set[str]:
    """Every first argument of env.str(...), env.int(...) and the like."""
    tree = ast.parse((ROOT / "sop_kinerja" / "settings.py").read_text(encoding="utf-8"))
    return {
        str(call.args[0].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def assigned() -> set[str]:
    """Names with an equals sign, also behind a comment sign."""
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_setting_an_office_may_need_stands_in_the_example() -> None:
    assert len(read_in_settings()) > 20
    missing = {name for name in read_in_settings() if not re.search(rf"\b{name}\b", EXAMPLE)}
    assert missing == set()


def test_the_example_promises_no_setting_that_nothing_reads() -> None:
    secrets_of_the_gateway = {
        name for name in assigned() if name.startswith("GERBANG_")
    }  # read when a message leaves
    assert assigned() - read_in_settings() - READ_ELSEWHERE - secrets_of_the_gateway == set()


def test_what_may_be_set_stands_below_a_sentence() -> None:
    """A group's heading counts: its settings belong together."""
    for block in EXAMPLE.split("\n\n")[1:]:
        assert block.lstrip().startswith("#"), block
