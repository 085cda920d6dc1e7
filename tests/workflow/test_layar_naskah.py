"""What the editor asks of the server: saving with a choice between two texts, signs of life, figures, images."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from reports.drafting.rich import plain
from reports.models import DraftImage, DraftSection
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey
from workflow import writing
from workflow.sop import Action, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case whose draft the system has written."""
    made = Journey(office, at).to(Step.DRAFT)
    writing.generate(case_id=made.case.pk, visit_id=made.visit.pk, by=office.staf_perencana, at=made.tick())
    return made


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=3), tick=False) as clock:
        yield clock


@pytest.fixture
def rina(office: Office, at: datetime) -> User:
    """A second staf perencana."""
    person = make_person("rina", "Rina Wati", at=at - timedelta(days=400))
    make_post(person, Role.STAF, office.perencanaan, at=at - timedelta(days=400))
    return person


def address(name: str, journey: Journey, *more: int) -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk, *more])


def section_of(journey: Journey, key: str = "ikhtisar") -> DraftSection:
    return DraftSection.objects.get(report=journey.case.report_id, key=key)


def write(journey: Journey, by: User, html: str, key: str = "ikhtisar") -> None:
    section = section_of(journey, key)
    typed = writing.Typed(section.pk, html, section.version)
    writing.save(case_id=journey.case.pk, visit_id=journey.visit.pk, typed=typed, by=by, at=journey.tick())


def typed(journey: Journey, section: DraftSection, html: str, **more: Any) -> dict[str, Any]:
    """What the editor posts for a section it opened as `section`."""
    return {
        "kunjungan": journey.visit.pk, f"html-{section.pk}": html, f"versi-{section.pk}": section.version,
        f"dasar-{section.pk}": section.text, **more,
    }  # fmt: skip


def test_a_conflict_shows_both_texts_and_offers_them_merged(
    journey: Journey, klien: Klien, office: Office, rina: User
) -> None:
    opened = section_of(journey)
    write(journey, rina, f"{opened.text}<p>Kalimat Rina.</p>")
    data = typed(journey, opened, f"<p>Pembuka saya.</p>{opened.text}")
    answer = (
        klien(office.staf_perencana).post(address("draft-bagian", journey, opened.pk), data).content.decode()
    )
    assert 'data-status="bentrok"' in answer
    assert "sudah diubah oleh Rina Wati" in answer
    assert "Tulisan Rina Wati" in answer
    merged = answer.split("<template data-gabungan>")[1].split("</template>")[0]
    assert merged.startswith("<p>Pembuka saya.</p>")
    assert merged.endswith("<p>Kalimat Rina.</p>")
    assert section_of(journey).text.endswith("<p>Kalimat Rina.</p>"), "and nothing is overwritten"


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("gabung", "<p>Lama.</p><p>Rina.</p><p>Saya.</p>"),
        ("timpa", "<p>Lama.</p><p>Saya.</p>"),
        ("ambil", "<p>Lama.</p><p>Rina.</p>"),
    ],
)
def test_the_three_choices_work_as_buttons_of_the_form_too(
    journey: Journey, klien: Klien, office: Office, rina: User, button: str, expected: str
) -> None:
    write(journey, office.staf_perencana, "<p>Lama.</p>")
    opened = section_of(journey)
    write(journey, rina, "<p>Lama.</p><p>Rina.</p>")
    now = section_of(journey)
    data = typed(journey, opened, "<p>Lama.</p><p>Saya.</p>", aksi=f"{button}:{now.pk}:{now.version}")
    assert klien(office.staf_perencana).post(address("draft", journey), data).status_code == 302
    assert section_of(journey).text == expected


def test_a_choice_made_on_an_older_version_asks_again(
    journey: Journey, klien: Klien, office: Office, rina: User
) -> None:
    opened = section_of(journey)
    write(journey, rina, "<p>Rina.</p>")
    seen = section_of(journey).version
    write(journey, rina, "<p>Rina lagi.</p>")
    data = typed(journey, opened, "<p>Saya.</p>", aksi=f"timpa:{opened.pk}:{seen}")
    assert klien(office.staf_perencana).post(address("draft", journey), data).status_code == 409
    assert section_of(journey).text == "<p>Rina lagi.</p>"


def test_the_autosave_also_tells_what_the_draft_lacks_now(
    journey: Journey, klien: Klien, office: Office
) -> None:
    section = section_of(journey)
    client = klien(office.staf_perencana)
    where = address("draft-bagian", journey, section.pk)
    answer = client.post(where, typed(journey, section, "<p>Pada [isi: tanggal].</p>")).content.decode()
    assert f'href="#bagian-{section.pk}"' in answer
    assert "masih memuat tanda [isi]" in answer
    answer = client.post(
        where, typed(journey, section_of(journey), "<p>Pada 1 Oktober.</p>")
    ).content.decode()
    assert "masih memuat tanda [isi]" not in answer


def test_a_sign_of_life_brings_the_others_and_what_they_saved(
    journey: Journey, klien: Klien, office: Office, rina: User
) -> None:
    section = section_of(journey)
    klien(rina).post(address("draft-hadir", journey), {"bagian": section.pk})
    known = {f"versi-{one.pk}": one.version for one in journey.report.sections.all()}
    client = klien(office.staf_perencana)
    told = client.post(address("draft-hadir", journey), known).json()
    assert told == {"orang": {str(section.pk): ["Rina Wati"]}, "baru": []}
    write(journey, rina, "<p>Kalimat Rina.</p>")
    (fresh,) = client.post(address("draft-hadir", journey), known).json()["baru"]
    assert (fresh["bagian"], fresh["versi"], fresh["html"]) == (
        section.pk,
        section.version + 1,
        "<p>Kalimat Rina.</p>",
    )
    assert fresh["kata"].startswith("Ditulis Rina Wati, ")


