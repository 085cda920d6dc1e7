"""One letter walks through all nine steps in a real Chromium, each by the person the SOP names, and ends as a signed PDF.

Nothing here depends on office hours: people may act at any moment, only the clocks wait. The PDF is made by a real worker.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import nip
from reports.indicators.models import PeriodKind
from reports.indicators.periods import ROMAN, period
from reports.paper_defaults import ensure_defaults
from reports.signing.models import PaperKind, SignedPaper
from tests.browser.conftest import Seat, SitDown, add_line
from tests.factories import Office
from tests.worker import Worker
from tests.workflow.perjalanan import PASSPHRASE, give_certificate, scan_file, standard_format
from workflow.case import ReportRequest

pytestmark = pytest.mark.pekerja

SUBJECT = "Permintaan data kinerja untuk laporan triwulan"
SENDER = "Bagian Organisasi, Sekretariat Daerah"
WRONG, RIGHT = "9,81", "97,81"
REMARK = "Tertukar dengan angka per sekolah? Periode lalu 97,10."
EXCUSE = "Server dapodik PAUD padam sampai pekan depan."
SEND_BACK = "Ikhtisar belum menyebut mengapa angka PAUD tidak ada."
ADDED = "Data Bidang PAUD menyusul karena server dapodik padam."


@dataclass
class Walk:
    """The office, and everybody who has sat down so far at a browser of their own."""

    office: Office
    sit_down: SitDown
    seats: dict[str, Seat] = field(default_factory=dict)
    acting: str = ""
    shots: int = 0

    def sit(self, name: str) -> Seat:
        """This person's seat; the first time they log in on the log-in page."""
        if name not in self.seats:
            self.seats[name] = self.sit_down(None)
            self.seats[name].log_in(getattr(self.office, name))
        self.acting = name
        return self.seats[name]

    def task(self, name: str, link: str = "") -> Page:
        """From "Tugas saya" through the first card's main button, or the one called `link`, to where the work is done."""
        page = self.sit(name).open("/")
        self.shoot("tugas")
        page.locator(".tugas").first.get_by_role("link", name=link or None).first.click()
        return page

    def shoot(self, what: str) -> None:
        """What the person who acts now has on the screen."""
        self.shots += 1
        self.seats[self.acting].picture(f"{self.shots:02}-{self.acting}-{what}")


