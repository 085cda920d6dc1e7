"""The entry grid in the browser's terms: one form without JavaScript, autosave per row, nothing typed lost, 404 for others."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from reports.collection import services
from reports.collection.models import Evidence, SubmissionState
from reports.indicators.models import FormatItem
from tests.factories import Office
from tests.reports.data import (
    Collection,
    answer,
    fill_sd,
    make_format,
    make_indicator,
    open_all,
    pdf_bytes,
    send_sd,
    upload,
)

Klien = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _office_hours(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def collection(office: Office, at: datetime) -> Collection:
    return open_all(office, at)


def page(collection: Collection) -> str:
    return f"/isian/{collection.sd.pk}/"


def grid(collection: Collection, **answers: tuple[str, str, str]) -> dict[str, object]:
    """The whole form; `answers`: code with _ for the dot -> (jawaban, nilai, alasan)."""
    data: dict[str, object] = {}
    for cell in collection.sd.cells.all():
        kind, value, reason = answers.get(
            cell.code.replace(".", "_"),
            (
                cell.answer or "nilai",
                "" if cell.value is None else str(cell.value).replace(".", ","),
                cell.reason,
            ),
        )
        data |= {
            f"jawaban-{cell.pk}": kind, f"nilai-{cell.pk}": value, f"alasan-{cell.pk}": reason,
            f"keterangan-{cell.pk}": cell.note, f"versi-{cell.pk}": cell.version,
        }  # fmt: skip
    return data


def test_the_grid_shows_target_last_period_and_the_next_button_with_the_post(
    collection: Collection, office: Office, klien: Klien
) -> None:
    text = klien(office.staf_sd).get(page(collection)).content.decode()
    assert "Isian Bidang Pembinaan SD" in text
    assert "80,00" in text
    assert "makin rendah makin baik" in text
    assert "Serahkan untuk diperiksa sebagai Staf Seksi Kurikulum SD" in text
    assert "0 dari 3 terjawab" in text
    assert 'style="' not in text


def test_without_javascript_one_post_saves_every_row(
    collection: Collection, office: Office, klien: Klien
) -> None:
    data = grid(
        collection,
        SD_1=("nilai", "76,5", ""),
        SD_2=("belum_tersedia", "", "Dirilis November."),
        SD_3=("nihil", "", ""),
    )
    response = klien(office.staf_sd).post(page(collection), {**data, "aksi": "simpan"})
    assert response.status_code == 302
    assert collection.cell("SD.1").value == Decimal("76.5")
    assert collection.cell("SD.2").answer == "belum_tersedia"
    assert collection.cell("SD.3").answer == "nihil"


def test_an_untouched_row_stays_unanswered(collection: Collection, office: Office, klien: Klien) -> None:
    klien(office.staf_sd).post(page(collection), {**grid(collection), "aksi": "simpan"})
    assert {cell.answer for cell in collection.sd.cells.all()} == {""}


def test_a_wrong_row_keeps_what_was_typed_and_the_right_rows_are_saved(
    collection: Collection, office: Office, klien: Klien
) -> None:
    data = grid(
        collection,
        SD_1=("nilai", "delapan puluh", ""),
        SD_2=("tidak_berlaku", "", ""),
        SD_3=("nilai", "41", ""),
    )
    response = klien(office.staf_sd).post(page(collection), {**data, "aksi": "serahkan"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "<title>Galat:" in text
    assert 'value="delapan puluh"' in text
    assert "bukan angka" in text
    assert "memerlukan alasan" in text
    assert f'href="#nilai-{collection.cell("SD.1").pk}"' in text
    assert f'href="#alasan-{collection.cell("SD.2").pk}"' in text
    assert collection.cell("SD.3").value == Decimal(41)
    collection.sd.refresh_from_db()
    assert collection.sd.state == SubmissionState.MENGISI


def test_handing_over_with_gaps_points_at_each_cell(
    collection: Collection, office: Office, klien: Klien
) -> None:
    data = grid(collection, SD_1=("nilai", "76", ""))
    response = klien(office.staf_sd).post(page(collection), {**data, "aksi": "serahkan"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "2 isian perlu diperbaiki" in text
    assert text.count("Belum dijawab.") >= 2


def test_the_whole_way_through_the_buttons(collection: Collection, office: Office, klien: Klien) -> None:
    data = grid(collection, SD_1=("nilai", "76", ""), SD_2=("nilai", "0.44", ""), SD_3=("nihil", "", ""))
    klien(office.staf_sd).post(page(collection), {**data, "aksi": "serahkan"})
    assert (
        "teruskan sebagai Kepala Seksi Kurikulum SD"
        in klien(office.kasi_sd).get(page(collection)).content.decode()
    )
    klien(office.kasi_sd).post(page(collection), {"aksi": "periksa"})
    assert (
        "Kirim sebagai Kepala Bidang Pembinaan SD"
        in klien(office.kabid_sd).get(page(collection)).content.decode()
    )
    klien(office.kabid_sd).post(page(collection), {"aksi": "kirim"})
    assert (
        "Tarik kembali sebagai Kepala Bidang" in klien(office.kabid_sd).get(page(collection)).content.decode()
    )
    cell = collection.cell("SD.2")
    klien(office.staf_perencana).post(
        page(collection),
        {"aksi": "kembalikan", "catatan": "Periksa lagi.", f"koreksi-{cell.pk}": "Dapodik 64 siswa."},
    )
    text = klien(office.staf_sd).get(page(collection)).content.decode()
    assert "Periksa lagi." in text
    assert "Dapodik 64 siswa." in text
    remark = cell.remarks.get()
    for person, act in (
        (office.staf_sd, {"aksi": "serahkan", f"balasan-{remark.pk}": "Sudah 64."}),
        (office.kasi_sd, {"aksi": "periksa"}),
        (office.kabid_sd, {"aksi": "kirim"}),
        (office.staf_perencana, {"aksi": "terima", "beres": str(remark.pk)}),
    ):
        assert klien(person).post(page(collection), act).status_code == 302
    collection.sd.refresh_from_db()
    assert collection.sd.state == SubmissionState.DITERIMA


def test_a_remark_on_a_row_is_enough_to_return_a_form(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    send_sd(collection, office, at)
    client = klien(office.staf_perencana)
    empty = client.post(page(collection), {"aksi": "kembalikan", "catatan": " "})
    assert empty.status_code == 422
    assert "Tulis apa yang perlu diperbaiki unit" in empty.content.decode()
    remark = {f"koreksi-{collection.cell('SD.1').pk}": "Angka tahun lalu?"}
    assert client.post(page(collection), {"aksi": "kembalikan", "catatan": " ", **remark}).status_code == 302
    collection.sd.refresh_from_db()
    assert (collection.sd.state, collection.sd.return_note) == ("mengisi", "Lihat catatan pada 1 indikator.")


@pytest.mark.parametrize("field", ["catatan", "koreksi"])
def test_a_remark_that_was_typed_is_not_lost_by_accepting(
    collection: Collection, office: Office, at: datetime, klien: Klien, field: str
) -> None:
    send_sd(collection, office, at)
    name = field if field == "catatan" else f"koreksi-{collection.cell('SD.1').pk}"
    response = klien(office.staf_perencana).post(
        page(collection), {"aksi": "terima", name: "Angka tahun lalu?"}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Ada catatan yang belum dikirim ke unit." in text
    assert "Angka tahun lalu?" in text
    collection.sd.refresh_from_db()
    assert collection.sd.state == "terkirim"


def test_what_was_typed_after_somebody_handed_it_over_is_shown_back(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    fill_sd(collection, office, at)
    data = grid(collection, SD_1=("nilai", "77,7", ""))
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    response = klien(office.staf_sd).post(page(collection), {**data, "aksi": "simpan"})
    assert response.status_code == 403
    assert "Yang Anda tulis: 77,7" in response.content.decode()
    assert collection.cell("SD.1").value == Decimal(76)


# ── autosave ─────────────────────────────────────────────────────────────────────────────────────
def save(client: Client, collection: Collection, code: str, **fields: str) -> str:
    cell = collection.cell(code)
    data = {
        "jawaban": "nilai",
        "nilai": "",
        "alasan": "",
        "keterangan": "",
        "versi": str(cell.version),
        **fields,
    }
    response = client.post(
        f"{page(collection)}sel/{cell.pk}/",
        {f"{name}-{cell.pk}": value for name, value in data.items()},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_saves_itself_and_says_when_with_its_capaian(
    collection: Collection, office: Office, klien: Klien
) -> None:
    text = save(klien(office.staf_sd), collection, "SD.1", nilai="76")
    assert "Tersimpan 09.00" in text
    assert "95,00 %" in text
    assert "Sangat Tinggi" in text
    assert "1 dari 3 terjawab" in text
    assert f'name="versi-{collection.cell("SD.1").pk}" value="1"' in text


def test_a_row_that_cannot_be_read_says_why_beside_it(
    collection: Collection, office: Office, klien: Klien
) -> None:
    assert "bukan angka" in save(klien(office.staf_sd), collection, "SD.1", nilai="abc")


def test_the_slower_of_two_sees_the_other_and_may_then_insist(
    collection: Collection, office: Office, klien: Klien
) -> None:
    save(klien(office.staf_sd), collection, "SD.1", nilai="76")
    text = save(klien(office.kasi_sd), collection, "SD.1", nilai="75", versi="0")
    assert "baru saja mengubah isian ini menjadi 76" in text
    version = re.search(r'name="versi-\d+" value="(\d+)"', text)
    assert version is not None
    assert "Tersimpan" in save(klien(office.kasi_sd), collection, "SD.1", nilai="75", versi=version.group(1))


def test_an_ended_session_answers_with_a_sentence_not_with_the_login_page(collection: Collection) -> None:
    text = save(Client(), collection, "SD.1", nilai="76")
    assert "Sesi Anda sudah berakhir" in text
    assert "<html" not in text
    assert collection.cell("SD.1").answer == ""


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────
def test_evidence_is_added_shown_fetched_and_removed(
    collection: Collection, office: Office, klien: Klien
) -> None:
    client = klien(office.staf_sd)
    place = f"{page(collection)}sel/{collection.cell('SD.1').pk}/rinci/"
    assert (
        client.post(
            place, {"berkas": upload(pdf_bytes(), "rekap.pdf"), "tautan": "", "nama": "Dapodik 30 Sep"}
        ).status_code
        == 302
    )
    evidence = Evidence.objects.get()
    assert "Dapodik 30 Sep" in client.get(place).content.decode()
    fetched = client.get(f"{page(collection)}bukti/{evidence.pk}/")
    assert b"".join(fetched.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert 'filename="Dapodik 30 Sep.pdf"' in fetched["Content-Disposition"]
    evidence.file.storage.delete(str(evidence.file.name))
    gone = client.get(f"{page(collection)}bukti/{evidence.pk}/")
    assert gone.status_code == 404, "a file destroyed with its case is not there; it breaks nothing"
    assert client.post(f"{page(collection)}bukti/{evidence.pk}/hapus/").status_code == 302
    assert not Evidence.objects.exists()


def test_the_evidence_button_saves_the_grid_before_it_leads_away(
    collection: Collection, office: Office, klien: Klien
) -> None:
    cell = collection.cell("SD.1")
    response = klien(office.staf_sd).post(
        page(collection), {**grid(collection, SD_1=("nilai", "76", "")), "bukti": cell.pk}
    )
    assert response["Location"] == f"{page(collection)}sel/{cell.pk}/rinci/"
    assert collection.cell("SD.1").value == Decimal(76)


def test_a_bad_file_keeps_the_typed_name_and_link(
    collection: Collection, office: Office, klien: Klien
) -> None:
    place = f"{page(collection)}sel/{collection.cell('SD.1').pk}/rinci/"
    response = klien(office.staf_sd).post(
        place, {"berkas": upload(b"", "kosong.pdf"), "tautan": "", "nama": "Rekap kecamatan"}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "0 bita" in text
    assert 'value="Rekap kecamatan"' in text


# ── who sees it ──────────────────────────────────────────────────────────────────────────────────
READERS = {"kadis", "sekretaris", "kasubag", "staf_perencana", "kabid_sd", "kasi_sd", "staf_sd"}


def test_another_units_figures_do_not_exist(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    cell = collection.cell("SD.1")
    evidence = services.add_evidence(cell_id=cell.pk, file=upload(pdf_bytes()), by=office.staf_sd, at=at)
    paths = (
        page(collection),
        f"{page(collection)}sel/{cell.pk}/rinci/",
        f"{page(collection)}bukti/{evidence.pk}/",
    )
    for name, person in office.people.items():
        expected = 200 if name in READERS else 404
        client = klien(person)
        for path in paths:
            assert client.get(path).status_code == expected, (name, path)
        posted = client.post(page(collection), {"aksi": "kirim"}).status_code
        assert posted == (404 if expected == 404 else posted)
        if expected == 404:
            assert (
                client.post(f"{page(collection)}sel/{cell.pk}/", {f"nilai-{cell.pk}": "1"}).status_code == 404
            )
    for path in paths:
        assert Client().get(path).status_code == 302


def test_a_cell_of_another_submission_is_not_reached_through_ones_own(
    collection: Collection, office: Office, klien: Klien
) -> None:
    other = collection.cell("SMP.1")
    client = klien(office.staf_sd)
    assert client.get(f"{page(collection)}sel/{other.pk}/rinci/").status_code == 404
    assert (
        client.post(
            f"{page(collection)}sel/{other.pk}/", {f"nilai-{other.pk}": "1", f"versi-{other.pk}": "0"}
        ).status_code
        == 404
    )


def test_reading_changes_nothing(collection: Collection, office: Office, klien: Klien) -> None:
    before = list(collection.sd.cells.values())
    for person in (office.staf_sd, office.kabid_sd, office.staf_perencana):
        klien(person).get(page(collection))
    assert list(collection.sd.cells.values()) == before


# ── budget ───────────────────────────────────────────────────────────────────────────────────────
def test_the_grid_asks_the_database_no_more_for_many_rows(
    office: Office, at: datetime, klien: Klien, django_assert_max_num_queries: object
) -> None:
    form = make_format(office)
    for number in range(40):
        indicator = make_indicator(f"SD.9{number:02d}", office.sd)
        FormatItem.objects.create(format=form, indicator=indicator, unit=office.sd)
    collection = open_all(office, at, form=form)
    answer(collection, "SD.1", "76", office, at)
    client = klien(office.staf_sd)
    client.get(page(collection))
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        assert client.get(page(collection)).status_code == 200


# ── one tap from the phone ───────────────────────────────────────────────────────────────────────
def test_a_form_with_nothing_left_to_do_goes_on_from_the_home_page(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    for person, words, act in (
        (office.kasi_sd, "Sudah diperiksa, teruskan", "periksa"),
        (office.kabid_sd, "Kirim", "kirim"),
    ):
        client = klien(person)
        home = client.get("/").content.decode()
        assert f'href="{page(collection)}teruskan/"' in home
        assert words in home
        glance = client.get(f"{page(collection)}teruskan/").content.decode()
        assert f'name="aksi" value="{act}"' in glance
        assert "0,44" in glance
        client.post(page(collection), {"aksi": act})
    collection.sd.refresh_from_db()
    assert collection.sd.state == SubmissionState.TERKIRIM


def test_a_form_that_lacks_something_offers_no_short_way(
    collection: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    cell = collection.cell("SD.1")
    services.save_cell(
        cell_id=cell.pk, entry=services.Entry(answer="", value=""), seen_version=cell.version, by=office.kasi_sd, at=at
    )  # fmt: skip
    client = klien(office.kasi_sd)
    assert "teruskan/" not in client.get("/").content.decode()
    assert client.get(f"{page(collection)}teruskan/").status_code == 302
