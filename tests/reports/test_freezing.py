"""What sending a format freezes on every unit's copy, and what later changes leave alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from reports.analysis.services import compute
from reports.collection import services
from reports.collection.models import Cell, CellChange
from reports.indicators.models import (
    FormatColumn,
    Kind,
    Level,
    PeriodKind,
    PlanNode,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.indicators.periods import period
from tests.factories import Office
from tests.reports.data import accept_all, answer, fill_sd, make_format, make_report, open_all


def test_a_copy_keeps_plan_parts_words_weight_and_the_target_of_the_year(
    office: Office, at: datetime
) -> None:
    form = make_format(office)
    program = PlanNode.objects.create(level=Level.PROGRAM, code="1.01.02", name="Pengelolaan Pendidikan")
    kegiatan = PlanNode.objects.create(
        level=Level.KEGIATAN, code="1.01.02.2.01", name="Pengelolaan SD", parent=program
    )
    words = ValueMap.objects.create(name="Predikat")
    for label, value in (("BB", 75), ("A", 85)):
        ValueMapEntry.objects.create(value_map=words, label=label, value=value)
    indicator = form.items.get(indicator__code="SD.1").indicator
    indicator.node, indicator.value_map, indicator.weight = kegiatan, words, Decimal(2)
    indicator.numerator_label, indicator.denominator_label, indicator.is_share = "Murid", "Penduduk", True
    indicator.kind, indicator.source, indicator.formula_text = (
        Kind.KINERJA,
        "Dapodik",
        "Murid dibagi penduduk",
    )
    indicator.save()
    Target.objects.create(indicator=indicator, period=period(2026, PeriodKind.TAHUN), value=Decimal(85))
    FormatColumn.objects.create(format=form, label="Sumber", kind="teks", is_required=True)
    collection = open_all(office, at, form=form)
    program.name = "Nama baru"
    program.save()
    words.entries.all().delete()
    form.columns.all().delete()
    cell = collection.cell("SD.1")
    assert cell.plan == [
        {"level": "program", "code": "1.01.02", "name": "Pengelolaan Pendidikan"},
        {"level": "kegiatan", "code": "1.01.02.2.01", "name": "Pengelolaan SD"},
    ]
    assert [(label, Decimal(value)) for label, value in cell.scale] == [("A", 85), ("BB", 75)]
    assert (cell.numerator_label, cell.denominator_label, cell.is_share) == ("Murid", "Penduduk", True)
    assert (cell.weight, cell.target, cell.target_year) == (Decimal(2), Decimal(80), Decimal(85))
    assert (cell.source, cell.formula_text) == ("Dapodik", "Murid dibagi penduduk")
    assert [column["label"] for column in collection.sd.columns] == ["Sumber"]


def test_a_copy_keeps_the_accepted_figures_of_all_earlier_periods(office: Office, at: datetime) -> None:
    form = make_format(office)
    for number, when in ((1, at - timedelta(days=180)), (2, at - timedelta(days=90))):
        quarter = period(2026, PeriodKind.TRIWULAN, number)
        past = open_all(office, when, form=form, report=make_report(when, quarter))
        accept_all(past, office, when)
    now = open_all(office, at, form=form)
    assert [(one["number"], one["answer"], one["value"]) for one in now.cell("SD.1").history] == [
        (1, "nilai", "76.0000"),
        (2, "nilai", "76.0000"),
    ]
    assert [one["answer"] for one in now.cell("SD.3").history] == ["nihil", "nihil"]
    assert now.cell("PAUD.1").history == []  # excused: nothing was accepted
    assert now.cell("SD.1").previous_label == "Triwulan II Tahun 2026"


def test_a_figure_that_jumps_is_not_handed_over_before_it_is_explained(office: Office, at: datetime) -> None:
    form = make_format(office)
    before = at - timedelta(days=90)
    past = open_all(
        office, before, form=form, report=make_report(before, period(2026, PeriodKind.TRIWULAN, 2))
    )
    accept_all(past, office, before)
    now = open_all(office, at, form=form)
    answer(now, "SD.2", "0,44", office, at)
    answer(now, "SD.3", "Tidak ada.", office, at, kind="nihil")
    cell = answer(now, "SD.1", "36", office, at)
    assert [sentence for _, sentence in services.missing(now.sd)] == [
        "SD.1 Indikator SD.1: Turun 53 % dari Triwulan II Tahun 2026 (76,00). Tulis penjelasannya."
    ]
    entry = services.Entry(answer="nilai", value="36", explanation="Dua sekolah digabung.")
    services.save_cell(cell_id=cell.pk, entry=entry, seen_version=cell.version, by=office.staf_sd, at=at)
    assert services.missing(now.sd) == []
    assert now.cell("SD.1").changes.latest("pk").detail == {"penjelasan": ["", "Dua sekolah digabung."]}


def test_the_same_post_sent_twice_is_no_quarrel_with_oneself(office: Office, at: datetime) -> None:
    """The answer to the first was lost on the way; the browser sends it again with the version it knew."""
    collection = open_all(office, at)
    cell = answer(collection, "SD.1", "10", office, at)
    entry = services.Entry(answer="nilai", value="10", explanation="Sekolah digabung.")
    services.save_cell(cell_id=cell.pk, entry=entry, seen_version=1, by=office.staf_sd, at=at)
    changed = services.Entry(answer="nilai", value="12", explanation="Sekolah digabung.")
    for _ in range(2):
        services.save_cell(cell_id=cell.pk, entry=changed, seen_version=2, by=office.staf_sd, at=at)
    assert collection.cell("SD.1").version == 3


def test_what_a_unit_left_out_had_typed_enters_nothing(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    fill_sd(collection, office, at)
    services.excuse(
        submission=collection.sd, reason="Angkanya tidak dapat dipastikan.", by=office.staf_perencana, at=at
    )
    result = compute(collection.report)
    unit = result.unit(office.sd.pk)
    assert unit is not None
    assert (unit.average.value, unit.average.counted, unit.average.expected) == (None, 0, 3)
    assert (unit.counts.kosong, result.average.counted) == (3, 0)
    assert collection.cell("SD.1").value == Decimal(76)  # what was typed is still there to be read


def test_changing_a_figure_takes_back_its_check(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    cell = answer(collection, "SD.1", "76", office, at)
    Cell.objects.filter(pk=cell.pk).update(checked_by="Kasi", checked_at=at)
    answer(collection, "SD.1", "77", office, at)
    after = collection.cell("SD.1")
    assert (after.checked_by, after.checked_at) == ("", None)


def test_the_history_of_a_cell_is_still_refused_by_the_database(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "76", office, at)
    with pytest.raises(DatabaseError, match="Riwayat sel"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {CellChange._meta.db_table} SET reason = 'x'")
