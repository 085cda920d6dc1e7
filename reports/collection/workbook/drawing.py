"""The rows of the difference as HTML. Two thousand rows through a template cost more than reading the file."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from accounts.worktime import WITA
from reports.collection.workbook.difference import Change, FieldChange, Line

EMPTY = '<span class="redup">kosong</span>'


def drawn(line: Line, *, ticked: bool, can_tick: bool) -> SafeString:
    """One `<tr>`. Every text of a person is escaped here."""
    cell, kind = line.cell, line.kind
    name, code = escape(cell.name), escape(cell.code)
    tick = ""
    if kind != Change.DITOLAK:
        box = "–"
        if can_tick:
            box = (
                f'<input type="hidden" name="versi-{cell.pk}" value="{cell.version}">'
                f'<input type="checkbox" name="pilih" value="{cell.pk}" '
                f'aria-label="Terapkan {code} {name}"{" checked" if ticked else ""}>'
            )
        tick = f'<td class="beda__pilih" data-kolom="Terapkan">{box}</td>'
    problems = "".join(
        f'<p class="galat">{place}: {escape(sentence)}</p>' for place, sentence in line.problems
    )
    column = "Perbaiki" if kind == Change.DITOLAK else "Beda"
    return mark_safe(
        f'<tr>{tick}<th scope="row">{name}<small>{code} · {escape(cell.satuan)} · {line.place}</small></th>'
        f'<td data-kolom="{column}"><div>{problems}{"".join(map(_change, line.changes))}{_who(line)}</div></td></tr>'
    )


def _change(change: FieldChange) -> str:
    web = f"<del>{escape(change.web)}</del>" if change.web else EMPTY
    file = f"<ins>{escape(change.file)}</ins>" if change.file else EMPTY
    return (
        f'<p class="beda__isi"><span class="redup">{escape(change.label)}</span> {web} <span aria-hidden="true">→</span>'
        f'<span class="visually-hidden"> menjadi </span> {file}</p>'
    )


def _who(line: Line) -> str:
    """Who changed the web meanwhile; said only where it matters."""
    cell = line.cell
    if line.kind != Change.BENTROK or cell.changed_by is None or cell.changed_at is None:
        return ""
    who = escape(str(cell.changed_by) or "orang lain")
    return f"<small>Di web diubah {who}, {cell.changed_at.astimezone(WITA):%d-%m-%Y %H.%M}</small>"
