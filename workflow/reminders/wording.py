"""The rules themselves in words: on the page of the SOP, and as a preview for whoever edits a draft edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.posts import superior_of
from accounts.worktime import Calendar, TimeUnit, due
from accounts.worktime_words import moment
from workflow.reminder_models import APPLIES_TO, Manner, Measure, ReminderRule, When, Who
from workflow.reminders.rules import rules_for, stages
from workflow.sop import Step

if TYPE_CHECKING:
    from workflow.editions import SopEdition

_LEVELS = {1: "atasan langsung", 2: "atasan di atasnya", 3: "atasan tingkat ketiga"}


@dataclass(frozen=True)
class Group:
    """The rules of one kind of step, as the page of the SOP tells them."""

    title: str
    sentences: tuple[str, ...]


def groups(edition: SopEdition) -> list[Group]:
    """What an edition does to remind, by kind of step; the opening, which is always announced, first."""
    rules = list(edition.reminder_rules.all())
    found = []
    for value, label in APPLIES_TO:
        mine = sorted(
            (rule for rule in rules if rule.applies_to == value),
            key=lambda rule: (list(When).index(When(rule.when)), rule.level, rule.pk),
        )
        if mine:
            found.append(Group(label[:1].upper() + label[1:], tuple(sentence(rule) for rule in mine)))
    return found


def sentence(rule: ReminderRule) -> str:
    """ "2 jam kerja sebelum tenggat: yang memegang langkah, dalam rangkuman setengah hari." """
    how = "dalam rangkuman setengah hari" if rule.manner == Manner.RANGKUMAN else "saat itu juga"
    return f"{_time(rule)}: {_who(rule)}, {how}."


def _time(rule: ReminderRule) -> str:
    if rule.when == When.TEPAT:
        return "Pada tenggat"
    before = rule.when == When.SEBELUM
    if rule.measure == Measure.PERSEN:
        share = {25: "seperempat", 50: "setengah"}.get(rule.amount, f"{rule.amount} persen")
        return (
            f"Bila waktu baku tinggal {share}"
            if before
            else f"{share.capitalize()} waktu baku sesudah tenggat"
        )
    amount = f"{rule.amount} {TimeUnit.HARI} kerja" if rule.measure == Measure.HARI else _minutes(rule.amount)
    return f"{amount} {rule.get_when_display()}"


def _minutes(amount: int) -> str:
    hours, rest = divmod(amount, 60)
    parts = [f"{hours} jam" if hours else "", f"{rest} menit" if rest else ""]
    return f"{' '.join(part for part in parts if part)} kerja"


def _who(rule: ReminderRule) -> str:
    superior = _LEVELS.get(rule.level, "atasan")
    return {
        Who.PEMEGANG: "yang memegang langkah",
        Who.ATASAN: superior,
        Who.KEDUANYA: f"yang memegang langkah dan {superior}",
    }[Who(rule.who)]


def preview(edition: SopEdition, at: datetime, calendar: Calendar) -> list[str]:
    """What each step opened at `at` would bring: "Pengingat pertama untuk langkah 3 yang dibuka sekarang: …"."""
    rules = list(edition.reminder_rules.all())
    return [_preview(edition, step, rules, at, calendar) for step in Step if step in edition.table]


def _preview(
    edition: SopEdition, step: Step, rules: Sequence[ReminderRule], at: datetime, calendar: Calendar
) -> str:
    row = edition.row(step)
    norm, calendar = row.norm, calendar.of(row.executor.unit_kind)
    due_at = due(at, norm, calendar)
    line = stages(at, due_at, norm, rules_for(rules, step, norm), calendar)[1:]
    begin = f"langkah {step.number} yang dibuka sekarang"
    if not line:
        return f"Tidak ada pengingat untuk {begin}, tenggat {moment(due_at, at)}."
    said = f"Pengingat pertama untuk {begin}: {moment(line[0].moment, at)}; tenggat {moment(due_at, at)}"
    up = next((stage for stage in line if stage.level and superior_of(row.executor)), None)
    return f"{said}; atasan diberi tahu {moment(up.moment, at)}." if up is not None else f"{said}."
