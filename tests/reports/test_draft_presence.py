"""Who is writing where: seen for half a minute, told to the others only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from reports.drafting import presence
from reports.models import DraftPresence, DraftSection, Report
from tests.factories import Office
from tests.reports.data import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(at: datetime) -> Report:
    made = make_report(at)
    DraftSection.objects.create(report=made, key="bab-1", order=1, heading="BAB I")
    DraftSection.objects.create(report=made, key="bab-2", order=2, heading="BAB II")
    return made


def test_a_writer_is_named_to_the_others_by_section_and_moves_along(
    office: Office, at: datetime, report: Report
) -> None:
    first, second = report.sections.all()
    for section in (first, second):
        presence.announce(report=report, section_id=section.pk, by=office.staf_perencana, at=at)
    assert presence.others(report=report, but=office.kasubag, at=at) == {
        second.pk: [office.staf_perencana.name]
    }
    assert presence.others(report=report, but=office.staf_perencana, at=at) == {}
    assert DraftPresence.objects.count() == 1


def test_who_gives_no_sign_of_life_for_half_a_minute_has_gone(
    office: Office, at: datetime, report: Report
) -> None:
    section = report.sections.first()
    assert section is not None
    presence.announce(report=report, section_id=section.pk, by=office.staf_perencana, at=at)
    later = at + presence.FRESH
    assert presence.others(report=report, but=office.kasubag, at=later) != {}
    later += timedelta(seconds=1)
    assert presence.others(report=report, but=office.kasubag, at=later) == {}
    presence.announce(report=report, section_id=None, by=office.kasubag, at=later)
    assert [row.person for row in DraftPresence.objects.all()] == [office.kasubag]


@pytest.mark.parametrize("section_id", [None, 0, 987654])
def test_being_on_the_page_without_a_section_of_it_is_no_writing(
    office: Office, at: datetime, report: Report, section_id: int | None
) -> None:
    presence.announce(report=report, section_id=section_id, by=office.staf_perencana, at=at)
    assert presence.others(report=report, but=office.kasubag, at=at) == {}
