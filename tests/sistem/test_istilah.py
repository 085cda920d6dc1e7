"""Whatever a civil servant could circle on the paper is spelled once, and the glossary knows it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from pathlib import Path

from django.db.models import Choices

import workflow.models  # noqa: F401 - imported so that their enums exist
from accounts.worktime import TimeUnit

GLOSSARY = (Path(__file__).parents[2] / "docs" / "istilah.md").read_text(encoding="utf-8")


def _below(kind: type[Choices]) -> Iterator[type[Choices]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_every_enum_member_of_the_program_stands_in_the_glossary() -> None:
    ours = [
        kind
        for kind in _below(Choices)
        if kind.__module__.split(".")[0] in ("accounts", "reports", "workflow")
    ]
    assert len(ours) > 20
    kinds: list[type[enum.Enum]] = [*ours, TimeUnit]
    missing = [
        f"{kind.__qualname__}.{member.name}"
        for kind in kinds
        for member in kind
        if f"`{kind.__qualname__}`" not in GLOSSARY or f"`{member.name}`" not in GLOSSARY
    ]
    assert missing == []