@pytest.mark.parametrize("value", ["", "x", "0", "99999999999999999999", "-1"])
def test_a_sign_of_life_from_nowhere_harms_nothing(
    journey: Journey, klien: Klien, office: Office, value: str
) -> None:
    section = section_of(journey)
    data = {"bagian": value, f"versi-{section.pk}": value}
    assert klien(office.staf_perencana).post(address("draft-hadir", journey), data).status_code == 200


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "kasubag"])
def test_those_who_only_read_give_no_sign_and_add_no_image(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    assert client.post(address("draft-hadir", journey), {"bagian": section_of(journey).pk}).status_code == 404
    answer = client.post(
        address("draft-gambar", journey), {"kunjungan": journey.visit.pk, "file": png(), "alt": "Rapat"}
    )
    assert answer.status_code == 403
    assert not DraftImage.objects.exists()


def png() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(target, "PNG")
    return SimpleUploadedFile("foto.png", target.getvalue(), content_type="image/png")


def test_an_image_is_uploaded_seen_and_printed(journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.staf_perencana)
    data = {"kunjungan": journey.visit.pk, "file": png(), "alt": "Rapat  di aula"}
    told = client.post(address("draft-gambar", journey), data).json()
    assert told["alt"] == "Rapat di aula"
    image = client.get(reverse("gambar-draft", args=[told["nomor"]]))
    assert image["Content-Type"] == "image/png"
    assert b"".join(image.streaming_content).startswith(b"\x89PNG")
    write(journey, office.staf_perencana, f'<p><img data-gambar="{told["nomor"]}" alt="Rapat di aula"></p>')
    page = client.get(address("draft-pratinjau", journey)).content.decode()
    address_of_image = reverse("gambar-draft", args=[told["nomor"]])
    assert re.search(r'<img [^>]*alt="Rapat di aula"[^>]*>', page)
    assert f'src="{address_of_image}"' in page


def test_without_javascript_an_image_is_put_behind_a_section(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client, section = klien(office.staf_perencana), section_of(journey)
    before = section.text
    assert 'name="alt"' in client.get(address("draft", journey)).content.decode()
    data = {"kunjungan": journey.visit.pk, "bagian": section.pk, "file": png(), "alt": "Rapat <di> aula"}
    refused = client.post(address("draft-gambar", journey), data | {"file": ""})
    assert refused.status_code == 422
    assert 'value="Rapat &lt;di&gt; aula"' in refused.content.decode(), "nothing typed is lost"
    assert client.post(address("draft-gambar", journey), data).status_code == 302
    section.refresh_from_db()
    image = DraftImage.objects.get()
    assert section.text.startswith(before)
    assert re.search(rf'<p><img [^>]*data-gambar="{image.pk}"', section.text)
    assert f"{{gambar {image.pk}: Rapat" in plain(section.text)
    foreign = klien(office.kasubag).post(address("draft-gambar", journey), data | {"file": png()})
    assert foreign.status_code == 403
    section.refresh_from_db()
    assert section.text.count("data-gambar") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": ""}, "Pilih berkas gambar dahulu."),
        ({"alt": " "}, "Tulis dahulu apa yang terlihat"),
        ({"file": SimpleUploadedFile("a.png", b"bukan gambar")}, "bukan jenis yang diterima"),
    ],
)
def test_a_refused_image_says_why(
    journey: Journey, klien: Klien, office: Office, change: dict[str, Any], words: str
) -> None:
    data = {"kunjungan": journey.visit.pk, "file": png(), "alt": "Rapat"} | change
    answer = klien(office.staf_perencana).post(address("draft-gambar", journey), data)
    assert answer.status_code == 422
    assert words in answer.json()["galat"]


def test_the_list_of_figures_goes_from_the_office_to_each_unit_and_indicator(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.staf_perencana).get(address("draft-angka", journey)).content.decode()
    assert (
        page.index("Seluruh dinas") < page.index("Bidang Pembinaan SD") < page.index("Bidang Pembinaan SMP")
    )
    assert 'data-ref="rata:kantor"' in page
    assert "SD-01 Angka partisipasi murni SD" in page
    assert 'data-kata="97,81"' in page
    assert 'data-kata="–"' not in page, "what there is no figure for is not offered"


def test_the_editor_is_loaded_only_by_those_who_write(journey: Journey, klien: Klien, office: Office) -> None:
    assert "tiptap.min" in klien(office.staf_perencana).get(address("draft", journey)).content.decode()
    assert "tiptap.min" not in klien(office.kadis).get(address("draft", journey)).content.decode()


def test_saving_and_signs_of_life_ask_the_database_little(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    client, section = klien(office.staf_perencana), section_of(journey)
    client.post(address("draft-hadir", journey), {"bagian": section.pk})
    with django_assert_max_num_queries(20):
        client.post(address("draft-hadir", journey), {"bagian": section.pk})
    with django_assert_max_num_queries(32):
        client.post(address("draft-bagian", journey, section.pk), typed(journey, section, "<p>Baru.</p>"))


def test_an_editor_left_open_after_the_case_moved_on_is_told(
    journey: Journey, klien: Klien, office: Office
) -> None:
    section, visit = section_of(journey), journey.visit.pk
    journey.act(Action.BUKA_ANALISIS, office.staf_perencana, {"note": "APM SD keliru."})
    data = typed(journey, section, "<p>Terlambat.</p>") | {"kunjungan": visit}
    answer = (
        klien(office.staf_perencana).post(address("draft-bagian", journey, section.pk), data).content.decode()
    )
    assert 'data-status="ditolak"' in answer
    assert section_of(journey).text != "<p>Terlambat.</p>"
