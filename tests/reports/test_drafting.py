"""The draft: its sentences, editing without losing anything, versions that never change, readable differences."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from lxml import html as lxml_html

from accounts.errors import Refusal
from reports.analysis.result import read
from reports.analysis.services import freeze, latest
from reports.drafting import services as drafting
from reports.drafting.differences import against_system, differences
from reports.drafting.models import DraftSection
from reports.drafting.references import Figures
from reports.drafting.rendering import clean, split_appendix
from reports.drafting.rich import clean_text, from_plain, is_blank, plain, words
from reports.drafting.template_models import ReportTemplate
from reports.drafting.unit_texts import FACTORS_ASKED
from reports.report import Report
from tests.factories import Office
from tests.reports import paper_data

pytestmark = pytest.mark.sekali


# ── writing and rewriting ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def report(office: Office, at: datetime) -> Report:
    return paper_data.analysed(office, at)


def generate(report: Report, office: Office, at: datetime) -> dict[str, DraftSection]:
    sections = drafting.generate(report=report, by=office.staf_perencana, at=at, title="Staf Perencana")
    return {section.key: section for section in sections}


def save(
    section: DraftSection, text: str, office: Office, at: datetime, *, seen: int | None = None
) -> DraftSection:
    return drafting.save_section(
        section_id=section.pk,
        text=from_plain(text),
        seen_version=section.version if seen is None else seen,
        by=office.staf_perencana,
        at=at,
    )


def refreeze(report: Report, office: Office, at: datetime) -> None:
    freeze(report=report, by=office.kasubag, at=at, title="Kasubag Perencanaan")


def test_the_draft_has_the_chapters_of_a_laporan_kinerja(
    report: Report, office: Office, at: datetime
) -> None:
    headings = [section.heading for section in generate(report, office, at).values() if section.level == 1]
    assert headings == [
        "IKHTISAR EKSEKUTIF", "BAB I PENDAHULUAN", "BAB II PERENCANAAN KINERJA", "BAB III AKUNTABILITAS KINERJA", "BAB IV PENUTUP", "LAMPIRAN",
    ]  # fmt: skip


def test_without_a_frozen_analysis_there_is_no_draft(office: Office, at: datetime) -> None:
    from tests.reports.data import open_all

    with pytest.raises(Refusal, match="Selesaikan langkah 4 dahulu"):
        generate(open_all(office, at).report, office, at)


def test_an_excused_unit_stands_in_the_text_and_the_appendix_with_its_reason(
    report: Report, office: Office, at: datetime
) -> None:
    version = paper_data.submitted(office, at, report)
    main, appendix = split_appendix(version.html)
    assert "Bidang Pembinaan PAUD dan PNF tidak menyampaikan data" in main
    assert "Petugas sakit." in appendix
    assert "Rapor Pendidikan terbit 2 November." in appendix


def test_the_office_and_every_unit_with_data_have_a_chart(
    report: Report, office: Office, at: datetime
) -> None:
    html = paper_data.submitted(office, at, report).html
    assert html.count("<svg") == 3
    assert html.count("<title") == 3


def test_regenerating_keeps_what_people_wrote(report: Report, office: Office, at: datetime) -> None:
    sections = generate(report, office, at)
    save(sections["ikhtisar"], "Tulisan kami sendiri.", office, at)
    from reports.analysis.services import save_factor

    save_factor(
        report=report, unit=office.sd, supporting="Pendorong baru", hindering="", follow_up="", by=office.kasubag, at=at,
        title="Kasubag Perencanaan",
    )  # fmt: skip
    refreeze(report, office, at)
    again = generate(report, office, at)
    assert again["ikhtisar"].text == "<p>Tulisan kami sendiri.</p>"
    assert again["ikhtisar"].is_edited
    assert again[f"bab-3-faktor-{office.sd.pk}"].text == "<p>Faktor pendorong: Pendorong baru.</p>"


def wrote_pendorong(report: Report, office: Office, at: datetime, words: str) -> None:
    from reports.analysis.services import save_factor

    save_factor(
        report=report, unit=office.sd, supporting=words, hindering="", follow_up="", by=office.kasubag, at=at, title="Kasubag",
    )  # fmt: skip
    refreeze(report, office, at)


def test_an_edited_section_asks_once_its_system_text_has_changed(
    report: Report, office: Office, at: datetime
) -> None:
    key = f"bab-3-faktor-{office.sd.pk}"
    sections = generate(report, office, at)
    save(sections[key], "Tulisan kami.", office, at)
    save(sections["ikhtisar"], "Ikhtisar kami.", office, at)
    wrote_pendorong(report, office, at, "Pendorong baru")
    again = generate(report, office, at)
    assert [one.key for one in again.values() if one.asks] == [key]
    marked = against_system(again[key])
    assert "<del>Tulisan kami.</del>" in marked
    assert "<ins>" in marked
    assert drafting.missing_for_submit(report) == [
        f"Bagian “{again[key].heading}”: teks sistem berubah menurut angka sekarang. Pilih teks baru atau tulisan Anda."
    ]


@pytest.mark.parametrize("choice", ["pakai", "tetap"])
def test_either_answer_ends_the_question_until_the_figures_change_again(
    report: Report, office: Office, at: datetime, choice: str
) -> None:
    key = f"bab-3-faktor-{office.sd.pk}"
    save(generate(report, office, at)[key], "Tulisan kami.", office, at)
    wrote_pendorong(report, office, at, "Pendorong baru")
    asked = generate(report, office, at)[key]
    if choice == "pakai":
        drafting.restore_section(
            section_id=asked.pk, seen_version=asked.version, by=office.staf_perencana, at=at
        )
    else:
        drafting.keep_section(section_id=asked.pk, by=office.staf_perencana, at=at)
    again = generate(report, office, at)[key]
    assert not again.asks
    assert ("Pendorong baru" in again.text) == (choice == "pakai")
    wrote_pendorong(report, office, at, "Pendorong lain lagi")
    assert generate(report, office, at)[key].asks == (choice == "tetap")


def test_what_people_wrote_in_a_section_that_is_no_longer_written_stays_in_its_place_and_asks(
    report: Report, office: Office, at: datetime
) -> None:
    section = ReportTemplate.objects.get(is_default=True).sections.get(key="bab-1-isu")
    save(generate(report, office, at)["bab-1-isu"], "Isu kami.", office, at)
    section.delete()
    keys = list(generate(report, office, at))
    assert keys[keys.index("bab-1-isu") - 1] == "bab-1-gambaran"
    kept = report.sections.get(key="bab-1-isu")
    assert (kept.text, kept.asks) == ("<p>Isu kami.</p>", True)
    assert [one.order for one in report.sections.all()] == list(range(1, len(keys) + 1))
    drafting.keep_section(section_id=kept.pk, by=office.staf_perencana, at=at)
    assert drafting.missing_for_submit(report) == []
    drafting.restore_section(section_id=kept.pk, seen_version=kept.version, by=office.staf_perencana, at=at)
    assert "bab-1-isu" not in generate(report, office, at)


def test_references_in_an_edited_section_follow_the_figures_without_a_question(
    report: Report, office: Office, at: datetime
) -> None:
    section = generate(report, office, at)["bab-4"]
    save(section, "Rata-rata kami {1|rata:kantor} persen.", office, at)
    DraftSection.objects.filter(pk=section.pk).update(
        text='<p>Rata-rata kami <span class="angka" data-angka="rata:kantor">1</span> persen.</p>'
    )
    again = generate(report, office, at)["bab-4"]
    assert ">1<" not in again.text
    assert "Rata-rata kami" in again.text
    assert not again.asks


def test_the_draft_must_follow_the_newest_analysis(report: Report, office: Office, at: datetime) -> None:
    from reports.analysis.services import save_factor

    generate(report, office, at)
    save_factor(
        report=report,
        unit=office.sd,
        supporting="Lain",
        hindering="",
        follow_up="",
        by=office.kasubag,
        at=at,
        title="Kasubag",
    )
    refreeze(report, office, at)
    assert drafting.missing_for_submit(report) == [
        "Hasil analisis berubah sejak draft disusun. Tekan “Susun ulang draft”; bagian yang Anda tulis sendiri tetap utuh."
    ]
    generate(report, office, at)
    assert drafting.missing_for_submit(report) == []


def test_two_people_in_one_section_overwrite_nothing(report: Report, office: Office, at: datetime) -> None:
    section = generate(report, office, at)["ikhtisar"]
    seen = section.version
    save(section, "Punya orang pertama.", office, at)
    with pytest.raises(
        Refusal, match=r"sudah diubah oleh .* pada 12 Oktober 2026 pukul 09\.00\. Tulisan Anda belum disimpan"
    ):
        save(section, "Punya orang kedua.", office, at, seen=seen)
    section.refresh_from_db()
    assert section.text == "<p>Punya orang pertama.</p>"


def test_saving_the_same_text_twice_is_harmless(report: Report, office: Office, at: datetime) -> None:
    section = generate(report, office, at)["ikhtisar"]
    seen = section.version
    save(section, "Sama.", office, at)
    assert save(section, "Sama.", office, at, seen=seen).version == seen + 1


def test_a_placeholder_is_refused_by_name(report: Report, office: Office, at: datetime) -> None:
    section = generate(report, office, at)["bab-4"]
    save(section, f"Penutup. {FACTORS_ASKED}", office, at)
    with pytest.raises(Refusal, match=r"Bagian “BAB IV PENUTUP” masih memuat tanda \[isi\]"):
        drafting.submit(report=report, note="", by=office.staf_perencana, at=at, title="Staf Perencana")


def test_an_emptied_section_is_refused(report: Report, office: Office, at: datetime) -> None:
    save(generate(report, office, at)["ikhtisar"], "", office, at)
    assert drafting.missing_for_submit(report) == [
        "Bagian “IKHTISAR EKSEKUTIF” kosong. Tulis isinya atau kembalikan teks sistem."
    ]


# ── versions ────────────────────────────────────────────────────────────────────────────────────
def test_a_version_never_changes_whatever_is_edited_afterwards(
    report: Report, office: Office, at: datetime
) -> None:
    first = paper_data.submitted(office, at, report)
    html, digest = first.html, first.sha256
    save(report.sections.get(key="ikhtisar"), "Lain sama sekali.", office, at)
    second = drafting.submit(
        report=report, note="", by=office.staf_perencana, at=at + timedelta(minutes=5), title="Staf Perencana"
    )
    first.refresh_from_db()
    assert (first.html, first.sha256) == (html, digest)
    assert second.number == 2
    assert second.sha256 != first.sha256


def test_the_seal_covers_text_and_analysis(report: Report, office: Office, at: datetime) -> None:
    version = paper_data.submitted(office, at, report)
    assert version.sha256 == hashlib.sha256(f"{version.analysis.sha256}\n{version.html}".encode()).hexdigest()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<svg onload="alert(1)"><script>1</script></svg>',
        '<p style="position:fixed">x</p>',
        '<iframe src="//jahat.example"></iframe>',
        '<svg><use href="//jahat.example#x"></use></svg>',
        '"><script>alert(1)</script>',
    ],
)
def test_what_people_type_stays_text(attack: str, report: Report, office: Office, at: datetime) -> None:
    save(generate(report, office, at)["ikhtisar"], attack, office, at)
    version = drafting.submit(report=report, note="", by=office.staf_perencana, at=at, title="Staf Perencana")
    for html in (version.html, clean(attack), clean_text(attack)):
        for element in lxml_html.fragment_fromstring(html, create_parent="div").iter():
            assert element.tag not in {"script", "a", "iframe", "use"}
            assert not [
                name for name in element.attrib if name.startswith("on") or name in {"style", "href", "src"}
            ]
    shown = lxml_html.fragment_fromstring(version.html, create_parent="div").text_content()
    assert attack in shown


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p onclick='x()'>a</p><script>x</script>", "<p>a</p>"),
        ("bebas <strong>tebal</strong><p>b</p>ekor", "<p>bebas <strong>tebal</strong></p><p>b</p><p>ekor</p>"),
        ("<h1>Judul</h1><h4>Anak</h4>", "<p>Judul</p><h4>Anak</h4>"),
        ('<p><span style="color:red">merah</span> <a href="http://x">x</a></p>', "<p>merah x</p>"),
        (
            '<p><span data-angka="sel:7:capaian" class="angka lain"><em>87</em></span></p>',
            '<p><span class="angka" data-angka="sel:7:capaian">87</span></p>',
        ),
        ('<p><span class="angka" data-angka="javascript">87</span></p>', "<p>87</p>"),
        ('<p>a<img data-gambar="3" alt="Foto" src="//jahat.example/x.png"><img src="x"></p>', '<p>a<img data-gambar="3" alt="Foto"></p>'),
        ("<p> </p><p>\u00a0</p>", ""),
        ("<p>naik \u202e5,78\u202c&#8238;!</p>", "<p>naik 5,78!</p>"),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    ],
)  # fmt: skip
def test_a_text_keeps_our_elements_only_and_cleaning_twice_is_cleaning_once(html: str, kept: str) -> None:
    assert clean_text(html) == kept
    assert clean_text(kept) == kept


RICH = (
    '<p>Satu <strong>dua</strong> <span class="angka" data-angka="sel:7:capaian">87,50</span> persen &lt; 3.</p><h4>Judul</h4>'
    "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><p>d<br>e</p>"
)


def test_plain_paragraphs_carry_references_lists_headings_and_back() -> None:
    shown = "Satu **dua** {87,50|sel:7:capaian} persen < 3.\n\n# Judul\n\n- a\n- b\n\n1. c\n\nd\ne"
    assert plain(RICH) == shown
    assert from_plain(shown) == RICH
    assert words(RICH).startswith("Satu **dua** 87,50 persen < 3.")


def test_plain_text_becomes_paragraphs_and_lists() -> None:
    assert from_plain("Satu.\n\nDua:\n- a\n- b < c\nTiga.") == (
        "<p>Satu.</p><p>Dua:</p><ul><li>a</li><li>b &lt; c</li></ul><p>Tiga.</p>"
    )


def test_a_table_goes_through_plain_text_and_back() -> None:
    table = (
        '<table><thead><tr><th scope="col">Nama</th><th scope="col">Nilai</th></tr></thead><tbody><tr><td>SD</td>'
        '<td><span class="angka" data-angka="rata:kantor">9,00</span></td></tr></tbody></table>'
    )
    assert plain(table) == "| Nama | Nilai |\n| SD | {9,00|rata:kantor} |"
    assert from_plain(plain(table)) == table


def test_a_paragraph_left_alone_keeps_what_plain_text_cannot_say() -> None:
    stored = "<p><em>Miring</em> dan <u>garis</u>.</p><p>Lama.</p>"
    assert from_plain(plain(stored).replace("Lama", "Baru"), stored) == stored.replace("Lama", "Baru")
    assert is_blank("<p> </p>")
    assert not is_blank('<p><img data-gambar="1" alt=""></p>')


def test_stored_plain_text_becomes_what_the_program_would_write_and_goes_back() -> None:
    migration = import_module("reports.migrations.0017_isi_kaya")
    text = 'Satu\'s "dua".\n\nTiga:\n- a\n- b < c & d\nEmpat.'
    html = migration.to_html(text)
    assert html == clean_text(from_plain(text)) == clean_text(html)
    assert from_plain(migration.to_plain(html)).replace("&#x27;", "'").replace("&quot;", '"') == html
    assert migration.to_html("") == migration.to_plain("") == ""


def test_nobody_types_into_a_figure_reference(report: Report, office: Office, at: datetime) -> None:
    section = generate(report, office, at)["ikhtisar"]
    assert 'data-angka="rata:kantor">' in section.text
    truth = section.text
    forged = re.sub(r'(data-angka="rata:kantor">)[^<]*', r"\g<1>100,00", truth) + "<p>Tambahan.</p>"
    drafting.save_section(
        section_id=section.pk, text=forged, seen_version=section.version, by=office.staf_perencana, at=at
    )
    section.refresh_from_db()
    assert section.text == truth + "<p>Tambahan.</p>"


def test_a_reference_the_analysis_does_not_know_becomes_plain_words(
    report: Report, office: Office, at: datetime
) -> None:
    section = generate(report, office, at)["bab-4"]
    text = '<p>Angka <span class="angka" data-angka="sel:999999:capaian">88,00</span>.</p>'
    saved = drafting.save_section(
        section_id=section.pk, text=text, seen_version=section.version, by=office.staf_perencana, at=at
    )
    assert saved.text == "<p>Angka 88,00.</p>"


def test_every_reference_of_the_draft_says_what_the_analysis_says(
    report: Report, office: Office, at: datetime
) -> None:
    analysis = latest(report)
    assert analysis is not None
    figures, found = Figures(read(analysis.data)), 0
    for section in generate(report, office, at).values():
        for ref, said in re.findall(r'data-angka="([^"]+)">([^<]*)<', section.text):
            assert figures.words(ref) == said, ref
            found += 1
    assert found > 20


@pytest.mark.parametrize(
    "ref",
    ["sel:²:capaian", "sel:" + "9" * 5000 + ":capaian", "rata:²", "rata:" + "9" * 5000, "hitung:²:total", "hitung:kantor:predikat_²",
     "anggaran:program_²:pagu", "anggaran:²:pagu"],
)  # fmt: skip
def test_a_reference_that_is_no_number_is_unknown(
    ref: str, report: Report, office: Office, at: datetime
) -> None:
    """What looks like a digit to Python and is none to int() came in with a forged text and broke every later saving."""
    from reports.drafting.origins import origin

    analysis = latest(report)
    assert analysis is not None
    result = read(analysis.data)
    assert Figures(result).words(ref) is None
    assert origin(ref, result) is None
    assert Figures(result).settle(f'<span class="angka" data-angka="{ref}">9</span>') == "9"


def test_references_survive_versions_and_differences(report: Report, office: Office, at: datetime) -> None:
    first = paper_data.submitted(office, at, report)
    assert 'class="angka" data-angka="rata:kantor"' in first.html
    save(report.sections.get(key="bab-4"), "Penutup {1|rata:kantor} persen.", office, at)
    second = drafting.submit(report=report, note="", by=office.staf_perencana, at=at, title="Staf Perencana")
    assert 'data-angka="rata:kantor">1<' not in second.html
    assert 'data-angka="rata:kantor"' in differences(first, second)


def test_differences_show_what_came_and_went(report: Report, office: Office, at: datetime) -> None:
    first = paper_data.submitted(office, at, report)
    save(report.sections.get(key="bab-4"), "Penutup yang baru sama sekali.", office, at)
    second = drafting.submit(report=report, note="", by=office.staf_perencana, at=at, title="Staf Perencana")
    marked = differences(first, second)
    assert "<ins>" in marked
    assert "<del>" in marked
    assert "baru sama sekali" in marked
    assert "<svg" not in marked


def test_differences_reach_into_tables(report: Report, office: Office, at: datetime) -> None:
    first = paper_data.submitted(office, at, report)
    second = paper_data.submitted(office, at, report)
    second.html = first.html.replace("76,00", "79,00")
    marked = differences(first, second)
    assert "<del>76,00" in marked, "a figure taken away refers to nothing"
    assert "<ins>79,00" in re.sub(r"<span[^>]*>", "", marked)


def test_equal_versions_show_no_difference(report: Report, office: Office, at: datetime) -> None:
    first = paper_data.submitted(office, at, report)
    marked = differences(first, first)
    assert "<ins>" not in marked
    assert "<del>" not in marked
