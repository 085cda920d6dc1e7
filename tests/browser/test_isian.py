"""The entry grid under real fingers: forty figures by keyboard, a block from Excel, a line that breaks, two people at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from reports.collection import services
from reports.collection.models import Cell, Submission
from reports.indicators.models import ColumnKind, Format, FormatColumn, FormatItem, Kind
from tests.browser.conftest import PHONE, Seat, SitDown
from tests.factories import Office
from tests.reports.data import make_indicator, make_report, pdf_bytes, upload

MANY = 40


@pytest.fixture
def start() -> datetime:
    return timezone.now() - timedelta(hours=1)


def open_form(office: Office, start: datetime, count: int, *, columns: int = 0) -> Submission:
    """Bidang SD asked `count` plain figures."""
    form = Format.objects.create(name="Data kinerja triwulan")
    for place, label in enumerate(("Sumber data", "Cakupan")[:columns]):
        choices = "Negeri\nSemua" if label == "Cakupan" else ""
        kind = ColumnKind.PILIHAN if choices else ColumnKind.TEKS
        FormatColumn.objects.create(format=form, label=label, kind=kind, choices=choices, order=place)
    for number in range(1, count + 1):
        indicator = make_indicator(f"SD.{number:02d}", office.sd, satuan="orang", decimals=0)
        FormatItem.objects.create(format=form, indicator=indicator, unit=office.sd, order=number)
    report = make_report(start)
    services.open_collection(
        report=report, format=form, units=[office.sd], note="", due_at=start + timedelta(days=2),
        by=office.kasubag, at=start,
    )  # fmt: skip
    return report.submissions.get()


def values(submission: Submission) -> list[Decimal | None]:
    return list(submission.cells.order_by("order").values_list("value", flat=True))


def settle(page: Page, count: int) -> None:
    """Until every row is on the server."""
    expect(page.locator("#jumlah-terjawab")).to_contain_text(f"{count} dari")
    expect(page.locator("[data-tersimpan]", has_text="Menyimpan…")).to_have_count(0)


def figure(page: Page, number: int) -> Locator:
    return page.get_by_label(f"Realisasi {number}, orang", exact=True)


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


def test_forty_figures_are_filled_by_keyboard_only(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, MANY)
    page = sit_down(office.staf_sd).open(f"/isian/{submission.pk}/")
    page.locator("[data-angka]").first.focus()
    for number in range(1, MANY + 1):
        page.keyboard.type("nihil" if number == 3 else str(number * 10))
        page.keyboard.press("ArrowDown" if number % 2 else "Enter")
    settle(page, MANY)
    page.keyboard.press("ArrowUp")
    page.keyboard.type("999")
    page.keyboard.press("Escape")
    expect(figure(page, MANY - 1)).to_have_value("390")
    stored = values(submission)
    assert stored[2] is None
    assert submission.cells.get(code="SD.03").answer == "nihil"
    assert [value for place, value in enumerate(stored) if place != 2] == [
        Decimal(n * 10) for n in range(1, MANY + 1) if n != 3
    ]


def paste(page: Page, text: str) -> None:
    """Through the real clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_a_block_of_forty_by_four_is_pasted_from_excel(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, MANY, columns=2)
    seat = sit_down(office.staf_sd)
    page = seat.open(f"/isian/{submission.pk}/")
    lines = [[f"1.{n:03d}", f"Catatan {n}", "Dapodik", "negeri"] for n in range(1, MANY + 1)]
    lines[4] = ["belum tersedia", "Rilis November", "BPS", "Semua"]
    lines[6] = ["tujuh", "Salah ketik", "Dapodik", "Kota"]
    page.locator("[data-angka]").first.focus()
    paste(page, "\r\n".join("\t".join(line) for line in lines) + "\r\n")
    expect(page.locator("#tempel-kabar")).to_contain_text(
        "158 sel terisi dari tempelan. Tidak diisi: indikator 7: “tujuh” bukan angka; indikator 7: “Kota” tidak ada"
    )
    settle(page, MANY - 1)
    seat.picture("isian-tempel")
    cells = {cell.code: cell for cell in submission.cells.all()}
    assert cells["SD.01"].value == Decimal(1001)
    assert cells["SD.40"].note == "Catatan 40"
    assert set(cells["SD.40"].extra.values()) == {"Dapodik", "Negeri"}
    assert (cells["SD.05"].answer, cells["SD.05"].reason) == ("belum_tersedia", "Rilis November")
    assert (cells["SD.07"].answer, cells["SD.07"].note) == ("", "Salah ketik")


