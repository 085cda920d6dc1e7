"""Sections become sanitised HTML: the plain paragraphs and "- " lists stored until now, as HTML. The other way the tags go."""

from __future__ import annotations

import re
from typing import Any

from django.db import migrations
from django.utils.html import escape

BATCH = 200


def to_html(text: str) -> str:
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        runs: list[tuple[bool, list[str]]] = []
        for line in filter(None, map(str.strip, block.split("\n"))):
            is_item = line.startswith("- ")
            content = (
                escape(line[2:].strip() if is_item else line).replace("&#x27;", "'").replace("&quot;", '"')
            )
            if runs and runs[-1][0] == is_item:
                runs[-1][1].append(content)
            else:
                runs.append((is_item, [content]))
        for is_list, lines in runs:
            items = "".join(f"<li>{line}</li>" for line in lines)
            parts.append(f"<ul>{items}</ul>" if is_list else f"<p>{'<br>'.join(lines)}</p>")
    return "".join(parts)


def to_plain(html: str) -> str:
    text = re.sub(r"<li>", "- ", re.sub(r"<br>|</li>", "\n", re.sub(r"</(p|ul)>", "\n\n", html)))
    bare = re.sub(r"<[^>]+>", "", text)
    for name, letter in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        bare = bare.replace(name, letter)
    return re.sub(r"\n{3,}", "\n\n", bare).strip()


def _rewritten(apps: Any, change: Any) -> None:
    sections = apps.get_model("reports", "DraftSection").objects
    held = []
    for section in sections.order_by("pk").iterator(chunk_size=BATCH):
        section.text, section.generated_text = change(section.text), change(section.generated_text)
        held.append(section)
    sections.bulk_update(held, ["text", "generated_text"], batch_size=BATCH)


def forwards(apps: Any, schema_editor: Any) -> None:
    _rewritten(apps, to_html)


def backwards(apps: Any, schema_editor: Any) -> None:
    _rewritten(apps, to_plain)


class Migration(migrations.Migration):
    dependencies = [("reports", "0016_pembulatan")]
    operations = [migrations.RunPython(forwards, backwards)]
