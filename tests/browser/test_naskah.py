"""The draft editor under real fingers: writing, figures nobody can type into, a line that breaks, two writers, pasting from Word."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.roles import Role
from reports.models import DraftImage, DraftSection
from reports.paper_defaults import ensure_defaults
from tests.browser.conftest import PHONE, Seat, SitDown, add_line
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey
from workflow import writing
from workflow.sop import Step


@pytest.fixture
def journey(office: Office) -> Journey:
    """A case whose draft the system has just written."""
    ensure_defaults(apps)
    made = Journey(office, timezone.now() - timedelta(hours=5)).to(Step.DRAFT)
    writing.generate(case_id=made.case.pk, visit_id=made.visit.pk, by=office.staf_perencana, at=made.tick())
    return made


@pytest.fixture
def colleague(journey: Journey) -> User:
    """A second staf perencana."""
    long_ago = timezone.now() - timedelta(days=400)
    person = make_person("rina", "Rina Wati", at=long_ago)
    make_post(person, Role.STAF, journey.office.perencanaan, at=long_ago)
    return person


def stored(journey: Journey, key: str = "ikhtisar") -> DraftSection:
    return DraftSection.objects.get(report=journey.case.report_id, key=key)


def open_draft(seat: Seat, journey: Journey) -> Page:
    page = seat.open(f"/kasus/{journey.case.pk}/draft/")
    expect(page.locator(".naskah__isi").first).to_be_visible()
    return page


def text_of(page: Page, section: DraftSection) -> Locator:
    return page.locator(f"#naskah-{section.pk}")


def write_at_the_end(page: Page, section: DraftSection, words: str) -> None:
    add_line(text_of(page, section), words)


def saved(page: Page, section: DraftSection) -> None:
    expect(page.locator(f"#status-{section.pk} [data-keadaan]")).to_contain_text("Tersimpan")


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def test_a_heading_a_list_and_a_table_are_written_as_in_a_word_processor(
    journey: Journey, sit_down: SitDown
) -> None:
    section = stored(journey)
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    write_at_the_end(page, section, "Catatan rapat")
    tool(page, "Subjudul").click()
    page.keyboard.press("Enter")
    page.keyboard.type("Peserta dari ")
    page.keyboard.press("Control+b")
    page.keyboard.type("tujuh")
    page.keyboard.press("Control+b")
    page.keyboard.type(" bidang:")
    page.keyboard.press("Enter")
    tool(page, "Daftar butir").click()
    page.keyboard.type("SD")
    page.keyboard.press("Enter")
    page.keyboard.type("SMP")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    tool(page, "Sisipkan tabel").click()
    for words in ("Kegiatan", "Waktu", "Tempat", "Rapat", "Senin", "Aula"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(tool(page, "Tambah kolom di kanan")).to_be_visible()
    tool(page, "Hapus baris").click()
    saved(page, section)
    section.refresh_from_db()
    assert (
        "<h4>Catatan rapat</h4><p>Peserta dari <strong>tujuh</strong> bidang:</p><ul><li>SD</li><li>SMP</li></ul>"
        in section.text
    )
    assert (
        '<table><thead><tr><th scope="col">Kegiatan</th><th scope="col">Waktu</th><th scope="col">Tempat</th></tr></thead>'
        "<tbody><tr><td>Rapat</td><td>Senin</td><td>Aula</td></tr></tbody></table>" in section.text
    )
    seat.picture("naskah-ditulis")
    page.reload()
    expect(text_of(page, section).locator("table th")).to_have_count(3)
    expect(text_of(page, section).locator("li")).to_have_count(2)


def test_opening_the_editor_changes_no_section(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    save_as(
        journey, journey.office.staf_perencana, section,
        "<h4>Judul</h4><p>a <strong>b</strong> <em>c</em> <u>d</u><br>e</p><ol><li>satu<ul><li>dalam</li></ul></li><li>dua</li></ol>"
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><td>1</td><td><p>2</p><p>3</p></td></tr>'
        '<tr><td colspan="2">4 <span class="angka" data-angka="rata:kantor">1</span></td></tr></tbody></table>',
    )  # fmt: skip
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    now = {str(one.pk): one.text for one in DraftSection.objects.filter(report=journey.case.report_id)}
    assert page.evaluate("Object.fromEntries(Naskah.bagian.map(part => [part.id, part.tulis()]))") == now


def test_a_figure_is_chosen_from_the_analysis_and_cannot_be_typed_into(
    journey: Journey, sit_down: SitDown
) -> None:
    section = stored(journey)
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    write_at_the_end(page, section, "Capaian APM SD ")
    tool(page, "Sisipkan angka").click()
    dialog = page.get_by_role("dialog", name="Sisipkan angka dari hasil analisis")
    dialog.get_by_label("Cari unit, indikator, atau kode").fill("partisipasi murni SD")
    expect(dialog.locator("[data-jumlah-angka]")).to_have_text("1 baris angka")
    seat.picture("naskah-angka")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.dataset.ref")
    words = page.evaluate("document.activeElement.dataset.kata")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.keyboard.type(" persen.")
    saved(page, section)
    chip = text_of(page, section).locator(f"p:last-child .angka[data-angka='{chosen}']")
    expect(chip).to_have_text(words)
    chip.click()
    page.keyboard.type("9")
    page.keyboard.press("Control+z")
    expect(chip).to_have_text(words)
    page.keyboard.press("ArrowRight")
    page.keyboard.type("!")
    saved(page, section)
    section.refresh_from_db()
    assert f'<span class="angka" data-angka="{chosen}">{words}</span>' in section.text


def test_a_figure_forged_in_the_page_says_again_what_the_analysis_says(
    journey: Journey, sit_down: SitDown
) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    text_of(page, section).click()
    page.evaluate(
        "id => Naskah.cari(id).editor.commands.insertContent({type: 'angka', attrs: {ref: 'rata:kantor', kata: '100,00'}})",
        str(section.pk),
    )
    saved(page, section)
    section.refresh_from_db()
    assert "100,00" not in section.text
    assert 'data-angka="rata:kantor"' in section.text


def test_the_line_breaks_and_nothing_written_is_lost(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    before = section.text
    page.context.set_offline(True)
    write_at_the_end(page, section, "Ditulis saat sambungan putus.")
    expect(page.locator(f"#status-{section.pk} [data-keadaan]")).to_contain_text(
        "Gagal menyimpan: sambungan terputus"
    )
    expect(page.locator("[data-simpan-semua]")).to_have_text("1 bagian belum tersimpan di server")
    seat.picture("naskah-putus")
    page.context.set_offline(False)
    saved(page, section)
    section.refresh_from_db()
    assert section.text == f"{before}<p>Ditulis saat sambungan putus.</p>"
    seat.wrong = [line for line in seat.wrong if "ERR_INTERNET_DISCONNECTED" not in line]


def test_what_could_not_be_sent_is_there_after_the_page_is_opened_again(
    journey: Journey, sit_down: SitDown
) -> None:
    section = stored(journey)
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    page.route("**/draft/bagian/**", lambda route: route.abort())
    write_at_the_end(page, section, "Belum sampai.")
    expect(page.locator(f"#status-{section.pk} [data-keadaan]")).to_contain_text("Gagal menyimpan")
    page.unroute("**/draft/bagian/**")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(text_of(page, section)).to_contain_text("Belum sampai.")
    saved(page, section)
    section.refresh_from_db()
    assert section.text.endswith("<p>Belum sampai.</p>")
    seat.wrong = [line for line in seat.wrong if "ERR_FAILED" not in line]


def test_two_writers_in_one_section_see_each_other_and_both_texts(
    journey: Journey, colleague: User, sit_down: SitDown
) -> None:
    section = stored(journey)
    rina, mine = sit_down(colleague), sit_down(journey.office.staf_perencana)
    hers, page = open_draft(rina, journey), open_draft(mine, journey)
    text_of(page, section).click()
    text_of(hers, section).click()
    expect(page.locator(f"#bagian-{section.pk} [data-hadir]")).to_have_text(
        "Rina Wati sedang menulis bagian ini."
    )
    write_at_the_end(hers, section, "Kalimat Rina.")
    saved(hers, section)
    write_at_the_end(page, section, "Kalimat saya.")
    conflict = page.locator(f"#status-{section.pk} [data-bentrok]")
    expect(conflict).to_contain_text("sudah diubah oleh Rina Wati")
    expect(conflict.locator(".bentrok__teks del")).to_contain_text("Rina.")
    expect(conflict.locator(".bentrok__teks ins")).to_contain_text("saya.")
    accessible(page)
    mine.picture("naskah-bentrok")
    conflict.get_by_role("button", name="Gabungkan").click()
    saved(page, section)
    section.refresh_from_db()
    assert section.text.endswith("<p>Kalimat Rina.</p><p>Kalimat saya.</p>")


@pytest.mark.parametrize(
    ("choice", "kept"), [("Pakai tulisan saya", "Kalimat saya."), ("Pakai tulisan dia", "Kalimat Rina.")]
)
def test_the_writer_decides_which_text_stays(
    journey: Journey, colleague: User, sit_down: SitDown, choice: str, kept: str
) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    text_of(page, section).click()
    save_as(journey, colleague, section, "<p>Kalimat Rina.</p>")
    write_at_the_end(page, section, "Kalimat saya.")
    page.get_by_role("button", name=choice).click()
    saved(page, section)
    section.refresh_from_db()
    assert kept in section.text
    assert text_of(page, section).inner_text().count("Kalimat") == 1


def test_what_a_colleague_saved_elsewhere_arrives_by_itself(
    journey: Journey, colleague: User, sit_down: SitDown
) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    save_as(journey, colleague, section, "<p>Kalimat Rina.</p>")
    text_of(page, stored(journey, "bab-4")).click()
    expect(text_of(page, section)).to_have_text("Kalimat Rina.")
    expect(page.locator(f"#status-{section.pk} [data-keadaan]")).to_contain_text("Ditulis Rina Wati")


def save_as(journey: Journey, person: User, section: DraftSection, html: str) -> None:
    typed = writing.Typed(section.pk, html, stored(journey, section.key).version)
    writing.save(
        case_id=journey.case.pk, visit_id=journey.visit.pk, typed=typed, by=person, at=timezone.now()
    )


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0cm}</style></head><body>
<!--StartFragment--><h1 style='color:#2F5496'>Hasil Rapat</h1>
<p class=MsoNormal style='margin:0cm;line-height:150%'><b style='mso-bidi-font-weight:normal'><span style='font-family:"Calibri"'>Putusan</span></b> rapat<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Kunjungan rumah</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Pendataan ulang</p>
<table border=1 style='border-collapse:collapse'><tr><td style='width:50pt'><p class=MsoNormal>Satu</p></td><td><p class=MsoNormal>Dua</p></td></tr></table>
<p onclick="alert(1)">Akhir <a href="https://contoh.id">tautan</a><img src="file:///C:/x.png"> <span class="angka" data-angka="sel:999:capaian">55,00</span></p>
<!--EndFragment--></body></html>"""


