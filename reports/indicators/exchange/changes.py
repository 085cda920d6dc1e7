"""What an import would change: every row of the file beside what stands, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from reports.indicators.exchange.cells import same, words
from reports.indicators.exchange.reading import Contents, Problem, Row
from reports.indicators.exchange.records import Key, Names, Record, current_formats, key_of, names, standing
from reports.indicators.exchange.sheets import (
    INDICATORS,
    OF_FORMATS,
    PLAN,
    SHEETS,
    SLOTS,
    VALUE_MAPS,
    Column,
    Sheet,
    Value,
    fold,
)

State = Literal["baru", "berubah", "tetap"]


@dataclass(frozen=True)
class Change:
    """One row. `values`: what is to be written, references in their canonical spelling; `fields`: title, old, new."""

    row: Row
    key: Key
    state: State
    values: Record
    fields: tuple[tuple[str, str, str], ...]

    @property
    def sheet(self) -> Sheet:
        return self.row.sheet

    @property
    def name(self) -> str:
        """What the row is called on screen: its keys as typed."""
        return " · ".join(words(column, self.values.get(column.attr)) for column in self.sheet.keys)


@dataclass
class Plan:
    """All rows of a file, and what is wrong with them."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def pending(self) -> list[Change]:
        return [change for change in self.changes if change.state != "tetap"]

    @property
    def digest(self) -> str:
        """The same digest is the same list of changes, from the same standing values to the same new ones."""
        told = [[one.sheet.title, one.key, one.state, one.fields] for one in self.pending]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    def counts(self) -> dict[str, dict[str, int]]:
        """Sheet -> baru, berubah, tetap; only the sheets of this file."""
        found: dict[str, dict[str, int]] = {}
        for change in self.changes:
            of_sheet = found.setdefault(change.sheet.title, {"baru": 0, "berubah": 0, "tetap": 0})
            of_sheet[change.state] += 1
        return found


def compare(contents: Contents) -> Plan:
    """Put every row beside what stands. Reads only."""
    known = names()
    for row in contents.rows.get(PLAN.title, []):
        known.nodes.setdefault(row.key[0], str(row.values["code"]))
    for row in contents.rows.get(VALUE_MAPS.title, []):
        known.maps.setdefault(row.key[0], str(row.values["map"]))
    for row in contents.rows.get(INDICATORS.title, []):
        known.indicators.setdefault(row.key[0], str(row.values["code"]))
    plan = Plan(problems=list(contents.problems))
    for sheet in SHEETS:
        if rows := contents.rows.get(sheet.title):
            _compare_sheet(sheet, rows, known, plan)
    _refuse_equal_grades(plan, known)
    _refuse_sent_formats(plan)
    return plan


def _compare_sheet(sheet: Sheet, rows: Iterable[Row], known: Names, plan: Plan) -> None:
    stands = {key_of(sheet, record): record for record in standing(sheet, known)}
    seen: dict[Key, Row] = {}
    for row in rows:
        values, wrong = _resolved(row, known)
        plan.problems += wrong
        if any(column.attr not in values for column in sheet.keys):
            continue
        key = key_of(sheet, values)
        first = seen.setdefault(key, row)
        if first is not row:
            named = " · ".join(words(column, values[column.attr]) for column in sheet.keys)
            plan.problems.append(
                Problem(row.place(), f"“{named}” sudah ada pada baris {first.number}. Hapus salah satunya.")
            )
        elif row.is_sound and not wrong:
            old = stands.get(key)
            missing = [] if old else _missing(row, values)
            missing += _boundless(row, values, old or {})
            plan.problems += missing
            if not missing:
                plan.changes.append(_change(row, key, values, old))


def _change(row: Row, key: Key, values: Record, old: Record | None) -> Change:
    sheet = row.sheet
    changed = {
        column: values[column.attr]
        for column in sheet.columns
        if column.attr in values and not column.key
        if old is None or not same(old[column.attr], values[column.attr])
    }
    before = old or {}
    fields = tuple(
        (column.title, words(column, before.get(column.attr)), words(column, value))
        for column, value in changed.items()
        if not (old is None and words(column, value) == "")
    )
    keys = {column.attr: (old or values)[column.attr] for column in sheet.keys}
    state: State = "berubah" if changed else "tetap"
    if old is None and (changed or sheet.keys_suffice):
        state = "baru"
    return Change(row, key, state, keys | {column.attr: value for column, value in changed.items()}, fields)