def press(page: Page, words: str) -> None:
    """The one button that begins with these words; the next person must not look before the server is done."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{re.escape(words)}")).click()


def told(page: Page, words: str) -> None:
    """The page says so, in the line that confirms what was just done."""
    expect(page.locator("main")).to_contain_text(words)


def last_quarter(today: date) -> tuple[int, int]:
    """The triwulan that ended before today: (year, number)."""
    quarter = (today.month - 1) // 3
    return (today.year, quarter) if quarter else (today.year - 1, 4)


@pytest.fixture
def walk(office: Office, sit_down: SitDown, worker: Worker) -> Walk:
    ensure_defaults(apps)
    now = timezone.now()
    year, quarter = last_quarter(timezone.localdate(now))
    standard_format(office, period(year, PeriodKind.TRIWULAN, quarter))
    give_certificate(office.sekretaris, now)
    worker.start()
    return Walk(office, sit_down)


def test_a_letter_becomes_a_signed_report_in_everybodys_hands(walk: Walk, tmp_path: Path) -> None:
    today = timezone.localdate()
    register(walk, tmp_path, today)
    dispose(walk)
    send_the_format(walk)
    fill_check_and_send(walk)
    return_one_unit_and_get_it_corrected(walk)
    go_on_without_paud(walk)
    analyse(walk)
    write_the_draft(walk)
    seal_then_send_back(walk)
    correct_and_seal_twice(walk)
    let_the_sekretaris_stand_in(walk, today)
    number = sign_as_plh(walk)
    distribute_and_receive(walk)
    find_it_again(walk, number)
    hold_the_paper_to_its_promises(walk, tmp_path, number)
    assert set(walk.seats) - {"admin", "pemegang"} == {
        "penerima_surat", "kadis", "kasubag", "staf_sd", "kasi_sd", "kabid_sd", "staf_perencana", "sekretaris",
    }  # fmt: skip


# ── before step 1 ───────────────────────────────────────────────────────────────────────────────
def register(walk: Walk, folder: Path, today: date) -> None:
    scan = folder / "surat.pdf"
    scan.write_bytes(scan_file(SUBJECT).read())
    year, quarter = last_quarter(today)
    page = walk.sit("penerima_surat").open("/")
    page.get_by_role("link", name="Catat surat masuk").click()
    page.get_by_label("Pindaian surat").set_input_files(scan)
    page.get_by_label("Nomor surat").fill("000.8/412/ORG")
    page.get_by_label("Tanggal surat").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("Asal surat").fill(SENDER)
    page.get_by_label("Perihal").fill(SUBJECT)
    page.get_by_label("Periode data yang diminta").select_option(label=f"Triwulan {ROMAN[quarter - 1]}")
    page.get_by_label("Tahun data").fill(str(year))
    walk.shoot("surat-baru")
    press(page, "Catat dan beri nomor agenda")
    told(page, "Nomor agenda 0001")
    walk.shoot("surat-tercatat")


# ── steps 1 and 2 ───────────────────────────────────────────────────────────────────────────────
def dispose(walk: Walk) -> None:
    page = walk.task("kadis")
    expect(page.get_by_label("Kasubag Perencanaan")).to_be_checked()
    page.get_by_label("Sekretaris Dinas").check()
    page.get_by_label("Catatan").fill("Gunakan data triwulan yang diminta.")
    walk.shoot("disposisi")
    press(page, "Disposisikan sebagai Kepala Dinas")
    told(page, "Surat didisposisi.")


def send_the_format(walk: Walk) -> None:
    page = walk.task("kasubag")
    page.get_by_label("Format pengumpulan data").select_option(label="Format Data Kinerja Triwulanan")
    page.get_by_label("Bidang Pembinaan SMP", exact=True).uncheck()
    page.get_by_label("Petunjuk untuk unit").fill("Tulis dua angka di belakang koma.")
    walk.shoot("format")
    press(page, "Sampaikan format sebagai Kasubag Perencanaan")
    told(page, "Format disampaikan")


# ── step 3 ──────────────────────────────────────────────────────────────────────────────────────
def fill_check_and_send(walk: Walk) -> None:
    page = walk.task("staf_sd")
    page.get_by_label("Realisasi 1, persen").fill(WRONG)
    page.get_by_label("Realisasi 2, persen").fill("0,09")
    page.get_by_label("Realisasi 2, persen").blur()
    expect(page.locator("#jumlah-terjawab")).to_have_text("2 dari 2 terjawab.")
    walk.shoot("isian")
    press(page, "Serahkan untuk diperiksa")

    page = walk.task("kasi_sd")
    press(page, "Sudah diperiksa, teruskan sebagai Kepala Seksi")

    # The bidang itself returns it first: a note the staf answers.
    page = walk.task("kabid_sd", "Baca isian")
    page.get_by_text("Kembalikan ke staf…").click()
    page.get_by_label("Apa yang perlu diperbaiki").fill("Sertakan keterangan untuk angka putus sekolah.")
    press(page, "Kembalikan ke staf sebagai Kepala Bidang")

    page = walk.task("staf_sd")
    told(page, "Sertakan keterangan untuk angka putus sekolah.")
    page.locator("details.keterangan summary", has_text="Keterangan").nth(1).click()
    page.get_by_label("Keterangan 2").fill("Sembilan anak, tujuh di antaranya pindah ke luar daerah.")
    press(page, "Serahkan untuk diperiksa")
    press(walk.task("kasi_sd"), "Sudah diperiksa, teruskan sebagai Kepala Seksi")
    press(walk.task("kabid_sd"), "Kirim sebagai Kepala Bidang")


def return_one_unit_and_get_it_corrected(walk: Walk) -> None:
    page = walk.task("staf_perencana")
    walk.shoot("kelengkapan")
    page.get_by_role("link", name="Periksa isian Bidang Pembinaan SD").click()
    page.get_by_label("Catatan untuk unit, indikator 1").fill(REMARK)
    page.get_by_label("Catatan bila dikembalikan").fill("Satu angka tampak keliru.")
    walk.shoot("periksa-isian")
    press(page, "Kembalikan ke unit")

    page = walk.task("staf_sd")
    told(page, REMARK)
    walk.shoot("isian-dikembalikan")
    page.get_by_label("Realisasi 1, persen").fill(RIGHT)
    page.get_by_label("Jawaban unit atas catatan 1").fill("Salah ketik, sudah diperbaiki.")
    press(page, "Serahkan untuk diperiksa")
    press(walk.task("kasi_sd"), "Sudah diperiksa, teruskan sebagai Kepala Seksi")
    press(walk.task("kabid_sd"), "Kirim sebagai Kepala Bidang")

    page = walk.task("staf_perencana")
    page.get_by_role("link", name="Periksa isian Bidang Pembinaan SD").click()
    expect(page.locator("table.isian")).to_contain_text(RIGHT)
    told(page, "Salah ketik, sudah diperbaiki.")
    page.get_by_label("Sudah beres: catatan 1").check()
    press(page, "Terima sebagai")


def go_on_without_paud(walk: Walk) -> None:
    page = walk.task("staf_perencana")
    expect(page.locator("[aria-disabled=true]", has_text="Selesaikan pengumpulan")).to_be_visible()
    page.get_by_role("link", name="Lanjut tanpa unit ini… Bidang Pembinaan PAUD dan PNF").click()
    page.get_by_label("Alasan, tercetak di laporan").fill(EXCUSE)
    press(page, "Lanjutkan tanpa Bidang Pembinaan PAUD dan PNF")
    page = walk.task("staf_perencana")
    walk.shoot("kelengkapan-penuh")
    press(page, "Selesaikan pengumpulan sebagai")
    told(page, "Pengumpulan selesai.")


# ── steps 4 and 5 ───────────────────────────────────────────────────────────────────────────────
def analyse(walk: Walk) -> None:
    page = walk.task("kasubag")
    expect(page.locator("table.analisis")).to_contain_text("99,30 %")  # 97,81 of 98,50
    page.locator("details.lipat-kartu > summary", has_text="Bidang Pembinaan SD").click()
    page.get_by_text("Faktor dan tindak lanjut Bidang Pembinaan SD").click()
    page.get_by_label("Faktor pendorong").first.fill("Kunjungan rumah oleh pengawas.")
    for box in page.get_by_label("Terima semua").all():
        box.fill("Sudah dicocokkan dengan sumber data.")
    for item in page.locator(".janggal__daftar > li:has(input[type=radio])").all():
        if page.get_by_label("Terima semua").count() == 0:
            item.get_by_label("Diterima karena").check()
            item.get_by_role("textbox").fill("Sudah dicocokkan dengan sumber data.")
    walk.shoot("analisis")
    press(page, "Simpan jawaban")
    page = walk.task("kasubag")
    press(page, "Bekukan hasil sebagai Kasubag Perencanaan")
    told(page, "dibekukan")


def write_the_draft(walk: Walk) -> None:
    page = walk.task("staf_perencana")
    press(page, "Susun draft dari hasil analisis")
    expect(page.locator(".naskah__isi").first).to_be_visible()
    walk.shoot("draft")
    press(page, "Ajukan draft versi 1")
    told(page, "Draft versi 1 diajukan")


# ── steps 6 and 7, there and back ───────────────────────────────────────────────────────────────
def seal_then_send_back(walk: Walk) -> None:
    page = walk.task("kasubag")
    walk.shoot("koreksi")
    press(page, "Paraf sebagai Kasubag Perencanaan")
    told(page, "sudah Anda paraf.")

    page = walk.task("sekretaris")
    page.get_by_role("link", name="Kembalikan dengan catatan").click()
    told(page, "Paraf Kasubag Perencanaan atas versi 1 gugur")
    page.get_by_label("Apa yang harus diperbaiki?").fill(SEND_BACK)
    walk.shoot("kembalikan")
    press(page, "Kembalikan sebagai Sekretaris Dinas")
    told(page, "Draft dikembalikan ke langkah 5.")


def correct_and_seal_twice(walk: Walk) -> None:
    page = walk.task("staf_perencana")
    told(page, SEND_BACK)
    add_line(page.locator(".naskah__isi").first, ADDED)
    expect(page.locator("[data-status=tersimpan]", has_text="Tersimpan").first).to_be_visible()
    walk.shoot("draft-diperbaiki")
    press(page, "Ajukan draft versi 2")
    told(page, "Draft versi 2 diajukan")

    page = walk.task("kasubag")  # whose paraf on version 1 is void: asked again, and shown only what changed
    expect(page.locator("ins", has_text=ADDED)).to_be_visible()
    walk.shoot("yang-berubah")
    press(page, "Paraf sebagai Kasubag Perencanaan")
    told(page, "sudah Anda paraf.")
    page = walk.task("sekretaris")
    press(page, "Paraf sebagai Sekretaris Dinas")
    told(page, "sudah Anda paraf.")


# ── step 8, by a Plh. ───────────────────────────────────────────────────────────────────────────
def let_the_sekretaris_stand_in(walk: Walk, today: date) -> None:
    page = walk.sit("admin").open("/pengelola/accounts/assignment/add/")
    page.get_by_label("Pegawai").select_option(label=str(walk.office.sekretaris))
    page.get_by_label("Unit").select_option(label=str(walk.office.dinas))
    page.get_by_label("Peran").select_option(label="Kepala Dinas")
    page.get_by_label("Kedudukan").select_option(label="Plh.")
    page.get_by_label("Mulai").fill(today.isoformat())
    page.get_by_label("Sampai dengan").fill((today + timedelta(days=2)).isoformat())
    page.get_by_label("Nomor SK").fill("800.1.11/77/2026")
    walk.shoot("admin-plh")
    page.get_by_role("button", name="Simpan", exact=True).click()
    told(page, "pejabat definitif hanya dapat membaca")


def sign_as_plh(walk: Walk) -> str:
    """Returns the report's number."""
    page = walk.sit("kadis").open(f"/kasus/{ReportRequest.objects.get().pk}/tanda-tangan/")
    expect(page.get_by_role("button", name=re.compile("naskah|Tanda tangani"))).to_have_count(0)
    walk.shoot("kadis-hanya-membaca")

    page = walk.task("sekretaris")
    press(page, "Siapkan naskah")
    told(page, "400.3/001/DIKBUD/")
    expect(page.get_by_label("Sandi tanda tangan")).to_be_visible(timeout=60_000)
    page.get_by_label("Sandi tanda tangan").fill(PASSPHRASE)
    walk.shoot("tanda-tangan")
    press(page, "Tanda tangani sebagai Plh. Kepala Dinas")
    told(page, "Laporan sudah Anda tandatangani.")
    walk.shoot("ditandatangani")
    return f"400.3/001/DIKBUD/{timezone.localdate().year}"


