"""Step 5 on the screen: the editor saves, tells of conflicts, loses nothing, and submits version n."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.drafting.rich import plain
from reports.drafting.services import save_section
from reports.models import DraftSection
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Action, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case that has just come to step 5."""
    return Journey(office, at).to(Step.DRAFT)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    """The screen asks the clock; here it is three hours after the letter."""
    with time_machine.travel(at + timedelta(hours=3), tick=False) as clock:
        yield clock


@pytest.fixture
def written(journey: Journey, klien: Klien, office: Office) -> Journey:
    """The same case with its draft written by the system."""
    response = klien(office.staf_perencana).post(
        address("draft-susun", journey), {"kunjungan": journey.visit.pk}
    )
    assert response.status_code == 302
    return journey


def address(name: str, journey: Journey, *more: int) -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk, *more])


def posted(journey: Journey, **changes: Any) -> dict[str, Any]:
    """What the browser sends when nothing was changed; `changes` by name."""
    data: dict[str, Any] = {"kunjungan": journey.visit.pk, "aksi": "simpan", "note": ""}
    for section in journey.report.sections.all():
        data[f"teks-{section.pk}"] = plain(section.text).replace("\n", "\r\n")
        data[f"versi-{section.pk}"] = section.version
    return data | changes


def section_of(journey: Journey, key: str = "ikhtisar") -> DraftSection:
    return journey.report.sections.get(key=key)


def test_an_empty_draft_offers_one_button_and_says_what_it_does(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.staf_perencana).get(address("draft", journey)).content.decode()
    assert "Draft belum disusun" in page
    assert "Susun draft dari hasil analisis" in page
    assert not journey.report.sections.exists()


def test_the_draft_writes_itself_with_tables_and_charts_beside_the_text(
    written: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.staf_perencana).get(address("draft", written)).content.decode()
    assert "BAB III AKUNTABILITAS KINERJA" in page
    assert "<svg" in page
    assert "Tabel 1." in page
    assert "Ajukan draft versi 1" in page


