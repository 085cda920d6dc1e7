"""What is vendored is what its README says, and nothing of it looks for anything elsewhere."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
SUMS = re.findall(
    r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_every_vendored_script_and_style_has_a_sum() -> None:
    files = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*.min.*")}
    assert files == {name for name, _ in SUMS}


@pytest.mark.parametrize(("name", "expected"), SUMS)
def test_a_vendored_file_has_the_bytes_that_were_looked_at(name: str, expected: str) -> None:
    content = (VENDOR / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == expected
    assert b"sourceMappingURL" not in content, "hashed static storage would look for the map"


@pytest.mark.parametrize("name", [name for name, _ in SUMS])
def test_a_licence_lies_beside_it(name: str) -> None:
    licence = (VENDOR / name).with_name("LICENSE").read_text(encoding="utf-8")
    assert re.search(r"Permission (is hereby granted|to use, copy)", licence)


def test_the_editors_bundle_evaluates_nothing() -> None:
    bundle = (VENDOR / "tiptap" / "tiptap.min.js").read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function\(", bundle)


def test_only_the_pages_on_which_a_draft_is_written_load_the_editor() -> None:
    templates = Path(settings.BASE_DIR) / "templates"
    users = {path.name for path in templates.rglob("*.html") if "vendor/tiptap" in path.read_text("utf-8")}
    assert users == {"draft.html", "koreksi_sendiri.html"}