# ── step 9, and afterwards ──────────────────────────────────────────────────────────────────────
def distribute_and_receive(walk: Walk) -> None:
    page = walk.task("staf_perencana")
    expect(page.get_by_label("Bidang Pembinaan SD", exact=True)).to_be_checked()
    walk.shoot("penggandaan")
    press(page, "Sudah dibagikan")
    told(page, "belum memberi tanda terima")

    press(walk.task("kabid_sd"), "Sudah saya terima")

    page = walk.sit("staf_perencana").page  # where the receipts are listed; the requester has no account
    page.get_by_label("Diterima oleh").fill("Staf Bagian Organisasi")
    press(page, "Catat")
    told(page, "Staf Bagian Organisasi")
    walk.shoot("tanda-terima-lengkap")


def find_it_again(walk: Walk, number: str) -> None:
    page = walk.sit("kasubag").open("/arsip/")
    page.get_by_label("Cari isi surat, isi laporan, nomor, atau judul").fill(number)
    press(page, "Tampilkan")
    expect(page.locator("table.daftar")).to_contain_text(number)
    walk.shoot("arsip")
    page.locator("table.daftar").get_by_role("link").first.click()
    told(page, "Selesai")
    walk.shoot("kasus-selesai")


def hold_the_paper_to_its_promises(walk: Walk, folder: Path, number: str) -> None:
    """Number, name, pangkat, NIP and mode in its text; poppler finds the signature valid; the public page knows it."""
    paper = SignedPaper.objects.get(kind=PaperKind.LAPORAN)
    file = folder / "laporan.pdf"
    unit = walk.sit("kabid_sd")
    answer = unit.page.request.get(f"{unit.base}/laporan/{paper.report_id}/unduh/")
    assert answer.ok
    file.write_bytes(answer.body())
    text = " ".join(said("pdftotext", str(file), "-").split())
    signer = walk.office.sekretaris
    promised = (
        number, "Plh. KEPALA DINAS PENDIDIKAN DAN KEBUDAYAAN", signer.name, f"Pangkat: {signer.pangkat}",
        f"NIP {nip.display(signer.nip or '')}", EXCUSE, ADDED, RIGHT,
    )  # fmt: skip
    assert [words for words in promised if words not in text] == []
    assert WRONG not in text.replace(RIGHT, "")
    signature = said("pdfsig", "-nocert", str(file))
    assert "Signature is Valid." in signature
    assert "Total document signed" in signature

    walk.acting = "pemegang"  # somebody who holds the paper, without an account
    walk.seats[walk.acting] = walk.sit_down(None)
    page = walk.seats[walk.acting].open(f"/v/{paper.token}/")
    told(page, "Laporan ini terdaftar pada dinas")
    told(page, number)
    page.get_by_label("Berkas laporan").set_input_files(file)
    press(page, "Bandingkan")
    expect(page.locator("#hasil")).not_to_have_class(re.compile("putusan--beda"))
    walk.shoot("verifikasi")


def said(*command: Any) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
