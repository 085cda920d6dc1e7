"""Thin Celery tasks: ask the clock, call the service."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.utils import timezone

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def tick() -> None:
    """Say what is due about open steps. Run by the beat, and once after a step opens; running twice is harmless."""
    from workflow.reminders import run

    told = run(timezone.now())
    if told.visits:
        log.info("pengingat", kunjungan=told.visits, pesan=told.people)


@shared_task(ignore_result=True)
def morning_brief() -> None:
    """Every minute: the brief of 07.30 when it is time and has not been said."""
    from workflow.brief import send

    told = send(timezone.now())
    if told:
        log.info("ringkasan_pagi", orang=told)


@shared_task(ignore_result=True)
def read_scan(case_id: int) -> None:
    """Read the text inside a letter's scan, for the search of the archive."""
    from workflow.archive import keeping
    from workflow.case import ReportRequest

    case = ReportRequest.objects.select_related("letter").filter(pk=case_id).first()
    if case is not None:
        keeping.read_scan(case=case, at=timezone.now())


@shared_task(ignore_result=True)
def keep_archive() -> None:
    """Every five minutes: write the searchable text that no service or worker has written, finish what was approved."""
    from workflow.archive import destruction, keeping

    for pk in destruction.unfinished():
        remove_destroyed.delay(pk)

    written = keeping.sweep(at=timezone.now())
    if written:
        log.info("arsip", bagian=written)


@shared_task(ignore_result=True)
def remove_destroyed(proposal_id: int) -> None:
    """Remove the stored files of a list that the Kepala Dinas approved."""
    from workflow.archive import destruction

    destruction.remove_files(proposal_id=proposal_id, at=timezone.now())


@shared_task(ignore_result=True)
def watch_posts() -> None:
    """Once a minute: posts that changed hands by the calendar, and the Plt., Plh. and Pj. that run out soon."""
    from accounts.office.endings import announce_endings
    from workflow.people import handover

    now = timezone.now()
    handover.look(now)
    announce_endings(now)
