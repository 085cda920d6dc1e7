"""What the entry grid asks beside a plain figure: parts, words, extra columns, explanations, other people, budget lines."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from openpyxl import Workbook as ExcelBook

from accounts.models import User
from reports.collection import services
from reports.collection.models import Cell, Evidence, Workbook
from reports.collection.personal_data import warning_for
from tests.factories import Office
from tests.reports.data import Collection, answer, open_all, pdf_bytes, upload

Klien = Callable[[User], Client]
COLUMNS = [
    {"key": "k1", "label": "Sumber data", "kind": "teks", "choices": [], "required": True, "help": ""},
    {"key": "k2", "label": "Tanggal data", "kind": "tanggal", "choices": [], "required": False, "help": ""},
    {"key": "k3", "label": "Cakupan", "kind": "pilihan", "choices": ["Negeri", "Semua"], "required": False, "help": ""},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _office_hours(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def collection(office: Office, at: datetime) -> Collection:
    """SD.1 is divided by the system, SD.2 answered with a word, SD.3 a budget line; three extra columns."""
    made = open_all(office, at)
    cells = made.sd.cells
    cells.filter(code="SD.1").update(
        numerator_label="Siswa 7–12 tahun", denominator_label="Penduduk 7–12 tahun", is_share=True,
        formula_text="Siswa dibagi penduduk", source="Dapodik", help_text="Hitung per 30 September.",
    )  # fmt: skip
    cells.filter(code="SD.2").update(
        scale=[["A", "4.0000"], ["BB", "3.0000"], ["B", "2.0000"]], target=Decimal(3)
    )
    plan = [
        {"level": "sasaran", "code": "1", "name": "Meningkatnya mutu"},
        {"level": "program", "code": "1.01.02", "name": "Pengelolaan Pendidikan"},
    ]
    cells.filter(code="SD.3").update(
        kind="anggaran", plan=plan, satuan="rupiah", target_year=Decimal(1_000_000)
    )
    made.sd.columns = COLUMNS
    made.sd.save(update_fields=["columns"])
    return made


def page(collection: Collection) -> str:
    return f"/isian/{collection.sd.pk}/"


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def save(client: Client, collection: Collection, code: str, version: int | None = None, **fields: str) -> str:
    cell = collection.cell(code)
    data = {"versi": str(cell.version if version is None else version), "jawaban": "nilai", **fields}
    response = client.post(
        f"{page(collection)}sel/{cell.pk}/", {f"{name}-{cell.pk}": text for name, text in data.items()}
    )
    assert response.status_code == 200
    return response.content.decode()


def with_past(cell: Cell, value: str) -> None:
    """Give the cell a last quarter of this year."""
    cell.history = [
        {"year": 2026, "number": 2, "label": "Triwulan II 2026", "answer": "nilai", "value": value}
    ]
    cell.previous_value, cell.previous_label, cell.previous_answer = (
        Decimal(value),
        "Triwulan II 2026",
        "nilai",
    )
    cell.save()


def test_a_computed_row_asks_for_both_parts_by_their_names_and_shows_how_it_is_counted(
    collection: Collection, office: Office, klien: Klien
) -> None:
    text = text_of(klien(office.staf_sd), page(collection))
    pk = collection.cell("SD.1").pk
    assert f'for="pembilang-{pk}">Siswa 7–12 tahun' in text
    assert f'for="penyebut-{pk}">Penduduk 7–12 tahun' in text
    assert f'name="nilai-{pk}"' not in text
    assert "Siswa dibagi penduduk" in text
    assert "Sumber: Dapodik" in text
    assert "Hitung per 30 September." in text


def test_a_computed_row_is_divided_and_refused_at_the_part_that_is_wrong(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    assert "95,00 %" in save(client, collection, "SD.1", pembilang="760", penyebut="1.000")
    assert collection.cell("SD.1").value == Decimal(76)
    response = client.post(
        page(collection),
        {
            f"{name}-{collection.cell('SD.1').pk}": value
            for name, value in {
                "versi": "1",
                "jawaban": "nilai",
                "pembilang": "1.200",
                "penyebut": "1.000",
            }.items()
        },
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert f'href="#pembilang-{collection.cell("SD.1").pk}"' in text
    assert 'value="1.200"' in text


def test_an_ordinal_row_offers_its_words_best_first(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    text = text_of(client, page(collection))
    assert (
        text.index('<option value="A">')
        < text.index('<option value="BB">')
        < text.index('<option value="B">')
    )
    save(client, collection, "SD.2", nilai="BB")
    assert collection.cell("SD.2").value == Decimal(3)
    assert '<option value="BB" selected>' in text_of(client, page(collection))


def test_extra_columns_are_asked_kept_and_shown_back_as_people_write_them(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    assert text_of(client, page(collection)).count("(wajib)") == 3
    save(client, collection, "SD.3", nilai="41", k1="Dapodik", k2="30/9/2026", k3="semua")
    assert collection.cell("SD.3").extra == {"k1": "Dapodik", "k2": "2026-09-30", "k3": "Semua"}
    assert 'value="30-09-2026"' in text_of(client, page(collection))
    assert "bukan tanggal" in save(client, collection, "SD.3", nilai="41", k2="kemarin")


def test_budget_lines_stand_under_their_own_heading_and_plan_line(
    collection: Collection, office: Office, klien: Klien
) -> None:
    text = text_of(klien(office.staf_sd), page(collection))
    assert (
        text.index("Indikator SD.2") < text.index(">Anggaran<") < text.index("1.01.02 Pengelolaan Pendidikan")
    )
    assert text.index("1.01.02 Pengelolaan Pendidikan") < text.index("Indikator SD.3")
    assert "setahun 1.000.000" in text


def test_an_odd_figure_is_asked_about_and_one_sentence_settles_it(
    collection: Collection, office: Office, klien: Klien
) -> None:
    cell = collection.cell("SD.3")
    with_past(cell, "10")
    client = klien(office.staf_sd)
    text = save(client, collection, "SD.3", nilai="41")
    assert "Naik 310 % dari Triwulan II 2026 (10)." in text
    assert f'name="penjelasan-{cell.pk}"' in text
    assert "jelaskan--terbuka" in text
    assert "Kumulatif <b>" in text
    text = save(client, collection, "SD.3", nilai="41", penjelasan="Penerimaan baru bulan Juli.")
    assert "jelaskan--terbuka" not in text
    assert collection.cell("SD.3").explained_value == Decimal(41)


def test_words_written_for_another_figure_wait_until_they_are_said_again(
    collection: Collection, office: Office, klien: Klien
) -> None:
    with_past(collection.cell("SD.3"), "10")
    client = klien(office.staf_sd)
    words = "Penerimaan baru bulan Juli."
    save(client, collection, "SD.3", nilai="41")
    save(client, collection, "SD.3", nilai="41", penjelasan=words)
    text = save(client, collection, "SD.3", nilai="60", penjelasan=words)
    assert "jelaskan--terbuka" in text
    assert "Penjelasan ini masih berlaku" in text
    text = save(client, collection, "SD.3", nilai="60", penjelasan=words, keterangan="Sampai Agustus")
    assert "jelaskan--terbuka" in text
    cell = collection.cell("SD.3")
    fields = {
        "versi": "4",
        "jawaban": "nilai",
        "nilai": "60",
        "penjelasan": words,
        "keterangan": "Sampai Agustus",
    }
    posted = client.post(
        page(collection), {f"{name}-{cell.pk}": text for name, text in fields.items()} | {"berlaku": cell.pk}
    )
    assert posted.status_code == 302
    assert collection.cell("SD.3").explained_value == Decimal(60)


# ── two people ───────────────────────────────────────────────────────────────────────────────────
def test_the_slower_one_sees_both_answers_side_by_side(
    collection: Collection, office: Office, klien: Klien
) -> None:
    save(klien(office.staf_sd), collection, "SD.3", nilai="41", keterangan="Sampai Agustus")
    text = save(klien(office.kasi_sd), collection, "SD.3", version=0, nilai="45", keterangan="")
    assert 'data-keadaan="konflik"' in text
    assert "<td>41</td><td>45</td>" in text
    assert "<td>Sampai Agustus</td>" in text
    assert "Pakai milik mereka" in text
    assert "Simpan milik saya" in text


def test_a_wrong_figure_does_not_make_somebody_elses_answer_seen(
    collection: Collection, office: Office, klien: Klien
) -> None:
    save(klien(office.staf_sd), collection, "SD.3", nilai="41")
    pk = collection.cell("SD.3").pk
    wrong = save(klien(office.staf_sd), collection, "SD.3", nilai="empat")
    assert f'name="versi-{pk}" value="1"' in wrong
    text = save(klien(office.kasi_sd), collection, "SD.3", version=0, nilai="empat")
    assert 'data-keadaan="konflik"' in text


def test_an_open_form_hears_what_others_changed_since(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    client = klien(office.kasi_sd)
    first = client.get(f"{page(collection)}perubahan/?sejak=0").json()
    assert first["baris"] == []
    save(klien(office.staf_sd), collection, "SD.3", nilai="41", k1="Dapodik")
    news = client.get(f"{page(collection)}perubahan/?sejak={first['penanda']}").json()
    pk = collection.cell("SD.3").pk
    assert [row["sel"] for row in news["baris"]] == [pk]
    assert news["baris"][0]["versi"] == 1
    assert news["baris"][0]["bidang"][f"nilai-{pk}"] == "41"
    assert news["baris"][0]["bidang"][f"k1-{pk}"] == "Dapodik"
    assert "Baru saja diubah oleh" in news["baris"][0]["html"]
    assert news["jumlah"] == "1 dari 3 terjawab."
    assert client.get(f"{page(collection)}perubahan/?sejak={news['penanda']}").json()["baris"] == []
    assert client.get(f"{page(collection)}perubahan/?sejak=besok").status_code == 200


def test_others_do_not_hear_anything(collection: Collection, office: Office, klien: Klien) -> None:
    assert klien(office.staf_smp).get(f"{page(collection)}perubahan/").status_code == 404
    assert Client().get(f"{page(collection)}perubahan/").status_code == 302


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────
def cell_page(collection: Collection, code: str = "SD.3") -> str:
    return f"{page(collection)}sel/{collection.cell(code).pk}/rinci/"


def workbook_bytes(rows: list[list[object]]) -> bytes:
    book = ExcelBook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_several_files_come_at_once_and_a_bad_one_keeps_only_itself_back(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    files = [upload(pdf_bytes(), "a.pdf"), upload(b"", "kosong.pdf"), upload(pdf_bytes(2), "b.pdf")]
    response = client.post(cell_page(collection), {"berkas": files, "tautan": "", "nama": ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert "“kosong.pdf” kosong" in text
    assert "2 bukti ditambahkan." in text
    assert sorted(Evidence.objects.values_list("name", flat=True)) == ["a.pdf", "b.pdf"]


def test_a_pdf_is_looked_at_on_the_page(collection: Collection, office: Office, klien: Klien) -> None:
    client = klien(office.staf_sd)
    client.post(cell_page(collection), {"berkas": upload(pdf_bytes(), "a.pdf")})
    for path in (page(collection), cell_page(collection)):
        text = text_of(client, path)
        assert 'data-lihat="application/pdf"' in text
        assert '<dialog id="penampil"' in text


PUPILS: list[list[object]] = [["No", "Nama Siswa", "NISN"], [1, "Aisyah", "0091234567"]]
NIKS: list[list[object]] = [[n, f"75710112050900{n:02d}"] for n in range(1, 5)]
SCHOOLS: list[list[object]] = [["NPSN", "Nama sekolah", "Jumlah siswa", "NIP kepala"], [40500123, "SDN 1", 210, "198001012005011001"]]  # fmt: skip
TEACHERS: list[list[object]] = [[f"Guru {n}", f"08124567890{n}"] for n in range(5)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [(PUPILS, "NISN, nama murid"), (NIKS, "NIK"), (SCHOOLS, ""), (TEACHERS, "")],
    ids=["headings", "numbers alone", "schools", "teachers"],
)
def test_a_workbook_of_pupils_is_recognised(rows: list[list[object]], words: str) -> None:
    warning = warning_for(BytesIO(workbook_bytes(rows)), "xlsx")
    assert (f"({words})" in warning) if words else warning == ""


def test_a_file_of_pupils_is_kept_with_a_warning_to_both_sides(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    client.post(cell_page(collection), {"berkas": upload(workbook_bytes(PUPILS), "daftar.xlsx")})
    assert "tampaknya memuat data pribadi murid" in Evidence.objects.get().warning
    for person in (office.staf_sd, office.staf_perencana):
        assert "Tampaknya memuat data pribadi murid" in text_of(klien(person), page(collection))
        assert "tampaknya memuat data pribadi murid" in text_of(klien(person), cell_page(collection))


def document_bytes(words: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:t>{words}</w:t>")
    return out.getvalue()


def test_running_text_is_about_pupils_only_when_it_lists_them() -> None:
    listed = "NISN 0091234561 Aisyah, 0091234562 Budi, 0101234563 Citra"
    assert "(NISN)" in warning_for(BytesIO(document_bytes(listed)), "docx")
    assert warning_for(BytesIO(document_bytes("Setiap murid wajib memiliki NISN.")), "docx") == ""


def test_what_cannot_be_read_gives_no_warning() -> None:
    for kind in ("pdf", "docx", "xlsx", "png"):
        assert warning_for(BytesIO(b"%PDF-1.4 x %%EOF"), kind) == ""


# ── history ──────────────────────────────────────────────────────────────────────────────────────
def test_the_history_tells_every_part_and_the_workbook_it_came_from(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    save(klien(office.staf_sd), collection, "SD.1", pembilang="760", penyebut="1.000", k1="Dapodik")
    cell = collection.cell("SD.1")
    book = Workbook.objects.create(
        submission=collection.sd, name="isian-sd.xlsx", sha256="0" * 64, uploaded_at=at, uploaded_by=office.staf_sd
    )  # fmt: skip
    services.save_cell(
        cell_id=cell.pk, entry=services.Entry(answer="nilai", numerator="770", denominator="1000", note="Sampai Juli"),
        seen_version=cell.version, by=office.staf_sd, at=at, workbook=book, place="Isian!E14",
    )  # fmt: skip
    text = text_of(klien(office.kasi_sd), cell_page(collection, "SD.1"))
    assert "dari buku kerja isian-sd.xlsx, Isian!E14" in text
    assert "Siswa 7–12 tahun: “760” menjadi “770”" in text
    assert "Keterangan: “Sampai Juli”" in text
    assert "Sumber data dikosongkan, semula “Dapodik”" in text
    assert "76 menjadi 77" in text


def test_the_state_of_a_row_travels_as_form_fields(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    """The panel of a conflict carries their answer, so that taking it needs no other request."""
    answer(collection, "SD.3", "Belum rilis.", office, at, kind="belum_tersedia")
    text = save(klien(office.kasi_sd), collection, "SD.3", version=0, nilai="45")
    pk = collection.cell("SD.3").pk
    raw = text.split('data-mereka="', 1)[1].split('"', 1)[0].replace("&quot;", '"')
    theirs = json.loads(raw)
    assert theirs[f"jawaban-{pk}"] == "belum_tersedia"
    assert theirs[f"alasan-{pk}"] == "Belum rilis."