def test_the_line_breaks_in_the_middle_and_nothing_is_lost(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, 6)
    seat = sit_down(office.staf_sd)
    page = seat.open(f"/isian/{submission.pk}/")
    page.locator("[data-angka]").first.focus()
    for number in range(1, 7):
        if number == 3:
            settle(page, 2)
            page.context.set_offline(True)
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
    expect(page.locator("#antrean-kabar")).to_contain_text("4 baris belum tersimpan")
    expect(page.locator(f"#hasil-{submission.cells.get(code='SD.03').pk}")).to_contain_text(
        "Belum tersimpan, akan dicoba lagi"
    )
    seat.picture("isian-putus")
    page.context.set_offline(False)
    settle(page, 6)
    expect(page.locator("#antrean-kabar")).to_be_hidden()
    assert values(submission) == [Decimal(n) for n in range(1, 7)]

    page.context.set_offline(True)
    page.locator("[data-angka]").nth(5).fill("66")
    page.keyboard.press("Enter")
    expect(page.locator("#antrean-kabar")).to_contain_text("1 baris")
    page.context.set_offline(False)
    page.evaluate("window.stop()")
    page = seat.open(f"/isian/{submission.pk}/")  # closed and opened again before it was sent
    expect(figure(page, 6)).to_have_value("66")
    settle(page, 6)
    assert values(submission)[5] == Decimal(66)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':antrean:'))") == []
    forget_the_line(seat)


def forget_the_line(seat: Seat) -> None:
    """Chromium complains about every request without a line."""
    seat.wrong[:] = [line for line in seat.wrong if "ERR_INTERNET_DISCONNECTED" not in line]


def test_two_browsers_on_one_form_never_overwrite_each_other(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, 3)
    address = f"/isian/{submission.pk}/"
    first, second = sit_down(office.staf_sd), sit_down(office.kasi_sd)
    one, two = first.open(address), second.open(address)
    cell = submission.cells.get(code="SD.01")

    figure(one, 1).fill("41")
    one.keyboard.press("Enter")
    settle(one, 1)
    two.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(figure(two, 1)).to_have_value("41")
    expect(two.locator(f"#hasil-{cell.pk}")).to_contain_text("Baru saja diubah oleh")

    figure(one, 1).fill("42")
    one.keyboard.press("Enter")
    expect(one.locator(f"#hasil-{cell.pk}")).to_contain_text("Tersimpan")
    wait_for(lambda: Cell.objects.get(pk=cell.pk).version == 2, one)
    figure(two, 1).fill("45")
    two.keyboard.press("Enter")
    panel = two.locator(f"#tanya-{cell.pk} [data-konflik]")
    expect(panel).to_contain_text("mengubah isian ini")
    expect(panel.locator("tbody")).to_contain_text("42")
    expect(panel.locator("tbody")).to_contain_text("45")
    second.picture("isian-konflik")
    accessible(two)
    assert Cell.objects.get(pk=cell.pk).value == Decimal(42)
    panel.get_by_role("button", name="Simpan milik saya").click()
    expect(panel).to_have_count(0)
    assert Cell.objects.get(pk=cell.pk).value == Decimal(45)

    figure(one, 1).fill("46")
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # typing when the news comes
    panel = one.locator(f"#tanya-{cell.pk} [data-konflik]")
    panel.get_by_role("button", name="Pakai milik mereka").click()
    expect(panel).to_have_count(0)
    expect(figure(one, 1)).to_have_value("45")
    assert Cell.objects.get(pk=cell.pk).value == Decimal(45)