def test_saving_keeps_the_text_and_a_browsers_line_ends_change_nothing(
    written: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(written)
    before = {one.pk: one.version for one in written.report.sections.all()}
    data = posted(written, **{f"teks-{section.pk}": "Kalimat pertama.\r\n\r\n- butir"})
    assert klien(office.staf_perencana).post(address("draft", written), data).status_code == 302
    section.refresh_from_db()
    assert section.text == "<p>Kalimat pertama.</p><ul><li>butir</li></ul>"
    changed = [one.pk for one in written.report.sections.all() if one.version != before[one.pk]]
    assert changed == [section.pk]


def test_the_autosave_answers_with_the_new_version_and_the_time(
    written: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(written)
    response = klien(office.staf_perencana).post(
        address("draft-bagian", written, section.pk),
        {
            "kunjungan": written.visit.pk,
            f"teks-{section.pk}": "Teks baru.",
            f"versi-{section.pk}": section.version,
        },
        headers={"HX-Request": "true"},
    )
    answer = response.content.decode()
    assert f'name="versi-{section.pk}" value="{section.version + 1}"' in answer
    assert "Tersimpan 12.00 WITA" in answer
    assert section_of(written).text == "<p>Teks baru.</p>"


def test_two_writers_the_second_is_told_and_keeps_what_he_typed(
    written: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(written)
    save_section(
        section_id=section.pk,
        text="Tulisan rekan.",
        seen_version=section.version,
        by=office.kasubag,
        at=written.tick(),
    )
    data = posted(written, **{f"teks-{section.pk}": "Tulisan saya.", f"versi-{section.pk}": section.version})
    response = klien(office.staf_perencana).post(address("draft", written), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tulisan saya." in page
    assert "Tulisan rekan." in page
    assert office.kasubag.name in page
    assert f'name="versi-{section.pk}" value="{section.version}"' in page
    assert section_of(written).text == "<p>Tulisan rekan.</p>"

    over = data | {"aksi": f"timpa:{section.pk}:{section_of(written).version}"}
    assert klien(office.staf_perencana).post(address("draft", written), over).status_code == 302
    assert section_of(written).text == "<p>Tulisan saya.</p>"


def test_the_autosave_of_an_old_version_tells_and_overwrites_nothing(
    written: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(written)
    save_section(
        section_id=section.pk,
        text="Tulisan rekan.",
        seen_version=section.version,
        by=office.kasubag,
        at=written.tick(),
    )
    answer = (
        klien(office.staf_perencana)
        .post(
            address("draft-bagian", written, section.pk),
            {
                "kunjungan": written.visit.pk,
                f"teks-{section.pk}": "Saya",
                f"versi-{section.pk}": section.version,
            },
        )
        .content.decode()
    )
    assert "Tulisan rekan." in answer
    assert 'data-status="bentrok"' in answer
    assert f'name="versi-{section.pk}" value="{section.version}"' in answer, (
        "a later keystroke must not overwrite"
    )
    assert section_of(written).text == "<p>Tulisan rekan.</p>"


def test_the_generated_text_can_be_taken_back(written: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.staf_perencana)
    section = section_of(written)
    client.post(address("draft", written), posted(written, **{f"teks-{section.pk}": "Ubahan."}))
    assert "Teks sistem untuk bagian ini berbeda" in client.get(address("draft", written)).content.decode()
    client.post(address("draft", written), posted(written, aksi=f"pakai:{section.pk}"))
    assert section_of(written).text == section.generated_text


def test_a_placeholder_is_named_before_and_refused_at_submission(
    written: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(written)
    data = posted(
        written,
        aksi="ajukan",
        note="Tolong periksa tabel 2.",
        **{f"teks-{section.pk}": "Angka [isi] belum ada."},
    )
    response = klien(office.staf_perencana).post(address("draft", written), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "masih memuat tanda [isi]" in page
    assert "Tolong periksa tabel 2." in page, "the note is kept"
    assert section_of(written).text == "<p>Angka [isi] belum ada.</p>", "and the text is saved"
    assert not written.report.versions.exists()


def test_submitting_also_saves_what_the_autosave_had_not_yet_taken(
    written: Journey, klien: Klien, office: Office
) -> None:
    for one in written.report.sections.all():
        if "[isi" in one.text:
            DraftSection.objects.filter(pk=one.pk).update(text="<p>Sudah ditindaklanjuti.</p>")
    section = section_of(written)
    data = posted(written, aksi="ajukan", **{f"teks-{section.pk}": "Kalimat terakhir sebelum diajukan."})
    response = klien(office.staf_perencana).post(address("draft", written), data)
    assert response.status_code == 302, response.content.decode()
    written.case.refresh_from_db()
    assert written.case.state == Step.PARAF_KASUBAG
    assert "Kalimat terakhir sebelum diajukan." in written.report.versions.get().html


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "kasubag"])
def test_others_read_the_draft_but_write_nothing(
    written: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    page = client.get(address("draft", written)).content.decode()
    assert "<textarea" not in page
    assert "Ini giliran Staf Perencana" in page
    section = section_of(written)
    answer = client.post(address("draft", written), posted(written, **{f"teks-{section.pk}": "Titipan."}))
    assert answer.status_code == 403
    assert section_of(written).text == section.text


@pytest.mark.parametrize("who", ["staf_sd", "kabid_sd", "penerima_surat", "admin"])
def test_the_draft_does_not_exist_for_a_unit(
    written: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    assert client.get(address("draft", written)).status_code == 404
    assert client.get(address("draft-pratinjau", written)).status_code == 404
    assert client.post(address("draft", written), {"aksi": "ajukan"}).status_code == 404


def test_a_post_from_an_old_page_is_refused_with_a_sentence_and_nothing_is_lost(
    written: Journey, klien: Klien, office: Office
) -> None:
    data = posted(written, **{f"teks-{section_of(written).pk}": "Terlambat."})
    old = written.visit.pk
    written.act(Action.BUKA_ANALISIS, office.staf_perencana, {"note": "APM SD keliru."})
    written.freeze()
    response = klien(office.staf_perencana).post(address("draft", written), data | {"kunjungan": old})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Terlambat." in page
    assert "muat ulang" in page.lower()


def test_the_return_note_stands_first_with_who_wrote_it(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.to(Step.PARAF_SEKRETARIS)
    journey.act(Action.KEMBALIKAN_DRAFT, office.sekretaris, {"note": "Jelaskan angka putus sekolah."})
    page = klien(office.staf_perencana).get(address("draft", journey)).content.decode()
    assert "Jelaskan angka putus sekolah." in page
    assert "mengembalikan draft versi 1" in page
    assert office.sekretaris.name in page
    assert "Ajukan draft versi 2" in page


def test_back_to_the_analysis_needs_the_wrong_figure_named(
    written: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.staf_perencana)
    empty = client.post(address("buka-analisis", written), {"kunjungan": written.visit.pk, "note": " "})
    assert empty.status_code == 422
    assert "Angka mana yang keliru" in empty.content.decode()
    done = client.post(address("buka-analisis", written), {"kunjungan": written.visit.pk, "note": "APM SD."})
    assert done.status_code == 302
    written.case.refresh_from_db()
    assert written.case.state == Step.ANALISIS


def test_nothing_changes_on_get(written: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.staf_perencana)
    for name in ("draft-susun",):
        assert client.get(address(name, written)).status_code == 405
    assert client.get(address("draft-bagian", written, section_of(written).pk)).status_code == 405
    assert client.get(address("draft-pratinjau", written)).status_code == 200


def test_the_editor_asks_the_database_little(
    written: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.staf_perencana)
    client.get(address("draft", written))
    with django_assert_max_num_queries(20):
        client.get(address("draft", written))


def test_a_section_whose_system_text_changed_shows_both_and_keeps_what_was_written(
    written: Journey, klien: Klien, office: Office
) -> None:
    client, section = klien(office.staf_perencana), section_of(written)
    client.post(address("draft", written), posted(written, **{f"teks-{section.pk}": "Tulisan kami."}))
    DraftSection.objects.filter(pk=section.pk).update(has_news=True)
    page = client.get(address("draft", written)).content.decode()
    assert "<del>Tulisan kami.</del>" in page
    assert "Pakai teks baru" in page
    client.post(address("draft", written), posted(written, aksi=f"tetap:{section.pk}"))
    kept = section_of(written)
    assert (kept.text, kept.asks) == ("<p>Tulisan kami.</p>", False)
    assert "Pakai teks baru" not in client.get(address("draft", written)).content.decode()


def test_a_forged_button_about_a_section_that_is_none_is_no_error(
    written: Journey, klien: Klien, office: Office
) -> None:
    for section in ("²", "9" * 30, "abc"):
        answer = klien(office.staf_perencana).post(
            address("draft", written), {"kunjungan": written.visit.pk, "aksi": f"tetap:{section}"}
        )
        assert answer.status_code == 302, section
