"""The card of a figure: where it comes from, for those who read the draft, and the numbers that come from nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.gaps import gaps
from reports.drafting.origins import origin
from reports.drafting.references import Figures
from reports.drafting.rich import from_plain
from reports.drafting.services import save_section
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    return Journey(office, at).to(Step.PARAF_KASUBAG)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=4), tick=False) as clock:
        yield clock


def card(journey: Journey, ref: str, client: Client, **more: int) -> Any:
    return client.get(reverse("workflow:angka", args=[journey.case.pk]), {"ref": ref, **more})


def refs(journey: Journey) -> list[str]:
    version = journey.report.versions.get()
    return sorted(set(re.findall(r'data-angka="([^"]+)"', version.html)))


def test_a_figure_tells_unit_indicator_answer_checker_and_formula(
    journey: Journey, klien: Klien, office: Office
) -> None:
    ref = next(one for one in refs(journey) if one.startswith("sel:") and one.endswith(":capaian"))
    analysis = latest(journey.report)
    assert analysis is not None
    row = Figures(read(analysis.data)).rows[int(ref.split(":")[1])]
    page = card(journey, ref, klien(office.kasubag), versi=1).content.decode()
    for said in (
        row.name,
        "Capaian (%)",
        "Jawaban",
        "Diterima",
        "Bukti",
        "Capaian = ",
        "Buka sel, bukti, dan riwayatnya",
    ):
        assert said in page, said


def test_every_figure_of_the_report_has_a_card(journey: Journey) -> None:
    analysis = latest(journey.report)
    assert analysis is not None
    result = read(analysis.data)
    for ref in refs(journey):
        found = origin(ref, result)
        assert found is not None, ref
        assert found.words
        assert found.title
    assert len(refs(journey)) > 20


@pytest.mark.parametrize(
    "ref", ["", "x", "sel:0:capaian", "sel:1:sandi", "rata:999999", "sel:abc:capaian", "rata:kantor:x", "<b>"]
)
def test_what_is_no_figure_is_not_found(journey: Journey, klien: Klien, office: Office, ref: str) -> None:
    assert card(journey, ref, klien(office.kasubag)).status_code == 404


def test_a_version_that_is_not_there_has_no_figures(journey: Journey, klien: Klien, office: Office) -> None:
    assert card(journey, "rata:kantor", klien(office.kasubag), versi=9).status_code == 404


@pytest.mark.parametrize("who", ["staf_sd", "kabid_sd", "penerima_surat", "admin"])
def test_who_may_not_read_the_draft_gets_no_card(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    assert card(journey, "rata:kantor", klien(getattr(office, who))).status_code == 404


def test_the_pages_with_figures_load_what_opens_them(journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(office.kasubag)
    for name in ("koreksi", "draft", "draft-pratinjau"):
        page = client.get(reverse(f"workflow:{name}", args=[journey.case.pk])).content.decode()
        assert f'data-asal-angka="{reverse("workflow:angka", args=[journey.case.pk])}' in page, name
        assert "js/angka" in page


def test_numbers_typed_by_hand_are_listed_with_the_way_to_their_section_and_marked_on_the_preview(
    journey: Journey, klien: Klien, office: Office
) -> None:
    section = journey.report.sections.get(key="ikhtisar")
    save_section(
        section_id=section.pk, text=section.text + from_plain("Ada 12 sekolah dan 3 gudang pada Tabel 4."),
        seen_version=section.version, by=office.staf_perencana, at=journey.tick(),
    )  # fmt: skip
    told = [(gap.sentence, gap.section_id) for gap in gaps(journey.report) if not gap.blocks]
    assert told == [
        ("2 angka diketik sendiri dan tidak mengikuti hasil analisis. Cocokkan sebelum mengajukan.", None),
        (f"{section.heading}: “12 sekolah”, “3 gudang”", section.pk),
    ]
    page = (
        klien(office.kasubag)
        .get(reverse("workflow:draft-pratinjau", args=[journey.case.pk]))
        .content.decode()
    )
    assert '<span class="diketik">12</span> sekolah' in page
    assert "diketik sendiri dan tidak mengikuti hasil analisis" in page


def test_a_card_asks_the_database_little(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kasubag)
    card(journey, "rata:kantor", client)
    with django_assert_max_num_queries(12):
        card(journey, "rata:kantor", client)