def wait_for(is_so: Callable[[], bool], page: Page) -> None:
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("tidak terjadi")


def everything_asked(office: Office, start: datetime) -> Submission:
    """Parts, words, extra columns, a question asked back, a budget line, and evidence with a warning."""
    submission = open_form(office, start, 5, columns=2)
    cells = list(submission.cells.order_by("order"))
    submission.columns[0]["required"] = True
    submission.save(update_fields=["columns"])
    cells[0].numerator_label, cells[0].denominator_label = "Siswa usia 7–12 tahun", "Penduduk usia 7–12 tahun"
    cells[0].formula_text, cells[0].source = "Siswa dibagi penduduk dikali 100", "Dapodik, BPS"
    cells[0].satuan, cells[0].decimals, cells[0].target = "persen", 2, Decimal(95)
    cells[1].scale, cells[1].satuan, cells[1].target = (
        [["A", "4"], ["BB", "3"], ["B", "2"]],
        "predikat",
        Decimal(3),
    )
    cells[2].history = [
        {"year": 2026, "number": 2, "label": "Triwulan II 2026", "answer": "nilai", "value": "120"}
    ]
    cells[2].previous_value, cells[2].previous_label = Decimal(120), "Triwulan II 2026"
    cells[2].previous_answer, cells[2].target, cells[2].target_year = "nilai", Decimal(150), Decimal(600)
    cells[2].help_text = "Hitung per 30 September."
    plan = [
        {"level": "program", "code": "1.01.02", "name": "Program Pengelolaan Pendidikan"},
        {"level": "kegiatan", "code": "1.01.02.2.01", "name": "Pengelolaan Pendidikan SD"},
    ]
    for cell in cells[3:]:
        cell.kind, cell.plan, cell.satuan, cell.target_year = (
            Kind.ANGGARAN,
            plan,
            "rupiah",
            Decimal(1_250_000_000),
        )
    for cell in cells:
        cell.save()
    services.save_cell(
        cell_id=cells[2].pk, entry=services.Entry(value="260"), seen_version=0, by=office.staf_sd, at=start
    )
    evidence = services.add_evidence(
        cell_id=cells[2].pk, file=upload(pdf_bytes(), "rekap-siswa.pdf"), by=office.staf_sd, at=start
    )
    evidence.warning = "Berkas ini tampaknya memuat data pribadi murid (NISN). Bila tidak perlu, hapus lalu unggah rekapnya saja."
    evidence.save()
    return submission


