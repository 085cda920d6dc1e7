"""Who reads a report's paper. Another app may narrow it (a rahasia case) but never widen it."""

from __future__ import annotations

from collections.abc import Callable

from accounts.policy import rule
from accounts.posts import Desk, belongs_to
from reports.distribution.models import Copy
from reports.documents import Document
from reports.report import Report
from reports.signing.ending import last_signed
from reports.signing.models import SignedPaper

Limit = Callable[[Desk, Report], bool]
_limits: list[Limit] = []

NOT_YOURS = "Naskah ini tidak ada atau bukan untuk Anda."


def limit_reading(limit: Limit) -> Limit:
    """Register a further condition that everybody must meet, whatever is read of the report."""
    _limits.append(limit)
    return limit


def within_limits(desk: Desk, report: Report) -> bool:
    """Whether what other apps ask of every reader of this report holds for this person."""
    return all(limit(desk, report) for limit in _limits)


def may_read_contents(desk: Desk, report: Report) -> bool:
    """Draft, versions and the unsigned paper: leaders and planners, before signing nobody else (product.md)."""
    return desk.sees_all and within_limits(desk, report)


def may_read_signed(desk: Desk, report: Report) -> bool:
    """The signed report: leaders and planners, the units that filled it in and the units that got a copy."""
    if last_signed(report) is None or not within_limits(desk, report):
        return False
    if desk.sees_all:
        return True
    return (
        report.submissions.filter(unit__in=desk.unit_ids).exists()
        or Copy.objects.filter(report=report, unit__in=desk.unit_ids).exists()
    )


def is_signed(report: Report) -> bool:
    """In force: not withdrawn, not replaced."""
    return SignedPaper.objects.filter(report=report, state=SignedPaper.State.DITANDATANGANI).exists()


@rule("baca_isi", Report)
def read_contents(desk: Desk, report: Report) -> str | None:
    return None if may_read_contents(desk, report) else NOT_YOURS


@rule("unduh", Report)
def download(desk: Desk, report: Report) -> str | None:
    return None if may_read_signed(desk, report) else NOT_YOURS


@rule("baca", Document)
def read_document(desk: Desk, document: Document) -> str | None:
    from reports.document_services import may_read

    return None if may_read(desk, document) else NOT_YOURS


def may_read_copy(desk: Desk, copy: Copy) -> bool:
    """The page of one copy, also after the report was withdrawn: leaders, planners, and the people of its unit."""
    unit = copy.unit
    own = unit is not None and (unit.pk in desk.unit_ids)
    return (desk.sees_all or own) and within_limits(desk, copy.report)


@rule("baca", Copy)
def read_copy(desk: Desk, copy: Copy) -> str | None:
    return None if may_read_copy(desk, copy) else NOT_YOURS


@rule("terima", Copy)
def confirm(desk: Desk, copy: Copy) -> str | None:
    """The unit itself says that it has the report; for a recipient outside, who distributes says so."""
    unit = copy.unit  # whoever merely stands above it does not answer for it
    allowed = desk.sees_all if unit is None else any(belongs_to(post, unit) for post in desk.posts)
    return (
        None
        if allowed and may_read_signed(desk, copy.report)
        else "Penerimaan dinyatakan oleh unit penerima sendiri."
    )
