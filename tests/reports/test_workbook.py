"""The Excel round trip of a unit's form: what is written, what is read back, who may, and what is kept."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refusal
from accounts.models import User
from reports.collection.entries import Entry
from reports.collection.models import Answer, Cell, CellChange, Workbook
from reports.collection.plain_cells import PlainCell, plain_cells
from reports.collection.services import save_cell
from reports.collection.workbook.difference import Change, Difference, compare
from reports.collection.workbook.layout import fields_of, layout_of
from reports.collection.workbook.reader import read_workbook
from reports.collection.workbook.services import apply_workbook, difference_of, keep_workbook
from tests.factories import Office
from tests.reports.buku_kerja import Form, make_form, put
from tests.reports.data import answer

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def form(office: Office, at: datetime) -> Form:
    return make_form(office, at)


def kept(form: Form, office: Office, content: bytes) -> Workbook:
    return keep_workbook(
        submission=form.submission,
        file=SimpleUploadedFile("isian.xlsx", content),
        by=office.staf_sd,
        at=form.at,
    )


def compare_now(form: Form, content: bytes) -> Difference:
    """The file against the web."""
    filled = read_workbook(content, "isian.xlsx", form.submission, form.cells)
    return compare(filled, form.cells, layout_of(form.submission, form.cells))


def typed(form: Form, office: Office, code: str, **entry: object) -> Cell:
    cell = form.cell(code)
    return save_cell(
        cell_id=cell.pk, entry=Entry(**entry), seen_version=cell.version, by=office.staf_sd, at=form.at  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_workbook_is_filled_locked_and_ready_to_print(form: Form, office: Office, at: datetime) -> None:
    answer(form.collection, "SD.1", "76,5", office, at)
    typed(form, office, "SD.4", numerator="90", denominator="120", note="=HYPERLINK(1)")
    book = openpyxl.load_workbook(BytesIO(form.file()))
    assert [(one.title, one.sheet_state) for one in book] == [
        ("Isian", "visible"),
        ("_daftar", "hidden"),
        ("Petunjuk", "visible"),
        ("_sop", "veryHidden"),
    ]
    sheet = book["Isian"]
    heads = [cell.value for cell in sheet[8]]
    assert heads == [
        "No", "Kode", "Indikator", "Satuan", "Target", "Periode lalu", "Jawaban", "Realisasi", "Pembilang", "Penyebut",
        "Alasan", "Keterangan", "Penjelasan", "Sumber data", "Jumlah siswa", "Tanggal data", "Wilayah", "ID baris",
    ]  # fmt: skip
    assert (sheet["G9"].value, sheet["H9"].value, sheet["H9"].number_format) == ("Nilai", 76.5, "#,##0.00")
    assert (sheet["H12"].value, sheet["I12"].value) == ("dihitung sistem", 90)
    note = sheet["L12"]
    assert (note.value, note.data_type, note.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet["B9"].protection.locked
    assert not sheet["H9"].protection.locked
    assert sheet["I9"].protection.locked, "no pembilang where nothing is divided"
    assert sheet.column_dimensions["R"].hidden
    assert sheet.freeze_panes == "D9"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$8:$8"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["H13"] == "'_daftar'!$D$1:$D$3"
    assert [cell.value for cell in book["_daftar"]["B"]][:2] == ["Kota, pusat", "Desa"]
    assert [cell.value for cell in book["_daftar"]["C"]][:3] == ["Nilai", "Belum tersedia", "Tidak berlaku"]


def test_without_computed_indicators_there_is_no_pembilang(form: Form) -> None:
    cells = [cell for cell in form.cells if not cell.is_computed]
    assert "Pembilang" not in layout_of(form.submission, cells).headings.values()


def test_what_was_written_is_read_back_the_same(form: Form, office: Office, at: datetime) -> None:
    answer(form.collection, "SD.1", "1.234,5", office, at, kind="nihil")
    typed(form, office, "SD.2", value="0,44", note="baris satu\r\nbaris dua _x0041_", explanation="- turun")
    typed(
        form,
        office,
        "SD.4",
        numerator="90,25",
        denominator="120,5",
        extra={"tanggal": "31-12-2026", "siswa": "1.234,5"},
    )
    typed(form, office, "SD.5", value="BB", extra={"wilayah": "Kota, pusat", "sumber": "007"})
    difference = compare_now(form, form.file())
    assert [line.kind for line in difference.lines] == [Change.SAMA] * 5
    filled = read_workbook(form.file(), "a.xlsx", form.submission, form.cells)
    assert [row.fields for row in filled.rows] == [
        fields_of(cell, layout_of(form.submission, form.cells)) for cell in form.cells
    ]


def test_a_cell_read_as_a_plain_row_says_what_the_model_says(
    form: Form, office: Office, at: datetime
) -> None:
    typed(form, office, "SD.1", value="76,5", note="catatan", extra={"siswa": "1.234,5"})
    plain, layout = plain_cells(form.submission), layout_of(form.submission, form.cells)
    assert [fields_of(cell, layout) for cell in plain] == [fields_of(cell, layout) for cell in form.cells]
    for row, cell in zip(plain, form.cells, strict=True):
        for name in (*PlainCell._fields, "is_computed", "is_ordinal"):
            meant = getattr(cell, name)
            assert getattr(row, name) == (meant.name if isinstance(meant, User) else meant), name


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)
NUMBERS = st.decimals(min_value=-99999, max_value=99999, places=2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "number": NUMBERS,
                "answer": st.sampled_from(Answer.values),
                "note": TEXTS,
                "reason": TEXTS,
                "extra": TEXTS,
            }
        ),
        min_size=3,
        max_size=3,
    )
)
def test_any_table_of_values_written_and_read_back_is_the_same_table(
    form: Form, table: list[dict[str, object]]
) -> None:
    cells = form.cells
    for cell, values in zip(cells, table, strict=False):
        is_value = values["answer"] == Answer.NILAI
        cell.answer = str(values["answer"])
        cell.value = values["number"] if is_value else None  # type: ignore[assignment]
        cell.note, cell.reason = str(values["note"]), str(values["reason"]) or "x"
        cell.extra = {"sumber": str(values["extra"])}
    from reports.collection.workbook.writer import workbook_bytes

    filled = read_workbook(workbook_bytes(form.submission, cells, form.at), "a.xlsx", form.submission, cells)
    assert [row.fields for row in filled.rows] == [
        fields_of(cell, layout_of(form.submission, cells)) for cell in cells
    ]
    assert not any(row.unread for row in filled.rows)
    assert {line.kind for line in compare(filled, cells, layout_of(form.submission, cells)).lines} == {
        Change.SAMA
    }


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_may_convert_it_to_ods_and_back(
    form: Form, office: Office, at: datetime, tmp_path: Path
) -> None:
    answer(form.collection, "SD.1", "76,5", office, at)
    typed(form, office, "SD.2", value="0,44", note="baris satu\nbaris dua", explanation="=bukan rumus")
    typed(
        form,
        office,
        "SD.4",
        numerator="90",
        denominator="120",
        extra={"tanggal": "31-12-2026", "siswa": "1.234,5"},
    )
    typed(form, office, "SD.5", value="BB", extra={"wilayah": "Desa", "sumber": "007"})
    path = tmp_path / "isian.xlsx"
    path.write_bytes(put(form.file(), {("SD.3", "Realisasi"): "41"}))
    for kind in ("ods", "xlsx"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to", kind,
             "--outdir", str(tmp_path), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        path = path.with_suffix(f".{kind}")
    difference = compare_now(form, path.read_bytes())
    assert [(line.cell.code, line.kind) for line in difference.lines] == [
        ("SD.1", "sama"), ("SD.2", "sama"), ("SD.3", "baru"), ("SD.4", "sama"), ("SD.5", "sama"),
    ]  # fmt: skip


def test_a_ticked_row_is_kept_with_the_file_and_the_cell_it_came_from(
    form: Form, office: Office, at: datetime
) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03}))
    cell = form.cell("SD.1")
    apply_workbook(workbook=workbook, ticked={cell.pk: cell.version}, by=office.staf_sd, at=at)
    change = CellChange.objects.get()
    assert (change.workbook, change.workbook_place, change.new_value) == (
        workbook,
        "Isian!H9",
        form.cell("SD.1").value,
    )
    workbook.refresh_from_db()
    assert (workbook.applied_at, workbook.applied_cells) == (at, 1)


def test_a_workbook_is_applied_at_most_once(form: Form, office: Office, at: datetime) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03}))
    ticked = {form.cell("SD.1").pk: 0}
    apply_workbook(workbook=workbook, ticked=ticked, by=office.staf_sd, at=at)
    with pytest.raises(Refusal, match="sudah diterapkan"):
        apply_workbook(workbook=workbook, ticked=ticked, by=office.staf_sd, at=at)
    assert CellChange.objects.count() == 1


def test_what_changed_while_one_looked_at_the_difference_is_told_again_and_not_overwritten(
    form: Form, office: Office, at: datetime, klien: Klien
) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03, ("SD.3", "Realisasi"): 41}))
    path = reverse("isian-excel-beda", args=[form.submission.pk, workbook.pk])
    page = klien(office.staf_sd).get(path).content.decode()
    versions = dict(re.findall(r'name="(versi-\d+)" value="(\d+)"', page))
    answer(form.collection, "SD.1", "70", office, at)
    ticked = [form.cell(code).pk for code in ("SD.1", "SD.3")]
    response = klien(office.staf_sd).post(path, {"pilih": ticked, **versions})
    assert response.status_code == 409
    text = response.content.decode()
    assert "1 baris belum tersimpan" in text
    assert "baru saja mengubah isian ini menjadi 70" in text
    assert (form.cell("SD.1").value, form.cell("SD.3").value) == (70, 41)


def test_a_note_in_the_file_and_another_figure_on_the_web_are_both_kept(
    form: Form, office: Office, at: datetime
) -> None:
    answer(form.collection, "SD.1", "76", office, at)
    content = put(form.file(), {("SD.1", "Keterangan"): "Data Dapodik."})
    answer(form.collection, "SD.1", "79", office, at)
    workbook = kept(form, office, content)
    (line,) = [one for one in difference_of(workbook, form.submission).lines if one.kind != Change.SAMA]
    assert line.kind == Change.BERUBAH
    apply_workbook(workbook=workbook, ticked={line.cell.pk: line.cell.version}, by=office.staf_sd, at=at)
    cell = form.cell("SD.1")
    assert (cell.value, cell.note) == (79, "Data Dapodik.")


def test_nothing_ticked_is_said_and_the_file_stays_to_be_applied(
    form: Form, office: Office, klien: Klien
) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03}))
    response = klien(office.staf_sd).post(
        reverse("isian-excel-beda", args=[form.submission.pk, workbook.pk]), {}
    )
    assert response.status_code == 422
    assert "Belum ada baris yang dicentang" in response.content.decode()
    workbook.refresh_from_db()
    assert workbook.applied_at is None


@pytest.mark.parametrize(
    ("who", "download", "difference"),
    [
        ("staf_sd", 200, 200), ("kasi_sd", 200, 404), ("kabid_sd", 200, 404), ("staf_smp", 404, 404),
        ("kabid_smp", 404, 404), ("staf_perencana", 404, 404), ("kadis", 404, 404), ("admin", 404, 404),
    ],
)  # fmt: skip
def test_only_who_fills_the_form_has_its_workbook_and_only_the_uploader_its_difference(
    who: str, download: int, difference: int, form: Form, office: Office, klien: Klien
) -> None:
    workbook = kept(form, office, form.file())
    client, key = klien(getattr(office, who)), form.submission.pk
    assert client.get(reverse("isian-excel-unduh", args=[key])).status_code == download
    assert client.get(reverse("isian-excel", args=[key])).status_code == download
    path = reverse("isian-excel-beda", args=[key, workbook.pk])
    assert client.get(path).status_code == difference
    if difference == 404:
        assert client.post(path, {"pilih": [form.cell("SD.1").pk]}).status_code == 404


def test_without_a_file_the_page_says_what_to_choose(form: Form, office: Office, klien: Klien) -> None:
    response = klien(office.staf_sd).post(reverse("isian-excel", args=[form.submission.pk]), {})
    assert response.status_code == 422
    assert "Pilih dulu buku kerja" in response.content.decode()


def test_the_difference_page_costs_few_queries(
    form: Form, office: Office, klien: Klien, django_assert_max_num_queries: Callable[..., object]
) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03, ("SD.3", "Realisasi"): 41}))
    client = klien(office.staf_sd)
    path = reverse("isian-excel-beda", args=[form.submission.pk, workbook.pk])
    client.get(path)
    cache.clear()  # the file is read again, and the web says who changed what
    answer(form.collection, "SD.1", "70", office, form.at)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get(path)


def test_a_file_fetched_before_the_form_was_handed_over_is_refused_to_the_staf(
    form: Form, office: Office, at: datetime
) -> None:
    workbook = kept(form, office, put(form.file(), {("SD.1", "Realisasi"): 88.03}))
    form.submission.state = "menunggu_kepala"
    form.submission.save(update_fields=["state"])
    with pytest.raises(Refusal):
        apply_workbook(
            workbook=workbook, ticked={form.cell("SD.1").pk: 0}, by=office.staf_sd, at=at + timedelta(hours=1)
        )
    assert not CellChange.objects.exists()