def test_what_is_pasted_from_word_is_cleaned(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    text_of(page, section).click()
    page.keyboard.press("Control+a")
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        WORD,
    )
    saved(page, section)
    section.refresh_from_db()
    assert section.text == (
        "<h4>Hasil Rapat</h4><p><strong>Putusan</strong> rapat</p><ul><li>Kunjungan rumah</li><li>Pendataan ulang</li></ul>"
        "<table><tbody><tr><td>Satu</td><td>Dua</td></tr></tbody></table><p>Akhir tautan 55,00</p>"
    )


def test_an_image_needs_words_and_stands_in_the_text(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    text_of(page, section).click()
    tool(page, "Sisipkan gambar").click()
    dialog = page.get_by_role("dialog", name="Sisipkan gambar")
    drawn = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(drawn, "PNG")
    dialog.get_by_label("Berkas gambar").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    dialog.get_by_role("button", name="Unggah dan sisipkan").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Tulis dahulu apa yang terlihat")
    seat.picture("naskah-gambar")
    dialog.get_by_label("Apa yang terlihat pada gambar").fill("Rapat evaluasi di aula")
    dialog.get_by_role("button", name="Unggah dan sisipkan").click()
    expect(text_of(page, section).get_by_role("img", name="Rapat evaluasi di aula")).to_be_visible()
    assert page.evaluate("document.querySelector('.naskah__isi img').naturalWidth") == 320
    saved(page, section)
    section.refresh_from_db()
    assert f'<img data-gambar="{DraftImage.objects.get().pk}" alt="Rapat evaluasi di aula">' in section.text


def test_the_toolbar_is_one_stop_and_reached_from_the_text(journey: Journey, sit_down: SitDown) -> None:
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    section = stored(journey)
    text_of(page, section).click()
    page.keyboard.press("Alt+F10")
    expect(tool(page, "Urungkan")).to_be_focused()
    page.keyboard.press("End")
    expect(tool(page, "Sisipkan angka")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tool(page, "Sisipkan gambar")).to_be_focused()
    page.keyboard.press("Escape")
    expect(text_of(page, section)).to_be_focused()
    assert page.get_by_role("toolbar").locator("button[tabindex='0']").count() == 1


def test_an_open_placeholder_is_counted_and_its_link_selects_it(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    save_as(
        journey, journey.office.staf_perencana, section, "<p>Dibahas pada [isi: tanggal rapat] di aula.</p>"
    )
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    expect(page.locator("[data-jumlah-tanda]")).to_contain_text("tanda [isi] belum diganti")
    page.get_by_role("link", name=f"Bagian “{section.heading}” masih memuat tanda [isi]").click()
    seat.picture("naskah-tanda")
    page.keyboard.type("25 November 2026")
    saved(page, section)
    expect(page.get_by_role("link", name=f"Bagian “{section.heading}” masih memuat")).to_have_count(0)
    section.refresh_from_db()
    assert section.text == "<p>Dibahas pada 25 November 2026 di aula.</p>"


def test_a_number_typed_by_hand_is_marked_where_it_stands(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    marked = text_of(page, section).locator(".diketik")
    expect(marked).to_have_count(0)
    write_at_the_end(page, section, "Pada tahun 2026 hadir 57 guru.")
    saved(page, section)
    expect(marked).to_have_text("57")
    assert "diketik sendiri" in (marked.get_attribute("title") or "")
    page.reload()
    expect(text_of(page, section).locator(".diketik")).to_have_text("57")
    section.refresh_from_db()
    assert "diketik" not in section.text, "the mark is drawn, not written"


@pytest.mark.parametrize(("viewport", "dark"), [(None, False), (None, True), (PHONE, False), (PHONE, True)])
def test_the_editor_is_clean_to_axe(
    journey: Journey, sit_down: SitDown, viewport: dict[str, int] | None, dark: bool
) -> None:
    save_as(
        journey,
        journey.office.staf_perencana,
        stored(journey),
        "<p>Isi [isi: apa].</p><table><tbody><tr><td>a</td></tr></tbody></table>",
    )
    seat = sit_down(journey.office.staf_perencana, dark=dark, **({"viewport": viewport} if viewport else {}))
    page = open_draft(seat, journey)
    text_of(page, stored(journey)).click()
    accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    tool(page, "Sisipkan angka").click()
    expect(page.locator("[data-ref]").first).to_be_visible()
    accessible(page)


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


def test_without_javascript_a_section_is_edited_and_saved(journey: Journey, sit_down: SitDown) -> None:
    section = stored(journey)
    figures = section.text.count("data-angka")
    page = sit_down(journey.office.staf_perencana, javascript=False).open(f"/kasus/{journey.case.pk}/draft/")
    box = page.locator(f"#teks-{section.pk}")
    box.fill(f"{box.input_value()}\n\n- Ditulis tanpa JavaScript")
    page.get_by_role("button", name="Simpan saja").click()
    expect(page.locator("main")).to_contain_text("Draft disimpan.")
    section.refresh_from_db()
    assert section.text.endswith("<ul><li>Ditulis tanpa JavaScript</li></ul>")
    assert section.text.count("data-angka") == figures > 0


def test_logging_out_leaves_nothing_written_in_the_browser(journey: Journey, sit_down: SitDown) -> None:
    seat = sit_down(journey.office.staf_perencana)
    page = open_draft(seat, journey)
    page.route("**/draft/bagian/**", lambda route: route.abort())
    write_at_the_end(page, stored(journey), "Rahasia dinas.")
    expect(page.locator("[data-keadaan=gagal]")).to_have_count(1)
    kept = "Object.keys(localStorage).filter(key => key.startsWith('sop-isian:')).length"
    assert page.evaluate(kept) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("document.querySelector('form[data-keluar]').requestSubmit()")
    page.wait_for_url("**/akun/**")
    assert page.evaluate(kept) == 0
    seat.wrong = [line for line in seat.wrong if "ERR_FAILED" not in line]


def test_pointing_at_a_figure_tells_where_it_comes_from_and_changes_nothing(
    journey: Journey, sit_down: SitDown
) -> None:
    section = stored(journey)
    page = open_draft(sit_down(journey.office.staf_perencana), journey)
    chip = text_of(page, section).locator("[data-angka]").first
    chip.hover()
    card = page.locator("#asal-angka")
    expect(card).to_be_visible()
    expect(card).not_to_contain_text("Mencari asal angka ini")
    page.wait_for_timeout(1_000)  # longer than a redrawn figure would take to ask again
    expect(card).to_be_visible()
    assert page.evaluate("Naskah.bagian.every(part => part.tulis() === part.tersimpan)")
    assert "describedby" not in page.evaluate("id => Naskah.cari(id).tulis()", str(section.pk))
