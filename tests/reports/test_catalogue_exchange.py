"""The catalogue by Excel: what goes out comes back the same, what is wrong is named by its cell, all or nothing."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry
from reports.indicators.exchange.export import export_workbook
from reports.indicators.exchange.records import names, standing
from reports.indicators.exchange.services import Stale, apply, check_again, stage
from reports.indicators.exchange.sheets import SHEETS, fold
from reports.indicators.models import (
    CatalogueImport,
    ColumnKind,
    Direction,
    Format,
    FormatColumn,
    FormatItem,
    Indicator,
    Period,
    PeriodKind,
    PlanNode,
    RenstraTarget,
    Target,
    ValueMap,
    ValueMapEntry,
)
from reports.indicators.periods import period
from reports.report import Report
from tests.factories import Office
from tests.reports.catalogue_data import Rows, cells, make_catalogue, sent, workbook
from tests.reports.data import make_indicator, make_report
from tests.tabel import everything

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

NEW: Rows = (("Kode", "Indikator", "Satuan", "Unit"), ("B-1", "Baru", "persen", "SD"))


def staged(office: Office, at: datetime, sheets: dict[str, Rows]) -> CatalogueImport:
    return stage(file=sent(workbook(sheets)), by=office.kasubag, at=at)


def problems(imported: CatalogueImport) -> list[list[str]]:
    found: list[list[str]] = imported.summary["problems"]
    return found


def applied(office: Office, at: datetime, sheets: dict[str, Rows]) -> CatalogueImport:
    imported = staged(office, at, sheets)
    assert problems(imported) == []
    return apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)


def test_what_is_exported_comes_back_without_a_change(office: Office, at: datetime) -> None:
    make_catalogue(office)
    imported = stage(file=sent(export_workbook()), by=office.kasubag, at=at)
    assert problems(imported) == []
    assert imported.summary["changes"] == []
    assert imported.summary["counts"] == {
        "Nomenklatur": {"baru": 0, "berubah": 0, "tetap": 2},
        "Peta nilai": {"baru": 0, "berubah": 0, "tetap": 3},
        "Indikator": {"baru": 0, "berubah": 0, "tetap": 4},
        "Target": {"baru": 0, "berubah": 0, "tetap": 3},
        "Target bulan dan semester": {"baru": 0, "berubah": 0, "tetap": 2},
        "Target Renstra": {"baru": 0, "berubah": 0, "tetap": 1},
        "Petunjuk format": {"baru": 0, "berubah": 0, "tetap": 1},
        "Format": {"baru": 0, "berubah": 0, "tetap": 3},
        "Kolom format": {"baru": 0, "berubah": 0, "tetap": 2},
    }


def test_an_empty_office_takes_a_whole_catalogue_and_gives_it_back(office: Office, at: datetime) -> None:
    make_catalogue(office)
    first = export_workbook()
    for model in (FormatItem, Format, RenstraTarget, Target, Indicator, ValueMap):
        model.objects.all().delete()
    PlanNode.objects.filter(parent__isnull=False).delete()
    PlanNode.objects.all().delete()
    imported = stage(file=sent(first), by=office.kasubag, at=at)
    assert problems(imported) == []
    apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)
    again = export_workbook()
    for title in imported.summary["counts"]:
        assert cells(again, title) == cells(first, title), title
    assert Indicator.objects.get(code="IKU-1").name == "=Angka +Partisipasi"
    assert Indicator.objects.get(code="1.1").source == "-"
    assert Target.objects.get(indicator__code="IKU-4").value == Decimal("12345678901.5678")
    assert Indicator.objects.get(code="IKU-3").value_map == ValueMap.objects.get()
    column = FormatColumn.objects.get(label="+Sumber")
    assert column.frozen()["choices"] == ["Dapodik", "-", "1.10"]
    assert (column.is_required, column.help_text, column.format.name) == (True, "-", "Data triwulan")


def test_an_exported_workbook_changed_in_every_sheet_changes_exactly_that(
    office: Office, at: datetime
) -> None:
    from openpyxl import load_workbook

    make_catalogue(office)
    book = load_workbook(BytesIO(export_workbook()))
    typed = {
        "Peta nilai": {"C2": 75, "C3": 90.25},  # A and BB exchange their numbers
        "Target bulan dan semester": {_cell(book, "Target bulan dan semester", "Maret", 2): "2,5"},
        "Petunjuk format": {"B2": "Isi sebelum tanggal 5."},
        "Kolom format": {_cell(book, "Kolom format", "Pilihan", 3): "Dapodik\nEMIS"},
    }
    for title, places in typed.items():
        for place, value in places.items():
            book[title][place] = value
    out = BytesIO()
    book.save(out)
    imported = stage(file=sent(out.getvalue()), by=office.kasubag, at=at)
    assert problems(imported) == []
    apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)
    assert {entry.label: entry.value for entry in ValueMapEntry.objects.all()} == {
        "A": 75, "BB": Decimal("90.25"), "-": 0,
    }  # fmt: skip
    assert Target.objects.get(period__kind=PeriodKind.BULAN).value == Decimal("2.5")
    assert Format.objects.get().instructions == "Isi sebelum tanggal 5."
    assert FormatColumn.objects.get(label="+Sumber").choices == "Dapodik\nEMIS"
    assert len(imported.summary["changes"]) == 5
    assert audit.verify() == []


def _cell(book: Any, title: str, heading: str, row: int) -> str:
    """Where a column stands in this row."""
    found = next(cell for cell in book[title][1] if cell.value in (heading, f"{heading} *"))
    return f"{found.column_letter}{row}"


WORDS = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), st.sampled_from("=+-@'\"\t\n ,.;%<>&123")
    ),
    max_size=25,
).map(str.strip)  # fmt: skip
FIGURE = st.decimals(-99_999_999, 99_999_999, places=4)
LINE = st.tuples(
    WORDS.filter(bool), WORDS.filter(bool), WORDS, st.sampled_from(Direction), FIGURE, st.booleans(),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 30_000),
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=st.lists(LINE, min_size=1, max_size=4, unique_by=lambda line: fold(line[0])))
def test_whatever_the_catalogue_holds_comes_back_without_a_change(
    office: Office, at: datetime, lines: list[tuple[str, str, str, Direction, Decimal, bool, date, int]]
) -> None:
    with transaction.atomic():
        for code, name, source, direction, number, share, day, order in lines:
            indicator = Indicator.objects.create(
                code=code, name=name, source=source, direction=direction, satuan="x", unit=office.sd,
                is_share=share, valid_from=day, order=order,
            )  # fmt: skip
            high = number + 1 if direction == Direction.RENTANG else None
            Target.objects.create(
                indicator=indicator,
                period=period(2026, PeriodKind.TRIWULAN, 2),
                value=number,
                value_high=high,
            )
        imported = stage(file=sent(export_workbook()), by=office.kasubag, at=at)
        transaction.set_rollback(True)
    assert problems(imported) == []
    assert imported.summary["changes"] == []


TITLE = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
CHOICES = st.lists(
    TITLE.filter(lambda text: "\n" not in text), min_size=2, max_size=3, unique_by=str.casefold
)


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    grades=st.lists(st.tuples(TITLE, FIGURE), max_size=3, unique_by=(lambda one: fold(one[0]), lambda one: one[1])),
    columns=st.lists(st.tuples(TITLE, CHOICES, WORDS, st.booleans()), max_size=3, unique_by=lambda one: fold(one[0])),
    texts=st.tuples(TITLE, WORDS),
    slot=st.sampled_from([(PeriodKind.BULAN, 1), (PeriodKind.BULAN, 12), (PeriodKind.SEMESTER, 2)]),
    figure=FIGURE,
)  # fmt: skip
def test_whatever_maps_formats_and_months_hold_an_empty_office_gets_back_the_same(
    office: Office, at: datetime, grades: list[tuple[str, Decimal]],
    columns: list[tuple[str, list[str], str, bool]], texts: tuple[str, str], slot: tuple[PeriodKind, int], figure: Decimal,
) -> None:  # fmt: skip
    with transaction.atomic():
        value_map = ValueMap.objects.create(name="Peta")
        for label, number in grades:
            ValueMapEntry.objects.create(value_map=value_map, label=label, value=number)
        form = Format.objects.create(name=texts[0], instructions=texts[1])
        for label, choices, help_text, required in columns:
            FormatColumn.objects.create(
                format=form, label=label, kind=ColumnKind.PILIHAN, choices="\n".join(choices), help_text=help_text,
                is_required=required,
            )  # fmt: skip
        Target.objects.create(
            indicator=make_indicator("T-1", office.sd), period=period(2027, *slot), value=figure
        )
        before = [standing(sheet, names()) for sheet in SHEETS]
        content = export_workbook()
        for model in (Format, Target, ValueMap):
            model.objects.all().delete()
        imported = stage(file=sent(content), by=office.kasubag, at=at)
        assert problems(imported) == []
        apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)
        assert [standing(sheet, names()) for sheet in SHEETS] == before
        transaction.set_rollback(True)


@pytest.mark.panjang
def test_a_workbook_saved_by_libreoffice_reads_the_same(office: Office, at: datetime, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice tidak terpasang")
    make_catalogue(office)
    source = tmp_path / "katalog.xlsx"
    source.write_bytes(export_workbook())
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profil", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "hasil"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    imported = stage(file=sent((tmp_path / "hasil" / "katalog.xlsx").read_bytes()), by=office.kasubag, at=at)
    assert problems(imported) == []
    assert imported.summary["changes"] == []


def test_nothing_in_an_exported_workbook_is_a_formula(office: Office) -> None:
    make_catalogue(office)
    for title in (*(sheet.title for sheet in SHEETS), "Petunjuk"):
        for place, value in cells(export_workbook(), title).items():
            assert not (isinstance(value, str) and value[0] in "=+-@\t\r"), f"{title}!{place}"


def test_the_template_is_empty_frozen_and_offers_lists(office: Office) -> None:
    from openpyxl import load_workbook

    make_catalogue(office)
    book = load_workbook(BytesIO(export_workbook(filled=False)))
    page = book["Indikator"]
    assert [cell.value for cell in page[2] if cell.value] == []
    assert page.freeze_panes == "B2"
    assert len(page.data_validations.dataValidation) >= 6
    assert book["Pilihan"].sheet_state == "hidden"


def test_rows_columns_and_titles_may_be_moved_or_left_out(office: Office, at: datetime) -> None:
    make_indicator("IKU-9", office.sd)
    applied(
        office, at,
        {" indikator ": (("  SATUAN ", "kode *"), ("orang", " iku-9 "), (None, None))},
    )  # fmt: skip
    changed = Indicator.objects.get()
    assert (changed.code, changed.satuan, changed.name) == ("IKU-9", "orang", "Indikator IKU-9")


def test_an_empty_cell_leaves_a_field_and_a_dash_empties_it(office: Office, at: datetime) -> None:
    make_catalogue(office)
    applied(
        office,
        at,
        {"Indikator": (("Kode", "Bobot", "Sumber data", "Nomenklatur"), ("IKU-1", "-", None, "-"))},
    )
    changed = Indicator.objects.get(code="IKU-1")
    assert (changed.weight, changed.source, changed.node) == (None, "@Dapodik", None)


FIGURES = (
    ("1.234,5", Decimal("1234.5")),
    ("97,25", Decimal("97.25")),
    (97.25, Decimal("97.25")),
    (0.1 + 0.2, Decimal("0.3")),
    (80, Decimal(80)),
    ("75 %", Decimal(75)),
)


@pytest.mark.parametrize(("written", "meant"), FIGURES)
def test_figures_are_read_as_people_write_them(
    written: object, meant: Decimal, office: Office, at: datetime
) -> None:
    make_indicator("I-1", office.sd)
    sheet: Rows = (("Kode indikator", "Tahun", "TW I"), ("I-1", 2026, written))
    applied(office, at, {"Target": sheet})
    assert Target.objects.get().value == meant


WRONG: tuple[tuple[str, dict[str, Rows], str, str], ...] = (
    ("a figure", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, "banyak"))}, "Target!C2", "bukan angka"),
    ("too many decimals", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, 1.23456))}, "Target!C2", "4 angka di belakang koma"),
    ("too large", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, 1e15))}, "Target!C2", "14 angka di depan koma"),
    ("an impossible year", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 1926, 1))}, "Target!B2", "di luar 2015"),
    ("half a year", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026.5, 1))}, "Target!B2", "bulat"),
    ("a target emptied", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, "-"))}, "Target!C2", "tidak dapat dikosongkan"),
    ("a bound of no range", {"Target": (("Kode indikator", "Tahun", "TW I", "TW I batas atas"), ("A-1", 2026, 1, 2))}, "Target!D2", "tidak memakai batas atas"),
    ("a bound alone", {"Target": (("Kode indikator", "Tahun", "TW I batas atas"), ("R-1", 2026, 2))}, "Target!C2", "batas bawahnya"),
    ("a range without bound", {"Target": (("Kode indikator", "Tahun", "TW I", "TW II"), ("R-1", 2026, None, 2))}, "Target!D2", "rentang"),
    ("bounds turned round", {"Target": (("Kode indikator", "Tahun", "Tahunan", "Tahunan batas atas"), ("R-1", 2026, 9, 2))}, "Target!D2", "di bawah batas bawah"),
    ("an unknown indicator", {"Target": (("Kode indikator", "Tahun", "TW I"), ("X-9", 2026, 1))}, "Target!A2", "tidak ada"),
    ("the same key twice", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, 1), ("a-1", 2026, 2))}, "Target!A3", "sudah ada pada baris 2"),
    ("no key", {"Target": (("Kode indikator", "Tahun", "TW I"), (None, 2026, 1))}, "Target!A2", "belum diisi"),
    ("no key column", {"Target": (("Tahun", "TW I"), (2026, 1))}, "Target!A1", "“Kode indikator” tidak ada"),
    ("an unknown column", {"Target": (("Kode indikator", "Tahun", "TW V"), ("A-1", 2026, 1))}, "Target!C1", "“TW V” tidak dikenal"),
    ("a column twice", {"Target": (("Kode indikator", "Tahun", "TW I", "tw i"), ("A-1", 2026, 1, 2))}, "Target!D1", "dua kali"),
    ("a column without title", {"Target": (("Kode indikator", "Tahun", None), ("A-1", 2026, 1))}, "Target!C1", "tidak berjudul"),
    ("an unknown sheet", {"Indikatr": NEW}, "Indikatr!A1", "tidak dikenal"),
    ("an unknown unit", {"Indikator": (NEW[0], ("B-1", "Baru", "persen", "TIK"))}, "Indikator!D2", "Unit “TIK” tidak ada"),
    ("nothing where something must be", {"Indikator": (NEW[0], ("B-1", None, "persen", "SD"))}, "Indikator!B2", "belum diisi"),
    ("a missing column on a new row", {"Indikator": (("Kode", "Indikator", "Unit"), ("B-1", "Baru", "SD"))}, "Indikator!A2", "Satuan belum diisi"),
    ("a long text", {"Indikator": (NEW[0], ("B-1", "x" * 251, "persen", "SD"))}, "Indikator!B2", "paling banyak 250"),
    ("a code made a number", {"Indikator": (NEW[0], (1.5, "Baru", "persen", "SD"))}, "Indikator!A2", "format sel Teks"),
    ("a code made a day", {"Indikator": (NEW[0], (date(2026, 1, 2), "Baru", "persen", "SD"))}, "Indikator!A2", "format sel Teks"),
    ("an unknown direction", {"Indikator": (("Kode", "Arah"), ("A-1", "ke samping"))}, "Indikator!B2", "Pilih salah satu"),
    ("decimals beyond four", {"Indikator": (("Kode", "Angka di belakang koma"), ("A-1", 5))}, "Indikator!B2", "di luar 0 sampai 4"),
    ("a day no calendar has", {"Indikator": (("Kode", "Berlaku mulai"), ("A-1", "31-02-2026"))}, "Indikator!B2", "kalender"),
    ("days turned round", {"Indikator": (("Kode", "Berlaku mulai", "Berlaku sampai"), ("A-1", "01-02-2026", "01-01-2026"))}, "Indikator!C2", "sebelum"),
    ("half a fraction", {"Indikator": (("Kode", "Pembilang"), ("A-1", "Murid"))}, "Indikator!A2", "memerlukan pembilang dan penyebut"),
    ("a weight of nothing", {"Indikator": (("Kode", "Bobot"), ("A-1", 0))}, "Indikator!B2", "lebih dari 0"),
    ("an unknown map", {"Indikator": (("Kode", "Peta nilai"), ("A-1", "Huruf"))}, "Indikator!B2", "Peta nilai “Huruf” tidak ada"),
    ("an unknown node", {"Indikator": (("Kode", "Nomenklatur"), ("A-1", "9.9"))}, "Indikator!B2", "tidak ada dalam nomenklatur"),
    ("neither yes nor no", {"Indikator": (("Kode", "Pembilang bagian dari penyebut"), ("A-1", "mungkin"))}, "Indikator!B2", "ya atau tidak"),
    ("a failed formula", {"Indikator": (("Kode", "Bobot"), ("A-1", "#REF!"))}, "Indikator!B2", "galat rumus"),
    ("a formula never computed", {"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, "=2+3"))}, "Target!C2", "belum dihitung"),
    ("a program under itself", {"Nomenklatur": (("Kode", "Tingkat", "Uraian", "Di bawah"), ("1", "Program", "P", "1"))}, "Nomenklatur!D2", "lebih tinggi"),
    ("a sasaran under a program", {"Nomenklatur": (("Kode", "Tingkat", "Uraian", "Di bawah"), ("R", "Sasaran", "R", None), ("1", "Program", "P", "R"), ("S", "Sasaran", "S", "1"))}, "Nomenklatur!D4", "lebih tinggi"),
    ("a kegiatan without a program", {"Nomenklatur": (("Kode", "Tingkat", "Uraian", "Di bawah"), ("1", "Kegiatan", "K", None))}, "Nomenklatur!D2", "harus berada di bawah program"),
    ("two words for one number", {"Peta nilai": (("Peta nilai", "Sebutan", "Angka"), ("P", "A", 4), ("P", "B", 3), ("p", "C", "4,0"))}, "Peta nilai!C4", "sudah dipakai sebutan “A”"),
    ("a word without number", {"Peta nilai": (("Peta nilai", "Sebutan", "Angka"), ("P", "A", None))}, "Peta nilai!C2", "Angka belum diisi"),
    ("a word too long", {"Peta nilai": (("Peta nilai", "Sebutan", "Angka"), ("P", "x" * 41, 1))}, "Peta nilai!B2", "paling banyak 40"),
    ("a month of no range", {"Target bulan dan semester": (("Kode indikator", "Tahun", "Mei", "Mei batas atas"), ("A-1", 2026, 1, 2))}, "Target bulan dan semester!D2", "tidak memakai batas atas"),
    ("a half year's bound alone", {"Target bulan dan semester": (("Kode indikator", "Tahun", "Semester I batas atas"), ("R-1", 2026, 2))}, "Target bulan dan semester!C2", "batas bawahnya"),
    ("a choice of one", {"Kolom format": (("Nama format", "Judul kolom", "Jenis isian", "Pilihan"), ("F", "Sumber", "pilihan", "Dapodik"))}, "Kolom format!D2", "sedikitnya dua pilihan"),
    ("choices for a number", {"Kolom format": (("Nama format", "Judul kolom", "Jenis isian", "Pilihan"), ("F", "Sumber", "angka", "1\n2"))}, "Kolom format!D2", "hanya untuk jenis"),
    ("a choice twice", {"Kolom format": (("Nama format", "Judul kolom", "Jenis isian", "Pilihan"), ("F", "Sumber", "pilihan", "a\nA"))}, "Kolom format!D2", "dua kali"),
    ("an unknown kind of column", {"Kolom format": (("Nama format", "Judul kolom", "Jenis isian"), ("F", "Sumber", "gambar"))}, "Kolom format!C2", "Pilih salah satu"),
    ("a column title too long", {"Kolom format": (("Nama format", "Judul kolom"), ("F", "x" * 81))}, "Kolom format!B2", "paling banyak 80"),
    ("Renstra years turned round", {"Target Renstra": (("Kode indikator", "Tahun awal", "Tahun akhir", "Target akhir"), ("A-1", 2029, 2025, 1))}, "Target Renstra!C2", "sebelum tahun awal"),
    ("a past result without year", {"Target Renstra": (("Kode indikator", "Tahun awal", "Tahun akhir", "Target akhir", "Realisasi sebelumnya"), ("A-1", 2025, 2029, 1, 5))}, "Target Renstra!A2", "sampai tahun berapa"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "place", "said"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_each_mistake_is_named_by_its_cell_with_its_cure(
    sheets: dict[str, Rows], place: str, said: str, office: Office, at: datetime
) -> None:
    make_indicator("A-1", office.sd)
    make_indicator("R-1", office.sd, direction=Direction.RENTANG)
    imported = staged(office, at, sheets)
    assert [where for where, _ in problems(imported)] == [place]
    assert said in problems(imported)[0][1]
    with pytest.raises(Refusal, match="Belum ada yang diterapkan"):
        apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)


def test_a_file_cannot_make_a_circle_in_the_plan(office: Office, at: datetime) -> None:
    make_catalogue(office)
    moved: Rows = (("Kode", "Tingkat", "Di bawah"), ("S.1", "Kegiatan", "1.10"))
    place, sentence = problems(staged(office, at, {"Nomenklatur": moved}))[0]
    assert place == "Nomenklatur!B2"
    assert "Pindahkan dahulu" in sentence


@pytest.mark.parametrize(("form", "meant"), [("0.0%", "85,5"), ('0.0" %"', "0,855"), ("0.0\\%", "0,855")])
def test_a_percent_cell_means_what_it_shows(form: str, meant: str, office: Office, at: datetime) -> None:
    from openpyxl import load_workbook

    make_indicator("A-1", office.sd)
    book = load_workbook(
        BytesIO(workbook({"Target": (("Kode indikator", "Tahun", "TW I"), ("A-1", 2026, 0.855))}))
    )
    book["Target"]["C2"].number_format = form
    out = BytesIO()
    book.save(out)
    imported = stage(file=sent(out.getvalue()), by=office.kasubag, at=at)
    assert imported.summary["changes"][0]["fields"] == [["TW I", "", meant]]


def test_one_refused_row_leaves_the_whole_catalogue_as_it_was(office: Office, at: datetime) -> None:
    make_indicator("A-1", office.sd)
    imported = staged(
        office, at,
        {"Indikator": NEW, "Target": (("Kode indikator", "Tahun", "TW I", "TW I batas atas"), ("B-1", 2026, 1, None), ("A-1", 2026, 1, 2))},
    )  # fmt: skip
    before = everything()
    with pytest.raises(Refusal, match="Target!D3"):
        apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)
    assert everything() == before


def test_checking_a_file_writes_nothing_of_the_catalogue(office: Office, at: datetime) -> None:
    staged(office, at, {"Indikator": NEW, "Target": (("Kode indikator", "Tahun", "TW I"), ("B-1", 2027, 1))})
    assert not Indicator.objects.exists()
    assert not Period.objects.exists()


def test_a_preview_the_catalogue_has_left_behind_is_refused_and_can_be_renewed(
    office: Office, at: datetime
) -> None:
    make_indicator("A-1", office.sd)
    imported = staged(office, at, {"Indikator": (("Kode", "Satuan"), ("A-1", "orang"))})
    seen = imported.summary["digest"]
    Indicator.objects.update(satuan="buah")
    with pytest.raises(Stale, match="berubah sejak pratinjau"):
        apply(imported=imported, seen=seen, by=office.kasubag, at=at)
    assert Indicator.objects.get().satuan == "buah"
    fresh = check_again(imported=imported, by=office.kasubag, at=at)
    apply(imported=fresh, seen=fresh.summary["digest"], by=office.kasubag, at=at)
    assert Indicator.objects.get().satuan == "orang"
    with pytest.raises(Refusal, match="sudah diterapkan"):
        apply(imported=fresh, seen=fresh.summary["digest"], by=office.kasubag, at=at)


def test_a_format_that_was_sent_is_not_changed(office: Office, at: datetime) -> None:
    make_catalogue(office)
    report: Report = make_report(at)
    report.format = Format.objects.get()
    report.save()
    head = ("Nama format", "Unit", "Kode indikator", "Petunjuk")
    same = staged(office, at, {"Format": (head, ("data TRIWULAN", "sd", "iku-1", None))})
    assert problems(same) == []
    changed = staged(office, at, {"Format": (head, ("Data triwulan", "SD", "IKU-1", "lain"))})
    assert [place for place, _ in problems(changed)] == ["Format!A2"]
    assert "versi berikutnya" in problems(changed)[0][1]
    around = staged(
        office, at,
        {"Petunjuk format": (("Nama format", "Petunjuk pengisian"), ("Data triwulan", "lain")),
         "Kolom format": (("Nama format", "Judul kolom"), ("Data triwulan", "Baru"))},
    )  # fmt: skip
    assert [place for place, _ in problems(around)] == ["Petunjuk format!A2", "Kolom format!A2"]
    Format.objects.create(name="Data triwulan", version=2, previous=report.format)
    applied(office, at, {"Format": (head, ("Data triwulan", "SD", "IKU-1", "lain"))})
    assert FormatItem.objects.get(format__version=2).help_text == "lain"


def _asked(office: Office, at: datetime, many: int) -> tuple[int, int]:
    """Queries of checking and of applying a catalogue of so many indicators, each with four targets and a format row."""
    codes = [f"Q{many}-{number}" for number in range(many)]
    sheets: dict[str, Rows] = {
        "Indikator": (NEW[0], *((code, f"Indikator {code}", "persen", "SD") for code in codes)),
        "Target": (
            ("Kode indikator", "Tahun", "TW I", "TW II", "TW III", "TW IV"),
            *((code, 2026, 1, 2, 3, 4) for code in codes),
        ),
        "Target Renstra": (
            ("Kode indikator", "Tahun awal", "Tahun akhir", "Target akhir"),
            *((code, 2025, 2029, 9) for code in codes),
        ),
        "Format": (
            ("Nama format", "Unit", "Kode indikator"),
            *((f"Format {many}", "SD", code) for code in codes),
        ),
    }
    with CaptureQueriesContext(connection) as checking:
        imported = staged(office, at, sheets)
    assert problems(imported) == []
    with CaptureQueriesContext(connection) as applying:
        apply(imported=imported, seen=imported.summary["digest"], by=office.kasubag, at=at)
    return len(checking), len(applying)


def test_a_first_load_asks_the_database_in_batches_not_row_by_row(office: Office, at: datetime) -> None:
    few, many = _asked(office, at, 10), _asked(office, at, 120)
    assert Target.objects.count() == 4 * 130
    assert many[0] <= few[0] + 2
    assert many[1] <= few[1] + 40, "1,200 rows in batches of what SQLite takes at once"
    assert many[1] < 120
    assert audit.verify() == []


def test_each_indicator_changed_by_an_import_stands_in_the_trail_with_old_and_new(
    office: Office, at: datetime
) -> None:
    for code in ("A-1", "A-2"):
        make_indicator(code, office.sd)
    applied(office, at, {"Indikator": (("Kode", "Satuan"), ("A-1", "orang"), ("A-2", "buah"))})
    told = AuditEntry.objects.filter(act="indikator disimpan").order_by("number")
    assert [entry.detail["perubahan"] for entry in told] == [
        {"satuan": ["persen", "orang"]},
        {"satuan": ["persen", "buah"]},
    ]


def test_applying_is_written_into_the_trail_with_its_numbers(office: Office, at: datetime) -> None:
    imported = applied(office, at, {"Indikator": NEW})
    entry = AuditEntry.objects.get(act="impor diterapkan")
    assert entry.detail["jumlah"] == {"Indikator": {"baru": 1, "berubah": 0, "tetap": 0}}
    assert entry.detail["sidik"] == imported.sha256
    assert AuditEntry.objects.filter(act="indikator disimpan").count() == 1


def test_a_staf_perencana_prepares_and_does_not_apply(office: Office, at: datetime) -> None:
    imported = stage(file=sent(workbook({"Indikator": NEW})), by=office.staf_perencana, at=at)
    with pytest.raises(NotYours):
        apply(imported=imported, seen=imported.summary["digest"], by=office.staf_perencana, at=at)
    with pytest.raises(NotYours):
        stage(file=sent(workbook({"Indikator": NEW})), by=office.staf_sd, at=at)


def _with(member: str, content: bytes) -> bytes:
    out = BytesIO(workbook({"Indikator": NEW}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return out.getvalue()


FAR = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES = (
    ("empty", b"", "kosong"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"0" * 99, r"bukan buku kerja \.xlsx"),
    ("a password", OLE + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
    ("an old .xls", OLE + b"0" * 600, "jenis lama"),
    ("macros", _with("xl/vbaProject.bin", b"x"), "makro"),
    ("external links", _with("xl/externalLinks/externalLink1.xml", b"x"), "berkas lain"),
    ("a bomb", _with("xl/media/x.bin", b"0" * (160 * 1024 * 1024)), "terlalu besar"),
    ("a cell at the end of the world", _with("xl/worksheets/sheet9.xml", FAR), "1048576"),
    ("the same under another name", _with("xl/lain/isi.bin", FAR), "1048576"),
    ("cut off", workbook({"Indikator": NEW})[:3000], "rusak atau terpotong"),
    ("no rows", workbook({"Indikator": ()}), "tidak berisi satu baris"),
)


@pytest.mark.parametrize(("content", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_that_cannot_be_used_is_refused_with_its_cure(
    content: bytes, said: str, office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match=said):
        stage(file=sent(content), by=office.kasubag, at=at)
    assert not CatalogueImport.objects.exists()


def test_rubbish_inside_an_excel_file_is_refused_in_a_sentence(office: Office, at: datetime) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "bukan xml <<<")
    with pytest.raises(Refusal, match="tidak dapat dibaca sebagai Excel"):
        stage(file=sent(out.getvalue()), by=office.kasubag, at=at)