def _resolved(row: Row, known: Names) -> tuple[Record, list[Problem]]:
    """The row with references as they are spelled in the office; a reference to nothing is named with its cell."""
    values, wrong = dict(row.values), []
    for column in row.sheet.columns:
        value = values.get(column.attr)
        if not isinstance(value, str):
            continue
        canonical, cure = _reference(column, value, known)
        if cure:
            wrong.append(Problem(row.place(column.attr), cure))
            del values[column.attr]
        else:
            values[column.attr] = canonical
    return values, wrong


def _reference(column: Column, text: str, known: Names) -> tuple[str, str]:
    """(canonical spelling, "") or ("", the sentence)."""
    match column.kind:
        case "unit":
            unit = known.units.get(fold(text))
            if unit is None:
                return "", f"Unit “{text}” tidak ada. Tulis nama singkat unit seperti pada daftar pilihannya."
            return known.unit_names[unit.pk], ""
        case "peta":
            cure = f"Peta nilai “{text}” tidak ada. Buat dahulu di halaman pengelola, atau perbaiki namanya."
            return known.maps.get(fold(text), ""), "" if fold(text) in known.maps else cure
        case "nomenklatur":
            cure = f"Kode “{text}” tidak ada dalam nomenklatur. Tambahkan di lembar {PLAN.title}, atau perbaiki kodenya."
            return known.nodes.get(fold(text), ""), "" if fold(text) in known.nodes else cure
        case "indikator":
            cure = f"Indikator “{text}” tidak ada. Tambahkan di lembar {INDICATORS.title}, atau perbaiki kodenya."
            return known.indicators.get(fold(text), ""), "" if fold(text) in known.indicators else cure
        case _:
            return text, ""


def _missing(row: Row, values: Record) -> list[Problem]:
    """What a new row cannot do without."""
    return [
        Problem(
            row.place(column.attr), f"{column.title} belum diisi, padahal baris ini baru. Isi lebih dahulu."
        )
        for column in row.sheet.columns
        if column.required and values.get(column.attr) in (None, "")
    ]


def _boundless(row: Row, values: Record, old: Record) -> list[Problem]:
    """An upper bound without the target it belongs to."""
    found = []
    for slot in SLOTS.get(row.sheet.title, ()):
        if values.get(slot.high) is not None and values.get(slot.low, old.get(slot.low)) is None:
            column = row.sheet.column(slot.low)
            assert column is not None
            found.append(
                Problem(row.place(slot.high), f"Target {column.title} belum diisi. Isi batas bawahnya juga.")
            )
    return found


def _refuse_equal_grades(plan: Plan, known: Names) -> None:
    """Within a map a number stands for one word; looked at when all rows are read, for two words may exchange theirs."""
    stands = {key_of(VALUE_MAPS, record): record for record in standing(VALUE_MAPS, known)}
    changed = {change.key: change for change in plan.pending if change.sheet is VALUE_MAPS}
    merged = stands | {key: change.values for key, change in changed.items()}
    seen: dict[tuple[str, Value], Key] = {}
    for key in sorted(merged, key=changed.__contains__):
        value = merged[key]["value"]
        first = seen.setdefault((key[0], value), key)
        if first != key and (change := changed.get(key)):
            column = VALUE_MAPS.column("value")
            assert column is not None
            plan.problems.append(
                Problem(
                    change.row.place("value"),
                    f"Angka {words(column, value)} sudah dipakai sebutan “{merged[first]['label']}” dalam peta ini. "
                    "Beri tiap sebutan angka sendiri.",
                )
            )
            plan.changes.remove(change)


def _refuse_sent_formats(plan: Plan) -> None:
    """What units have been asked is not changed behind their back: the cure is the next version."""
    from reports.report import Report

    current = current_formats()
    sent = set(
        Report.objects.filter(format__in=[form.pk for form in current.values()]).values_list(
            "format_id", flat=True
        )
    )
    for change in list(plan.pending):
        form = current.get(change.key[0]) if change.sheet in OF_FORMATS else None
        if form is not None and form.pk in sent:
            plan.problems.append(
                Problem(
                    change.row.place(),
                    f"Format “{form}” sudah pernah disampaikan ke unit, jadi tidak diubah lagi. Buat versi "
                    "berikutnya di halaman format, lalu impor ulang.",
                )
            )
            plan.changes.remove(change)