def test_the_full_form_is_accessible_at_the_desk_and_on_a_dark_phone(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = everything_asked(office, start)
    computed = submission.cells.get(code="SD.01")
    desk = sit_down(office.staf_sd)
    page = desk.open(f"/isian/{submission.pk}/")
    page.get_by_label("Siswa usia 7–12 tahun").fill("1.880")
    page.get_by_label("Penduduk usia 7–12 tahun").fill("2000")
    expect(page.locator("[data-hasil-bagi]")).to_have_text("= 94,00")
    page.keyboard.press("Tab")
    expect(page.locator(f"#hasil-{computed.pk}")).to_contain_text("98,95 %")
    page.get_by_label("Mengapa? Satu kalimat penjelasan").fill("Penerimaan murid baru bulan Juli.")
    page.keyboard.press("Tab")
    expect(page.locator(".jelaskan--terbuka")).to_have_count(0)
    desk.picture("isian-penuh-1280")
    page.get_by_role("link", name="rekap-siswa.pdf", exact=True).click()
    expect(page.locator("#penampil iframe")).to_be_visible()
    page.get_by_role("button", name="Tutup").click()
    expect(page.locator("#penampil")).to_be_hidden()
    figure(page, 3).fill("270")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Penjelasan ini masih berlaku").click()
    expect(page.locator(".jelaskan--terbuka")).to_have_count(0)
    phone = sit_down(office.staf_sd, viewport=PHONE, dark=True)
    small = phone.open(f"/isian/{submission.pk}/")
    phone.picture("isian-penuh-390")
    assert not small.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    desk_said, phone_said = len(desk.wrong), len(phone.wrong)
    accessible(page)
    accessible(small)
    cell = submission.cells.get(code="SD.03")
    for seat in (desk, phone):
        seat.open(f"/isian/{submission.pk}/sel/{cell.pk}/rinci/")
        seat.picture(f"isian-sel-{seat.page.viewport_size['width']}")  # type: ignore[index]
        accessible(seat.page)
    del desk.wrong[desk_said:], phone.wrong[phone_said:]


def focused(page: Page) -> str:
    """The words of the link, button or fold that has the focus."""
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_tab_goes_from_figure_to_figure_and_f2_opens_the_rest_of_the_row(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, 3)
    submission.cells.filter(code="SD.02").update(formula_text="Dihitung per 30 September.")
    page = sit_down(office.staf_sd).open(f"/isian/{submission.pk}/")
    page.get_by_role("link", name="Unggah Excel").focus()
    for number in (1, 2, 3):
        page.keyboard.press("Tab")
        expect(figure(page, number)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(figure(page, 2)).to_be_focused()

    page.keyboard.press("F2")
    expect(page.get_by_label("Jawaban 2", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Tambah bukti 2")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page) == "Keterangan"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Keterangan 2", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page) == "Cara menghitung 2"
    page.keyboard.press("Escape")
    expect(figure(page, 2)).to_be_focused()
    page.keyboard.press("F2")
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(figure(page, 3)).to_be_focused()

    seen = []  # the grid never holds anybody: backwards out of it above, forwards out of it below
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        seen.append(focused(page))
    assert any("Unggah Excel" in words for words in seen)
    figure(page, 3).focus()
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert any("Serahkan" in words for words in seen)


def test_the_reason_is_asked_for_only_when_its_field_is_left(
    office: Office, start: datetime, sit_down: SitDown
) -> None:
    submission = open_form(office, start, 2)
    cell = submission.cells.get(code="SD.01")
    cell.target = Decimal(100)
    cell.history = [
        {"year": 2026, "number": 2, "label": "Triwulan II 2026", "answer": "nilai", "value": "20"}
    ]
    cell.previous_value, cell.previous_label, cell.previous_answer = Decimal(20), "Triwulan II 2026", "nilai"
    cell.save()
    services.save_cell(
        cell_id=cell.pk, entry=services.Entry(value="90"), seen_version=0, by=office.staf_sd, at=start
    )
    page = sit_down(office.staf_sd).open(f"/isian/{submission.pk}/")
    result, asked = page.locator(f"#hasil-{cell.pk}"), page.locator(f"#tanya-{cell.pk}")
    reason, choice = page.get_by_label("Alasan 1", exact=True), page.get_by_label("Jawaban 1", exact=True)
    expect(result.locator(".capaian")).to_be_visible()
    expect(asked.locator(".jelaskan")).to_be_visible()

    choice.select_option("belum_tersedia")
    expect(reason).to_be_focused()
    expect(result.locator(".capaian, [data-kumulatif]").first).to_be_hidden()
    expect(asked.locator(".jelaskan")).to_be_hidden()
    page.wait_for_timeout(500)
    expect(asked.locator(".galat")).to_have_count(0)
    page.keyboard.press("Escape")  # thought better of it
    expect(figure(page, 1)).to_have_value("90")
    expect(result.locator(".capaian")).to_be_visible()

    choice.focus()
    page.keyboard.press("ArrowDown")  # nihil; the list keeps the focus while arrows walk it
    page.keyboard.press("ArrowDown")
    expect(choice).to_be_focused()
    expect(choice).to_have_value("belum_tersedia")
    page.keyboard.press("Tab")
    expect(reason).to_be_focused()
    page.keyboard.press("Tab")
    expect(asked.locator(".galat")).to_contain_text("lasan")
    reason.fill("Rilis November.")
    figure(page, 2).focus()
    expect(result).to_contain_text("Belum tersedia")
    expect(asked.locator(".galat")).to_have_count(0)
    cell.refresh_from_db()
    assert (cell.answer, cell.reason) == ("belum_tersedia", "Rilis November.")
