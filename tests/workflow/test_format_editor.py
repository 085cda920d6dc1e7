"""Formats on screen: who may, what is saved, what a sent one refuses, and versions after each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, User
from accounts.roles import Mode, Role
from reports.indicators import formats
from reports.indicators.formats import ColumnEntry, Contents, RowEntry, contents_of, fingerprint
from reports.indicators.models import ColumnKind, Format, Indicator
from reports.report import Report
from tests.factories import Office, make_post
from tests.reports.data import make_format, make_indicator, make_report, open_all

pytestmark = pytest.mark.sekali

Klien = Callable[[User], Client]


@pytest.fixture
def form(office: Office) -> Format:
    return make_format(office)


def typed(form: Format, **changes: Any) -> dict[str, Any]:
    """The page as the browser sends it back."""
    form.refresh_from_db()
    contents = contents_of(form)
    data: dict[str, Any] = {
        "aksi": "simpan", "dilihat": fingerprint(contents), "name": contents.name, "instructions": "",
        "baris-TOTAL_FORMS": len(contents.rows), "baris-INITIAL_FORMS": len(contents.rows),
        "kolom-TOTAL_FORMS": len(contents.columns) + 1, "kolom-INITIAL_FORMS": len(contents.columns),
    }  # fmt: skip
    for number, row in enumerate(contents.rows):
        data |= {
            f"baris-{number}-indicator": row.indicator, f"baris-{number}-unit": row.unit,
            f"baris-{number}-order": row.order, f"baris-{number}-help_text": row.help_text,
        }  # fmt: skip
        if row.evidence_required:
            data[f"baris-{number}-evidence_required"] = "on"
    for number, column in enumerate(contents.columns):
        data |= {
            f"kolom-{number}-pk": column.pk, f"kolom-{number}-label": column.label,
            f"kolom-{number}-kind": column.kind, f"kolom-{number}-choices": column.choices,
        }  # fmt: skip
    return data | {f"kolom-{len(contents.columns)}-kind": "teks"} | changes


def path(form: Format) -> str:
    return f"/format/{form.pk}/"


@pytest.mark.parametrize(
    ("who", "reads", "changes"),
    [
        ("kasubag", True, True), ("admin", True, True), ("staf_perencana", True, False), ("kadis", False, False),
        ("sekretaris", False, False), ("kabid_sd", False, False), ("staf_sd", False, False),
        ("kasubag_keuangan", False, False), ("penerima_surat", False, False),
    ],
)  # fmt: skip
def test_who_reads_and_who_changes(
    office: Office, form: Format, klien: Klien, who: str, reads: bool, changes: bool, at: datetime
) -> None:
    browser = klien(getattr(office, who))
    assert (browser.get("/format/").status_code == 200) == reads
    page = browser.get(path(form))
    assert (page.status_code == 200) == reads
    assert (b'value="simpan"' in page.content) == changes
    assert (browser.get("/format/baru/").status_code == 200) == changes
    answer = browser.post(path(form), typed(form, name="Nama lain"))
    assert answer.status_code == (302 if changes else 403 if reads else 404)
    form.refresh_from_db()
    assert (form.name == "Nama lain") == changes
    if not changes:
        with pytest.raises(NotYours):
            formats.rest(format_id=form.pk, by=getattr(office, who), at=at)


def test_while_a_plh_stands_in_the_plh_changes_and_the_definitif_reads(
    office: Office, form: Format, klien: Klien
) -> None:
    day = timezone.localdate()
    make_post(
        office.kasubag_keuangan, Role.KEPALA_SUB_BAGIAN, office.perencanaan, at=timezone.now(), mode=Mode.PLH,
        start=day, end=day,
    )  # fmt: skip
    assert b'value="simpan"' in klien(office.kasubag_keuangan).get(path(form)).content
    page = klien(office.kasubag).get(path(form))
    assertContains(page, "Anda membaca.")
    assert klien(office.kasubag).post(path(form), typed(form, name="Lain")).status_code == 403


def test_a_new_format_is_made_filled_and_only_then_offered(office: Office, klien: Klien) -> None:
    indicator = make_indicator("SD.9", office.sd)
    browser = klien(office.kasubag)
    assertRedirects(
        browser.post("/format/baru/", {"name": "Data semester", "instructions": "Isi semua."}),
        f"/format/{Format.objects.get().pk}/",
    )
    form = Format.objects.get()
    assert not form.is_active
    page = browser.post(path(form), typed(form, aksi="simpan-pakai"))
    assertContains(page, "Format ini belum berisi indikator. Tambahkan dahulu, lalu pakai.", status_code=422)
    browser.post(path(form), typed(form, aksi="tambah", tambah=[indicator.pk], instructions="Isi semua."))
    assert contents_of(form).rows == (RowEntry(indicator.pk, office.sd.pk, 1),)
    browser.post(path(form), typed(form, aksi="simpan-pakai"))
    form.refresh_from_db()
    assert form.is_active


def test_rows_and_columns_are_saved_together_and_leave_a_trail(
    office: Office, form: Format, klien: Klien
) -> None:
    data = typed(form) | {
        "baris-0-help_text": "Ambil dari Dapodik.", "baris-0-evidence_required": "on", "baris-1-DELETE": "on",
        "kolom-0-label": "Sumber angka", "kolom-0-kind": "pilihan", "kolom-0-choices": "Dapodik\r\nEMIS\r\n",
        "kolom-0-is_required": "on",
    }  # fmt: skip
    before = form.items.count()
    assertRedirects(klien(office.kasubag).post(path(form), data), path(form))
    first = contents_of(form).rows[0]
    assert (first.help_text, first.evidence_required) == ("Ambil dari Dapodik.", True)
    assert form.items.count() == before - 1
    column = form.columns.get()
    assert column.frozen()["choices"] == ["Dapodik", "EMIS"]
    assert column.is_required
    assert AuditEntry.objects.filter(act="format disimpan").count() == 1


def test_an_indicator_may_be_asked_of_a_unit_that_is_not_its_own(
    office: Office, form: Format, klien: Klien
) -> None:
    indicator = Indicator.objects.get(code="SD.1")
    data = typed(form, aksi="tambah", tambah=[indicator.pk], untuk=office.smp.pk)
    klien(office.kasubag).post(path(form), data)
    assert set(form.items.filter(indicator=indicator).values_list("unit", flat=True)) == {office.sd.pk, office.smp.pk}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Isian ini belum diisi"),
        ({"aksi": "tambah"}, "Belum ada indikator yang dicentang"),
        ({"kolom-0-label": "Sumber", "kolom-0-kind": "pilihan"}, "sedikitnya dua pilihan"),
        ({"kolom-0-label": "Sumber", "kolom-0-choices": "a\nb"}, "Pilihan hanya untuk jenis"),
        ({"kolom-0-label": "S", "kolom-0-kind": "pilihan", "kolom-0-choices": "Ya\nya"}, "tertulis dua kali"),
        ({"kolom-0-choices": "a"}, "Isian ini belum diisi"),
        ({"baris-0-order": "abc"}, "Urutan"),
        ({"baris-0-indicator": "99999999999999999999"}, "Belum tersimpan"),
        ({"baris-1-indicator": "424242"}, "sudah tidak ada"),
        ({"baris-TOTAL_FORMS": "x"}, "Sebagian isian halaman ini tidak sampai"),
        ({"dilihat": "lama"}, "baru saja diubah orang lain"),
        ({"aksi": "terbang"}, "Tombol itu tidak dikenal"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(
    office: Office, form: Format, klien: Klien, changes: dict[str, Any], sentence: str
) -> None:
    before = contents_of(form)
    data = typed(form) | {"instructions": "Ketikan saya."} | changes
    page = klien(office.kasubag).post(path(form), data)
    assertContains(page, sentence, status_code=422)
    if changes.get("aksi") != "terbang":
        assertContains(page, "Ketikan saya.", status_code=422)
    assert contents_of(form) == before


def test_searching_shows_what_fits_and_keeps_what_is_typed(
    office: Office, form: Format, klien: Klien
) -> None:
    make_indicator("XYZ.7", office.keuangan)
    page = klien(office.kasubag).post(
        path(form), typed(form, aksi="cari", cari="xyz", instructions="Ketikan.")
    )
    assertContains(page, "XYZ.7")
    assertContains(page, "Ketikan.")
    assert form.instructions == ""
    assertContains(klien(office.kasubag).get(path(form) + "?cari=tidakada"), "Tidak ada indikator yang cocok")


def test_an_indicator_no_longer_valid_is_not_offered(office: Office, form: Format, klien: Klien) -> None:
    old = make_indicator("LAMA.1", office.sd)
    old.valid_to = datetime(2020, 1, 1).date()
    old.save()
    assertNotContains(klien(office.kasubag).get(path(form) + "?cari=lama.1"), "Indikator LAMA.1")


def test_a_sent_format_is_read_only_and_says_why(
    office: Office, form: Format, klien: Klien, at: datetime
) -> None:
    data = typed(form, name="Nama lain")
    open_all(office, at, form=form)
    browser = klien(office.kasubag)
    page = browser.get(path(form))
    assertContains(page, "sudah dipakai untuk 1 laporan, jadi isinya tidak diubah lagi")
    assertContains(page, "Buat versi berikutnya")
    assertNotContains(page, 'value="simpan"')
    assertContains(browser.post(path(form), data), "Buat versi berikutnya.", status_code=422)
    form.refresh_from_db()
    assert form.name == "Data kinerja triwulan"


def test_the_next_version_takes_over_when_it_is_put_to_use(
    office: Office, form: Format, klien: Klien, at: datetime
) -> None:
    open_all(office, at, form=form)
    browser = klien(office.kasubag)
    browser.post(path(form), {"aksi": "versi"})
    second = Format.objects.get(version=2)
    assert (second.previous, second.is_active, second.items.count()) == (form, False, form.items.count())
    form.refresh_from_db()
    assert form.is_active
    browser.post(path(second), typed(second, aksi="simpan-pakai"))
    form.refresh_from_db()
    second.refresh_from_db()
    assert (form.is_active, second.is_active) == (False, True)
    assertContains(
        browser.post(path(form), {"aksi": "versi"}), "Versi 2 format ini sudah ada.", status_code=422
    )
    assert Report.objects.get().format == form


def test_copies_get_names_of_their_own(office: Office, form: Format, at: datetime) -> None:
    first = formats.copy(format_id=form.pk, by=office.kasubag, at=at)
    second = formats.copy(format_id=form.pk, by=office.kasubag, at=at)
    assert [first.name, second.name] == [
        "Salinan Data kinerja triwulan", "Salinan Data kinerja triwulan (2)",
    ]  # fmt: skip
    assert (first.version, first.previous, first.is_active) == (1, None, False)


def test_two_columns_may_exchange_their_titles_but_not_share_one(
    office: Office, form: Format, at: datetime
) -> None:
    def save(labels: tuple[tuple[int | None, str], ...]) -> None:
        now = contents_of(form)
        columns = tuple(ColumnEntry(pk, label, ColumnKind.TEKS) for pk, label in labels)
        formats.save(
            format_id=form.pk, contents=Contents(now.name, now.instructions, now.rows, columns),
            seen=fingerprint(now), by=office.kasubag, at=at,
        )  # fmt: skip

    save(((None, "Satu"), (None, "Dua")))
    one, two = form.columns.order_by("pk")
    save(((one.pk, "Dua"), (two.pk, "Satu")))
    assert list(form.columns.order_by("pk").values_list("label", flat=True)) == ["Dua", "Satu"]
    with pytest.raises(Refusal, match="dua kolom berjudul"):
        save(((one.pk, "Dua"), (two.pk, "dua")))


def test_the_pages_ask_the_database_a_fixed_number_of_times(
    office: Office, form: Format, klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_report(datetime.now().astimezone())
    browser = klien(office.kasubag)
    browser.get(path(form))
    with django_assert_max_num_queries(22):
        browser.get(path(form))
    with django_assert_max_num_queries(14):
        browser.get("/format/")
