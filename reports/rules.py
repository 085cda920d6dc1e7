"""Who may see a unit's submission. What each post may do with it: reports.collection.actors."""

from __future__ import annotations

from accounts import policy
from accounts.posts import Desk
from accounts.roles import Pelaksana
from reports import rules_paper
from reports.collection import actors
from reports.collection.models import Evidence, RequestAttachment, Submission
from reports.drafting.models import DraftImage
from reports.drafting.template_models import ReportTemplate
from reports.indicators.exchange import actors as catalogue_actors  # noqa: F401 - registers its rules
from reports.indicators.models import Format


@policy.rule("lihat", Submission)
def may_see_submission(desk: Desk, submission: Submission) -> str | None:
    """Own unit, or those who see every case (product.md, "Who sees what"); a rahasia case only where it is theirs."""
    if actors.member(desk, submission):
        return None
    if actors.may_see(desk, submission) and rules_paper.within_limits(desk, submission.report):
        return None
    return "Isian ini milik unit lain dan tidak dapat Anda buka."


@policy.rule("lihat", Evidence)
def may_see_evidence(desk: Desk, evidence: Evidence) -> str | None:
    """Evidence is as visible as the submission it belongs to."""
    return may_see_submission(desk, evidence.cell.submission)


@policy.rule("isi", Submission)
def may_fill(desk: Desk, submission: Submission) -> str | None:
    """Those on whose desk the submission lies now."""
    if actors.editor(desk, submission):
        return None
    return "Isian ini sedang tidak di meja Anda, jadi hanya dapat dibaca."


@policy.rule("lihat", RequestAttachment)
def may_see_attachment(desk: Desk, attachment: RequestAttachment) -> str | None:
    """What came with the request is for the planners, and for each unit that was asked."""
    report = attachment.report
    if rules_paper.may_read_contents(desk, report):
        return None
    asked = report.submissions.select_related("unit__parent", "report")
    if any(may_see_submission(desk, submission) is None for submission in asked):
        return None
    return "Lampiran ini milik permintaan yang tidak dapat Anda buka."


@policy.rule("lihat", DraftImage)
def may_see_image(desk: Desk, image: DraftImage) -> str | None:
    """An image is as visible as the draft it stands in."""
    return None if rules_paper.may_read_contents(desk, image.report) else rules_paper.NOT_YOURS


@policy.rule("lihat", Format)
def may_see_formats(desk: Desk, format: Format | type[Format]) -> str | None:
    """Formats are the planners' own tool: the Kasubag Perencanaan's, and read by the staf perencana."""
    if desk.holds(Pelaksana.KASUBAG_PERENCANAAN) or desk.holds(Pelaksana.STAF_PERENCANA):
        return None
    return None if desk.is_office_admin else "Format diatur Sub Bagian Perencanaan."


@policy.rule("ubah", Format)
def may_change_formats(desk: Desk, format: Format | type[Format]) -> str | None:
    """Whoever acts as Kasubag Perencanaan now, and the office's admin."""
    if desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN) is not None or desk.is_office_admin:
        return None
    return "Format hanya diubah Kasubag Perencanaan. Sampaikan kepadanya apa yang perlu diubah."


@policy.rule("lihat", ReportTemplate)
def may_see_templates(desk: Desk, template: ReportTemplate | type[ReportTemplate]) -> str | None:
    """As formats: the planners' own tool."""
    return may_see_formats(desk, Format)


@policy.rule("ubah", ReportTemplate)
def may_change_templates(desk: Desk, template: ReportTemplate | type[ReportTemplate]) -> str | None:
    """Whoever acts as Kasubag Perencanaan now, and the office's admin."""
    if desk.acts_as(Pelaksana.KASUBAG_PERENCANAAN) is not None or desk.is_office_admin:
        return None
    return "Templat laporan hanya diubah Kasubag Perencanaan. Sampaikan kepadanya apa yang perlu diubah."
