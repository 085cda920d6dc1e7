"""Form E.81 against a year worked out by hand, on screen, in Excel and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from reports.analysis.explain import WEIGHTED
from reports.analysis.models import AverageRule, FollowUp, UnitFactor
from reports.document_services import may_read, render_document
from reports.documents import Document
from reports.e81 import paper, reading
from reports.e81.arithmetic import Measure, Renstra, figures
from reports.e81.cells import Figure
from reports.e81.footer import footer
from reports.e81.sheet import Row, Sheet
from reports.e81.xlsx import FIRST, HEAD, workbook
from reports.indicators.models import Indicator, RenstraTarget
from reports.report import Report
from tests.factories import Office
from tests.reports import e81_data as data
from tests.reports.data import make_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]


def read(at: datetime, through: int = 3, *, readable: bool = True) -> Sheet:
    return reading.read(year=2026, through=through, at=at, readable=lambda report: readable)


def shown(cells: tuple[Figure, ...]) -> tuple[str, ...]:
    return tuple(f"{cell.text} {cell.words}".strip() for cell in cells)


def row_of(sheet: Sheet, code: str) -> Row:
    return next(row for row in sheet.rows if row.code == code)


@pytest.fixture
def made(office: Office, at: datetime) -> dict[str, Indicator]:
    return data.work_out(office, at)


# ── the figures ─────────────────────────────────────────────────────────────────────────────────
def test_every_row_equals_the_one_worked_out_by_hand(made: dict[str, Indicator], at: datetime) -> None:
    sheet = read(at)
    assert {code: shown(row_of(sheet, code).k.cells) for code in data.EXPECTED} == data.EXPECTED
    assert len(sheet.rows) == len(data.EXPECTED) + 1


def test_money_stands_beside_the_first_indicator_of_its_plan_line(
    made: dict[str, Indicator], at: datetime
) -> None:
    sheet = read(at)
    assert shown(row_of(sheet, "A").rp.cells) == data.BUDGET
    assert row_of(sheet, "B").rp_words == "anggaran di baris atasnya"
    assert row_of(sheet, "G").rp_words == "tanpa baris anggaran"
    alone = row_of(sheet, "BUD.Z")
    assert alone.is_budget
    assert alone.k.cells[0].words == "baris anggaran"
    assert (sheet.budget.pagu, sheet.budget.spent) == (Decimal(1_250_000_000), Decimal(900_000_000))
    assert (sheet.budget.counted, sheet.budget.expected) == (1, 2)


def test_the_average_travels_with_its_coverage_and_money_never_enters_it(
    made: dict[str, Indicator], at: datetime
) -> None:
    mean = read(at).average
    assert mean.value is not None
    assert (round(mean.value, 2), mean.coverage, mean.predikat) == (
        data.AVERAGE, data.COVERAGE, data.PREDIKAT,
    )  # fmt: skip


def test_rows_follow_the_plan_from_sasaran_to_sub_kegiatan(made: dict[str, Indicator], at: datetime) -> None:
    sheet = read(at)
    first = sheet.rows[0]
    assert [line.code for line in row_of(sheet, "A").plan] == ["1.01.02", "1.01.02.2.01", "1.01.02.2.01.0047"]
    assert first.sasaran is not None
    assert first.sasaran.code == "S.1"
    assert [row.number for row in sheet.rows] == list(range(1, len(sheet.rows) + 1))
    assert sheet.rows[-1].code == "L"
    assert sheet.rows[-1].begins_sasaran


def test_an_earlier_triwulan_shows_nothing_that_came_after_it(
    made: dict[str, Indicator], at: datetime
) -> None:
    row = row_of(read(at, 1), "G")
    assert shown(row.k.cells)[3:9] == (
        "15", "– di luar periode", "– di luar periode", "– di luar periode", "15", "215",
    )  # fmt: skip


def test_the_newest_report_of_a_triwulan_speaks_but_only_once_it_is_accepted(
    made: dict[str, Indicator], office: Office, at: datetime
) -> None:
    later = at + timedelta(days=1)
    data.answered(made, office.sd, 2026, 3, {"A": "89"}, later)
    data.answered(made, office.sd, 2026, 3, {"A": "95"}, later + timedelta(days=1), state="mengisi")
    assert row_of(read(at), "A").k.cells[5].text == "89,00"


def test_an_indicator_of_two_units_has_a_line_for_each(
    made: dict[str, Indicator], office: Office, at: datetime
) -> None:
    data.answered(made, office.smp, 2026, 2, {"A": "70"}, at)
    lines = [row for row in read(at).rows if row.code == "A"]
    assert [row.unit for row in lines] == [office.sd.short_name, office.smp.short_name]
    assert lines[1].k.cells[1].words == "tahun lalu tidak tercatat", (
        "what was reached before is the unit responsible's"
    )


def test_an_indicator_that_hangs_nowhere_comes_last_and_one_out_of_force_not_at_all(
    made: dict[str, Indicator], office: Office, at: datetime
) -> None:
    make_indicator("LEPAS", office.sd)
    gone = make_indicator("LALU", office.sd)
    Indicator.objects.filter(pk=gone.pk).update(valid_to=date(2025, 12, 31))
    codes = [row.code for row in read(at).rows]
    assert codes[-1] == "LEPAS"
    assert "LALU" not in codes


def test_an_annual_report_speaks_only_where_no_triwulan_does() -> None:
    measure = Measure(
        renstra=Renstra(2021, 2026, Decimal(90)), annual=Figure(Decimal(81)), target=Decimal(80), decimals=0
    )
    assert shown(figures(measure, year=2026, through=4).cells)[7] == "81 dari laporan tahunan"
    assert figures(measure, year=2026, through=3).cells[7].value is None
    spoken = (Figure(words="tidak diminta"),) * 3 + (Figure(Decimal(79)),)
    assert shown(figures(Measure(quarters=spoken, annual=Figure(Decimal(81))), year=2026, through=4).cells)[7] == (
        "79,00 1 dari 4 triwulan"
    )  # fmt: skip


def test_a_range_whose_end_differs_from_this_year_is_not_computed_but_says_so() -> None:
    measure = Measure(
        direction="rentang", renstra=Renstra(2021, 2026, Decimal(14)), target=Decimal(15), target_high=Decimal(20),
        quarters=(Figure(Decimal(17)),) * 4,
    )  # fmt: skip
    assert figures(measure, year=2026, through=4).cells[9] == Figure(
        None, "Target rentang belum mempunyai batas atas", 2
    )


def test_weights_count_in_both_averages_when_the_office_says_so(
    made: dict[str, Indicator], at: datetime
) -> None:
    Indicator.objects.filter(code="A").update(weight=3)
    before = read(at)
    assert not any("bobot" in text for _, text in footer(before))
    AverageRule.objects.update_or_create(is_active=True, defaults={"use_weights": True})
    sheet = read(at)
    heavy = next(row for row in sheet.rows if row.code == "A").k
    for old, new, own in (
        (before.average, sheet.average, heavy.capaian),
        (before.year_average, sheet.year_average, heavy.year_capaian),
    ):
        assert new.coverage == old.coverage
        assert old.value is not None
        assert own is not None
        assert new.value == pytest.approx((old.value * old.counted + 2 * own) / (old.counted + 2))
    assert [text.endswith(WEIGHTED) for _, text in footer(sheet)][:3] == [True, False, True]


# ── what is written below ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def words(made: dict[str, Indicator], office: Office, at: datetime) -> None:
    for number in (2, 3):
        report = Report.objects.filter(period__year=2026, period__number=number).order_by("pk").first()
        assert report is not None
        UnitFactor.objects.create(
            report=report, unit=office.sd, supporting=f"Pendampingan {number}", hindering=f"=Jarak {number}",
            follow_up=f"Validasi {number}",
        )  # fmt: skip
        for horizon in FollowUp.Horizon:
            FollowUp.objects.create(
                report=report, unit=office.sd, text=f"{horizon} {number}", horizon=horizon, person="Kepala Seksi Kurikulum",
                due_on=date(2026, 11, number), made_at=at, made_by=office.kasubag,
            )  # fmt: skip


@pytest.mark.usefixtures("words")
def test_factors_are_of_the_newest_report_and_follow_ups_stand_under_their_horizon(
    office: Office, at: datetime
) -> None:
    sheet = read(at)
    assert sheet.supporting == ((office.sd.name, "Pendampingan 3"),)
    assert [line.text for line in sheet.next_quarter] == ["Validasi 3", "triwulan 2", "triwulan 3"]
    assert [line.text for line in sheet.next_renja] == ["renja 2", "renja 3"]
    assert sheet.signer is not None
    assert sheet.signer.name == office.kadis.name


@pytest.mark.usefixtures("words")
def test_written_words_of_a_report_one_may_not_read_stay_off_the_form(at: datetime) -> None:
    sheet = read(at, readable=False)
    assert (sheet.supporting, sheet.hindering, sheet.next_quarter, sheet.next_renja) == ((), (), (), ())


# ── the screen ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("words")
def test_the_page_shows_every_figure_and_its_words(office: Office, klien: Klien) -> None:
    page = klien(office.kasubag).get(reverse("e81"), {"tahun": "2026", "sampai": "3"})
    text = page.content.decode()
    for expected in ("96,67", "81,67", "15–20", "BB (70)", "74,16", data.COVERAGE, "belum tersedia", "3.900.000.000",
                     "Pendampingan 3", "tahun pertama Renstra", office.kadis.name):  # fmt: skip
        assert expected in text, expected


def test_the_page_begins_at_the_newest_report_and_bad_filters_are_said(
    made: dict[str, Indicator], office: Office, klien: Klien
) -> None:
    client = klien(office.kasubag)
    assert "Triwulan III Tahun 2026" in client.get(reverse("e81")).content.decode()
    assert "Triwulan IV Tahun 2025" in client.get(reverse("e81"), {"tahun": "2025"}).content.decode()
    for wish in ({"tahun": "abad"}, {"sampai": "9"}, {"tahun": "99999999"}, {"tahun": "²"}, {"sampai": "0"}):
        page = client.get(reverse("e81"), wish)
        assert (page.status_code, "tidak dikenal" in page.content.decode()) == (200, True), wish


@pytest.mark.parametrize(
    ("year", "this_year", "thirteen", "fourteen"),
    [
        (2027, Figure(words="tidak diminta"), "80 kolom 6 saja", "– kolom 12 belum terisi"),
        (2027, Figure(words="belum tersedia"), "80 kolom 6 saja", "– kolom 12 belum terisi"),
        (2027, Figure(words="tidak berlaku"), "80 kolom 6 saja", "– tidak berlaku"),
        (2027, Figure(Decimal(81)), "81", "90,00"),
        (2027, Figure(Decimal(0), "nihil"), "0", "0,00"),
    ],
)
def test_a_year_without_a_figure_is_not_evaluated_by_what_came_before_it(
    year: int, this_year: Figure, thirteen: str, fourteen: str
) -> None:
    measure = Measure(
        renstra=Renstra(2025, 2029, Decimal(90), Decimal(80), 2026), target=Decimal(85), decimals=0,
        quarters=(this_year,) * 4,
    )  # fmt: skip
    assert shown(figures(measure, year=year, through=4).cells)[8:] == (thirteen, fourteen)


@pytest.mark.usefixtures("made")
def test_a_year_nothing_was_accepted_for_shows_no_average_and_says_what_comes_next(
    office: Office, klien: Klien
) -> None:
    RenstraTarget.objects.filter(last_year=2026).update(last_year=2029)
    page = klien(office.kasubag).get(reverse("e81"), {"tahun": "2027", "sampai": "1"}).content.decode()
    assert "Belum ada data tahun 2027 s.d. Triwulan I yang diterima." in page
    assert 'href="?tahun=2026&amp;sampai=3"' in page
    assert "e81-ringkas__isi" not in page
    assert "87,00" in page, "what was reached before still stands in column 6"
    sheet = reading.read(year=2027, through=1, at=timezone.now(), readable=lambda report: True)
    assert (sheet.has_year, sheet.average.value, sheet.average.counted) == (False, None, 0)
    assert dict(footer(sheet))["Rata-rata capaian kinerja (%)"].startswith("– (0 dari ")
    assert "Belum ada data tahun" not in klien(office.kasubag).get(
        reverse("e81"), {"tahun": "2026", "sampai": "3"}
    ).content.decode()  # fmt: skip


@pytest.mark.usefixtures("made")
def test_the_help_says_whether_weights_count(office: Office, klien: Klien) -> None:
    client = klien(office.kasubag)
    assert "bobot di katalog tidak dipakai" in client.get(reverse("e81")).content.decode()
    AverageRule.objects.update_or_create(defaults={"use_weights": True})
    page = client.get(reverse("e81")).content.decode()
    assert "ditimbang menurut bobotnya di katalog" in page
    assert "ditimbang menurut bobot indikator" in page, "beside the average itself"


def test_an_office_without_indicators_is_told_where_they_come_from(office: Office, klien: Klien) -> None:
    assert "Belum ada indikator" in klien(office.kasubag).get(reverse("e81")).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    made: dict[str, Indicator], office: Office, klien: Klien, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kasubag)
    for number in range(40):
        make_indicator(f"LAGI-{number}", office.sd)
    with django_assert_max_num_queries(32):
        client.get(reverse("e81"), {"tahun": "2026", "sampai": "3"})


@pytest.mark.parametrize("role", ["kabid_sd", "staf_sd", "kasubag_keuangan", "penerima_surat", "admin"])
def test_whoever_does_not_see_all_cases_finds_no_form(role: str, office: Office, klien: Klien) -> None:
    client = klien(getattr(office, role))
    assert client.get(reverse("e81")).status_code == 404
    assert client.get(reverse("e81-excel")).status_code == 404
    assert client.post(reverse("e81-pdf")).status_code == 404
    assert not Document.objects.exists()


# ── Excel ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("words")
def test_the_workbook_read_back_says_what_the_screen_says(made: dict[str, Indicator], at: datetime) -> None:
    Indicator.objects.filter(code="B").update(name="=HYPERLINK(1)")
    sheet = read(at)
    page: Any = load_workbook(BytesIO(workbook(sheet))).active
    for at_row, row in enumerate(sheet.rows, start=FIRST):
        assert page.cell(at_row, 1).value == row.number
        assert row.name in page.cell(at_row, 4).value
        for number, pair in enumerate(row.pairs):
            for offset, cell in enumerate(pair):
                value = page.cell(at_row, 5 + 2 * number + offset).value
                if cell.value is None:
                    assert value == ("–" if cell.is_structural else f"– {cell.words}")
                elif cell.high is not None:
                    assert value == cell.text
                else:
                    assert value == pytest.approx(float(cell.value)), (row.code, number)
    escaped = page.cell(FIRST + [row.code for row in sheet.rows].index("B"), 4)
    assert escaped.value.startswith("=HYPERLINK")
    assert escaped.data_type == "s"
    assert not [cell for line in page.iter_rows() for cell in line if cell.data_type == "f"]
    texts = [str(cell.value) for line in page.iter_rows() for cell in line if cell.value]
    assert any("=Jarak 3" in text for text in texts)


@pytest.mark.usefixtures("made")
def test_a_sign_no_excel_file_may_hold_does_not_break_the_workbook(at: datetime) -> None:
    Indicator.objects.filter(code="B").update(name="Baris\x0bberikut\x01")
    page: Any = load_workbook(BytesIO(workbook(read(at)))).active
    assert any("Barisberikut (B," in str(cell.value) for cell in page["D"])


def test_the_workbook_prints_landscape_on_one_width_with_its_heads_repeated(
    made: dict[str, Indicator], at: datetime
) -> None:
    sheet = read(at)
    page: Any = load_workbook(BytesIO(workbook(sheet))).active
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == f"${HEAD}:${HEAD + 2}"
    assert page.freeze_panes == f"E{FIRST}"
    assert {"E5:F5", "A5:A6", "Y5:Y6"} <= {str(area) for area in page.merged_cells.ranges}
    money = FIRST + [row.code for row in sheet.rows].index("A")
    assert page.cell(money, 6).number_format == "#,##0"


# ── paper ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("size", "width", "height"), [("f4", 330, 215), ("a4", 297, 210)])
def test_the_pdf_is_landscape_with_heads_and_numbers_on_every_page(
    size: str, width: int, height: int, made: dict[str, Indicator], office: Office, klien: Klien
) -> None:
    for number in range(40):
        make_indicator(f"LAGI-{number}", office.sd)
    client = klien(office.kasubag)
    wish = {"tahun": "2026", "sampai": "3", "kertas": size}
    answer = client.post(reverse("e81-pdf"), wish)
    document = Document.objects.get()
    assert answer["Location"] == reverse("dokumen", args=[document.pk])
    waiting = client.get(answer["Location"]).content.decode()
    back = f'href="{reverse("e81")}?tahun=2026&amp;sampai=3"'
    assert back in waiting
    assert render_document(pk=document.pk, clock=timezone.now)
    done = client.get(answer["Location"]).content.decode()
    assert back in done
    assert f"mendatar pada kertas {size.upper()}" in done
    assert reverse("dokumen-berkas", args=[document.pk]) in done
    document.refresh_from_db()
    with document.file.open("rb") as stream:
        pages = PdfReader(BytesIO(stream.read())).pages
        assert len(pages) > 1
        for number, page in enumerate(pages, start=1):
            box = page.mediabox
            assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (
                width,
                height,
            )
            text = " ".join(page.extract_text().split())
            assert f"Halaman {number} dari {len(pages)}" in text
            assert ("PEMERINTAH KABUPATEN" in text) == (number == 1)
            if "LAGI-" in text:
                assert "Target Renstra PD" in text
        first = " ".join(pages[0].extract_text().split())
        assert "96,67" in first
        assert "3.900.000.000" in first
    client.post(reverse("e81-pdf"), wish)
    assert Document.objects.count() == 1, "the same figures are the same paper"


def test_the_paper_is_its_askers_own(made: dict[str, Indicator], office: Office, at: datetime) -> None:
    from accounts.posts import Desk

    desk = Desk(office.kasubag, at)
    document = paper.request_paper(desk=desk, year=2026, through=3, paper="f4", at=at)
    assert may_read(desk, document)
    assert not may_read(Desk(office.sekretaris, at), document)
    number = int(document.key.partition(":")[2])
    assert paper.wanted(number) == (2026, 3, "f4", office.kasubag.pk)
    with pytest.raises(ValueError, match="no form"):
        paper.wanted(20263)
