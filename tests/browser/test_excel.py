"""A unit fills its form in a spreadsheet: fetched, changed by LibreOffice, sent back, compared, applied, there."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SitDown
from tests.browser.test_halaman_axe import RULES
from tests.factories import Office
from tests.reports.buku_kerja import make_form, put
from tests.reports.data import answer


def through_libreoffice(path: Path, folder: Path) -> Path:
    """To ods and back to xlsx, as a colleague with LibreOffice saves it."""
    for kind in ("ods", "xlsx"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profil", "--headless", "--convert-to", kind,
             "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        path = folder / f"{path.stem}.{kind}"
    return path


def nothing_wrong(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_the_figures_typed_in_a_spreadsheet_stand_in_the_grid(
    office: Office, sit_down: SitDown, tmp_path: Path
) -> None:
    start = timezone.now() - timedelta(hours=2)
    form = make_form(office, start)
    answer(form.collection, "SD.2", "0,44", office, start)
    seat = sit_down(office.staf_sd)
    page = seat.open(f"/isian/{form.submission.pk}/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Unduh Excel").click()
    assert waiting.value.suggested_filename == "Isian Bidang Pembinaan SD Triwulan III Tahun 2026.xlsx"
    fetched = tmp_path / "isian.xlsx"
    waiting.value.save_as(fetched)
    typed = {
        ("SD.1", "Realisasi"): 88.03,
        ("SD.1", "Keterangan"): "Dapodik 30 September.",
        ("SD.2", "Realisasi"): "0,41",
        ("SD.3", "Realisasi"): "empat puluh",
        ("SD.4", "Pembilang"): 90,
        ("SD.4", "Penyebut"): 120,
        ("SD.5", "Realisasi"): "BB",
    }
    fetched.write_bytes(put(fetched.read_bytes(), typed))
    returned = through_libreoffice(fetched, tmp_path)
    answer(form.collection, "SD.2", "0,50", office, start + timedelta(minutes=5))

    page.get_by_role("link", name="Unggah Excel").click()
    nothing_wrong(page)
    seat.picture("excel-unggah")
    page.get_by_label("Buku kerja yang sudah diisi").set_input_files(returned)
    seat.press("Unggah dan lihat bedanya")
    seat.reads("Isian!H11: “empat puluh” bukan angka")
    assert page.get_by_role("checkbox", name="Terapkan SD.1").is_checked()
    assert not page.get_by_role("checkbox", name="Terapkan SD.2").is_checked(), "changed on the web meanwhile"
    for viewport, name in ((None, "excel-beda"), (PHONE, "excel-beda-ponsel")):
        if viewport:
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
        nothing_wrong(page)
        seat.picture(name)
    seat.press("Terapkan yang dicentang")
    seat.reads("3 baris dari “isian.xlsx” tersimpan.")
    for code, words in (("SD.1", "88,03"), ("SD.2", "0,5")):
        expect(page.locator(f"#nilai-{form.cell(code).pk}")).to_have_value(words)
    kept = {cell.code: cell.value for cell in form.cells}
    assert kept == {
        "SD.1": Decimal("88.03"), "SD.2": Decimal("0.5"), "SD.3": None, "SD.4": Decimal(75), "SD.5": Decimal(75),
    }  # fmt: skip
    nothing_wrong(page)
    seat.picture("excel-isian")


def test_a_wrong_file_is_refused_on_the_page_with_its_cure(
    office: Office, sit_down: SitDown, tmp_path: Path
) -> None:
    form = make_form(office, timezone.now() - timedelta(hours=2))
    path = tmp_path / "data.csv"
    path.write_text("No,Kode\n1,SD.1\n")
    seat = sit_down(office.staf_sd, viewport=PHONE)
    page = seat.open(f"/isian/{form.submission.pk}/excel/")
    page.get_by_label("Buku kerja yang sudah diisi").set_input_files(path)
    seat.press("Unggah dan lihat bedanya")
    seat.reads("Simpan Sebagai")
    nothing_wrong(page)
    seat.picture("excel-ditolak-ponsel")
