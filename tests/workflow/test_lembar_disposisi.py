"""The lembar disposisi on paper: who gave it and in which standing, half a folio, valid archive PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import page as validation
import pytest
from pypdf import PdfReader

from accounts.roles import Mode, Role
from reports.paper_html import DispositionSheet, disposition_html
from reports.pdf import to_pdf
from tests.factories import Office, make_post
from tests.workflow.perjalanan import Journey
from workflow.letters import Disposition
from workflow.makers import sheet_of
from workflow.sop import Action, Step

pytestmark = pytest.mark.django_db
PROFILES = (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1)


@pytest.fixture
def sheet(office: Office, at: datetime) -> DispositionSheet:
    Journey(office, at).to(Step.FORMAT)
    return sheet_of(Disposition.objects.get())


def pages(sheet: DispositionSheet) -> list[str]:
    """The words of each page; whatever the sheet says, the PDF is a valid one."""
    pdf = to_pdf(disposition_html(sheet), identifier="disposisi:uji")
    failures = [
        one for profile in PROFILES for one in validation.validate_pdf_bytes(pdf, profile=profile).failures
    ]
    assert [str(one) for one in failures] == []
    return [one.extract_text() for one in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("mode", "title"),
    [(Mode.PLH, "Plh. KEPALA DINAS,"), (Mode.PLT, "Plt. KEPALA DINAS,")],
)
def test_who_stands_in_signs_with_his_own_name_and_the_standing_before_the_post(
    office: Office, at: datetime, mode: Mode, title: str
) -> None:
    make_post(
        office.sekretaris,
        Role.KEPALA_DINAS,
        office.dinas,
        at=at,
        mode=mode,
        start=date(2026, 10, 12),
        end=date(2026, 10, 20),
    )
    journey = Journey(office, at)
    journey.act(
        Action.DISPOSISIKAN,
        office.sekretaris,
        {"recipients": [office.perencanaan.pk], "instructions": ["proses"]},
    )
    (only,) = pages(sheet_of(Disposition.objects.get()))
    assert title in only
    assert office.sekretaris.name in only
    assert f"Pangkat: {office.sekretaris.pangkat}" in only
    assert office.kadis.name not in only


@pytest.mark.parametrize(
    ("who", "mode", "above"),
    [
        ("sekretaris", Mode.AN, ["a.n. KEPALA DINAS,", "Sekretaris,"]),
        ("kasubag", Mode.UB, ["a.n. KEPALA DINAS,", "Sekretaris,", "u.b.", "Kepala Sub Bagian Perencanaan,"]),
    ],
)
def test_a_mandate_is_written_as_on_every_other_paper(
    office: Office, at: datetime, who: str, mode: Mode, above: list[str]
) -> None:
    """Permendagri 1/2023 article 44: the post between and the signer's own stand below, the name last."""
    person = getattr(office, who)
    post = make_post(
        person, Role.KEPALA_DINAS, office.dinas, at=at, mode=mode, start=at.date(), end=date(2026, 12, 31)
    )
    Journey(office, at).to(Step.FORMAT)
    row = Disposition.objects.select_related("case__letter").get()
    row.by, row.by_name, row.by_mode, row.by_title = person, person.name, mode, post.jabatan
    found = sheet_of(row)
    assert [f"{found.title},", *found.below] == above
    (only,) = pages(found)
    lines = [line.strip() for line in only.splitlines()]
    places = [lines.index(line) for line in (*above, person.name)]
    assert places == sorted(places)


def test_ten_recipients_and_a_long_note_still_fit_on_the_half_folio(sheet: DispositionSheet) -> None:
    recipients = [(f"Kepala Bidang Pembinaan Ketenagaan {number}", True) for number in range(10)]
    full = replace(
        sheet, recipients=recipients, sender="Badan Perencanaan " * 6, note="Siapkan laporannya segera. " * 14
    )
    assert not sheet.is_long
    assert full.is_long
    assert len(pages(full)) == 1


def test_a_note_longer_than_the_sheet_goes_on_over_leaf_together_with_the_signature(
    sheet: DispositionSheet,
) -> None:
    first, second = pages(replace(sheet, note="Gunakan data yang sudah diverifikasi bidang. " * 40))
    assert "Diteruskan kepada Sdr." in first
    assert "Gunakan data" not in first
    assert "Catatan" in second
    assert "KEPALA DINAS," in second
